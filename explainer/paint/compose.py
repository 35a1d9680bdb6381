"""A view, a size and a profile make the rows of a whole screen; pure, and the same for every front end."""

from __future__ import annotations

import msgspec

from explainer.messages import _
from explainer.paint.cells.canvas import Canvas
from explainer.paint.cells.rows import Frame, Row, Run
from explainer.paint.cells.style import Profile, message_text
from explainer.paint.page.chrome import finished, put_text
from explainer.paint.page.layout import LEAST_HEIGHT, LEAST_WIDTH, grid, too_small
from explainer.paint.page.opening import compose_reading
from explainer.reading.view import Layout, View


def paint(view: View, width: int, height: int, profile: Profile) -> tuple[Row, ...]:
    """The rows of a whole screen: exactly `height`, none wider than `width`."""
    return compose(view, width, height, profile).rows


def compose(view: View, width: int, height: int, profile: Profile) -> Frame:
    """A whole screen, with what the next key needs to know about it."""
    canvas = Canvas(width, height, profile)
    if view.hidden:
        return Frame(canvas.rows(), Layout())
    if too_small(width, height):
        return _too_small(view, canvas)
    if view.message and profile.glyphs == "ascii":
        view = msgspec.structs.replace(view, message=message_text(view.message, profile.glyphs))
    own = grid(width, height, profile.measure)
    if view.room is not None:
        from explainer.paint.room.states import compose_in_a_room  # loaded with the first page of a room

        made = compose_in_a_room(view, view.room, own, canvas)
        if isinstance(made, Frame):
            return made
        view = made
    if view.screen == "claim":
        from explainer.paint.page.claim_screen import compose_claim

        return compose_claim(view, own, canvas)
    if view.listings:
        from explainer.paint.page.screens import compose_screen

        return compose_screen(view, grid(width, height, profile.measure, single=True), canvas)
    return compose_reading(view, own, canvas)


def _too_small(view: View, canvas: Canvas) -> Frame:
    if view.room is not None:
        from explainer.paint.room.states import too_small_in_a_room

        return too_small_in_a_room(view, view.room, canvas)
    words = _(
        "This window is {width}x{height}; {least}x{low} is the least. "
        "Make it larger, or press b to read line by line."
    ).format(width=canvas.columns, height=canvas.height, least=LEAST_WIDTH, low=LEAST_HEIGHT)
    put_text(canvas, 0, 0, max(1, canvas.columns), words)
    return finished(canvas, view, Layout())


def rows_text(rows: tuple[Row, ...]) -> str:
    """The rows as plain text, one a line: for tests and for looking."""
    return "\n".join("".join(run.text for run in row) for row in rows)


__all__ = ["Frame", "Profile", "Row", "Run", "compose", "paint", "rows_text"]
