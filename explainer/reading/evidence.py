"""Rows and actions of the screens of a claim and of a source, for the lists and the actions on a view."""

from __future__ import annotations

import re

import msgspec

from explainer.messages import _, ngettext
from explainer.problems import Cannot
from explainer.reading.run import Run
from explainer.reading.view import Entry, Layout, Listing, View, use_entry
from explainer.story.model.dates import MONTHS, counts_from, long, said
from explainer.story.model.lens import later_words, said_by, standing
from explainer.story.model.prose import uses
from explainer.story.model.structs import Claim, Excerpt, Source, Story, Version

# A claim: what its versions said and when, its screen of rows, and where each row leads.

# its versions

_COUNT = re.compile(
    r"""(?P<count>["“]?(?:(?:over|about|at\ least|more\ than|up\ to|nearly)\ )?[0-9][0-9.,]*[0-9]?"""
    r"""(?:[-–][0-9][0-9.,]*)?\+?["”]?)(?P<what>[:,]?\ .*)?""",
    re.VERBOSE | re.DOTALL,
)
_LONGEST_COUNT = 14
KINDS = ("stands", "disputed", "opinion", "replaced", "withdrawn", "not-counted")
"""What can have become of a version, in the order in which it is counted."""


class Fate(msgspec.Struct, frozen=True):
    """What became of a version."""

    kind: str
    """stands, opinion, disputed, replaced, withdrawn, or not-counted (said by the day, set aside by the editors)."""
    day: str = ""
    """The day that ended it, where that is known and not after the lens day."""
    precision: str = ""
    by: int = -1
    """The index of the version that replaced it."""


def known(claim: Claim, on: str = "") -> tuple[Version, ...]:
    """The versions said by a day, and those that the editors count for it; all of them without a day."""
    stands = standing(claim, on)
    return tuple(v for v in claim.versions if said_by(v, on) or v in stands)


def said_after(claim: Claim, on: str) -> tuple[Version, ...]:
    """The versions said after a day, or on none that is recorded."""
    heard = known(claim, on)
    return tuple(v for v in claim.versions if v not in heard)


def later_days(versions: tuple[Version, ...]) -> str:
    """`said later: 9 January 2022 to 5 January 2023`."""
    dated = [v for v in versions if v.said_on and v.precision]
    if not dated:
        return _("said on a day that is not recorded")
    by_day = sorted(dated, key=lambda v: counts_from(v.said_on, v.precision))
    first, last = (said(v.said_on, v.precision) for v in (by_day[0], by_day[-1]))
    days = first if first == last else _("{first} to {last}").format(first=first, last=last)
    return _("said later: {date}").format(date=days)


def fate(claim: Claim, version: Version, on: str = "") -> Fate:
    """What became of a version; on a day only what had become of it, and what had been said, by then."""
    if version in standing(claim, on):
        return Fate(version.status if version.status in ("disputed", "opinion") else "stands")
    if version.status == "disputed" and not version.replaced_by and not version.withdrawn_on:
        return Fate("disputed")
    ids = [other.id for other in claim.versions]
    index = ids.index(version.replaced_by) if version.replaced_by in ids else -1
    ended, precision = version.withdrawn_on, "day"
    if not ended and index >= 0:
        ended, precision = claim.versions[index].said_on, claim.versions[index].precision
    if on and not "" < counts_from(ended, precision) <= on:
        return Fate("not-counted")
    if (
        version.status == "retracted" or version.withdrawn_on
    ):  # the day of its successor is not that of its end
        heard = index >= 0 and said_by(claim.versions[index], on)
        return Fate("withdrawn", version.withdrawn_on, "day", index if heard else -1)
    return Fate("replaced", ended, precision, index)


def fate_words(claim: Claim, version: Version, on: str = "", *, dated: bool = True) -> str:
    """What became of a version, as a sentence; `dated`: with the day of the one that replaced it."""
    found = fate(claim, version, on)
    if found.kind == "withdrawn":
        return _("Withdrawn {day}.").format(day=long(found.day)) if found.day else _("Withdrawn.")
    if found.kind == "replaced":
        if found.by < 0:
            return _("Replaced.")
        if not dated:
            return _("Replaced by {n}.").format(n=found.by + 1)
        day = said(found.day, found.precision)
        return _("Replaced by {n}, {day}.").format(n=found.by + 1, day=day)
    return {
        "disputed": _("Disputed."), "opinion": _("An opinion."), "not-counted": _("Not counted for that day."),
    }.get(found.kind, _("Stands."))  # fmt: skip


def tally_words(claim: Claim, on: str = "", *, ended: bool = True) -> str:
    """How many versions stand, are disputed, are an opinion, and with `ended` are replaced or withdrawn.

    The counts are those of the marks: `1 stands, 2 disputed, 1 opinion`.
    """
    kinds = [fate(claim, version, on).kind for version in known(claim, on)]
    words = {
        "stands": ngettext("{n} stands", "{n} stand", kinds.count("stands")), "disputed": _("{n} disputed"),
        "opinion": ngettext("{n} opinion", "{n} opinions", kinds.count("opinion")),
        "replaced": _("{n} replaced"), "withdrawn": _("{n} withdrawn"), "not-counted": _("{n} not counted"),
    }  # fmt: skip
    told = [kind for kind in KINDS[: len(KINDS) if ended else 3] if kind in kinds]
    return ", ".join(words[kind].format(n=kinds.count(kind)) for kind in told)


def told_value(version: Version) -> str:
    """A version in a few words: its `short`, but a bare count with what is counted, where the value tells it."""
    short = version.short or version.value
    more = version.value[len(short) :]
    bare = split_value(short) == (short, "") and version.value.startswith(short)
    return version.value if bare and more[:1] in (",", ":", " ") else short


def split_value(text: str) -> tuple[str, str]:
    """A version's value as a count and what is counted: `225`, ` bodies in morgues`; no count: an empty one.

    A day of a month is no count.
    """
    found = _COUNT.fullmatch(text.strip())
    what = (found["what"] or "") if found else ""
    if not found or len(found["count"]) > _LONGEST_COUNT or what.strip().startswith(MONTHS):
        return "", text
    count = found["count"].rstrip(",")
    return count, text.strip()[len(count) :]


# its screen

_replace = msgspec.structs.replace

OPENED = "later"
"""In a listing's `folded`: what was said after the lens day is shown all the same."""


def claim_entries(story: Story, run: Run, listing: Listing) -> tuple[Entry, ...]:
    """The versions, oldest first; under a lens those said later are one row, and follow it once opened."""
    claim = story.claims[listing.subject]
    on = run.lens.on if run.lens else ""
    rows = [_version_entry(version) for version in known(claim, on)]
    after = said_after(claim, on) if on else ()
    if after:
        shown = OPENED in listing.folded
        rows.append(Entry("later", claim.id, later_days(after), str(len(after)), folded=not shown))
        rows += [_version_entry(version) for version in after] if shown else []
    return tuple(rows)


def _version_entry(version: Version) -> Entry:
    return Entry("version", version.id, version.short or version.value, version.issuer)


def version_in_hand(view: View) -> tuple[Claim, Version | None]:
    """The claim in front and the version its row in hand is; None for the row of those said later."""
    listing = view.listings[-1]
    claim = view.story.claims[listing.subject]
    rows = claim_entries(view.story, view.run, listing)
    if not rows:
        return claim, None
    row = rows[min(max(listing.selected, 0), len(rows) - 1)]
    return claim, next((v for v in claim.versions if row.kind == "version" and v.id == row.id), None)


def step(view: View, by: int, layout: Layout) -> View:
    """To the next version; a screen down is the rest of what is said of the one in hand, should there be more.

    On the last version, where there is no next one, the rest follows too.
    """
    listing = view.listings[-1]
    last = max(0, len(claim_entries(view.story, view.run, listing)) - 1)
    reads_on = by > 1 or listing.selected >= last
    if by > 0 and layout.overflow and reads_on:
        return _front(view, _replace(listing, top=listing.top + min(max(by, layout.rows), layout.overflow)))
    if by < 0 and listing.top and (by < -1 or listing.selected >= last):
        return _front(view, _replace(listing, top=max(0, listing.top - max(-by, layout.rows))))
    return _front(view, _replace(listing, selected=min(max(listing.selected + by, 0), last), top=0))


def show_later(view: View, entry: Entry) -> View:
    """Show what was said after the lens day, and keep the day; or fold it again."""
    listing = view.listings[-1]
    folded = () if OPENED in listing.folded else (OPENED,)
    return _front(view, _replace(listing, folded=folded, top=0))


def into_source(view: View, entry: Entry) -> View:
    """The record of a version's first source."""
    version = version_in_hand(view)[1]
    if version is None or not version.source:
        raise Cannot(_("No source is recorded for this version; ↑↓ go to another."))
    return _put(view, Listing("source", version.source[0]))


def into_sources(view: View) -> View:
    """All sources of the version in hand; the record itself where it has one."""
    claim, version = version_in_hand(view)
    if version is None or not version.source:
        raise Cannot(_("No source is in hand; ↑↓ go to a version, each has its own."))
    if len(version.source) == 1:
        return _put(view, Listing("source", version.source[0]))
    return _put(view, Listing("sources", f"{claim.id}:{version.id}"))


def sources_of(story: Story, subject: str) -> tuple[str, ...]:
    """The sources of a version named as `claim:version`; empty for no such version."""
    claim, _colon, key = subject.partition(":")
    versions = story.claims[claim].versions if claim in story.claims else ()
    return next((version.source for version in versions if version.id == key), ())


def _put(view: View, listing: Listing) -> View:
    key = f"source:{listing.subject}"
    run = view.run
    if listing.screen == "source" and key not in run.opened:
        run = _replace(run, opened=(*run.opened, key))
    return _replace(view, run=run, listings=(*view.listings, listing))


def _front(view: View, listing: Listing) -> View:
    return _replace(view, listings=(*view.listings[:-1], listing))


# The dossier of a source: what it is, how sure we are of it, what leans on it, and what speaks against it.
# Pure: the painter, linear mode and `show source` take their words and rows from here, so that they cannot
# differ.

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
        "stands": _("stands"), "opinion": _("opinion"), "disputed": _("disputed"), "replaced": _("replaced"),
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
