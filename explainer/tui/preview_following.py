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
        self._checks: asyncio.Future[tuple[Problem, ...]] | None = None
        self._checked: Reading | None = None
        """The reading that they are of."""

    async def watch(self) -> None:
        """Take note of every save, until cancelled."""
        async for names in self._source.saves():
            for name in names:
                self._saved.pop(name, None)
                self._saved[name] = None
            self._news.set()

    async def follow(self) -> None:
        """Show every reading that is one and then what is wrong with it, until cancelled."""
        told = await self._examine()
        while True:
            await self._news.wait()
            reading = await self._read()
            if reading.saved or _differ(reading, self._shown):
                self._shown, told = reading, False
                await self._show(reading)
            told = told or await self._examine()

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

    async def _examine(self) -> bool:
        """Check what is shown and tell; False when something was saved meanwhile, which is not kept waiting.

        Checks cannot be stopped: those of an older reading end before others begin, so that not every save of many
        has its own running and the readings wait behind them.
        """
        if self._checked is not self._shown:
            if not await self._ends(self._checks):
                return False
            self._checked = self._shown
            self._checks = asyncio.ensure_future(asyncio.to_thread(self._source.examine))
        if not await self._ends(self._checks):
            return False
        assert self._checks is not None
        await self._show_problems(self._checks.result())
        return True

    async def _ends(self, checks: asyncio.Future[tuple[Problem, ...]] | None) -> bool:
        """Wait for checks to end or for news, which come first; whether it was the checks.

        Raises:
            Exception: what went wrong in them, even where they are of an older reading.
        """
        if checks is None:
            return True
        news = asyncio.ensure_future(self._news.wait())
        try:
            await asyncio.wait((checks, news), return_when=asyncio.FIRST_COMPLETED)
        finally:
            news.cancel()
        if checks.done():
            checks.result()
        return checks.done() and not self._news.is_set()


def _differ(one: Reading, other: Reading) -> bool:
    return one.texts != other.texts or one.problems != other.problems
