"""From a save to a new screen: the folder is read off the loop, half a save waits for the rest, checks come last."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Generator
from contextlib import suppress
from functools import partial
from typing import Any, Generic, TypeVar

from explainer.problems import Problem
from explainer.reading.previewing.preview import (
    Found,
    GivenUp,
    Going,
    Reading,
    Source,
    Walk,
    checked,
    settled,
    walked,
)

# Work in a thread that can be halted and given up, and for which neither a loop nor the interpreter waits at
# its end. `asyncio.to_thread` and `anyio.to_thread` use threads that are joined when the program ends: who
# leaves while a large story is checked would wait for seconds. Their work cannot be halted either.

T = TypeVar("T")
THREAD = "explainer-preview"


class Job(Generic[T]):
    """Work that runs from now on. Awaited, it gives what the work gave, or raises what it raised."""

    def __init__(self, work: Callable[[Going], T]) -> None:
        """Begin.

        Args:
            work: changes nothing that would be left half done; calls what it is given between its steps.
        """
        self._loop = asyncio.get_running_loop()
        self._done: asyncio.Future[T] = self._loop.create_future()
        self._may_go = threading.Event()
        self._may_go.set()
        self._given_up = False
        threading.Thread(target=self._run, args=(work,), name=THREAD, daemon=True).start()

    @property
    def future(self) -> asyncio.Future[T]:
        """Of the work's outcome."""
        return self._done

    def __await__(self) -> Generator[Any, None, T]:
        return self._done.__await__()

    def halt(self) -> None:
        """Let it wait at its next step, so that what a person waits for has the processor alone."""
        if not self._given_up:  # else nobody would let it go on, and it would never end
            self._may_go.clear()

    def go_on(self) -> None:
        """Let what was halted go on."""
        self._may_go.set()

    def give_up(self) -> None:
        """Let it end at its next step."""
        self._given_up = True
        self._may_go.set()

    def _going(self) -> None:
        if not self._may_go.is_set():
            self._may_go.wait()
        if self._given_up:
            raise GivenUp

    def _run(self, work: Callable[[Going], T]) -> None:
        try:
            result = work(self._going)
        except BaseException as error:  # told to who waits
            told = error
            self._tell(lambda: self._fail(told))
        else:
            self._tell(lambda: self._finish(result))

    def _tell(self, settle: Callable[[], None]) -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody waits
            self._loop.call_soon_threadsafe(settle)

    def _finish(self, result: T) -> None:
        if not self._done.done():
            self._done.set_result(result)

    def _fail(self, error: BaseException) -> None:
        if not self._done.done():
            self._done.set_exception(error)
            self._done.exception()  # of what was given up nobody asks; a warning would stand on the page


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
        show_found: Callable[[Found], Awaitable[None]],
    ) -> None:
        self._source = source
        self._shown = first
        self._show = show
        self._show_found = show_found
        self._saved: dict[str, None] = {}
        """Files saved and not yet read, the last one last."""
        self._news = asyncio.Event()
        self._examined: Reading | None = None
        """The reading that the checks and the walk are of."""
        self._checks: Job[tuple[Problem, ...]] | None = None
        self._walk: Job[Walk] | None = None

    async def watch(self) -> None:
        """Take note of every save, until cancelled."""
        async for names in self._source.saves():
            for name in names:
                self._saved.pop(name, None)
                self._saved[name] = None
            for job in self._jobs():  # the new page comes first
                job.halt()
            self._news.set()

    async def follow(self) -> None:
        """Show every reading that is one and then what is wrong with it, until cancelled."""
        try:
            told = await self._examine()
            while True:
                await self._news.wait()
                reading = await self._read()
                if reading.saved or _differ(reading, self._shown):
                    self._shown, told = reading, False
                    await self._show(reading)
                told = told or await self._examine()
        finally:
            for job in self._jobs():
                job.give_up()

    def _jobs(self) -> list[Job[Any]]:
        return [job for job in (self._checks, self._walk) if job is not None]

    async def _read(self) -> Reading:
        """Read what was saved; again, where that may be half a save and more comes."""
        end = asyncio.get_running_loop().time() + LONGEST
        saved: tuple[str, ...] = ()
        while True:
            saved = tuple(dict.fromkeys(reversed((*saved, *self._taken()))))[::-1]
            reading = await Job(partial(self._read_now, saved))
            if settled(self._shown, reading) or asyncio.get_running_loop().time() > end:
                return reading
            if not await self._more(HOLD):
                return reading

    def _read_now(self, saved: tuple[str, ...], _going: object) -> Reading:
        return self._source.read(saved)

    def _taken(self) -> tuple[str, ...]:
        self._news.clear()
        names = tuple(self._saved)
        self._saved.clear()
        return names

    async def _more(self, seconds: float) -> bool:
        """Whether something is saved within so many seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._news.wait()
        return self._news.is_set()

    async def _examine(self) -> bool:
        """Check what is shown, then walk through it, and tell; False when something was saved meanwhile.

        A save is not kept waiting. Checks of an older reading end before others begin, so that not every save of many
        has its own running; what they found is told to nobody.
        """
        if self._news.is_set():
            return False
        for job in self._jobs():
            job.go_on() if self._examined is self._shown else job.give_up()
        if self._examined is not self._shown:
            for job in self._jobs():
                if not await self._ends(job):
                    return False
            self._examined, self._checks, self._walk = self._shown, None, None
        reading = self._shown
        if self._checks is None:
            self._checks = Job(partial(self._source.examine, reading))
        if not await self._ends(self._checks):
            return False
        found = checked(await self._checks)
        if self._walk is None:
            await self._show_found(found)
            if self._news.is_set():
                return False
        if found.stage == "walking":
            self._walk = self._walk or Job(partial(self._source.walk, reading))
            if not await self._ends(self._walk):
                return False
            await self._show_found(walked(found.problems, await self._walk))
        return True

    async def _ends(self, job: Job[Any]) -> bool:
        """Wait for work to end or for news, which come first; whether it was the work.

        Raises:
            Exception: what went wrong in it, even where it is of an older reading.
        """
        news = asyncio.ensure_future(self._news.wait())
        try:
            await asyncio.wait((job.future, news), return_when=asyncio.FIRST_COMPLETED)
        finally:
            news.cancel()
        if job.future.done():
            with suppress(GivenUp):
                job.future.result()
        return job.future.done() and not self._news.is_set()


def _differ(one: Reading, other: Reading) -> bool:
    return one.texts != other.texts or one.problems != other.problems
