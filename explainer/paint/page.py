"""`paint`: a view, a size and a profile make the rows of a whole screen; pure, the same everywhere."""

from __future__ import annotations

from explainer.messages import _
from explainer.paint.cells.canvas import Canvas
from explainer.paint.cells.rows import Frame, Row, Run
from explainer.paint.cells.style import Profile
from explainer.paint.cells.wrapping import wrap_text
from explainer.paint.grid import LEAST_HEIGHT, LEAST_WIDTH, grid, too_small
from explainer.paint.opening import compose_opening, is_opening
from explainer.paint.scene import compose_scene, finished
from explainer.paint.warning import compose_warning
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
    own = grid(width, height, profile.measure)
    if view.room is not None:
        from explainer.paint.room_pages import compose_in_a_room  # loaded with the first page of a room

        made = compose_in_a_room(view, view.room, own, canvas)
        if isinstance(made, Frame):
            return made
        view = made
    if view.screen == "claim":
        from explainer.paint.claim_screen import compose_claim

        return compose_claim(view, own, canvas)
    if view.listings:
        from explainer.paint.screens import compose_screen

        return compose_screen(view, grid(width, height, profile.measure, single=True), canvas)
    if view.run.visit.threshold:
        return compose_warning(view, grid(width, height, profile.measure, single=True), canvas)
    if view.room is None and is_opening(view):
        return compose_opening(view, grid(width, height, profile.measure, single=True), own, canvas)
    return compose_scene(view, own, canvas)


def _too_small(view: View, canvas: Canvas) -> Frame:
    if view.room is not None:
        from explainer.paint.room_pages import too_small_in_a_room

        return too_small_in_a_room(view, view.room, canvas)
    words = _(
        "This window is {width}x{height}; {least}x{low} is the least. "
        "Make it larger, or press b to read line by line."
    ).format(width=canvas.columns, height=canvas.height, least=LEAST_WIDTH, low=LEAST_HEIGHT)
    for row, line in enumerate(wrap_text(words, max(1, canvas.columns))):
        canvas.put(row, 0, line)
    return finished(canvas, view, Layout())


def rows_text(rows: tuple[Row, ...]) -> str:
    """The rows as plain text, one a line: for tests and for looking."""
    return "\n".join("".join(run.text for run in row) for row in rows)


__all__ = ["Frame", "Profile", "Row", "Run", "compose", "paint", "rows_text"]
