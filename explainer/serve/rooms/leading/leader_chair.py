"""A cockpit's place in a room: in the chair or beside it, and how what it decides is written. Used by `Leader`."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable

from explainer.problems import Cannot
from explainer.serve.rooms.leading.leader_tallies import BoxWatch, Tallies
from explainer.serve.rooms.live import LiveRoom
from explainer.workshop import commands
from explainer.workshop.commands import Command
from explainer.workshop.events import Event
from explainer.workshop.rules import decide, is_silent, newer_edition
from explainer.workshop.stores.interface import Conflict, StoreError

ATTEMPTS = 5
"""Times a command is decided anew when something else was written at the same moment."""

BROKEN_AFTER = 3
"""Seconds without a sign of life, which is told every second, after which a line counts as broken."""
OVERLAP = 2.0
"""Seconds for which the broken line of one who is back already may still have seemed alive."""


class Cockpit:
    """The place of one who leads, or sits beside."""

    def __init__(
        self,
        live: LiveRoom,
        token: str = "",
        *,
        changed: Callable[[], None],
        clock: Callable[[], float] = time.time,
    ) -> None:
        """
        Args:
            live: the room.
            token: of this cockpit; empty: a new one. One that comes back with its token is in the same chair.
            changed: called when what is shown is another.
            clock: seconds since the epoch, for the events' times.
        """
        self.live = live
        self.token = token or secrets.token_hex(16)
        self.message = ""
        """What the last key did, or why not."""
        self._watch = BoxWatch(live, changed, self._each_look)
        self._changed = changed
        self._clock = clock
        self._turn = asyncio.Lock()
        self._unlisten: Callable[[], None] | None = None
        self._knows = False
        """Was told of a newer edition."""
        self.is_alive = True
        """Its line gives signs of life; whoever holds the line says when it does not."""
        self._came_at = 0.0
        self._may_sit = True
        """Came while the chair was taken: sits by itself as soon as it is silent and nobody else is beside it."""

    # its life

    async def begin(self) -> None:
        """Come to the room, and sit if the chair is empty or silent.

        Raises:
            Unreachable: the store cannot be reached.
        """
        live = self.live
        self._came_at = live.clock()
        live.watchers.add(self)
        self._unlisten = live.listen(self)
        self._watch.start()
        await live.tell_presence()
        await self.sit()
        self._say_superseded()

    async def sit(self) -> None:
        """Take the chair if it is this cockpit's own, empty, or silent for long."""
        state = self.live.state
        if state.closed or state.holder == self.token:
            return
        await self._append(commands.Sit(self.token, self.silent_for), quietly=True)

    async def end(self, *, clean: bool) -> None:
        """Go; clean: the leader left, the line did not break. Only then the chair is empty at once."""
        if self._unlisten is None:
            return
        self._unlisten()
        self._unlisten = None
        self._watch.stop()
        self.live.watchers.discard(self)
        if clean and not self.live.state.closed:
            await self._append(commands.Leave(self.token), quietly=True)

    # `Listener`

    def changed(self, news: tuple[Event, ...]) -> None:
        if news:
            self._watch.room_changed()
        self._say_superseded()
        self._changed()

    def _say_superseded(self) -> None:
        """Once, when no key has said anything that would be lost by it."""
        if self.live.is_superseded and not self._knows and not self.message:
            self._knows = True
            self.message = newer_edition()

    def behind(self, seq: int) -> bool:
        return False

    @property
    def tallies(self) -> Tallies:
        """Return what may be told of the box."""
        return self._watch.tallies

    def now(self) -> float:
        """Seconds since the epoch, as the room's events have them."""
        return self._clock()

    # the chair

    @property
    def leads(self) -> bool:
        return self.live.state.holder == self.token

    @property
    def silent_for(self) -> int:
        """Seconds since the last sign of life of the chair's line, as far as this worker has listened."""
        return self.live.chair_silent_for

    @property
    def others(self) -> int:
        """Other cockpits that are here."""
        return len(self.live.crowd.cockpits - {self.token})

    # what it decides

    async def _append(self, command: Command, *, quietly: bool = False) -> None:
        """Decide on the state of now, write, and wait until it has come back.

        Where something else was written at the same moment, such as a join word that was used, it is decided anew;
        not where the room itself moved: of two who move at once one does.

        Raises:
            Cannot: the room's rules do not allow it.
            Conflict: others moved first.
            Unreachable: it is not known whether it was written.
        """
        try:
            for _try in range(ATTEMPTS):
                if await self._tried(command):
                    return
            raise Conflict
        except (Cannot, StoreError):
            if not quietly:
                raise

    async def _tried(self, command: Command) -> bool:
        """Write what a command makes of the state of now; False: something came between."""
        live, state = self.live, self.live.state
        made = decide(state, live.story, command, int(self._clock()), self.token)
        if not made:
            return True
        try:
            await live.reached(await live.append(made, expect=state.seq))
        except Conflict:
            await live.reached(state.seq + 1)
            if isinstance(command, commands.Move) and live.state.stage != state.stage:
                raise
            return False
        return True

    async def _each_look(self) -> None:
        """Once a second, and with each look into the box."""
        await self._sit_if_alone()

    async def _sit_if_alone(self) -> None:
        """Whoever led and is back over a broken line is in the chair again, if nobody has taken it.

        Nobody has a name: it is whoever brings the secret once the chair's line is dead, and was not there before.
        Beside another they sit after three seconds; those who were beside all along need ten and a key. And whoever
        finds nobody beside sits once the chair is silent.
        """
        state = self.live.state
        if self.leads:
            self._may_sit = False
        if not self._may_sit or state.closed:
            return
        free = not state.holder or is_silent(self.silent_for)
        if self._is_back or (free and not self.others):
            self._may_sit = False
            await self._append(commands.Sit(self.token, self.silent_for, self._is_back), quietly=True)

    @property
    def _is_back(self) -> bool:
        came_after = self._came_at >= self.live.chair_seen_at - OVERLAP
        return bool(self.live.state.holder) and came_after and self.silent_for >= BROKEN_AFTER
