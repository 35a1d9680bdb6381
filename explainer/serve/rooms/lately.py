"""What of a room's past a page still shows: a result until the next move, a question once.

A fold beside the room's own state, of what only matters for showing. Pure.
"""

from __future__ import annotations

import msgspec

from explainer.workshop.events import (
    Event,
    PollOpened,
    PollRevealed,
    QuestionApproved,
    QuestionDeleted,
    Staged,
)
from explainer.workshop.state import RoomState

_replace = msgspec.structs.replace


class Lately(msgspec.Struct, frozen=True):
    """As of one place of the log."""

    revealed: str = ""
    """The poll whose result is on the page."""
    question: str = ""
    """The approved question that is on the page, by id."""
    moves: int = 0
    """Scenes put on stage so far."""


def took(lately: Lately, event: Event, before: RoomState, after: RoomState) -> Lately:
    """After an event that the room's fold has taken."""
    match event:
        case Staged():
            return _staged(lately, event, before, after)
        case PollOpened():
            return _replace(lately, revealed="")
        case PollRevealed():
            return _replace(lately, revealed=event.id)
        case QuestionApproved():
            return _replace(lately, question=event.id)
        case QuestionDeleted() if event.id == lately.question:
            return _replace(lately, question="")
    return lately


def _staged(lately: Lately, event: Staged, before: RoomState, after: RoomState) -> Lately:
    if event.how == "here":
        return lately
    moves = lately.moves + (before.stage is None or before.stage.scene != event.stage.scene)
    # What the room chose and where the leader goes stay in sight on the page they went to.
    was, now = before.poll(lately.revealed), after.poll(lately.revealed)
    went_now = was is not None and now is not None and now.taken != was.taken
    return Lately(lately.revealed if went_now else "", "", moves)
