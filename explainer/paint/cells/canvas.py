"""A screen under construction: runs put at columns, bars and margins; at the end exactly `height` rows."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from explainer.messages import _
from explainer.paint.cells.rows import LEFT_TO_RIGHT, SET, Row, Run, from_right
from explainer.paint.cells.style import Profile, Signs, on_ground, signs
from explainer.paint.cells.wrapping import clean, cut, take, whole_words, width, wrap, wrap_text
from explainer.story.text import RIGHT_TO_LEFT as RIGHT_TO_LEFT_LETTER

if TYPE_CHECKING:
    from explainer.paint.page.layout import Grid

_ASCII_SIGNS = str.maketrans("‘’‚“”„–—‒‐‑·→←↑↓−…×", "'''\"\"\"------>" + "<^v-~x")
"""The last net under the ASCII set, one cell for one cell; prose was transliterated before it was broken."""


_IN_ORDER = Run("", "text", SET)


def _turns(text: str, reference: str) -> bool:
    """Whether a run has to do with right-to-left text: some letter of it, or the word that a line of it follows."""
    if not text:
        return reference[:3] in ("rtl", LEFT_TO_RIGHT)
    return not text.isascii() and RIGHT_TO_LEFT_LETTER.search(text) is not None


def cells(row: Iterable[Run]) -> int:
    """Cells of a row's runs."""
    return sum(width(run.text) for run in row)


def fit(row: Iterable[Run], room: int, ellipsis: str) -> Row:
    """A row cut to a width at a word, the ellipsis in the style of the word before it."""
    row = tuple(row)
    if cells(row) <= room:
        return row
    fitted: list[Run] = []
    for run in row:
        took = width(run.text)
        if took <= room - width(ellipsis):
            fitted.append(run)
            room -= took
            continue
        whole = whole_words(run.text, room, ellipsis)
        fitted.append(
            Run(
                whole or (ellipsis if cells(fitted) else cut(run.text, room, ellipsis)),
                run.style,
                run.reference,
            )
        )
        break
    return tuple(fitted)


class Canvas:
    """Rows of a frame; what is put where something stands already wins over it."""

    def __init__(self, columns: int, rows: int, profile: Profile) -> None:
        self.columns = columns
        self.height = rows
        self.profile = profile
        self.signs: Signs = signs(profile.glyphs)
        self.cursor: tuple[int, int] | None = None
        self._placed: list[list[tuple[int, Run]]] = [[] for _row in range(rows)]
        self._bars: dict[int, tuple[int, int]] = {}

    def put(self, row: int, column: int, runs: Iterable[Run], point: str = "") -> int:
        """Put runs at a column; what reaches beyond the screen is left out. Returns the column after them.

        Args:
            row: where.
            column: where they begin, or where the column begins at whose right a right-to-left line stands.
            runs: in reading order.
            point: a reference; the real cursor is put on its first letter, unless it is somewhere already.
        """
        if not 0 <= row < self.height:
            return column
        for text, style, reference in self._laid(tuple(runs), row, column, point):
            text = clean(text)
            if (
                self.profile.glyphs == "ascii" and not text.isascii()
            ):  # of no story, such as what a guest asked
                from explainer.story.plain_letters import in_place

                text = in_place(text, width)
            if column < 0 or not text:
                column += width(text)
                continue
            text = take(text, self.columns - column)
            if text:
                self._placed[row].append((column, Run(text, style, reference)))
                column += width(text)
        return column

    def _laid(self, runs: Row, row: int, column: int, point: str = "") -> Row:
        """Runs in the order in which they are seen; almost always they are in it."""
        if any(_turns(text, reference) for text, _style, reference in runs):
            from explainer.paint.cells.bidi import laid  # loaded with the first right-to-left letter

            runs, points = laid(runs, reorders=self.profile.bidi == "ours")
            if point and point in points and self.cursor is None:
                self.point(row, column + points[point])
        elif point and self.cursor is None:
            for text, _style, reference in runs:
                if reference == point:
                    self.point(row, column)
                    break
                column += width(clean(text))
        return runs

    def write(self, row: int, column: int, text: str, style: str = "text", reference: str = "") -> int:
        """Put one run."""
        return self.put(row, column, (Run(text, style, reference),))

    def put_right(self, row: int, end: int, runs: Iterable[Run]) -> int:
        """Put runs so that they end before a column; returns the column where they begin."""
        runs = tuple(Run(clean(run.text), run.style, run.reference) for run in runs)
        runs = self._laid(runs, row, end)
        start = end - cells(runs)
        self.put(row, start, (_IN_ORDER, *runs) if any(_turns(run.text, "") for run in runs) else runs)
        return start

    def clear(self, row: int) -> None:
        """Take away what stands in a row."""
        self._placed[row] = []

    def rule(self, row: int, start: int, end: int, sign: str = "", style: str = "rule") -> None:
        """A light line between the page and what is beside it."""
        if end > start:
            self.write(row, start, (sign or self.signs.light) * (end - start), style)

    def bar(self, row: int, span: tuple[int, int]) -> None:
        """Lay the bar of the row in hand under what stands in a row."""
        self._bars[row] = span

    def point(self, row: int, column: int) -> None:
        """Where the real cursor stands."""
        if 0 <= row < self.height and 0 <= column < self.columns:
            self.cursor = (column, row)

    def rows(self) -> tuple[Row, ...]:
        """The finished rows: no gaps, nothing beyond the width, no blanks at the right."""
        return tuple(self._row(index) for index in range(self.height))

    def _row(self, index: int) -> Row:
        placed = sorted(self._placed[index], key=lambda item: item[0])
        bar = self._bars.get(index)
        if bar is None and not placed:
            return ()
        runs: list[Run] = []
        at = 0
        for column, run in placed:
            if column < at:
                continue
            self._blank(runs, at, column, bar)
            barred = bar is not None and bar[0] <= column < bar[1]
            text = run.text.translate(_ASCII_SIGNS) if self.profile.glyphs == "ascii" else run.text
            _append(runs, Run(text, on_ground(run.style, "bar") if barred else run.style, run.reference))
            at = column + width(run.text)
        if bar is not None and at < bar[1]:
            self._blank(runs, at, bar[1], bar)
        return tuple(runs)

    def _blank(self, runs: list[Run], start: int, end: int, bar: tuple[int, int] | None) -> None:
        edges = sorted({start, end, *(edge for edge in bar or () if start < edge < end)})
        for one, other in pairwise(edges):
            barred = bar is not None and bar[0] <= one < bar[1]
            _append(runs, Run(" " * (other - one), "text-bar" if barred else "text"))


def _append(runs: list[Run], run: Run) -> None:
    if runs and runs[-1].style == run.style and runs[-1].reference == run.reference:
        runs[-1] = Run(runs[-1].text + run.text, run.style, run.reference)
    else:
        runs.append(run)


# Rows of a sheet or a list before they have a place: text, a fact at the right edge, a margin.


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


def sight_words(lines: list[Line], start: int, end: int, arrow: str, *, items: bool = True) -> str:
    """Say which rows are in sight, with an arrow while more follow: of a list its items, of a text its lines; empty
    where all are."""
    if start == 0 and end == len(lines):
        return ""
    shown = sorted({line.item for line in lines[start:end] if line.item >= 0})
    counted = sorted({line.item for line in lines if line.item >= 0})
    words, first, last, total = _("{first}-{last} of {total} lines"), start + 1, end, len(lines)
    if items and shown and len(counted) > 1:
        words = _("{first}-{last} of {total}")
        first, last = counted.index(shown[0]) + 1, counted.index(shown[-1]) + 1
        total = len(counted)
    return words.format(first=first, last=last, total=total) + (f" {arrow}" if end < len(lines) else "")


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
