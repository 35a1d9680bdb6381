"""Moving in a record that holds text and rows to choose: no text is passed over unread.

The next row comes into the hand when it is in sight; where only text follows, the screen goes on by half. Row 0 is
the text itself: with it nothing is in hand.
"""

from __future__ import annotations

import msgspec

from explainer.reading.lists import entries
from explainer.reading.view import Layout, Listing, View

_WITHOUT_TEXT_ROW = ("sentence", "guess")
"""Records whose rows all open something: with none in hand the row is -1."""

_replace = msgspec.structs.replace


def step(view: View, by: int, layout: Layout) -> View:
    """One row or a screen further, down or up."""
    listing = view.listings[-1]
    row = _next_row(listing, by, layout) if abs(by) == 1 else None
    if row is not None:
        moved = _replace(listing, selected=row, loose=False, top=layout.top)
    elif abs(by) == 1:
        last = len(entries(view)) - 1
        moved = _scrolled(listing, by * max(1, layout.rows // 2), layout)
        if moved is not listing:  # the next row, should it come into sight
            moved = _replace(moved, selected=min(max(0, _here(listing, layout) + by), last))
    else:
        moved = _scrolled(listing, by, layout)
    return _replace(view, listings=(*view.listings[:-1], moved))


def _out_of_sight(listing: Listing, layout: Layout) -> bool:
    """Whether the row that would be in the hand was scrolled away."""
    return listing.loose and listing.selected not in layout.references


def _here(listing: Listing, layout: Layout) -> int:
    """The row last in the hand: one that is still waited for is not there yet."""
    return listing.selected - 1 if _out_of_sight(listing, layout) else listing.selected


def _next_row(listing: Listing, by: int, layout: Layout) -> int | None:
    """The row in sight after, or before, the one in hand; None where there is none in sight."""
    if by > 0:
        here = _here(listing, layout)
        return min((row for row in layout.references if row > here), default=None)
    return max((row for row in layout.references if row < listing.selected), default=None)


def _scrolled(listing: Listing, by: int, layout: Layout) -> Listing:
    top = max(0, layout.top + min(by, layout.overflow))
    return listing if top == layout.top else _replace(listing, top=top, loose=True)
