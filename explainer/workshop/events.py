"""What can happen in a room, as small versioned records; how they are written down, and what is read back as none.

An event never holds a guest, an answer or a time finer than a second. The bytes of a log may come from anybody: what
is not whole, not of these kinds, too long, or holds characters that act on a terminal is no event at all.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

import msgspec

from explainer.workshop.texts import OPTION, OPTIONS, POLL, QUESTION, TASK, is_code, is_plain

LARGEST = 4_096
"""Bytes of an event at most: a whole evening's log stays small, and no event can be used to fill a store."""
NAME = 100
"""Characters of an id, a code or a title's edition at most."""
TITLE = 200
WORDS_OUT = 200
"""One-use join words that a room may have out at once: one for each guest of the largest hall."""
COUNTED = 10
"""Answers from which on a result may hold numbers."""
PEOPLE = 1_000_000
"""More people than any room has: a number above it was not counted."""
_LATEST = 2**40
"""Seconds since the epoch: what is later is no time of a clock."""

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,99}")
_POLL_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
"""As run sheets name them. No colon: no poll can be taken for a tally such as `doubt:x`, nor is one named like it."""
TALLIES = ("ready", "pace", "doubt", "opposed")
_HOLDER = re.compile(r"[0-9a-f]{32}")
_HASH = re.compile(r"[0-9a-f]{32,128}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

ModeName = Literal["lead", "free", "hold"]
PollKind = Literal["choice", "branch", "sentence"]


class Stage(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a room shows: a page, what is open over it, a lens. Nothing of any person."""

    scene: str
    step: str = ""
    """Empty: the scene's first step."""
    threshold: bool = False
    """At the scene's warning, not yet in the scene."""
    bridge: str = ""
    """The warned scene that was gone round to come here."""
    recap: bool = False
    trail: str = ""
    return_to: str = ""
    """In a side scene: the fork to whose own next it returns."""
    open: str = ""
    """What the leader has opened over the page, as `kind:id`."""
    lens: str = ""
    """A whole day, ISO."""
    show_warned: bool = False
    """The projector may show this warned scene."""
    question: str = ""
    """The approved question that the leader put on the projector, by id; until the next move."""


class Poll(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A question put to the room."""

    id: str
    kind: PollKind
    question: str
    options: tuple[str, ...]
    before: str = ""
    """The poll that this one asks again; its options are the same."""
    targets: tuple[str, ...] = ()
    """For a branch: the scene that each option leads to; empty for the leader's own way on."""
    right: int = -1
    """The option the sources give, shown after the reveal; -1: none is."""
    line: str = ""
    """Said with the right option: a sentence of a run sheet, or the address where its sources stand."""


class Result(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is said of a closed poll; all that is kept of it.

    `few`: fewer than five answered, and nothing else is known. `small`: five to nine did; then it is known which option
    is clearly ahead. `nearly`: all, or all but one, answered or agree; then there are shares in steps and no numbers.
    Else the exact counts stand beside both numbers.
    """

    answers: int = 0
    connected: int = 0
    counts: tuple[int, ...] = ()
    nearly: bool = False
    shares: tuple[int, ...] = ()
    """Per cent by option."""
    few: bool = False
    small: bool = False
    ahead: int = -1
    """From 0; -1: no option is clearly ahead."""


class _Event(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    tag_field="kind",
):
    at: int
    """Whole seconds since the epoch, by the clock of the server that wrote it; durations only, never an order."""
    v: int = 1


class Opened(_Event, frozen=True, tag="opened"):
    title: str
    story: str
    edition: str
    plan: str = ""


class Staged(_Event, frozen=True, tag="staged"):
    stage: Stage
    how: Literal["", "back", "forward", "here"] = ""
    """How the room came to it: on; back or forward along its way; or `here`, when the page stayed."""


class Mode(_Event, frozen=True, tag="mode"):
    mode: ModeName
    task: str = ""


class Chair(_Event, frozen=True, tag="chair"):
    holder: str
    """The random token of a cockpit; empty: nobody."""
    offered: bool = False
    """Whoever sits beside may take it."""


class Door(_Event, frozen=True, tag="door"):
    open: bool


class Code(_Event, frozen=True, tag="code"):
    code: str


class JoinWords(_Event, frozen=True, tag="join_words"):
    """The one-use words not yet used, as hashes; replaces the set."""

    hashes: tuple[str, ...]


class Muted(_Event, frozen=True, tag="muted"):
    muted: bool


class PollOpened(_Event, frozen=True, tag="poll_opened"):
    poll: Poll


class PollPaused(_Event, frozen=True, tag="poll_paused"):
    """The leader closed a poll, and may still take that back: it takes no answers and is not counted yet; or does
    again."""

    id: str
    paused: bool = True


class PollClosed(_Event, frozen=True, tag="poll_closed"):
    id: str
    result: Result


class PollRevealed(_Event, frozen=True, tag="poll_revealed"):
    id: str


class QuestionApproved(_Event, frozen=True, tag="question_approved"):
    id: str
    text: str


class QuestionRefused(_Event, frozen=True, tag="question_refused"):
    id: str


class QuestionDeleted(_Event, frozen=True, tag="question_deleted"):
    id: str


class QuestionAnswered(_Event, frozen=True, tag="question_answered"):
    id: str


class PlanMoved(_Event, frozen=True, tag="plan"):
    item: int


class Closed(_Event, frozen=True, tag="closed"):
    pass


Event = (
    Opened | Staged | Mode | Chair | Door | Code | JoinWords | Muted | PollOpened | PollPaused | PollClosed
    | PollRevealed | QuestionApproved | QuestionRefused | QuestionDeleted | QuestionAnswered | PlanMoved | Closed
)  # fmt: skip

_encoder = msgspec.json.Encoder()
_decoder: msgspec.json.Decoder[Event] = msgspec.json.Decoder(Event)


def encode(event: Event) -> bytes:
    """The event as JSON.

    Raises:
        ValueError: it is not sound, or longer than `LARGEST`; the rules make none like that.
    """
    raw = _encoder.encode(event) if is_sound(event) else b""
    if not raw or len(raw) > LARGEST:
        raise ValueError(f"{type(event).__name__} cannot be written down")
    return raw


def decode(raw: bytes) -> Event | None:
    """The event that the bytes are; None where they are none."""
    if len(raw) > LARGEST:
        return None
    try:
        event = _decoder.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return event if is_sound(event) else None


def is_sound(event: Event) -> bool:
    """Whether every text and number is within its limits. The same on every machine: no table of Unicode is asked."""
    if event.v != 1 or not 0 <= event.at < _LATEST:
        return False
    match event:
        case Opened():
            named = (
                _is_id(event.story)
                and is_plain(event.edition, NAME)
                and (not event.plan or _is_id(event.plan))
            )
            return named and is_plain(event.title, TITLE)
        case Staged():
            return _is_sound_stage(event.stage)
        case Mode():
            return is_plain(event.task, TASK) and (not event.task or event.mode == "hold")
        case PollOpened():
            return is_sound_poll(event.poll)
        case PollClosed():
            return is_poll_id(event.id) and _is_sound_result(event.result)
        case PollRevealed() | PollPaused():
            return is_poll_id(event.id)
        case QuestionApproved():
            return _is_id(event.id) and is_plain(event.text, QUESTION) and bool(event.text.strip())
        case QuestionRefused() | QuestionDeleted() | QuestionAnswered():
            return _is_id(event.id)
        case PlanMoved():
            return 0 <= event.item < 1_000
        case _:
            return _is_sound_door(event)


def _is_sound_door(event: Chair | Door | Code | JoinWords | Muted | Closed) -> bool:
    match event:
        case Chair():
            return is_holder(event.holder) or (not event.holder and not event.offered)
        case Code():
            return is_code(event.code)
        case JoinWords():
            hashes = event.hashes
            return (
                len(hashes) <= WORDS_OUT
                and all(map(_HASH.fullmatch, hashes))
                and len(set(hashes)) == len(hashes)
            )
    return True


def is_holder(token: str) -> bool:
    """Return whether it is a cockpit's token: 32 hex digits."""
    return bool(_HOLDER.fullmatch(token))


def is_poll_id(name: str) -> bool:
    return bool(_POLL_ID.fullmatch(name)) and name not in TALLIES


def _is_id(name: str) -> bool:
    return bool(_ID.fullmatch(name))


def _is_sound_stage(stage: Stage) -> bool:
    names = (stage.step, stage.bridge, stage.trail, stage.return_to, stage.open, stage.question)
    if not _is_id(stage.scene) or not all(not name or _is_id(name) for name in names):
        return False
    if stage.threshold and (stage.show_warned or stage.open or stage.question):
        return False  # nothing of a warned scene stands beside its warning
    return not stage.lens or _is_day(stage.lens)


def _is_day(text: str) -> bool:
    try:
        return bool(_DAY.fullmatch(text)) and bool(date.fromisoformat(text))
    except ValueError:
        return False


def is_sound_poll(poll: Poll) -> bool:
    """Return whether its question and options are within the limits, and its numbers name options that exist."""
    options = poll.options
    if not is_poll_id(poll.id) or (poll.before and not is_poll_id(poll.before)):
        return False
    if not 2 <= len(options) <= OPTIONS or not -1 <= poll.right < len(options):
        return False
    if not poll.question.strip() or not is_plain(poll.question, POLL) or not is_plain(poll.line, POLL):
        return False
    if not all(option.strip() and is_plain(option, OPTION) for option in options):
        return False
    branch = poll.kind == "branch"
    if branch and (poll.right != -1 or poll.before):
        return False
    return len(poll.targets) == (len(options) if branch else 0) and all(
        not t or _is_id(t) for t in poll.targets
    )


def _is_sound_result(result: Result) -> bool:
    """Return whether it says no more than a result may."""
    if result.few:
        return result == Result(few=True)
    if result.small:
        return result == Result(small=True, ahead=result.ahead) and -1 <= result.ahead < OPTIONS
    if result.nearly:
        in_steps = any(
            all(0 <= share <= 100 and share % step == 0 for share in result.shares) for step in (10, 25)
        )
        return (
            in_steps
            and result == Result(nearly=True, shares=result.shares)
            and 2 <= len(result.shares) <= OPTIONS
        )
    whole = not result.shares and 2 <= len(result.counts) <= OPTIONS and 0 <= result.connected <= PEOPLE
    counted = all(0 <= count <= PEOPLE for count in result.counts)
    # two of them are too near to everybody: a result that says so is not taken as exact
    few_left = result.answers >= result.connected - 1 or max(result.counts, default=0) >= result.answers - 1
    return whole and counted and COUNTED <= result.answers == sum(result.counts) and not few_left
