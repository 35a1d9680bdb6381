"""What a cockpit asks of a room; `explainer.workshop.rules.decide` turns it into events or says why not."""

from __future__ import annotations

from typing import Literal

import msgspec

from explainer.workshop.events import Poll, Result, Stage


class _Command(msgspec.Struct, frozen=True):
    pass


class OpenRoom(_Command, frozen=True):
    """The first of all."""

    title: str
    edition: str
    code: str
    plan: str = ""


class Move(_Command, frozen=True):
    """Go to a page, reckoned with the rules of reading; or stay (`here`) with a thing opened, another lens, consent."""

    stage: Stage
    how: Literal["", "back", "forward", "here"] = ""
    item: int | None = None
    """The plan's item that begins with the page."""


class ShowWarned(_Command, frozen=True):
    """Let the projector show the warned scene that the room is in, or its warning again."""

    shown: bool = True


class CallBack(_Command, frozen=True):
    """Ask everyone back; ends roaming and holding."""


class LetRoam(_Command, frozen=True):
    """Everyone may go where they like."""


class Hold(_Command, frozen=True):
    """Keep those who follow at a task until they tick."""

    task: str = ""


class OpenPoll(_Command, frozen=True):
    poll: Poll


class PausePoll(_Command, frozen=True):
    """The open poll takes no answers any more; it is counted once that cannot be taken back."""


class ResumePoll(_Command, frozen=True):
    """Take back the closing of a poll that is not counted yet."""


class ClosePoll(_Command, frozen=True):
    """Close the poll that is open or paused, for good."""

    result: Result
    """Of the box's totals, by `explainer.workshop.disclosure`."""


class Reveal(_Command, frozen=True):
    """Show a poll's result; one that is still open is closed first."""

    id: str = ""
    """Empty: the last poll."""
    result: Result | None = None
    """For an open poll, of the box's totals."""


class Approve(_Command, frozen=True):
    """Show a question to all."""

    id: str
    text: str


class Refuse(_Command, frozen=True):
    id: str


class Delete(_Command, frozen=True):
    id: str


class Answered(_Command, frozen=True):
    id: str


class ShowQuestion(_Command, frozen=True):
    """Put an approved question on the projector, or take it off again; the next move takes it off too."""

    id: str


class Mute(_Command, frozen=True):
    """Pause questions, or take them again."""

    muted: bool = True


class SetDoor(_Command, frozen=True):
    open: bool


class NewCode(_Command, frozen=True):
    code: str


class NewWords(_Command, frozen=True):
    """The one-use words that are out from now on; those given before count no more."""

    hashes: tuple[str, ...]


class UseWord(_Command, frozen=True):
    """Someone came in by a one-use word."""

    hash: str


class Sit(_Command, frozen=True):
    """A cockpit comes: into an empty or silent chair, else beside it."""

    token: str
    silent_for: int = 0
    """Seconds since the last sign of life of the chair's line."""
    is_back: bool = False
    """Comes in place of the chair's line, which broke."""


class Take(_Command, frozen=True):
    """Whoever sits beside takes the chair: one that is offered, empty or silent."""

    token: str
    silent_for: int = 0


class Offer(_Command, frozen=True):
    """Whoever leads offers the chair; once more takes the offer back."""

    token: str
    beside: bool = True
    """Somebody is there to take it."""


class Leave(_Command, frozen=True):
    """A cockpit ends in good order."""

    token: str


class PlanItem(_Command, frozen=True):
    """An item of the plan begins."""

    item: int


class CloseRoom(_Command, frozen=True):
    """The last of all."""

    result: Result | None = None
    """Of a poll that is still open; without it that poll counts as never counted."""


Command = (
    OpenRoom | Move | ShowWarned | CallBack | LetRoam | Hold | OpenPoll | PausePoll | ResumePoll | ClosePoll | Reveal
    | Approve | Refuse | Delete | Answered | ShowQuestion | Mute | SetDoor | NewCode | NewWords | UseWord | Sit | Take
    | Offer | Leave | PlanItem | CloseRoom
)  # fmt: skip
OF_THE_CHAIR = (
    Move, ShowWarned, CallBack, LetRoam, Hold, OpenPoll, PausePoll, ResumePoll, ClosePoll, Reveal, Approve, Refuse,
    Delete, Answered, ShowQuestion, Mute, SetDoor, NewCode, NewWords, PlanItem, CloseRoom,
)  # fmt: skip
"""What only whoever sits in the chair may do."""
