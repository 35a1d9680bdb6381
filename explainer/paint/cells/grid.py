"""The cell grid that every figure is drawn on: text, lines and fills of dots, grounds, and from there rows of runs.

A cell has one ink and one ground. Of two lines in a cell the one with the higher rank gives the ink; that is the one
hard limit of the medium. Fills carry the picture, dots the detail, text stands in place of dots.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from explainer.paint.cells.rows import SET, Row, Run
from explainer.paint.cells.style import STYLES, Profile, on_ground, signs
from explainer.paint.cells.wrapping import ONE_CELL, cell_width, clean, cut, width
from explainer.story.text import RIGHT_TO_LEFT

Dot = tuple[float, float]
"""Columns and rows in dots, from the upper left corner."""
Cell = tuple[str, str, str]
"""A character, its style, its reference."""
Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""

_BRAILLE = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))
_QUADRANT = ((1, 4), (2, 8))
_BLOCKS = " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"
"""By the sum of 1 (upper left), 2 (upper right), 4 (lower left), 8 (lower right)."""
_ASCII = str.maketrans("‘’‚“”„–—−…·×≈≥≤●○■▲◇◆≠", "'''\"\"\"---~-x~><*o#^<+!")
_BLANKS = {name: (style.ground, style.underline, style.reverse) for name, style in STYLES.items()}
"""What of a style a blank shows."""
_PAPER = _BLANKS["text"]
_BLANK = (" ", "text", "")


class Raster(NamedTuple):
    """How a set of glyphs draws dots: how many a cell holds."""

    across: int
    down: int

    @property
    def stretch(self) -> float:
        """How much higher than wide a dot is; a cell is twice as high as wide."""
        return 2 * self.across / self.down


RASTERS = {"braille": Raster(2, 4), "blocks": Raster(2, 2), "plain": Raster(1, 1), "ascii": Raster(1, 1)}


def raster(glyphs: str) -> Raster:
    """Return the raster of a profile's glyph set."""
    return RASTERS.get(glyphs, RASTERS["braille"])


class Layer(NamedTuple):
    """How lines of one kind look."""

    ink: str
    """A style's name, without its ground."""
    rank: int
    """Where two lines share a cell, the higher one gives the ink."""
    sign: str = "."
    """The sign of the line where a cell holds one sign alone."""


class CellGrid:
    """A picture of `columns` by `height` cells; columns and rows count from 0."""

    def __init__(self, columns: int, height: int, profile: Profile) -> None:
        self.columns, self.height, self.profile = max(0, columns), max(0, height), profile
        self.signs, self.raster = signs(profile.glyphs), raster(profile.glyphs)
        self.ascii = profile.glyphs == "ascii"
        count = self.columns * self.height
        self._texts: dict[int, Cell] = {}
        """By cell: a character with its combining ones; empty: the right half of a wide one."""
        self._bits, self._ranks, self._grounds = [0] * count, [0] * count, [""] * count
        self._layers: dict[int, Layer] = {}
        self._ordered: set[int] = set()
        """Rows with right-to-left letters: ordered again, they would move the picture beside them."""

    @property
    def dots_across(self) -> int:
        """The dots of a row."""
        return self.columns * self.raster.across

    @property
    def dots_down(self) -> int:
        """The dots of a column."""
        return self.height * self.raster.down

    def copy(self, profile: Profile) -> CellGrid:
        """Return the same picture for another terminal of the same raster: what stays from day to day is drawn once."""
        other = CellGrid(self.columns, self.height, profile)
        other._texts, other._layers = self._texts.copy(), self._layers.copy()
        other._bits, other._ranks = self._bits.copy(), self._ranks.copy()
        other._grounds, other._ordered = self._grounds.copy(), self._ordered.copy()
        return other

    # text

    def seen(self, text: str) -> str:
        """Return a text in the signs of the terminal, in the order in which it is seen."""
        text = clean(text).translate(_ASCII) if self.ascii else clean(text)
        if text.isascii() or not RIGHT_TO_LEFT.search(text):
            return text
        from explainer.paint.cells.bidi import label  # loaded with the first right-to-left letter

        return label(text, reorders=self.profile.bidi == "ours")

    def put(self, x: int, y: int, text: str, style: str = "text", reference: str = "") -> int:
        """Write a text over what stands there; what reaches out is left out. Returns the column after it."""
        text = self.seen(text)
        if not 0 <= y < self.height:
            return x + width(text)
        if not text.isascii() and RIGHT_TO_LEFT.search(text):
            self._ordered.add(y)
        start, texts = y * self.columns, self._texts
        if text and x >= 0 and x + len(text) <= self.columns and ONE_CELL.fullmatch(text):  # most often
            self._make_room(x, x + len(text), start)
            for at, character in enumerate(text, start + x):
                texts[at] = (character, style, reference)
            return x + len(text)
        for character in text:
            cells = cell_width(character)
            if not cells:  # a combining mark stands with the letter before it
                if 0 < x <= self.columns and (before := texts.get(start + x - 1)):
                    texts[start + x - 1] = (before[0] + character, *before[1:])
                continue
            if x >= 0 and x + cells <= self.columns:
                self._make_room(x, x + cells, start)
                texts[start + x] = (character, style, reference)
                if cells == 2:
                    texts[start + x + 1] = ("", style, reference)
            x += cells
        return x

    def _make_room(self, x: int, end: int, start: int) -> None:
        """Blank the halves of wide signs that would be left at both edges: with one too few, what follows moves."""
        texts = self._texts
        if x and (half := texts.get(start + x)) and not width(half[0]):
            texts[start + x - 1] = (" ", *texts[start + x - 1][1:])
        if end < self.columns and (half := texts.get(start + end)) and not width(half[0]):
            texts[start + end] = (" ", *half[1:])

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

    def put_row(self, x: int, y: int, row: Row, reference: str = "") -> int:
        """Write runs, each with its own reference where it has one; returns the column after them."""
        for run in row:
            x = self.put(x, y, run.text, run.style, reference or run.reference)
        return x

    def put_lines(self, x: int, y: int, texts: Iterable[str], style: str = "chrome") -> int:
        """Write texts under each other, each cut to the room at its right; returns the row after them."""
        for text in texts:
            self.put_cut(x, y, text, self.columns - x, style)
            y += 1
        return y

    def refer(self, x: int, end: int, y: int, reference: str) -> None:
        """Let cells from a column to before another lead to a datum, empty ones too."""
        if 0 <= y < self.height:
            for cell in range(y * self.columns + max(0, x), y * self.columns + min(end, self.columns)):
                self._texts[cell] = (*self._texts.get(cell, _BLANK)[:2], reference)

    def hand(self, y: int, margin: int) -> None:
        """Mark a row as the one in hand: a bar, and the hand where there is a margin."""
        if 0 <= y < self.height:
            self._grounds[y * self.columns : (y + 1) * self.columns] = ["bar"] * self.columns
        if margin >= 2:
            self.put(margin - 2, y, self.signs.hand, "accent")

    # what stands where

    def has_text(self, x: int, y: int) -> bool:
        """Tell whether text stands in a cell, be it a blank."""
        return y * self.columns + x in self._texts

    def rank_at(self, x: int, y: int) -> int:
        """Return the rank of the line in a cell; 0 without one."""
        return self._ranks[y * self.columns + x]

    def ground_at(self, x: int, y: int) -> str:
        """Return the ground of a cell; empty: the paper."""
        return self._grounds[y * self.columns + x]

    def free(self, x: int, y: int, cells: int) -> bool:
        """Tell whether nothing stands in so many cells."""
        return x >= 0 and x + cells <= self.columns and self.quiet(x, y, cells, "")

    def quiet(self, x: int, y: int, cells: int, style: str) -> bool:
        """Tell whether so many cells hold nothing, or only what is put in one style, such as a faint grid."""
        if not 0 <= y < self.height or x < -1 or x + cells > self.columns + 1:
            return False
        start = y * self.columns
        for cell in range(start + max(0, x), start + min(x + cells, self.columns)):
            put = self._texts.get(cell)
            if put[0] != " " and put[1] != style if put else self._bits[cell]:
                return False
        return True

    # lines and fills

    def line(self, points: Sequence[Dot], layer: Layer) -> None:
        """Draw a line from point to point; what lies outside is clipped away."""
        self._layers[layer.rank] = layer
        right, bottom = self.dots_across - 1, self.dots_down - 1
        before_x, before_y = 0.0, 0.0
        for index, (x, y) in enumerate(points):
            if index and not (
                (x < 0 and before_x < 0)
                or (y < 0 and before_y < 0)
                or (x > right and before_x > right)
                or (y > bottom and before_y > bottom)
            ):
                inside = 0 <= x <= right and 0 <= y <= bottom and 0 <= before_x <= right
                if inside and 0 <= before_y <= bottom:
                    self._segment(int(before_x), int(before_y), int(x), int(y), layer.rank)
                elif cut := clipped((before_x, before_y), (x, y), (0, 0, right, bottom)):
                    (from_x, from_y), (to_x, to_y) = cut
                    self._segment(int(from_x), int(from_y), int(to_x), int(to_y), layer.rank)
            before_x, before_y = x, y

    def _segment(self, x: int, y: int, to_x: int, to_y: int, rank: int) -> None:
        """Draw a line by Bresenham's rule, both ends included; all of it lies on the grid."""
        across, down = self.raster
        bits, ranks, width = self._bits, self._ranks, self.columns
        weights = _BRAILLE if down == 4 else _QUADRANT if down == 2 else ((1,),)
        run, rise = abs(to_x - x), -abs(to_y - y)
        step_x, step_y = (1 if x < to_x else -1), (1 if y < to_y else -1)
        error = run + rise
        while True:
            cell = y // down * width + x // across
            bits[cell] |= weights[x % across][y % down]
            if ranks[cell] < rank:
                ranks[cell] = rank
            if x == to_x and y == to_y:
                return
            doubled = 2 * error
            if doubled >= rise:
                error += rise
                x += step_x
            if doubled <= run:
                error += run
                y += step_y

    def fill(self, rings: Iterable[Sequence[Dot]], ground: str, over: str | None = None) -> None:
        """Lay a ground under the cells whose middle lies inside the rings (even-odd rule).

        Args:
            rings: closed lines.
            ground: the ground's name.
            over: only where this ground is now; None: everywhere.
        """
        for start, end in self._spans(rings):
            before = self._grounds[start:end]
            self._grounds[start:end] = [ground if over in (None, old) else old for old in before]

    def hatch(self, rings: Iterable[Sequence[Dot]], layer: Layer) -> None:
        """Draw a sparse slant of dots in the cells inside the rings: a fill where there is no colour."""
        self._layers[layer.rank] = layer
        bit = _BRAILLE[0][2] if self.raster.down == 4 else 1
        for start, end in self._spans(rings):
            for cell in range(start, end):
                if not self._bits[cell] and sum(divmod(cell, self.columns)) % 2 == 0:
                    self._bits[cell] |= bit
                    self._ranks[cell] = layer.rank

    def _spans(self, rings: Iterable[Sequence[Dot]]) -> Iterable[tuple[int, int]]:
        """Yield the runs of cells inside: the first one, and the one after the last."""
        crossings: list[list[float]] = [[] for _row in range(self.height)]
        for ring in rings:
            before_x, before_y = ring[-1]
            for x, y in ring:
                if y != before_y:
                    self._cross(crossings, (before_x, before_y), (x, y))
                before_x, before_y = x, y
        for row, found in enumerate(crossings):
            found.sort()
            for start, end in zip(found[::2], found[1::2], strict=False):
                left, right = max(0, round(start)), min(self.columns, round(end))
                if left < right:
                    yield row * self.columns + left, row * self.columns + right

    def _cross(self, crossings: list[list[float]], one: Dot, other: Dot) -> None:
        """Add where an edge crosses the middles of rows, in cells."""
        across, down = self.raster
        (x, y), (to_x, to_y) = (one, other) if one[1] < other[1] else (other, one)
        first = max(0, int(-(-(y / down - 0.5) // 1)))
        last = min(self.height, int(-(-(to_y / down - 0.5) // 1)))
        for row in range(first, last):
            middle = (row + 0.5) * down
            crossings[row].append((x + (middle - y) * (to_x - x) / (to_y - y)) / across)

    # rows

    def rows(self) -> tuple[Row, ...]:
        """Return the finished rows: runs of one look, blanks at the right left away."""
        return tuple(
            (*((Run("", "text", SET),) if y in self._ordered else ()), *self._row(y))
            for y in range(self.height)
        )

    def _row(self, y: int) -> Row:
        runs: list[Run] = []
        held, style, reference, shows = "", "text", "", _PAPER
        texts, bits, grounds = self._texts, self._bits, self._grounds
        for cell in range(y * self.columns, (y + 1) * self.columns):
            text, named, found = texts.get(cell) or (self._dots(cell) if bits[cell] else _BLANK)
            if ground := grounds[cell]:
                named = on_ground(named, ground)
            # A blank keeps the ink before it where that shows as little, so that runs stay long.
            if found == reference and (named == style or (text == " " and _BLANKS[named] == shows)):
                held += text
                continue
            if held:
                runs.append(Run(held, style, reference))
            held, style, reference, shows = text, named, found, _BLANKS[named]
        runs.append(Run(held, style, reference))
        while runs and not runs[-1].reference and _BLANKS[runs[-1].style] == _PAPER:
            last = runs.pop()
            if text := last.text.rstrip(" "):
                runs.append(last._replace(text=text))
                break
        return tuple(runs)

    def _dots(self, cell: int) -> Cell:
        """Return what stands for the dots of a cell: a sign, its style, no reference."""
        bits = self._bits[cell]
        layer, down = self._layers[self._ranks[cell]], self.raster.down
        return chr(0x2800 + bits) if down == 4 else _BLOCKS[bits] if down == 2 else layer.sign, layer.ink, ""


def clipped(one: Dot, other: Dot, box: Box) -> tuple[Dot, Dot] | None:
    """Return the part of a line inside a box (Liang and Barsky); None when it misses."""
    left, top, right, bottom = box
    run, rise = other[0] - one[0], other[1] - one[1]
    first, last = 0.0, 1.0
    edges = ((-run, one[0] - left), (run, right - one[0]), (-rise, one[1] - top), (rise, bottom - one[1]))
    for towards, distance in edges:
        if towards == 0:
            if distance < 0:
                return None
        elif towards < 0:
            first = max(first, distance / towards)
        else:
            last = min(last, distance / towards)
    if first > last:
        return None
    return (one[0] + first * run, one[1] + first * rise), (one[0] + last * run, one[1] + last * rise)
