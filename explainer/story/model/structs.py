"""What a story is: frozen records, complete and already checked.

Built from YAML by `explainer.story.load.loader`, stored as msgpack by `explainer.story.load.cache`, read by everything
above. Prose is parsed once, when the story is compiled, so that readers need neither a Markdown nor a YAML parser. Days
are ISO text of any precision (`2022-01-05`, `2022-01`, `2022`); `explainer.story.model.dates` reads and compares them.
"""

from collections.abc import Mapping
from typing import Any

from explainer.story.model.outline import (
    Change,
    Chapter,
    Edition,
    Gap,
    InShort,
    LensDay,
    NamedPlace,
    Prose,
    Record,
    Ribbon,
    Span,
    Trail,
)
from explainer.story.model.run_sheets import Plan

# ruff: noqa: RUF012 (msgspec gives every record an empty default of its own)


__all__ = [
    "AsKnown", "Branch", "Change", "Chapter", "Claim", "Document", "Excerpt", "Figure", "Form", "Gap", "Guess",
    "InShort", "LensDay", "NamedPlace", "Plan", "Post", "Prose", "Question", "Record", "Ribbon", "RuleWaiver", "Scene",
    "SceneWarning", "Sentence", "Source", "Span", "Step", "Stored", "Story", "Term", "Trail", "Version",
    "Waiver", "When",
]  # fmt: skip


class When(Record, frozen=True):
    """The days a scene is about; `places` holds place ids, `national` or `none`."""

    start: str
    end: str
    places: tuple[str, ...] = ()
    start_hour: str = ""
    """`16:30`, where the story tells hours."""
    end_hour: str = ""


class SceneWarning(Record, frozen=True):
    """What is said before a hard scene, and the way round it."""

    text: str
    detour: str
    """A scene's id, or `return`."""
    bridge: str


class Waiver(Record, frozen=True):
    """A number or date in running text that needs no excerpt, and why."""

    text: str
    reason: str


class RuleWaiver(Record, frozen=True):
    """A rule of the evidence lint that a claim need not keep, and why."""

    rule: str
    reason: str


class Guess(Record, frozen=True):
    """A question asked before telling. Never about dead, hurt or tortured people.

    Kinds: `choice` and `recall` (one of the options), `order` (the options, put in order), `price`, `count` and `hours`
    (a number), `date` (a day).
    """

    kind: str
    question: str
    of: str = ""
    """A claim's or figure's id, whose versions the reveal sets beside the guess."""
    options: tuple[str, ...] = ()
    answer: tuple[str, ...] = ()
    """What the sources give; for an order all options as they follow each other. Empty: the versions of `of` say it."""
    unit: str = ""
    """Printed after a number: `tenge a litre`."""
    note: Prose = ()
    """Said at the reveal; the step's `rests_on` are its sources."""


class Question(Record, frozen=True):
    """A question for a room."""

    question: str
    options: tuple[str, ...] = ()


class Step(Record, frozen=True):
    """One block of a scene's body.

    Kinds: `text` (prose), `quote` (ref: excerpt id), `items` (items), `figure` (ref: figure id), `guess`, `question`,
    `facilitator` (prose; for who leads), `document` (ref: document id), `in-short` (items: the story's own
    lines), `not-known` (items: what no source says; ref `chapter` or `all` where the lines of other scenes are
    gathered, empty at the scene's own foot).
    """

    id: str
    kind: str
    prose: Prose = ()
    items: tuple[Prose, ...] = ()
    ref: str = ""
    guess: Guess | None = None
    question: Question | None = None
    rests_on: tuple[str, ...] = ()
    waived: tuple[Waiver, ...] = ()
    translations: dict[str, dict[str, Prose]] = {}
    """Texts by language, beside the story's own, by path inside the step: `{"ru": {"items[0]": ...}}`; a text
    without markup is one span."""
    line: int = 0
    """Line in the scene's file, for messages to authors."""
    verdicts: bool = False
    """A document is shown with what became of each sentence."""
    links: tuple[tuple[str, ...], ...] = ()
    """For each item the scenes that it leads to: lines of the story in short, gathered lines."""
    marks: tuple[str, ...] = ()
    """For each line of the story in short what kind of knowledge it is: known, argued or unknown."""
    shows: dict[str, str] = {}
    """What a figure opens at, where the step says so: `view`, `day`, `start`."""


class Branch(Record, frozen=True):
    """A way off the main way: to a scene, or onto a trail."""

    label: str
    to: str = ""
    trail: str = ""
    detail: str = ""


class Scene(Record, frozen=True):
    """One scene; `words` counts its prose."""

    id: str
    title: str
    chapter: str
    when: When
    asks: str = ""
    recap: str = ""
    warning: SceneWarning | None = None
    steps: tuple[Step, ...] = ()
    branches: tuple[Branch, ...] = ()
    next: str = ""
    """A scene's id, `return`, or empty in an ending."""
    next_label: str = ""
    home: str = ""
    ending: bool = False
    words: int = 0
    translations: dict[str, dict[str, str]] = {}
    """Title and labels by language: `{"ru": {"title": ...}}`."""


class Form(Record, frozen=True):
    """A name in its own script."""

    language: str
    text: str


class Post(Record, frozen=True):
    """A post a person held; an empty `start` or `end` means that no source we hold gives it."""

    post: str
    start: str = ""
    end: str = ""
    source: tuple[str, ...] = ()


class Term(Record, frozen=True):
    """A person, place, body or word that is explained."""

    id: str
    name: str
    kind: str
    definition: str
    forms: tuple[Form, ...] = ()
    say: str = ""
    also: tuple[str, ...] = ()
    living: bool | None = None
    """People only; None means not known, and is treated as living."""
    posts: tuple[Post, ...] = ()
    rests_on: tuple[str, ...] = ()
    translations: dict[str, dict[str, str]] = {}
    """Fields by language: `{"ru": {"definition": ...}}`."""


class Stored(Record, frozen=True):
    """The text of a source, where we may keep it."""

    file: str
    sha256: str
    text: str


class Source(Record, frozen=True):
    """A page, book or file the story rests on."""

    id: str
    title: str
    publisher: str
    kind: str
    language: str
    date: str = ""
    date_precision: str = "unknown"
    """day, about, month, year or unknown."""
    author: str = ""
    address: str = ""
    archive: str = ""
    rights: str = ""
    reliability: str = ""
    carriage: str = "original"
    repeats: tuple[str, ...] = ()
    found: str = ""
    """Where it was found, when no address is known."""
    stored: Stored | None = None
    translations: dict[str, dict[str, str]] = {}
    """Fields by language: `{"ru": {"rights": ...}}`."""


class Excerpt(Record, frozen=True):
    """What the story takes from a source: a `quote` (their words) or a `report` (ours)."""

    id: str
    source: str
    form: str
    text: str
    speaker: str
    side: str
    date: str = ""
    date_precision: str = "day"
    language: str = ""
    original: str = ""
    translation_by: str = ""
    translations: dict[str, dict[str, str]] = {}
    """Fields by language: `{"ru": {"text": ...}}`."""
    carrier: str = ""
    """Where the speaker's words were read, if the source is no page of the speaker's own."""


class Version(Record, frozen=True):
    """One answer to a claim's question, by one issuer."""

    id: str
    value: str
    short: str
    words: str
    quoted: bool
    issuer: str
    carrier: str
    side: str
    said_on: str
    precision: str
    """day, about, month, or empty (never shown under a lens)."""
    source: tuple[str, ...]
    status: str
    """standing, superseded, retracted, disputed or opinion."""
    replaced_by: str = ""
    withdrawn_on: str = ""
    accuses: tuple[str, ...] = ()
    outcome: str = ""
    note: str = ""


class AsKnown(Record, frozen=True):
    """A correction of the lens rule for one day, with a reason by version id."""

    on: str
    versions: tuple[str, ...]
    reasons: dict[str, str] = {}


class Claim(Record, frozen=True):
    """A question and what was answered, in the order of saying."""

    id: str
    question: str
    gap: tuple[str, ...] = ()
    contested: bool | None = None
    """The author's word; None leaves it to the rule in `explainer.story.model.lens`."""
    as_known: tuple[AsKnown, ...] = ()
    versions: tuple[Version, ...] = ()
    translations: dict[str, dict[str, str]] = {}
    """Fields by language: `{"ru": {"versions[0].short": ...}}`."""
    differ: str = ""
    """Why the versions differ, in one sentence; printed under them."""
    waived: tuple[RuleWaiver, ...] = ()
    language: str = ""
    """The story's, for the word between two answers; empty: English."""


class Figure(Record, frozen=True):
    """A picture made from a table; `twin` says the same in words."""

    id: str
    kind: str
    title: str
    data: str
    twin: str
    rests_on: tuple[str, ...] = ()
    options: dict[str, Any] = {}
    """What its kind needs, as `explainer.story.load.format_figures` reads it."""
    translations: dict[str, dict[str, str]] = {}
    """Fields by language: `{"ru": {"twin": ...}}`."""


class Sentence(Record, frozen=True):
    """One sentence of a document under study, and what became of it."""

    excerpt: str
    """The quote that holds its words."""
    verdict: str = "none"
    """holds, detail, wrong, unknowable, opinion, or none where it makes no claim."""
    record: Prose = ()
    """What the later record says, in the story's words."""
    early: Prose = ()
    """What stood on record by the document's own last day."""
    claims: tuple[str, ...] = ()
    scenes: tuple[str, ...] = ()
    """Where the story tells more of it."""
    rests_on: tuple[str, ...] = ()


class Document(Record, frozen=True):
    """A text that readers study sentence by sentence."""

    id: str
    title: str
    source: str
    note: str = ""
    """What it is, and what is not known of it."""
    asks: str = ""
    """The question put to the reader."""
    last_day: str = ""
    """The day its facts stop: a day for the lens."""
    sentences: tuple[Sentence, ...] = ()
    translations: dict[str, dict[str, Prose]] = {}
    """Fields by language: `{"ru": {"sentences[0].record": ...}}`; a text without markup is one span."""


class Story(Record, frozen=True):
    """A whole story. Mappings keep the order of the files; `order` is the order of reading. In a large story what they
    hold is decoded when it is asked for (`explainer.story.model.lazy`).
    """

    id: str
    title: str
    edition: Edition
    language: str
    checked_on: str
    start: str
    chapters: tuple[Chapter, ...]
    trails: dict[str, Trail]
    ribbon: Ribbon
    lens_days: tuple[LensDay, ...]
    places: dict[str, NamedPlace]
    renamed: dict[str, str]
    about: str
    report_errors: str
    changes: tuple[Change, ...]
    scenes: Mapping[str, Scene]
    terms: Mapping[str, Term]
    sources: Mapping[str, Source]
    excerpts: Mapping[str, Excerpt]
    claims: Mapping[str, Claim]
    figures: dict[str, Figure]
    order: tuple[str, ...]
    """Scene ids: from the start, each scene, then its side scenes, then its `next`."""
    languages: tuple[str, ...] = ()
    translations: dict[str, dict[str, str]] = {}
    """Fields by language: `{"ru": {"trails[0].title": ...}}`."""
    documents: dict[str, Document] = {}
    plans: dict[str, Plan] = {}
    """Run sheets for a room."""
    never_guessed: tuple[str, ...] = ()
    """Claims that no number is guessed about: dead, hurt, tortured."""
    assets: dict[str, bytes] = {}
    """The tables and shapes of the figures, by their path in the story's folder; `explainer.story.figures.tables` reads
    them on first use.
    """
    in_short: tuple[InShort, ...] = ()
    """The story in a page: its lines, each with what kind of knowledge it is."""
    corrections: str = ""
    """Where errors are reported: an e-mail address or a page over https; empty: the story names none."""
    as_of: str = ""
    """The day as of which this story was cut (`explainer.story.model.known`); empty: it is whole."""
