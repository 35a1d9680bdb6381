"""The plan is the track: where a room stands on it, and what one key does next. Pure.

The page says where the room is; what was asked, and whether all roamed, says what is done there. A page that the plan
does not hold is off it: from there the way leads back to the page that was left.
"""

from __future__ import annotations

from typing import NamedTuple

from explainer.problems import Cannot
from explainer.story.model import run_sheets
from explainer.story.model.graph import is_warned
from explainer.story.model.prose import readable_steps
from explainer.story.model.run_sheets import Cue, Item, Plan, Poll, cues
from explainer.story.model.structs import Story
from explainer.workshop.ballots import chosen, plan_poll
from explainer.workshop.events import Stage
from explainer.workshop.stage_rules import GO_ON, is_hard
from explainer.workshop.state import RoomState


class Ahead(NamedTuple):
    """What the key that goes on does next."""

    kind: str
    """step (of this scene), scene, vote (the scene that the room chose), back (to the plan's page that was left), ask,
    show (a poll's result, once it is closed), close (a poll that is asked again later), roam, hold, call (back), item
    (one without scenes begins), or end."""
    item: int
    """The plan's item to which it belongs; where that is not the one of now, it begins."""
    id: str = ""
    """A scene's id, of the page that was left its address; of a poll the poll's."""


def plan_of(story: Story, state: RoomState) -> Plan | None:
    """The room's own plan; None: it has none."""
    return run_sheets.named(story.plans, state.plan)


def plan_item(story: Story, state: RoomState) -> Item | None:
    """The plan's item of now: the first until another was begun."""
    plan = plan_of(story, state)
    if plan is None or not plan.items:
        return None
    return plan.items[min(max(state.plan_item, 0), len(plan.items) - 1)]


def scenes_of(plan: Plan) -> frozenset[str]:
    """The scenes that the plan holds: its items', and those to which a vote of it may lead."""
    found = {scene for item in plan.items for scene in item.all_scenes}
    return frozenset(
        found.union(scene for item in plan.items for poll in item.ask for scene in poll.branches)
    )


def is_off(story: Story, state: RoomState, scene: str) -> bool:
    """Whether a scene is one that the room's plan does not hold; without a plan none is."""
    plan = plan_of(story, state)
    return plan is not None and bool(plan.items) and scene not in scenes_of(plan)


def item_reached(story: Story, state: RoomState, scene: str) -> int | None:
    """The plan's item that begins when the room comes to a scene; None: the one of now goes on."""
    plan = plan_of(story, state)
    if plan is None or not plan.items:
        return None
    here = max(state.plan_item, 0)
    for number in range(here, len(plan.items)):
        if scene in plan.items[number].all_scenes:
            return number if number != state.plan_item else None
    return 0 if state.plan_item < 0 else None


def planned_poll(story: Story, state: RoomState) -> Poll | None:
    """The next question of the item of now that is counted, was not asked yet, and belongs here.

    One that is put before its scene belongs to the page before it, too: once the room is there it is no longer blind.
    """
    following = ahead(story, state)
    plan, item = plan_of(story, state), plan_item(story, state)
    if plan is None or item is None:
        return None
    if following is not None and following.kind == "ask":
        return plan.polls[following.id]
    here, been = state.stage.scene if state.stage else "", {scene for scene, _at, _seq in state.hist}
    asks = {poll.id: poll for poll in item.ask}
    reached = True
    for cue in cues(item):
        if cue.kind == "scene":
            reached = reached and cue.id in been
            continue
        poll = asks[cue.id]
        before = poll.when == "before" and reached and poll.at not in been
        if _is_counted(story, poll) and not state.poll(poll.id) and (poll.at in ("", here) or before):
            return poll
    return None


def aloud(story: Story, state: RoomState) -> tuple[Poll, ...]:
    """The questions of the item of now that are spoken about on this page, and not counted."""
    item, stage = plan_item(story, state), state.stage
    here = stage.scene if stage is not None else ""
    asked = item.ask if item is not None else ()
    return tuple(poll for poll in asked if not _is_counted(story, poll) and poll.at in ("", here))


def ahead(story: Story, state: RoomState) -> Ahead | None:
    """What the key that goes on does; None: the room has no plan, and it follows the story."""
    plan = plan_of(story, state)
    if plan is None or not plan.items:
        return None
    number = min(max(state.plan_item, 0), len(plan.items) - 1)
    item, poll, stage = plan.items[number], state.open_poll, state.stage
    if poll is not None and poll.poll.id in plan.polls:
        return Ahead("close" if plan.polls[poll.poll.id].after else "show", number, poll.poll.id)
    if (state.mode == "free" and item.mode == "roam") or (state.mode == "hold" and item.hold):
        return Ahead("call", number)
    if stage is None:
        return _from(story, state, plan, number, -1)
    return _within(story, state, plan, stage, number) or _from(story, state, plan, *_stands(state, plan))


def _within(story: Story, state: RoomState, plan: Plan, stage: Stage, number: int) -> Ahead | None:
    """To the scene's next step; from a page off the plan, back; or where the room chose to go. None: to what comes."""
    off = stage.scene not in scenes_of(plan)
    steps = [step.id for step in readable_steps(story.scenes[stage.scene])]
    at = steps.index(stage.step) if stage.step in steps else 0
    if _is_fresh(state):
        return None
    if not stage.threshold and at + 1 < len(steps):
        return Ahead("step", number, stage.scene)
    if off or stage.threshold:
        known = scenes_of(plan)
        left = next((one for one in reversed(state.past) if one.scene in known and not one.threshold), None)
        if left is not None:
            return Ahead("back", number, f"{left.scene}:{left.step}" if left.step else left.scene)
        return _from(story, state, plan, number, -1)
    vote = state.polls[-1] if state.polls else None
    if vote is not None and vote.fork == stage.scene and vote.taken < 0 and (way := chosen(vote)) >= 0:
        target = vote.poll.targets[way]
        return Ahead("vote", number, target) if target != GO_ON else None
    return None


def _is_fresh(state: RoomState) -> bool:
    """Whether the item of now began after the room last turned a page."""
    return bool(state.plan_times) and state.plan_times[-1][2] > state.page_seq


def _stands(state: RoomState, plan: Plan) -> tuple[int, int]:
    """The item and the cue at which the room stands, by its page; before the first cue of an item just begun."""
    assert state.stage is not None
    number = max(state.plan_item, 0)
    if not _is_fresh(state):
        for back in range(number, -1, -1):
            at = _cue_at(plan.items[back], state.stage.scene)
            if at is not None:
                return back, at
    return number, -1


def _cue_at(item: Item, scene: str) -> int | None:
    """The index of the cue that leads to a scene: its own, or the vote on whose ballot it stands."""
    votes = {poll.id for poll in item.ask if scene in poll.branches}
    found = [at for at, cue in enumerate(cues(item)) if cue == Cue("scene", scene) or cue.id in votes]
    return found[0] if found else None


def _from(story: Story, state: RoomState, plan: Plan, item: int, cue: int) -> Ahead:
    """The first thing that is not done yet after a cue of an item."""
    for number in range(item, len(plan.items)):
        found = _in_item(story, state, plan.items[number], number, cue if number == item else -1)
        if found is not None:
            return found
    return Ahead("end", len(plan.items) - 1)


def _in_item(story: Story, state: RoomState, item: Item, number: int, after: int) -> Ahead | None:
    begun = {one: seq for one, _at, seq in state.plan_times}
    if not item.all_scenes and not item.ask and number not in begun:
        return Ahead("item", number)
    is_done = number in begun and state.mode == "lead" and state.mode_seq > begun[number]
    asks = {poll.id: poll for poll in item.ask}
    here = state.stage.scene if state.stage is not None else ""
    for cue in cues(item)[after + 1 :]:
        if cue.kind == "scene" and item.mode != "roam":
            return Ahead("scene", number, cue.id)
        if cue.kind == "scene" and not is_done:
            return _to_roam(story, state, item, number)
        if cue.kind == "poll" and _may_be_asked(story, state, asks[cue.id], here):
            return Ahead("ask", number, cue.id)
    held = item.hold and not is_done and number in begun
    return Ahead("hold", number) if held and state.stage and not is_hard(story, state.stage) else None


def _to_roam(story: Story, state: RoomState, item: Item, number: int) -> Ahead:
    """To the first scene of a stretch in which all go their own way, where it has one; there all are let go."""
    first = item.scenes[0] if item.scenes else ""
    here = state.stage.scene if state.stage is not None else ""
    if not first or first == here or is_warned(story, first):
        return Ahead("roam", number)
    return Ahead("scene", number, first)


def _may_be_asked(story: Story, state: RoomState, poll: Poll, here: str) -> bool:
    """Whether a question is counted, belongs to this page, and can be put here: what cannot is passed by."""
    if not _is_counted(story, poll) or not (poll.at in ("", here) or poll.when == "before"):
        return False
    try:
        plan_poll(story, state, poll)
    except Cannot:  # asked already, or never
        return False
    return True


def _is_counted(story: Story, poll: Poll) -> bool:
    return poll.kind != "aloud" and poll.of not in story.never_guessed
