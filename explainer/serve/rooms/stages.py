"""A room's stage as a run, and back; pure.

The leader moves by steps, as linear mode does, since windows differ: the rules are those of every reader.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from explainer.messages import _
from explainer.problems import Cannot
from explainer.reading.actions import Action
from explainer.reading.moves import apply
from explainer.reading.room import led
from explainer.reading.run import Run, Visit
from explainer.story.model.outline import Lens
from explainer.story.model.prose import readable_steps
from explainer.story.model.structs import Scene, Step, Story
from explainer.workshop.events import Stage
from explainer.workshop.state import RoomState

_replace = msgspec.structs.replace

How = Literal["", "back", "forward", "here"]
_HOW: dict[str, How] = {"back": "back", "forward": "forward", "consent": "here"}


def visit_of(stage: Stage) -> Visit:
    """Where the leader is."""
    return Visit(
        stage.scene,
        stage.step,
        threshold=stage.threshold,
        bridge=stage.bridge,
        recap=stage.recap,
        trail=stage.trail,
        return_to=stage.return_to,
    )


def stage_of(visit: Visit, lens: str = "", opened: str = "") -> Stage:
    """What the room shows once the leader is there."""
    return Stage(
        visit.scene,
        visit.step,
        threshold=visit.threshold,
        bridge=visit.bridge,
        recap=visit.recap,
        trail=visit.trail,
        return_to=visit.return_to,
        open=opened,
        lens=lens,
    )


def leaders_run(story: Story, state: RoomState) -> Run:
    """The leader's run, from which the next move is made. Warned scenes led into are not warned of again."""
    past = tuple(visit_of(stage) for stage in state.past)
    ahead = tuple(visit_of(stage) for stage in state.ahead)
    if state.stage is None:
        first = story.scenes[story.start]
        visit = Visit(first.id, threshold=first.warning is not None)
        return Run(story.id, story.edition, visit, past, ahead)
    visit = visit_of(state.stage)
    met = (*past, visit, *ahead)
    entered = tuple(dict.fromkeys(one.scene for one in met if not one.threshold))
    lens = Lens(state.stage.lens) if state.stage.lens else None
    return Run(story.id, story.edition, visit, past, ahead, lens=lens, seen=entered, consented=state.led)


def followers_run(story: Story, state: RoomState) -> Run | None:
    """The run of one who followed from the beginning and consented to nothing; None: nothing is on stage."""
    if state.stage is None:
        return None
    first, *rest = (*state.past, state.stage)
    start = visit_of(first)
    warned = story.scenes[first.scene].warning is not None
    run = Run(
        story.id, story.edition, _replace(start, threshold=warned), seen=() if warned else (start.scene,)
    )
    for stage in rest:
        run = led(story, run, visit_of(stage), stage.lens)
    return run


def following_step(story: Story, visit: Visit) -> Visit | None:
    """The next step of the scene, where the leader goes next; None at its last and at a warning."""
    if visit.threshold:
        return None
    steps = readable_steps(story.scenes[visit.scene])
    after = step_index(story.scenes[visit.scene], visit.step) + 1
    if after >= len(steps):
        return None
    return _replace(visit, step=steps[after].id, offset=0, bridge="", recap=False)


def step_index(scene: Scene, step: str) -> int:
    """Which of the readable steps, from 0; the first where there is none of that name."""
    ids = [one.id for one in readable_steps(scene)]
    return ids.index(step) if step in ids else 0


def current_step(story: Story, visit: Visit) -> Step | None:
    """The step on which the leader is; None at a warning."""
    if visit.threshold:
        return None
    steps = readable_steps(story.scenes[visit.scene])
    return steps[step_index(story.scenes[visit.scene], visit.step)] if steps else None


def moved(story: Story, state: RoomState, action: Action) -> tuple[Stage, How]:
    """The stage after a leader's move, and how the room comes to it, as an event has it.

    Raises:
        Cannot: the move is not possible here.
    """
    run = leaders_run(story, state)
    how = _HOW.get(action.id, "")
    if state.stage is None:
        if action.id not in ("next", "go", "trail"):
            raise Cannot(not_begun())
        if action.id == "next":
            return stage_of(run.visit), ""
    after = apply(story, run, action, following_step(story, run.visit))
    lens = after.lens.on if after.lens else ""
    return stage_of(after.visit, lens), how


def arrival(story: Story, state: RoomState, scene: str) -> str:
    """What stands first where the room comes to a scene: its title, or the warning before it."""
    title = story.scenes[scene].title
    warned = story.scenes[scene].warning is not None and scene not in state.led
    return _("the warning before {title}").format(title=title) if warned else title


def not_begun() -> str:
    """Why nothing can be done with the page yet."""
    return _("Nothing is on stage yet: Space begins.")
