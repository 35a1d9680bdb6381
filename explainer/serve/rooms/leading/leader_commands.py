"""The leader's actions that are one command each, with what is said once it is done; pure.

Every front end of a leader goes through it: the cockpit, the console line by line, a page in a browser.
"""

from __future__ import annotations

from typing import NamedTuple

from explainer.messages import _
from explainer.problems import Cannot
from explainer.reading.actions import Action
from explainer.reading.cockpit import QueueRow
from explainer.serve.rooms.leading.stage_overlay import laid_over
from explainer.story.model.structs import Story
from explainer.workshop import commands
from explainer.workshop.commands import Command
from explainer.workshop.state import RoomState


class Situation(NamedTuple):
    """The room as a leader has it at the moment of an action."""

    story: Story
    state: RoomState
    token: str
    """The token of this leader's cockpit."""
    others: int
    """Other cockpits that are here."""
    silent_for: int
    """Seconds since the last sign of life of the chair's line."""
    row: QueueRow | None
    """The chosen question of the queue; None: the queue is empty."""


def command_of(action: Action, at: Situation) -> tuple[Command, str]:
    """The command of an action, and the sentence for the leader once it is done.

    Raises:
        Cannot: the action is none of these, or impossible here.
    """
    state = at.state
    match action.id:
        case "open":
            return _lay_over(action, at), _("Opened for all who follow; Esc closes it.")
        case "close":
            return _lay_over(action, at), _("Closed for the room.")
        case "lens":
            return _lay_over(action, at), ""
        case "let-roam":
            return commands.LetRoam(), _("Everyone may go where they like.")
        case "call-back":
            return commands.CallBack(), _("Those who roam are asked back; say it aloud too.")
        case "hold":
            return commands.Hold(action.argument), _("Held until they tick; r or c lets all go.")
        case "show-warned":
            return commands.ShowWarned(not (state.stage is not None and state.stage.show_warned)), ""
        case "mute":
            said = _("Questions are open again.") if state.muted else _("Questions are paused.")
            return commands.Mute(not state.muted), said
        case "close-door":
            is_open = state.door_open
            said = _("The door is closed; a join word opens it.") if is_open else _("The door is open.")
            return commands.SetDoor(not is_open), said
        case "hand-over":
            taken_back = _("The offer is taken back.")
            offered = _("The chair is offered: the other takes it with L.")
            return commands.Offer(at.token, at.others > 0), taken_back if state.chair_offered else offered
        case "lead":
            return commands.Take(at.token, at.silent_for), _("You lead.")
        case "approve" | "mark-answered" | "show-question" | "refuse" | "delete-question":
            return _of_question(action, at)
    raise Cannot(_("This key does nothing here."))


def _lay_over(action: Action, at: Situation) -> Command:
    """Open a thing over the page of now, close it, or have the room read as known on a day."""
    return commands.Move(laid_over(at.story, at.state, action), "here")


def _of_question(action: Action, at: Situation) -> tuple[Command, str]:
    row, stage = at.row, at.state.stage
    if row is None:
        raise Cannot(_("No question waits."))
    match action.id:
        case "approve" if row.state == "waiting":
            return commands.Approve(row.id, row.text), _("The room reads it.")
        case "approve":
            raise Cannot(_("Taken up already; y marks it as answered."))
        case "mark-answered":
            return commands.Answered(row.id), _("Marked as answered.")
        case "show-question":
            is_shown = stage is not None and stage.question == row.id
            taken_off = _("Taken off the projector.")
            shown = _("On the projector until the next move, or the same key.")
            return commands.ShowQuestion(row.id), taken_off if is_shown else shown
        case "refuse":
            return commands.Refuse(row.id), _("Not taken up; its asker alone is told.")
    return commands.Delete(row.id), _("Deleted.")
