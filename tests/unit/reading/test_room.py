"""A guest's run follows a leader's visit: never into a warned scene, never twice, and back along the leader's way."""

from __future__ import annotations

import msgspec
import pytest

from explainer.reading.actions import Action
from explainer.reading.moves import apply
from explainer.reading.room import PollView, ResultView, RoomView, led
from explainer.reading.run import Run, Visit, begin
from explainer.story.model.structs import Story


@pytest.fixture
def run(story: Story) -> Run:
    return begin(story)


def test_following_goes_where_the_leader_is(story: Story, run: Run) -> None:
    there = led(story, run, Visit("the-lamp", "lamp", trail="short-way", return_to="the-storm"))
    assert there.visit == Visit("the-lamp", "lamp", trail="short-way", return_to="the-storm")
    assert there.past == (run.visit,)
    assert "the-lamp" in there.seen
    assert led(story, there, there.visit) is there


def test_going_back_with_the_leader_shortens_the_way(story: Story, run: Run) -> None:
    there = led(story, run, Visit("the-warning"))
    back = led(story, there, run.visit)
    assert back.visit == run.visit and back.past == () and back.ahead == (Visit("the-warning"),)


def test_a_warned_scene_is_never_pushed(story: Story, run: Run) -> None:
    for threshold in (True, False):
        there = led(story, run, Visit("the-rescue", threshold=threshold))
        assert there.visit.threshold
        assert "the-rescue" not in there.seen


def test_the_leaders_steps_inside_a_warned_scene_leave_the_warning(story: Story, run: Run) -> None:
    there = led(story, run, Visit("the-rescue", threshold=True))
    step = story.scenes["the-rescue"].steps[-1].id
    on = led(story, there, Visit("the-rescue", step))
    assert on.visit.threshold and on.past == there.past
    inside = apply(story, on, Action("consent"))
    assert inside.visit == Visit("the-rescue", step)


def test_ones_own_consent_holds_while_the_leader_stands_at_the_warning(story: Story, run: Run) -> None:
    there = led(story, run, Visit("the-rescue", threshold=True))
    inside = apply(story, there, Action("consent"))
    assert led(story, inside, Visit("the-rescue", threshold=True)) is inside
    elsewhere = led(story, inside, Visit("the-storm"))
    assert led(story, elsewhere, Visit("the-rescue", threshold=True)).visit.threshold
    assert not led(story, elsewhere, Visit("the-rescue")).visit.threshold


def test_who_went_round_stays_until_the_leader_has_left(story: Story, run: Run) -> None:
    there = led(story, run, Visit("the-rescue"))
    round_it = apply(story, there, Action("next"))
    assert led(story, round_it, Visit("the-rescue", "x"), gone_round="the-rescue") is round_it
    on = led(story, round_it, Visit("the-storm"), gone_round="the-rescue")
    assert on.visit == Visit("the-storm")


def test_pages_turned_within_the_leaders_step_stay_turned(story: Story, run: Run) -> None:
    there = led(story, run, Visit("the-storm", "lamp"))
    assert there.past == (run.visit,)
    turned = msgspec.structs.replace(there, visit=Visit("the-storm", "lamp", 80))
    assert led(story, turned, Visit("the-storm", "lamp")) is turned
    assert led(story, turned, Visit("the-storm")).visit.offset == 0


def test_the_lens_is_the_leaders(story: Story, run: Run) -> None:
    there = led(story, run, run.visit, lens="1931-02-04")
    assert there.lens is not None and there.lens.on == "1931-02-04"
    assert there.visit == run.visit and there.past == run.past
    assert led(story, there, run.visit).lens is None


def test_what_a_page_shows_of_a_room_is_a_key() -> None:
    poll = PollView("p1", "choice", "Which?", ("one", "two"), result=ResultView(6, 7, (2, 4)))
    one = RoomView("maple-42", state="following", poll=poll, asked=(("Who?", "waiting"),))
    assert len({one, msgspec.structs.replace(one)}) == 1
