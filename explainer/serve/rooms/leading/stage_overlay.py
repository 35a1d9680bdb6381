"""What one who leads may lay over the page of now: a thing of its step opened for all, the day under which the room
reads. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from explainer.linear.sentences import step_references
from explainer.messages import _
from explainer.problems import Cannot
from explainer.reading.actions import Action
from explainer.reading.moves import apply
from explainer.serve.rooms import stages
from explainer.serve.rooms.stages import current_step, leaders_run, not_begun, visit_of
from explainer.story.model import run_sheets
from explainer.story.model.ages import as_of
from explainer.story.model.dates import long
from explainer.story.model.prose import Reference, known_sources
from explainer.story.model.structs import Story
from explainer.telling.names import sentence, thing_name
from explainer.workshop.events import Stage
from explainer.workshop.state import RoomState
from explainer.workshop.track import plan_of

OVER = ("open", "close", "lens")
"""Actions that turn no page."""
OFF = "off"


class Choice(NamedTuple):
    """One row of what is at hand."""

    action: Action
    words: str
    is_now: bool
    """The room has it already."""


def things(story: Story, state: RoomState) -> tuple[Choice, ...]:
    """Return what can be opened from the leader's step, each once: its references, then the sources it rests on.

    Raises:
        Cannot: there is nothing.
    """
    stage = _begun(state)
    step = current_step(story, visit_of(stage))
    if step is None:
        raise Cannot(_("Nothing is opened beside a warning."))
    on = stage.lens
    found = list(step_references(story.scenes[stage.scene], step, as_of(story, step, on)))
    found += [Reference("source", key, "", step.id) for key in known_sources(story, step, on)]
    if not found:
        raise Cannot(_("This step has nothing to open."))
    return tuple(
        Choice(Action("open", thing), sentence(thing_name(story, one)), thing == stage.open)
        for one in found
        for thing in (f"{one.kind}:{one.id}",)
    )


def days(story: Story, state: RoomState) -> tuple[Choice, ...]:
    """The days that the story marks, the room's own where it is none of them, and none at all.

    Raises:
        Cannot: the room has not begun.
    """
    now = _begun(state).lens
    marked = {day.on: day.label for day in story.lens_days}
    known = sorted({*marked, *((now,) if now else ())})
    rows = [
        Choice(Action("lens", on), f"{long(on)}  {marked.get(on, '')}".strip(), on == now) for on in known
    ]
    checked = _("no date: as checked on {day}").format(day=long(story.checked_on))
    return (*rows, Choice(Action("lens", OFF), checked if story.checked_on else _("no date"), not now))


def scenes(story: Story, state: RoomState) -> tuple[Choice, ...]:
    """Return the plan: each item with its times, under it the scenes of it. An item leads to its first scene.

    Raises:
        Cannot: the room has none.
    """
    plan = plan_of(story, state)
    if plan is None or not plan.items:
        raise Cannot(_("This room has no plan."))
    here = state.stage.scene if state.stage is not None else ""
    starts, began = run_sheets.due(plan), {number: at for number, at, _seq in state.plan_times}
    found = []
    for number, item in enumerate(plan.items):
        is_now = number == max(state.plan_item, 0)
        words = [f"{span(starts[number], item.minutes)}  {item.title}"]
        if number in began:
            words.append(_("began {at}").format(at=hours((began[number] - state.plan_times[0][1]) // 60)))
        if item.leave_out is not None:
            out = _("{n} min may go: {what}")
            words.append(out.format(n=item.leave_out.saves, what=item.leave_out.what))
        found.append(
            Choice(Action("plan", str(number)), " · ".join(words), is_now and here not in item.all_scenes)
        )
        for scene in item.all_scenes:
            to = Action("plan", f"{number}:{scene}")
            found.append(Choice(to, f"  {stages.arrival(story, state, scene)}", is_now and scene == here))
    return tuple(found)


def hours(minutes: int) -> str:
    """Minutes as the run sheet has them: `1:05`."""
    return f"{minutes // 60}:{minutes % 60:02}"


def span(start: int, length: int) -> str:
    """From when to when: `0:33-0:46`."""
    return f"{hours(start)}-{hours(start + length)}"


def laid_over(story: Story, state: RoomState, action: Action) -> Stage:
    """The page of now with another thing open, none, or under another day.

    Args:
        story: in the room's edition.
        state: of the room.
        action: `open` with `kind:id`, `close`, or `lens` with a day as ISO or `off`.

    Raises:
        Cannot: it cannot be done here.
    """
    stage = _begun(state)
    if action.id == "lens":
        lens = apply(story, leaders_run(story, state), action).lens
        return msgspec.structs.replace(stage, lens=lens.on if lens else "")
    if action.id == "close":
        if not stage.open:
            raise Cannot(_("Nothing is open for the room."))
        return msgspec.structs.replace(stage, open="")
    if stage.threshold:
        raise Cannot(_("Nothing is opened beside a warning."))
    return msgspec.structs.replace(stage, open=action.argument)


def told(story: Story, state: RoomState) -> tuple[str, ...]:
    """Return what lies over the page, a line each, as the cockpit has it."""
    stage = state.stage
    if stage is None:
        return ()
    lines = [_("Read as known on {day}.").format(day=long(stage.lens))] if stage.lens else []
    if stage.open:
        kind, _colon, key = stage.open.partition(":")
        lines.append(
            _("Open for all, Esc closes it: {thing}").format(thing=sentence(_named(story, kind, key)))
        )
    return tuple(lines)


def _named(story: Story, kind: str, key: str) -> str:
    """A thing in words; a text under study, which only an older log can have open, by its title."""
    if kind == "document":
        return story.documents[key].title
    return thing_name(story, Reference(kind, key, "", ""))


def rows_of(choices: Sequence[Choice], chosen: int, room: int) -> tuple[str, ...]:
    """The rows in front: the one in hand marked and in sight.

    Args:
        choices: all of them.
        chosen: the index of the one in hand.
        room: rows there are for all of it.
    """
    head = _("Enter takes the one in hand, a number its own; Esc goes back.")
    most = max(1, room - 2)
    first = min(max(0, chosen - most // 2), max(0, len(choices) - most))
    rows = [head, ""] if room > 2 else []
    for index, one in enumerate(choices[first : first + most], first):
        hand, now = (">" if index == chosen else " "), ("*" if one.is_now else " ")
        number = str(index + 1) if index < 9 else " "
        rows.append(f"{hand}{now} {number}  {one.words}")
    return tuple(rows)


def _begun(state: RoomState) -> Stage:
    if state.stage is None:
        raise Cannot(not_begun())
    return state.stage
