"""From a save to a new screen: the folder is read off the loop, half a save waits for the rest, checks come last."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from explainer.problems import Problem
from explainer.reading.preview import Reading, Source, settled

HOLD = 0.25
"""Seconds for which a reading that may be half of a save waits for the rest of it; editors that truncate, or rename
a file away first, take 1 to 50 ms."""
LONGEST = 2.0
"""Seconds after which it is shown although saves still come."""


class Follower:
    """Reads what is saved and hands on what is to be shown; lives in the loop of an app."""

    def __init__(
        self,
        source: Source,
        first: Reading,
        show: Callable[[Reading], Awaitable[None]],
        show_problems: Callable[[tuple[Problem, ...]], Awaitable[None]],
    ) -> None:
        self._source = source
        self._shown = first
        self._show = show
        self._show_problems = show_problems
        self._saved: dict[str, None] = {}
        """Files saved and not yet read, the last one last."""
        self._news = asyncio.Event()

    async def watch(self) -> None:
        """Take note of every save, until cancelled."""
        async for names in self._source.saves():
            for name in names:
                self._saved.pop(name, None)
                self._saved[name] = None
            self._news.set()

    async def follow(self) -> None:
        """Show every reading that is one, until cancelled."""
        await self._examine()
        while True:
            await self._news.wait()
            reading = await self._read()
            if reading.saved or _differ(reading, self._shown):
                self._shown = reading
                await self._show(reading)
                await self._examine()

    async def _read(self) -> Reading:
        """Read what was saved; again, where that may be half a save and more comes."""
        end = asyncio.get_running_loop().time() + LONGEST
        saved: tuple[str, ...] = ()
        while True:
            saved = tuple(dict.fromkeys(reversed((*saved, *self._taken()))))[::-1]
            reading = await asyncio.to_thread(self._source.read, saved)
            if settled(self._shown, reading) or asyncio.get_running_loop().time() > end:
                return reading
            if not await self._more(HOLD):
                return reading

    def _taken(self) -> tuple[str, ...]:
        self._news.clear()
        names = tuple(self._saved)
        self._saved.clear()
        return names

    async def _more(self, seconds: float) -> bool:
        """Whether something is saved within so many seconds."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._news.wait(), seconds)
        return self._news.is_set()

    async def _examine(self) -> None:
        """Check what is shown; a save that comes meanwhile makes it old, and is not kept waiting."""
        checks = asyncio.ensure_future(asyncio.to_thread(self._source.examine))
        news = asyncio.ensure_future(self._news.wait())
        try:
            await asyncio.wait({checks, news}, return_when=asyncio.FIRST_COMPLETED)
            if checks.done() and not self._news.is_set():
                await self._show_problems(checks.result())
        finally:
            news.cancel()
            if not checks.done():
                checks.cancel()


def _differ(one: Reading, other: Reading) -> bool:
    return one.texts != other.texts or one.problems != other.problems
