"""Pages that many see alike, drawn and encoded once for all whose windows are alike.

A hall of 200 has 30 to 80 sizes, and few depths and themes: 200 who come at once cost the drawing of those.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from explainer.messages import _
from explainer.paint.cells.encoder import encode
from explainer.paint.cells.rows import Frame
from explainer.paint.cells.style import Profile
from explainer.paint.compose import compose
from explainer.reading.run import begin
from explainer.reading.view import View
from explainer.serve.shelf import SHELF, Part, Rows

if TYPE_CHECKING:
    from explainer.serve.processes.worker_context import WorkerContext

_frames: WeakKeyDictionary[WorkerContext, Part] = WeakKeyDictionary()
_encoded = SHELF.part()


def welcome() -> str:
    """Said once to who comes in by a name that is no room's: nobody leads here, and nobody follows."""
    return _("You are reading alone. A room's code looks like word-NN.")


def is_shared(host: WorkerContext, view: View) -> bool:
    """Whether a view is the one of a guest who has done nothing yet: nothing on it is a guest's own."""
    own = view.message not in ("", welcome())
    return not (own or view.moved or view.story is not host.first or view.run != begin(host.story))


def frame(host: WorkerContext, view: View, columns: int, rows: int, profile: Profile) -> Frame:
    """The frame of a guest who has done nothing yet. Nothing of a guest's own is kept."""
    if not is_shared(host, view):
        return compose(view, columns, rows, profile)
    kept = _frames.get(host)
    if kept is None:
        kept = _frames[host] = SHELF.part()
    key = (columns, rows, profile, view.message)
    found: Frame | None = kept.get(key)
    if found is None:
        found = compose(view, columns, rows, profile)
        kept.put(key, found, found.rows)
    return found


def encoded(
    rows: Rows,
    columns: int,
    profile: Profile,
    previous: Rows | None = None,
    *,
    cursor: tuple[int, int] | None,
    synchronised: bool,
    fills: bool,
) -> bytes:
    """The bytes of a shared frame, on a terminal that shows another shared one or of which nothing is known.

    0.45 ms of the 2.4 that a join costs, and most of a page turn.
    """
    # By identity: to hash 24 rows takes as long as to encode them. The shelf holds the rows as long as the entry, so
    # their numbers stay theirs.
    key = (id(previous), id(rows), columns, profile, cursor, synchronised, fills)
    found: bytes | None = _encoded.get(key)
    if found is None:
        found = encode(
            rows, columns, profile, previous, cursor=cursor, synchronised=synchronised, fills=fills
        )
        held = (rows,) if previous is None else (previous, rows)
        _encoded.put(key, found, *held, more=len(found))
    return found
