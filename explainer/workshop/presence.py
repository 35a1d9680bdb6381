"""Who is there, as sums of workers: told over the bell of the store, kept in memory, written nowhere."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence

from explainer.workshop.wake import Bell, Told

LIVES = 3.0
"""Seconds a worker's sums count: three of the times in which it should have told them anew."""


class HeardPresence:
    """The `Presence` of both stores. A process that has just started knows all within a second."""

    def __init__(self, bell: Bell) -> None:
        self._bell = bell
        self._now = asyncio.get_running_loop().time
        self._sums: dict[str, dict[str, tuple[float, Told]]] = {}
        bell.told = self._hear

    async def tell(
        self,
        room: str,
        worker: str,
        figures: Mapping[str, int],
        scenes: Mapping[str, int],
        cockpits: Sequence[str],
    ) -> None:
        """See `Presence.tell`."""
        self._bell.tell(Told(self._bell.name, room, worker, dict(figures), dict(scenes), tuple(cockpits)))

    async def sum(self, room: str) -> tuple[dict[str, int], dict[str, int], frozenset[str]]:
        """See `Presence.sum`."""
        self._drop_old()
        figures: Counter[str] = Counter()
        scenes: Counter[str] = Counter()
        cockpits: set[str] = set()
        for _until, told in self._sums.get(room, {}).values():
            figures.update(told.figures)
            scenes.update(told.scenes)
            cockpits.update(told.cockpits)
        return dict(figures), dict(scenes), frozenset(cockpits)

    def forget(self, room: str) -> None:
        """Nobody is there any more."""
        self._sums.pop(room, None)

    def _hear(self, told: Told) -> None:
        self._drop_old()
        self._sums.setdefault(told.room, {})[told.worker] = (self._now() + LIVES, told)

    def _drop_old(self) -> None:
        now = self._now()
        for room in tuple(self._sums):
            kept = {name: entry for name, entry in self._sums[room].items() if entry[0] > now}
            if kept:
                self._sums[room] = kept
            else:
                del self._sums[room]
