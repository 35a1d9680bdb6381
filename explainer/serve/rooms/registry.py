"""The rooms of a worker: found by their code, loaded with their first guest, let go when nobody here is in them."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import time
from collections.abc import Callable
from pathlib import Path

from explainer.serve.rooms import lifecycle
from explainer.serve.rooms.lifecycle import Erasing
from explainer.serve.rooms.live import LiveRoom
from explainer.story.model.structs import Story
from explainer.workshop.stores.factory import is_sqlite, open_store
from explainer.workshop.stores.interface import RoomRecord, Store, StoreError
from explainer.workshop.stores.sqlite_connection import LOG

SWEPT = 30
"""Calls of `tidy`, one a minute, between two looks for rooms whose last event is seven days old."""
LET_GO = 60.0
"""Seconds without anyone here after which a room is let go."""


class RoomRegistry:
    """One a worker; opens the store with the first code that is asked for."""

    def __init__(
        self,
        story: Story,
        url: str,
        folder: Path,
        clock: Callable[[], float],
        crashed: Callable[[BaseException], None],
    ) -> None:
        """
        Args:
            story: which this worker serves.
            url: of the store; empty: SQLite in `folder`.
            folder: the rooms' own.
            clock: of this process.
            crashed: told of what goes wrong behind a guest's back.
        """
        self.story = story
        self._is_superseded = False
        self.url = url
        self.folder = folder
        self.worker = secrets.token_hex(8)
        self._clock = clock
        self._crashed = crashed
        self._store: Store | None = None
        self._rooms: dict[str, LiveRoom] = {}
        self._beats = 0
        self._loading: dict[str, asyncio.Lock] = {}
        self.erasing = Erasing(lambda: self.store, crashed)

    @property
    def store(self) -> Store:
        """The store, opened with the first use."""
        if self._store is None:
            self._store = open_store(self.url, self.folder)
        return self._store

    def here(self, code: str) -> LiveRoom | None:
        """A room that is loaded already and open under this code."""
        for live in self._rooms.values():
            if live.state.code == code and not live.state.closed:
                return live
        return None

    async def find(self, code: str) -> LiveRoom | None:
        """The open room of a code; None: there is none.

        Raises:
            Unreachable: the store cannot be reached.
        """
        if (live := self.here(code)) is not None:
            return live
        record = await self.store.find(code)
        if record is None:
            return None
        live = await self._load(record)
        return None if live is None or live.state.closed else live

    async def enter(self, room: str) -> LiveRoom | None:
        """The open room of an id, for one who was in it before.

        Raises:
            Unreachable: the store cannot be reached.
        """
        live = self._rooms.get(room)
        if live is None:
            records = await self.store.rooms()
            record = next((one for one in records if one.id == room), None)
            live = await self._load(record) if record is not None else None
        return None if live is None or live.state.closed else live

    async def _load(self, record: RoomRecord) -> LiveRoom | None:
        async with self._loading.setdefault(record.id, asyncio.Lock()):
            live = self._rooms.get(record.id)
            if live is not None:
                return live
            story = await self._story_of(record)
            if story is None:
                return None
            live = LiveRoom(self.store, record, story, self.worker, self._clock, self._crashed, self.erasing)
            live.is_superseded = self._is_superseded or record.edition != str(self.story.edition)
            await live.start()
            self._rooms[record.id] = live
            return live

    def superseded(self) -> None:
        """The server has loaded a newer edition of the story: rooms keep theirs, and whoever leads one is told."""
        self._is_superseded = True
        for live in self._rooms.values():
            live.is_superseded = True
            live.tell_soon()

    async def _story_of(self, record: RoomRecord) -> Story | None:
        """The story in the room's edition; None: this host has it not."""
        if record.story != self.story.id:
            return None
        if record.edition != str(self.story.edition):
            return await asyncio.to_thread(lifecycle.kept_edition, self.folder, record.story, record.edition)
        with contextlib.suppress(OSError):  # a full disk: then the room ends with the next reload
            await asyncio.to_thread(lifecycle.keep_edition, self.folder, self.story)
        return self.story

    async def tidy(self) -> None:
        """Let go of rooms in which nobody here has been for a while; forget those whose week is over, or closed ones
        that are still there."""
        await self._let_go()
        if self._store is None and not self._has_rooms():
            return
        try:
            if self._beats % SWEPT == 0:
                await self.store.sweep(int(time.time()))
                await self.erasing.finish()
                records = await self.store.rooms()
                needed = [(record.story, record.edition) for record in records]
                await asyncio.to_thread(lifecycle.tidy_editions, self.folder, needed)
            self._beats += 1
        except StoreError:
            pass  # out of reach: at the next time

    def _has_rooms(self) -> bool:
        """Return whether rooms may be kept where nobody has asked for one since the start."""
        return not is_sqlite(self.url) or (self.folder / LOG).exists()

    async def _let_go(self) -> None:
        now = self._clock()
        for room, live in list(self._rooms.items()):
            if live.is_needed:
                live.last_needed = now
            elif now - live.last_needed > LET_GO:
                del self._rooms[room]
                self._loading.pop(room, None)
                await live.stop()

    async def close(self) -> None:
        """End all of it."""
        self.erasing.close()
        for live in list(self._rooms.values()):
            with contextlib.suppress(StoreError):
                await live.stop()
        self._rooms.clear()
        if self._store is not None:
            await self._store.close()
