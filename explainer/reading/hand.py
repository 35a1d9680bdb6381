"""What a reader has in hand: the reference under the cursor, and the line that it stands in."""

from __future__ import annotations

from explainer.reading.stops import stops
from explainer.reading.view import Layout, View
from explainer.story.model.outline import Place
from explainer.story.model.prose import Reference, readable_steps


def in_hand(view: View) -> Reference | None:
    """The reference under the cursor."""
    found = stops(view.story.scenes[view.run.visit.scene])
    return found[view.cursor] if 0 <= view.cursor < len(found) else None


def current_step(view: View, layout: Layout) -> str:
    """The step in hand: of the reference under the cursor, else the first on the page."""
    reference = in_hand(view)
    if reference:
        return reference.step
    steps = readable_steps(view.story.scenes[view.run.visit.scene])
    return layout.step or view.run.visit.step or (steps[0].id if steps else "")


def current_place(view: View, layout: Layout) -> Place:
    """The line in hand, for citations and notes."""
    return Place(view.run.visit.scene, current_step(view, layout))
