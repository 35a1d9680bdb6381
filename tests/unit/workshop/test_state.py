"""What each event does to a room, and which are folded to nothing."""

from __future__ import annotations

import msgspec
import pytest

from explainer.story.model.structs import Story
from explainer.workshop import events
from explainer.workshop.events import Event, Stage
from explainer.workshop.state import PAST, RoomState, fold
from tests.unit.workshop.halls import CODE, EXACT, FEW, NEARLY, OTHER, TOKEN, Hall, choice


def nothing(hall: Hall, event: Event) -> bool:
    """Whether the event changes nothing but the number."""
    after = fold(hall.state, hall.state.seq + 1, event, hall.story)
    return after == msgspec.structs.replace(hall.state, seq=hall.state.seq + 1)


def after(hall: Hall, *made: Event) -> RoomState:
    state = hall.state
    for event in made:
        state = fold(state, state.seq + 1, event, hall.story)
    return state


def staged(scene: str, how: str = "", **fields: object) -> events.Staged:
    return events.Staged(Stage(scene, **fields), how, at=1_700_000_100)  # type: ignore[arg-type]


def test_an_open_room_waits_for_its_first_page(story: Story) -> None:
    state = Hall(story, begun=False).state
    assert (state.title, state.story, state.plan, state.code) == ("A night", story.id, "night", CODE)
    assert state.opened and not state.closed and state.stage is None and state.door_open
    assert (state.mode, state.holder, state.plan_item) == ("lead", TOKEN, -1)


def test_a_room_of_another_story_is_none(story: Story) -> None:
    assert fold(RoomState(), 1, events.Opened("t", "another", "1", at=1), story) == RoomState(seq=1)


def test_a_second_opening_changes_nothing(hall: Hall) -> None:
    assert nothing(hall, events.Opened("Another", hall.story.id, "2", at=1))


def test_moves_are_kept_and_gone_back_over(hall: Hall) -> None:
    hall.go("the-storm", "lamp")
    hall.go("the-warning")
    hall.back()
    assert hall.state.stage == Stage("the-storm", "lamp")
    assert [stage.scene for stage in hall.state.ahead] == ["the-warning"]
    state = after(hall, staged("the-warning", "forward"))
    assert state.stage == Stage("the-warning") and state.ahead == ()
    assert [scene for scene, _at, _seq in state.hist] == [
        "the-storm",
        "the-warning",
        "the-storm",
        "the-warning",
    ]
    assert after(hall, staged("the-lamp")).ahead == ()


def test_what_is_no_way_back_changes_nothing(hall: Hall) -> None:
    hall.go("the-warning")
    assert nothing(hall, staged("the-lamp", "back"))
    assert nothing(hall, staged("the-storm", "forward"))
    assert nothing(hall, staged("the-lamp", "here"))


def test_a_page_stays_while_things_are_opened_over_it(hall: Hall) -> None:
    state = after(hall, staged("the-storm", "here", open="term:lightkeeper", lens="1931-02-03"))
    assert state.stage == Stage("the-storm", open="term:lightkeeper", lens="1931-02-03")
    assert state.past == hall.state.past and len(state.hist) == len(hall.state.hist)


def test_the_way_back_has_an_end(hall: Hall) -> None:
    for number in range(PAST + 20):
        hall.go("the-lamp" if number % 2 else "the-storm", "1")
    assert len(hall.state.past) == PAST


@pytest.mark.parametrize(
    "event",
    [
        staged("nowhere"),
        staged("the-storm", step="99"),
        staged("the-storm", threshold=True),
        staged("the-storm", show_warned=True),
        staged("the-storm", bridge="the-lamp"),
        staged("the-storm", trail="no-way"),
        staged("the-storm", return_to="nowhere"),
        staged("the-storm", open="term:nobody"),
        staged("the-rescue"),
        staged("the-rescue", "here"),
        staged("the-rescue", show_warned=True),
    ],
    ids=str,
)
def test_pages_that_are_none_or_would_be_pushed_change_nothing(hall: Hall, event: Event) -> None:
    assert nothing(hall, event)


def test_into_a_warned_scene_leads_its_warning_then_consent_then_the_projector(hall: Hall) -> None:
    hall.go("the-rescue", threshold=True)
    assert nothing(hall, staged("the-rescue"))
    assert nothing(hall, staged("the-rescue", "here", show_warned=True))
    state = after(hall, staged("the-rescue", "here"))
    assert state.led == ("the-rescue",) and state.past == hall.state.past
    assert after(
        hall, staged("the-rescue", "here"), staged("the-rescue", "here", show_warned=True)
    ).stage == Stage("the-rescue", show_warned=True)
    away_and_back = after(
        hall, staged("the-rescue", "here"), staged("the-morning"), staged("the-rescue", "back")
    )
    assert away_and_back.stage == Stage("the-rescue")


def test_leave_for_the_projector_is_not_brought_along(hall: Hall) -> None:
    hall.go("the-rescue", threshold=True)
    state = after(hall, staged("the-rescue", "here"), staged("the-rescue", step="1", show_warned=True))
    assert state.stage == Stage("the-rescue")


def test_hold_ends_where_nobody_may_be_held(hall: Hall) -> None:
    held = events.Mode("hold", "Count the boats.", at=5)
    state = after(hall, held)
    assert (state.mode, state.task, state.mode_seq) == ("hold", "Count the boats.", hall.state.seq + 1)
    assert after(hall, held, staged("the-storm", step="lamp")).mode == "hold"
    for scene in ("the-warning", "the-mast"):
        moved = after(hall, held, staged(scene))
        assert (moved.mode, moved.task, moved.mode_seq) == ("lead", "", hall.state.seq + 2)


@pytest.mark.parametrize(
    ("scene", "threshold"),
    [("the-warning", False), ("the-mast", False), ("the-rescue", True)],
)
def test_hold_on_or_before_a_warned_scene_changes_nothing(hall: Hall, scene: str, threshold: bool) -> None:
    hall.go(scene, threshold=threshold)
    assert nothing(hall, events.Mode("hold", at=5))


def test_hold_in_a_side_scene_looks_at_where_it_returns(hall: Hall) -> None:
    side = staged("the-lamp", return_to="the-warning")
    state = after(hall, side)
    assert fold(state, state.seq + 1, events.Mode("hold", at=5), hall.story).mode == "lead"
    hall.go("the-lamp")
    assert after(hall, events.Mode("hold", at=5)).mode == "hold", (
        "its home has a warning next, but is none itself"
    )


def test_hold_on_a_trail_looks_at_its_next_stop(hall: Hall) -> None:
    state = after(hall, staged("the-storm", trail="short-way"))
    assert fold(state, state.seq + 1, events.Mode("hold", at=5), hall.story).mode == "lead"


def test_hold_before_the_first_page_changes_nothing(story: Story) -> None:
    assert nothing(Hall(story, begun=False), events.Mode("hold", at=5))


def test_one_poll_at_a_time_closed_then_shown(hall: Hall) -> None:
    opened = events.PollOpened(choice(), at=5)
    assert nothing(hall, events.PollClosed("p1", EXACT, at=6))
    assert nothing(hall, events.PollRevealed("p1", at=6))
    state = after(hall, opened)
    assert state.open_poll and state.open_poll.opened_at == 5
    assert after(hall, opened, events.PollOpened(choice("p2"), at=6)).polls == state.polls
    assert after(hall, opened, events.PollRevealed("p1", at=6)).polls == state.polls
    assert after(hall, opened, events.PollClosed("p2", EXACT, at=6)).polls == state.polls
    assert after(
        hall, opened, events.PollClosed("p1", msgspec.structs.replace(EXACT, counts=(5, 4)), at=6)
    ).open_poll
    shown = after(hall, opened, events.PollClosed("p1", EXACT, at=7), events.PollRevealed("p1", at=8))
    assert (shown.polls[0].phase, shown.polls[0].result, shown.polls[0].closed_at) == ("revealed", EXACT, 7)
    again = fold(shown, shown.seq + 1, opened, hall.story)
    assert again.polls == shown.polls, "an id is given once"


def test_a_poll_asked_again_has_the_same_options(hall: Hall) -> None:
    first = events.PollOpened(choice(), at=5)
    closed = events.PollClosed("p1", NEARLY, at=6)
    again = msgspec.structs.replace(choice("p2"), before="p1")
    other = msgspec.structs.replace(choice("p2", "this", "that", "all"), before="p1")
    assert after(hall, first, closed, events.PollOpened(again, at=7)).open_poll
    assert not after(hall, first, closed, events.PollOpened(other, at=7)).open_poll
    assert not after(hall, events.PollOpened(again, at=7)).open_poll


VOTE = events.Poll("p1", "branch", "Where?", ("mast", "lamp"), targets=("the-mast", "the-lamp"))


@pytest.mark.parametrize(
    ("targets", "opens"),
    [
        (("the-mast", "the-lamp"), True),
        (("the-lamp", "the-mast"), False),
        (("the-mast", "the-rescue"), False),
        (("the-mast", ""), False),
    ],
)
def test_a_vote_is_on_the_ways_of_the_page_alone(hall: Hall, targets: tuple[str, ...], opens: bool) -> None:
    state = after(hall, events.PollOpened(msgspec.structs.replace(VOTE, targets=targets), at=5))
    assert bool(state.open_poll) == opens


def test_a_vote_with_a_warned_branch_is_none(hall: Hall) -> None:
    hall.go("the-mast")
    assert nothing(hall, events.PollOpened(msgspec.structs.replace(VOTE, targets=("the-rescue", "")), at=5))


def test_where_the_leader_goes_after_a_vote_is_kept_with_it(hall: Hall) -> None:
    voted = (
        events.PollOpened(VOTE, at=5), events.PollClosed("p1", FEW, at=6), events.PollRevealed("p1", at=7),
    )  # fmt: skip
    assert after(hall, *voted, staged("the-storm", step="lamp")).polls[0].taken == -1
    assert after(hall, *voted, staged("the-lamp")).polls[0].taken == 1
    assert after(hall, *voted, staged("the-warning")).polls[0].taken == 2
    assert after(hall, *voted, staged("the-mast"), staged("the-lamp")).polls[0].taken == 0
    assert after(hall, *voted[:2], staged("the-mast")).polls[0].taken == -1


def test_a_look_back_after_a_vote_decides_nothing(hall: Hall) -> None:
    hall.go("the-lamp")
    hall.go("the-storm")
    voted = (
        events.PollOpened(VOTE, at=5), events.PollClosed("p1", FEW, at=6), events.PollRevealed("p1", at=7),
        staged("the-lamp", how="back"),
    )  # fmt: skip
    assert after(hall, *voted).stage == Stage("the-lamp")
    assert after(hall, *voted).polls[0].taken == -1
    again = (*voted, staged("the-storm", how="forward"))
    assert after(hall, *again).polls[0].taken == -1
    assert after(hall, *again, staged("the-mast")).polls[0].taken == 0


def test_a_room_that_closes_over_an_open_poll_says_nothing_of_it(hall: Hall) -> None:
    state = after(hall, events.PollOpened(choice(), at=5), events.Closed(at=6))
    assert (state.polls[0].phase, state.polls[0].result) == ("closed", None)
    assert state.closed and state.open_poll is None


def test_closed_is_final(hall: Hall) -> None:
    state = after(hall, events.Closed(at=6))
    for event in (
        staged("the-lamp"),
        events.Code("oval-10", at=7),
        events.Chair(OTHER, at=7),
        events.Closed(at=8),
    ):
        assert fold(state, state.seq + 1, event, hall.story) == msgspec.structs.replace(
            state, seq=state.seq + 1
        )


def test_a_question_is_settled_once(hall: Hall) -> None:
    approved = events.QuestionApproved("q1", "Who told the harbour?", at=5)
    state = after(hall, approved)
    assert state.questions == (("q1", "Who told the harbour?", False),) and state.fate("q1") == "approved"
    assert after(hall, approved, events.QuestionRefused("q1", at=6)).fate("q1") == "approved"
    assert after(hall, events.QuestionRefused("q1", at=5), approved).questions == ()
    assert nothing(hall, events.QuestionAnswered("q1", at=5))
    answered = after(hall, approved, events.QuestionAnswered("q1", at=6))
    assert (
        answered.questions == (("q1", "Who told the harbour?", True),) and answered.fate("q1") == "answered"
    )
    gone = after(hall, approved, events.QuestionDeleted("q1", at=6), approved)
    assert gone.questions == () and gone.fate("q1") == "deleted"


def test_a_stage_shows_an_approved_question_alone_and_by_no_move(hall: Hall) -> None:
    hall.go("the-storm")
    picked, approved = staged("the-storm", "here", question="q1"), events.QuestionApproved("q1", "Who?", at=5)
    assert nothing(hall, picked)
    assert after(hall, approved, picked).stage == Stage("the-storm", question="q1")
    assert after(hall, approved, staged("the-lamp", question="q1")).stage == Stage("the-storm")
    gone = events.QuestionAnswered("q1", at=6)
    assert after(hall, approved, gone, picked).stage == Stage("the-storm")
    hall.go("the-rescue", threshold=True)
    assert nothing(hall, staged("the-rescue", "here", threshold=True, question="q1"))


def test_the_chair_is_offered_by_who_sits_in_it_alone(hall: Hall) -> None:
    assert nothing(hall, events.Chair(OTHER, offered=True, at=5))
    offered = after(hall, events.Chair(TOKEN, offered=True, at=5))
    assert (offered.holder, offered.chair_offered) == (TOKEN, True)
    taken = after(hall, events.Chair(TOKEN, offered=True, at=5), events.Chair(OTHER, at=6))
    assert (taken.holder, taken.chair_offered) == (OTHER, False)
    assert after(hall, events.Chair("", at=5)).holder == ""


def test_the_plan_keeps_when_each_item_began(hall: Hall) -> None:
    state = after(hall, events.PlanMoved(0, at=5), events.PlanMoved(0, at=6), events.PlanMoved(2, at=9))
    assert (state.plan_item, state.plan_times) == (2, ((0, 5, 5), (2, 9, 7)))


def test_door_code_words_and_mute(hall: Hall) -> None:
    made = (events.Door(False, at=5), events.Code("oval-10", at=5), events.JoinWords(("ab" * 32,), at=5))
    state = after(hall, *made, events.Muted(True, at=5))
    assert (state.door_open, state.code, state.join_words, state.muted) == (
        False,
        "oval-10",
        ("ab" * 32,),
        True,
    )
