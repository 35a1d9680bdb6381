"""What a worker keeps of frames and of their bytes, of all rooms and readers together: bounded by bytes, not entries.

A frame is 7 KiB at 40x15, 15 to 21 at 80x24 and up to 165 at 400x200 (measured over a story): a number of entries
bounds nothing where a client chooses its size.
"""

from __future__ import annotations

import weakref
from collections import OrderedDict
from collections.abc import Hashable, Iterator
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple
from weakref import WeakKeyDictionary

from explainer.messages import _
from explainer.paint.cells.encoder import encode
from explainer.paint.cells.rows import Frame, Row
from explainer.paint.cells.style import Profile
from explainer.paint.compose import compose
from explainer.reading.run import begin
from explainer.reading.view import View
from explainer.workshop.texts import shape

if TYPE_CHECKING:
    from explainer.serve.processes.worker_context import WorkerContext

Rows = tuple[Row, ...]

BOUND = 16 * 1024 * 1024
"""Bytes that a worker keeps."""
_ENTRY = 2_048
"""Bytes of an entry beside its rows: its key, its place in the table, and what it holds of a run and a layout."""
_TUPLE, _RUN, _TEXT, _REFERENCE = 56, 80, 49, 60
"""Bytes of the objects that rows are made of, before what is in them (64 bits, as `sys.getsizeof` tells)."""


def size_of(rows: Rows) -> int:
    """Bytes that rows take, within a quarter. Costs 4 to 30 µs beside a millisecond of drawing."""
    size = _TUPLE + 8 * len(rows)
    for row in rows:
        if row:  # the empty one is the same everywhere
            size += _TUPLE + (8 + _RUN + _TEXT) * len(row)
            for text, _style, reference in row:
                size += len(text) if text.isascii() else 2 * len(text) + 25
                if reference:
                    size += _REFERENCE
    return size


class _Entry(NamedTuple):
    value: Any
    rows: tuple[Rows, ...]
    size: int


class _Counted:
    """Rows that some entries hold, counted once; held here, so that their number stays theirs."""

    __slots__ = ("holders", "rows", "size")

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.size = size_of(rows)
        self.holders = 0


class FrameCache:
    """The least lately used goes first, whosever it is."""

    def __init__(self, bound: int = BOUND) -> None:
        """
        Args:
            bound: bytes.
        """
        self._bound = bound
        self._entries: OrderedDict[tuple[int, Hashable], _Entry] = OrderedDict()
        self._rows: dict[int, _Counted] = {}
        self._held = 0
        self._numbers = count()
        self._gone: list[int] = []
        """Parts whose owners are no more. Told in the middle of whatever the collector interrupts, so only noted."""

    @property
    def held(self) -> int:
        """Bytes of what is kept, as estimated."""
        return self._held

    def part(self) -> CachePart:
        """A place of one owner's own, empty again once the owner lets go of it."""
        part = CachePart(self, next(self._numbers))
        weakref.finalize(part, self._gone.append, part.number)
        return part

    def get(self, key: tuple[int, Hashable]) -> Any:
        """What was put there and is used again now; None: it is not there any more."""
        entry = self._entries.get(key)
        if entry is None:
            return None
        self._entries.move_to_end(key)
        return entry.value

    def has(self, key: tuple[int, Hashable]) -> bool:
        """Whether something is there still; this is no use of it."""
        return key in self._entries

    def put(self, key: tuple[int, Hashable], value: Any, rows: tuple[Rows, ...], more: int) -> None:
        """Keep something that is not there yet.

        Args:
            key: a part's number, and what it is known by in it.
            value: what is kept.
            rows: what it holds, which others may hold as well.
            more: further bytes.
        """
        if self._gone:
            self._sweep()
        entry = _Entry(value, rows, _ENTRY + more)
        self._entries[key] = entry
        self._held += entry.size
        for one in rows:
            counted = self._rows.get(id(one))
            if counted is None:
                counted = self._rows[id(one)] = _Counted(one)
                self._held += counted.size
            counted.holders += 1
        while self._held > self._bound:  # one that is larger by itself goes as well
            self._let_go(self._entries.popitem(last=False)[1])

    def _let_go(self, entry: _Entry) -> None:
        self._held -= entry.size
        for one in entry.rows:
            counted = self._rows[id(one)]
            counted.holders -= 1
            if not counted.holders:
                del self._rows[id(one)]
                self._held -= counted.size

    def _sweep(self) -> None:
        gone = {self._gone.pop() for _each in range(len(self._gone))}
        for key in [key for key in self._entries if key[0] in gone]:
            self._let_go(self._entries.pop(key))


class CachePart:
    """One owner's place on a shelf."""

    __slots__ = ("__weakref__", "_shelf", "number")

    def __init__(self, shelf: FrameCache, number: int) -> None:
        self._shelf = shelf
        self.number = number

    def get(self, key: Hashable) -> Any:
        """What was put there, used again now; None: it is not there any more."""
        return self._shelf.get((self.number, key))

    def has(self, key: Hashable) -> bool:
        """Whether something is there still; this is no use of it."""
        return self._shelf.has((self.number, key))

    def put(self, key: Hashable, value: Any, *rows: Rows, more: int = 0) -> None:
        """Keep something that is not there yet; `rows` and `more` (bytes) tell how much it is."""
        self._shelf.put((self.number, key), value, rows, more)

    def __iter__(self) -> Iterator[Any]:
        """The keys there, least lately used first."""
        return iter([key for number, key in self._shelf._entries if number == self.number])


FRAME_CACHE = FrameCache()
"""Of this process: a worker is one."""


# Pages that many guests see alike are drawn and encoded once for all windows that are alike. A hall of 200 has
# 30 to 80 sizes and few depths and themes.

_frame_parts: WeakKeyDictionary[WorkerContext, CachePart] = WeakKeyDictionary()
_encoded_part = FRAME_CACHE.part()


def welcome(host: WorkerContext) -> str:
    """Said once to who comes in by a name that is no room's: nobody leads here, and nobody follows."""
    said = _("You are reading alone. A room's code looks like {shape}.")
    return said.format(shape=shape(host.settings.code_digits))


def is_shared(host: WorkerContext, view: View) -> bool:
    """Whether a view is the one of a guest who has done nothing yet: nothing on it is a guest's own."""
    own = view.message not in ("", welcome(host))
    return not (own or view.moved or view.story is not host.first or view.run != begin(host.story))


def shared_frame(host: WorkerContext, view: View, columns: int, rows: int, profile: Profile) -> Frame:
    """The frame of a guest who has done nothing yet. Nothing of a guest's own is kept."""
    if not is_shared(host, view):
        return compose(view, columns, rows, profile)
    kept = _frame_parts.get(host)
    if kept is None:
        kept = _frame_parts[host] = FRAME_CACHE.part()
    key = (columns, rows, profile, view.message)
    found: Frame | None = kept.get(key)
    if found is None:
        found = compose(view, columns, rows, profile)
        kept.put(key, found, found.rows)
    return found


def shared_bytes(
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
    found: bytes | None = _encoded_part.get(key)
    if found is None:
        found = encode(
            rows, columns, profile, previous, cursor=cursor, synchronised=synchronised, fills=fills
        )
        held = (rows,) if previous is None else (previous, rows)
        _encoded_part.put(key, found, *held, more=len(found))
    return found
