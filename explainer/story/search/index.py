"""The words of a story and where they stand: what search asks.

An index can be written down and read again: to build that of a story of a thousand scenes takes half a second, to read
it a twentieth of that, since only what a search asks for is decoded.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Self

import msgspec

from explainer.messages import _
from explainer.story.model import dates
from explainer.story.model.json_records import reading_order
from explainer.story.model.lazy import Unread
from explainer.story.model.prose import plain, readable_steps, references, step_prose
from explainer.story.model.structs import Scene, Step, Story, Term
from explainer.story.search.stems import changes_the_start, found_in, rules_for, stem, words_of

# What search looks through: each line, claim, term, excerpt and source of a story as a small document.

KINDS = ("scene", "claim", "term", "excerpt", "source")
"""In the order in which their groups stand."""

Field = tuple[str, float]
"""A text and how much a word in it counts."""


class Document(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One thing that can be found."""

    kind: str
    id: str
    address: str
    """Where to land: for a line `scene:step`, for a scene's head its id, for an excerpt the first line with it."""


def documents_of(story: Story) -> Iterator[Document]:
    """Everything that can be found, in the order of reading."""
    cited: dict[str, str] = {}
    for scene_id in reading_order(story):
        scene = story.scenes[scene_id]
        for reference in references(scene):
            if reference.kind == "excerpt":
                cited.setdefault(reference.id, f"{scene_id}:{reference.step}")
        yield Document("scene", scene.id, scene.id)
        for step in readable_steps(scene):
            if step_text(story, step):
                yield Document("scene", scene.id, f"{scene.id}:{step.id}")
    yield from (Document("term", term, "") for term in story.terms)
    yield from (Document("claim", claim, "") for claim in story.claims)
    yield from (Document("excerpt", excerpt, cited.get(excerpt, "")) for excerpt in story.excerpts)
    yield from (Document("source", source, "") for source in story.sources)


def fields_of(story: Story, document: Document) -> tuple[Field, ...]:
    """The texts by which a document is found."""
    if document.kind == "scene":
        return _scene_fields(story, story.scenes[document.id], document.address)
    if document.kind == "term":
        term = story.terms[document.id]
        names = tuple((text, 4.0) for text in (term.name, *term.also, *(form.text for form in term.forms)))
        return (*names, (term.definition, 1.0))
    if document.kind == "claim":
        claim = story.claims[document.id]
        said = ((text, 1.0) for version in claim.versions for text in (version.value, version.words))
        return ((claim.question, 2.5), *said)
    if document.kind == "excerpt":
        excerpt = story.excerpts[document.id]
        return (excerpt.text, 1.2), (excerpt.original, 1.2), (excerpt.speaker, 1.0)
    source = story.sources[document.id]
    return (source.title, 1.5), (source.publisher, 1.2), (source.author, 1.2)


def _scene_fields(story: Story, scene: Scene, address: str) -> tuple[Field, ...]:
    """Of a line its words, of a scene's head what stands over it."""
    _scene, _colon, line = address.partition(":")
    if not line:
        return (scene.title, 3.0), (scene.asks, 2.0), (scene.recap, 1.0)
    return tuple((step_text(story, step), 1.4) for step in scene.steps if step.id == line)


def step_text(story: Story, step: Step, on: str = "") -> str:
    """The words a reader meets in a step; a quotation and a figure are found as what they are, too."""
    if step.kind == "quote" and step.ref in story.excerpts:
        return story.excerpts[step.ref].text
    if step.kind == "figure" and step.ref in story.figures:
        figure = story.figures[step.ref]
        return f"{figure.title}. {figure.twin}"
    if step.guess:
        return step.guess.question
    return " ".join(plain(story, prose, on) for prose in step_prose(step))


def label(story: Story, document: Document) -> str:
    """What names a document in a list."""
    thing: Any = _held(story, document)
    if document.kind == "excerpt":
        day = _day(thing.date, thing.date_precision)
        return ", ".join(part for part in (thing.speaker, day) if part)
    if document.kind == "claim":
        return str(thing.question)
    return str(thing.name if document.kind == "term" else thing.title)


def aside(story: Story, document: Document) -> str:
    """What is said beside the label when the label alone holds what was searched for."""
    thing: Any = _held(story, document)
    if document.kind == "scene":
        return str(thing.asks) or dates.when_words(thing.when)
    if document.kind == "claim":
        count = len(thing.versions)
        return _("{n} versions").format(n=count) if count != 1 else _("1 version")
    if document.kind == "source":
        day = _day(thing.date, thing.date_precision)
        return ", ".join(part for part in (thing.publisher, day) if part)
    return str(thing.definition if document.kind == "term" else thing.text)


def _held(story: Story, document: Document) -> object:
    held: Mapping[str, object] = getattr(story, f"{document.kind}s")
    return held[document.id]


def _day(date: str, precision: str) -> str:
    return dates.said(date, precision) if date else ""


_START = 2
"""Letters that a stemmer never changes: words are grouped by them, so that few have to be stemmed."""
_ANY = "*"
"""Begins the name of the group of words whose first letters a stemmer may take."""
_PREFIX = 3
"""A word still being typed counts from its third letter; a shorter one where it is no word of the story."""
_TWIN, _STEM, _LATIN, _PREFIX_WORST, _PREFIX_BEST = 0.9, 0.85, 0.8, 0.4, 0.8


_MAKERS = (
    "model/dates.py",
    "model/json_records.py",
    "model/lens.py",
    "model/prose.py",
    "text.py",
    "search/index.py",
    "search/stems.py",
)
"""Files that decide what stands in an index; one that others made is built anew."""


class _Table(msgspec.Struct, array_like=True):
    """What an index holds on disk."""

    documents: tuple[Document, ...]
    postings: dict[str, msgspec.Raw]
    by_start: dict[str, tuple[str, ...]]
    twins: dict[str, msgspec.Raw]


class _Kept(msgspec.Struct, array_like=True):
    """An index written down; the table stays raw until the rest fits."""

    made_by: str
    digest: str
    """Of the story's files."""
    check: int
    table: msgspec.Raw


class Index:
    """An inverted index: word -> document -> weight."""

    def __init__(
        self,
        language: str,
        documents: tuple[Document, ...],
        postings: Mapping[str, dict[int, float]],
        by_start: Mapping[str, tuple[str, ...]],
        twins: Mapping[str, tuple[str, ...]],
    ) -> None:
        self.language = language
        self.documents = documents
        self.postings = postings
        self._by_start = by_start
        self._twins = twins
        self._romanised: dict[str, list[str]] | None = None

    @classmethod
    def of(cls, story: Story) -> Self:
        """Build the index of a story."""
        documents = tuple(documents_of(story))
        postings: dict[str, dict[int, float]] = {}
        for number, document in enumerate(documents):
            for text, weight in fields_of(story, document):
                for _surface, word in found_in(text):
                    known = postings.setdefault(word, {})
                    if weight > known.get(number, 0.0):
                        known[number] = weight
        by_start: defaultdict[str, list[str]] = defaultdict(list)
        for word in postings:
            by_start[_start(word, story.language)].append(word)
        grouped = {start: tuple(words) for start, words in by_start.items()}
        return cls(story.language, documents, postings, grouped, _twins(story.terms.values()))

    @classmethod
    def kept(cls, data: bytes, story: Story) -> Self | None:
        """An index that was written down; None where it is not of this story and this program, or is broken."""
        try:
            kept = msgspec.msgpack.decode(data, type=_Kept)
            fits = (kept.made_by, kept.digest) == (_made_by(), story.edition.digest)
            if not fits or zlib.crc32(memoryview(kept.table)) != kept.check:
                return None
            table = msgspec.msgpack.decode(kept.table, type=_Table)
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
            return None
        postings = Unread(table.postings, dict[int, float])
        twins = Unread(table.twins, tuple[str, ...])
        return cls(story.language, table.documents, postings, table.by_start, twins)

    def written(self, story: Story) -> bytes:
        """What `kept` reads.

        Raises:
            OSError: the program's own files cannot be read, so nobody could tell who wrote it.
        """
        encode = msgspec.msgpack.encode
        postings = {word: msgspec.Raw(encode(places)) for word, places in self.postings.items()}
        twins = {word: msgspec.Raw(encode(others)) for word, others in self._twins.items()}
        table = encode(_Table(self.documents, postings, dict(self._by_start), twins))
        return encode(_Kept(_made_by(), story.edition.digest, zlib.crc32(table), msgspec.Raw(table)))

    def like(self, word: str) -> dict[str, float]:
        """The words of the story that a folded word stands for, with how well; empty when there are none."""
        found: dict[str, float] = {}
        if word in self.postings:
            found[word] = 1.0
        for twin in self._twins.get(word, ()):
            for other, quality in self._related(twin):
                found[other] = max(found.get(other, 0.0), _TWIN * quality)
        for other, quality in self._related(word):
            if quality > found.get(other, 0.0):
                found[other] = quality
        return found or self._begun(word) or self._in_latin(word)

    def _related(self, word: str) -> Iterator[tuple[str, float]]:
        """Words of the same stem, and words that begin with this one."""
        stemmed = stem(word, self.language)
        start = _start(word, self.language)
        for other in self._by_start.get(start, ()):
            if (start[:1] != _ANY or stemmed[:_PREFIX] in other) and (
                quality := self._likeness(word, stemmed, other)
            ):
                yield other, quality

    def _likeness(self, word: str, stemmed: str, other: str) -> float:
        if word == other:
            return 1.0
        if word.isdecimal():
            return 0.0
        if len(word) >= _PREFIX and other.startswith(word):
            return _begins(word, other)
        return _STEM if stem(other, self.language) == stemmed else 0.0

    def _in_latin(self, word: str) -> dict[str, float]:
        """Cyrillic words that a word in Latin letters spells; only where nothing else is found."""
        if not word.isascii() or len(word) < _PREFIX or word.isdecimal():
            return {}
        from explainer.story.search.stems import (
            in_latin,
            spelt,  # loaded with the first such word
        )

        if self._romanised is None:
            self._romanised = {}
            for other in self.postings:
                if latin := in_latin(other):
                    self._romanised.setdefault(latin, []).append(other)
        asked = spelt(word)
        return {
            other: _LATIN * (1.0 if latin == asked else _begins(asked, latin))
            for latin, others in self._romanised.items()
            if latin.startswith(asked)
            for other in others
        }

    def _begun(self, word: str) -> dict[str, float]:
        """The words that begin with one or two letters which are no word: else it would be said that there is none."""
        if not word or len(word) >= _PREFIX or word.isdecimal():
            return {}
        return {other: _begins(word, other) for other in self.postings if other.startswith(word)}

    def nearest(self, word: str) -> str:
        """The word of the story that differs least from a misspelt one; empty when none is near.

        Of words equally near, the longest (letters are left out more often than added), then the one
        that tells most.
        """
        allowed = 0 if len(word) < 4 else 1 if len(word) < 8 else 2
        if not allowed or word.isdecimal():
            return ""
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        near = process.extract(
            word, list(self.postings), scorer=OSA.distance, score_cutoff=allowed, limit=None
        )
        return min(
            near,
            key=lambda hit: (hit[1], hit[0][0] != word[0], -len(hit[0]), -self._telling(hit[0]), hit[0]),
            default=("", 0, 0),
        )[0]

    def _telling(self, word: str) -> float:
        """How much a word is worth as a correction: the name of a term before a word met once."""
        weights = self.postings[word].values()
        return max(weights) * 100 + len(weights)


def _made_by() -> str:
    """A print of the code that makes an index, so that no change is forgotten."""
    folder = Path(__file__).parents[1]
    code = b"".join((folder / module).read_bytes() for module in _MAKERS)
    return f"{zlib.crc32(code):08x}"


def _start(word: str, language: str) -> str:
    """The letters that all words of one stem share; those whose first letters may go are one group."""
    own = changes_the_start(language.split("-")[0])
    rules = "" if word.isascii() and not own else rules_for(word, language)
    return f"{_ANY}{rules}" if changes_the_start(rules) else word[:_START]


def _begins(word: str, other: str) -> float:
    return _PREFIX_WORST + (_PREFIX_BEST - _PREFIX_WORST) * len(word) / len(other)


def _twins(terms: Iterable[Term]) -> dict[str, tuple[str, ...]]:
    """Words that are one name in two scripts: word by word where a form has as many words as the name.

    Other spellings count for names of one word only: those of longer ones are often other words altogether.
    """
    twins: defaultdict[str, set[str]] = defaultdict(set)
    for term in terms:
        names = [_split(text) for text in (term.name, *(form.text for form in term.forms))]
        if len(names[0]) == 1:
            names.extend(_split(text) for text in term.also)
        for one in names:
            for other in names:
                if len(one) == len(other):
                    for a, b in zip(one, other, strict=True):
                        if a != b:
                            twins[a].add(b)
    return {name: tuple(sorted(others)) for name, others in twins.items()}


def _split(text: str) -> list[str]:
    return [word for _surface, word in words_of(text)]
