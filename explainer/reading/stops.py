"""What the cursor can stop at in a scene: its references, and each step as a whole.

A step is a stop where it is opened whole: a guess, a document, a paragraph folded by the lens. Steps are counted
after all references, so that the number of a reference is the same for everybody who counts them.
"""

from __future__ import annotations

from explainer.story.model import Scene
from explainer.story.references import Reference, readable_steps, references


def stops(scene: Scene) -> tuple[Reference, ...]:
    """The references of a scene, then its steps: of the kind of the step, with the step's id."""
    steps = readable_steps(scene)
    return (*references(scene), *(Reference(step.kind, step.id, "", step.id) for step in steps))


def step_stop(scene: Scene, step: str) -> int:
    """The number of a step among the stops; -1 when a reader does not see it."""
    ids = [one.id for one in readable_steps(scene)]
    return len(references(scene)) + ids.index(step) if step in ids else -1
