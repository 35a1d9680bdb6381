"""Rooms through the stock `ssh`: guests of many sizes follow, roam, warn, answer; a killed worker costs nothing."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from explainer.reading.actions import Action
from explainer.serve.rooms.leading import Leader
from explainer.serve.rooms.live import LiveRoom
from explainer.serve.rooms.opening import open_room
from explainer.story.cache import open_story
from explainer.workshop.stores import open_store
from tests.e2e.ssh_server import SshServer, needs_ssh, running
from tests.e2e.terminal import Terminal
from tests.tiny import write_story

pytestmark = needs_ssh


class Room:
    """A room of a server, led from another process over the same store."""

    def __init__(self, server: SshServer, story: Path) -> None:
        self.server = server
        self._folder = server.state / "rooms"
        self._story = open_story(story, cache_folder=None)
        self._loop = asyncio.new_event_loop()
        self.code, self.secret = self._loop.run_until_complete(self._open())

    async def _open(self) -> tuple[str, str]:
        self._store = open_store("", self._folder)
        code, secret = await open_room(self._store, self._story)
        record = await self._store.find(code)
        assert record is not None
        failed: list[BaseException] = []
        self._live = LiveRoom(self._store, record, self._story, "test", self._loop.time, failed.append)
        await self._live.start()
        self._leader = Leader(self._live, changed=lambda: None)
        await self._leader.begin()
        assert self._leader.leads
        return code, secret

    def press(self, action: str, argument: str = "") -> str:
        """What the leader's key came to."""
        self._loop.run_until_complete(self._leader.do(Action(action, argument)))
        return self._leader.message

    def guest(self, columns: int = 80, rows: int = 24, login: str = "", **options: str) -> Terminal:
        """Comes in, and waits for the first page."""
        guest = self.server.terminal(
            login=login or self.code, columns=columns, rows=rows, **{"term": "xterm-256color", **options}
        )
        guest.wait_until(lambda: guest.modes.get(1049) and self.code in guest.text, "the room's page")
        return guest

    def close(self) -> None:
        async def end() -> None:
            await self._leader.end(clean=True)
            await self._live.stop()
            await self._store.close()

        self._loop.run_until_complete(end())
        self._loop.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SshServer]:
    home = tmp_path_factory.mktemp("host")
    with running(home, write_story(home / "story"), "--workers", "2") as server:
        yield server


@pytest.fixture
def room(server: SshServer) -> Iterator[Room]:
    opened = Room(server, server.state.parent / "story")
    yield opened
    opened.close()


def test_guests_of_many_sizes_see_each_step(room: Room) -> None:
    with contextlib.ExitStack() as stack:
        sizes = ((80, 24), (44, 18), (120, 40), (60, 20))
        guests = [stack.enter_context(room.guest(*size)) for size in sizes]
        room.press("next")
        for guest in guests:
            guest.wait_for("The storm")
        for step in ("step 2", "step 3"):
            room.press("next")
            for guest in guests:
                guest.wait_for(step)
        late = stack.enter_context(room.guest())
        late.wait_for("step 3")
