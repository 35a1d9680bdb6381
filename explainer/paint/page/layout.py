"""Columns and rows of a screen by its size (the standard page is 80x24), and a scene cut into pages."""

from __future__ import annotations

from collections import OrderedDict
from typing import NamedTuple

from explainer.paint.page.blocks import FEWEST, Block, BlockLine
from explainer.reading.run import Visit

LEAST_WIDTH, LEAST_HEIGHT = 40, 15
MOST_WIDTH, MOST_HEIGHT = 400, 200
MEASURE = 72
"""The widest line of prose."""
WIDE = 110
"""From here on there is a second column."""
STANDARD = 80
"""From here on the page has its full chrome."""
RIBBON = 60
"""From here on there is a ribbon."""
GAP = 4
"""Cells between the measure and the second column."""
SECOND_CHOICE = 36
"""Where the second column of choices begins, from the first text column."""


class Grid(NamedTuple):
    """Where things stand. Columns and rows count from 0; ranges leave their end out."""

    width: int
    height: int
    left: int
    """First column of text: header, ribbon, title, prose, peek, choices and footer begin here."""
    measure: int
    """Width of prose."""
    block: int
    """Width of the whole block; header, date and page number end at its right edge."""
    side: int
    """Width of the second column; 0 where there is none."""
    top: int
    """Row of the header."""
    compact: bool
    """Choices stand behind one key, and there is no room line to spare."""

    @property
    def right(self) -> int:
        return self.left + self.block

    @property
    def side_left(self) -> int:
        return self.left + self.measure + GAP

    @property
    def bar(self) -> tuple[int, int]:
        """Columns of the bar of a row in hand that reaches over the block."""
        return max(0, self.left - 1), min(self.width, self.right + 1)

    @property
    def margin(self) -> int:
        """Column of marks that hang in the margin."""
        return self.left - 2

    @property
    def header(self) -> int:
        return self.top

    @property
    def ribbon(self) -> int:
        return self.top + 1

    @property
    def title(self) -> int:
        return self.top + 3

    @property
    def footer(self) -> int:
        return self.height - 1

    @property
    def room(self) -> int:
        """Row of messages; -1 where there is none and a message takes the peek line."""
        return self.height - 2 if self.height >= 20 else -1

    @property
    def airy(self) -> bool:
        """A blank row before and after the peek line."""
        return self.height >= 24 and not self.compact

    @property
    def least_choice_rows(self) -> int:
        if self.compact:
            return 0
        return 2 if self.width >= STANDARD else 4

    def peek(self, choice_rows: int) -> int:
        """Row of the peek line, over so many rows of choices."""
        if self.compact:
            return (self.room if self.room >= 0 else self.footer) - 1
        return self.room - choice_rows - (2 if self.airy else 1)

    def rule(self, choice_rows: int) -> int:
        """Row of the rule with the page number: the peek line's own; above it where that line is short."""
        return self.peek(choice_rows) - (1 if self.width < RIBBON else 0)

    def text_end(self, choice_rows: int) -> int:
        """The row after the last one of text."""
        return self.rule(choice_rows) - (1 if self.airy else 0)


def grid(width: int, height: int, measure: int = MEASURE, *, single: bool = False) -> Grid:
    """The grid of a size.

    Args:
        width: columns of the screen; counted as 400 at most.
        height: rows of the screen; counted as 200 at most.
        measure: the widest line of prose that the reader wants.
        single: one column whatever the width (opening, lists).
    """
    inner, outer = min(width, MOST_WIDTH), min(height, MOST_HEIGHT)
    wanted = max(32, min(measure, MEASURE))
    top = 1 if outer >= 30 else 0
    compact = outer < 20 or inner < RIBBON
    if inner < STANDARD:
        block = inner - 4
        return Grid(inner, outer, 2, min(block, wanted), block, 0, top, compact)
    if inner < WIDE or single:
        return Grid(inner, outer, (inner - MEASURE) // 2, min(wanted, MEASURE), MEASURE, 0, top, compact)
    side = min(MEASURE, max(32, inner - 84))  # from 156 columns on a figure is as wide as the text beside it
    column = min(MEASURE, inner - 12 - side)
    prose = min(column, wanted)
    block = prose + GAP + side
    return Grid(inner, outer, (inner - block) // 2, prose, block, side, top, compact)


def too_small(width: int, height: int) -> bool:
    """Whether there is room for one sentence only."""
    return width < LEAST_WIDTH or height < LEAST_HEIGHT


# Pages: each is cut where the scene as a whole reads best, as paragraphs are broken into lines.


class Slice(NamedTuple):
    """Rows of one block on one page."""

    block: Block
    lines: tuple[BlockLine, ...]
    gap: int
    """Blank rows before it on this page."""


class Page(NamedTuple):
    """One page of a scene."""

    slices: tuple[Slice, ...]
    number: int
    total: int
    following: tuple[str, int] | None
    """Step and offset at which the next page begins; None on the last one."""
    lines_left: int
    """Rows of text after this page."""


Position = tuple[int, int]
"""A block and a line of it."""

_LEAST = 2
"""Lines of a paragraph that stand together at the head or the foot of a page."""
_SHORT, _TORN, _LONE, _CUT, _ONE_MORE = 10_000, 2_000, 500, 25, 60
"""What a page costs that is a row too short; a break in what is whole; a lone line; a cut paragraph, as much as five
empty rows; each page."""
_KEPT = 256
_breaks: OrderedDict[tuple[int, int], tuple[tuple[Block, ...], dict[Position, Position]]] = OrderedDict()


def page_from(blocks: tuple[Block, ...], visit: Visit, height: int) -> Page:
    """The page on which a visit stands.

    Pages are counted from the scene's start, so that a resize keeps the line one reads and every line is on one
    page. A step that one jumped to, and that would stand cut there, begins a page of its own.

    Args:
        blocks: the scene's.
        visit: where the reader is.
        height: rows for text.
    """
    starts = page_starts(blocks, height)
    wanted = _find(blocks, visit)
    if wanted is None:
        return _page(blocks, starts, 0, starts[0], height)
    index = max(i for i, start in enumerate(starts) if start <= wanted)
    if visit.top and wanted != starts[index]:
        return _page(blocks, starts, index, wanted, height)
    if visit.offset == 0 and wanted != starts[index]:
        end = starts[index + 1] if index + 1 < len(starts) else (len(blocks), 0)
        if _step_end(blocks, wanted[0]) > end:
            return _page(blocks, starts, index, wanted, height)
    return _page(blocks, starts, index, starts[index], height)


def page_showing(blocks: tuple[Block, ...], visit: Visit, height: int) -> Page:
    """The page for one who follows: a page of the scene on which the leader's step is whole, else from its top.

    Pages are counted from the scene's start, so that followers at one size see the same pages as one who reads alone.

    Args:
        blocks: the scene's.
        visit: where the leader is, without an offset; no step, or an unknown one, is the scene's start.
        height: rows for text.
    """
    starts = page_starts(blocks, height)
    top = _find(blocks, visit)
    if top is None:
        return _page(blocks, starts, 0, starts[0], height)
    index = max(i for i, start in enumerate(starts) if start <= top)
    end = starts[index + 1] if index + 1 < len(starts) else (len(blocks), 0)
    whole = _step_end(blocks, top[0]) <= end
    return _page(blocks, starts, index, starts[index] if whole else top, height)


def page_starts(blocks: tuple[Block, ...], height: int) -> list[Position]:
    """The position at which each page begins; always one at least."""
    ends = _page_ends(blocks, height)
    starts = [(0, 0)]
    while starts[-1] in ends and (end := ends[starts[-1]]) < (len(blocks), 0):
        starts.append(end)
    return starts


def _page_ends(blocks: tuple[Block, ...], height: int) -> dict[Position, Position]:
    """Where a page ends that begins at a row, for each row of the scene."""
    key = (id(blocks), height)
    held = _breaks.get(key)
    if (
        held is not None and held[0] is blocks
    ):  # the entry keeps the blocks alive, so their id is still their own
        _breaks.move_to_end(key)
        return held[1]
    made = _best_breaks(blocks, height)
    _breaks[key] = (blocks, made)
    if len(_breaks) > _KEPT:
        _breaks.popitem(last=False)
    return made


def _best_breaks(blocks: tuple[Block, ...], height: int) -> dict[Position, Position]:
    """The breaks of least cost, from the last row to the first (Knuth and Plass, 1981, for pages instead of lines)."""
    rows = [(index, line) for index, block in enumerate(blocks) for line in range(len(block.lines))]
    end = (len(blocks), 0)
    rows.append(end)
    breaks = [_break_cost(blocks, row, height) if row != end else 0 for row in rows]
    cost, ends = [0] * len(rows), {}
    fewest = min(FEWEST, height)
    for first in range(len(rows) - 2, -1, -1):
        best, at = -1, first + 1
        used = 0
        for after in range(first + 1, len(rows)):
            index, line = rows[after - 1]
            used += 1 + (blocks[index].gap if line == 0 and after - 1 > first else 0)
            if used > height and after > first + 1:
                break
            if after - 1 > first and line == 0 and blocks[index - 1].kind == "guess" != blocks[index].kind:
                break  # what is asked is not told on the same page
            here = cost[after] + _ONE_MORE
            if rows[after] != end:
                here += breaks[after] + max(0, height - used) ** 2 + _SHORT * max(0, fewest - used)
                if (
                    rows[after][1]
                    and rows[after][1] - (rows[first][1] if rows[first][0] == index else 0) < _LEAST
                ):
                    here += _LONE
            if best < 0 or here <= best:
                best, at = here, after
        cost[first], ends[rows[first]] = best, rows[at]
    return ends


def _break_cost(blocks: tuple[Block, ...], row: Position, height: int) -> int:
    """The cost of a page that begins at a row, whatever stands before it."""
    block, line = blocks[row[0]], row[1]
    if not line:
        return _TORN if row[0] and block.kind == "guess" == blocks[row[0] - 1].kind else 0
    torn = block.whole and len(block.lines) <= height
    drawn = block.kind == "figure" and torn
    lone = _LONE if len(block.lines) - line < _LEAST else 0
    return _CUT + lone + _TORN * (100 if drawn else 1) * torn


def _page(
    blocks: tuple[Block, ...], starts: list[Position], index: int, start: Position, height: int
) -> Page:
    end = _page_ends(blocks, height).get(start, (len(blocks), 0))
    slices = _slices(blocks, start, end)
    following: tuple[str, int] | None = None
    if end < (len(blocks), 0):
        block = blocks[end[0]]
        offset = (
            block.lines[end[1]].offset if block.step else sum(len(b.lines) for b in blocks[: end[0]]) + end[1]
        )
        following = (block.step, offset)
    left = sum(len(block.lines) for block in blocks[end[0] :]) - end[1]
    total = len(starts)
    number = total if following is None else index + 1
    return Page(tuple(slices), number, total, following, left)


def _slices(blocks: tuple[Block, ...], start: Position, end: Position) -> list[Slice]:
    made: list[Slice] = []
    for index in range(start[0], min(end[0] + 1, len(blocks))):
        block = blocks[index]
        lines = block.lines[start[1] if index == start[0] else 0 : end[1] if index == end[0] else None]
        if lines:
            made.append(Slice(block, lines, block.gap if made else 0))
    return made


def _find(blocks: tuple[Block, ...], visit: Visit) -> Position | None:
    """The row at which a visit stands; None for the scene's start."""
    if not visit.step:  # what stands before the first step is found by its rows
        lead = [
            (n, line) for n, block in enumerate(blocks) if not block.step for line in range(len(block.lines))
        ]
        return lead[min(visit.offset, len(lead) - 1)] if lead and visit.offset else None
    found: Position | None = None
    for index, block in enumerate(blocks):
        if block.step != visit.step:
            continue
        for line, row in enumerate(block.lines):
            above = found is not None and visit.offset == 0 > blocks[found[0]].lines[found[1]].offset
            if found is None or (row.offset <= visit.offset and not above):
                found = (index, line)
    return found


def _step_end(blocks: tuple[Block, ...], index: int) -> Position:
    step = blocks[index].step
    while index < len(blocks) and blocks[index].step == step:
        index += 1
    return index, 0
