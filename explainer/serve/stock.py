"""Phrases hashed before anyone needs them, in seconds when nothing else is to be done.

A hundred guests who make their first move in one moment would wait four seconds for their slow hashes, take both
cores from those who are read to, and lose what they were shown if the worker died meanwhile.
"""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING
from weakref import WeakSet

from explainer.serve.phrases import new_phrase
from explainer.serve.places import OutOfReach

if TYPE_CHECKING:
    from explainer.serve.parked import ParkedRun
    from explainer.serve.parking import Ticket

MOST = 100
"""Phrases in stock: as many as guests of one worker may have an app, which the first move of their own makes."""


class Stock:
    """Of one worker: two must never give away the same phrase, so none is made before the fork."""

    def __init__(self, hashed: Callable[[str], Awaitable[Ticket]]) -> None:
        """
        Args:
            hashed: the slow hash of a phrase.
        """
        self._hashed = hashed
        self._made: list[tuple[str, Ticket]] = []
        self.without: WeakSet[ParkedRun] = WeakSet()
        """Runs of guests who are here and have no phrase yet."""

    def __len__(self) -> int:
        return len(self._made)

    @property
    def is_short(self) -> bool:
        """Whether somebody may still need one."""
        return len(self._made) < min(MOST, len(self.without))

    def take(self) -> tuple[str, Ticket] | None:
        """One phrase and its ticket, for one guest; None: there is none, and it has to be hashed for them."""
        return self._made.pop() if self._made else None

    async def add(self) -> None:
        """Make one more; none while the store whose salt it needs is out of reach."""
        phrase = new_phrase()
        with contextlib.suppress(OutOfReach):
            self._made.append((phrase, await self._hashed(phrase)))
