"""Screens beside a scene that keep its head: a text under study, one of its sentences, a guess."""

from __future__ import annotations

from collections.abc import Iterable

from explainer.messages import _
from explainer.paint.cells import text_width
from explainer.paint.cells.canvas import Canvas, Line, cells, draw_from_right
from explainer.paint.cells.rows import Row, Run, from_right
from explainer.paint.cells.wrapping import wrap, wrap_text
from explainer.paint.chrome import header, peek, ribbon, room_line
from explainer.paint.grid import RIBBON, Grid
from explainer.paint.ink import Inker, Pen
from explainer.reading.lists import Entry
from explainer.reading.view import Layout, View
from explainer.story.model import Prose
from explainer.story.references import Reference


def head(view: View, grid: Grid, canvas: Canvas, title: str, fact: str) -> int:
    """The scene's header and ribbon, a title of one's own, a fact at the right. Returns the first row of text."""
    header(canvas, grid, view)
    ribbon(canvas, grid, view)
    rows = wrap_text(title, grid.measure, "strong")
    for index, row in enumerate(rows):
        canvas.put(grid.title + index, grid.left, row)
    last = cells(rows[-1]) if rows else 0
    if fact and last + text_width(fact) + 3 <= grid.measure:
        at = grid.title + len(rows) - 1
        if rows and from_right(rows[-1]):
            canvas.write(at, grid.left, fact, "chrome")
        else:
            canvas.put_right(at, grid.left + grid.measure, (Run(fact, "chrome"),))
    return grid.title + len(rows) + 1


def foot_rows(grid: Grid) -> int:
    """Rows between the peek line and the room line."""
    return 0 if grid.compact else 2


def text_rows(grid: Grid, first: int) -> int:
    """Rows of text from a row down to the peek line."""
    return max(1, grid.text_end(foot_rows(grid)) - first)


def floor(view: View, grid: Grid, canvas: Canvas, said: Row, fact: str, below: Iterable[Row]) -> None:
    """The peek line, the rows under it where there is room, and the message."""
    rows = foot_rows(grid)
    peek(canvas, grid, grid.peek(rows), said, fact, room=view.message)
    for index, row in enumerate(tuple(below)[:rows]):
        canvas.put(grid.room - rows + index, grid.left, row)
    room_line(canvas, grid, view)


def draw(canvas: Canvas, grid: Grid, lines: Iterable[Line], row: int, selected: int, mark: int) -> None:
    """Rows of text; those of the item in hand lie on the bar, and marks in hand are filled.

    Args:
        canvas: where to draw.
        grid: where things stand.
        lines: the rows.
        row: the first one.
        selected: the item in hand; -1: none.
        mark: the column of the hand.
    """
    for line in lines:
        reference = f"item:{line.item}" if line.item >= 0 else ""
        hand = f"item:{selected}" if line.item < 0 else ""
        runs = tuple(
            Run(text, "cursor" if hand and own == hand else style, own or reference)
            for text, style, own in line.runs
        )
        canvas.put(row, grid.left + line.indent, runs, hand)
        turned = from_right(line.runs)
        if turned:
            draw_from_right(canvas, line._replace(runs=()), row, grid.left, grid.measure, reference)
        if line.right and not turned:
            right = tuple(Run(run.text, run.style, run.reference or reference) for run in line.right)
            canvas.put_right(row, grid.left + grid.measure, right)
        if line.margin and not turned:
            canvas.put_right(row, grid.left - 1, line.margin)
        if line.item >= 0 and line.item == selected:
            canvas.bar(row, grid.bar)
            if canvas.cursor is None:
                canvas.write(row, mark, canvas.signs.hand, "accent")
                canvas.point(row, grid.left + line.indent)
        row += 1


def shown(lines: list[Line], rows: int, top: int, selected: int) -> tuple[int, int]:
    """Which lines are shown: from a row on, unless the item or the mark in hand would be out of sight."""
    first = max(0, min(top, len(lines) - rows))
    here = [index for index, line in enumerate(lines) if selected in _items(line)] if selected >= 0 else []
    if here:
        if here[-1] >= first + rows:
            first = min(here[-1] - rows + 1, here[0])
        first = min(first, here[0])
    return first, min(len(lines), first + rows)


def in_sight(lines: list[Line], start: int, end: int) -> tuple[int, ...]:
    """The items whose first row or mark is shown."""
    first: dict[int, int] = {}
    for index, line in enumerate(lines):
        for item in _items(line):
            first.setdefault(item, index)
    return tuple(sorted(item for item, index in first.items() if start <= index < end))


def _items(line: Line) -> set[int]:
    marks = {int(run.reference[5:]) for run in line.runs if run.reference.startswith("item:")}
    return marks | ({line.item} if line.item >= 0 else set())


def part(lines: list[Line], start: int, end: int, arrow: str) -> str:
    """What the rule says of a text that is longer than the screen."""
    if start == 0 and end >= len(lines):
        return ""
    words = _("{first}-{last} of {total} lines").format(first=start + 1, last=end, total=len(lines))
    return f"{words} {arrow}" if end < len(lines) else words


def prose_lines(
    pen: Pen, proses: Iterable[Prose], found: tuple[Reference, ...], entries: tuple[Entry, ...], measure: int
) -> list[Line]:
    """Proses as rows, their marks numbered anew, each leading to the row of a list that it opens."""
    at = {(entry.kind, entry.id): index for index, entry in enumerate(entries)}
    items = [at.get((reference.kind, reference.id), -1) for reference in found]
    inker = Inker(pen, found)
    lines: list[Line] = []
    for prose in proses:
        for pieces in inker.paragraphs(prose):
            rows = wrap([_leading(piece, items) for piece in pieces], measure)
            lines += ([Line()] if lines and rows else []) + [Line(row.runs) for row in rows]
    return lines


def _leading(piece: Run, items: list[int]) -> Run:
    kind, _colon, number = piece.reference.partition(":")
    if kind != "ref" or items[int(number)] < 0:
        return Run(piece.text, piece.style)
    return Run(piece.text, piece.style, f"item:{items[int(number)]}")


def onward_layout(
    view: View, canvas: Canvas, rows: int, overflow: int = 0, top: int = 0, found: tuple[int, ...] = ()
) -> Layout:
    """The layout of a screen from which one goes on along the scene: where the page of the scene ends."""
    from explainer.paint.page import compose  # the page under this one

    bare = View(view.story, view.run)
    below = compose(bare, canvas.columns, canvas.height, canvas.profile).layout
    return Layout(below.following, found, rows=rows, overflow=overflow, top=top)


def narrow(grid: Grid) -> bool:
    """Whether there is no margin for numbers and a hand beside each other."""
    return grid.left < 4 or grid.width < RIBBON
