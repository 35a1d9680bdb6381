"""A room of a server: its leader, its wall and its guests over the stock `ssh`, each before a terminal of their own."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from explainer.serve.rooms.lifecycle import open_room
from explainer.story.load.cache import open_story
from explainer.story.model.structs import Story
from explainer.workshop.events import decode
from explainer.workshop.state import RoomState, fold
from explainer.workshop.stores.factory import open_store
from tests.e2e.ssh_server import SshServer
from tests.e2e.terminal import Terminal
from tests.unseen import seen_of

T = TypeVar("T")
SEATED = ("you lead", "the other leads", "the chair is silent", "the chair is offered")
"""What a cockpit says of the chair, once it came to sit there or found it taken."""


def _apart(work: Coroutine[Any, Any, T]) -> T:
    """Run it in a thread of its own: what drives a browser holds this one's event loop."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


class Room:
    """A room of a server, led over its own door."""

    def __init__(self, server: SshServer, *, planned: bool = False) -> None:
        """
        Args:
            server: whose room it is.
            planned: with the first run sheet of its story.
        """
        self.server = server
        self._planned = planned
        self._folder = server.state / "rooms"
        self._story: Story = open_story(server.state.parent / "story", cache_folder=None)
        self.code, self.secret = _apart(self._open())
        self._stack = contextlib.ExitStack()

    async def _open(self) -> tuple[str, str]:
        store = open_store("", self._folder)
        try:
            plan = next(iter(self._story.plans)) if self._planned else ""
            return await open_room(store, self._story, plan)
        finally:
            await store.close()

    def __enter__(self) -> Room:
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    @property
    def state(self) -> RoomState:
        """As the log on disk has it."""

        async def read() -> RoomState:
            store = open_store("", self._folder)
            try:
                record = await store.find(self.code)
                assert record is not None
                state = RoomState()
                for seq, raw in await store.read(record.id, 0):
                    state = fold(state, seq, decode(raw), self._story)
                return state
            finally:
                await store.close()

        return _apart(read())

    def terminal(
        self, login: str, columns: int = 80, rows: int = 24, term: str = "xterm-256color"
    ) -> Terminal:
        """A client of the room; closed with it."""
        made = self.server.terminal(login=login, columns=columns, rows=rows, term=term)
        self._stack.enter_context(made)
        return made

    def guest(self, columns: int = 80, rows: int = 24, term: str = "xterm-256color") -> Terminal:
        """Comes in, and waits for the first page."""
        guest = self.terminal(self.code, columns, rows, term)
        guest.wait_until(lambda: guest.modes.get(1049) and self.code in guest.text, "the room's page")
        return guest

    def leader(self, role: str = "lead", columns: int = 100, rows: int = 30) -> Terminal:
        """By the secret, typed unseen."""
        leader = self.terminal(f"{role}-{self.code}", columns, rows)
        leader.wait_for("Type the leader's secret")
        leader.send(f"{self.secret}\r")
        leader.wait_until(lambda: leader.modes.get(1049) and self.code in leader.text, "the cockpit")
        assert not seen_of(self.secret, leader.raw), "typed unseen"
        if role == "lead":  # the chair is taken a moment after the first page; a key before that moves nobody
            leader.wait_until(
                lambda: any(words in leader.flat for words in SEATED), "in the chair, or beside it"
            )
        return leader


def answered(guest: Terminal, digit: str) -> bool:
    """Whether this answer of theirs is counted; else it is pressed: a panel's first second takes no digit."""
    if f"You: {digit}, counted" in guest.flat:
        return True
    guest.send(digit)
    return False
