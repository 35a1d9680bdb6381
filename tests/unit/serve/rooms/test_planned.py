"""Which question of a run sheet one key opens."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from explainer.reading.actions import Action
from explainer.serve.rooms.stages import next_move, next_poll, planned_poll, text_of
from explainer.story.load.loader import read_story
from explainer.workshop.commands import ClosePoll, Move, OpenPoll, PlanItem
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
    if (there := text_of(hall.story, hall.state, poll)) is not None:
        hall.do(Move(there))
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


def test_next_leads_to_the_item_that_a_key_began_until_the_room_was_there(hall: Hall) -> None:
    assert next_move(hall.story, hall.state) == Action("next"), "before the first page it begins the story"
    hall.go("the-warning")
    hall.do(PlanItem(3))
    assert next_move(hall.story, hall.state) == Action("go", "the-morning")
    hall.go("the-morning")
    assert next_move(hall.story, hall.state) == Action("next")
    hall.go("the-lamp")
    assert next_move(hall.story, hall.state) == Action("next"), "from a side way nobody is taken back"


def test_next_stays_on_the_way_in_halves_in_a_pause_and_at_a_warning(hall: Hall) -> None:
    hall.go("the-storm")
    for item in (1, 2):
        hall.do(PlanItem(item))
        assert next_move(hall.story, hall.state) == Action("next")
    hall.go("the-rescue", threshold=True)
    hall.do(PlanItem(3))
    assert next_move(hall.story, hall.state) == Action("next"), "round the warned scene first"
