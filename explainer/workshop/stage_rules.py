"""What a room needs to know of a story: which pages exist, which scenes are warned, on which ways one can vote."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import msgspec

from explainer.story.model.graph import is_warned
from explainer.story.model.prose import readable_steps
from explainer.story.model.structs import Branch, Story
from explainer.workshop.events import Stage

_replace = msgspec.structs.replace

GO_ON = ""
"""In a vote on the way: the leader's own way on, whichever that is."""


def is_unknown(story: Story, stage: Stage) -> bool:
    """Return whether a page names something that the story has not."""
    scene = story.scenes.get(stage.scene)
    if scene is None or (stage.step and stage.step not in {step.id for step in scene.steps}):
        return True
    if stage.threshold and scene.warning is None:
        return True
    if stage.bridge and not is_warned(story, stage.bridge):
        return True
    if stage.trail and stage.trail not in story.trails:
        return True
    if stage.return_to and stage.return_to not in story.scenes:
        return True
    return bool(stage.open) and not _can_be_opened(story, stage.open)


def _can_be_opened(story: Story, thing: str) -> bool:
    held: dict[str, Mapping[str, object]] = {
        "term": story.terms, "excerpt": story.excerpts, "claim": story.claims, "figure": story.figures,
        "source": story.sources, "document": story.documents,
    }  # fmt: skip
    kind, _colon, key = thing.partition(":")
    return key in held.get(kind, {})


def is_pushed(story: Story, now: Stage | None, led: Collection[str], stage: Stage, how: str) -> bool:
    """Return whether a page would put a warned scene before people who were not asked.

    The leader comes into a warned scene from its warning alone, by an act of its own; and the projector shows it by
    one more, when the room is in it.
    """
    if not is_warned(story, stage.scene):
        return stage.show_warned
    if stage.threshold:
        return False
    consents = how == "here" and now is not None and now.scene == stage.scene and now.threshold
    if not consents and stage.scene not in led:
        return True
    inside = now is not None and now.scene == stage.scene and not now.threshold
    shown = now is not None and now.show_warned
    return stage.show_warned and not (inside and (shown or how == "here"))


def led_after(story: Story, led: tuple[str, ...], stage: Stage) -> tuple[str, ...]:
    """The warned scenes led into, with this page's."""
    entered = is_warned(story, stage.scene) and not stage.threshold and stage.scene not in led
    return (*led, stage.scene) if entered else led


def is_same_page(one: Stage, other: Stage) -> bool:
    """Return whether two stages stand at the same page, whatever is open over it and under whichever lens."""
    return _page(one) == _page(other)


def stays(now: Stage, stage: Stage) -> bool:
    """Return whether a stage is the page of now: with another thing open, another lens, or its warning confirmed."""
    confirmed = now.threshold and not stage.threshold
    return is_same_page(_replace(now, threshold=False) if confirmed else now, stage)


def _page(stage: Stage) -> Stage:
    return _replace(stage, open="", lens="", show_warned=False, question="")


def is_hard(story: Story, stage: Stage) -> bool:
    """Return whether nobody may be held here: the scene is warned, or one that its next or a branch leads to."""
    scene = story.scenes[stage.scene]
    ways = (*nexts(story, stage), *_targets(story, stage))
    return scene.warning is not None or any(is_warned(story, way) for way in ways)


def is_warned_line(story: Story, line: str) -> bool:
    """Whether an address `scene:step` is of a warned scene: who marks it has read there, which nobody counts."""
    return is_warned(story, line.partition(":")[0])


def nexts(story: Story, stage: Stage) -> tuple[str, ...]:
    """Every scene to which `next` may lead from a page: rather one too many than one too few."""
    found = [_after(story, stage.scene, stage.trail), story.scenes[stage.scene].next]
    if story.scenes[stage.scene].next == "return":
        fork = stage.return_to
        returned = [_after(story, fork, stage.trail), story.scenes[fork].next] if fork else []
        found += [story.scenes[stage.scene].home, *returned]
    return tuple(dict.fromkeys(way for way in found if way in story.scenes))


def _after(story: Story, scene: str, trail: str) -> str:
    """Return what a trail has after a scene; empty off the trail."""
    stops = story.trails[trail].scenes if trail else ()
    after = stops[stops.index(scene) + 1 :] if scene in stops else ()
    return after[0] if after else ""


def _targets(story: Story, stage: Stage) -> tuple[str, ...]:
    """The scene that each branch leads to, in their order."""
    return tuple(_target(story, stage.scene, branch) for branch in story.scenes[stage.scene].branches)


def _target(story: Story, here: str, branch: Branch) -> str:
    """A branch's scene; of a trail its first, or the second for those who stand in the first."""
    if branch.to:
        return branch.to
    trail = story.trails.get(branch.trail)
    stops = trail.scenes if trail else ()
    return next((stop for stop in stops if stop != here or len(stops) == 1), "")


def warned_branches(story: Story, stage: Stage) -> tuple[str, ...]:
    return tuple(target for target in _targets(story, stage) if is_warned(story, target))


def ballot(story: Story, stage: Stage) -> tuple[str, ...]:
    """The scenes that a vote at this page is about; empty where none is held.

    One way alone is put as `look first, or go on`. Where `next` is warned a vote on side looks is still one: the way
    on is the leader's, and not on the ballot.
    """
    targets = _targets(story, stage)
    if stage.threshold or not targets or warned_branches(story, stage):
        return ()
    return (*targets, GO_ON) if len(targets) == 1 else targets


def shows_text(story: Story, stage: Stage | None, document: str) -> bool:
    """Return whether a page's step is the one that opens a text under study."""
    if stage is None or stage.threshold:
        return False
    steps = readable_steps(story.scenes[stage.scene])
    here = next((step for step in steps if step.id == stage.step), steps[0] if steps else None)
    return here is not None and here.kind == "document" and here.ref == document


def option_taken(story: Story, fork: Stage, stage: Stage, targets: tuple[str, ...]) -> int:
    """Return which option of a ballot the room is led to from its fork; as many as there are options: none of them.

    Two trails may begin at one scene: then it is the one that the room is on. Where the choice was to look first or
    to go on, whoever does not look goes on: a run sheet's next scene need not be the story's.
    """
    for option, branch in enumerate(story.scenes[fork.scene].branches):
        if targets[option] == stage.scene and (branch.trail or fork.trail) == stage.trail:
            return option
    if GO_ON in targets:
        return targets.index(GO_ON)
    return len(targets)
