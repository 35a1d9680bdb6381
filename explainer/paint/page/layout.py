"""Columns and rows of a screen by its size (the standard page is 80x24; the least is 40x15)."""

from __future__ import annotations

from typing import NamedTuple

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
