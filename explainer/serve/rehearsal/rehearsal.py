"""An event loop whose time jumps: when nobody has anything to do, it is at once the moment of the next thing to do.

All that waits by the loop (sleeps, timeouts, timers) needs no real time; what is really done (a thread that writes to
a disk) takes as long as it takes, and meanwhile the loop's time stands still. So one seed gives one rehearsal, however
fast the machine is.
"""

from __future__ import annotations

import asyncio
import selectors
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Executor
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, TypeVar, TypeVarTuple

import msgspec

from explainer.messages import _, ngettext
from explainer.serve.parking.parked_runs import Parking
from explainer.serve.processes.settings import Settings
from explainer.serve.processes.worker_context import WorkerContext
from explainer.serve.rehearsal.simulated_leader import Chair
from explainer.serve.rehearsal.simulated_people import Leanings, Person, questions
from explainer.serve.rooms.leading.leader import Leader
from explainer.serve.rooms.leading.leader_tallies import sums_of
from explainer.serve.rooms.lifecycle import open_room
from explainer.serve.rooms.live import LiveRoom
from explainer.serve.rooms.registry import RoomRegistry
from explainer.story.model.run_sheets import named
from explainer.story.model.structs import Story
from explainer.workshop.report import Report, report_of
from explainer.workshop.stores.sqlite import SqliteStore

if TYPE_CHECKING:
    from explainer.serve.rehearsal.self_led import Oneself

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


# One rehearsal from the opening of the room to its report: the real store, hub, memberships and leader, no SSH.
# The room is kept in a folder of its own, which is gone afterwards. The same seed gives the same report.

EPOCH = 1_767_258_000
"""Seconds at which every rehearsal on a simulated clock begins: a date of the machine would make two reports differ."""
LAST_LOOK = 45.0
"""Seconds after the close in which those who look seldom have seen it, too."""


class Rehearsed(msgspec.Struct, frozen=True):
    """What came of a rehearsal."""

    report: Report
    crashes: int
    """Faults behind somebody's back; each is a bug."""
    did: dict[str, int]
    """What all people together did, by name."""
    left_out: tuple[str, ...]
    """What the leader left out to be on time, in the run sheet's words."""
    refusals: tuple[str, ...]
    """What the leader's keys did not do, and why, in order."""


def rehearse(
    story: Story,
    plan: str,
    people: int,
    seed: int,
    *,
    speed: float = 0.0,
    progress: Callable[[float, str], None] = lambda seconds, what: None,
    oneself: bool = False,
) -> Rehearsed:
    """Rehearse.

    Args:
        story: to be led through.
        plan: the id of one of its run sheets; empty: the main way.
        people: how many come.
        seed: of all chance.
        speed: simulated seconds in a real one; 0: as fast as the machine can; 1: the clock is the world's.
        progress: told now and then how many seconds of the workshop have gone, and what comes.
        oneself: whoever runs this leads, in the cockpit of this terminal; the clock then needs a speed.
    """
    loop = asyncio.SelectorEventLoop() if speed == 1 else SimulatedLoop(speed)
    with tempfile.TemporaryDirectory(prefix="rehearsal-") as folder:
        start = int(time.time()) if oneself else EPOCH
        rehearsal = _Rehearsal(story, plan, people, seed, Path(folder), loop, start)
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            return runner.run(rehearsal.run(None if oneself else progress))


class _Rehearsal:
    def __init__(
        self,
        story: Story,
        plan: str,
        people: int,
        seed: int,
        folder: Path,
        loop: asyncio.AbstractEventLoop,
        start: int,
    ) -> None:
        self._story, self._plan, self._people, self._seed = story, plan, people, seed
        self._folder, self._loop = folder, loop
        self._began = start - loop.time()

    def _epoch(self) -> float:
        return self._began + self._loop.time()

    def _random(self, of: str) -> Random:
        return Random(f"{self._seed}:{of}")

    async def run(self, progress: Callable[[float, str], None] | None) -> Rehearsed:
        """All of it; without `progress` whoever sits at the terminal leads."""
        settings = Settings("", "")
        parking = Parking(self._folder / "parked", self._epoch, settings.limits)
        host = WorkerContext(self._story, settings, parking, self._loop.time)
        hub = host.hub = RoomRegistry(self._story, "", self._folder / "rooms", host.clock, host.crashed)
        try:
            store = hub.store
            if isinstance(store, SqliteStore) and isinstance(self._loop, SimulatedLoop):
                self._loop.also_busy = lambda: store.is_busy
            drawn = self._random("names")
            code, _secret = await open_room(store, self._story, self._plan, clock=self._epoch, random=drawn)
            live = await hub.find(code)
            assert live is not None  # it was opened a moment ago
            return await self._hold(host, live, progress)
        finally:
            while host.errands:
                await asyncio.gather(*host.errands, return_exceptions=True)
            await hub.close()

    def _chair(
        self, host: WorkerContext, live: LiveRoom, progress: Callable[[float, str], None] | None
    ) -> Chair | Oneself:
        if progress is None:
            from explainer.serve.rehearsal.self_led import Oneself

            return Oneself(live, self._epoch, host.crashed)
        leader = Leader(live, changed=lambda: None, clock=self._epoch, random=self._random("leader"))
        return Chair(
            leader, named(self._story.plans, self._plan), self._random("chair"), progress, host.crashed
        )

    async def _hold(
        self, host: WorkerContext, live: LiveRoom, progress: Callable[[float, str], None] | None
    ) -> Rehearsed:
        chair = self._chair(host, live, progress)
        leader = chair.leader
        await leader.begin()
        leanings = Leanings(self._seed, questions())
        guests = [
            Person(host, live, leanings, self._random(f"person {number}")) for number in range(self._people)
        ]
        coming = [self._loop.create_task(guest.live()) for guest in guests]
        try:
            await chair.lead()
            sums = await sums_of(live, chair.most_connected)
            await leader.close_room(erase=False)
            report = report_of(live.state, self._story, sums, int(self._epoch()), self._words())
            if coming and progress is not None:  # nobody who sits at a terminal waits for that
                await asyncio.wait(coming, timeout=LAST_LOOK)
            for task in coming:
                if task.done() and not task.cancelled() and (error := task.exception()) is not None:
                    host.crashed(error)
        finally:
            for task in coming:
                task.cancel()
            await asyncio.gather(*coming, return_exceptions=True)
            await leader.end(clean=True)
        await live.store.forget(live.id)
        did: Counter[str] = Counter()
        for guest in guests:
            did.update(guest.did)
        done = dict(sorted(did.items()))
        left_out, refusals = tuple(chair.left_out), tuple(chair.refusals)
        return Rehearsed(report, host.counters.crashes, done, left_out, refusals)

    def _words(self) -> str:
        text = ngettext(
            _("1 simulated person, seed {seed}"), _("{n} simulated people, seed {seed}"), self._people
        )
        return text.format(n=self._people, seed=self._seed)
