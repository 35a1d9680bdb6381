"""Terms, sources, excerpts and claims told: each as a record of words, for the exports, browsers and the painter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import msgspec

from explainer.messages import _, ngettext
from explainer.reading.citing.citation import source_line, standing_label
from explainer.reading.days import held_words
from explainer.reading.evidence import (
    KINDS,
    carried,
    fate,
    fate_words,
    how_sure,
    known,
    tally_words,
)
from explainer.story.model import dates, json_records
from explainer.story.model.ages import note_of
from explainer.story.model.lens import contested, shorts_of, shown, standing
from explainer.story.model.structs import Claim, Excerpt, Source, Story, Term, Version
from explainer.telling.names import Pen, differ_words, language_name, source_kind, translated, without_marks


class _Part(msgspec.Struct, frozen=True):
    """Base of every record of evidence."""


class FormWords(_Part, frozen=True):
    """A name in its own script; `code` is for the markup, `language` for the reader."""

    code: str
    language: str
    text: str


class PostWords(_Part, frozen=True):
    """A post a person held."""

    post: str
    days: str
    sources: tuple[str, ...]


class TermEntry(_Part, frozen=True):
    """A term of the glossary."""

    term: Term
    name: str
    definition: str
    forms: tuple[FormWords, ...]
    posts: tuple[PostWords, ...]
    scenes: tuple[str, ...]


class SourceEntry(_Part, frozen=True):
    """A source; its number counts by first use, those that nothing uses last."""

    number: int
    source: Source
    date: str
    language: str
    kind: str
    carried: str
    """How its words reached us."""
    how_sure: str
    line: str
    """Who, what, when, where, in one line."""
    excerpts: tuple[str, ...]
    claims: tuple[str, ...]
    repeated_by: tuple[str, ...]
    scenes: tuple[str, ...]


class ExcerptEntry(_Part, frozen=True):
    """An excerpt: their words, or our report of them."""

    excerpt: Excerpt
    quote: bool
    words: str
    """A quotation without marks, a report as it stands."""
    original: str
    language: str
    """The language of the words, by name."""
    translation: str
    """Whose translation it is; empty where there is none."""
    said: str
    scenes: tuple[str, ...]


class VersionEntry(_Part, frozen=True):
    """One answer to a claim's question."""

    number: int
    version: Version
    value: str
    words: str
    """The source's own words, or our report; empty where they are the value."""
    words_language: str
    """Language code of the words; empty: the story's own."""
    who: str
    """`Harbour office, in Port Gazette`."""
    said: str
    stands: bool
    fate: str
    """What became of it: `Replaced by 3, 8 February 1931.`"""
    outcome: str
    note: str


class ClaimEntry(_Part, frozen=True):
    """A claim with its versions in the order of saying."""

    claim: Claim
    question: str
    stands: str
    """What `{claim}` prints; empty where nothing stands."""
    marked: str
    """The same by what each version is called: `Stands: 238. Disputed: 164.`"""
    contested: bool
    counts: str
    """`3 versions: 2 stand, 1 replaced`; empty where nothing was said."""
    gap: str
    """In what the versions differ, in words."""
    differ: str
    corrections: tuple[tuple[str, tuple[tuple[int, str], ...]], ...]
    """Days for which the editors set by hand what stands: the day in words, and by version number why."""
    versions: tuple[VersionEntry, ...]
    scenes: tuple[str, ...]


def terms(pen: Pen) -> dict[str, TermEntry]:
    """The glossary, in the order of its file."""
    return {key: _term(pen, term) for key, term in pen.story.terms.items()}


def _term(pen: Pen, term: Term) -> TermEntry:
    return TermEntry(
        term=term,
        name=pen.text(term.name),
        definition=pen.text(" ".join(term.definition.split())),
        forms=tuple(FormWords(form.language, language_name(form.language), form.text) for form in term.forms),
        posts=tuple(
            PostWords(
                pen.text(post.post), held_words(post.start, post.end), _known(post.source, pen.story.sources)
            )
            for post in term.posts
        ),
        scenes=_scenes(pen.story, "term", term.id),
    )


def sources(pen: Pen, order: tuple[str, ...]) -> dict[str, SourceEntry]:
    """The sources, in the order of their files; numbered by first use, since that is how a page cites them."""
    of_scene = json_records.links(pen.story).of_scene
    used = dict.fromkeys(key for scene in order for key in of_scene[scene]["source"])
    listed = dict.fromkeys([*(key for key in used if key in pen.story.sources), *pen.story.sources])
    numbers = {key: number for number, key in enumerate(listed, 1)}
    leaning = _Leaning(pen.story)
    return {key: _source(pen, source, numbers[key], leaning) for key, source in pen.story.sources.items()}


class _Leaning:
    """What leans on each source; gathered once, since a large story has thousands of each."""

    def __init__(self, story: Story) -> None:
        self.excerpts: defaultdict[str, list[str]] = defaultdict(list)
        self.claims: defaultdict[str, list[str]] = defaultdict(list)
        self.repeated_by: defaultdict[str, list[str]] = defaultdict(list)
        for key, excerpt in story.excerpts.items():
            self.excerpts[excerpt.source].append(key)
        for key, claim in story.claims.items():
            for source in dict.fromkeys(source for version in claim.versions for source in version.source):
                self.claims[source].append(key)
        for key, other in story.sources.items():
            for source in dict.fromkeys(other.repeats):
                self.repeated_by[source].append(key)


def _source(pen: Pen, source: Source, number: int, leaning: _Leaning) -> SourceEntry:
    key = source.id
    return SourceEntry(
        number=number,
        source=source,
        date=dates.said(source.date, source.date_precision),
        language=language_name(source.language),
        kind=source_kind(source),
        carried=carried(source),
        how_sure=pen.text(how_sure(source)),
        line=source_line(source),
        excerpts=tuple(leaning.excerpts.get(key, ())),
        claims=tuple(leaning.claims.get(key, ())),
        repeated_by=tuple(leaning.repeated_by.get(key, ())),
        scenes=_scenes(pen.story, "source", key),
    )


def excerpts(pen: Pen) -> dict[str, ExcerptEntry]:
    """The excerpts, in the order of their files."""
    return {key: _excerpt(pen, excerpt) for key, excerpt in pen.story.excerpts.items()}


def _excerpt(pen: Pen, excerpt: Excerpt) -> ExcerptEntry:
    quote = excerpt.form == "quote"
    words = " ".join(excerpt.text.split())
    return ExcerptEntry(
        excerpt=excerpt,
        quote=quote,
        words=without_marks(pen.verbatim(words)) if quote else pen.text(words),
        original=without_marks(" ".join(excerpt.original.split())),
        language=language_name(excerpt.language) if excerpt.language else "",
        translation=translated(excerpt, pen) if excerpt.original and excerpt.translation_by else "",
        said=dates.said(excerpt.date, excerpt.date_precision),
        scenes=_scenes(pen.story, "excerpt", excerpt.id),
    )


def claims(pen: Pen, on: str = "") -> dict[str, ClaimEntry]:
    """The claims, in the order of their files; on a day (ISO) with what was said by then."""
    return {key: _claim(pen, claim, on) for key, claim in pen.story.claims.items()}


def _claim(pen: Pen, claim: Claim, on: str) -> ClaimEntry:
    numbers = {version.id: number for number, version in enumerate(claim.versions, 1)}
    gaps = {"fact": _("fact"), "definition": _("definition"), "interest": _("interest")}
    return ClaimEntry(
        claim=claim,
        question=pen.text(claim.question),
        stands=pen.text(shown(claim, on)),
        marked=pen.text(_marked(claim, on)),
        contested=contested(claim, on),
        counts=_counts(claim, on),
        gap=", ".join(gaps.get(gap, gap) for gap in claim.gap),
        differ=pen.text(differ_words(claim)) if len(claim.versions) > 1 and not on else "",
        corrections=tuple(
            (
                dates.long(day.on),
                tuple((numbers[v], pen.text(why)) for v, why in day.reasons.items() if v in numbers),
            )
            for day in claim.as_known
        ),
        versions=tuple(_version(pen, claim, v, numbers[v.id], on) for v in known(claim, on)),
        scenes=_scenes(pen.story, "claim", claim.id),
    )


def _marked(claim: Claim, on: str) -> str:
    """What was neither replaced nor withdrawn, each under its own mark: what is disputed is not said to stand."""
    groups: defaultdict[str, list[Version]] = defaultdict(list)
    for version in sorted(standing(claim, on), key=lambda v: KINDS.index(fate(claim, v, on).kind)):
        groups[standing_label(version)].append(version)
    told = [f"{label}: {'; '.join(shorts_of(found)).rstrip('.')}." for label, found in groups.items()]
    if contested(claim, on) and _("Disputed") not in groups:
        told.append(_("The question is disputed."))
    return " ".join(told) or _("No version stands.")


def _counts(claim: Claim, on: str) -> str:
    heard = len(known(claim, on))
    form = ngettext("{n} version: {counts}", "{n} versions: {counts}", heard)
    return form.format(n=heard, counts=tally_words(claim, on)) if heard else ""


def _version(pen: Pen, claim: Claim, version: Version, number: int, on: str) -> VersionEntry:
    source = pen.story.sources.get(version.source[0]) if version.source else None
    foreign = version.quoted and source is not None and source.language != pen.story.language
    words = without_marks(version.words.strip()) if version.quoted else pen.text(version.words.strip())
    return VersionEntry(
        number=number,
        version=version,
        value=pen.text(version.value),
        words="" if pen.text(words) == pen.text(version.value) else words,
        words_language=source.language if foreign and source is not None else "",
        who=_who(pen, version),
        said=dates.said(version.said_on, version.precision),
        stands=version in standing(claim, on),
        fate=fate_words(claim, version, on),
        outcome=pen.text(version.outcome),
        note=pen.text(note_of(pen.story, version, on)),
    )


def _who(pen: Pen, version: Version) -> str:
    """Who first said it, and where we read it, should that be another."""
    if version.carrier in ("", version.issuer):
        return pen.text(version.issuer)
    return _("{issuer}, in {carrier}").format(
        issuer=pen.text(version.issuer), carrier=pen.verbatim(version.carrier)
    )


def _known(keys: tuple[str, ...], things: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(key for key in keys if key in things)


def _scenes(story: Story, kind: str, key: str) -> tuple[str, ...]:
    return tuple(json_records.links(story).scenes(kind, key))
