"""Where the names of a map stand: the important first, none over another, as little line covered as can be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from explainer.paint.cells import width
from explainer.paint.dots import Dots

_COVERED = 0.7
"""What a cell of a line under a name costs, against the places farther from the mark."""
_APART = 4
"""Cells between a name that stands in another row than its mark, and any other mark."""
_LINE = 3
"""Lines of this rank and above are worth keeping in sight."""


class Mark(NamedTuple):
    """A mark with a name, to be placed."""

    column: int
    row: int
    sign: str
    name: str
    mark_style: str
    name_style: str
    reference: str = ""


class _Spot(NamedTuple):
    column: int
    row: int
    cost: float


def place_all(dots: Dots, marks: list[Mark], *, strict: bool) -> list[Mark]:
    """Draw marks, then their names in the order given; returns those whose name found no room.

    Args:
        dots: the picture.
        marks: most important first; no two in one cell.
        strict: on a small picture a name stands in its mark's own row or not at all.
    """
    for mark in marks:
        dots.put(mark.column, mark.row, mark.sign, mark.mark_style, mark.reference)
    taken = frozenset((mark.column, mark.row) for mark in marks)
    return [mark for mark in marks if not _place(dots, mark, strict, taken)]


def _place(dots: Dots, mark: Mark, strict: bool, taken: frozenset[tuple[int, int]]) -> bool:
    length = width(mark.name)
    spots = sorted(_spots(dots, mark, length, strict), key=lambda spot: spot.cost)
    for spot in spots:
        if _free(dots, spot, length, mark, taken):
            dots.put(spot.column, spot.row, mark.name, mark.name_style, mark.reference)
            if spot.row == mark.row:  # no dots between a mark and its name
                between = spot.column - 1 if spot.column > mark.column else mark.column - 1
                dots.put(between, spot.row, " ", mark.name_style, mark.reference)
            return True
    return False


def _spots(dots: Dots, mark: Mark, length: int, strict: bool) -> Iterator[_Spot]:
    """Right, left, then the corners, then above and below; each with what it costs."""
    right, left = mark.column + 2, mark.column - 1 - length
    middle = mark.column - length // 2
    offers = [(right, 0, 0.0), (left, 0, 0.6)]
    if not strict:
        offers += [(right - 1, -1, 2.0), (right - 1, 1, 2.1), (left + 1, -1, 2.4), (left + 1, 1, 2.5)]
        offers += [(middle, -1, 2.7), (middle, 1, 2.8)]
    for column, by, cost in offers:
        row = mark.row + by
        if 0 <= row < dots.height and column >= 0 and column + length <= dots.width:
            covered = sum(dots.rank_at(at, row) >= _LINE for at in range(column, column + length))
            yield _Spot(column, row, cost + _COVERED * covered)


def _free(dots: Dots, spot: _Spot, length: int, mark: Mark, taken: frozenset[tuple[int, int]]) -> bool:
    """No text there or beside it, and no mark but its own so near that the name would seem to be that one's."""
    own = (mark.column, mark.row)
    first, last = spot.column - 1, spot.column + length + 1
    apart = 1 if spot.row == mark.row else _APART  # in another row the nearest mark would claim it
    near = range(first - apart, last + apart)
    if any((at, spot.row) in taken and (at, spot.row) != own for at in near):
        return False
    cells = range(max(0, first), min(dots.width, last))
    return not any(dots.has_text(at, spot.row) for at in cells if (at, spot.row) != own)


def place_quiet(dots: Dots, column: int, row: int, name: str, style: str) -> None:
    """A name of a neighbour or a sea: around its point, only where it hits nothing."""
    length = width(name)
    start = column - length // 2
    if not (0 <= row < dots.height and start >= 0 and start + length <= dots.width):
        return
    cells = range(max(0, start - 1), min(dots.width, start + length + 1))
    if any(dots.has_text(at, row) or dots.rank_at(at, row) for at in cells):
        return
    if len({dots.ground_at(at, row) for at in range(start, start + length)}) == 1:
        dots.put(start, row, name, style)
