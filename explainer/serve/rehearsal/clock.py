"""An event loop whose time jumps: when nobody has anything to do, it is at once the moment of the next thing to do.

All that waits by the loop (sleeps, timeouts, timers) needs no real time; what is really done (a thread that writes to
a disk) takes as long as it takes, and meanwhile the loop's time stands still. So one seed gives one rehearsal, however
fast the machine is.
"""

from __future__ import annotations

import asyncio
import selectors
import time
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Any, TypeVar, TypeVarTuple

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

ASK_AGAIN = 0.05
"""Real seconds between two looks at whether a thread is still at work."""


class SimulatedLoop(asyncio.SelectorEventLoop):
    """For one rehearsal."""

    def __init__(self, speed: float = 0.0) -> None:
        """
        Args:
            speed: simulated seconds in a real one; 0: as many as the machine can do.
        """
        self.simulated = 0.0
        self.speed = speed
        self.in_threads = 0
        self.also_busy: Callable[[], bool] = lambda: False
        """Whether a thread works that the loop did not start itself, such as a store's."""
        super().__init__(_Jumping(self))

    def time(self) -> float:
        """Seconds since the loop began, in its own time."""
        return self.simulated

    @property
    def is_busy(self) -> bool:
        return self.in_threads > 0 or self.also_busy()

    def run_in_executor(
        self, executor: Executor | None, func: Callable[[*Ts], T], *args: *Ts
    ) -> asyncio.Future[T]:
        """As asyncio has it; time stands still until it is done."""
        future = super().run_in_executor(executor, func, *args)
        self.in_threads += 1
        future.add_done_callback(self._out_of_thread)
        return future

    async def shutdown_default_executor(self, *arguments: Any) -> None:
        """As asyncio has it; the thread that joins the others is one that nobody told the loop of."""
        self.in_threads += 1
        try:
            await super().shutdown_default_executor(*arguments)
        finally:
            self.in_threads -= 1

    def _out_of_thread(self, _future: object) -> None:
        self.in_threads -= 1


class _Jumping(selectors.DefaultSelector):
    """Does not wait, but moves the loop's time on."""

    def __init__(self, loop: SimulatedLoop) -> None:
        super().__init__()
        self._of = loop
        self._began: float | None = None
        """The real moment at which the loop's time was 0, if it has a speed."""

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """What can be read or written; with a timeout, and nothing to be done till then, that moment is now."""
        ready = super().select(0)
        if ready or (timeout is not None and timeout <= 0):
            return ready
        loop = self._of
        while loop.is_busy:
            if ready := super().select(ASK_AGAIN):  # a thread that ends says so to the loop
                return ready
        if timeout is None:
            return super().select(ASK_AGAIN)
        if loop.speed <= 0:
            loop.simulated += timeout
            return []
        return self._in_step(loop, timeout)

    def _in_step(self, loop: SimulatedLoop, timeout: float) -> list[tuple[selectors.SelectorKey, int]]:
        """Wait until it is that moment at the loop's speed. What threads took is made up for by waiting less."""
        if self._began is None:
            self._began = time.monotonic() - loop.simulated / loop.speed
        then = loop.simulated + timeout
        ready = super().select(max(0.0, self._began + then / loop.speed - time.monotonic()))
        now = (time.monotonic() - self._began) * loop.speed
        loop.simulated = min(then, max(loop.simulated, now)) if ready else then
        return ready
