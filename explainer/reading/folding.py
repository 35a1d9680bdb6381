"""What the lens folds on a page, and what the reader opened all the same."""

from __future__ import annotations

import msgspec

from explainer.reading.run import Run
from explainer.reading.stops import OPENED_WHOLE, step_stop, stops
from explainer.reading.view import View
from explainer.story.model.lens import said_later
from explainer.story.model.prose import readable_steps
from explainer.story.model.structs import Scene, Step, Story

_replace = msgspec.structs.replace


def unfolded_in(run: Run) -> frozenset[str]:
    """The steps of the run's scene that were opened although they were said later."""
    scene = f"{run.visit.scene}:"
    return frozenset(key[len(scene) :] for key in run.unfolded if key.startswith(scene))


def said_later_day(story: Story, run: Run, step: Step) -> str:
    """The day from which a step can be read, where that is after the lens day; else empty."""
    return said_later(story, step, run.lens.on) if run.lens else ""


def is_folded(story: Story, run: Run, step: Step) -> bool:
    return bool(said_later_day(story, run, step)) and f"{run.visit.scene}:{step.id}" not in run.unfolded


def toggled(run: Run, step: str) -> Run:
    """The run with a folded step opened, or with an opened one folded again."""
    key = f"{run.visit.scene}:{step}"
    if key in run.unfolded:
        return _replace(run, unfolded=tuple(other for other in run.unfolded if other != key))
    return _replace(run, unfolded=(*run.unfolded, key))


def later_step(view: View, stop: int) -> Step | None:
    """The step that a stop stands for, where the lens has folded it, or had until the reader opened it."""
    scene = view.story.scenes[view.run.visit.scene]
    found = stops(scene)
    if not 0 <= stop < len(found) or stop != step_stop(scene, found[stop].step):
        return None
    step = next(step for step in readable_steps(scene) if step.id == found[stop].step)
    return step if said_later_day(view.story, view.run, step) else None


def reachable(view: View, stop: int) -> int:
    """The stop itself; where it lies in a folded step, that step; -1 for what is no stop any more."""
    scene = view.story.scenes[view.run.visit.scene]
    found = stops(scene)
    if not 0 <= stop < len(found):
        return -1
    step = _step(scene, found[stop].step)
    if step is not None and is_folded(view.story, view.run, step):
        return step_stop(scene, step.id)
    whole = stop == step_stop(scene, found[stop].step)
    if whole and step is not None and step.kind not in OPENED_WHOLE and later_step(view, stop) is None:
        return -1
    return stop


def open_later(view: View) -> View | None:
    """The view with the step in hand opened, where the lens folds it, or folded again; None for any other stop.

    A guess or a text under study is not folded again: its own screen opens instead.
    """
    step = later_step(view, view.cursor)
    if step is None or (step.kind in OPENED_WHOLE and not is_folded(view.story, view.run, step)):
        return None
    return _replace(view, run=toggled(view.run, step.id))


def first_stop(view: View, here: tuple[int, ...], step: str) -> int:
    """The first stop of the page that begins in a step, after the stops of the page before; -1: there is none."""
    order = page_order(view)
    passed = [order.index(stop) for stop in here if stop in order]
    scene = view.story.scenes[view.run.visit.scene]
    steps = [one.id for one in readable_steps(scene)]
    since = steps[steps.index(step) :] if step in steps else steps
    found = stops(scene)
    return next((stop for stop in order[max(passed, default=-1) + 1 :] if found[stop].step in since), -1)


def page_order(view: View) -> list[int]:
    """All stops of the scene as they follow each other under the lens."""
    scene = view.story.scenes[view.run.visit.scene]
    steps = readable_steps(scene)
    cited = stops(scene)[: -len(steps)] if steps else ()
    order: list[int] = []
    for step in steps:
        if step.kind in OPENED_WHOLE or said_later_day(view.story, view.run, step):
            order.append(step_stop(scene, step.id))
        if not is_folded(view.story, view.run, step):
            order += [number for number, one in enumerate(cited) if one.step == step.id]
    return order


def _step(scene: Scene, key: str) -> Step | None:
    return next((step for step in readable_steps(scene) if step.id == key), None)
