"""What a guest is told of a store out of reach: nothing for a second, then that one waits, then what still works."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from explainer.serve.rooms.live import LiveRoom

WAITED, TOLD_AFTER = 1.0, 10.0
"""Seconds: shorter gaps are never mentioned; from the second on the page says what still works."""


class Reach:
    """Of one guest."""

    def __init__(self, live: LiveRoom, clock: Callable[[], float], tell: Callable[[], None]) -> None:
        """
        Args:
            live: the room, which knows since when its store is out of reach.
            clock: as the room's.
            tell: called when there is something else to say.
        """
        self._live = live
        self._clock = clock
        self._tell = tell
        self._timers: list[asyncio.TimerHandle] = []

    @property
    def is_waited(self) -> bool:
        return self._seconds() >= WAITED

    @property
    def is_told(self) -> bool:
        return self._seconds() >= TOLD_AFTER

    def is_back(self) -> bool:
        """After a change of the room: whether it is back, for one who was told that it was gone."""
        if self._live.connected:
            return self.stop()
        if not self._timers:
            loop = asyncio.get_running_loop()
            self._timers = [loop.call_later(seconds, self._tell) for seconds in (WAITED, TOLD_AFTER)]
        return False

    def stop(self) -> bool:
        """No longer wait; whether it was long enough to be told."""
        timers, self._timers = self._timers, []
        told = bool(timers) and timers[-1].when() <= asyncio.get_running_loop().time()
        for timer in timers:
            timer.cancel()
        return told

    def _seconds(self) -> float:
        since = self._live.since_unreachable
        return 0.0 if since is None else self._clock() - since
