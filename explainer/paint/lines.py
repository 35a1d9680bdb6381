"""Rows of a sheet or a list before they have a place: text, a fact at the right edge, a margin."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from explainer.paint.canvas import Canvas, cells, fit
from explainer.paint.cells import width
from explainer.paint.grid import Grid
from explainer.paint.rows import Row, Run, from_right
from explainer.paint.wrap import wrap, wrap_text


class Line(NamedTuple):
    """One row."""

    runs: Row = ()
    right: Row = ()
    """Ends at the right edge."""
    margin: Row = ()
    """Hangs in the margin."""
    item: int = -1
    """The entry of the list it belongs to, from 0."""
    indent: int = 0


BLANK = Line()


def text_lines(
    text: str, measure: int, style: str = "text", *, indent: int = 0, item: int = -1
) -> list[Line]:
    """A text as rows."""
    rows = wrap_text(text, measure - indent, style)
    return [Line(row, indent=indent, item=item) for row in rows]


def pieces_lines(pieces: Iterable[Run], measure: int, *, indent: int = 0, item: int = -1) -> list[Line]:
    """Styled pieces as rows."""
    return [Line(line.runs, indent=indent, item=item) for line in wrap(pieces, measure - indent)]


def with_fact(
    text: str, style: str, fact: str, measure: int, *, item: int = -1, fact_style: str = "chrome"
) -> list[Line]:
    """Rows of a text with a fact at the right edge of the last one, or on a row of its own."""
    rows = wrap_text(text, measure, style)
    facts = (Run(fact, fact_style),) if fact else ()
    if not rows:
        return [Line((), facts, item=item)]
    lines = [Line(row, item=item) for row in rows]
    if cells(rows[-1]) + width(fact) + 2 <= measure:
        lines[-1] = lines[-1]._replace(right=facts)
    elif facts:
        lines.append(Line((), facts, item=item))
    return lines


def field_lines(label: str, value: str, measure: int, label_cells: int, reference: str = "") -> list[Line]:
    """A labelled value: the label in chrome, the value in a column of its own."""
    if not value:
        return []
    style = "address" if reference else "text"
    room = measure - label_cells
    rows = wrap_text(value, room, style, reference)
    lines = [Line(row, indent=label_cells) for row in rows]
    if lines:
        head = Run(label + " " * max(1, label_cells - width(label)), "chrome")
        lines[0] = Line((head, *rows[0]))
    return lines


def parted(groups: Iterable[list[Line]]) -> list[Line]:
    """Groups of rows with one blank between; empty groups leave none."""
    lines: list[Line] = []
    for group in groups:
        if group:
            lines += [BLANK, *group] if lines else group
    return lines


def draw_lines(
    canvas: Canvas,
    lines: Iterable[Line],
    row: int,
    left: int,
    measure: int,
    selected: int = -1,
    bar: tuple[int, int] = (0, 0),
) -> int:
    """Draw rows from a row on; the selected item gets the hand and the bar. Returns the row after them."""
    for line in lines:
        in_hand = line.item >= 0 and line.item == selected
        reference = f"item:{line.item}" if line.item >= 0 else ""
        room = measure - line.indent - (cells(line.right) + 1 if line.right else 0)
        runs = fit(line.runs, room, canvas.signs.ellipsis)
        if turned := from_right(runs):
            draw_from_right(canvas, line._replace(runs=runs), row, left, measure, reference)
        else:
            canvas.put(row, left + line.indent, _referring(runs, reference))
            if line.right:
                canvas.put_right(row, left + measure, _referring(line.right, reference))
            if line.margin:
                canvas.put_right(row, left - 1, line.margin)
        if in_hand:
            canvas.bar(row, bar)
            if canvas.cursor is None:
                sign, at = canvas.signs.hand, max(0, left - 2)
                if turned:
                    sign, at = canvas.signs.hand_left, left + measure + 1
                canvas.write(row, at, sign, "accent")
                canvas.point(row, left + measure - 1 if turned else left + line.indent)
        row += 1
    return row


def draw_from_right(
    canvas: Canvas, line: Line, row: int, left: int, measure: int, reference: str = ""
) -> None:
    """One row of a right-to-left text: it ends at the right, its fact at the left, and its margin is the right one."""
    canvas.put(row, left + line.indent, _referring(line.runs, reference))
    if line.right:
        canvas.put(row, left, _referring(line.right, reference))
    if line.margin:
        canvas.put(row, left + measure + 1, line.margin)


def _referring(runs: Row, reference: str) -> Row:
    return tuple(Run(run.text, run.style, run.reference or reference) for run in runs) if reference else runs


def window(lines: list[Line], rows: int, top: int, selected: int = -1) -> tuple[int, int]:
    """Which lines a screen of `rows` shows: from `top`, or around the selected item. Returns first and end.

    A list keeps the selected row in its middle until an end is reached, so that each key moves by one row.
    """
    if len(lines) <= rows:
        return 0, len(lines)
    first = max(0, min(top, len(lines) - rows))
    if selected >= 0:
        here = [index for index, line in enumerate(lines) if line.item == selected]
        if here:
            first = max(0, min(here[0] - (rows - 1) // 2, len(lines) - rows))
            if here[-1] >= first + rows:
                first = min(here[-1] - rows + 1, here[0])
    return first, first + rows


def block_bar(grid: Grid) -> tuple[int, int]:
    return grid.bar


def scrolled(lines: list[Line], rows: int, top: int, selected: int = -1) -> int:
    """The first row shown of a record: where it was scrolled to, unless the row in hand would be out of sight."""
    first = max(0, min(top, len(lines) - rows))
    here = [index for index, line in enumerate(lines) if line.item == selected] if selected >= 0 else []
    if here and here[-1] >= first + rows:
        first = min(here[-1] - rows + 1, here[0])
    first = min(first, here[0]) if here else first
    return first + (first > 0 and lines[first] == BLANK)  # a page does not begin with a blank row


def in_sight(lines: list[Line], start: int, end: int) -> tuple[int, ...]:
    """The items whose first row is shown, with all of their rows where they fit a screen."""
    found: dict[int, list[int]] = {}
    for index, line in enumerate(lines):
        if line.item >= 0:
            found.setdefault(line.item, []).append(index)
    return tuple(
        item
        for item, at in found.items()
        if start <= at[0] and (at[-1] < end or (at[0] < end and at[-1] - at[0] >= end - start))
    )
