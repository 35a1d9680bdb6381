"""A figure among the text: its picture for a step of a scene, or for the column beside it.

Every cell leads to the figure's own screen, where keys and the mouse reach each value.
"""

from __future__ import annotations

from explainer.paint.rows import Row, Run
from explainer.paint.sight import Sight
from explainer.paint.style import Profile
from explainer.story.figures.data import data
from explainer.story.model.structs import Figure, Story

LEAST = 32
"""Cells under which a picture says less than its sentence."""
HEIGHTS = {"map": 14, "steps": 12, "columns": 10, "timeline": 10, "network": 10, "bars": 12, "bands": 10}
"""Rows of a picture among the text, by kind; a table with fewer rows takes fewer."""


def inline(
    story: Story,
    figure: Figure,
    width: int,
    height: int,
    profile: Profile,
    *,
    on: str = "",
    day: str = "",
    here: str = "",
    seen: frozenset[str] = frozenset(),
    reference: str = "",
) -> tuple[Row, ...]:
    """A figure's picture as at most `height` rows; none where the width is too small for one.

    Args:
        story: the story.
        figure: the figure.
        width: cells.
        height: rows.
        profile: what the terminal shows.
        on: the lens day, or empty.
        day: the scene's day.
        here: the scene.
        seen: scenes the reader has seen.
        reference: where every cell leads; empty: nowhere.
    """
    if width < LEAST or height < 4:
        return ()
    sight = Sight(on=on, day=day, here=here, seen=seen, margin=0)
    rows = _drawn(story, figure, width, height, profile, sight)
    while rows and not any(run.text.strip() for run in rows[-1]):
        rows = rows[:-1]
    return tuple(_leading(row, reference) for row in rows)


def _drawn(
    story: Story, figure: Figure, width: int, height: int, profile: Profile, sight: Sight
) -> tuple[Row, ...]:
    """The rows of its kind's painter; each is loaded with the first figure of its kind."""
    if figure.kind == "map":
        from explainer.paint import maps
        from explainer.reading import figures

        day = figures.day_at(figure, sight.day)
        frame = figures.frame(data(story, figure, sight.on).rows, day)
        shaded = figures.shading(story, figure, day, sight.on)
        return maps.draw(story, figure, frame, shaded, width, height, profile, named=width >= 60).rows
    shown, options = data(story, figure, sight.on), figure.options
    if figure.kind == "timeline":
        from explainer.paint import timelines

        return timelines.draw(shown, width, height, profile, "", options, sight)
    if figure.kind == "network":
        from explainer.paint import network

        return network.draw(shown, width, height, profile, "", options, sight)
    from explainer.paint import charts

    return charts.draw(figure.kind, shown, width, height, profile, "", options, sight)


def _leading(row: Row, reference: str) -> Row:
    """The same row, all of it leading to one place, without blanks at its right."""
    runs: list[Run] = []
    for run in row:
        if not run.text:  # it says how the row is read
            runs.append(run)
        elif runs and runs[-1].text and runs[-1].style == run.style:
            runs[-1] = Run(runs[-1].text + run.text, run.style, reference)
        else:
            runs.append(Run(run.text, run.style, reference))
    while runs and not runs[-1].text.strip() and runs[-1].style == "text":
        runs.pop()
    if runs and runs[-1].style == "text":
        runs[-1] = Run(runs[-1].text.rstrip(" "), "text", reference)
    return tuple(runs)
