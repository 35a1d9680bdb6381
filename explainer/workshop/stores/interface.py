"""What a room is kept in: the log of its events, the box of its answers, and who is there; SQLite or Valkey.

Only the shapes; `stores.open_store` makes one. Payloads are opaque bytes: no store knows an event. All calls are
made on the event loop that the store was opened on, and none of them blocks it.

Any call may raise `Unreachable`: what was asked for is not known to be written, so nothing may be shown as done.
Asking again is harmless for a cast, a withdrawal, a close, a question and a forget, each of which happens once
however often it is asked; an append is made harmless by `expect`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Protocol

import msgspec

KEPT = 7 * 24 * 3600
"""Seconds after its last event in which a room is forgotten in any case."""
TOGETHER = 5
"""Questions in waiting between which no order is kept."""


class StoreError(Exception):
    """What a store may raise."""


class Conflict(StoreError):
    """Another event came first: the log does not end where `expect` says. Nothing was written."""


class Unreachable(StoreError):
    """The store cannot be reached; nothing was written, or it is not known."""


class PollIsClosed(StoreError):
    """The poll takes no answer any more, or its room is forgotten. Nothing was written."""


class CodeTaken(StoreError):
    """Another room has this code. Nothing was written."""


class RoomIsGone(StoreError):
    """No room of this id: never opened, or forgotten. Nothing was written."""


class Shortened(StoreError):
    """The log ends before what was already read from it: a power loss cut it. Fold it anew from its beginning."""


def checked(ballot: bytes, text: str = "") -> bytes:
    """The text in UTF-8. Raises `ValueError`: a ballot or ticket of another size than 16 bytes, half a character."""
    if len(ballot) != 16:
        raise ValueError(f"{len(ballot)} bytes")
    return text.encode()


class RoomRecord(msgspec.Struct, frozen=True):
    """What a server must know of a room before it reads its log."""

    id: str
    """128 random bits in hexadecimal."""
    code: str
    story: str
    edition: str
    secret: bytes
    """The slow hash of the leader's secret."""
    opened_at: int
    """Whole seconds since the epoch."""


class Box(Protocol):
    """Answers that are no events. A ballot is 16 random bytes, drawn for one guest and one poll.

    Calls of one turn of the loop are written together; each returns when the promise of the store holds. A room that
    is not there has no polls: reading finds nothing, writing raises `PollIsClosed` (`ask`: `RoomIsGone`).
    """

    async def cast(self, room: str, poll: str, ballot: bytes, choice: str) -> None:
        """Count this choice for this ballot, in place of an earlier one. Raises `PollIsClosed`."""

    async def withdraw(self, room: str, poll: str, ballot: bytes) -> None:
        """Count nothing for this ballot. Raises `PollIsClosed`: then it was counted."""

    async def look(self, room: str, poll: str, ballot: bytes) -> str | None:
        """Return what this ballot counts for now; None once the poll is closed."""

    async def totals(self, room: str, poll: str) -> dict[str, int]:
        """Ballots by choice; of a closed poll what `close` returned, until it was settled."""

    async def polls(self, room: str, prefix: str) -> dict[str, dict[str, int]]:
        """The totals of all open polls whose id begins so and which hold a ballot."""

    async def close(self, room: str, poll: str) -> dict[str, int]:
        """The totals; the ballots are erased and the poll closed for good, in the same step.

        A second close returns the same totals, so that another may finish what a killed server began, until `settled`.
        """

    async def settled(self, room: str, poll: str) -> None:
        """The result stands in the log: the exact totals of this closed poll go, too."""

    async def ask(self, room: str, ticket: bytes, text: str) -> None:
        """Put a question where only the leader sees it. A ticket is 16 random bytes. Raises `RoomIsGone`."""

    async def waiting(self, room: str) -> tuple[tuple[bytes, str], ...]:
        """Questions in waiting, oldest first by fives; among five that came together, no order of arrival."""

    async def settle(self, room: str, ticket: bytes) -> None:
        """The leader has decided: the question is erased here."""


class Presence(Protocol):
    """Sums of workers, in memory alone: written to no disk, gone three seconds after they were last told."""

    async def tell(
        self,
        room: str,
        worker: str,
        figures: Mapping[str, int],
        scenes: Mapping[str, int],
        cockpits: Sequence[str],
    ) -> None:
        """One worker's sums for one room, in place of its earlier ones. Told every second."""

    async def sum(self, room: str) -> tuple[dict[str, int], dict[str, int], frozenset[str]]:
        """Figures and scenes added up over the workers, and the tokens of all cockpits."""


class Store(Protocol):
    """Rooms of one or many servers."""

    box: Box
    presence: Presence

    @property
    def reachable(self) -> bool:
        """Return whether the last calls came through, those that write among them."""

    async def try_again(self) -> None:
        """Where the last call of log or box did not come through, see whether one does now. Raises `Unreachable`."""

    async def open_room(self, record: RoomRecord, first: Sequence[bytes]) -> int:
        """Write record and first events in one step; the last sequence number. Raises `CodeTaken`."""

    async def find(self, code: str) -> RoomRecord | None:
        """The room that has exactly this code at present."""

    async def rooms(self) -> tuple[RoomRecord, ...]:
        """All rooms, for the server alone; never listed to guests."""

    async def change_code(self, room: str, code: str, events: Sequence[bytes], *, expect: int | None) -> int:
        """Give the room another code and append, in one step. Raises `CodeTaken`, `Conflict`, `RoomIsGone`."""

    async def append(self, room: str, events: Sequence[bytes], *, expect: int | None = None) -> int:
        """The last sequence number, when the promise of the store holds. Raises `Conflict`, `RoomIsGone`.

        Sequence numbers of a room are 1, 2, 3 ... without a gap.
        """

    async def read(self, room: str, after: int) -> tuple[tuple[int, bytes], ...]:
        """All events behind a sequence number."""

    def tail(self, room: str, after: int) -> AsyncIterator[tuple[int, bytes]]:
        """All events behind a sequence number, then each new one as it comes, over outages of the store too.

        Ends when the room is forgotten. Raises `Shortened`.
        """

    async def snapshot(self, room: str, upto: int, state: bytes) -> None:
        """Keep a folded state in place of an older one. The events stay: the report is made from them."""

    async def latest(self, room: str) -> tuple[int, bytes] | None:
        """The newest snapshot and up to which event it goes."""

    async def forget(self, room: str) -> None:
        """Erase the room: when this returns no raw byte of its log, box or record is left in the store's files."""

    async def sweep(self, now: int) -> int:
        """Forget the rooms whose last event is seven days old at `now` (seconds since the epoch); how many."""

    def watch(self, heard: Callable[[str, str], None]) -> Callable[[], None]:
        """Be told (room, "log" | "box" | "presence") when something there is new; the result ends it.

        A hint, which may be lost: look once a second as well.
        """

    async def close(self) -> None:
        """Finish what is under way and let go of files and connections."""
