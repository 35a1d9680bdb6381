"""The cockpit's clock against the run sheet: what may still be left out, and never a claim's last telling."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from explainer.reading.actions import Action
from explainer.serve.rooms.leading.cockpit_view import Moment, cockpit_view
from explainer.story.load.loader import read_story
from explainer.story.model.prose import readable_steps
from tests.faulty_plans import WITH_PLAN
from tests.tiny import write_story
from tests.unit.serve.guests import host_of
from tests.unit.serve.rooms.hall import Hall


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Hall]:
    story = read_story(write_story(tmp_path / "story", WITH_PLAN))
    hall = await Hall.open(host_of(story, tmp_path), tmp_path, plan="evening")
    await hall.press("next")
    yield hall
    await hall.close()


def told(hall: Hall, minutes: int) -> str:
    """What the clock says so many minutes after the first item began."""
    now = hall.state.plan_times[0][1] + minutes * 60
    return cockpit_view(hall.leader, Moment(now, "14:03")).late


async def test_what_was_read_all_the_same_is_not_told_to_be_left_out(hall: Hall) -> None:
    await hall.lead_to("the-lamp")
    assert hall.state.plan_item == 1
    assert told(hall, 5) == ""
    assert told(hall, 22) == "to be on time: leave out the telegram"
    await hall.lead_to("the-warning")
    assert told(hall, 22) == "to be on time: leave out the sentence"


async def test_what_was_left_out_counts_where_a_claim_must_still_be_told(hall: Hall) -> None:
    """The telegram passed by: the morning is then the last that tells of it."""
    story = hall.live.story
    plan = story.plans["evening"]
    morning = msgspec.structs.replace(
        plan.items[3],
        leave_out=msgspec.structs.replace(plan.items[1].leave_out, what="the end", scenes=("the-morning",)),
    )
    told_in = {"the-warning": ("boats-lost",), "the-morning": ("boats-lost",)}
    plan = msgspec.structs.replace(plan, items=(*plan.items[:3], morning), contested=told_in)
    hall.live.story = msgspec.structs.replace(story, plans={"evening": plan})
    await hall.lead_to("the-lamp")
    await hall.lead_to("the-warning")
    await hall.press("plan", "2")
    assert told(hall, 40) == "to be on time: leave out the end"
    been = tuple(one for one in hall.state.hist if one[0] != "the-warning")
    hall.live.state = msgspec.structs.replace(hall.state, hist=been)
    assert told(hall, 40) == ""


def following(hall: Hall) -> str:
    return cockpit_view(hall.leader, Moment(2_000_000_000, "14:03")).next


async def test_next_says_what_the_key_does(hall: Hall) -> None:
    story = hall.live.story
    assert following(hall) == "closes the poll; it is asked again later"
    await hall.press("next")
    assert following(hall) == story.scenes["the-storm"].title
    await hall.lead_to("the-storm", readable_steps(story.scenes["the-storm"])[-1].id)
    assert following(hall) == "opens the poll: Which line do you trust least?"
    await hall.lead_to("the-rescue")
    assert following(hall) == f"off plan · back to the plan: {story.scenes['the-storm'].title}"
    await hall.press("plan", "2")
    assert following(hall) == f"The morning · {story.scenes['the-morning'].title}"


async def test_a_way_off_the_plan_says_so_and_asks_before_a_warned_scene_once(hall: Hall) -> None:
    ways = cockpit_view(hall.leader, Moment(2_000_000_000, "14:03")).then
    assert [way for way in ways if "off plan" in way] == [
        way for way in ways if "the short way" in way.lower()
    ]
    assert hall.leader.asks_first(Action("choose", "1")) == ""
    asked = hall.leader.asks_first(Action("go", "the-rescue"))
    assert asked.startswith("Off the plan, and warned:")
    await hall.lead_to("the-rescue")
    await hall.press("next")
    assert hall.leader.asks_first(Action("go", "the-rescue")) == ""
