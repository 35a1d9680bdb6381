"""Whether guests reach the server at all, as far as a cockpit can tell from its counters. Pure."""

from __future__ import annotations

from collections import deque

from explainer.messages import _
from explainer.serve.rooms.headcount import Crowd

WITHIN = 5.0
"""Seconds in which all who were here must be gone, to be the network and not people who leave: lines that break at
once are noticed within some seconds of each other."""
FEWEST = 2
"""One guest who is gone is one guest."""


class Network:
    """Of one cockpit: looked at with each frame, and at least once a second."""

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
        """What is wrong, and what to do; empty: nothing."""
        if self._lost is None:
            return ()
        since, number = self._lost
        return (
            _("NO GUEST REACHABLE for {n} s").format(n=int(now - since)),
            _("{n} of {n} dropped at once: it looks like the network. Places are kept.").format(n=number),
            _("They type the same command: j shows the card. If it lasts: a phone's hotspot."),
        )
