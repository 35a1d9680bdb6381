"""The fields of a scene's file and of a run sheet's: what each holds, its words, its rules and its record."""

from __future__ import annotations

from explainer.story.load import schema_rules as rule
from explainer.story.load.containers import (
    ListOf,
    Record,
    RefOr,
    Schema,
    code,
    day,
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
from explainer.story.model import structs
from explainer.story.model.run_sheets import LeaveOut

STEP_KINDS = (
    "text", "quote", "items", "figure", "guess", "question", "facilitator", "document", "in_short", "not_known",
)  # fmt: skip
_GUESSES = {
    "choice": "The reader takes one of the options.",
    "recall": "One of the options, asked at a chapter's end: what stayed? It needs a note with its sources.",
    "order": "The reader puts the options in order.",
    "price": "The reader types an amount of money.",
    "count": "The reader types a number of things.",
    "hours": "The reader types a number of hours.",
    "date": "The reader types a day.",
}
GUESSES = tuple(_GUESSES)
NUMBERS = ("price", "count", "hours")
"""The kinds of guesses whose answer is a number."""
_DIGIT = "0-9\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef"
"""Of ASCII, Arabic, Persian, Devanagari, Bengali: a pattern of an editor knows the first alone by a short name."""
_NUMBER = rf"^\s*[{_DIGIT}][{_DIGIT}.,\s]*$"
_SOME_DATE = r"^\s*[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?\s*$"


def _answers(pattern: str) -> Schema:
    """One answer or a list of them, each written in one way; a number without quotes is read as one."""
    one: Schema = {"pattern": pattern, "minimum": 0}
    return rule.only("answer", {"anyOf": [{"type": "array", "items": one}, {"not": {"type": "array"}} | one]})


_FIGURE = RefOr(
    about="A figure's id; or a mapping with its id under `of`, and the view, day or name that it opens at.",
    fields={
        "of": ref("figure", "The figure's id.", required=True),
        "view": Id(about="A map: the id of the view it opens with."),
        "day": day("A map: the day it opens at, one of its frames."),
        "start": Id(about="A network: the id of the name in the middle."),
    },
)

_GUESS = Record(
    makes=structs.Guess,
    about="A question asked before telling. Nothing is guessed in a scene with a warning.",
    fields={
        "kind": one_of("How the reader answers.", _GUESSES, required=True),
        "question": text("The question. May be left out where `of` names a claim, which asks it."),
        "of": Ref(
            kinds=("claim", "figure"),
            about="A claim or figure: the reveal sets the guess beside each of its versions or values.",
        ),
        "options": ListOf(
            item=text("One option."), about="The options: two or more, for choice, recall and order."
        ),
        "answer": ListOf(
            item=text("One answer; for an order each option in its right place."),
            one_is_enough=True,
            about="What the sources give: one of the options, a number, a day; for an order all options as they follow "
            "each other. May be left out where `of` says it.",
        ),
        "unit": text("What stands after a number: tenge a litre, hours."),
        "note": prose(
            "Said at the reveal, with marks for terms, excerpts and claims. It cites an excerpt, or the step has "
            "`rests_on`."
        ),
    },
    rules=[
        rule.unless(rule.given("of"), rule.given("question")),
        rule.when(rule.word("kind", "choice", "recall", "order"), rule.holds("options", rule.TWO)),
        rule.when(rule.word("kind", "recall"), rule.given("note")),
        rule.unless(rule.given("of"), rule.given("answer")),
        rule.when(rule.both(rule.word("kind", *NUMBERS), {"not": rule.given("options")}), _answers(_NUMBER)),
        rule.when(rule.both(rule.word("kind", "date"), {"not": rule.given("options")}), _answers(_SOME_DATE)),
    ],
)

_STEP_FIELDS: dict[str, Spec] = {
    "id": Id(ordinals=True, about="A name for this step, to link to; without one its number is its name."),
    "text": prose(
        "Prose: one or more short paragraphs, with [[terms]], [^excerpts] and {claims}. It cites an excerpt, or the "
        "step has `rests_on`."
    ),
    "quote": ref("excerpt", "The id of a quote excerpt, set off as a block."),
    "items": ListOf(
        item=prose("One entry of the list."),
        at_least=1,
        about="Short texts as a list. One of them cites an excerpt, or the step has `rests_on`.",
    ),
    "figure": _FIGURE,
    "guess": _GUESS,
    "question": Record(
        makes=structs.Question,
        about="A question for a room; a reader alone does not see it.",
        fields={
            "question": text("The question as it is put.", required=True),
            "options": ListOf(item=text("One option."), about="The answers people choose from, if any."),
        },
    ),
    "facilitator": prose("A note for who leads a room; nobody else sees it."),
    "document": Record(
        about="A document under study, sentence by sentence.",
        fields={
            "of": ref("document", "The document's id.", required=True),
            "verdicts": Flag(
                about="true: with what became of each sentence. Else readers mark what they trust least."
            ),
        },
    ),
    "in_short": Flag(
        about="true: the lines of the story's own `in_short`, each with its mark and its scenes."
    ),
    "not_known": one_of(
        "What no source says, gathered from the feet of other scenes (their `not_known`), each line with its scene.",
        {"chapter": "The lines of this chapter's other scenes.", "all": "The lines of all other scenes."},
    ),
    "rests_on": refs(
        "source",
        "More sources that this step is taken from: those of the excerpts it cites need not be named.",
    ),
    "waive": listed(
        "Numbers and dates in this step that stand in no cited excerpt, each with the reason. check lists them.",
        {
            "text": text("The number or date as it stands in the text.", required=True),
            "reason": text("Why it may stand without an excerpt.", required=True),
        },
        structs.Waiver,
    ),
}
STEP = Record(
    about="One step. It has exactly one kind of content.",
    fields=_STEP_FIELDS,
    rules=[
        rule.exactly_one(STEP_KINDS),
        rule.when(rule.holds("text", rule.UNMARKED), rule.RESTS),
        rule.when(rule.holds("items", rule.SOME | {"items": rule.UNMARKED}), rule.RESTS),
        rule.when(rule.holds("guess", rule.MAPPING | rule.holds("note", rule.UNMARKED)), rule.RESTS),
    ],
)

_WARNING = Record(
    makes=structs.SceneWarning,
    about="What is said before a hard scene, and the way round it.",
    fields={
        "text": text(
            "What the scene tells, said before it begins, so that a reader can decide.", required=True
        ),
        "detour": Ref(
            kinds=("scene",),
            words=("return",),
            required=True,
            about="Where a reader goes who does not want to read it: a scene's id, or return (then the scene needs "
            "`home`).",
        ),
        "bridge": text("One sentence that keeps the thread for those who go round.", required=True),
    },
)

_BRANCH: dict[str, Spec] = {
    "to": ref("scene", "The scene it leads to. A branch has either `to` or `trail`."),
    "trail": ref("trail", "The trail it leads onto. A branch has either `to` or `trail`."),
    "label": text("The words a reader chooses: often a question.", required=True),
    "detail": text("A second phrase beside the label, such as how long it takes."),
}

_ENDS = rule.holds("ending", {"const": True})

SCENE = Record(
    entity=True,
    renames={"scene": "id", "body": "steps"},
    about="One scene. Its folder is its chapter's id, its file's name is its own id.",
    fields={
        "scene": own_id("The scene's id, equal to the file's name. It stands first."),
        "title": text("The title as readers see it.", required=True),
        "asks": text("The question that the scene answers, shown under the title."),
        "when": Record(
            required=True,
            about="The days that the scene is about, and where.",
            fields={
                "from": moment(
                    "The first day; a month or a year where no more is meant, an hour (2022-01-05T16:30) "
                    "where more is.",
                    required=True,
                ),
                "to": moment("The last day, or the last hour; left out, the same as `from`."),
                "places": ListOf(
                    item=Ref(kinds=("place",), words=("national", "none")),
                    about="Ids of the places in story.yaml; or national for a whole country, or none.",
                ),
            },
            makes=with_hours(structs.When),
            renames={"from": "start", "to": "end"},
        ),
        "recap": text("One sentence that lets a reader begin here; shown to who comes by a jump or a trail."),
        "warning": _WARNING,
        "body": ListOf(
            item=STEP,
            required=True,
            at_least=1,
            about="The steps, in order.",
        ),
        "not_known": ListOf(
            item=prose("One line: what no source says."),
            about="What the sources do not say, once each, shown at the scene's foot and gathered at the end.",
        ),
        "branches": listed(
            "Ways off the main way, offered beside `next`.",
            _BRANCH,
            structs.Branch,
            rules=[rule.exactly_one(("to", "trail"))],
        ),
        "next": Ref(
            kinds=("scene",),
            words=("return",),
            about="The scene that follows: its id; or return, back to where the reader turned off (then `home` is "
            "needed). Absent in an ending.",
        ),
        "next_label": text(
            "The question or words shown for `next`; without them the title of the next scene."
        ),
        "home": ref("scene", "Where `return` leads a reader who came another way: a scene's id."),
        "ending": Flag(about="true where the story ends on purpose."),
    },
    rules=[
        rule.when(rule.word("next", "return"), rule.given("home")),
        rule.when(rule.holds("warning", rule.MAPPING | rule.word("detour", "return")), rule.given("home")),
        rule.when(_ENDS, rule.none("next")),
        # An editor says `Missing property "next"`; told as one of two, it would only say that neither fits.
        rule.unless(_ENDS, rule.given("next")),
        rule.when(
            rule.holds("warning", rule.MAPPING),
            rule.only("body", {"items": rule.only("guess", {"type": "null"})}),
        ),
    ],
)


# run sheets

_MODES = {
    "lead": "The leader moves the room.",
    "roam": "Everyone reads at their own pace.",
    "pause": "Nobody reads.",
}
MODES = tuple(_MODES)
_POLLS = {
    "choice": "One of the options.",
    "branch": "A vote on the way: one of the branches of a fork.",
    "sentence": "One sentence of a document.",
    "aloud": "Answered aloud; nothing is counted.",
}
MOST_OPTIONS = 9
"""Options of a poll: one digit answers."""
POLL_FIELDS = {
    "options": ("choice", "branch"),
    "branches": ("branch",),
    "right": ("choice",),
    "of": ("choice", "sentence"),
}
"""Fields that only some kinds of polls have."""
_FIRST: Schema = {"not": rule.given("before")}
_FEW = rule.TWO | {"maxItems": MOST_OPTIONS}
_POLL_RULES = [
    rule.when(_FIRST, rule.given("question")),
    *(
        rule.when(rule.word("kind", *(kind for kind in _POLLS if kind not in kinds)), rule.none(field))
        for field, kinds in POLL_FIELDS.items()
    ),
    rule.when(
        rule.both(_FIRST, rule.word("kind", "choice")), rule.holds("options", _FEW | {"uniqueItems": True})
    ),
    rule.when(rule.both(_FIRST, rule.word("kind", "sentence")), rule.given("of")),
    rule.when(rule.both(_FIRST, rule.word("kind", "branch")), rule.holds("options", _FEW)),
    rule.when(rule.word("kind", "branch"), rule.holds("branches", rule.TWO | {"uniqueItems": True})),
    rule.when(rule.both(_FIRST, rule.given("right")), rule.given("source")),
    rule.when(rule.given("line"), rule.given("right")),
]

_POLL: dict[str, Spec] = {
    "id": own_id("The question's id, unique in its plan."),
    "kind": one_of("How people answer.", _POLLS, required=True, fallback="aloud"),
    "question": text("The question. May be left out where `before` names the poll that asked it first."),
    "options": ListOf(item=text("One option."), about="The options, two to nine: for choice and branch."),
    "before": Id(about="The id of the earlier poll whose question this one asks again, to show the shift."),
    "after": Id(about="The id of the later poll that asks this question again; may be left out."),
    "of": Ref(kinds=("document", "claim"), about="sentence: the document; choice: the claim it is about."),
    "at": ref("scene", "The scene of this item that it belongs to; for a branch the fork."),
    "when": one_of(
        "When it is put.",
        {"before": "Before the scene is read.", "after": "After the scene is read."},
    ),
    "branches": ListOf(
        item=Ref(kinds=("scene",)), about="branch: the scene that each option leads to, in their order."
    ),
    "cue": text("What the leader does or says at it; for the leader alone."),
    "right": code("choice: the right option, where the question has one; told on the last asking."),
    "line": text("One sentence said with the right option."),
    "source": refs("source", "What the right option rests on; needed with `right`."),
}

_LEAVE_OUT = Record(
    makes=LeaveOut,
    rules=[rule.only("saves", {"minimum": 1})],
    about="What may be left out of this item when the room is late.",
    fields={
        "what": text("What is left out, in words.", required=True),
        "saves": Number(required=True, about="How many minutes that saves."),
        "scenes": refs("scene", "Scenes of this item that are then not read."),
        "polls": ListOf(item=Id(about="A poll's id."), about="Polls of this item that are then not asked."),
    },
)

_SOME_HALF = rule.holds("halves", {"type": "array", "contains": {"type": "array", "minItems": 1}})
_ITEM_RULES = [
    rule.only("minutes", {"minimum": 1}),
    rule.when(rule.word("mode", "lead", "roam"), rule.unless(_SOME_HALF, rule.given("scenes"))),
    rule.when(
        rule.word("mode", "lead", "pause"), rule.only("halves", {"type": ["array", "null"], "maxItems": 0})
    ),
    rule.when(
        rule.word("mode", "roam"),
        rule.only("halves", {"not": {"type": "array", "minItems": 1, "maxItems": 1}}),
    ),
]
_ITEM: dict[str, Spec] = {
    "title": text("What the item is called, for the leader and on the plan.", required=True),
    "minutes": Number(required=True, about="How many minutes it takes."),
    "mode": one_of("Who moves.", _MODES, required=True, fallback="lead"),
    "scenes": refs("scene", "Its scenes, in order. Needed unless the room pauses or splits into `halves`."),
    "halves": ListOf(
        item=ListOf(item=Ref(kinds=("scene",)), about="The scenes of one part of the room."),
        about="Where the room splits: for each part the list of its scenes. The mode is then roam.",
    ),
    "notes": text("What the leader should know; for the leader alone.", paragraphs=True),
    "say": text("A sentence to say aloud."),
    "lens": day("The day that everyone's lens is set to while the item lasts."),
    "hold": text("A task that everyone does before anybody goes on."),
    "ask": listed("Polls and questions, in the order of asking.", _POLL, rules=_POLL_RULES),
    "leave_out": _LEAVE_OUT,
}

PLAN = Record(
    entity=True,
    renames={"plan": "id"},
    about="A run sheet: how a room is led through the story. Its file's name is its own id.",
    fields={
        "plan": own_id("The plan's id, equal to the file's name. It stands first."),
        "title": text("The title as the leader sees it.", required=True),
        "minutes": Number(required=True, about="How many minutes all items take together."),
        "items": listed("The items, in order.", _ITEM, required=True, at_least=1, rules=_ITEM_RULES),
    },
)
