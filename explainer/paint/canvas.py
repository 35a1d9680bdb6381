"""A screen under construction: runs put at columns, bars and margins; at the end exactly `height` rows."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from explainer.paint.cells import clean, cut, take, whole_words, width
from explainer.paint.glyphs import Signs, signs
from explainer.paint.rows import LEFT_TO_RIGHT, SET, Row, Run
from explainer.paint.style import Profile, on_bar
from explainer.story.model.scripts import RIGHT_TO_LEFT as RIGHT_TO_LEFT_LETTER

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
            from explainer.paint.bidi import laid  # loaded with the first right-to-left letter

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
            _append(runs, Run(text, on_bar(run.style) if barred else run.style, run.reference))
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
