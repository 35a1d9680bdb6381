"""Whether guests reach the server at all, as far as a cockpit can tell from its counters. Pure."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

from explainer.messages import _
from explainer.serve.rooms.live import LiveRoom
from explainer.serve.rooms.presence import Crowd

WITHIN = 5.0
"""Seconds in which all who were here must be gone, to be the network and not people who leave: lines that break at
once are noticed within some seconds of each other."""
FEWEST = 2
"""One guest who is gone is one guest."""


class Network:
    """What one cockpit knows of it: looked at with each frame, and at least once a second."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, int]] = deque()
        """When, and how many were connected, of the last `WITHIN` seconds."""
        self._lost: tuple[float, int] | None = None
        """Since when nobody reaches us, and how many did."""

    def look(self, now: float, crowd: Crowd) -> None:
        """Take in what the counters say.

        Args:
            now: seconds, of this process.
            crowd: who is where.
        """
        if crowd.connected:
            self._lost = None
        elif self._lost is None:
            most = max((number for at, number in self._seen if now - at <= WITHIN), default=0)
            if most >= FEWEST and crowd.gone >= most:
                self._lost = (now, most)
        while self._seen and now - self._seen[0][0] > WITHIN:
            self._seen.popleft()
        self._seen.append((now, crowd.connected))

    def trouble(self, now: float) -> tuple[str, ...]:
        """Return what is wrong, and what to do; empty: nothing."""
        if self._lost is None:
            return ()
        since, number = self._lost
        return (
            _("NO GUEST REACHABLE for {n} s").format(n=int(now - since)),
            _("{n} of {n} dropped at once: it looks like the network. Places are kept.").format(n=number),
            _("They type the same command: j shows the card. If it lasts: a phone's hotspot."),
        )


# What a guest is told of a store out of reach: nothing for a second, then that one waits, then what still
# works.

WAITED, TOLD_AFTER = 1.0, 10.0
"""Seconds: shorter gaps are never mentioned; from the second on the page says what still works."""


class Reach:
    """The notices of one guest."""

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
