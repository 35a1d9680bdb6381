"""What a book is made of: plain records in the order of reading, every word of them ready to be set.

Made by `explainer.export.book`; HTML, Markdown, plain text and the handout are made of nothing else. Words are as last
checked; what a lens needs stays beside them as ids and days.
"""

from __future__ import annotations

import msgspec

from explainer.story.model.structs import (
    Change,
    Document,
    Figure,
    Trail,
)
from explainer.telling.evidence import ClaimEntry, ExcerptEntry, SourceEntry, TermEntry


class _Part(msgspec.Struct, frozen=True):
    """Base of every record of a book."""


class Piece(_Part, frozen=True):
    """A run of a paragraph: text, strong, emphasis, term, excerpt, claim or mark; `later` for what stands under a
    lens in the place of sentences.

    A `claim` prints what stands and is followed by its `mark` without a space between, so that each piece does one
    thing. An `excerpt` and a `mark` have no words, only their label.
    """

    kind: str
    text: str = ""
    ref: str = ""
    """The id of the term, excerpt or claim."""
    label: str = ""
    """`1` for an excerpt, `a` for a claim: as in the reader, counted from the start of each scene."""
    on: str = ""
    """For a claim: the day it is pinned to, whatever the lens."""
    contested: bool = False


Paragraph = tuple[Piece, ...]


class FigurePart(_Part, frozen=True):
    """A figure where it stands in a scene, with its twin: what it says, and its values line by line."""

    figure: Figure
    label: str
    """Map, Timeline or Chart."""
    title: str
    says: str
    rows: tuple[str, ...]
    sources: tuple[str, ...]
    """Source ids of all rows."""
    stands_for: str
    later: str
    credit: str
    shows: dict[str, str] = {}
    """What it opens at here: `view`, `day`, `start`."""


class GuessPart(_Part, frozen=True):
    """A question asked before telling, and what is set beside an answer."""

    kind: str
    question: str
    options: tuple[str, ...]
    """As they are shown: an order is shuffled."""
    answer: str
    """What the sources give, in words; empty where a figure alone says it."""
    of: str
    """The claim or figure it is about."""
    unit: str
    note: tuple[Paragraph, ...]


class SentencePart(_Part, frozen=True):
    """A sentence of a document under study; `verdict` and `record` are empty where the scene shows no verdicts."""

    number: int
    excerpt: str
    label: str
    """The excerpt's number in this scene."""
    words: str
    verdict: str
    verdict_words: str
    record: tuple[Paragraph, ...]
    early: tuple[Paragraph, ...]
    claims: tuple[str, ...]
    scenes: tuple[str, ...]


class DocumentPart(_Part, frozen=True):
    """A text under study where it stands in a scene."""

    document: Document
    title: str
    note: str
    asks: str
    last_day: str
    """In words."""
    verdicts: bool
    sentences: tuple[SentencePart, ...]


class LinePart(_Part, frozen=True):
    """One line of the story in short, or of what no source says."""

    paragraph: Paragraph
    word: str = ""
    """What kind of knowledge it is, in words; empty for what no source says."""
    scenes: tuple[str, ...] = ()
    """The scenes that tell it."""
    dated: tuple[tuple[str, Paragraph], ...] = ()
    """Its sentences, each with its age (ISO), for the page that folds by itself."""


class Block(_Part, frozen=True):
    """One step of a scene: text, quote, items, figure, guess, document, in-short or not-known."""

    id: str
    kind: str
    paragraphs: tuple[Paragraph, ...] = ()
    """A text's paragraphs; of items one each."""
    lines: tuple[LinePart, ...] = ()
    """Of the story in short, and of what no source says."""
    dated: tuple[tuple[tuple[str, Paragraph], ...], ...] = ()
    """The same paragraphs by sentence, each with its age (ISO); empty where the whole is of one age."""
    excerpt: str = ""
    """A quote's excerpt id, and its number in the scene."""
    label: str = ""
    figure: FigurePart | None = None
    guess: GuessPart | None = None
    document: DocumentPart | None = None
    rests_on: tuple[str, ...] = ()
    earliest: str = ""
    """The day from which it counts as said, under a lens (ISO); empty: never folded."""
    earliest_words: str = ""
    language: str = ""
    """Of its words, where that is not the book's, for want of a translation; empty: the book's."""
    untranslated: str = ""
    """Said once above the first of them in a scene."""


class Choice(_Part, frozen=True):
    """A way off the main way: to a scene, or onto a trail (then `target` is its first scene that is not this one)."""

    label: str
    detail: str
    target: str
    trail: str = ""


class Onward(_Part, frozen=True):
    """What comes after a scene: `scene`, `return` (a side scene) or `end`."""

    kind: str
    label: str = ""
    target: str = ""
    """The scene; of a return where one goes who came no other way."""
    returns: tuple[tuple[str, str], ...] = ()
    """Of a return: each scene one can have come from, and where it then goes on."""


class Warned(_Part, frozen=True):
    """What stands before a hard scene."""

    text: str
    bridge: str
    detour: str
    """The scene that the way round leads to."""
    returns: tuple[tuple[str, str], ...] = ()
    """Where the way round is a return: as in `Onward`."""


class Note(_Part, frozen=True):
    """What a number or letter of a scene stands for: `kind` is excerpt or claim."""

    kind: str
    label: str
    ref: str


class BookScene(_Part, frozen=True):
    """One scene.

    Numbers are for "turn to": `number` is its place in the order of reading; of a warned scene that place holds the
    warning, and the scene itself stands at the end of the book under `behind`.
    """

    number: int
    behind: int
    """0 for a scene without a warning."""
    id: str
    chapter: str
    title: str
    asks: str
    when: str
    recap: str
    words: int
    minutes: int
    warning: Warned | None
    blocks: tuple[Block, ...]
    choices: tuple[Choice, ...]
    onward: Onward
    notes: tuple[Note, ...]
    """In order: the numbered excerpts, then the lettered claims."""
    terms: tuple[str, ...]
    sources: tuple[str, ...]

    @property
    def text_number(self) -> int:
        """The number under which the scene's own words stand."""
        return self.behind or self.number


class BookChapter(_Part, frozen=True):
    """A chapter with its scenes in the order of reading."""

    id: str
    title: str
    """`1. The night`, or the bare title where the chapter has no number."""
    scenes: tuple[str, ...]
    minutes: int


class BookTrail(_Part, frozen=True):
    """A shorter way through."""

    trail: Trail
    title: str
    detail: str
    scenes: tuple[str, ...]
    minutes: int


class ChangeEntry(_Part, frozen=True):
    """A correction of the story."""

    change: Change
    day: str
    what: str
    why: str
    scenes: tuple[str, ...]


class Book(_Part, frozen=True):
    """A whole story. Dictionaries are by id: scenes in the order of reading, the rest in that of the files."""

    id: str
    title: str
    language: str
    language_line: str
    """`In Русский. The story is also in: English.`; empty where it has one language."""
    edition: str
    checked: str
    """`As checked on 6 May 2024.`, or empty."""
    start: str
    words: int
    minutes: int
    chapters: tuple[BookChapter, ...]
    trails: tuple[BookTrail, ...]
    scenes: dict[str, BookScene]
    terms: dict[str, TermEntry]
    sources: dict[str, SourceEntry]
    excerpts: dict[str, ExcerptEntry]
    claims: dict[str, ClaimEntry]
    changes: tuple[ChangeEntry, ...]
    about: tuple[str, ...]
    """Paragraphs: what the story is, its licence and credits."""
    report_errors: str
    """The story's own words on it."""
    how_to_report: str
    """The address or that there is none, then these words."""
    corrections: str
    """Where errors are reported; empty: the story names no address."""
    corrections_link: str
    in_short: tuple[LinePart, ...] = ()
    """The story in a page, for the first one; without marks, which are counted in scenes."""

    @property
    def open_scenes(self) -> tuple[BookScene, ...]:
        """The scenes that stand in their own place."""
        return tuple(scene for scene in self.scenes.values() if scene.warning is None)

    @property
    def warned_scenes(self) -> tuple[BookScene, ...]:
        """The scenes that stand behind their warning, at the end."""
        return tuple(scene for scene in self.scenes.values() if scene.warning is not None)

    def behind(self, scenes: tuple[str, ...]) -> bool:
        """Whether a thing of the lists is used by warned scenes alone, and so stands behind the warning with them."""
        return bool(scenes) and all(self.scenes[key].warning is not None for key in scenes)
