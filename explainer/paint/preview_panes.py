"""Looks side by side: where each stands on the screen, and how much of it is seen.

A pane is never squeezed: one that is larger than its room is cut, which its caption says, and `…` stands where a row
goes on. The first pane begins in the corner of the screen, so that its places are those of the screen.
"""

from __future__ import annotations

from typing import NamedTuple

from explainer.paint.preview_looks import Look

LEAST_COLUMNS, LEAST_ROWS = 24, 8
"""Of a pane that is cut: less of a page tells nothing about it."""
CAPTION = 1
"""Rows under each pane, for its name."""


class Pane(NamedTuple):
    """A look and the part of the screen where it is seen."""

    look: Look
    x: int
    y: int
    columns: int
    """Cells that are seen of it, at most its own."""
    rows: int

    @property
    def is_cut(self) -> bool:
        return self.columns < self.look.columns or self.rows < self.look.rows

    @property
    def seen(self) -> float:
        """The share of it that is seen."""
        return self.columns * self.rows / (self.look.columns * self.look.rows)


def arrange(looks: tuple[Look, ...], columns: int, rows: int) -> tuple[Pane, ...]:
    """Panes for as many of the looks as have room, in their order; the first always has.

    Each stands to the right of another one or below it, where most of it is seen.
    """
    panes: list[Pane] = []
    for look in looks:
        if not panes:
            panes.append(Pane(look, 0, 0, min(look.columns, columns), min(look.rows, max(1, rows - CAPTION))))
            continue
        found = [pane for at in _corners(panes, columns) if (pane := _placed(look, at, panes, columns, rows))]
        if found:
            panes.append(max(found, key=lambda pane: (round(pane.seen, 3), -pane.y, -pane.x)))
    return tuple(panes)


def _corners(panes: list[Pane], columns: int) -> list[tuple[int, int]]:
    """Places where a pane may begin: with a column between where there is one to spare, and without."""
    found: list[tuple[int, int]] = []
    for pane in panes:
        found += [(pane.x + pane.columns + gap, pane.y) for gap in (1, 0)]
        found.append((pane.x, pane.y + pane.rows + CAPTION))
    return [(x, y) for x, y in dict.fromkeys(found) if x < columns]


def _placed(look: Look, at: tuple[int, int], panes: list[Pane], columns: int, rows: int) -> Pane | None:
    """A look at a place, as much of it as the screen and the others leave; None: too little."""
    x, y = at
    right, bottom = columns, rows - CAPTION
    for other in panes:
        beside = other.x < x + look.columns and x < other.x + other.columns
        if beside and other.y <= y < other.y + other.rows + CAPTION:
            if other.x <= x:
                return None
            right = min(right, other.x)
        elif beside and other.y > y:
            bottom = min(bottom, other.y - CAPTION)
    pane = Pane(look, x, y, min(look.columns, right - x), min(look.rows, bottom - y))
    if pane.columns < min(LEAST_COLUMNS, look.columns) or pane.rows < min(LEAST_ROWS, look.rows):
        return None
    return pane
