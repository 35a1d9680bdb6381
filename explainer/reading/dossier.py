"""The dossier of a source: what it is, how sure we are of it, what leans on it, and what speaks against it.

Pure: the painter, linear mode and `show source` take their words and rows from here, so that they cannot differ.
"""

from __future__ import annotations

import msgspec

from explainer.messages import _, ngettext
from explainer.reading.claims import fate, known
from explainer.reading.entries import Entry, use_entry
from explainer.reading.run import Run
from explainer.story.model.dates import said
from explainer.story.model.lens import later_words, said_by, standing
from explainer.story.model.prose import uses
from explainer.story.model.structs import Claim, Excerpt, Source, Story, Version

GROUPS = ("taken", "supports", "against", "repeats", "repeated-by", "used")
"""The parts of a dossier, in their order."""


class Bearing(msgspec.Struct, frozen=True, array_like=True):
    """A claim a source bears on, with the versions it is about."""

    claim: Claim
    versions: tuple[Version, ...]


class Dossier(msgspec.Struct, frozen=True):
    """All that the story knows of one source, on a day or as last checked."""

    source: Source
    excerpts: tuple[Excerpt, ...]
    """What the story takes from it."""
    supports: tuple[Bearing, ...]
    """Claims with the versions that cite it; under a lens those said by the day."""
    against: tuple[Bearing, ...]
    """The same claims with what other issuers say, as far as it stands or is disputed."""
    later: int
    """Claims it supports only with versions said after the day."""
    repeats: tuple[Source, ...]
    """Whom it repeats."""
    repeated_by: tuple[Source, ...]
    """Sources that merely repeat it."""
    lines: tuple[str, ...]
    """Addresses of the lines that lean on it."""


def dossier(story: Story, key: str, on: str = "") -> Dossier:
    """The dossier of a source.

    Args:
        story: the story.
        key: the source's id.
        on: the lens day; empty: as last checked.
    """
    source = story.sources[key]
    cited = [claim for claim in story.claims.values() if any(key in v.source for v in claim.versions)]
    supports = [Bearing(claim, found) for claim in cited if (found := _citing(claim, key, on))]
    against = [Bearing(b.claim, found) for b in supports if (found := _others(b, on))]
    return Dossier(
        source,
        tuple(excerpt for excerpt in story.excerpts.values() if excerpt.source == key),
        tuple(supports),
        tuple(against),
        len(cited) - len(supports),
        tuple(story.sources[other] for other in source.repeats if other in story.sources),
        tuple(other for other in story.sources.values() if key in other.repeats),
        uses(story).sources.get(key, ()),
    )


def _citing(claim: Claim, key: str, on: str) -> tuple[Version, ...]:
    return tuple(version for version in known(claim, on) if key in version.source)


def _others(bearing: Bearing, on: str) -> tuple[Version, ...]:
    """What stands, or is disputed, by issuers whom this source does not carry in this claim."""
    own = {version.issuer for version in bearing.versions}
    stand = standing(bearing.claim, on)
    return tuple(
        version
        for version in bearing.claim.versions
        if version.issuer not in own
        and (version in stand or (version.status == "disputed" and said_by(version, on)))
    )


# in words


def carried(source: Source) -> str:
    """How its words reached us, and what that means for trusting them."""
    return {
        "original": _("The publisher's own page."),
        "copy": _("A copy of another's text: its words can be trusted as far as the copying can."),
        "relay": _("A relay: it passes on what others said. The first words stand elsewhere."),
        "translation": _("A translation: the sense is the author's, the wording the translator's."),
        "machine translation": _(
            "A machine's translation: a word may be wrong, and none is quoted as anyone's own."
        ),
    }.get(source.carriage, source.carriage)


def how_sure(source: Source) -> str:
    """Our judgment of it; that it is weak is said as a sentence."""
    words = source.reliability.strip()
    if not words:
        return _("Nothing is written down about how far to trust it.")
    first, _colon, rest = words.partition(":")
    if first.strip().casefold() == _("weak"):
        reason = rest.strip()
        return _("A weak source: {reason}").format(reason=_ended(reason)) if reason else _("A weak source.")
    return _ended(words)


def _ended(text: str) -> str:
    return text if text.endswith((".", "?", "!", ")")) else f"{text}."


def status_words(claim: Claim, version: Version, on: str = "") -> str:
    """What became of a version, in one word or two; under a lens only what had become of it by then."""
    return {
        "stands": _("stands"), "opinion": _("opinion"), "disputed": _("disputed"), "replaced": _("superseded"),
        "withdrawn": _("withdrawn"),
    }.get(fate(claim, version, on).kind, _("not counted for that day"))  # fmt: skip


def later_claims(count: int) -> str:
    """How many claims it supports with what was said after the lens day."""
    return ngettext("{n} claim, said later", "{n} claims, said later", count).format(n=count)


def value_line(version: Version) -> str:
    """`12 boats. Harbour office, 8 February 1931`."""
    day = said(version.said_on, version.precision)
    return f"{version.value.rstrip('.')}. {version.issuer}, {day}"


# as rows


def dossier_entries(story: Story, run: Run, key: str) -> tuple[Entry, ...]:
    """The rows of a dossier's screen; each leads somewhere: to a line, a claim, another source. The first is the
    record itself, which leads nowhere.

    The group says which part of the dossier a row is of: taken, supports, against, repeats, repeated-by, used.
    """
    on = run.lens.on if run.lens else ""
    found = dossier(story, key, on)
    rows = [Entry("heading", key, found.source.publisher)]
    rows += [_excerpt_entry(story, excerpt, on) for excerpt in found.excerpts]
    rows += [Entry("claim", b.claim.id, b.claim.question, group="supports") for b in found.supports]
    rows += [Entry("claim", b.claim.id, b.claim.question, group="against") for b in found.against]
    rows += [Entry("source", s.id, s.publisher, s.title, group="repeats") for s in found.repeats]
    rows += [Entry("source", s.id, s.publisher, s.title, group="repeated-by") for s in found.repeated_by]
    rows += [msgspec.structs.replace(use_entry(story, run, line), group="used") for line in found.lines]
    return tuple(rows)


def _excerpt_entry(story: Story, excerpt: Excerpt, on: str) -> Entry:
    cited = uses(story).excerpts.get(excerpt.id, ())
    label = later_words(story, "excerpt", excerpt.id, on) or excerpt.text
    return Entry(
        "excerpt", excerpt.id, label, excerpt.speaker, group="taken", address=cited[0] if cited else ""
    )


def group_words(group: str) -> str:
    """The heading over a part of the dossier."""
    return {
        "taken": _("The story takes from it"), "supports": _("Claims it supports"),
        "against": _("What others say to the same questions"), "repeats": _("It repeats"),
        "repeated-by": _("Merely repeated by"), "used": _("Where the story leans on it"),
    }[group]  # fmt: skip
