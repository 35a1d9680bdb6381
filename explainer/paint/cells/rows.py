"""What a painted screen is made of: rows of runs of styled cells."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from explainer.reading.view import Layout


class Run(NamedTuple):
    """Cells of one style. `reference` says what a click or the cursor finds here.

    References: `ref:N` (index into the scene's references), `choice:N` (from 1), `item:N` (row of a list, from
    0), `action:ID`, `lens:DAY` (a date), `address:URL` (an OSC 8 link that nothing opens by itself);
    empty for none. A run without text may say how the runs after it are read: see `RIGHT_TO_LEFT`.
    """

    text: str
    style: str
    """A name of `explainer.paint.cells.style.STYLES`."""
    reference: str = ""


Row = tuple[Run, ...]

RIGHT_TO_LEFT = "rtl:"
"""`rtl:N`, the reference of an empty run: what follows is a right-to-left line of a column N cells wide. Rows are in
reading order until `Canvas` puts them, and only where a paragraph has right-to-left letters is one marked at all."""
LEFT_TO_RIGHT = "ltr"
"""The same for a line of a left-to-right paragraph with some right-to-left letters."""
SET = "set"
"""The same for a line that is in its order already, such as a row of a picture."""


def from_right(row: Row) -> bool:
    """Whether a row is a line of a right-to-left paragraph."""
    return bool(row) and not row[0].text and row[0].reference.startswith(RIGHT_TO_LEFT)


class Frame(msgspec.Struct, frozen=True):
    """A whole screen: exactly `height` rows, none wider than `width`; what is missing at the right is paper."""

    rows: tuple[Row, ...]
    layout: Layout
    cursor: tuple[int, int] | None = None
    """Column and row of the real cursor: on the chosen item, so that screen magnifiers follow it."""
    page: int = 1
    pages: int = 1
    title: str = ""
    """For the window's title: the story and the screen, nothing of the reader."""
    query: tuple[int, int, int] | None = None
    """Column, row and width of a line to type on that does not stand in the header."""
