"""A room's stage as a run and back, and the page or the poll to which a leader's next key leads; pure.

The leader moves by steps, as linear mode does, since windows differ: the rules are those of every reader.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from explainer.messages import _
from explainer.problems import Cannot
from explainer.reading.actions import Action
from explainer.reading.moves import apply, choices, own_next
from explainer.reading.room import led
from explainer.reading.run import Run, Visit
from explainer.story.model import run_sheets
from explainer.story.model.outline import Lens
from explainer.story.model.prose import readable_steps
from explainer.story.model.structs import Scene, Step, Story
from explainer.workshop import stage_rules
from explainer.workshop.ballots import branch_poll, plan_poll, step_poll
from explainer.workshop.events import Poll, Stage
from explainer.workshop.state import RoomState
from explainer.workshop.track import Ahead, plan_of, planned_poll

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


# What a leader would do next: along the plan, else the scene's question, else a vote on the way. Pure.


def onward(story: Story, state: RoomState, ahead: Ahead | None) -> tuple[Stage, How]:
    """The page to which the key that goes on leads, and how: along the plan, else along the story.

    Raises:
        Cannot: it leads to no other page.
    """
    if ahead is None:
        return moved(story, state, Action("next"))
    if ahead.kind == "step":
        return moved(story, state, Action("next"))
    stage, how = moved(story, state, _leading_to(story, state, ahead))
    gone_round = state.stage.scene if state.stage is not None and state.stage.threshold else ""
    return _replace(under_plan(story, state, stage, ahead.item), bridge=gone_round), how


def _leading_to(story: Story, state: RoomState, ahead: Ahead) -> Action:
    """The action of reading that leads to a scene: the way on or a branch where it is one, else a jump."""
    run = leaders_run(story, state)
    if ahead.kind not in ("scene", "vote", "back"):
        raise Cannot(_("This turns no page."))
    if ahead.kind == "vote":
        ways = [choice.target for choice in choices(story, run)]
        return Action("choose", str(ways.index(ahead.id) + 1)) if ahead.id in ways else Action("go", ahead.id)
    if state.stage is None:
        own = story.start
    else:
        read = following_step(story, run.visit) is None and not run.visit.threshold
        own = own_next(story, run.visit) if read else ""
    return Action("next") if own == ahead.id else Action("go", ahead.id)


def under_plan(story: Story, state: RoomState, stage: Stage, item: int | None) -> Stage:
    """A stage under the lens that the plan sets with the item that begins; else under that of the page before."""
    plan = plan_of(story, state)
    begins = plan is not None and item is not None and item != state.plan_item
    return _replace(stage, lens=plan.items[item].lens) if plan and begins and item is not None else stage


def may_be_left_out(
    plan: run_sheets.Plan, item: int, seconds: int, state: RoomState
) -> tuple[run_sheets.LeftOut, ...]:
    """What to leave out to be on time, without losing a contested claim.

    What was left out is told by the way: of an earlier item the scenes to which the room did not come. They save
    nothing any more, but what they tell must now be told elsewhere.

    Args:
        plan: the run sheet.
        item: the index of its item of now.
        seconds: how far the room is behind.
        state: of the room.
    """
    been = {scene for scene, _at, _seq in state.hist}
    left_out, done = [], []
    for number, one in enumerate(plan.items[: item + 1]):
        if one.leave_out is not None and one.leave_out.scenes:
            if been.issuperset(one.leave_out.scenes):
                done.append(number)
            elif number < item:
                left_out.append(number)
    return run_sheets.late(plan, item, seconds, left_out, done) if seconds > 0 else ()


def next_poll(story: Story, state: RoomState) -> Poll:
    """The poll that one key opens.

    Raises:
        Cannot: there is nothing to ask here.
    """
    planned = planned_poll(story, state)
    if planned is not None:
        return plan_poll(story, state, planned)
    step = _asked_here(story, state)
    if step is not None and state.stage is not None:
        return step_poll(story, state, state.stage.scene, step.id)
    return branch_poll(story, state)


def text_of(story: Story, state: RoomState, poll: Poll) -> Stage | None:
    """The page to lead to before a poll about a text's sentences; None: the room is there, or it is no such poll.

    Raises:
        Cannot: no page without a warning shows the text.
    """
    if poll.kind != "sentence" or stage_rules.shows_text(story, state.stage, poll.line):
        return None
    here = state.stage.scene if state.stage else ""
    for name in sorted(story.scenes, key=lambda name: name != here):
        scene = story.scenes[name]
        step = next(
            (one for one in readable_steps(scene) if (one.kind, one.ref) == ("document", poll.line)), None
        )
        if step is not None and scene.warning is None:
            return moved(story, state, Action("go", f"{scene.id}:{step.id}"))[0]
    raise Cannot(_("The text that it asks about is not on the page: lead to it first."))


def _asked_here(story: Story, state: RoomState) -> Step | None:
    """The step of now if it asks, else the scene's question for a room; each once."""
    if state.stage is None or state.stage.threshold:
        return None
    scene = state.stage.scene
    here = current_step(story, visit_of(state.stage))
    asked = {known.poll.line for known in state.polls}
    steps = [*([here] if here is not None else []), *story.scenes[scene].steps]
    for step in steps:
        asks = step.question is not None or (step is here and step.guess is not None)
        if asks and f"{scene}:{step.id}" not in asked:
            return step
    return None
