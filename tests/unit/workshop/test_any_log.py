"""Any log, hostile or not, folds to a valid room, the same everywhere; and guests never move it."""

from __future__ import annotations

import contextlib
import inspect
import json
from typing import get_args

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from explainer.problems import Cannot
from explainer.story.model.graph import is_warned
from explainer.story.model.structs import Story
from explainer.workshop import commands, events, guests, stage_rules
from explainer.workshop.ballots import ask_again, branch_poll, step_poll
from explainer.workshop.commands import Command
from explainer.workshop.events import Event, decode, encode, is_sound
from explainer.workshop.rules import decide
from explainer.workshop.state import RoomState, fold, state_bytes, state_from, state_hash
from tests.unit.workshop.halls import Hall, replayed
from tests.unit.workshop.logs import (
    HOSTILE_TEXT,
    any_event,
    endings,
    entries,
    relaxed,
    seldom_closed,
    sound_event,
    stretches,
)


def meant(hall: Hall, entry: object) -> Command:
    """A command that hangs on what the room is just now."""
    state = hall.state
    if entry == "branch":
        return commands.OpenPoll(branch_poll(hall.story, state))
    if entry == "step":
        return commands.OpenPoll(step_poll(hall.story, state, "the-storm", "1"))
    if entry == "again" and state.polls:
        return commands.OpenPoll(ask_again(state, state.polls[-1].poll.id))
    if entry == "back" and state.past:
        return commands.Move(state.past[-1], "back")
    if entry == "forward" and state.ahead:
        return commands.Move(state.ahead[-1], "forward")
    if entry == "consent" and state.stage:
        return commands.Move(msgspec.structs.replace(state.stage, threshold=False))
    return commands.ShowWarned()


def made_of(hall: Hall, entry: object) -> None:
    """One entry of the log, or several, or none; each of a command changes the room."""
    if isinstance(entry, bytes):
        hall.write(entry)
    elif isinstance(entry, get_args(Event)):
        hall.write(msgspec.json.encode(entry))
    else:
        try:
            command = meant(hall, entry) if isinstance(entry, str) else entry
            made = decide(hall.state, hall.story, command, hall.clock)  # type: ignore[arg-type]
        except (Cannot, ValueError):
            return
        for event in made:
            before = hall.state
            hall.write(encode(event))
            assert msgspec.structs.replace(hall.state, seq=before.seq) != before, (
                f"{event} is folded to nothing"
            )


def faults(state: RoomState, story: Story) -> list[str]:
    """What is wrong with a room; a valid one has none."""
    found = []
    open_now = [known for known in state.polls if known.phase == "open"]
    if len(open_now) > 1 or (open_now and open_now[0] is not state.polls[-1]):
        found.append("more than one poll is open")
    if state.closed and open_now:
        found.append("a poll is open in a closed room")
    names = [known.poll.id for known in state.polls]
    if len(set(names)) != len(names) or not all(events.is_sound_poll(known.poll) for known in state.polls):
        found.append("polls")
    for known in state.polls:
        if known.result and not is_sound(events.PollClosed(known.poll.id, known.result, at=0)):
            found.append("a result says more than it may")
        if known.phase == "revealed" and known.result is None:
            found.append("shown, and never counted")
        if known.poll.kind == "branch" and any(is_warned(story, way) for way in known.poll.targets):
            found.append("a vote on a warned scene")
    for stage in (*state.past, *state.ahead, *filter(None, (state.stage,))):
        if stage_rules.is_unknown(story, stage):
            found.append(f"no such page: {stage}")
        if stage.show_warned and (stage.threshold or not is_warned(story, stage.scene)):
            found.append("the projector shows what was not confirmed")
    if state.mode == "hold" and (state.stage is None or stage_rules.is_hard(story, state.stage)):
        found.append("held on or before a warned scene")
    if (state.chair_offered and not state.holder) or (state.holder and not events.is_holder(state.holder)):
        found.append("the chair")
    if not state.opened and msgspec.structs.replace(state, seq=0) != RoomState():
        found.append("something happened before the room was opened")
    if len({asked[0] for asked in state.questions}) != len(state.questions):
        found.append("a question twice")
    if any(state.fate(name) != ("answered" if done else "approved") for name, _text, done in state.questions):
        found.append("a question shown that was not approved")
    return found


def leaps(before: RoomState, after: RoomState, event: Event | None, story: Story) -> list[str]:
    """What is wrong with one step of a room, told from the two states and not by the rules that made it."""
    then, now = before.stage, after.stage
    found = []
    how = event.how if isinstance(event, events.Staged) else ""
    entered = now is not None and now != then and is_warned(story, now.scene) and not now.threshold
    if entered and now is not None and now.scene not in before.led:
        consents = then is not None and then.scene == now.scene and then.threshold and how == "here"
        if not consents:
            found.append("a warned scene was pushed")
    shows = now is not None and now.show_warned and not (then is not None and then.show_warned)
    if shows and now is not None:
        inside = then is not None and then.scene == now.scene and not then.threshold
        if not inside or how != "here":
            found.append("the projector shows a warned scene without an act of its own")
    if after.chair_offered and not before.chair_offered and before.holder != after.holder:
        found.append("the chair was offered by one beside it")
    for known in after.polls[len(before.polls) :]:
        targets = [branch.to for branch in story.scenes[now.scene].branches] if now else []
        if known.poll.kind == "branch" and any(is_warned(story, target) for target in targets):
            found.append("a vote at a fork with a warned branch")
    return found


@given(entries)
@settings(relaxed, max_examples=150)
def test_every_prefix_of_a_led_and_disturbed_log_is_a_valid_room(
    story: Story, given_entries: list[object]
) -> None:
    hall = Hall(story)
    for entry in given_entries:
        before = hall.state
        made_of(hall, entry)
        assert faults(hall.state, story) == []
        assert hall.state.seq >= before.seq
        if before.closed:
            assert msgspec.structs.replace(hall.state, seq=before.seq) == before
    assert hall.state.seq == len(hall.log)
    assert state_hash(replayed(hall.log, story)) == state_hash(hall.state)


@given(stretches | st.lists(sound_event | seldom_closed | st.none(), min_size=8, max_size=40), endings)
@settings(relaxed, max_examples=300)
def test_events_that_nobody_decided_fold_to_a_valid_room_too(
    story: Story, log: list[Event | None], ending: list[Event]
) -> None:
    state = RoomState()
    opened = events.Opened("t", story.id, "1", "night", at=1)
    for seq, event in enumerate([opened, *log, *ending], 1):
        before = state
        state = fold(state, seq, event, story)
        assert state.seq == seq
        assert faults(state, story) == []
        assert leaps(before, state, event, story) == []
        if before.closed:
            assert state == msgspec.structs.replace(before, seq=seq)


@given(entries, st.integers(0, 60), st.data())
@settings(relaxed, max_examples=60)
def test_who_starts_from_a_snapshot_or_hears_twice_has_the_same_room(
    story: Story, given_entries: list[object], at: int, data: st.DataObject
) -> None:
    hall = Hall(story)
    for entry in given_entries:
        made_of(hall, entry)
    at = min(at, len(hall.log))
    snapshot = state_from(state_bytes(replayed(hall.log[:at], story)))
    assert snapshot is not None
    assert state_hash(replayed(hall.log, story, snapshot)) == state_hash(hall.state)
    again = data.draw(st.integers(0, len(hall.log)))
    assert replayed(hall.log[:again], story, hall.state) is hall.state


@given(st.binary(max_size=200))
@settings(relaxed)
def test_a_snapshot_of_anything_is_read_without_harm(data: bytes) -> None:
    found = state_from(data)
    assert found is None or isinstance(found, RoomState)


# guests


typed = st.text(max_size=40) | HOSTILE_TEXT | st.just(json.dumps({"kind": "closed", "at": 1}))
acts = st.lists(
    st.tuples(
        st.sampled_from("move look follow out consent round answer ready pace ask drop back".split()), typed
    ),
    max_size=12,
)


def guest_does(hall: Hall, guest: guests.GuestState, what: str, text: str) -> guests.GuestState:
    room, story = hall.state, hall.story
    match what:
        case "move":
            return guests.moved(guest, room)
        case "look":
            return guests.looks(guest, room, bool(text))
        case "follow":
            return guests.follows(guest, room)[0]
        case "out":
            return guests.steps_out(guest, room, story)
        case "consent":
            return guests.consents(guest, text)
        case "round":
            return guests.goes_round(guest, text)
        case "answer":
            return guests.answers(guest, room, "p1", len(text), b"b" * guests.BALLOT)
        case "ready":
            return guests.says_ready(guest, room, text)
        case "pace":
            return guests.says_pace(guest, text, float(len(text)))
        case "ask":
            return guests.asks(guest, room, text, "9" * 32)[0]
        case "drop":
            return guests.dropped(guest, room)
    return guests.back(guest, room)[0]


@given(entries, acts)
@settings(relaxed, max_examples=80)
def test_whatever_guests_do_the_room_is_as_if_they_were_not_there(
    story: Story, given_entries: list[object], done: list[tuple[str, str]]
) -> None:
    alone, together = Hall(story), Hall(story)
    guest = guests.joined(together.state)
    pending = list(done)
    for entry in given_entries:
        made_of(alone, entry)
        made_of(together, entry)
        if pending:
            before = together.state
            with contextlib.suppress(Cannot, ValueError):
                guest = guest_does(together, guest, *pending.pop())
            assert together.state is before
            assert guests.standing(guest, together.state, story) in get_args(guests.Standing)
    assert state_hash(together.state) == state_hash(alone.state)


def test_nothing_a_guest_does_makes_an_event() -> None:
    kinds = {kind.__name__ for kind in get_args(Event)} | {"Event", "RoomState"}
    own = [
        function
        for _name, function in inspect.getmembers(guests, inspect.isfunction)
        if function.__module__ == guests.__name__
    ]
    assert len(own) > 20
    for function in own:
        returned = str(inspect.signature(function).return_annotation)
        assert not any(kind in returned.replace("GuestState", "") for kind in kinds), function.__name__


@given(any_event)
@settings(relaxed)
def test_an_event_typed_as_a_question_stays_a_question(story: Story, event: Event) -> None:
    hall = Hall(story)
    _guest, text = guests.asks(
        guests.joined(hall.state), hall.state, msgspec.json.encode(event).decode(), "9" * 32
    )
    before = hall.state
    hall.do(commands.Approve("9" * 32, text))
    asked = (*before.questions, ("9" * 32, text, False))
    fates = (("9" * 32, "approved"),)
    assert hall.state == msgspec.structs.replace(before, seq=before.seq + 1, questions=asked, fates=fates)
    assert decode(hall.log[-1]) == events.QuestionApproved("9" * 32, text, at=hall.clock - 1)
