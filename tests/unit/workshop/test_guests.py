"""One guest in a room: every state they can be in, and the ways between."""

from __future__ import annotations

import msgspec
import pytest

from explainer.problems import Cannot
from explainer.workshop import commands as do
from explainer.workshop import guests
from explainer.workshop.events import Result, Stage
from explainer.workshop.guests import GuestState
from explainer.workshop.state import RoomState
from explainer.workshop.tallies import pace_now, pace_tally
from tests.unit.workshop.halls import EXACT, Hall, choice

BALLOT = bytes(range(16))


def standing(hall: Hall, guest: GuestState) -> str:
    return guests.standing(guest, hall.state, hall.story)


def panel(hall: Hall, guest: GuestState) -> str:
    return guests.panel(guest, hall.state, hall.story, hall.state.open_poll)


def why_not(call: object, *arguments: object) -> str:
    with pytest.raises(Cannot) as refused:
        call(*arguments)  # type: ignore[operator]
    return str(refused.value)


@pytest.fixture
def guest(hall: Hall) -> GuestState:
    return guests.joined(hall.state)


def test_who_comes_early_waits(hall: Hall) -> None:
    early = Hall(hall.story, begun=False)
    guest = guests.joined(early.state)
    assert standing(early, guest) == "waiting"
    early.go("the-storm")
    assert standing(early, guest) == "following"


def test_an_own_move_roams_and_follow_brings_back(hall: Hall, guest: GuestState) -> None:
    assert standing(hall, guest) == "following"
    roams = guests.moved(guest, hall.state)
    assert standing(hall, roams) == "roaming" and not guests.counts_as_following(roams)
    assert guests.moved(roams, hall.state) is roams
    hall.go("the-lamp")
    hall.do(do.OpenPoll(choice()))
    hall.go("the-storm")
    back, away = guests.follows(roams, hall.state)
    assert standing(hall, back) == "following"
    assert away.scenes == ("the-lamp", "the-storm") and away.polls == ("Which one?",)
    assert guests.follows(back, hall.state)[1] == guests.Away()


def test_looking_stays_in_the_room(hall: Hall, guest: GuestState) -> None:
    looks = guests.looks(guest, hall.state, True)
    hall.go("the-lamp")
    assert standing(hall, looks) == "following" and looks.looking
    assert guests.looks(looks, hall.state, True) is looks


def test_stepping_out_is_an_own_state_and_counts_as_roaming(hall: Hall, guest: GuestState) -> None:
    out = guests.steps_out(guest, hall.state, hall.story)
    assert standing(hall, out) == "out" and not guests.counts_as_following(out)
    assert guests.steps_out(out, hall.state, hall.story) is out
    hall.go("the-lamp")
    back, away = guests.follows(out, hall.state)
    assert standing(hall, back) == "following"
    assert guests.away_sentence(away, was_out=True) == "While you were out: 1 scene."
    reads_alone = guests.moved(out, hall.state)
    assert standing(hall, reads_alone) == "roaming"
    assert guests.while_away(reads_alone, hall.state).scenes == ("the-lamp",)


def test_at_a_warning_each_way_but_stepping_out_goes_on_following(hall: Hall, guest: GuestState) -> None:
    hall.go("the-rescue", threshold=True)
    assert standing(hall, guest) == "warning"
    reads, goes_round = guests.consents(guest, "the-rescue"), guests.goes_round(guest, "the-rescue")
    hall.do(do.Move(Stage("the-rescue")))
    assert standing(hall, guest) == "warning", "also once the leader is in it"
    assert standing(hall, reads) == "following"
    assert standing(hall, goes_round) == "warning" and goes_round.round == "the-rescue"
    assert guests.counts_as_following(reads) and guests.counts_as_following(goes_round)
    out = guests.steps_out(guest, hall.state, hall.story)
    assert not guests.is_over(out, hall.state)
    hall.go("the-morning")
    assert standing(hall, goes_round) == "following"
    assert guests.is_over(out, hall.state)
    assert not guests.is_over(guests.follows(out, hall.state)[0], hall.state)


def test_consent_is_for_one_scene(hall: Hall, guest: GuestState) -> None:
    reads = guests.consents(guests.consents(guest, "another"), "another")
    assert reads.consented == ("another",)
    hall.go("the-rescue", threshold=True)
    assert standing(hall, reads) == "warning"


def test_held_until_ticked_or_let_go(hall: Hall, guest: GuestState) -> None:
    hall.do(do.Hold("Count the boats."))
    assert standing(hall, guest) == "held"
    assert "tick it as done" in why_not(guests.moved, guest, hall.state)
    assert guests.looks(guest, hall.state, True).looking, "looking works"
    stuck = guests.says_ready(guest, hall.state, "stuck")
    assert standing(hall, stuck) == "held"
    done = guests.says_ready(stuck, hall.state, "done")
    assert standing(hall, done) == "following" and guests.moved(done, hall.state)
    assert standing(hall, guests.steps_out(guest, hall.state, hall.story)) == "out", "nobody is kept in"
    hall.do(do.Hold("Once more."))
    assert standing(hall, done) == "held", "another task, another tick"
    hall.do(do.CallBack())
    assert standing(hall, guest) == "following"


def test_who_roams_is_held_only_once_they_follow(hall: Hall, guest: GuestState) -> None:
    roams = guests.moved(guest, hall.state)
    hall.do(do.Hold())
    assert standing(hall, roams) == "roaming"
    assert standing(hall, guests.follows(roams, hall.state)[0]) == "held"


def test_ready_belongs_to_a_task(hall: Hall, guest: GuestState) -> None:
    assert "no task" in why_not(guests.says_ready, guest, hall.state, "done")
    hall.do(do.Hold())
    assert "done, working or stuck" in why_not(guests.says_ready, guest, hall.state, "bored")


def test_a_closed_room_is_closed_for_all(hall: Hall, guest: GuestState) -> None:
    out = guests.steps_out(guest, hall.state, hall.story)
    hall.do(do.CloseRoom())
    assert standing(hall, guest) == standing(hall, out) == "closed"


# answering


def test_a_ballot_is_drawn_once_a_poll_and_thrown_away_at_its_close(hall: Hall, guest: GuestState) -> None:
    hall.do(do.OpenPoll(choice()))
    answered = guests.counted(guests.answers(guest, hall.state, "p1", 2, BALLOT), "p1", 2)
    assert answered.ballots == {"p1": BALLOT} and answered.answers == {"p1": "2"}
    again = guests.answers(answered, hall.state, "p1", 0, bytes(16))
    assert again.ballots == {"p1": BALLOT}, "the answer replaces, under the same number"
    assert guests.settled(answered, hall.state) is answered
    hall.do(do.ClosePoll(EXACT))
    closed = guests.settled(answered, hall.state)
    assert closed.ballots == {} and closed.answers == {"p1": "2"}, "marked in their own view alone"
    hall.do(do.Reveal())
    assert guests.settled(answered, hall.state).answers == {"p1": "2"}
    hall.go("the-lamp")
    assert guests.settled(closed, hall.state).answers == {}, "forgotten with the next page"


def test_a_new_poll_forgets_the_answers_before_it(hall: Hall, guest: GuestState) -> None:
    hall.do(do.OpenPoll(choice()))
    answered = guests.counted(guest, "p1", 2)
    hall.do(do.ClosePoll(EXACT))
    hall.do(do.OpenPoll(choice("p2")))
    assert guests.settled(answered, hall.state).answers == {}


def test_nothing_of_an_answer_outlives_the_room(hall: Hall, guest: GuestState) -> None:
    hall.do(do.OpenPoll(choice()))
    answered = guests.counted(guests.answers(guest, hall.state, "p1", 2, BALLOT), "p1", 2)
    hall.do(do.CloseRoom(Result(few=True)))
    settled = guests.settled(answered, hall.state)
    assert (settled.ballots, settled.answers) == ({}, {})


def test_what_is_parked_holds_no_answer_of_a_closed_poll(hall: Hall, guest: GuestState) -> None:
    hall.do(do.OpenPoll(choice()))
    answered = guests.counted(guests.answers(guest, hall.state, "p1", 2, BALLOT), "p1", 2)
    kept = guests.to_park(answered, hall.state)
    assert kept.ballots == {"p1": BALLOT} and kept.answers == {"p1": "2"}
    hall.do(do.ClosePoll(EXACT))
    kept = guests.to_park(answered, hall.state)
    assert (kept.ballots, kept.answers) == ({}, {})


def test_refused_answers(hall: Hall, guest: GuestState) -> None:
    assert "no poll" in why_not(guests.answers, guest, hall.state, "p1", 0, BALLOT)
    hall.do(do.OpenPoll(choice()))
    assert "options 1 to 3" in why_not(guests.answers, guest, hall.state, "p1", 3, BALLOT)
    with pytest.raises(ValueError, match="16 bytes"):
        guests.answers(guest, hall.state, "p1", 0, b"short")
    hall.do(do.ClosePoll(EXACT))
    late = "The poll closed before this arrived."
    assert why_not(guests.answers, guest, hall.state, "p1", 0, BALLOT) == late
    earlier = guests.counted(guest, "p1", 2)
    assert (
        why_not(guests.answers, earlier, hall.state, "p1", 0, BALLOT) == f"{late} Your answer 3 was counted."
    )


def test_where_the_panel_stands(hall: Hall, guest: GuestState) -> None:
    assert panel(hall, guest) == ""
    hall.do(do.OpenPoll(choice()))
    assert panel(hall, guest) == "front"
    poll = hall.state.polls[-1]
    down = guests.puts_down(guest, poll)
    assert panel(hall, down) == "row"
    assert panel(hall, guests.brings_up(down)) == "front"
    assert panel(hall, guests.moved(guest, hall.state)) == "row"
    assert panel(hall, guests.steps_out(guest, hall.state, hall.story)) == ""
    hall.do(do.Reveal(result=EXACT))
    assert panel(hall, guest) == ""
    shown = hall.state.polls[-1]
    assert guests.panel(down, hall.state, hall.story, shown) == "front", "its result is another panel"
    assert guests.panel(guests.puts_down(down, shown), hall.state, hall.story, shown) == "row"
    roams = guests.moved(guest, hall.state)
    assert guests.panel(roams, hall.state, hall.story, shown) == "row"
    called = guests.panel_name(shown)
    assert guests.panel(roams, hall.state, hall.story, shown, raised=called) == "front"
    hall.do(do.OpenPoll(choice("p2")))
    assert panel(hall, down) == "front", "another poll is in front again"
    hall.go("the-rescue", threshold=True)
    assert panel(hall, guest) == "row", "beside a warning stands no panel"


# pace, questions, back again


def test_one_press_of_the_pace_a_minute_that_fades_in_five(guest: GuestState) -> None:
    slower = guests.says_pace(guest, "slower", 1_000.0)
    assert why_not(guests.says_pace, slower, "faster", 1_059.9) == "Counted already."
    assert guests.says_pace(slower, "faster", 1_060.0).pace == "faster"
    assert guests.pace_faded(slower, 1_299.9) is slower
    assert guests.pace_faded(slower, 1_300.0).pace == ""
    assert "slower or faster" in why_not(guests.says_pace, guest, "louder", 0.0)


def test_the_pace_is_summed_over_the_minutes_in_which_a_press_lasts() -> None:
    assert pace_tally(600.0) == pace_tally(659.9) == "pace:10"
    counted = {f"pace:{minute}": {"slower": 1} for minute in range(4, 13)} | {"pace:10": {"faster": 2}}
    assert pace_now(659.9, counted) == {"slower": 6, "faster": 2}, "of 5 to 11; the older ones are over"
    assert pace_now(659.9, {"pace:4": {"slower": 9}}) == {}


def test_another_workers_clock_fades_the_pace_and_locks_nobody_out(guest: GuestState) -> None:
    """Parked on one host and back on another whose clock began later."""
    slower = guests.says_pace(guest, "slower", 900_000.0)
    assert guests.pace_faded(slower, 12.0).pace == ""
    assert guests.says_pace(slower, "faster", 12.0).pace == "faster"


def test_a_question_waits_for_its_fate(hall: Hall, guest: GuestState) -> None:
    asked, text = guests.asks(guest, hall.state, " Who  told them? ", "q1")
    assert text == "Who told them?" and asked.asked == {"q1": "waiting"}
    for command, fate in (
        (do.Approve("q1", text), "approved"), (do.Answered("q1"), "answered"), (do.Delete("q1"), "deleted"),
    ):  # fmt: skip
        hall.do(command)
        asked = guests.settled(asked, hall.state)
        assert asked.asked == {"q1": fate}
    hall.do(do.Mute())
    assert why_not(guests.asks, guest, hall.state, "Who?", "q2") == "Questions are paused."
    hall.do(do.Mute(False))
    assert why_not(guests.asks, guest, hall.state, " \t ", "q2") == "Nothing typed, nothing sent."


def test_dropped_and_back_gets_the_present_and_what_passed(hall: Hall, guest: GuestState) -> None:
    gone = guests.dropped(guest, hall.state)
    for scene in ("the-lamp", "the-warning"):
        hall.go(scene)
    hall.do(do.OpenPoll(choice()))
    back, away = guests.back(gone, hall.state)
    assert standing(hall, back) == "following" and not back.is_dropped
    assert guests.away_sentence(away) == "While you were away: 2 scenes, 1 poll."
    assert guests.away_sentence(guests.back(guests.dropped(back, hall.state), hall.state)[1]) == ""


def test_a_dropped_roamer_roams_on(hall: Hall, guest: GuestState) -> None:
    roams = guests.moved(guest, hall.state)
    hall.go("the-lamp")
    back, away = guests.back(guests.dropped(roams, hall.state), hall.state)
    assert standing(hall, back) == "roaming" and away.scenes == ("the-lamp",)
    assert guests.follows(back, hall.state)[1].scenes == ("the-lamp",)


def test_a_parked_guest_is_read_back_whole(hall: Hall, guest: GuestState) -> None:
    hall.do(do.OpenPoll(choice()))
    answered = guests.counted(guests.answers(guest, hall.state, "p1", 2, BALLOT), "p1", 2)
    raw = msgspec.msgpack.encode(guests.to_park(answered, hall.state))
    assert len(raw) < 1_024
    assert msgspec.msgpack.decode(raw, type=GuestState) == answered


def test_a_guest_holds_nothing_that_names_them() -> None:
    assert set(GuestState.__struct_fields__) == set(
        "following out out_of looking consented round ticked ready ballots answers asked tallies aside pace pace_at "
        "joined_seq seen_seq is_dropped".split()
    )
    assert not {"guest", "guests"} & set(RoomState.__struct_fields__)
