"""The box in Valkey: a sorted set for each poll, in which the ballots stand by their random numbers.

Promise: that of the log beside it (`log_valkey`).

All scores are 0, so that members are sorted by their bytes, which begin with the ballot: a hash would keep up to some
hundreds of ballots in the order in which they came, in memory and in each file that is written from it. What remains:
with an append-only file, the commands stand in it in their order of arrival until the file is rewritten; this is done
whenever a poll closes and when a room is forgotten, and Valkey does it by itself as the file grows. In that window,
and to whoever watches the commands, the order of ballots can be seen. A replica's file is rewritten by nobody here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import msgspec

from explainer.workshop.stores.interface import TOGETHER, PollIsClosed, RoomIsGone, checked
from explainer.workshop.stores.notifications import Bell
from explainer.workshop.stores.valkey_connection import PREFIX, Link, Scrubber, awaited

LARGEST = 500
"""Answers in one call: Valkey does nothing else meanwhile, some 2 ms."""

_WRITE = """
local base, at, out = ARGV[1], 2, {}
local there = redis.call('EXISTS', KEYS[1]) == 1
local function erase(ballots, ballot)
  local old = redis.call('ZRANGEBYLEX', ballots, '[' .. ballot, '(' .. ballot .. '\\255')
  if #old > 0 then redis.call('ZREM', ballots, unpack(old)) end
end
local function close(poll, ballots)
  local totals = redis.call('HGET', base .. 'closed', poll)
  if totals then return totals end
  local count = {}
  for _, member in ipairs(redis.call('ZRANGE', ballots, 0, -1)) do
    local choice = string.sub(member, 17)
    count[choice] = (count[choice] or 0) + 1
  end
  totals = cjson.encode(count)
  redis.call('HSET', base .. 'closed', poll, totals)
  redis.call('UNLINK', ballots)
  redis.call('ZREM', base .. 'polls', poll)
  redis.call('HINCRBY', KEYS[2], 'owed', 1)
  return totals
end
local function question(ticket)
  for _, member in ipairs(redis.call('ZRANGE', base .. 'asked', 0, -1)) do
    if string.sub(member, 1, 16) == ticket then return member end
  end
end
while at < #ARGV do
  local what, poll, ballot, text = ARGV[at], ARGV[at + 1], ARGV[at + 2], ARGV[at + 3]
  local ballots, done = base .. 'ballots:' .. poll, 1
  local over = redis.call('HEXISTS', base .. 'closed', poll) == 1
  if not there then
    done = 0
  elseif what == 'cast' or what == 'withdraw' then
    if over then
      done = 0
    else
      erase(ballots, ballot)
      if what == 'cast' then
        redis.call('ZADD', ballots, 0, ballot .. text)
        redis.call('ZADD', base .. 'polls', 0, poll)
      elseif redis.call('EXISTS', ballots) == 0 then
        redis.call('ZREM', base .. 'polls', poll)
      end
    end
  elseif what == 'close' then
    done = close(poll, ballots)
  elseif what == 'settled' then
    if over then redis.call('HSET', base .. 'closed', poll, '{}') end
  else
    local old = question(ballot)
    local batch = old and redis.call('ZSCORE', base .. 'asked', old)
    if old then redis.call('ZREM', base .. 'asked', old) end
    if what == 'ask' then
      batch = batch or math.floor((redis.call('HINCRBY', KEYS[1], 'asked', 1) - 1) / tonumber(poll))
      redis.call('ZADD', base .. 'asked', batch, ballot .. text)
    end
  end
  out[#out + 1] = done
  at = at + 4
end
return out
"""

_TOTALS = """
local base, kind, wanted, out = ARGV[1], ARGV[2], ARGV[3], {}
local function count(poll)
  local found = {}
  for _, member in ipairs(redis.call('ZRANGE', base .. 'ballots:' .. poll, 0, -1)) do
    local choice = string.sub(member, 17)
    found[choice] = (found[choice] or 0) + 1
  end
  return cjson.encode(found)
end
if kind == 'one' then return redis.call('HGET', base .. 'closed', wanted) or count(wanted) end
for _, poll in ipairs(redis.call('ZRANGE', base .. 'polls', 0, -1)) do
  if string.sub(poll, 1, #wanted) == wanted then
    out[#out + 1] = poll
    out[#out + 1] = count(poll)
  end
end
return out
"""
"""Counted there: of 1,000 ballots a look takes 0.2 ms of Valkey and 0.05 ms of the worker that turns the pages; to read
them took 0.05 ms and 1.8 ms. A sum that is kept beside them would be cheaper, and tell whoever watches the memory
which choice was made first. A cockpit looks ten times a second at most."""

_Write = tuple[str, str, bytes, bytes]
"""What, the poll, ballot or ticket, choice or text."""


def base_of(room: str) -> str:
    """Return how the keys of a room's box begin."""
    return f"{PREFIX}box:{room}:"


def room_key(room: str) -> str:
    """A room's record; while it is there, the room is."""
    return f"{PREFIX}room:{room}"


class ValkeyBox:
    """The `Box` of one Valkey."""

    def __init__(self, link: Link, bell: Bell, scrubber: Scrubber) -> None:
        self._link, self._bell, self._scrubber = link, bell, scrubber
        self._script = link.script(_WRITE)
        self._totals = link.script(_TOTALS)
        self._gathered: dict[str, list[tuple[_Write, asyncio.Future[Any]]]] = {}
        self._writing: asyncio.Task[None] | None = None

    async def cast(self, room: str, poll: str, ballot: bytes, choice: str) -> None:
        """See `Box.cast`."""
        if not await self._write(room, ("cast", poll, ballot, checked(ballot, choice))):
            raise PollIsClosed(poll)

    async def withdraw(self, room: str, poll: str, ballot: bytes) -> None:
        """See `Box.withdraw`."""
        if not await self._write(room, ("withdraw", poll, ballot, checked(ballot))):
            raise PollIsClosed(poll)

    async def look(self, room: str, poll: str, ballot: bytes) -> str | None:
        """See `Box.look`."""
        key, low, high = f"{base_of(room)}ballots:{poll}", b"[" + ballot, b"(" + ballot + b"\xff"
        found = await self._link.run(lambda client: awaited(client.zrangebylex(key, low, high)))
        return found[0][16:].decode() if found else None

    async def totals(self, room: str, poll: str) -> dict[str, int]:
        """See `Box.totals`."""
        return _counts(await self._totals((), (base_of(room), "one", poll)))

    async def polls(self, room: str, prefix: str) -> dict[str, dict[str, int]]:
        """See `Box.polls`."""
        found = await self._totals((), (base_of(room), "all", prefix))
        return {poll.decode(): _counts(totals) for poll, totals in zip(found[::2], found[1::2], strict=True)}

    async def close(self, room: str, poll: str) -> dict[str, int]:
        """See `Box.close`."""
        totals = await self._write(room, ("close", poll, b"", b""))
        if not totals:
            raise PollIsClosed(poll)
        self._scrubber.ask()
        return _counts(totals)

    async def settled(self, room: str, poll: str) -> None:
        """See `Box.settled`."""
        await self._write(room, ("settled", poll, b"", b""))

    async def ask(self, room: str, ticket: bytes, text: str) -> None:
        """See `Box.ask`."""
        if not await self._write(room, ("ask", str(TOGETHER), ticket, checked(ticket, text))):
            raise RoomIsGone(room)

    async def waiting(self, room: str) -> tuple[tuple[bytes, str], ...]:
        """See `Box.waiting`."""
        found = await self._link.run(lambda client: awaited(client.zrange(base_of(room) + "asked", 0, -1)))
        return tuple((member[:16], member[16:].decode()) for member in found)

    async def settle(self, room: str, ticket: bytes) -> None:
        """See `Box.settle`."""
        await self._write(room, ("settle", "", ticket, b""))

    async def _write(self, room: str, write: _Write) -> Any:
        """With all that arrives in this turn of the loop, and behind all that arrived before."""
        done: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._gathered.setdefault(room, []).append((write, done))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_all())
        return await done

    async def _write_all(self) -> None:
        while self._gathered:
            room = next(iter(self._gathered))
            group = self._gathered.pop(room)
            if rest := group[LARGEST:]:
                self._gathered[room] = rest
            await self._write_group(room, group[:LARGEST])

    async def _write_group(self, room: str, group: list[tuple[_Write, asyncio.Future[Any]]]) -> None:
        group = _unordered(group)
        arguments = [part for write, _done in group for part in write]
        outcome: Sequence[Any] | Exception
        try:
            outcome = await self._script((room_key(room), Scrubber.OWED), (base_of(room), *arguments))
        except Exception as error:  # whatever it is: nobody waits for ever, and nobody is told "counted"
            outcome = error
        for at, (_asked, done) in enumerate(group):
            if done.done():  # whoever asked has gone
                continue
            if isinstance(outcome, Exception):
                done.set_exception(type(outcome)(*outcome.args))
            else:
                done.set_result(outcome[at])
        if not isinstance(outcome, Exception):
            self._bell.ring(room, "box")


def _unordered(
    group: list[tuple[_Write, asyncio.Future[Any]]],
) -> list[tuple[_Write, asyncio.Future[Any]]]:
    """By poll and ballot instead of by arrival, as far as the outcome is the same: closing is a border."""
    runs: list[list[tuple[_Write, asyncio.Future[Any]]]] = [[]]
    for entry in group:
        if entry[0][0] in ("cast", "withdraw"):
            runs[-1].append(entry)
        else:
            runs += [[entry], []]
    return [entry for run in runs for entry in sorted(run, key=lambda entry: entry[0][1:3])]


def _counts(totals: bytes) -> dict[str, int]:
    return dict(sorted(msgspec.json.decode(totals, type=dict[str, int]).items()))
