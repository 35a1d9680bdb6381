"""Moving in a record that holds text and rows to choose: no text is passed over unread.

The next row comes into the hand when it is in sight; where only text follows, the screen goes on by half. Row 0 is
the text itself: with it nothing is in hand.
"""

from __future__ import annotations

import msgspec

from explainer.reading.view import Layout, Listing, View

RECORDS = ("source", "sentence", "guess")
"""Screens that are such records."""
_WITHOUT_TEXT_ROW = ("sentence", "guess")
"""Records whose rows all open something: with none in hand the row is -1."""

_replace = msgspec.structs.replace


def step(view: View, by: int, layout: Layout) -> View:
    """One row or a screen further, down or up."""
    listing = view.listings[-1]
    if abs(by) > 1:
        moved = _scrolled(listing, by, layout)
    else:
        row = _next_row(listing, by, layout)
        if row is not None:
            moved = _replace(listing, selected=row, loose=False, top=layout.top)
        else:
            moved = _scrolled(listing, by * max(1, layout.rows // 2), layout)
    return _replace(view, listings=(*view.listings[:-1], moved))


def _next_row(listing: Listing, by: int, layout: Layout) -> int | None:
    """The row in sight after, or before, the one in hand; None where there is none in sight."""
    here = listing.selected
    if by > 0:
        return min((row for row in layout.references if row > here), default=None)
    kept = here + 1 if listing.loose else here
    return max((row for row in layout.references if row < kept), default=None)


def _scrolled(listing: Listing, by: int, layout: Layout) -> Listing:
    top = max(0, layout.top + min(by, layout.overflow))
    least = 0 if listing.screen in _WITHOUT_TEXT_ROW else 1
    return listing if top == layout.top else _replace(listing, top=top, loose=listing.selected >= least)
