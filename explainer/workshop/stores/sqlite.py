"""Rooms in SQLite, the default: one host, any number of processes, nothing to set up.

Promise: what was acknowledged is on the disk, also after a power loss, if the disk honours fsync; a killed process
loses nothing acknowledged. The folder must be on a disk of this machine: a write-ahead log needs shared memory.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

import msgspec

from explainer.workshop.stores.interface import (
    KEPT,
    Box,
    CodeTaken,
    Conflict,
    Presence,
    RoomIsGone,
    RoomRecord,
    Shortened,
    Unreachable,
)
from explainer.workshop.stores.notifications import HeardPresence, SocketBell, follow
from explainer.workshop.stores.sqlite_box import SqliteBox
from explainer.workshop.stores.sqlite_connection import BELLS, Grouped, Kind, connect_log

TRIES = 20
"""Times the write-ahead log is tried to be emptied, 50 ms apart: whoever reads it is through in one or two."""

_RECORD = msgspec.msgpack.Decoder(RoomRecord)


class Log:
    """What the jobs of one transaction do to the log."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._do = connection.execute

    def finish(self) -> None:
        """Nothing was put off."""

    def last(self, room: str) -> int:
        """The last sequence number; 0: none. Raises `RoomIsGone`."""
        row = self._do(
            "SELECT (SELECT max(seq) FROM events WHERE room = id) FROM rooms WHERE id = ?", (room,)
        ).fetchone()
        if row is None:
            raise RoomIsGone(room)
        return row[0] or 0

    def open_room(self, record: RoomRecord, first: Sequence[bytes], now: int) -> int:
        """See `Store.open_room`; asked again, it finds its own."""
        body = msgspec.msgpack.encode(record)
        known = self._do("SELECT id, record FROM rooms WHERE code = ?", (record.code,)).fetchone()
        if known == (record.id, body):
            return self.last(record.id)
        if known is not None:
            raise CodeTaken(record.code)
        self._do("INSERT INTO rooms VALUES (?, ?, ?, ?)", (record.id, record.code, body, now))
        return self.append(record.id, first, None, now)

    def append(self, room: str, events: Sequence[bytes], expect: int | None, now: int) -> int:
        """See `Store.append`."""
        last = self.last(room)
        if expect is not None and expect != last:
            raise Conflict(f"at {last}, not {expect}")
        if events:
            rows = [(room, seq, payload) for seq, payload in enumerate(events, last + 1)]
            self._connection.executemany("INSERT INTO events VALUES (?, ?, ?)", rows)
            self._do("UPDATE rooms SET touched = ? WHERE id = ?", (now, room))
        return last + len(events)

    def change_code(self, room: str, code: str, events: Sequence[bytes], expect: int | None, now: int) -> int:
        """See `Store.change_code`."""
        last = self.last(room)
        if expect is not None and expect != last:
            raise Conflict(f"at {last}, not {expect}")
        taken = self._do("SELECT 1 FROM rooms WHERE code = ? AND id <> ?", (code, room)).fetchone()
        if taken:
            raise CodeTaken(code)
        record = self.records("WHERE id = ?", room)[0]
        body = msgspec.msgpack.encode(msgspec.structs.replace(record, code=code))
        self._do("UPDATE rooms SET code = ?, record = ? WHERE id = ?", (code, body, room))
        return self.append(room, events, None, now)

    def records(self, where: str = "", *values: str | int) -> tuple[RoomRecord, ...]:
        """Rooms that a condition of ours holds for."""
        rows = self._do(f"SELECT record FROM rooms {where} ORDER BY id", values)
        return tuple(_RECORD.decode(row[0]) for row in rows)

    def read(self, room: str, after: int) -> tuple[tuple[int, bytes], ...]:
        """See `Store.read`."""
        found = self._do(
            "SELECT seq, payload FROM events WHERE room = ? AND seq > ? ORDER BY seq", (room, after)
        )
        return tuple(found.fetchall())

    def read_on(self, room: str, after: int) -> tuple[tuple[int, bytes], ...] | None:
        """The same for who follows: None when the room is gone. Raises `Shortened`."""
        try:
            last = self.last(room)
        except RoomIsGone:
            return None
        if last < after:
            raise Shortened(f"ends at {last}, read to {after}")
        return self.read(room, after) if last > after else ()

    def snapshot(self, room: str, upto: int, state: bytes) -> None:
        """See `Store.snapshot`."""
        self.last(room)
        self._do(
            "INSERT INTO snapshots VALUES (?, ?, ?) ON CONFLICT (room) DO UPDATE"
            " SET upto = excluded.upto, state = excluded.state WHERE excluded.upto >= upto",
            (room, upto, state),
        )

    def latest(self, room: str) -> tuple[int, bytes] | None:
        """See `Store.latest`."""
        row: tuple[int, bytes] | None
        row = self._do("SELECT upto, state FROM snapshots WHERE room = ?", (room,)).fetchone()
        return row

    def forget(self, room: str) -> bool:
        """Delete the rows; their bytes are owed a scrub, which another process makes if this one is killed."""
        found = self._do("DELETE FROM rooms WHERE id = ?", (room,)).rowcount > 0
        self._do("DELETE FROM events WHERE room = ?", (room,))
        self._do("DELETE FROM snapshots WHERE room = ?", (room,))
        if found:
            self._do("UPDATE scrubs SET owed = owed + 1")
        return found

    def forget_old(self, before: int) -> tuple[str, ...]:
        """Delete the rooms whose last event is not younger: in one transaction, so that none has moved meanwhile."""
        old = self._do("SELECT id FROM rooms WHERE touched <= ?", (before,)).fetchall()
        return tuple(room for (room,) in old if self.forget(room))

    def scrub(self) -> None:
        """Rewrite the file without its free space and empty the write-ahead log. Outside a transaction.

        `secure_delete` has zeroed what was deleted; the rewriting gives the space back, and then nothing rests on how
        this SQLite merges its pages.
        """
        owed, done = self._do("SELECT owed, done FROM scrubs").fetchone()
        if owed == done:
            return
        self._do("VACUUM")
        self._do("UPDATE scrubs SET done = max(done, ?)", (owed,))
        for _ in range(TRIES):
            if self._do("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0:
                return
            time.sleep(0.05)
        self._do("UPDATE scrubs SET owed = owed + 1")
        raise Unreachable("the write-ahead log is being read all the time")


class SqliteStore:
    """The `Store` of one folder."""

    def __init__(
        self, folder: Path, clock: Callable[[], float] = time.time, synchronous: str = "FULL"
    ) -> None:
        """
        Args:
            folder: prepared (`files_sqlite.prepare`), on a disk of this machine.
            clock: seconds since the epoch; tells when a room was last moved.
            synchronous: FULL, or NORMAL to measure against it.
        """
        self._clock = clock
        self._bell = SocketBell(folder / BELLS)
        self._log = Grouped(lambda: connect_log(folder, synchronous), Log)
        self._reader = Grouped(lambda: connect_log(folder, synchronous), Log)
        """A connection of its own: who reads does not wait for a commit."""
        self._sqlite_box = SqliteBox(folder, self._bell, synchronous)
        self._presence = HeardPresence(self._bell)
        self.box: Box = self._sqlite_box
        self.presence: Presence = self._presence

    @property
    def reachable(self) -> bool:
        """See `Store.reachable`."""
        return self._log.reachable and self._reader.reachable and self._sqlite_box.sheets.reachable

    async def try_again(self) -> None:
        """See `Store.try_again`."""
        await asyncio.gather(
            self._log.try_again(), self._reader.try_again(), self._sqlite_box.sheets.try_again()
        )

    @property
    def is_busy(self) -> bool:
        """Return whether a thread still works for it. A clock that is not the world's must not go on meanwhile."""
        return self._log.is_busy or self._reader.is_busy or self._sqlite_box.sheets.is_busy

    def _now(self) -> int:
        return int(self._clock())

    async def open_room(self, record: RoomRecord, first: Sequence[bytes]) -> int:
        """See `Store.open_room`."""
        last = await self._log.run(lambda log: log.open_room(record, first, self._now()))
        await self._sqlite_box.sheets.run(lambda sheets: sheets.open(record.id))
        self._bell.ring(record.id, "log")
        return last

    async def find(self, code: str) -> RoomRecord | None:
        """See `Store.find`. A code is ASCII; what a guest typed may be anything."""
        if not code.isascii():
            return None
        found = await self._reader.run(lambda log: log.records("WHERE code = ?", code), Kind.READ)
        return found[0] if found else None

    async def rooms(self) -> tuple[RoomRecord, ...]:
        """See `Store.rooms`."""
        return await self._reader.run(lambda log: log.records(), Kind.READ)

    async def change_code(self, room: str, code: str, events: Sequence[bytes], *, expect: int | None) -> int:
        """See `Store.change_code`."""
        last = await self._log.run(lambda log: log.change_code(room, code, events, expect, self._now()))
        self._bell.ring(room, "log")
        return last

    async def append(self, room: str, events: Sequence[bytes], *, expect: int | None = None) -> int:
        """See `Store.append`."""
        last = await self._log.run(lambda log: log.append(room, events, expect, self._now()))
        self._bell.ring(room, "log")
        return last

    async def read(self, room: str, after: int) -> tuple[tuple[int, bytes], ...]:
        """See `Store.read`."""
        return await self._reader.run(lambda log: log.read(room, after), Kind.READ)

    def tail(self, room: str, after: int) -> AsyncIterator[tuple[int, bytes]]:
        """See `Store.tail`."""

        async def read_on(seen: int) -> tuple[tuple[int, bytes], ...] | None:
            return await self._reader.run(lambda log: log.read_on(room, seen), Kind.READ)

        return follow(read_on, self._bell, room, after)

    async def snapshot(self, room: str, upto: int, state: bytes) -> None:
        """See `Store.snapshot`."""
        await self._log.run(lambda log: log.snapshot(room, upto, state))

    async def latest(self, room: str) -> tuple[int, bytes] | None:
        """See `Store.latest`."""
        return await self._reader.run(lambda log: log.latest(room), Kind.READ)

    async def forget(self, room: str) -> None:
        """See `Store.forget`."""
        await self._log.run(lambda log: log.forget(room))
        await self._clean((room,))

    async def sweep(self, now: int) -> int:
        """See `Store.sweep`. What a killed process left half forgotten is finished, too."""
        old = await self._log.run(lambda log: log.forget_old(now - KEPT))
        # The sheets first: a room is in the log before it has a sheet, so that none just opened is taken for a leftover
        held = await self._sqlite_box.sheets.run(lambda sheets: sheets.rooms(), Kind.READ)
        known = {record.id for record in await self.rooms()}
        await self._clean(old, [room for room in held if room not in known])
        return len(old)

    async def _clean(self, gone: Sequence[str], orphans: Sequence[str] = ()) -> None:
        await self._sqlite_box.sheets.run(lambda sheets: sheets.forget([*gone, *orphans]))
        await self._log.run(lambda log: log.scrub(), Kind.ALONE)
        for room in gone:
            self._presence.forget(room)
            self._bell.ring(room, "log")

    def watch(self, heard: Callable[[str, str], None]) -> Callable[[], None]:
        """See `Store.watch`."""
        return self._bell.watch(heard)

    async def close(self) -> None:
        """See `Store.close`."""
        await asyncio.gather(self._log.close(), self._reader.close(), self._sqlite_box.sheets.close())
        await self._bell.close()
