"""What a reader writes or marks beside the story: notes, bookmarks, doubts. Pure: a run makes the next run.

Undoing is the front end's: it holds the `Mine` of before for as long as it lives. What was deleted is not kept in the
run, so that no file holds it.
"""

from __future__ import annotations

import msgspec

from explainer.reading.anchors import Anchor


class Note(msgspec.Struct, frozen=True, array_like=True):
    """Words of the reader's own at a step."""

    number: int
    """Unique in the run; never used again in it."""
    anchor: Anchor
    text: str
    """Cleaned of control characters; may have several lines."""
    edition: str = ""
    """The version of the story beside which it was written."""


class Mine(msgspec.Struct, frozen=True):
    """All that is a reader's own, as one value: to be undone as one."""

    notes: tuple[Note, ...] = ()
    bookmarks: tuple[Anchor, ...] = ()
    doubts: tuple[Anchor, ...] = ()
