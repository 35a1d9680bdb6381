"""One process's connections to a Valkey: what is asked of it, what it tells, and the rewriting of its files.

A Valkey may be gone, slow, loading, full or read-only: each is `Unreachable` within two seconds, and mends by itself.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any, TypeVar

from valkey.asyncio import BlockingConnectionPool, Valkey
from valkey.exceptions import ResponseError, ValkeyError

from explainer.workshop.stores.interface import Unreachable
from explainer.workshop.stores.notifications import Bell

PREFIX = "explainer:"
CHANNEL = PREFIX + "bell"
PATIENCE = 2.0
"""Seconds for one call, connecting included."""
AGAIN = 0.25
"""Seconds between two tries to hear a Valkey that is gone."""
DEAF = 2.5
"""Seconds without a word, though asked each second: the line is dead."""
CONNECTIONS = 8
"""Of one process; a Valkey answers in one thread, more would only wait there."""
LARGEST = 500
"""Hints and sums on their way; while nobody can be told, older ones are dropped."""

T = TypeVar("T")


class Link:
    """Commands, each with its patience."""

    def __init__(self, url: str) -> None:
        """
        Args:
            url: see `stores.open_store`. Raises `ValueError`.
        """
        self._pool = BlockingConnectionPool.from_url(
            url,
            max_connections=CONNECTIONS,
            timeout=PATIENCE,
            socket_timeout=PATIENCE,
            socket_connect_timeout=1.0,
        )
        self.client = Valkey(connection_pool=self._pool)
        self.reachable = True

    async def run(self, call: Callable[[Valkey], Awaitable[T]]) -> T:
        """Return what the call returns. Raises `Unreachable`."""
        try:
            async with asyncio.timeout(PATIENCE):
                result = await _heeding(call(self.client))
        except (ValkeyError, OSError, TimeoutError) as error:
            self.reachable = False
            raise Unreachable(_reason(error)) from None
        self.reachable = True
        return result

    def script(self, text: str) -> Callable[[Sequence[str], Sequence[Any]], Awaitable[Any]]:
        """A call of a Lua script with keys and arguments; sent once, then named by its hash."""
        script = self.client.register_script(text)

        async def call(keys: Sequence[str], arguments: Sequence[Any]) -> Any:
            return await self.run(lambda client: script(keys=keys, args=arguments))

        return call

    async def close(self) -> None:
        """Let go of all connections."""
        with contextlib.suppress(ValkeyError, OSError):
            await self.client.aclose()
            await self._pool.disconnect()


class ChannelBell(Bell):
    """For processes of many hosts: one channel, of which Valkey keeps nothing, neither in memory nor on disk."""

    def __init__(self, url: str, link: Link) -> None:
        super().__init__()
        self._link = link
        self._client = Valkey.from_url(url, socket_timeout=PATIENCE, socket_connect_timeout=1.0)
        self._unsent: list[bytes] = []
        self._sending: asyncio.Task[None] | None = None
        self._hearing = asyncio.create_task(self._hear())

    async def close(self) -> None:
        await super().close()
        for task in (self._hearing, self._sending):
            if task is not None:
                task.cancel()
                await asyncio.wait([task])
        with contextlib.suppress(ValkeyError, OSError):
            await self._client.aclose()

    def _send(self, raw: bytes) -> None:
        self._unsent.append(raw)
        del self._unsent[:-LARGEST]
        if self._sending is None or self._sending.done():
            self._sending = asyncio.create_task(self._send_all())

    async def _send_all(self) -> None:
        while self._unsent:
            messages, self._unsent = self._unsent, []

            async def publish(client: Valkey, messages: list[bytes] = messages) -> None:
                async with client.pipeline(transaction=False) as pipeline:
                    for message in messages:
                        pipeline.publish(CHANNEL, message)
                    await pipeline.execute()

            with contextlib.suppress(Unreachable):  # hints: whoever waits looks by itself
                await self._link.run(publish)

    async def _hear(self) -> None:
        """For ever: over each outage."""
        while True:
            with contextlib.suppress(ValkeyError, OSError, TimeoutError):
                await self._hear_one_connection()
            self._link.reachable = False
            await asyncio.sleep(AGAIN)

    async def _hear_one_connection(self) -> None:
        async with self._client.pubsub() as channel:
            async with asyncio.timeout(PATIENCE):
                await _heeding(channel.subscribe(CHANNEL))
            self._link.reachable = True
            self.wake_all()
            heard = self._loop.time()
            while True:
                message = await _heeding(channel.get_message(ignore_subscribe_messages=True, timeout=1.0))
                if message is not None:
                    heard = self._loop.time()
                    if message["type"] == "message":
                        self._heard(message["data"])
                    continue
                if self._loop.time() - heard > DEAF:
                    raise TimeoutError
                async with asyncio.timeout(PATIENCE):
                    await _heeding(channel.ping())
                if not self._link.reachable:  # a call failed, though this line lives
                    with contextlib.suppress(Unreachable):
                        await self._link.run(_ping)


class Scrubber:
    """Has Valkey write its files anew, so that what was erased is in them no more.

    What is owed is counted in Valkey itself: another process pays it at its next sweep if this one is killed.
    """

    OWED = PREFIX + "scrubs"
    WAIT = 30.0
    """Seconds in which a rewriting must be through for whoever waits for it."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._asked = self._done = 0
        self._news = asyncio.Condition()
        self._working: asyncio.Task[None] | None = None

    def ask(self) -> int:
        """Rewrite soon; the number to wait for. Asked often, it is done once."""
        self._asked += 1
        if self._working is None or self._working.done():
            self._working = asyncio.create_task(self._work())
        return self._asked

    async def wait(self, number: int) -> None:
        """Until it is done. Raises `Unreachable`: not within half a minute; it goes on behind."""
        try:
            async with asyncio.timeout(self.WAIT), self._news:
                await self._news.wait_for(lambda: self._done >= number)
        except TimeoutError:
            raise Unreachable("the files are not yet rewritten") from None

    async def owing(self) -> bool:
        """Return whether anyone's rewriting is still to be made."""
        owed, done = await self._counts()
        return owed > done

    async def close(self) -> None:
        """Leave what is not yet done to others."""
        if self._working is not None:
            self._working.cancel()
            await asyncio.wait([self._working])

    async def _work(self) -> None:
        while self._done < self._asked:
            goal = self._asked
            try:
                owed, _done = await self._counts()
                await self._rewrite()
                await self._link.run(partial(self._paid, owed))
            except Unreachable:
                await asyncio.sleep(1.0)
                continue
            self._done = goal
            async with self._news:
                self._news.notify_all()

    async def _paid(self, owed: int, client: Valkey) -> None:
        await awaited(client.hset(self.OWED, "done", str(owed)))

    async def _counts(self) -> tuple[int, int]:
        owed, done = await self._link.run(lambda client: awaited(client.hmget(self.OWED, ["owed", "done"])))
        return int(owed or 0), int(done or 0)

    async def _rewrite(self) -> None:
        if (await self._persistence())["aof_enabled"]:
            await self._begin("BGREWRITEAOF")
            await self._over("aof_rewrite_scheduled", "aof_rewrite_in_progress")
        if await self._keeps_dumps():
            await self._begin("BGSAVE", "SCHEDULE")
            await self._over("aof_rewrite_in_progress", "rdb_bgsave_in_progress")

    async def _begin(self, *command: str) -> None:
        """One that is at work already began before what we erased: then ours comes after it."""

        async def call(client: Valkey) -> bool:
            try:
                await awaited(client.execute_command(*command))  # type: ignore[no-untyped-call]
            except ResponseError as error:
                if "in progress" not in str(error):
                    raise
                return False
            return True

        while not await self._link.run(call):
            await asyncio.sleep(0.1)

    async def _over(self, *flags: str) -> None:
        while True:
            state = await self._persistence()
            if not any(state.get(flag) for flag in flags):
                return
            await asyncio.sleep(0.02)

    async def _persistence(self) -> dict[str, Any]:
        return await self._link.run(lambda client: awaited(client.info("persistence")))

    async def _keeps_dumps(self) -> bool:
        async def call(client: Valkey) -> bool:
            try:
                return bool((await client.config_get("save")).get("save"))
            except ResponseError:  # not ours to know: then better one dump too many
                return True

        return await self._link.run(call)


async def _heeding(call: Awaitable[T]) -> T:
    """Return what a call of the client comes to; a cancellation that the client has swallowed is raised after all.

    It sends under `asyncio.wait_for`. That of Python 3.11 drops a cancellation in the turn in which what it waits for
    is done (python/cpython#86296): the task went on for ever, and with it whoever waited for its end.
    """
    task = asyncio.current_task()
    assert task is not None
    before = task.cancelling()
    try:
        return await call
    finally:
        if task.cancelling() > before:
            raise asyncio.CancelledError


async def awaited(result: Any) -> Any:
    """Its client types the commands for both its kinds of client."""
    return await result


async def _ping(client: Valkey) -> None:
    await awaited(client.ping())


def _reason(error: Exception) -> str:
    """The kind of the failure. Not its text, which may quote arguments."""
    return type(error).__name__
