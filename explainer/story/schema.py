"""The fields of every file of a story, as specs.

The one place where the format is written down for the machine: the loader reads with it, and the JSON Schema
for editors is made from it (`explainer.story.json_schema`). For people: `docs/authors/format.md`.
"""

from __future__ import annotations

from typing import Any

from explainer.story.contact import Contact
from explainer.story.containers import ListOf, MapOf, Options, Record, RefOr
from explainer.story.fields import Choice, Date, Flag, Id, Marked, Number, Ref, Spec, Text
from explainer.story.plan_schema import PLAN

VERDICTS = ("holds", "detail", "wrong", "unknowable", "opinion", "none")
GUESSES = ("choice", "recall", "order", "price", "count", "hours", "date")
WAIVABLE = ("one-issuer", "no-opponent", "unused-claim", "superseded")
"""Rules of `explainer.story.lint` that a claim may waive with a reason."""
SIDES = ("state", "present", "checked", "other")
PRECISIONS = ("day", "about", "month", "year", "unknown")


def _text(about: str = "", *, required: bool = False, paragraphs: bool = False) -> Text:
    return Text(about=about, required=required, paragraphs=paragraphs)


def _code(about: str = "", *, required: bool = False) -> Text:
    """A text that is the same in every language: a name of a language, an address, a path."""
    return Text(about=about, required=required, languages=False)


def _refs(kind: str, about: str = "", *, required: bool = False) -> ListOf:
    return ListOf(item=Ref(kinds=(kind,)), about=about, required=required)


def _list(about: str, fields: dict[str, Spec], *, required: bool = False, at_least: int = 0) -> ListOf:
    return ListOf(item=Record(fields=fields), about=about, required=required, at_least=at_least)


def _span(*, required: bool = False) -> dict[str, Spec]:
    return {"from": Date(required=required), "to": Date()}


STEP_KINDS = ("text", "quote", "items", "figure", "guess", "question", "facilitator", "document")

_STEP = Record(
    fields={
        "id": Id(ordinals=True, about="A name for this step; its number if there is none."),
        "text": Marked(about="One or more short paragraphs."),
        "quote": Ref(kinds=("excerpt",), about="A quote excerpt, set off as a block."),
        "items": ListOf(item=Marked(), at_least=1, about="Short texts as a list."),
        "figure": RefOr(
            about="A figure's id; or of: with the view, day or name that it opens at.",
            fields={
                "of": Ref(kinds=("figure",), required=True),
                "view": Id(),
                "day": Date(only_days=True),
                "start": Id(),
            },
        ),
        "guess": Record(
            about="A question asked before telling.",
            fields={
                "kind": Choice(words=GUESSES, required=True),
                "question": _text(),
                "of": Ref(
                    kinds=("claim", "figure"), about="Whose versions the reveal sets beside the guess."
                ),
                "options": ListOf(item=_text()),
                "answer": ListOf(
                    item=_text(), one_is_enough=True, about="What the sources give; an order: all in order."
                ),
                "unit": _text("Printed after a number."),
                "note": Marked(about="Said at the reveal; terms, excerpts and claims are read in it."),
            },
        ),
        "question": Record(
            about="A question for a room.",
            fields={"question": _text(required=True), "options": ListOf(item=_text())},
        ),
        "facilitator": Marked(about="A note for who leads."),
        "document": Record(
            about="A document, sentence by sentence.",
            fields={
                "of": Ref(kinds=("document",), required=True),
                "verdicts": Flag(about="true: with what became of each sentence."),
            },
        ),
        "rests_on": _refs("source", "The sources this step rests on."),
        "waive": _list(
            "Numbers and dates that need no excerpt, and why.",
            {"text": _text(required=True), "reason": _text(required=True)},
        ),
    }
)

_WARNING = Record(
    about="What is said before a hard scene, and the way round it.",
    fields={
        "text": _text(required=True),
        "detour": Ref(kinds=("scene",), words=("return",), required=True, about="A scene's id, or return."),
        "bridge": _text("One sentence that keeps the thread for those who go round.", required=True),
    },
)

SCENE = Record(
    entity=True,
    fields={
        "scene": Id(required=True, about="The id; equal to the file's name."),
        "title": _text(required=True),
        "asks": _text("The question the scene answers."),
        "when": Record(
            required=True,
            about="The days the scene is about, and where.",
            fields={
                **_span(required=True),
                "places": ListOf(item=Ref(kinds=("place",), words=("national", "none"))),
            },
        ),
        "recap": _text("One sentence that lets a reader begin here."),
        "warning": _WARNING,
        "body": ListOf(item=_STEP, required=True, at_least=1, about="The steps, in order."),
        "branches": _list(
            "Ways off the main way.",
            {
                "to": Ref(kinds=("scene",)),
                "trail": Ref(kinds=("trail",)),
                "label": _text(required=True),
                "detail": _text(),
            },
        ),
        "next": Ref(
            kinds=("scene",), words=("return",), about="A scene's id, or return; absent in an ending."
        ),
        "next_label": _text("The words shown for next."),
        "home": Ref(kinds=("scene",), about="Where return leads for a reader who came another way."),
        "ending": Flag(about="true where the story ends on purpose."),
    },
)

_TERM = Record(
    entity=True,
    fields={
        "id": Id(required=True),
        "name": _text(required=True),
        "kind": Choice(
            words=("person", "place", "institution", "group", "law", "event", "thing", "word"), required=True
        ),
        "definition": _text(required=True),
        "forms": _list(
            "The name in its own scripts.", {"language": _code(required=True), "text": _code(required=True)}
        ),
        "say": _text("A hint how to say it."),
        "also": ListOf(item=_code(), about="Other spellings."),
        "living": Flag(unset=None),
        "posts": _list(
            "The posts a person held.", {"post": _text(required=True), **_span(), "source": _refs("source")}
        ),
        "rests_on": _refs("source"),
    },
)

_SOURCE = Record(
    entity=True,
    fields={
        "id": Id(required=True),
        "title": _text(required=True),
        "publisher": _text(required=True),
        "author": _text(),
        "date": Date(),
        "date_precision": Choice(words=PRECISIONS, fallback="unknown"),
        "language": _code(required=True),
        "kind": Choice(
            words=("news", "analysis", "official", "ngo", "academic", "encyclopedia", "repost", "other"),
            required=True,
        ),
        "address": _code(),
        "archive": _code(),
        "rights": _text(),
        "reliability": _text(),
        "carriage": Choice(
            words=("original", "copy", "relay", "translation", "machine translation"), fallback="original"
        ),
        "repeats": _refs("source", "Sources whose words it merely repeats."),
        "found": _text("Where it was found, when no address is known."),
        "stored": Record(
            about="Its text, only where we may keep it.",
            fields={"file": _code(required=True), "sha256": _code(required=True)},
        ),
    },
)

_EXCERPT = Record(
    entity=True,
    fields={
        "id": Id(required=True),
        "source": Ref(kinds=("source",), required=True),
        "form": Choice(words=("quote", "report"), required=True, fallback="report"),
        "text": _text(required=True),
        "speaker": _text("Who says it.", required=True),
        "side": Choice(words=SIDES, required=True),
        "date": Date(),
        "date_precision": Choice(words=PRECISIONS, fallback="day"),
        "language": _code(),
        "original": _code("A quote's words in their own language."),
        "translation_by": _text(),
        "carrier": _text("Where the speaker's words were read, if the source is not the speaker's own."),
    },
)

_VERSION = Record(
    fields={
        "id": Id(required=True),
        "value": _text("What it says, in our words.", required=True),
        "short": _text("The words {claim} prints inside a sentence."),
        "words": _text("The source's words, or our report of them."),
        "quoted": Flag(about="true: words are the source's own."),
        "issuer": _text("Who first said it.", required=True),
        "carrier": _text("Where we read it, if that is another."),
        "side": Choice(words=SIDES, required=True),
        "said_on": Date(),
        "precision": Choice(words=("day", "about", "month")),
        "source": _refs("source", "Best first.", required=True),
        "status": Choice(
            words=("standing", "superseded", "retracted", "disputed", "opinion"),
            required=True,
            fallback="standing",
        ),
        "replaced_by": Id(),
        "withdrawn_on": Date(),
        "accuses": _refs("term", "People or bodies it accuses."),
        "outcome": _text("Denial, withdrawal or verdict."),
        "note": _text(),
    },
)

_CLAIM = Record(
    entity=True,
    fields={
        "id": Id(required=True),
        "question": _text(required=True),
        "gap": ListOf(item=Choice(words=("fact", "definition", "interest"))),
        "contested": Flag(unset=None),
        "as_known": _list(
            "Corrections of the lens rule, each for one day.",
            {
                "on": Date(only_days=True, required=True),
                "versions": ListOf(item=Id(), required=True),
                "reasons": MapOf(value=_text()),
            },
        ),
        "versions": ListOf(item=_VERSION, required=True, at_least=1),
        "differ": _text("Why the versions differ, in one sentence."),
        "waive": _list(
            "Rules of evidence that this claim need not keep, and why.",
            {"rule": Choice(words=WAIVABLE, required=True), "reason": _text(required=True)},
        ),
    },
)

_DOCUMENT = Record(
    entity=True,
    fields={
        "id": Id(required=True),
        "title": _text(required=True),
        "note": _text("What it is, and what is not known of it."),
        "source": Ref(kinds=("source",), required=True),
        "asks": _text("The question put to the reader."),
        "last_day": Date(only_days=True, about="The day its facts stop."),
        "sentences": _list(
            "In their order.",
            {
                "excerpt": Ref(kinds=("excerpt",), required=True, about="The quote that holds its words."),
                "verdict": Choice(words=VERDICTS, required=True, fallback="none"),
                "record": Marked(about="What the later record says, in our words."),
                "early": Marked(about="What stood on record by the document's last day."),
                "claims": _refs("claim"),
                "scenes": _refs("scene", "Where the story tells more of it."),
                "rests_on": _refs("source", "The sources that `record` and `early` rest on."),
            },
            required=True,
            at_least=1,
        ),
    },
)

_FIGURE = Record(
    entity=True,
    fields={
        "id": Id(required=True),
        "kind": Choice(
            words=("map", "timeline", "steps", "bars", "columns", "bands", "network"), required=True
        ),
        "title": _text(required=True),
        "data": _code("A table of this story's folder.", required=True),
        "twin": _text("What it shows, in a sentence or two.", required=True),
        "rests_on": _refs("source", required=True),
        "options": Options(),
    },
)

STORY = Record(
    entity=True,
    fields={
        "story": Id(required=True),
        "title": _text(required=True),
        "version": _code(required=True),
        "language": _code(required=True),
        "checked_on": Date(only_days=True, required=True),
        "start": Ref(kinds=("scene",), required=True),
        "chapters": _list(
            "In the order of the story; the id is the folder's name.",
            {"id": Id(required=True), "title": _text(required=True), "number": Number()},
            required=True,
            at_least=1,
        ),
        "trails": _list(
            "Shorter ways through.",
            {
                "id": Id(required=True),
                "title": _text(required=True),
                "detail": _text(),
                "scenes": ListOf(item=Ref(kinds=("scene",)), required=True, at_least=1),
            },
        ),
        "ribbon": Record(
            fields={
                "kind": Choice(words=("days", "hours", "years", "none"), required=True, fallback="none"),
                **_span(),
                "skip": _list("Days left out.", _span(required=True)),
            }
        ),
        "lens_days": _list(
            "Days marked for the lens.",
            {"on": Date(only_days=True, required=True), "label": _text(required=True)},
        ),
        "places": _list("Where scenes happen.", {"id": Id(required=True), "name": _text(required=True)}),
        "never_guessed": _refs("claim", "Claims that no number is guessed about: dead, hurt, tortured."),
        "renamed": MapOf(value=Ref(kinds=("scene",)), keys=Id()),
        "about": _text(paragraphs=True),
        "report_errors": _text("How to report an error, in words.", paragraphs=True),
        "corrections": Contact(about="Where readers report errors: an e-mail address, or a page over https."),
    },
)


def _file(key: str, item: Spec) -> Record:
    return Record(fields={key: ListOf(item=item, required=True)})


FILES: dict[str, Record] = {
    "story": STORY,
    "scene": SCENE,
    "plan": PLAN,
    "terms": _file("terms", _TERM),
    "claims": _file("claims", _CLAIM),
    "sources": _file("sources", _SOURCE),
    "excerpts": _file("excerpts", _EXCERPT),
    "figures": _file("figures", _FIGURE),
    "documents": _file("documents", _DOCUMENT),
    "changes": _file(
        "changes",
        Record(
            entity=True,
            fields={
                "on": Date(only_days=True, required=True),
                "what": _text(required=True),
                "why": _text(required=True),
                "scenes": _refs("scene"),
                "edition": _code("The version of the story that brought it."),
            },
        ),
    ),
}
"""Specs by the first key of a file."""

ENTITY: dict[str, str] = {
    "terms": "term",
    "claims": "claim",
    "sources": "source",
    "excerpts": "excerpt",
    "figures": "figure",
    "documents": "document",
}
"""What a list file holds, by its key."""

Values = dict[str, Any]
