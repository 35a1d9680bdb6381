"""A grid of cells for pictures made of signs: what is put first stays, unless it is overwritten on purpose."""

from __future__ import annotations

from collections.abc import Iterable

from explainer.paint.cells import cell_width, clean, cut, width
from explainer.paint.glyphs import signs
from explainer.paint.rows import SET, Row, Run
from explainer.paint.style import Profile, on_bar
from explainer.story.model.scripts import RIGHT_TO_LEFT

Cell = tuple[str, str, str]
"""Text of one cell, its style, its reference."""

_ASCII = str.maketrans("‘’‚“”„–—−…·×≈≥≤●○■▲◇◆≠", "'''\"\"\"---~-x~><*o#^<+!")
_EMPTY: Cell = (" ", "", "")


class Plate:
    """Cells of a picture, `columns` by `rows`."""

    def __init__(self, columns: int, rows: int, profile: Profile) -> None:
        self.columns = max(0, columns)
        self.height = max(0, rows)
        self.profile = profile
        self.signs = signs(profile.glyphs)
        self.ascii = profile.glyphs == "ascii"
        self._cells: list[list[Cell]] = [[_EMPTY] * self.columns for _row in range(self.height)]
        self._bars: set[int] = set()
        self._in_order: set[int] = set()

    def put(self, x: int, y: int, text: str, style: str = "text", reference: str = "") -> int:
        """Write a text over what stands there; what reaches out is left out. Returns the column after it."""
        text = clean(text).translate(_ASCII) if self.ascii else clean(text)
        if not 0 <= y < self.height:
            return x + width(text)
        if not text.isascii() and RIGHT_TO_LEFT.search(text):
            text = self._ordered(text, y)
        row = self._cells[y]
        for character in text:
            cells = cell_width(character)
            if cells == 0:
                if 0 < x <= self.columns:
                    held = row[x - 1]
                    row[x - 1] = (held[0] + character, held[1], held[2])
                continue
            if x >= 0 and x + cells <= self.columns:
                self._make_room(row, x, x + cells)
                row[x] = (character, style, reference)
                for more in range(1, cells):
                    row[x + more] = ("", style, reference)
            x += cells
        return x

    def _make_room(self, row: list[Cell], start: int, end: int) -> None:
        """Blank the halves of wide signs that would be left at both edges: with one too few, what follows moves."""
        if start and not width(row[start][0]):
            row[start - 1] = (" ", *row[start - 1][1:])
        if end < self.columns and not width(row[end][0]):
            row[end] = (" ", *row[end][1:])

    def _ordered(self, text: str, y: int) -> str:
        """A right-to-left label in the order in which it is seen; its row is not to be ordered again."""
        from explainer.paint.bidi import label  # loaded with the first right-to-left letter

        self._in_order.add(y)
        return label(text, reorders=self.profile.bidi == "ours")

    def put_cut(self, x: int, y: int, text: str, room: int, style: str = "text", reference: str = "") -> int:
        """Write a text cut to a room at a word."""
        if room <= 0:
            return x
        return self.put(x, y, cut(clean(text), room, self.signs.ellipsis), style, reference)

    def put_right(self, end: int, y: int, text: str, style: str = "text", reference: str = "") -> int:
        """Write a text that ends before a column; returns where it begins."""
        start = end - width(clean(text))
        self.put(start, y, text, style, reference)
        return start

    def refer(self, x: int, end: int, y: int, reference: str) -> None:
        """Let cells from a column to before another lead to a datum, empty ones too."""
        if 0 <= y < self.height:
            row = self._cells[y]
            for at in range(max(0, x), min(end, self.columns)):
                row[at] = (row[at][0], row[at][1], reference)

    def free(self, x: int, y: int, cells: int) -> bool:
        """Whether nothing stands in so many cells."""
        if not 0 <= y < self.height or x < 0 or x + cells > self.columns:
            return False
        return all(self._cells[y][at][0] == " " for at in range(x, x + cells))

    def quiet(self, x: int, y: int, cells: int, style: str) -> bool:
        """Whether so many cells hold nothing, or only what is drawn in one style, such as a faint grid."""
        if not 0 <= y < self.height or x < -1 or x + cells > self.columns + 1:
            return False
        row = self._cells[y]
        return all(
            row[at][0] == " " or row[at][1] == style for at in range(max(0, x), min(x + cells, self.columns))
        )

    def hand(self, y: int, margin: int) -> None:
        """Mark a row as the one in hand: a bar, and the hand where there is a margin."""
        self._bars.add(y)
        if margin >= 2:
            self.put(margin - 2, y, self.signs.hand, "accent")

    def rows(self) -> tuple[Row, ...]:
        """The finished rows, without blanks at the right."""
        return tuple(
            (*((Run("", "text", SET),) if y in self._in_order else ()), *_runs(row, y in self._bars))
            for y, row in enumerate(self._cells)
        )


def _runs(row: Iterable[Cell], barred: bool) -> Row:
    runs: list[list[str]] = []
    for text, style, reference in row:
        blank = text == " "
        style = on_bar(style or "text") if barred else style or "text"
        last = runs[-1] if runs else None
        if last and last[2] == reference and (last[1] == style or (blank and not _ground(last[1]))):
            last[0] += text
        else:
            runs.append([text, style, reference])
    if not barred:
        while runs and not runs[-1][0].strip(" ") and not runs[-1][2] and not _ground(runs[-1][1]):
            runs.pop()
        if runs and not runs[-1][2] and not _ground(runs[-1][1]):
            runs[-1][0] = runs[-1][0].rstrip(" ")
    return tuple(Run(*run) for run in runs)


def _ground(style: str) -> bool:
    """Whether blanks of a style show."""
    return style in ("cursor", "lens-label", "term", "address", "hit") or style.endswith("-bar")
