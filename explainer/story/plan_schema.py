"""The fields of a run sheet, as specs; see `explainer.story.schema` for all other files."""

from __future__ import annotations

from explainer.story.containers import ListOf, Record
from explainer.story.fields import Choice, Date, Id, Number, Ref, Text

MODES = ("lead", "roam", "pause")
POLLS = ("choice", "branch", "sentence", "aloud")

_SCENES = ListOf(item=Ref(kinds=("scene",)))

_POLL = Record(
    fields={
        "id": Id(required=True, about="Unique in its plan."),
        "kind": Choice(words=POLLS, required=True, fallback="aloud"),
        "question": Text(about="May be left out where `before` names the poll that asked it first."),
        "options": ListOf(item=Text(), about="For choice and branch."),
        "before": Id(about="The earlier poll whose question this one asks again."),
        "after": Id(about="The later poll that asks this question again."),
        "of": Ref(
            kinds=("document", "claim"), about="sentence: the document; choice: the claim it is about."
        ),
        "at": Ref(kinds=("scene",), about="The scene it belongs to; for a branch the fork."),
        "when": Choice(words=("before", "after"), about="Before the scene is read, or after."),
        "branches": ListOf(item=Ref(kinds=("scene",)), about="branch: the scene that each option leads to."),
        "cue": Text(about="For the leader alone."),
        "right": Text(languages=False, about="The right option, where the question has one."),
        "line": Text(about="Said with the right option."),
        "source": ListOf(item=Ref(kinds=("source",)), about="What the right option rests on."),
    }
)

_ITEM = Record(
    fields={
        "title": Text(required=True),
        "minutes": Number(required=True),
        "mode": Choice(words=MODES, required=True, fallback="lead"),
        "scenes": ListOf(item=Ref(kinds=("scene",)), about="The scenes, in order."),
        "halves": ListOf(item=_SCENES, about="Where the room splits: the scenes of each part."),
        "notes": Text(paragraphs=True, about="For the leader alone."),
        "say": Text(about="A sentence to say aloud."),
        "lens": Date(only_days=True, about="The day that the lens is set to."),
        "hold": Text(about="A task for which nobody roams until they are done."),
        "ask": ListOf(item=_POLL, about="Polls and questions, in the order of asking."),
        "leave_out": Record(
            about="What may be left out when the room is behind.",
            fields={
                "what": Text(required=True),
                "saves": Number(required=True, about="Minutes."),
                "scenes": ListOf(
                    item=Ref(kinds=("scene",)), about="Scenes of this item that are then not read."
                ),
                "polls": ListOf(item=Id(), about="Questions of this item that are then not asked."),
            },
        ),
    }
)

PLAN = Record(
    entity=True,
    fields={
        "plan": Id(required=True, about="The id; equal to the file's name."),
        "title": Text(required=True),
        "minutes": Number(required=True, about="All items together."),
        "items": ListOf(item=_ITEM, required=True, at_least=1, about="In order."),
    },
)
