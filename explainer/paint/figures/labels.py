"""Where the labels of a chart's points stand: each at its point, or at the end of an upright leader from it.

All labels are placed together: one that takes the best place for itself may bar the leader of three others. A few of
the cheapest ways are kept from point to point, and the cheapest of all is drawn.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from explainer.paint.cells.grid import CellGrid
from explainer.paint.cells.wrapping import width

_KEPT, _TRIED = 16, 8
"""Ways kept from point to point, and places tried for a label in each of them."""
_MISSED = 20.0
_LEADER, _FARTHER, _FARTHEST = 1.5, 0.5, 14
"""What a leader costs, and each of its rows, and how many it has at most."""


class Point(NamedTuple):
    """A point with the texts that its label may have, each with what it costs to say no more."""

    x: int
    y: int
    texts: tuple[tuple[str, float], ...]


class Spot(NamedTuple):
    """A label's place; its leader, if it has one, takes the rows between it and its point."""

    x: int
    y: int
    text: str
    led: range
    bits: int
    """The columns that it takes, with a blank at both ends; two between labels, one for each."""
    cost: float


class Box(NamedTuple):
    """Where labels may stand: columns and rows, the last ones not included."""

    left: int
    top: int
    right: int
    bottom: int


class _Way(NamedTuple):
    cost: float
    taken: tuple[int, ...]
    """By row, a bit for each column in which something stands."""
    spots: tuple[Spot | None, ...]


def placed(grid: CellGrid, box: Box, points: Sequence[Point]) -> list[Spot | None]:
    """A place for the label of each point; None where there is none. Rules and blanks of the grid are free."""
    row = range(grid.columns)
    taken = tuple(sum(1 << x for x in row if not grid.quiet(x, y, 1, "rule")) for y in range(grid.height))
    ways = [_Way(0.0, taken, ())]
    for point in reversed(points):  # one at the right bars no leader of one at its left
        spots = sorted(_spots(point, box), key=lambda spot: spot.cost)
        ways = sorted((after for way in ways for after in _after(way, point, spots)), key=lambda w: w.cost)
        del ways[_KEPT:]
    return list(reversed(ways[0].spots))


def _spots(point: Point, box: Box) -> Iterator[Spot]:
    for text, less in point.texts:
        cells = width(text)
        for x, y, cost in _offers(point, cells, box):
            edge = box.left if point.x == box.left else box.left + 2  # not as if it were a number of the axis
            if x >= edge and x + cells <= box.right and box.top <= y < box.bottom:
                led = range(min(y, point.y) + 1, max(y, point.y))
                bits = (1 << min(box.right, x + cells + 1)) - (1 << max(box.left, x - 1))
                yield Spot(x, y, text, led, bits, cost + less)


def _offers(point: Point, cells: int, box: Box) -> Iterator[tuple[int, int, float]]:
    """Over the point, under it, beside it, then farther up and down; begun at the point or ended there."""
    for down, cost in ((0, 0.3), (-1, 0.6), (1, 0.8)):
        yield point.x + 2, point.y + down, cost
        yield point.x - cells - 1, point.y + down, cost + 0.7
    for x, aside in ((point.x, 0.0), (point.x - cells + 1, 0.5)):
        for far in range(1, min(_FARTHEST, box.bottom - box.top)):
            leader = _LEADER + _FARTHER * far if far > 1 else 0.0
            yield x, point.y - far, leader + aside
            yield x, point.y + far, leader + aside + 0.2


def _after(way: _Way, point: Point, spots: Sequence[Spot]) -> Iterator[_Way]:
    """The ways on from one: the label in each of the first places that are free, or nowhere."""
    found = 0
    column = 1 << point.x
    for spot in spots:
        if way.taken[spot.y] & spot.bits or any(way.taken[row] & column for row in spot.led):
            continue
        taken = list(way.taken)
        taken[spot.y] |= spot.bits
        for row in spot.led:
            taken[row] |= column
        yield _Way(way.cost + spot.cost, tuple(taken), (*way.spots, spot))
        found += 1
        if found == _TRIED:
            break
    yield _Way(way.cost + _MISSED, way.taken, (*way.spots, None))
