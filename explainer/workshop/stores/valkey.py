"""Rooms in Valkey: many hosts, one order.

Promise: with `appendfsync always` what was acknowledged is on Valkey's disk; with `everysec` a killed Valkey loses
nothing acknowledged while its disk keeps up, and else, as in a power loss, up to two seconds of it. Fail-over to a
replica may lose what was acknowledged last. Without an append-only file nothing outlives Valkey.

To forget, the user needs the rights to INFO, CONFIG GET, BGREWRITEAOF and BGSAVE: where an operator keeps them back,
`forget` raises `Unreachable`, since what was erased may still stand in a file.

One Valkey, with replicas or not; not a cluster, since a step touches several keys. Sequence numbers are counted here
and given to the stream as its ids, so that they are the same as with SQLite and tell no time of day.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

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
)
from explainer.workshop.stores.notifications import HeardPresence, follow
from explainer.workshop.stores.valkey_box import ValkeyBox, base_of, room_key
from explainer.workshop.stores.valkey_connection import PREFIX, ChannelBell, Link, Scrubber, awaited

_CODES, _TOUCHED = PREFIX + "codes", PREFIX + "touched"

_WRITE = """
local room, log, codes, touched = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local id, expect, now, code, record = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local last = tonumber(redis.call('HGET', room, 'seq'))
if expect == 'new' then
  local owner = redis.call('HGET', codes, code)
  if owner == id and redis.call('HGET', room, 'record') == record then return last end
  if owner then return 'taken' end
  last = 0
elseif not last then
  return 'gone'
elseif expect ~= '' and tonumber(expect) ~= last then
  return 'conflict'
end
if code ~= '' then
  local owner = redis.call('HGET', codes, code)
  if owner and owner ~= id then return 'taken' end
  local old = redis.call('HGET', room, 'code')
  if old then redis.call('HDEL', codes, old) end
  redis.call('HSET', codes, code, id)
  redis.call('HSET', room, 'code', code, 'record', record)
end
for at = 6, #ARGV do
  last = last + 1
  redis.call('XADD', log, last .. '-0', 'e', ARGV[at])
end
redis.call('HSET', room, 'seq', last)
if #ARGV > 5 or expect == 'new' then redis.call('ZADD', touched, now, id) end
return last
"""

_SNAPSHOT = """
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
local upto = tonumber(redis.call('HGET', KEYS[2], 'upto') or 0)
if tonumber(ARGV[1]) >= upto then redis.call('HSET', KEYS[2], 'upto', ARGV[1], 'state', ARGV[2]) end
return 1
"""

_FORGET = """
local id, base, before = ARGV[1], ARGV[2], ARGV[3]
local last = tonumber(redis.call('ZSCORE', KEYS[4], id))
if before ~= '' and (not last or last > tonumber(before)) then return 0 end
local code = redis.call('HGET', KEYS[1], 'code')
if code then redis.call('HDEL', KEYS[5], code) end
for _, poll in ipairs(redis.call('ZRANGE', base .. 'polls', 0, -1)) do
  redis.call('UNLINK', base .. 'ballots:' .. poll)
end
redis.call('UNLINK', KEYS[1], KEYS[2], KEYS[3], base .. 'polls', base .. 'closed', base .. 'asked')
redis.call('ZREM', KEYS[4], id)
redis.call('HINCRBY', KEYS[6], 'owed', 1)
return 1
"""


def _log_key(room: str) -> str:
    return f"{PREFIX}log:{room}"


def _snapshot_key(room: str) -> str:
    return f"{PREFIX}snapshot:{room}"


class ValkeyStore:
    """The `Store` of one Valkey."""

    def __init__(self, url: str, clock: Callable[[], float] = time.time) -> None:
        """
        Args:
            url: see `stores.open_store`. Raises `ValueError`.
            clock: seconds since the epoch; tells when a room was last moved.
        """
        self._clock = clock
        self._link = Link(url)
        self._bell = ChannelBell(url, self._link)
        self._scrubber = Scrubber(self._link)
        self._write = self._link.script(_WRITE)
        self._snapshot = self._link.script(_SNAPSHOT)
        self._forget = self._link.script(_FORGET)
        self._presence = HeardPresence(self._bell)
        self.box: Box = ValkeyBox(self._link, self._bell, self._scrubber)
        self.presence: Presence = self._presence

    @property
    def reachable(self) -> bool:
        """See `Store.reachable`."""
        return self._link.reachable

    async def try_again(self) -> None:
        """See `Store.try_again`: its line looks by itself."""

    async def open_room(self, record: RoomRecord, first: Sequence[bytes]) -> int:
        """See `Store.open_room`; asked again, it finds its own."""
        return await self._step(record.id, "new", first, record)

    async def find(self, code: str) -> RoomRecord | None:
        """See `Store.find`. A code is ASCII; what a guest typed may be anything."""
        if not code or not code.isascii():
            return None
        room = await self._link.run(lambda client: awaited(client.hget(_CODES, code)))
        record = await self._record(room.decode()) if room else None
        return record if record is not None and record.code == code else None

    async def rooms(self) -> tuple[RoomRecord, ...]:
        """See `Store.rooms`."""
        rooms = sorted(await self._link.run(lambda client: awaited(client.zrange(_TOUCHED, 0, -1))))
        records = [await self._record(room.decode()) for room in rooms]
        return tuple(record for record in records if record is not None)

    async def change_code(self, room: str, code: str, events: Sequence[bytes], *, expect: int | None) -> int:
        """See `Store.change_code`."""
        record = await self._record(room)
        if record is None:
            raise RoomIsGone(room)
        record = msgspec.structs.replace(record, code=code)
        return await self._step(room, "" if expect is None else str(expect), events, record)

    async def append(self, room: str, events: Sequence[bytes], *, expect: int | None = None) -> int:
        """See `Store.append`."""
        return await self._step(room, "" if expect is None else str(expect), events)

    async def read(self, room: str, after: int) -> tuple[tuple[int, bytes], ...]:
        """See `Store.read`."""
        found = await self._link.run(
            lambda client: awaited(client.xrange(_log_key(room), f"({after}-0", "+"))
        )
        return _events(found)

    def tail(self, room: str, after: int) -> AsyncIterator[tuple[int, bytes]]:
        """See `Store.tail`."""

        newest: bytes | None = None
        """The last event given out: if another stands in its place, a log that was cut has grown again."""

        async def read_on(seen: int) -> tuple[tuple[int, bytes], ...] | None:
            nonlocal newest

            async def call(client: Any) -> list[Any]:
                async with client.pipeline(transaction=True) as both:
                    both.hget(room_key(room), "seq")
                    both.xrange(_log_key(room), f"{seen}-0", "+")
                    result: list[Any] = await both.execute()
                    return result

            last, found = await self._link.run(call)
            if last is None:
                return None
            known = {number: payload for number, payload in _events(found) if number <= seen}
            if int(last) < seen or (newest is not None and known.get(seen) != newest):
                raise Shortened(f"ends at {int(last)}, read to {seen}")
            events = tuple(event for event in _events(found) if event[0] > seen)
            newest = events[-1][1] if events else newest
            return events

        return follow(read_on, self._bell, room, after)

    async def snapshot(self, room: str, upto: int, state: bytes) -> None:
        """See `Store.snapshot`."""
        if not await self._snapshot((room_key(room), _snapshot_key(room)), (upto, state)):
            raise RoomIsGone(room)

    async def latest(self, room: str) -> tuple[int, bytes] | None:
        """See `Store.latest`."""
        upto, state = await self._link.run(
            lambda client: awaited(client.hmget(_snapshot_key(room), ["upto", "state"]))
        )
        return None if upto is None else (int(upto), state)

    async def forget(self, room: str) -> None:
        """See `Store.forget`."""
        await self._erase(room, "")
        await self._scrubber.wait(self._scrubber.ask())

    async def sweep(self, now: int) -> int:
        """See `Store.sweep`. What a killed process left to be rewritten is rewritten, too."""
        before = now - KEPT
        old = await self._link.run(lambda client: awaited(client.zrangebyscore(_TOUCHED, "-inf", before)))
        gone = sum([await self._erase(room.decode(), str(before)) for room in old])
        if gone or await self._scrubber.owing():
            await self._scrubber.wait(self._scrubber.ask())
        return gone

    def watch(self, heard: Callable[[str, str], None]) -> Callable[[], None]:
        """See `Store.watch`."""
        return self._bell.watch(heard)

    async def close(self) -> None:
        """See `Store.close`."""
        await self._scrubber.close()
        await self._bell.close()
        await self._link.close()

    async def _record(self, room: str) -> RoomRecord | None:
        raw = await self._link.run(lambda client: awaited(client.hget(room_key(room), "record")))
        return None if raw is None else msgspec.msgpack.decode(raw, type=RoomRecord)

    async def _step(
        self, room: str, expect: str, events: Sequence[bytes], record: RoomRecord | None = None
    ) -> int:
        """One step of the log, with a new record or without."""
        code, body = (record.code, msgspec.msgpack.encode(record)) if record is not None else ("", b"")
        last = await self._write(
            (room_key(room), _log_key(room), _CODES, _TOUCHED),
            (room, expect, int(self._clock()), code, body, *events),
        )
        if last in _REFUSALS:
            raise _REFUSALS[last](code if last == b"taken" else room)
        self._bell.ring(room, "log")
        return int(last)

    async def _erase(self, room: str, before: str) -> int:
        keys = (room_key(room), _log_key(room), _snapshot_key(room), _TOUCHED, _CODES, Scrubber.OWED)
        gone = int(await self._forget(keys, (room, base_of(room), before)))
        if gone:
            self._presence.forget(room)
            self._bell.ring(room, "log")
        return gone


_REFUSALS = {b"taken": CodeTaken, b"gone": RoomIsGone, b"conflict": Conflict}


def _events(found: Sequence[Any]) -> tuple[tuple[int, bytes], ...]:
    return tuple((int(number.split(b"-")[0]), fields[b"e"]) for number, fields in found)
