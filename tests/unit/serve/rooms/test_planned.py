"""The plan is the track: what one key does next, and which question another opens."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from explainer.serve.rooms.stages import next_poll, onward, text_of
from explainer.story.load.loader import read_story
from explainer.workshop.commands import CallBack, ClosePoll, Hold, LetRoam, Move, OpenPoll, PlanItem, Reveal
from explainer.workshop.events import Poll, Result
from explainer.workshop.track import Ahead, ahead, planned_poll
from tests.faulty_plans import WITH_PLAN
from tests.tiny import write_story
from tests.unit.workshop.halls import Hall


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    hall = Hall(read_story(write_story(tmp_path, WITH_PLAN)), begun=False)
    hall.state = msgspec.structs.replace(hall.state, plan="evening", plan_item=0)
    return hall


def opened(hall: Hall, poll: Poll) -> None:
    """Open a poll as a leader does: one about a text is led to it."""
    if (there := text_of(hall.story, hall.state, poll)) is not None:
        hall.do(Move(there))
    hall.do(OpenPoll(poll))


def put(hall: Hall) -> str:
    poll = next_poll(hall.story, hall.state)
    opened(hall, poll)
    hall.do(ClosePoll(Result(few=True)))
    return poll.id


def test_a_question_before_its_scene_is_put_before_the_room_is_there(hall: Hall) -> None:
    """Else one key puts a vote at the fork of the scene before, which no run sheet asks for."""
    hall.go("the-warning")
    assert put(hall) == "mast"
    assert planned_poll(hall.story, hall.state) is None, "what comes after a scene is not put before it"
    hall.go("the-storm")
    assert put(hall) == "trusted"


def test_one_that_was_forgotten_is_put_at_its_scene_and_not_past_it(hall: Hall) -> None:
    hall.go("the-storm")
    assert next_poll(hall.story, hall.state).id == "mast"
    hall.go("the-warning")
    assert planned_poll(hall.story, hall.state) is None


def go_on(hall: Hall) -> str:
    """What the key that goes on did; empty: the plan has ended."""
    to = ahead(hall.story, hall.state)
    assert to is not None
    if to.kind == "end":
        return ""
    if to.kind in ("step", "scene", "vote", "back"):
        stage, how = onward(hall.story, hall.state, to)
        hall.do(Move(stage, how, to.item))
        return f"{to.kind} {stage.scene}"
    hall.do(PlanItem(to.item))
    few = Result(few=True)
    if to.kind == "ask":
        opened(hall, next_poll(hall.story, hall.state))
        return f"ask {to.id}"
    hall.do(
        {
            "show": lambda: Reveal(result=few),
            "close": lambda: ClosePoll(few),
            "roam": LetRoam,
            "call": CallBack,
            "hold": lambda: Hold("Write one sentence."),
            "item": lambda: PlanItem(to.item),
        }[to.kind]()
    )
    return f"{to.kind} {to.id}".strip()


def whole(hall: Hall) -> list[str]:
    """All that the key does from here, steps of a scene left out."""
    done = []
    while came := go_on(hall):
        done += [] if came.startswith("step") else [came]
    return done


REST = [
    "item",
    "scene the-morning",
    "ask trusted-again",
    "show trusted-again",
    "ask mast-again",
    "show mast-again",
]
ALL = [
    "ask mast", "close mast", "scene the-storm", "ask trusted", "close trusted",
    "scene the-storm",  # from the text, which is in a scene of another item
    "roam", "call", *REST, "hold", "call",
]  # fmt: skip


def test_one_key_goes_through_the_whole_plan_and_nowhere_else(hall: Hall) -> None:
    hall.state = msgspec.structs.replace(hall.state, plan_item=-1)
    assert whole(hall) == ALL
    assert [item for item, _at, _seq in hall.state.plan_times] == [0, 1, 2, 3]
    assert hall.state.stage is not None and hall.state.stage.lens == "1931-02-08"
    assert {scene for scene, _at, _seq in hall.state.hist} == {"the-storm", "the-morning"}


def test_off_the_plan_and_at_a_warning_the_key_leads_back_to_the_page_that_was_left(hall: Hall) -> None:
    hall.go("the-storm", "lamp")
    hall.go("the-rescue", threshold=True)
    assert go_on(hall) == "back the-storm"
    assert hall.state.stage is not None
    assert (hall.state.stage.step, hall.state.stage.bridge) == ("lamp", "the-rescue")


def test_a_jump_back_takes_the_plan_back_and_nothing_is_asked_twice(hall: Hall) -> None:
    hall.state = msgspec.structs.replace(hall.state, plan_item=-1)
    whole(hall)
    hall.do(PlanItem(0))
    hall.go("the-storm")
    assert whole(hall) == ["scene the-morning", "hold", "call"], "the pause was taken, and all have roamed"


def test_after_going_back_the_key_goes_on_from_the_page(hall: Hall) -> None:
    hall.state = msgspec.structs.replace(hall.state, plan_item=-1)
    while hall.state.plan_item < 3:
        go_on(hall)
    hall.back()
    assert go_on(hall) == "scene the-morning"


def test_a_roaming_that_the_leader_began_is_ended_by_the_key(hall: Hall) -> None:
    hall.go("the-storm")
    hall.do(LetRoam())
    assert ahead(hall.story, hall.state) == Ahead("step", 0, "the-storm"), "the plan has not come to that"
    hall.do(PlanItem(1))
    assert go_on(hall) == "call"


def test_without_a_plan_the_key_follows_the_story(hall: Hall) -> None:
    hall.state = msgspec.structs.replace(hall.state, plan="")
    assert ahead(hall.story, hall.state) is None
