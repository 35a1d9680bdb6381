"""Keys behind one that opens a question: they wait until there is a line to type on, and are typed on it in order.

Else a whole packet of them, as a slow line and a paste bring it, would be obeyed by the page below: the `q` of a word
would quit.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from textual import events
from textual.message import Message

MOST = 4_096
"""Keys that wait; more than that nobody types into a question that is not there yet."""


class LineReady(Message):
    """A line to type on has the keys."""


class TypedAhead:
    """Of one app."""

    def __init__(self) -> None:
        self._is_due = False
        self._passed: list[events.Key] = []
        """Had reached the page before it was known that a question comes: typed before those in `_new`."""
        self._new: list[events.Key | events.Paste] = []

    @property
    def is_due(self) -> bool:
        """Whether a question is on its way."""
        return self._is_due

    def begin(self) -> None:
        """A question is on its way."""
        self._is_due = True

    def holds(self, event: events.Key | events.Paste, *, passed: bool) -> bool:
        """Keep a key or a paste if a question is on its way; whether it is kept.

        Args:
            event: what was typed.
            passed: it has been to the page.
        """
        if not self._is_due:
            return False
        if len(self._passed) + len(self._new) < MOST:
            if passed and isinstance(event, events.Key):
                self._passed.append(event)
            else:
                self._new.append(event)
        return True

    async def play(self, take: Callable[[events.Event], Awaitable[None]]) -> None:
        """The line is there, or no question came: what waited is typed, before anything that comes meanwhile."""
        while self._is_due and (waiting := [*self._passed, *self._new]):
            self._passed, self._new = [], []
            for event in waiting:
                await asyncio.sleep(0)  # other guests of the process have their turn
                await take(_anew(event))
        self._is_due = False


def _anew(event: events.Key | events.Paste) -> events.Event:
    """One that has been nowhere."""
    return (
        events.Key(event.key, event.character) if isinstance(event, events.Key) else events.Paste(event.text)
    )
