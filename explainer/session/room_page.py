"""How a guest's view goes with a room: what a change of the room does to it, and what stands in front. Pure.

Nothing that the guest opened is taken from them: while they look, the page under it waits, and `close` lands on the
leader's step of then.
"""

from __future__ import annotations

import msgspec

from explainer.problems import Cannot
from explainer.reading import view_actions
from explainer.reading.room import RoomView
from explainer.reading.run import Run, Visit
from explainer.reading.view import View
from explainer.story.model.prose import Reference, readable_steps

_replace = msgspec.structs.replace

CALM = ("out", "waiting", "closed")
"""States in which no page of the story is shown."""


def in_front(room: RoomView) -> str:
    """What stands in front of the choices: task, poll, result, question; empty: the choices themselves."""
    poll = room.poll
    if poll is not None and poll.front and poll.phase == "open":
        return "poll"
    if poll is not None and poll.front and poll.phase == "revealed" and poll.result is not None:
        return "result"
    if room.state == "held":
        return "task"
    return "question" if room.question and room.follows else ""


def in_front_of_calm(room: RoomView) -> str:
    """What stands in front where no page of the story is: before the first step a poll may, or its result."""
    return in_front(room) if room.state == "waiting" and room.poll is not None and room.poll.front else ""


def front_of(view: View) -> str:
    """What stands in front on this page; in a warned scene and under what is open nothing does, but in a row."""
    room = view.room
    if room is None or view.screen != "scene" or view.sheets or view.hidden:
        return ""
    if room.state in CALM:
        return in_front_of_calm(room)
    return "" if in_warned(view) else in_front(room)


def text_asked(view: View) -> Reference | None:
    """The step that opens the text whose sentences the panel in front asks of; None: this scene has no such step."""
    room = view.room
    poll = room.poll if room is not None else None
    if (
        room is None
        or poll is None
        or poll.kind != "sentence"
        or front_of(view) != "poll"
        or room.state == "waiting"
    ):
        return None
    steps = readable_steps(view.story.scenes[view.run.visit.scene])
    found = (step for step in steps if step.kind == "document" and step.ref == poll.of)
    return next((Reference(step.kind, step.id, "", step.id) for step in found), None)


def is_answered_here(view: View, room: RoomView) -> bool:
    """Whether what is in front is the text whose sentences an open ballot asks of: there a sentence is the answer."""
    poll = room.poll
    if poll is None or poll.kind != "sentence" or poll.phase != "open" or view.screen != "document":
        return False
    return view.listings[-1].subject == poll.of


def in_warned(view: View) -> bool:
    """Whether the page is a warned scene or its warning."""
    return view.story.scenes[view.run.visit.scene].warning is not None


def is_looking(view: View) -> bool:
    """Whether something is open that the leader did not open."""
    if not view.sheets and not view.listings:
        return False
    return not (view.led and _opened(view) == [view.led])


def _opened(view: View) -> list[str]:
    return [
        *(f"{sheet.kind}:{sheet.id}" for sheet in view.sheets),
        *(f"{listing.screen}:{listing.subject}" for listing in view.listings),
    ]


def opened_anew(before: View, view: View) -> list[tuple[str, str]]:
    """What stands open now and did not before, as kind and id; what the leader opened is not the guest's doing."""
    known = {*_opened(before), view.led}
    new = [thing.partition(":") for thing in _opened(view) if thing not in known]
    return [(kind, key) for kind, _colon, key in new]


def on_leaders_step(view: View) -> bool:
    """Whether the page is that of the leader's step, which then is marked."""
    room = view.room
    if room is None or not room.follows or room.leader_scene != view.run.visit.scene:
        return False
    return not view.run.visit.threshold and not is_looking(view)


def is_leaders_step(room: RoomView, visit: Visit) -> bool:
    """Whether a visit is at the leader's step; the scene's first may go unnamed."""
    step = visit.step or (room.leader_step_id if room.leader_step == 1 else "")
    return bool(step) and (visit.scene, step) == (room.leader_scene, room.leader_step_id)


def _reaches_on(view: View, room: RoomView) -> bool:
    """Whether a reference beyond the leader's step is in hand, and the leader is where they were."""
    was, visit = view.room, view.run.visit
    if was is None or was.leader_step_id != room.leader_step_id or view.cursor < 0 or visit.threshold:
        return False
    return visit.scene == room.leader_scene and not is_leaders_step(room, visit)


def at_rooms_warning(view: View) -> bool:
    """Whether the warning in front is that of the leader's scene, for one who follows."""
    room = view.room
    here = room is not None and room.follows and room.leader_scene == view.run.visit.scene
    return here and view.run.visit.threshold


def joined(view: View, room: RoomView, run: Run) -> View:
    """The view after a change of the room.

    Args:
        view: the view before.
        room: what the room shows now.
        run: the guest's run at the leader's step of now, as `RoomLink.page` gives it; not used while they look.
    """
    if not room.follows or is_looking(view) or _reaches_on(view, room):
        return _replace(view, room=room)
    moved = run.visit != view.run.visit
    scene = run.visit.scene == view.run.visit.scene
    view = _replace(view, room=room, run=run, cursor=view.cursor if scene else -1)
    wanted = "" if run.visit.threshold or room.leader_scene != run.visit.scene else room.opened
    if moved or wanted != view.led:
        view = _replace(view, sheets=(), listings=(), sheet_top=0, led=wanted)
        view = _open_led(view) if wanted else view
    return view


def _open_led(view: View) -> View:
    kind, _colon, key = view.led.partition(":")
    try:
        return view_actions.open_thing(view, kind, key)
    except Cannot:  # an edition without it: the step alone
        return _replace(view, led="")
