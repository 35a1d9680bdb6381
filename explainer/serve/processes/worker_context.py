"""What a worker lends its guests: the story, the settings, the parking, the counters."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, Protocol
from weakref import WeakSet

from explainer.serve.parking.phrases import PhraseStock
from explainer.serve.processes.metrics import Counters, place_of
from explainer.serve.processes.settings import Settings
from explainer.story.model.structs import Story
from explainer.story.model.translation import in_language

if TYPE_CHECKING:
    from explainer.serve.parking.parked_runs import Parking, Ticket
    from explainer.serve.rooms.registry import RoomRegistry

APPS_FIRST = 10.0
"""Seconds for which a slow hash waits for apps that are being made: 200 guests of a room who leave the leader in one
moment would else wait for 8 s of hashing on both cores before they can read."""
APPS_AT_ONCE = 2
"""Apps made at the same time: each is 20 ms of work, and page turns must pass between them."""


class Present(Protocol):
    """A guest as the worker knows it."""

    def say_goodbye(self, words: str) -> None:
        """The server stops: say so, make the terminal whole, park, close."""


class WorkerContext:
    """One a worker; handed to every session."""

    def __init__(
        self,
        story: Story,
        settings: Settings,
        parking: Parking,
        clock: Callable[[], float],
        report: Callable[[str], None] = lambda place: None,
    ) -> None:
        self.story = story
        self.first = in_language(story, settings.language)
        """The story in the language in which guests begin."""
        self.settings = settings
        self.parking = parking
        self.hub: RoomRegistry | None = None
        """The rooms; None: this server has none."""
        self.public = ""
        """The public half of the host key, for join cards."""
        self.counters = Counters()
        self.app_slots = asyncio.Semaphore(APPS_AT_ONCE)
        self._hashing = asyncio.Lock()
        self.stock = PhraseStock(self.hashed)
        self.stopping = asyncio.Event()
        self.guests: WeakSet[Present] = WeakSet()
        """Whoever opened a session, from its opening until it is gone."""
        self.errands: set[asyncio.Task[None]] = set()
        """Writing of parked runs: a worker that ends waits for them."""
        self.clock = clock
        self._report = report

    def background(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Work that outlives the guest it is for; what goes wrong in it is counted, and it is waited for at the end."""
        context = (
            contextvars.Context()
        )  # not the caller's: a run that waits for its hash would keep the whole app
        task = asyncio.get_running_loop().create_task(work, context=context)
        self.errands.add(task)
        task.add_done_callback(self._errand_done, context=context)
        return task

    async def hashed(self, phrase: str, *, guessed: bool = False) -> Ticket:
        """The ticket of a phrase, as `Parking.ticket` makes it.

        Who waits for a turn waits here, not in a thread: there are as few as six, and fifty who begin at once would
        hold up the writes of all others for two seconds.

        Raises:
            Cannot: too many wrong phrases were tried on this host.
        """
        if not guessed:
            await self._apps_are_made()
        async with self._hashing:
            return await asyncio.to_thread(self.parking.ticket, phrase, guessed=guessed)

    async def _apps_are_made(self) -> None:
        end = self.clock() + APPS_FIRST
        while self.app_slots.locked() and not self.stopping.is_set() and self.clock() < end:
            await asyncio.sleep(0.1)

    async def slowly(self, call: Callable[..., bool], *arguments: Any) -> bool:
        """A slow hash that is compared: in a thread, one at a time with those of phrases."""
        async with self._hashing:
            return await asyncio.to_thread(call, *arguments)

    def _errand_done(self, task: asyncio.Task[None]) -> None:
        self.errands.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self.crashed(error)

    @property
    def full(self) -> bool:
        """Whether one more guest is too many: it gets one plain line and exit code 75."""
        return len(self.guests) >= self.settings.limits.guests

    def crashed(self, error: BaseException) -> None:
        """Count a failure in one guest's session and tell the operator where, not what."""
        self.counters.crashes += 1
        self._report(place_of(error))
