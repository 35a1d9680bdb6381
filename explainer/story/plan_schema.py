"""The fields of a run sheet, as specs; see `explainer.story.schema` for all other files."""

from __future__ import annotations

from explainer.story.containers import ListOf, Record
from explainer.story.fields import Id, Number, Ref, Spec
from explainer.story.specs import code, day, listed, one_of, own_id, ref, refs, text

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
POLLS = tuple(_POLLS)

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
    about="What may be left out of this item when the room is late.",
    fields={
        "what": text("What is left out, in words.", required=True),
        "saves": Number(required=True, about="How many minutes that saves."),
        "scenes": refs("scene", "Scenes of this item that are then not read."),
        "polls": ListOf(item=Id(about="A poll's id."), about="Polls of this item that are then not asked."),
    },
)

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
    "ask": listed("Polls and questions, in the order of asking.", _POLL),
    "leave_out": _LEAVE_OUT,
}

PLAN = Record(
    entity=True,
    about="A run sheet: how a room is led through the story. Its file's name is its own id.",
    fields={
        "plan": own_id("The plan's id, equal to the file's name. It stands first."),
        "title": text("The title as the leader sees it.", required=True),
        "minutes": Number(required=True, about="How many minutes all items take together."),
        "items": listed("The items, in order.", _ITEM, required=True, at_least=1),
    },
)
