"""The choices under the text: a digit in the margin, the question; the way on comes last."""

from __future__ import annotations

from typing import NamedTuple

from explainer.messages import _, ngettext
from explainer.paint.cells.canvas import Canvas, cells, fit
from explainer.paint.cells.rows import Row, Run
from explainer.paint.grid import SECOND_CHOICE, STANDARD, Grid
from explainer.paint.ink import Pen
from explainer.reading.moves import choices
from explainer.reading.view import View
from explainer.reading.way import onward

_LEFT_ROOM, _RIGHT_ROOM = 31, 36
_MOST_ROWS = 11


class Way(NamedTuple):
    """One line of the choices."""

    key: str
    label: Row
    reference: str


class Ways(NamedTuple):
    """The choices of a page, and how many rows they take; none where they stand behind one key."""

    ways: tuple[Way, ...]
    rows: int
    columns: int


def ways(view: View, grid: Grid, lines_left: int, glyphs: str) -> Ways:
    """The choices of a page.

    Args:
        view: the view.
        grid: where things stand.
        lines_left: rows of the scene after this page; the way on says so, instead of naming the next scene.
        glyphs: the glyph set.
    """
    pen = Pen(view.story, "", glyphs)
    found = [
        Way(str(number), _label(pen, choice.label, choice.warned, choice.taken), f"choice:{number}")
        for number, choice in enumerate(choices(view.story, view.run), 1)
    ]
    found.append(_way_on(view, pen, lines_left))
    least = grid.least_choice_rows
    half = max(least, (len(found) + 1) // 2)
    if grid.compact:
        return Ways(tuple(found), 0, 1)
    if grid.width >= STANDARD and _pairs(found, half, grid):
        return Ways(tuple(found), half, 2)
    return Ways(tuple(found), min(_MOST_ROWS, max(least, len(found))), 1)


def _pairs(found: list[Way], half: int, grid: Grid) -> bool:
    left, right = found[:half], found[half:]
    room = min(_RIGHT_ROOM, grid.right - grid.left - SECOND_CHOICE)
    return all(cells(way.label) <= (_LEFT_ROOM if right else grid.block) for way in left) and all(
        cells(way.label) <= room for way in right
    )


def _label(pen: Pen, text: str, warned: bool, taken: bool) -> Row:
    row = [Run(pen.text(text), "text")]
    if taken:
        row.append(Run(f" {pen.signs.dot} {_('taken')}", "chrome"))
    if warned:
        row += [Run(f" {pen.signs.warned}", "alert-sign"), Run(f" {_('warned')}", "chrome")]
    return tuple(row)


def _way_on(view: View, pen: Pen, lines_left: int) -> Way:
    arrow = pen.signs.onward
    if lines_left:
        words = ngettext("Read on: {n} more line", "Read on: {n} more lines", lines_left).format(n=lines_left)
        return Way(arrow, (Run(words, "text"),), "action:next")
    step = onward(view.story, view.run)
    if step.kind == "end":
        return Way(pen.signs.stands, (Run(_("The story ends here."), "text"),), "")
    target = view.story.scenes[step.target]
    warned = target.warning is not None and target.id not in view.run.consented
    return Way(arrow, _label(pen, step.label, warned, False), "action:next")


def draw_ways(canvas: Canvas, grid: Grid, first: int, found: Ways) -> None:
    """Draw the choices from a row on, filling the left column first."""
    per_column = found.rows if found.columns == 2 else len(found.ways)
    for index, way in enumerate(found.ways):
        column, row = divmod(index, per_column)
        if row >= found.rows or column >= found.columns:
            return
        left = grid.left + column * SECOND_CHOICE
        room = grid.right - left
        canvas.write(first + row, left - 2, way.key, "accent-strong", way.reference)
        label = fit(way.label, room, canvas.signs.ellipsis)
        canvas.put(first + row, left, (Run(run.text, run.style, way.reference) for run in label))
