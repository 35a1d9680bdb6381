"""The twenty edge cases of rooms, as far as the rules of a room decide them; the others are tested with the doors."""

from __future__ import annotations

import msgspec
import pytest

from explainer.problems import Cannot
from explainer.story.model.outline import Edition
from explainer.story.model.structs import Story
from explainer.workshop import commands as do
from explainer.workshop import guests, rules
from explainer.workshop.disclosure import by_scene, leader_split, result
from explainer.workshop.events import Result, Stage, decode, encode
from explainer.workshop.state import RoomState, fold, state_hash
from explainer.workshop.texts import QUESTION
from tests.unit.workshop.halls import EXACT, OTHER, TOKEN, Hall, choice, replayed

_replace = msgspec.structs.replace


def refused(hall: Hall, command: do.Command) -> str:
    before = hall.state
    with pytest.raises(Cannot) as sentence:
        hall.do(command)
    assert hall.state is before
    return str(sentence.value)


def test_1_of_two_in_the_chair_who_press_at_once_one_moves(hall: Hall) -> None:
    """Both decide on one state; the store takes the first (`expect`). Were both written, back would still go once."""
    hall.go("the-lamp")
    hall.go("the-mast")
    seen = hall.state
    pressed = do.Move(seen.past[-1], "back")
    first, second = (rules.decide(seen, hall.story, pressed, hall.clock) for _press in range(2))
    for event in (*first, *second):
        hall.write(encode(event))
    assert hall.state.stage == Stage("the-lamp") and len(hall.state.past) == 1
    assert refused(hall, pressed) == "Already moved: nothing done."


def test_2_who_joins_during_a_reveal_sees_no_options(hall: Hall) -> None:
    hall.do(do.OpenPoll(choice()))
    was_there = guests.joined(hall.state)
    closed, revealed = hall.do(do.Reveal(result=EXACT))
    assert type(closed).__name__ == "PollClosed" and type(revealed).__name__ == "PollRevealed"
    late = guests.joined(hall.state)
    poll = hall.state.polls[0]
    assert guests.came_late(late, poll) and not guests.came_late(was_there, poll)
    with pytest.raises(Cannot, match=r"^This poll closed before you came\.$"):
        guests.answers(late, hall.state, "p1", 0, bytes(16))


def test_3_five_people_of_whom_one_abstains_and_six() -> None:
    assert result((3, 1), connected=5) == Result(few=True)
    five = leader_split(leader_split(None, (0, 0), 5), (3, 1), 5)
    assert (five.number, five.few, five.counts, five.shares) == (4, True, (), ())
    assert result((3, 2), connected=6) == result((3, 2), connected=5) == Result(small=True)


def test_4_a_sleeping_chair_may_be_taken_after_ten_seconds_and_the_plan_goes_on(hall: Hall) -> None:
    hall.do(do.PlanItem(1))
    assert "ten silent seconds" in refused(hall, do.Take(OTHER, silent_for=9))
    hall.do(do.Take(OTHER, silent_for=10))
    assert hall.do(do.Sit(TOKEN)) == (), "awake again, one is beside"
    assert (hall.state.plan_item, hall.state.stage) == (1, Stage("the-storm"))


def test_5_no_clock_decides_anything(hall: Hall) -> None:
    """The same events by a clock that runs backwards: the same room, but for the times themselves."""
    hall.do(do.OpenPoll(choice()))
    hall.do(do.Reveal(result=EXACT))
    hall.go("the-lamp")
    hall.back()
    backwards = RoomState()
    for seq, raw in enumerate(hall.log, 1):
        event = decode(raw)
        assert event is not None
        backwards = fold(backwards, seq, _replace(event, at=1_000 - seq), hall.story)
    assert timeless(backwards) == timeless(hall.state)


def timeless(state: RoomState) -> RoomState:
    polls = tuple(_replace(poll, opened_at=0, closed_at=0) for poll in state.polls)
    hist = tuple((scene, 0, seq) for scene, _at, seq in state.hist)
    return _replace(state, opened_at=0, stage_at=0, mode_at=0, polls=polls, hist=hist)


def test_7_nobody_counts_what_was_chosen_at_a_warning(hall: Hall) -> None:
    hall.go("the-rescue", threshold=True)
    people = [guests.joined(hall.state)] * 200
    assert {guests.standing(guest, hall.state, hall.story) for guest in people} == {"warning"}
    read = [guests.consents(guest, "the-rescue") for guest in people]
    went_round = [guests.goes_round(guest, "the-rescue") for guest in people]
    assert all(guests.counts_as_following(guest) for guest in (*read, *went_round))
    warned = {scene for scene, told in hall.story.scenes.items() if told.warning}
    assert by_scene({"the-rescue": 180, "the-morning": 20}, warned) == {"the-morning": 20}


def test_9_a_poll_opens_while_a_source_is_read(hall: Hall) -> None:
    guest = guests.looks(guests.joined(hall.state), hall.state, True)
    hall.do(do.OpenPoll(choice()))
    assert guests.panel(guest, hall.state, hall.story, hall.state.open_poll) == "row"
    closed = guests.looks(guest, hall.state, False)
    assert guests.panel(closed, hall.state, hall.story, hall.state.open_poll) == "front"


def test_10_a_poll_stays_open_over_a_step_back(hall: Hall) -> None:
    hall.go("the-lamp")
    hall.do(do.OpenPoll(choice()))
    hall.back()
    assert hall.state.stage == Stage("the-storm")
    assert hall.state.open_poll and hall.state.open_poll.poll == choice()
    assert rules.poll_still_open(14) == "poll still open, 14 answers"
    assert rules.poll_still_open(1) == "poll still open, 1 answer"


def test_11_a_room_keeps_its_edition(hall: Hall) -> None:
    before = hall.state.edition
    newer = _replace(hall.story, edition=Edition("9.9", "f" * 12))
    hall.story = newer
    hall.go("the-lamp")
    assert hall.state.edition == before != str(newer.edition)


def test_12_back_by_phrase_finds_ones_ballot_back_without_it_a_new_guest(hall: Hall) -> None:
    hall.do(do.OpenPoll(choice()))
    sent = guests.answers(guests.joined(hall.state), hall.state, "p1", 2, bytes(range(16)))
    parked = msgspec.msgpack.encode(guests.to_park(guests.dropped(sent, hall.state), hall.state))
    by_phrase, _away = guests.back(msgspec.msgpack.decode(parked, type=guests.GuestState), hall.state)
    assert by_phrase.ballots == {"p1": bytes(range(16))}, "what the box holds under it is shown"
    assert by_phrase.answers == {}, "and nothing is claimed as counted that was not said to be"
    assert guests.joined(hall.state).ballots == {}


def test_13_phone_and_laptop_are_two_guests(hall: Hall) -> None:
    hall.do(do.OpenPoll(choice()))
    phone = guests.answers(guests.joined(hall.state), hall.state, "p1", 0, b"p" * 16)
    laptop = guests.answers(guests.joined(hall.state), hall.state, "p1", 0, b"l" * 16)
    assert phone.ballots != laptop.ballots


@pytest.mark.parametrize(
    ("scene", "threshold"), [("the-warning", False), ("the-mast", False), ("the-rescue", True)]
)
def test_14_nobody_is_held_on_or_before_a_warned_scene(hall: Hall, scene: str, threshold: bool) -> None:
    hall.go(scene, threshold=threshold)
    said = "Not here: nobody is held on or before a warned scene. Let roam, or ask aloud."
    assert refused(hall, do.Hold("Count the boats.")) == said
    if threshold:
        hall.do(do.Move(Stage(scene)))
        assert refused(hall, do.Hold()) == said, "nor inside"


def test_15_follow_into_a_warned_scene_shows_the_warning_first(hall: Hall) -> None:
    roams = guests.moved(guests.joined(hall.state), hall.state)
    read_alone = guests.consents(roams, "the-rescue")
    hall.go("the-rescue", threshold=True)
    hall.do(do.Move(Stage("the-rescue")))
    asked, _away = guests.follows(roams, hall.state)
    assert guests.standing(asked, hall.state, hall.story) == "warning"
    consented, _away = guests.follows(read_alone, hall.state)
    assert guests.standing(consented, hall.state, hall.story) == "following"


def test_16_a_hostile_question_is_plain_and_cut_where_it_was_said(hall: Hall) -> None:
    hostile = "\x1b]8;;https://example.org\x07Who\u202e?\r\n\x9b2J\u200f" + "x" * 4_000
    _guest, text = guests.asks(guests.joined(hall.state), hall.state, hostile, "q1")
    hall.do(do.Approve("q1", text))
    shown = hall.state.questions[0][1]
    assert shown == text and len(shown) == QUESTION
    assert not any(c in shown for c in "\x1b\x07\u202e\r\n\x9b\u200f")


def test_17_six_presses_in_a_second_end_at_the_last_page(hall: Hall) -> None:
    """A warned scene on the way is gone round by `next`, and back stands on its warning."""
    pages = [
        Stage("the-storm", "lamp"), Stage("the-storm", "3"), Stage("the-warning"), Stage("the-warning", "2"),
        Stage("the-rescue", threshold=True), Stage("the-morning", bridge="the-rescue"),
    ]  # fmt: skip
    for page in pages:
        hall.do(do.Move(page))
    assert hall.state.stage == pages[-1]
    assert hall.state.past == (Stage("the-storm"), *pages[:-1])
    hall.back()
    assert hall.state.stage == Stage("the-rescue", threshold=True)
    assert hall.state.led == ()


def test_19_a_new_code_keeps_those_who_are_in(hall: Hall) -> None:
    guest = guests.joined(hall.state)
    hall.do(do.NewCode("oval-10"))
    assert hall.state.code == "oval-10"
    assert guests.standing(guest, hall.state, hall.story) == "following"
    assert rules.code_note() == ("This closes the door to newcomers. Inside: pause questions, or a new room.")


def test_20_after_an_outage_everyone_has_the_room_of_now(story: Story, hall: Hall) -> None:
    """A worker that was cut off, one that reads all from the start, and one that heard some twice."""
    hall.do(do.OpenPoll(choice()))
    cut_off, seen = hall.state, len(hall.log)
    guest = guests.counted(guests.answers(guests.joined(cut_off), cut_off, "p1", 1, bytes(16)), "p1", 1)
    for scene in ("the-lamp", "the-storm", "the-lamp"):
        hall.go(scene)
    for state in (cut_off, RoomState(), replayed(hall.log[: seen + 2], story)):
        assert state_hash(replayed(hall.log, story, state)) == state_hash(hall.state)
    back = guests.settled(guest, hall.state)
    assert back.ballots == guest.ballots and back.answers == {"p1": "1"}, (
        "the poll is open, and so is the answer"
    )
