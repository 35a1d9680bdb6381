"""Columns and rows of a screen by its size (the standard page is 80x24), and a scene cut into pages."""

from __future__ import annotations

from typing import NamedTuple

from explainer.paint.page.blocks import Block, BlockLine
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
    side = min(44, max(32, inner - 84))
    column = min(MEASURE, inner - 12 - side)
    prose = min(column, wanted)
    block = prose + GAP + side
    return Grid(inner, outer, (inner - block) // 2, prose, block, side, top, compact)


def too_small(width: int, height: int) -> bool:
    """Whether there is room for one sentence only."""
    return width < LEAST_WIDTH or height < LEAST_HEIGHT


# Pages: none starts or ends with a lone line of a paragraph.


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
    starts = [(0, 0)]
    while True:
        end = _fill(blocks, starts[-1], height)[1]
        if end >= (len(blocks), 0):
            return starts
        starts.append(end)


def _page(
    blocks: tuple[Block, ...], starts: list[Position], index: int, start: Position, height: int
) -> Page:
    slices, end = _fill(blocks, start, height)
    following: tuple[str, int] | None = None
    if end < (len(blocks), 0):
        block = blocks[end[0]]
        following = (block.step, block.lines[end[1]].offset)
    left = sum(len(block.lines) for block in blocks[end[0] :]) - end[1]
    total = len(starts)
    number = total if following is None else index + 1
    return Page(tuple(slices), number, total, following, left)


def _find(blocks: tuple[Block, ...], visit: Visit) -> Position | None:
    """The row at which a visit stands; None for the scene's start."""
    if not visit.step:
        return None
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


def _fill(blocks: tuple[Block, ...], start: Position, height: int) -> tuple[list[Slice], Position]:
    slices: list[Slice] = []
    index, line = start
    used = 0
    while index < len(blocks):
        block = blocks[index]
        if slices and slices[-1].block.kind == "guess" != block.kind:
            break  # what is asked is not told on the same page
        rest = block.lines[line:]
        gap = block.gap if slices else 0
        room = height - used - gap
        if len(rest) <= room:
            slices.append(Slice(block, rest, gap))
            used += gap + len(rest)
            index, line = index + 1, 0
            continue
        count = _head(block, len(rest), room, height, alone=not slices)
        if count:
            slices.append(Slice(block, rest[:count], gap))
            line += count
        break
    return slices, (index, line)


def _head(block: Block, lines: int, room: int, height: int, *, alone: bool) -> int:
    """The number of lines that a block without room for all of them has at the foot of a page."""
    if block.whole and not alone and lines <= height:
        return 0
    count = min(room, lines - _LEAST)
    if count >= _LEAST:
        return count
    return max(1, room) if alone else 0
