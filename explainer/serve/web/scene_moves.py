"""A browser's own moves, by scenes, since a page holds a whole one; the rules are those of every reader. Pure."""

from __future__ import annotations

from explainer.messages import _
from explainer.problems import Cannot
from explainer.reading.actions import Action
from explainer.reading.moves import apply, choices, onward
from explainer.reading.run import Run
from explainer.story.model.structs import Story


def onwards(story: Story, run: Run) -> Run:
    """To the next scene; at a warning round it."""
    return apply(story, run, Action("next"))


def backwards(story: Story, run: Run) -> Run:
    """To the scene before: the steps in between were pages elsewhere, here they are one.

    Raises:
        Cannot: this is where one began.
    """
    here = (run.visit.scene, run.visit.threshold)
    found = apply(story, run, Action("back"))
    while found.past and (found.visit.scene, found.visit.threshold) == here:
        found = apply(story, found, Action("back"))
    return found


def towards(story: Story, run: Run, address: str) -> Run:
    """To a scene, or a step of one: as the next or a choice where it is one of those, else by a jump.

    Raises:
        Cannot: there is no such scene.
    """
    scene = address.partition(":")[0]
    ahead = onward(story, run)
    if ahead.kind != "end" and ahead.target == address:
        return apply(story, run, Action("next"))
    for number, choice in enumerate(choices(story, run), 1):
        if choice.target == address and choice.kind != "trail":
            return apply(story, run, Action("choose", str(number)))
    if scene not in story.scenes:
        raise Cannot(_("There is no such scene here."))
    return apply(story, run, Action("go", address))


def along(story: Story, run: Run, trail: str) -> Run:
    """Onto a trail, as a choice where it is one.

    Raises:
        Cannot: there is no such trail.
    """
    for number, choice in enumerate(choices(story, run), 1):
        if choice.kind == "trail" and choice.target == trail:
            return apply(story, run, Action("choose", str(number)))
    if trail not in story.trails:
        raise Cannot(_("There is no such trail here."))
    return apply(story, run, Action("trail", trail))
