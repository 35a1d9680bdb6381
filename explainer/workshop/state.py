"""A room as its log says it is: a fold of events, the same on every machine.

`fold` takes anything: what the rules do not allow changes nothing but the number up to which the log is folded.
"""

from __future__ import annotations

import hashlib

import msgspec

from explainer.story.model.graph import is_warned
from explainer.story.model.structs import Story
from explainer.workshop import events, stage_rules
from explainer.workshop.events import Event, Poll, Result, Stage

_replace = msgspec.structs.replace

PAST = 200
"""Pages that a leader can go back over."""
HIST = 1_000
"""Scenes on the way that is told afterwards; a day's workshop has fewer than a hundred."""
POLLS = 200
QUESTIONS = 500
FATES = 1_000
TIMES = 1_000
CODES = 50


class PollState(msgspec.Struct, frozen=True, omit_defaults=True):
    """A poll of this room, and how far it is."""

    poll: Poll
    phase: str = "open"
    """open, paused (closed, and not counted yet: that may be taken back), closed or revealed."""
    opened_at: int = 0
    closed_at: int = 0
    result: Result | None = None
    """None while open, and where the room closed before it was counted."""
    opened_seq: int = 0
    closed_seq: int = 0
    revealed_seq: int = 0
    fork: str = ""
    """Of a vote on the way: the scene where it was put."""
    taken: int = -1
    """Of a vote on the way: the option that the leader then took; -1: none yet; past the last: another way."""

    @property
    def is_over(self) -> bool:
        """Return whether its ballots are erased."""
        return self.phase in ("closed", "revealed")


class RoomState(msgspec.Struct, frozen=True, omit_defaults=True):
    """A room, at one place of its log. Times are whole seconds since the epoch."""

    title: str = ""
    story: str = ""
    edition: str = ""
    plan: str = ""
    code: str = ""
    seq: int = 0
    """The last place of the log that was folded."""
    opened: bool = False
    closed: bool = False
    opened_at: int = 0
    closed_at: int = 0
    stage: Stage | None = None
    """None: the leader has not begun."""
    stage_at: int = 0
    stage_seq: int = 0
    page_seq: int = 0
    """When the page was last another one; what is laid over it turns no page."""
    past: tuple[Stage, ...] = ()
    """Pages before this one, oldest first."""
    ahead: tuple[Stage, ...] = ()
    """Pages left by going back, nearest last."""
    led: tuple[str, ...] = ()
    """Warned scenes into which the leader went."""
    hist: tuple[tuple[str, int, int], ...] = ()
    """Scenes in the order in which the room came to them: scene, time, place in the log."""
    mode: str = "lead"
    """lead, free or hold."""
    task: str = ""
    mode_at: int = 0
    mode_seq: int = 0
    """Names this mode's ready check."""
    holder: str = ""
    """Token of the cockpit in the chair; empty: nobody."""
    chair_offered: bool = False
    door_open: bool = True
    join_words: tuple[str, ...] = ()
    """Hashes of the words not yet used."""
    muted: bool = False
    polls: tuple[PollState, ...] = ()
    """In the order of opening."""
    questions: tuple[tuple[str, str, bool], ...] = ()
    """Approved ones: id, text, answered."""
    fates: tuple[tuple[str, str], ...] = ()
    """What became of each question, by id: approved, refused, deleted or answered."""
    plan_item: int = -1
    """The item of the plan that is on; -1: none yet."""
    plan_times: tuple[tuple[int, int, int], ...] = ()
    """When each item was begun: item, time, place in the log."""
    former: tuple[str, ...] = ()
    """Codes that it had, oldest first: pages that were opened by them are still its own."""

    @property
    def open_poll(self) -> PollState | None:
        return self.polls[-1] if self.polls and self.polls[-1].phase == "open" else None

    @property
    def uncounted_poll(self) -> PollState | None:
        """The poll whose ballots are in the box: open, or closed so lately that this may be taken back."""
        return self.polls[-1] if self.polls and not self.polls[-1].is_over else None

    def poll(self, name: str) -> PollState | None:
        """The poll of that id."""
        return next((known for known in self.polls if known.poll.id == name), None)

    def fate(self, question: str) -> str:
        """Return what became of a question; empty: it waits, or is not known."""
        return next((fate for known, fate in self.fates if known == question), "")


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(RoomState)


def state_bytes(state: RoomState) -> bytes:
    """The whole state, for a snapshot."""
    return _encoder.encode(state)


def state_from(raw: bytes) -> RoomState | None:
    """A state out of a snapshot; None where the bytes are none of ours: then the log is folded from its start."""
    try:
        return _decoder.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def state_hash(state: RoomState) -> str:
    """The state in 64 hex digits: two folds of one log have the same."""
    return hashlib.sha256(state_bytes(state)).hexdigest()


def fold(state: RoomState, seq: int, event: Event | None, story: Story) -> RoomState:
    """The room after one more entry of its log.

    Args:
        state: the room so far.
        seq: the entry's place in the log; one that was folded already changes nothing at all.
        event: None for an entry that is no event.
        story: in the edition of the room.
    """
    if seq <= state.seq:
        return state
    state = _replace(state, seq=seq)
    if event is None or state.closed or not events.is_sound(event):
        return state
    return _folded(state, event, story) if state.opened else _opened(state, event, story)


def _opened(state: RoomState, event: Event, story: Story) -> RoomState:
    if not isinstance(event, events.Opened) or event.story != story.id:
        return state
    return _replace(
        state, opened=True, opened_at=event.at, mode_at=event.at, title=event.title, story=event.story,
        edition=event.edition, plan=event.plan,
    )  # fmt: skip


def _folded(state: RoomState, event: Event, story: Story) -> RoomState:
    """An open room after a sound event."""
    match event:
        case events.Staged():
            return _staged(state, event, story)
        case events.Mode():
            if event.mode == "hold" and (state.stage is None or stage_rules.is_hard(story, state.stage)):
                return state
            return _replace(state, mode=event.mode, task=event.task, mode_at=event.at, mode_seq=state.seq)
        case events.Chair(holder, offered):
            passed_on = offered and holder != state.holder
            return state if passed_on else _replace(state, holder=holder, chair_offered=offered)
        case events.Door():
            return _replace(state, door_open=event.open)
        case events.Code():
            former = (*state.former, state.code)[-CODES:] if state.code else ()
            return _replace(state, code=event.code, former=former)
        case events.JoinWords():
            return _replace(state, join_words=event.hashes)
        case events.Muted():
            return _replace(state, muted=event.muted)
        case events.PollOpened():
            return _poll_opened(state, event, story)
        case events.PollPaused():
            return _poll_paused(state, event)
        case events.PollClosed():
            return _poll_closed(state, event)
        case events.PollRevealed():
            return _poll_revealed(state, event)
        case events.PlanMoved(item):
            if not state.plan or item == state.plan_item:
                return state
            times = (*state.plan_times, (item, event.at, state.seq))[-TIMES:]
            return _replace(state, plan_item=item, plan_times=times)
        case events.Closed():
            return _closed(state, event)
        case events.Opened():
            return state
        case _:
            return _question(state, event)


def _closed(state: RoomState, event: events.Closed) -> RoomState:
    """Nothing comes after this; a poll still open was never counted."""
    polls = state.polls
    if state.uncounted_poll:
        polls = (*polls[:-1], _replace(polls[-1], phase="closed", closed_at=event.at, closed_seq=state.seq))
    return _replace(state, closed=True, closed_at=event.at, polls=polls)


# the page


def _staged(state: RoomState, event: events.Staged, story: Story) -> RoomState:
    now, stage, how = state.stage, event.stage, event.how
    if stage_rules.is_unknown(story, stage) or stage_rules.is_pushed(story, now, state.led, stage, how):
        return state
    if stage.question and not _may_be_shown(state, stage, how, story):
        return state
    if how == "here":
        if now is None or not stage_rules.stays(now, stage):
            return state
        past, ahead = state.past, state.ahead
    elif how == "back":
        if now is None or not state.past or not stage_rules.is_same_page(state.past[-1], stage):
            return state
        past, ahead = state.past[:-1], (*state.ahead, now)
    elif how == "forward":
        if now is None or not state.ahead or not stage_rules.is_same_page(state.ahead[-1], stage):
            return state
        past, ahead = (*state.past, now), state.ahead[:-1]
    else:
        past, ahead = (*state.past, now) if now else (), ()
    state = _replace(
        state, stage=stage, stage_at=event.at, stage_seq=state.seq, past=past[-PAST:], ahead=ahead[-PAST:],
        led=stage_rules.led_after(story, state.led, stage),
        page_seq=state.page_seq if how == "here" else state.seq,
    )  # fmt: skip
    if now is None or now.scene != stage.scene:
        if how != "back":  # whoever looks back has not yet decided
            state = _taken(state, now, stage, story)
        state = _replace(state, hist=(*state.hist, (stage.scene, event.at, state.seq))[-HIST:])
    if state.mode == "hold" and stage_rules.is_hard(story, stage):
        return _replace(state, mode="lead", task="", mode_at=event.at, mode_seq=state.seq)
    return state


def _may_be_shown(state: RoomState, stage: Stage, how: str, story: Story) -> bool:
    """Whether the question on a stage is one that the projector may show: approved, and put there on its own."""
    approved = state.fate(stage.question) == "approved"
    return how == "here" and approved and not is_warned(story, stage.scene)


def _taken(state: RoomState, before: Stage | None, stage: Stage, story: Story) -> RoomState:
    """Keep with a vote on the way where the leader then goes on from its fork."""
    last = state.polls[-1] if state.polls else None
    if (
        last is None
        or before is None
        or last.phase != "revealed"
        or last.taken >= 0
        or last.fork != before.scene
    ):
        return state
    taken = stage_rules.option_taken(story, before, stage, last.poll.targets)
    return _replace(state, polls=(*state.polls[:-1], _replace(last, taken=taken)))


# polls


def _poll_opened(state: RoomState, event: events.PollOpened, story: Story) -> RoomState:
    poll = event.poll
    if state.uncounted_poll or state.poll(poll.id) or len(state.polls) >= POLLS:
        return state
    if poll.before and not _may_ask_again(state.poll(poll.before), poll):
        return state
    fork = state.stage.scene if poll.kind == "branch" and state.stage else ""
    if poll.kind == "branch" and (
        state.stage is None or stage_rules.ballot(story, state.stage) != poll.targets
    ):
        return state
    opened = PollState(poll, opened_at=event.at, opened_seq=state.seq, fork=fork)
    return _replace(state, polls=(*state.polls, opened))


def _may_ask_again(before: PollState | None, poll: Poll) -> bool:
    """Return whether the answers of two polls can be set side by side."""
    if before is None or not before.is_over:
        return False
    return before.poll.kind == poll.kind and before.poll.options == poll.options


def _poll_paused(state: RoomState, event: events.PollPaused) -> RoomState:
    last = state.uncounted_poll
    if last is None or last.poll.id != event.id or event.paused != (last.phase == "open"):
        return state
    phase, at = ("paused", event.at) if event.paused else ("open", 0)
    return _replace(state, polls=(*state.polls[:-1], _replace(last, phase=phase, closed_at=at)))


def _poll_closed(state: RoomState, event: events.PollClosed) -> RoomState:
    last, result = state.uncounted_poll, event.result
    if last is None or last.poll.id != event.id:
        return state
    options = len(last.poll.options)
    if result.ahead >= options:
        return state
    if not result.few and not result.small and len(result.shares or result.counts) != options:
        return state
    closed = _replace(last, phase="closed", closed_at=event.at, closed_seq=state.seq, result=result)
    return _replace(state, polls=(*state.polls[:-1], closed))


def _poll_revealed(state: RoomState, event: events.PollRevealed) -> RoomState:
    known = state.poll(event.id)
    if known is None or known.phase != "closed" or known.result is None:
        return state
    shown = _replace(known, phase="revealed", revealed_seq=state.seq)
    return _replace(state, polls=tuple(shown if poll is known else poll for poll in state.polls))


# questions


def _question(
    state: RoomState,
    event: events.QuestionApproved
    | events.QuestionRefused
    | events.QuestionDeleted
    | events.QuestionAnswered,
) -> RoomState:
    name, fate, asked = event.id, state.fate(event.id), state.questions
    match event:
        case events.QuestionApproved():
            if fate or len(asked) >= QUESTIONS:
                return state
            fate, asked = "approved", (*asked, (name, event.text, False))
        case events.QuestionRefused():
            if fate:
                return state
            fate = "refused"
        case events.QuestionDeleted():
            if fate in ("refused", "deleted"):
                return state
            fate, asked = "deleted", tuple(known for known in asked if known[0] != name)
        case events.QuestionAnswered():
            if fate != "approved":
                return state
            fate = "answered"
            asked = tuple((known, text, done or known == name) for known, text, done in asked)
    others = tuple(known for known in state.fates if known[0] != name)
    return _replace(state, questions=asked, fates=(*others, (name, fate))[-FATES:])
