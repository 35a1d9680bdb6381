"""The fields of every file of a story, as specs.

The one place where the format is written down for the machine: the loader reads with it, the JSON Schema for editors
(`explainer.story.load.json_schema`) and the reference for authors are made from it. For people:
`docs/authors/format.md`.
"""

from __future__ import annotations

from typing import Any

from explainer.story.load import schema_rules as rule
from explainer.story.load.containers import (
    Contact,
    ListOf,
    MapOf,
    Options,
    Record,
    code,
    date,
    day,
    language,
    listed,
    moment,
    one_of,
    own_id,
    prose,
    ref,
    refs,
    text,
    with_hours,
)
from explainer.story.load.fields import Flag, Id, Number, Ref, Spec
from explainer.story.load.format_evidence import (
    CLAIM,
    DOCUMENT,
    EXCERPT,
    PRECISIONS,
    SIDES,
    SOURCE,
    VERDICTS,
    WAIVABLE,
)
from explainer.story.load.format_scenes import GUESSES, PLAN, SCENE, STEP_KINDS
from explainer.story.model import structs

__all__ = [
    "ENTITY", "FILES", "GUESSES", "PRECISIONS", "SIDES", "STEP_KINDS", "STORY", "VERDICTS", "WAIVABLE", "Values",
]  # fmt: skip

Values = dict[str, Any]

_TERM = Record(
    entity=True,
    makes=structs.Term,
    about="A person, place, body or word that is explained. Named in a text with [[id]].",
    fields={
        "id": own_id("The term's id."),
        "name": text("The name as it is printed.", required=True),
        "kind": one_of(
            "What it is.",
            {
                "person": "A person.",
                "place": "A place.",
                "institution": "An office, a company, a paper, a court.",
                "group": "A group of people, a movement, a party.",
                "law": "A law, a decree, a treaty.",
                "event": "Something that happened.",
                "thing": "A thing.",
                "word": "A word that not every reader knows.",
            },
            required=True,
        ),
        "definition": text("What a reader needs to know, in a sentence or two.", required=True),
        "forms": listed(
            "The name in its own scripts.",
            {
                "language": language("The language, as a code: kk, ru.", required=True),
                "text": code("The name as it is written in that language.", required=True),
            },
            structs.Form,
        ),
        "say": text("A hint how to say it: ah-kee-MAHT."),
        "also": ListOf(
            item=code("One other spelling."),
            about="Other spellings: search finds them, and [[...]] takes them.",
        ),
        "living": Flag(
            unset=None,
            about="People only: true, false, or left out where it is not known (then treated as living).",
        ),
        "posts": listed(
            "The posts that a person held.",
            {
                "post": text("The post.", required=True),
                "from": date("Since when; left out where no source says it."),
                "to": date("Until when; left out where no source says it."),
                "source": refs("source", "The sources that say so."),
            },
            structs.Post,
            renames={"from": "start", "to": "end"},
        ),
        "rests_on": refs("source", "The sources that the definition is taken from."),
    },
)

_FIGURE = Record(
    entity=True,
    makes=structs.Figure,
    about="A picture made from a table of this story's folder.",
    fields={
        "id": own_id("The figure's id."),
        "kind": one_of(
            "What it is drawn as.",
            {
                "map": "Places on a map, day by day.",
                "timeline": "What happened when, in lanes.",
                "steps": "A value that holds until it changes: a price, a count.",
                "bars": "Values side by side, with the range they may lie in.",
                "columns": "One value for each day, month or year.",
                "bands": "States that last: a line for each group, full while it holds.",
                "network": "Names and the ties between them.",
            },
            required=True,
        ),
        "title": text("The title as readers see it.", required=True),
        "data": code("The path of its table in the story's folder: data/prices.csv.", required=True),
        "twin": text("What it shows, in a sentence or two: for who cannot see it.", required=True),
        "rests_on": refs("source", "The sources that its table is made from.", required=True),
        "options": Options(about="Which columns and rows it is drawn from, and what its kind needs beside."),
    },
)

_RIBBON = Record(
    makes=with_hours(structs.Ribbon),
    renames={"from": "start", "to": "end"},
    rules=[rule.when(rule.word("kind", "days", "hours", "years"), rule.given("from", "to"))],
    about="The line of time under the title; left out there is none.",
    fields={
        "kind": one_of(
            "What it counts.",
            {"days": "Days.", "hours": "Hours.", "years": "Years.", "none": "There is no ribbon."},
            required=True,
            fallback="none",
        ),
        "from": moment("Where it begins. Needed, as is `to`, unless the kind is none; hours: 2022-01-05T06."),
        "to": moment("Where it ends."),
        "skip": listed(
            "Stretches that are left out, where nothing is told.",
            {
                "from": moment("The first day or hour left out.", required=True),
                "to": moment("The last day or hour left out."),
            },
            with_hours(structs.Gap),
            renames={"from": "start", "to": "end"},
        ),
    },
)

_CHAPTER: dict[str, Spec] = {
    "id": own_id("The chapter's id: the name of the folder in which its scenes stand."),
    "title": text("The title as readers see it.", required=True),
    "number": Number(about="The number printed before the title, if any."),
}
_TRAIL: dict[str, Spec] = {
    "id": own_id("The trail's id."),
    "title": text("The title as readers see it.", required=True),
    "detail": text("A second phrase: for whom it is, how long it takes."),
    "scenes": ListOf(
        item=Ref(kinds=("scene",)),
        required=True,
        at_least=1,
        about="The ids of its scenes, in order, each once.",
    ),
}

STORY = Record(
    entity=True,
    renames={"story": "id"},
    about="The story as a whole: the file story.yaml.",
    fields={
        "story": own_id("The story's id."),
        "title": text("The story's title as readers see it.", required=True),
        "version": code(
            "The edition, such as 1.2: who comes back is told what changed since.", required=True
        ),
        "language": language("The language the story is written in, as a code: en, ru, kk.", required=True),
        "checked_on": day(
            "The day on which the sources were last checked; printed as “as checked on”.", required=True
        ),
        "start": ref("scene", "The id of the first scene.", required=True),
        "chapters": listed(
            "The chapters, in the order of the story.", _CHAPTER, structs.Chapter, required=True, at_least=1
        ),
        "trails": listed(
            "Shorter ways through.",
            _TRAIL,
            structs.Trail,
            rules=[rule.only("scenes", {"uniqueItems": True})],
        ),
        "ribbon": _RIBBON,
        "lens_days": listed(
            "Days that readers can set, to read what was known by then.",
            {
                "on": day("The day.", required=True),
                "label": text("Why this day: the first report, a verdict.", required=True),
            },
            structs.LensDay,
        ),
        "in_short": listed(
            "The story in a page: the steps of its explanation, in order.",
            {
                "text": prose("One step, in a sentence or two, with marks.", required=True),
                "mark": one_of(
                    "What kind of knowledge it is.",
                    {
                        "known": "Documents, counts or several independent witnesses carry it.",
                        "argued": "It is the reading of a person who is named.",
                        "unknown": "Nobody has shown it.",
                    },
                    required=True,
                    fallback="unknown",
                ),
                "scenes": refs("scene", "The scenes that tell it."),
            },
            structs.InShort,
        ),
        "places": listed(
            "The places where scenes happen.",
            {"id": own_id("The place's id."), "name": text("The name as it is printed.", required=True)},
            structs.NamedPlace,
        ),
        "never_guessed": refs("claim", "Claims that no number is guessed about: dead, hurt, tortured."),
        "renamed": MapOf(
            value=Ref(kinds=("scene", "trail")),
            keys=Id(),
            about="Old ids of scenes and trails with the new ones, so that kept links and places still lead there.",
        ),
        "about": text(
            "What this story is, who wrote it, its licence and credits; in paragraphs.", paragraphs=True
        ),
        "report_errors": text("How to report an error, in words.", paragraphs=True),
        "corrections": Contact(about="Where readers report errors: an e-mail address, or a page over https."),
    },
)

CHANGE = Record(
    entity=True,
    makes=structs.Change,
    about="A correction.",
    fields={
        "on": day("The day of the change.", required=True),
        "what": text("What was changed.", required=True),
        "why": text("Why it was changed.", required=True),
        "scenes": refs("scene", "The scenes it is in; who has read one of them is told."),
        "edition": code("The `version` of the story that brought it."),
    },
)


def _file(key: str, item: Spec, about: str, things: str) -> Record:
    return Record(fields={key: ListOf(item=item, required=True, about=things)}, about=about)


FILES: dict[str, Record] = {
    "story": STORY,
    "scene": SCENE,
    "plan": PLAN,
    "terms": _file(
        "terms", _TERM, "Terms: glossary.yaml, or any file in glossary/.", "The terms, in any order."
    ),
    "claims": _file(
        "claims",
        CLAIM,
        "Claims and their versions: claims.yaml, or any file in claims/.",
        "The claims, in any order.",
    ),
    "sources": _file("sources", SOURCE, "Sources: any file in sources/.", "The sources, in any order."),
    "excerpts": _file(
        "excerpts",
        EXCERPT,
        "What is taken from the sources: any file in excerpts/.",
        "The excerpts, in any order.",
    ),
    "figures": _file(
        "figures",
        _FIGURE,
        "Figures: any file in figures/; their tables stand in data/.",
        "The figures, in any order.",
    ),
    "documents": _file(
        "documents", DOCUMENT, "Texts under study: any file in documents/.", "The documents, in any order."
    ),
    "changes": _file("changes", CHANGE, "Corrections: changes.yaml.", "The corrections, the newest first."),
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
