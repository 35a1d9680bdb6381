"""A figure among the text of a scene, in the rows that a page has for it."""

from __future__ import annotations

from explainer.paint.cells.rows import Row, Run
from explainer.paint.cells.style import Profile
from explainer.paint.cells.wrapping import WrappedLine, cut, wrap
from explainer.paint.figures.painters import HEIGHTS, inline
from explainer.paint.page.prose import Pen
from explainer.story.model.sentences import sentences
from explainer.story.model.structs import Figure, Scene, Span, Step

_AMONG_TEXT, _SMALLEST = 8, 4
"""Rows of a picture that is worth its place on a page, and of any."""


def picture_and_words(
    pen: Pen, scene: Scene, step: Step, measure: int, room: int, number: int
) -> tuple[list[Row], tuple[WrappedLine, ...]]:
    """The rows of a figure's picture, and those of its words below it.

    Args:
        pen: for the story and the lens day.
        scene: the scene it stands in.
        step: the figure's step.
        measure: cells of a row.
        room: rows of a page under the figure's name; less than none where it stands beside the text.
        number: its stop, to which the picture leads.
    """
    figure = pen.story.figures[step.ref]
    told = pen.text(_caption(pen, figure))
    words = wrap([Run(told, "text")], measure)
    height = room - len(words) - 2
    if height < _AMONG_TEXT:  # as many whole sentences as the picture leaves rows for
        wanted = _AMONG_TEXT + (figure.kind == "map")  # a country's shape needs it
        height = max(_SMALLEST, min(wanted, room - 2), room - len(words))
    picture = _picture(pen, scene, step, measure, min(height, room), number)
    if not picture:
        return [], words
    if len(picture) + len(words) > room:
        words = _shortened(pen, told, measure, room - len(picture))
    if len(picture) + len(words) + 2 <= room:
        picture = [(), *picture, ()]
    return picture, words


def _caption(pen: Pen, figure: Figure) -> str:
    if not pen.on:
        return figure.twin
    from explainer.story.figures.alt_text import caption  # loaded with the first figure under a lens

    return caption(pen.story, figure, pen.on)


def _picture(pen: Pen, scene: Scene, step: Step, measure: int, height: int, number: int) -> list[Row]:
    """None beside the text, where the second column has it, and where fewer rows are left than any picture needs."""
    if height < _SMALLEST:
        return []
    figure = pen.story.figures[step.ref]
    height = min(height, HEIGHTS.get(figure.kind, _AMONG_TEXT))
    return list(
        inline(
            pen.story, figure, measure, height, Profile(glyphs=pen.glyphs), on=pen.on, day=scene.when.start,
            reference=f"ref:{number}", shows=step.shows,
        )
    )  # fmt: skip


def _shortened(pen: Pen, told: str, measure: int, rows: int) -> tuple[WrappedLine, ...]:
    """As many whole sentences as fit so many rows: half of one says another thing. The figure's screen has all."""
    said = [sentence for sentence in sentences((Span("text", told),)) if sentence]
    for count in range(len(said), 0, -1):
        text = "".join(span.text for sentence in said[:count] for span in sentence).strip()
        found = wrap([Run(text, "text")], measure)
        if len(found) <= rows:
            return found
    begun = cut(told, rows * measure * 9 // 10, pen.signs.ellipsis)
    return wrap([Run(begun, "text")], measure)[:rows]
