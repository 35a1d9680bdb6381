"""Closed rooms are erased: tried again until it is done, by the worker that was asked, else after the next start."""

from __future__ import annotations

import asyncio
import contextvars
import time
from collections.abc import Callable

from explainer.workshop.events import Closed, decode
from explainer.workshop.store import Store, StoreError

AGAIN, SLOWEST = 3.0, 60.0
"""Seconds between two tries; twice as many each time."""
LAST_WORD = 60
"""Seconds after its close for which a room is left to whoever closed it: guests and the report still read it."""


class Erasing:
    """Of one worker, and of the terminal that opened a room."""

    def __init__(self, store: Callable[[], Store], crashed: Callable[[BaseException], None]) -> None:
        """
        Args:
            store: of the rooms.
            crashed: told of what is no failure of a store.
        """
        self._store = store
        self._crashed = crashed
        self._tries: dict[str, asyncio.Future[bool]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def begin(self, room: str, after: float = 0.0) -> asyncio.Future[bool]:
        """Erase a room in so many seconds, and again until it is done; what its next try comes to."""
        if room not in self._tries:
            loop = asyncio.get_running_loop()
            self._tries[room] = loop.create_future()
            task = loop.create_task(self._work(room, after), context=contextvars.Context())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return self._tries[room]

    async def erase(self, room: str, after: float = 0.0) -> bool:
        """As `begin`, and wait for that try: whether the room is erased."""
        return await asyncio.shield(self.begin(room, after))

    async def finish(self) -> None:
        """Rooms that were closed by a server that could not erase them, or was killed before it did.

        Raises:
            Unreachable: the store cannot be reached.
        """
        before = time.time() - LAST_WORD
        for record in await self._store().rooms():
            events = [decode(raw) for _seq, raw in await self._store().read(record.id, 0)]
            if any(isinstance(event, Closed) and event.at <= before for event in events):
                self.begin(record.id)

    def close(self) -> None:
        """Leave what is not done to the next start."""
        for task in self._tasks:
            task.cancel()
        for waited in self._tries.values():
            if not waited.done():
                waited.set_result(False)
        self._tries.clear()

    async def _work(self, room: str, after: float) -> None:
        await asyncio.sleep(after)
        delay = AGAIN
        while not await self._tried(room):
            await asyncio.sleep(delay)
            delay = min(SLOWEST, 2 * delay)

    async def _tried(self, room: str) -> bool:
        done = False
        try:
            await self._store().forget(room)
            done = True
        except StoreError:
            pass  # out of reach, or its files are not yet rewritten: at the next try
        except Exception as error:
            self._crashed(error)
        waited = self._tries.pop(room)
        if not done:
            self._tries[room] = asyncio.get_running_loop().create_future()
        waited.set_result(done)
        return done
