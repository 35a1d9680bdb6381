"""Any log, hostile or not, folds to a valid room, the same everywhere; and guests never move it."""

from __future__ import annotations

import contextlib
import inspect
import json
from typing import Any, get_args

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from explainer.problems import Cannot
from explainer.story.graph import is_warned
from explainer.story.model import Story
from explainer.workshop import commands, events, guests, ways
from explainer.workshop.ballots import ask_again, branch_poll, step_poll
from explainer.workshop.commands import Command
from explainer.workshop.disclosure import result
from explainer.workshop.events import Event, Stage, decode, encode, is_sound
from explainer.workshop.rules import decide
from explainer.workshop.state import RoomState, fold, state_bytes, state_from, state_hash
from tests.unit.workshop.halls import CODE, EXACT, FEW, NEARLY, OTHER, TOKEN, Hall, choice, replayed

SCENES = ("the-storm", "the-warning", "the-lamp", "the-mast", "the-rescue", "the-morning")
HOSTILE_TEXT = st.sampled_from(["", "plain", "\x1b[2J", "a\u202eb", "x" * 301, "\x00", "—" * 61])
NAMES = st.sampled_from(["", *SCENES, "nowhere", "short-way", "lamp", "1", "2", "a b", "\x1b"])
IDS = st.sampled_from(["p1", "p2", "p3", "q1", "q2", "pace", "doubt:x", ""])

stages = st.builds(
    Stage,
    scene=st.sampled_from([*SCENES, "nowhere"]),
    step=st.sampled_from(["", "", "", "lamp", "1", "99"]),
    threshold=st.booleans(),
    bridge=st.sampled_from(["", "", "the-rescue", "the-lamp"]),
    trail=st.sampled_from(["", "", "short-way", "no-way"]),
    return_to=st.sampled_from(["", "", "the-storm", "nowhere"]),
    open=st.sampled_from(["", "", "term:lightkeeper", "claim:boats-lost", "term:nobody", "sheet"]),
    lens=st.sampled_from(["", "", "1931-02-03", "1931-02-30", "today"]),
    show_warned=st.booleans(),
    question=st.sampled_from(["", "", "", "q1", "doubt:x"]),
)
hows = st.sampled_from(["", "", "", "back", "forward", "here", "here"])
results = st.builds(
    lambda counts, connected: result(counts, connected),
    st.lists(st.integers(0, 9), min_size=2, max_size=4),
    st.integers(0, 40),
) | st.builds(events.Result, st.integers(-1, 9), st.integers(0, 9), st.just((1, 2)), st.booleans())
polls = st.builds(
    events.Poll,
    id=IDS,
    kind=st.sampled_from(["choice", "branch", "sentence"]),
    question=HOSTILE_TEXT,
    options=st.lists(HOSTILE_TEXT, max_size=4).map(tuple),
    before=IDS,
    targets=st.lists(NAMES, max_size=4).map(tuple),
    right=st.integers(-2, 4),
) | st.builds(choice, IDS)
EVENTS: dict[type[Any], dict[str, st.SearchStrategy[Any]]] = {
    events.Opened: {
        "title": HOSTILE_TEXT,
        "story": st.sampled_from(["the-storm-of-1931", "x"]),
        "edition": NAMES,
    },
    events.Staged: {"stage": stages, "how": hows},
    events.Mode: {"mode": st.sampled_from(["lead", "free", "hold"]), "task": HOSTILE_TEXT},
    events.Chair: {"holder": st.sampled_from(["", TOKEN, OTHER, "oda"]), "offered": st.booleans()},
    events.Door: {"open": st.booleans()},
    events.Code: {"code": st.sampled_from([CODE, "oval-10", "no code"])},
    events.JoinWords: {
        "hashes": st.lists(st.sampled_from(["ab" * 32, "cd" * 32, "word"]), max_size=3).map(tuple)
    },
    events.Muted: {"muted": st.booleans()},
    events.PollOpened: {"poll": polls},
    events.PollClosed: {"id": IDS, "result": results},
    events.PollRevealed: {"id": IDS},
    events.QuestionApproved: {"id": IDS, "text": HOSTILE_TEXT},
    events.QuestionRefused: {"id": IDS},
    events.QuestionDeleted: {"id": IDS},
    events.QuestionAnswered: {"id": IDS},
    events.PlanMoved: {"item": st.integers(-2, 4)},
    events.Closed: {},
}
any_event = st.sampled_from([*EVENTS, *[events.Staged] * 6, *[events.PollOpened] * 3]).flatmap(
    lambda kind: st.builds(kind, at=st.sampled_from([0, 5, 1_700_000_000, -1, 2**60]), **EVENTS[kind])
)
# a log of mostly sound entries comes further than one of mostly hostile ones; both are tried
sound_stages = st.sampled_from(
    [
        *(Stage(scene) for scene in SCENES),
        Stage("the-rescue", threshold=True), Stage("the-rescue", threshold=True), Stage("the-rescue", "1"),
        Stage("the-rescue", show_warned=True), Stage("the-storm", "lamp"), Stage("the-storm", trail="short-way"),
        Stage("the-lamp", return_to="the-warning"), Stage("the-morning", bridge="the-rescue"),
        Stage("nowhere"), Stage("the-storm", "99"), Stage("the-storm", open="term:nobody"),
        Stage("the-storm", question="q1"), Stage("the-lamp", question="q2"),
    ]
)  # fmt: skip
VOTES = (("the-mast", "the-lamp"), ("the-lamp", ""), ("the-rescue", ""), ("the-rescue", ""))
sound_polls = st.builds(choice, st.sampled_from(["p1", "p2", "p3"])) | st.builds(
    lambda name, targets: events.Poll(name, "branch", "Where?", ("a", "b"), targets=targets),
    st.sampled_from(["p1", "p2", "p3"]),
    st.sampled_from(VOTES),
)
a_result = st.sampled_from([EXACT, FEW, NEARLY, events.Result(nearly=True, shares=(50, 50))])
sound_event = st.one_of(
    st.builds(events.Staged, sound_stages, hows, at=st.just(5)),
    st.builds(events.Staged, sound_stages, hows, at=st.just(5)),
    st.builds(events.Mode, st.sampled_from(["lead", "free", "hold", "hold"]), at=st.just(5)),
    st.builds(events.Chair, st.sampled_from([TOKEN, OTHER, ""]), st.booleans(), at=st.just(5)),
    st.builds(events.PollOpened, sound_polls, at=st.just(5)),
    st.builds(events.PollClosed, st.sampled_from(["p1", "p2", "p3"]), a_result, at=st.just(5)),
    st.builds(events.PollRevealed, st.sampled_from(["p1", "p2", "p3"]), at=st.just(5)),
    st.builds(events.QuestionApproved, st.sampled_from(["q1", "q2"]), st.just("Who?"), at=st.just(5)),
    st.builds(events.QuestionAnswered, st.sampled_from(["q1", "q2"]), at=st.just(5)),
    st.builds(events.QuestionDeleted, st.sampled_from(["q1", "q2"]), at=st.just(5)),
    st.builds(events.PlanMoved, st.integers(0, 3), at=st.just(5)),
)
turned = st.builds(events.Staged, sound_stages, hows, at=st.just(5))
at_forks = st.builds(events.Staged, st.sampled_from([Stage(scene) for scene in SCENES[:4]]), at=st.just(5))
voted = st.builds(lambda turn, poll: [turn, events.PollOpened(poll, at=5)], at_forks, sound_polls)
held = st.builds(lambda turn, then: [turn, events.Mode("hold", at=5), then], turned, turned)
inside = st.builds(
    lambda more, how: events.Staged(Stage("the-rescue", **more), how, at=5),
    st.sampled_from([{"threshold": True}, {}, {}, {"show_warned": True}, {"step": "1", "show_warned": True}]),
    st.sampled_from(["", "here", "here", "back"]),
)
led_in = [
    events.Staged(Stage("the-rescue", threshold=True), at=5), events.Staged(Stage("the-rescue"), "here", at=5),
]  # fmt: skip
hard = st.builds(
    lambda begun, more: [*led_in[:begun], *more], st.integers(0, 2), st.lists(inside, max_size=3)
)
stretches = st.lists(
    sound_event.map(lambda event: [event]) | voted | held | hard, min_size=5, max_size=15
).map(lambda found: [event for stretch in found for event in stretch])
"""Not short: hypothesis would make most of them so short that no rule is met."""
endings = st.just([]) | st.lists(sound_event, min_size=1, max_size=4).map(
    lambda more: [events.Closed(at=5), *more]
)
seldom_closed = any_event.filter(lambda event: not isinstance(event, events.Closed) or event.at == 5)
some_bytes = st.binary(max_size=60) | st.sampled_from(
    [b"{}", b'{"kind":"closed","at":1,"by":"guest"}', b"[[[["]
)

commanded = st.one_of(
    st.builds(commands.Move, stages, hows),
    st.builds(commands.Move, stages, hows),
    st.builds(commands.ShowWarned, st.booleans()),
    st.builds(commands.CallBack),
    st.builds(commands.LetRoam),
    st.builds(commands.Hold, HOSTILE_TEXT),
    st.builds(commands.OpenPoll, polls),
    st.sampled_from(["branch", "step", "again", "back", "forward", "consent", "show"]),
    st.builds(commands.ClosePoll, results),
    st.builds(commands.Reveal, IDS, st.none() | results),
    st.builds(commands.Approve, IDS, HOSTILE_TEXT),
    st.builds(commands.Refuse, IDS),
    st.builds(commands.Delete, IDS),
    st.builds(commands.Answered, IDS),
    st.builds(commands.ShowQuestion, st.sampled_from(["q1", "q2", "q3"])),
    st.builds(commands.Mute, st.booleans()),
    st.builds(commands.SetDoor, st.booleans()),
    st.builds(commands.NewCode, st.sampled_from([CODE, "oval-10", "no code"])),
    st.builds(commands.NewWords, st.just(("ab" * 32, "cd" * 32))),
    st.builds(commands.UseWord, st.sampled_from(["ab" * 32, "word"])),
    st.builds(commands.Sit, st.sampled_from([TOKEN, OTHER]), st.integers(0, 12)),
    st.builds(commands.Take, st.sampled_from([TOKEN, OTHER, "oda"]), st.integers(0, 12)),
    st.builds(commands.Offer, st.sampled_from([TOKEN, OTHER]), st.booleans()),
    st.builds(commands.Leave, st.sampled_from([TOKEN, OTHER])),
    st.builds(commands.PlanItem, st.integers(-1, 3)),
)
entries = st.builds(
    lambda entries, ending: [*entries, *ending],
    st.lists(commanded | commanded | sound_event | any_event | some_bytes, min_size=8, max_size=40),
    endings,
)
relaxed = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


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
        if ways.is_unknown(story, stage):
            found.append(f"no such page: {stage}")
        if stage.show_warned and (stage.threshold or not is_warned(story, stage.scene)):
            found.append("the projector shows what was not confirmed")
    if state.mode == "hold" and (state.stage is None or ways.is_hard(story, state.stage)):
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
