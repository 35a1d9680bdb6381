"""Which question of a run sheet one key opens."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from explainer.serve.rooms.asking import next_poll, planned_poll
from explainer.story.loader import read_story
from explainer.workshop.commands import ClosePoll, OpenPoll
from explainer.workshop.events import Result
from tests.faulty_plans import WITH_PLAN
from tests.tiny import write_story
from tests.unit.workshop.halls import Hall


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    hall = Hall(read_story(write_story(tmp_path, WITH_PLAN)), begun=False)
    hall.state = msgspec.structs.replace(hall.state, plan="evening", plan_item=0)
    return hall


def put(hall: Hall) -> str:
    poll = next_poll(hall.story, hall.state)
    hall.do(OpenPoll(poll))
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
