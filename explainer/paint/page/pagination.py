"""Cuts a scene's blocks into pages: none starts or ends with a lone line of a paragraph."""

from __future__ import annotations

from typing import NamedTuple

from explainer.paint.page.blocks import Block, BlockLine
from explainer.reading.run import Visit


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
