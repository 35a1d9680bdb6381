"""What a cockpit may know of the box: fetched after each hint of a change and once a second, disclosed by the rules."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

import msgspec

from explainer.reading.cockpit import QueueRow
from explainer.serve.rooms.live import LiveRoom
from explainer.serve.rooms.mailbox import DOUBT
from explainer.workshop import disclosure, tallies
from explainer.workshop.disclosure import Split
from explainer.workshop.report import Sums
from explainer.workshop.stage_rules import is_warned_line
from explainer.workshop.state import PollState
from explainer.workshop.stores.interface import StoreError
from explainer.workshop.tallies import OPPOSED

LOOKED, GATHERED = 0.1, 0.02
"""Seconds: two looks into the box are so far apart, since a hint of its change comes with every ballot; the first look
waits a moment for those who press with the first."""


class Tallies(msgspec.Struct, frozen=True):
    """What a cockpit knows of the box, as far as it may be told."""

    split: Split | None = None
    """Of the open poll."""
    ready: dict[str, int] | str | None = None
    """None: fewer than five have said anything."""
    ready_any: bool = False
    pace: dict[str, int] | str | None = None
    doubts: tuple[tuple[str, int], ...] = ()
    opposed: int | None = None
    """Of those connected, in per cent and in steps, how many heard another side in the scene of now."""
    waiting: tuple[QueueRow, ...] = ()


class BoxWatch:
    """The looks of one cockpit into the box."""

    def __init__(
        self, live: LiveRoom, changed: Callable[[], None], also: Callable[[], Awaitable[None]],
        clock: Callable[[], float] = time.time,
    ) -> None:  # fmt: skip
        """
        Args:
            live: the room.
            changed: called when something else may be told.
            also: done with each look.
            clock: seconds since the epoch, in which the pace fades.
        """
        self.tallies = Tallies()
        self._live = live
        self._changed = changed
        self._also = also
        self._clock = clock
        self._split_of = ""
        self._stale = asyncio.Event()
        self._unwatch: Callable[[], None] | None = None
        self._looking: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._unwatch = self._live.store.watch(self._heard)
        self._looking = asyncio.get_running_loop().create_task(self._look_on())

    def stop(self) -> None:
        if self._unwatch is not None:
            self._unwatch()
        if self._looking is not None:
            self._looking.cancel()

    def room_changed(self) -> None:
        """Another poll may be open now."""
        poll = self._live.state.uncounted_poll
        if poll is None or poll.poll.id != self._split_of:
            self.tallies = msgspec.structs.replace(self.tallies, split=None)
        self._stale.set()

    def settled(self, ticket: str) -> None:
        """The leader has decided on a question."""
        left = tuple(row for row in self.tallies.waiting if row.id != ticket)
        self.tallies = msgspec.structs.replace(self.tallies, waiting=left)
        self._stale.set()

    def _heard(self, room: str, what: str) -> None:
        if room == self._live.id and what == "box":
            self._stale.set()

    async def _look_on(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            next_look = loop.time() + LOOKED
            try:
                await self._look()
                await self._also()
            except StoreError:
                pass  # the room says by itself that it is out of reach
            except Exception as error:
                self._live.crashed(error)
            try:
                async with asyncio.timeout(1.0):
                    await self._stale.wait()
            except TimeoutError:
                continue
            await asyncio.sleep(max(GATHERED, next_look - loop.time()))
            self._stale.clear()

    async def _look(self) -> None:
        live, box = self._live, self._live.store.box
        state = live.state
        if state.closed:
            return
        poll = state.uncounted_poll
        split = await self._split(poll, live.crowd.connected) if poll is not None else None
        ready = await box.totals(live.id, f"ready:{state.mode_seq}") if state.mode == "hold" else {}
        doubts = await doubts_in(live)
        waiting = await box.waiting(live.id)
        scene = state.stage.scene if state.stage is not None else ""
        opened = sum((await box.totals(live.id, tallies.opposed_tally(scene))).values()) if scene else 0
        seen = Tallies(
            split,
            disclosure.tally(ready),
            bool(ready),
            disclosure.tally(tallies.pace_now(self._clock(), await box.polls(live.id, tallies.PACE_PREFIX))),
            disclosure.doubts(doubts),
            disclosure.opened_share(opened, live.crowd.connected),
            self._in_place(
                tuple(
                    QueueRow(ticket.hex(), text) for ticket, text in waiting if not state.fate(ticket.hex())
                )
            ),
        )
        if seen != self.tallies:
            self.tallies = seen
            self._changed()

    def _in_place(self, waiting: tuple[QueueRow, ...]) -> tuple[QueueRow, ...]:
        """Those that are on the screen stay in their order, new ones come after them."""
        known = [row for row in self.tallies.waiting if row in waiting]
        return (*known, *(row for row in waiting if row not in known))

    async def _split(self, poll: PollState, connected: int) -> Split:
        name = poll.poll.id
        seen = self.tallies.split if self._split_of == name else None
        totals = await self._live.store.box.totals(self._live.id, name)
        counts = disclosure.by_option(totals, len(poll.poll.options))
        if seen is None and not sum(counts):
            seen = Split()
        self._split_of = name
        return disclosure.leader_split(seen, counts, connected)


async def doubts_in(live: LiveRoom) -> dict[str, int]:
    """How many doubt what, by claim's id or line's address; not yet fit to be told, but for lines of warned scenes,
    which are left out.

    Raises:
        Unreachable: the store cannot be reached.
    """
    counted = await live.store.box.polls(live.id, DOUBT)
    found = {name.removeprefix(DOUBT): sum(counts.values()) for name, counts in counted.items()}
    return {key: number for key, number in found.items() if not is_warned_line(live.story, key)}


# What a report is told of a room's box: sums, fetched before the room is erased.


async def sums_of(live: LiveRoom, connected: int) -> Sums:
    """The room's tallies as they are now.

    Args:
        live: the room, not yet forgotten.
        connected: the most guests that were connected at one time, as far as whoever leads has seen.

    Raises:
        Unreachable: the store cannot be reached.
    """
    opposed = await live.store.box.totals(live.id, OPPOSED)
    counted = [poll.result.connected for poll in live.state.polls if poll.result is not None]
    return Sums(
        connected=max(connected, live.crowd.connected, *counted, 0),
        doubts=await doubts_in(live),
        opposed=sum(opposed.values()),
    )
