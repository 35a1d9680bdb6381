"""The way ahead: what `next` leads to, how long it takes, and where in it one is."""

from __future__ import annotations

import msgspec

from explainer.reading.run import Run, Visit
from explainer.story.model import graph
from explainer.story.model.graph import At
from explainer.story.model.prose import minutes
from explainer.story.model.structs import Story


class Onward(msgspec.Struct, frozen=True, array_like=True):
    """What `next` does once the scene is read."""

    kind: str
    """scene, detour (the way round a warned scene), or end."""
    target: str = ""
    label: str = ""
    bridge: str = ""
    """The warned scene gone round, whose bridge sentence is shown first."""


def on_trail(story: Story, visit: Visit) -> bool:
    """Whether the scene is a stop of the trail one is on."""
    return bool(visit.trail) and visit.scene in story.trails[visit.trail].scenes


def at(visit: Visit) -> At:
    """Where a reader is, as the story's rules ask for it."""
    return At(visit.scene, visit.trail, visit.return_to)


def own_next(story: Story, visit: Visit) -> str:
    """What comes after: the trail's next, the scene's `next`, or where a side scene returns; else empty."""
    return graph.own_next(story, at(visit))


def onward(story: Story, run: Run) -> Onward:
    """What `next` does at the end of the scene, or at its warning."""
    visit = run.visit
    scene = story.scenes[visit.scene]
    if visit.threshold and scene.warning is not None:
        target = graph.way_round(story, at(visit))
        return Onward("detour", target, story.scenes[target].title, bridge=scene.id)
    target = own_next(story, visit)
    if not target:
        return Onward("end")
    own = target == scene.next or not on_trail(story, visit)
    return Onward("scene", target, (scene.next_label if own else "") or story.scenes[target].title)


def way_ahead(story: Story, run: Run) -> tuple[str, ...]:
    """The scenes that `next` leads through from here, this one first, to an ending.

    Warned scenes are gone round; on a trail the way ends with the trail.
    """
    passed: list[str] = []
    met: set[str] = set()  # also those gone round: two warned scenes may each be the other's detour
    visit = run.visit
    while visit.scene not in met:
        met.add(visit.scene)
        passed.append(visit.scene)
        if on_trail(story, visit) and visit.scene == story.trails[visit.trail].scenes[-1]:
            break
        step = onward(story, msgspec.structs.replace(run, visit=visit))
        if step.kind == "detour":
            passed.pop()
        if step.kind == "end":
            break
        target = story.scenes[step.target]
        warned = target.warning is not None and step.target not in run.consented
        visit = msgspec.structs.replace(
            visit, scene=step.target, threshold=warned, return_to=_kept_return(story, visit, step.target)
        )
    return tuple(passed)


def _kept_return(story: Story, visit: Visit, target: str) -> str:
    return visit.return_to if story.scenes[target].next == "return" else ""


def minutes_left(story: Story, run: Run) -> int:
    """Minutes of the way actually ahead, this scene included."""
    return minutes(sum(story.scenes[scene].words for scene in way_ahead(story, run)))


def position(story: Story, run: Run) -> tuple[int, int]:
    """Which scene of how many: of the trail while on it, else of the story."""
    visit = run.visit
    if on_trail(story, visit):
        stops = story.trails[visit.trail].scenes
        return stops.index(visit.scene) + 1, len(stops)
    return story.order.index(visit.scene) + 1, len(story.order)
