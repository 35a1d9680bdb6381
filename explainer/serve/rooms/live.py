"""One room as a worker knows it: the fold of its log, and whoever here wants to hear of it.

The log's tail is the only source: what this worker appends it folds when it comes back, as all others do, so that the
order is the same everywhere. Nothing here waits for a guest.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from typing import Protocol

import msgspec

from explainer.reading.room import RoomView
from explainer.serve.rooms.lifecycle import Erasing
from explainer.serve.rooms.pages import Ahead, Kind, Pages
from explainer.serve.rooms.presence import RoomPresence
from explainer.serve.rooms.showing import Lately, took
from explainer.story.model.structs import Story
from explainer.workshop.events import Event, decode, encode
from explainer.workshop.state import RoomState, fold
from explainer.workshop.stores.interface import (
    RoomIsGone,
    RoomRecord,
    Shortened,
    Store,
    StoreError,
    Unreachable,
)

BEAT = 1.0
"""Seconds between two signs of life: of presence, of cockpits, and between two looks at what guests were shown."""
RETRY = 0.5
COMES_BACK = 5.0
"""Seconds in which an event that was written comes back by the tail; a lost hint costs one of them."""


class Listener(Protocol):
    """Someone to whom the room is shown."""

    def changed(self, news: tuple[Event, ...]) -> None:
        """The room is another now. Must not wait.

        Args:
            news: what happened since the last call; empty: something else changed.
        """

    def behind(self, seq: int) -> bool:
        """Whether what is shown, or about to be, is older than the room's step of that number."""


class LiveRoom(RoomPresence):
    """Made by the hub; `start` loads the log, `stop` ends it."""

    def __init__(
        self,
        store: Store,
        record: RoomRecord,
        story: Story,
        worker: str,
        clock: Callable[[], float],
        crashed: Callable[[BaseException], None],
        erasing: Erasing,
    ) -> None:
        """
        Args:
            store: of the room.
            record: the room's.
            story: in the edition the room was opened with; kept to its end.
            worker: a random name, for the counters.
            clock: of this process.
            crashed: told of what goes wrong in one listener.
            erasing: of this worker.
        """
        super().__init__(worker, clock)
        self.store = store
        self.record = record
        self.story = story
        self.is_superseded = False
        """The server has a newer edition of the story."""
        self.state = RoomState()
        self.lately = Lately()
        self.pages = Pages(story)
        self.ahead = Ahead(story, self.pages, crashed)
        self.views: dict[object, RoomView] = {}
        """Of guests alike, since the last change."""
        self.since_unreachable: float | None = None
        """When the store was last seen to be out of reach; None: it can be reached."""
        self.caught_up = 0
        """Times a listener was found behind and told again."""
        self.crashed = crashed
        self.erasing = erasing
        self._listeners: dict[int, Listener] = {}
        self._next = 0
        self._telling: asyncio.Handle | None = None
        self._news: list[Event] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._moved = asyncio.Event()
        self.last_needed = clock()

    # its life

    @property
    def connected(self) -> bool:
        """Whether the store can be reached."""
        return self.since_unreachable is None

    @property
    def is_needed(self) -> bool:
        return bool(self._listeners or self.members or self.watchers)

    async def start(self) -> None:
        """Load what has been, then follow.

        Raises:
            Unreachable: the store cannot be reached.
        """
        await self._load()
        self._tasks = [asyncio.create_task(self._follow()), asyncio.create_task(self._beat())]

    async def stop(self) -> None:
        """Follow no longer."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self.ahead.stop()
        if self._telling is not None:
            self._telling.cancel()
        with contextlib.suppress(StoreError):
            await self.store.presence.tell(self.id, self._worker, {}, {}, ())

    # the log

    async def append(self, events: Sequence[Event], *, expect: int | None = None) -> int:
        """Write events; they count once the tail has brought them back.

        Raises:
            Conflict: others came first.
            Unreachable: it is not known whether they were written.
        """
        try:
            seq = await self.store.append(self.id, [encode(event) for event in events], expect=expect)
        except Unreachable:
            self._reach(False)
            raise
        self._reach(True)
        return seq

    async def reached(self, seq: int) -> None:
        """Wait until the room has been folded up to an event.

        Raises:
            Unreachable: it did not come back in time.
        """
        try:
            async with asyncio.timeout(COMES_BACK):
                while self.state.seq < seq:
                    self._moved.clear()
                    await self._moved.wait()
        except TimeoutError:
            raise Unreachable("tail") from None

    async def _load(self) -> None:
        events = await self.store.read(self.id, 0)
        self.state, self.lately = RoomState(), Lately()
        for seq, raw in events:
            self._take(seq, raw)
        self._news.clear()
        self.pages.load(self.state)

    async def _follow(self) -> None:
        while True:
            try:
                async for seq, raw in self.store.tail(self.id, self.state.seq):
                    self._take(seq, raw)
                self._end()
                return
            except Shortened:
                with contextlib.suppress(StoreError):  # out of reach just now: the tail says so again
                    await self._load()
            except StoreError:
                self._reach(False)
            except Exception as error:
                self.crashed(error)
            await asyncio.sleep(RETRY)

    def _take(self, seq: int, raw: bytes) -> None:
        if seq <= self.state.seq:
            return
        event, before = decode(raw), self.state
        self.state = numbered = msgspec.structs.replace(before, seq=seq)
        if event is not None:
            self.state = fold(before, seq, event, self.story)
        if event is not None and self.state != numbered:
            self.lately = took(self.lately, event, before, self.state)
            self._news.append(event)
        self._moved.set()
        self.tell_soon()

    def _end(self) -> None:
        """The room was erased while guests were in it."""
        if not self.state.closed:
            self.state = msgspec.structs.replace(self.state, closed=True)
            self.tell_soon()

    # listeners

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Tell someone of every change; the answer ends it."""
        number = self._next = self._next + 1
        self._listeners[number] = listener
        return lambda: self._no_longer(number)

    def _no_longer(self, number: int) -> None:
        self._listeners.pop(number, None)
        self.last_needed = self._clock()

    def tell_soon(self) -> None:
        """Tell all; several changes in one turn of the loop are one. Who asks before that gets the view of now."""
        self.views.clear()
        if self._telling is None:
            self._telling = asyncio.get_running_loop().call_soon(self._tell)

    def _tell(self) -> None:
        self._telling = None
        news, self._news = tuple(self._news), []
        self.views.clear()
        try:
            self.pages.advance(self.state)
        except Exception as error:
            self.crashed(error)
        for listener in list(self._listeners.values()):
            self._tell_one(listener, news)
        if news:
            self.ahead.begin(self.state, self.lately, self._kinds)

    def _kinds(self) -> list[Kind]:
        """Of the windows that follow without an app."""
        return [kind for member in self.members if (kind := member.window()) is not None]

    def _tell_one(self, listener: Listener, news: tuple[Event, ...]) -> None:
        try:
            listener.changed(news)
        except Exception as error:  # one guest's fault is no other guest's
            self.crashed(error)

    # once a second

    async def _beat(self) -> None:
        while True:
            try:
                await self.tell_presence()
                if not self.store.reachable:  # guests are refused before they try: nobody else would
                    await self.store.try_again()
            except Unreachable:
                self._reach(False)
            except RoomIsGone:
                self._end()
            except Exception as error:
                self.crashed(error)
            else:
                self._reach(self.store.reachable)
            self._check()
            await asyncio.sleep(BEAT)

    def _check(self) -> None:
        """Whoever was not told of the newest is told again: with 200 guests one once was not."""
        for listener in list(self._listeners.values()):
            try:
                if listener.behind(self.state.seq):
                    self.caught_up += 1
                    listener.changed(())
            except Exception as error:
                self.crashed(error)

    def _reach(self, can: bool) -> None:
        if can == self.connected:
            return
        self.since_unreachable = None if can else self._clock()
        self.tell_soon()
