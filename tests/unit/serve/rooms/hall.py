"""A room in one process: a hub over SQLite files, whoever leads, and guests with terminals in memory."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from explainer.reading.actions import Action
from explainer.serve.processes.worker_context import WorkerContext
from explainer.serve.rooms.entering import guest_of
from explainer.serve.rooms.follower import RoomGuest
from explainer.serve.rooms.leading.leader import Leader
from explainer.serve.rooms.lifecycle import open_room
from explainer.serve.rooms.live import LiveRoom
from explainer.serve.rooms.registry import RoomRegistry
from explainer.workshop.state import RoomState
from tests.unit.serve.guests import FakeLine, until
from tests.unit.serve.screens import Seat


class Guest(Seat):
    """A guest of a room, seen through a terminal."""

    def __init__(self, hall: Hall, size: tuple[int, int] = (80, 24), **options: Any) -> None:
        super().__init__(hall.host, size, **options)
        made = guest_of(hall.host, self.line.session, self.terminal, hall.live, "", parked=self.parked)
        assert isinstance(made, RoomGuest)
        self.guest: RoomGuest = made
        hall.guests.append(self)

    @property
    def member(self) -> Any:
        return self.guest._member

    def press(self, keys: str) -> None:
        self.guest.feed(keys.encode())

    def panel_came(self, at: float = float("-inf")) -> None:
        """The panel in front is there since then; without a time, since long ago."""
        self.guest._session = msgspec.structs.replace(self.guest._session, since=at)

    async def counts(self) -> None:
        """Until its own answer is in the box."""
        await self.until(lambda: self.member.view.poll.own_state == "counted", "counted")

    async def shows_no_more(self, words: str) -> None:
        await self.until(lambda: words not in self.look(), f"a page without {words!r}")


class Hall:
    """One room, on one worker."""

    def __init__(
        self, host: WorkerContext, hub: RoomRegistry, live: LiveRoom, code: str, secret: str
    ) -> None:
        self.host = host
        self.hub = hub
        self.live = live
        self.code = code
        self.secret = secret
        self.guests: list[Guest] = []
        self.lines: list[FakeLine] = []
        """Of those who came by a door."""
        self.faults: list[str] = []
        self.leader = Leader(live, changed=lambda: None)

    @classmethod
    async def open(cls, host: WorkerContext, folder: Path, url: str = "", plan: str = "") -> Hall:
        """
        Args:
            host, folder: of the worker.
            url: of the store; empty: SQLite in the folder.
            plan: the run sheet's id; empty: none.
        """
        rooms = folder / "rooms"
        hub = host.hub = RoomRegistry(host.story, url, rooms, host.clock, host.crashed)
        code, secret = await open_room(hub.store, host.story, plan)
        live = await hub.find(code)
        assert live is not None
        hall = cls(host, hub, live, code, secret)
        host._report = hall.faults.append
        await hall.leader.begin()
        return hall

    async def close(self) -> None:
        for guest in self.guests:
            if guest.line.code is None:
                guest.guest.lost()
        for line in self.lines:
            if line.handler is not None and line.code is None:
                line.handler.lost()
        await self.leader.end(clean=True)
        await until(lambda: not self.host.errands)
        await self.hub.close()
        assert self.host.counters.crashes == 0, self.faults

    @property
    def state(self) -> RoomState:
        return self.live.state

    def guest(self, size: tuple[int, int] = (80, 24), **options: Any) -> Guest:
        """Comes in now."""
        guest = Guest(self, size, **options)
        guest.guest.start()
        return guest

    async def press(self, action: str, argument: str = "") -> str:
        """What the leader's key came to."""
        await self.leader.do(Action(action, argument))
        return self.leader.message

    async def lead_to(self, scene: str, step: str = "") -> None:
        """By `next`, or straight there."""
        await self.press("go", f"{scene}:{step}" if step else scene)
        assert self.state.stage is not None and self.state.stage.scene == scene, self.leader.message
