"""A grid of cells for pictures made of signs: what is put first stays, unless it is overwritten on purpose."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from explainer.paint.cells.glyphs import signs
from explainer.paint.cells.rows import SET, Row, Run
from explainer.paint.cells.style import Profile, on_bar
from explainer.paint.cells.text_width import cell_width, clean, cut, width
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
        from explainer.paint.cells.bidi import label  # loaded with the first right-to-left letter

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


# The dot canvas: lines, fills and marks in cells of braille dots, quadrant blocks or plain ASCII. A cell has
# one ink and one ground. Of two lines in a cell the one with the higher rank gives the ink; that is the one
# hard limit of the medium. Fills carry the picture, dots the detail, text stands in place of dots.

Dot = tuple[float, float]
"""Columns and rows in dots, from the upper left corner."""
Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""

_BRAILLE = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))
_QUADRANT = ((1, 4), (2, 8))
_BLOCKS = " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"
"""By the sum of 1 (upper left), 2 (upper right), 4 (lower left), 8 (lower right)."""


class Raster(NamedTuple):
    """How a set of glyphs draws dots: how many a cell holds."""

    name: str
    across: int
    down: int

    @property
    def stretch(self) -> float:
        """How much higher than wide a dot is; a cell is twice as high as wide."""
        return 2 * self.across / self.down


RASTERS = {
    "braille": Raster("braille", 2, 4),
    "blocks": Raster("blocks", 2, 2),
    "plain": Raster("signs", 1, 1),
    "ascii": Raster("signs", 1, 1),
}


def raster(glyphs: str) -> Raster:
    """The raster of a profile's glyph set."""
    return RASTERS.get(glyphs, RASTERS["braille"])


class Layer(NamedTuple):
    """How lines of one kind look."""

    ink: str
    """A style's name, without its ground."""
    rank: int
    """Where two lines share a cell, the higher one gives the ink."""
    sign: str = "."
    """What stands for it where a cell holds one sign alone."""


class Dots:
    """A picture of `width` by `height` cells."""

    def __init__(self, width: int, height: int, raster: Raster) -> None:
        self.width, self.height, self.raster = width, height, raster
        self._bits = [0] * (width * height)
        self._ranks = [0] * (width * height)
        self._layers: dict[int, Layer] = {}
        self._grounds = [""] * (width * height)
        self._texts: dict[int, Run] = {}
        self._in_order: set[int] = set()
        """Rows with right-to-left letters: ordered again, they would move the picture beside them."""

    @property
    def columns(self) -> int:
        """Dots across."""
        return self.width * self.raster.across

    @property
    def lines(self) -> int:
        """Dots down."""
        return self.height * self.raster.down

    def copy(self) -> Dots:
        """The same picture, to draw on: what does not change from day to day is drawn once."""
        other = Dots.__new__(Dots)
        other.width, other.height, other.raster = self.width, self.height, self.raster
        other._bits, other._ranks = self._bits.copy(), self._ranks.copy()
        other._layers, other._grounds = self._layers.copy(), self._grounds.copy()
        other._texts, other._in_order = self._texts.copy(), self._in_order.copy()
        return other

    # lines

    def polyline(self, points: Sequence[Dot], layer: Layer) -> None:
        """A line from point to point; what lies outside is clipped away."""
        self._layers[layer.rank] = layer
        right, bottom = self.columns - 1, self.lines - 1
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
                    self._line(int(before_x), int(before_y), int(x), int(y), layer.rank)
                else:
                    cut = clipped((before_x, before_y), (x, y), (0, 0, right, bottom))
                    if cut:
                        (from_x, from_y), (to_x, to_y) = cut
                        self._line(int(from_x), int(from_y), int(to_x), int(to_y), layer.rank)
            before_x, before_y = x, y

    def _line(self, x: int, y: int, to_x: int, to_y: int, rank: int) -> None:
        """Bresenham, both ends drawn; all of it lies on the canvas."""
        across, down = self.raster.across, self.raster.down
        bits, ranks, width = self._bits, self._ranks, self.width
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

    # fills

    def fill(self, rings: Iterable[Sequence[Dot]], ground: str, over: str | None = None) -> None:
        """Lay a ground under the cells whose middle lies inside the rings (even-odd rule).

        Args:
            rings: closed lines.
            ground: the ground's name.
            over: only where this ground is now; None: everywhere.
        """
        for row, left, right in self._spans(rings):
            start, end = row * self.width + left, row * self.width + right
            before = self._grounds[start:end]
            self._grounds[start:end] = [ground if over in (None, old) else old for old in before]

    def hatch(self, rings: Iterable[Sequence[Dot]], layer: Layer) -> None:
        """What a fill says where there is no colour: a sparse slant of dots in the cells inside the rings."""
        self._layers[layer.rank] = layer
        bit = _BRAILLE[0][2] if self.raster.down == 4 else 1
        for row, left, right in self._spans(rings):
            for column in range(left, right):
                cell = row * self.width + column
                if not self._bits[cell] and (column + row) % 2 == 0:
                    self._bits[cell] |= bit
                    self._ranks[cell] = layer.rank

    def _spans(self, rings: Iterable[Sequence[Dot]]) -> Iterable[tuple[int, int, int]]:
        """Runs of cells inside: row, first column, column after the last."""
        across, down = self.raster.across, self.raster.down
        crossings: list[list[float]] = [[] for _row in range(self.height)]
        for ring in rings:
            before_x, before_y = ring[-1]
            for x, y in ring:
                if y != before_y:
                    self._cross(crossings, (before_x, before_y), (x, y), across, down)
                before_x, before_y = x, y
        for row, found in enumerate(crossings):
            found.sort()
            for start, end in zip(found[::2], found[1::2], strict=False):
                left, right = max(0, round(start)), min(self.width, round(end))
                if left < right:
                    yield row, left, right

    def _cross(self, crossings: list[list[float]], one: Dot, other: Dot, across: int, down: int) -> None:
        """Where an edge crosses the middles of rows, in cells."""
        (x, y), (to_x, to_y) = (one, other) if one[1] < other[1] else (other, one)
        first = max(0, int(-(-(y / down - 0.5) // 1)))
        last = min(self.height, int(-(-(to_y / down - 0.5) // 1)))
        for row in range(first, last):
            middle = (row + 0.5) * down
            crossings[row].append((x + (middle - y) * (to_x - x) / (to_y - y)) / across)

    # text

    def put(self, column: int, row: int, text: str, style: str, reference: str = "") -> None:
        """Text in place of dots, on whatever ground is there; what reaches beyond the edge is left out.

        Right-to-left text is handed in in the order in which it is seen.
        """
        if not 0 <= row < self.height:
            return
        if not text.isascii() and RIGHT_TO_LEFT.search(text):
            self._in_order.add(row)
        for character in text:
            wide, cell = cell_width(character), row * self.width + column
            if not wide:  # a combining mark stands with the letter before it
                before = self._texts.get(cell - 1)
                if before is not None:
                    self._texts[cell - 1] = before._replace(text=before.text + character)
                continue
            if column >= 0 and column + wide <= self.width:
                self._texts[cell] = Run(character, style, reference)
                if wide == 2:
                    self._texts[cell + 1] = Run("", style, reference)
            column += wide

    def rank_at(self, column: int, row: int) -> int:
        """The rank of the line in a cell; 0 without one."""
        return self._ranks[row * self.width + column]

    def ground_at(self, column: int, row: int) -> str:
        """The ground of a cell; empty: the paper."""
        return self._grounds[row * self.width + column]

    def has_text(self, column: int, row: int) -> bool:
        """Whether text stands in a cell."""
        return row * self.width + column in self._texts

    # rows

    def rows(self) -> tuple[Row, ...]:
        """The painter's rows: runs of one look, blanks at the right left away."""
        return tuple(
            (*((Run("", "text", SET),) if row in self._in_order else ()), *self._row(row))
            for row in range(self.height)
        )

    def _row(self, row: int) -> Row:
        start = row * self.width
        runs: list[Run] = []
        text, style, reference, ground = "", "", "", ""
        for cell in range(start, start + self.width):
            here = self._grounds[cell]
            put = self._texts.get(cell)
            if put is not None:
                sign, ink, found = put
            else:
                bits, found = self._bits[cell], ""
                sign, ink = (
                    (self._sign(bits, cell), self._layers[self._ranks[cell]].ink) if bits else (" ", "")
                )
            # A blank shows its ground alone: it keeps the ink before it, so that runs stay long.
            named = (
                style if not ink and text and here == ground and not reference else _on(ink or "text", here)
            )
            if text and (named != style or found != reference):
                runs.append(Run(text, style, reference))
                text = ""
            text += sign
            style, reference, ground = named, found, here
        if text.strip() or ground:
            runs.append(Run(text if ground else text.rstrip(" "), style, reference))
        while runs and not runs[-1].text.strip() and runs[-1].style == "text":
            runs.pop()
        return tuple(runs)

    def _sign(self, bits: int, cell: int) -> str:
        if self.raster.down == 4:
            return chr(0x2800 + bits)
        if self.raster.down == 2:
            return _BLOCKS[bits]
        return self._layers[self._ranks[cell]].sign


def _on(ink: str, ground: str) -> str:
    return f"{ink}-{ground}" if ground and ink != "cursor" else ink


def clipped(one: Dot, other: Dot, box: Box) -> tuple[Dot, Dot] | None:
    """The part of a line inside a box (Liang and Barsky); None when it misses."""
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
