"""What a change of the room is in one sentence, for the line that a screen reader says by itself. Pure."""

from __future__ import annotations

from explainer.messages import _
from explainer.reading.room import RoomView

_ON_A_SCREEN = {
    _("The leader asks you back: f."): _("The leader asks you back."),
    _("Go where you like; f returns."): _("Go where you like; Follow brings you back."),
    _("The room has left the scene with the warning: f follows."): _(
        "The room has left the scene with the warning."
    ),
}
"""News that names a key, and the same for who has buttons."""


def without_keys(row: str) -> str:
    """A row of news for a page that has buttons in place of keys."""
    return _ON_A_SCREEN.get(row, row)


def state_words(view: RoomView) -> str:
    """How one is in the room, and where the leader is, in one line."""
    if not view.connected:
        return _("Not connected to the room. Your page stays; answers cannot be sent.")
    if view.waited:
        return _("Waiting for the room.")
    words = {
        "waiting": _("You follow; the leader has not begun."),
        "held": _("The leader holds this page for a task."),
        "out": _("You have stepped out."),
        "closed": _("The room is closed."),
    }
    if view.state in words:
        return words[view.state]
    step = _step(view)
    if view.follows:
        return _("Following the leader, {step}").format(step=step) if step else _("Following the leader")
    own = _("Free reading") if view.mode == "free" else _("Own way")
    if not view.leader_at:
        return _("{own}; the leader has not begun").format(own=own)
    said = _("{own}; the leader is at {place}").format(own=own, place=view.leader_at)
    return f"{said}, {step}" if step else said


def _step(view: RoomView) -> str:
    if not view.leader_step:
        return ""
    return _("step {n} of {total}").format(n=view.leader_step, total=view.leader_steps)


def change(was: RoomView, view: RoomView) -> str:
    """What changed, once and in one sentence; empty where there is nothing to say."""
    if view.state == "closed" and was.state != "closed":
        return _("The room is closed.")
    if view.state == "out":
        return without_keys(view.row) if view.row != was.row else ""
    said = [_poll(was, view), _place(was, view), _small(was, view)]
    return next((words for words in said if words), "")


def _poll(was: RoomView, view: RoomView) -> str:
    before, now = was.poll, view.poll
    if now is None:
        return _("The poll is closed.") if before is not None and before.phase == "open" else ""
    if before is None or before.id != now.id:
        return _news_of_poll(view)
    if before.phase != now.phase:
        return _news_of_poll(view)
    if now.own_state == "counted" and (before.own, before.own_state) != (now.own, now.own_state):
        return _("Answer {n}, counted.").format(n=now.own + 1)
    return now.said if now.said != before.said else ""


def _news_of_poll(view: RoomView) -> str:
    assert view.poll is not None
    if view.poll.phase == "open":
        return _("A poll is open: {question}").format(question=view.poll.question)
    return _("The result is shown: {question}").format(question=view.poll.question)


def _place(was: RoomView, view: RoomView) -> str:
    if not view.leader_at:
        return ""
    if view.leader_scene != was.leader_scene:
        step = _step(view)
        place = f"{view.leader_at}, {step}" if step else view.leader_at
        return _("The leader is at {place}.").format(place=place.rstrip("."))
    if view.follows and view.leader_step != was.leader_step:
        step = _step(view)
        return _("The leader is at {place}.").format(place=step) if step else ""
    return ""


def _small(was: RoomView, view: RoomView) -> str:
    if view.row and view.row != was.row:
        return without_keys(view.row)
    if view.state == "held" and was.state != "held":
        return _("Hold: {task}").format(task=view.task or _("tick when you are done"))
    if view.question and view.question != was.question:
        return _("Question: {text}").format(text=view.question)
    if view.connected != was.connected:
        return state_words(view) if not view.connected else _("Connected again.")
    fates = [fate for fate in view.asked if fate not in was.asked and fate[1] != "waiting"]
    if fates:
        return fate_words(fates[-1][1])
    return _("Questions are paused.") if view.muted and not was.muted else ""


def fate_words(fate: str) -> str:
    """What became of an own question."""
    return {
        "waiting": _("with the leader"),
        "approved": _("Your question was taken up; everyone can read it."),
        "refused": _("Your question was not taken up. Nobody else saw it."),
        "deleted": _("Your question was deleted."),
        "answered": _("Your question is marked as answered."),
    }.get(fate, fate)
