"""A hall for rooms: a room in a store, its leader and its guests over SSH, each before a terminal of their own."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from pathlib import Path
from typing import TypeVar

import pyte

from benchmarks.ssh_guest import Guest, connect
from explainer.serve.rooms.lifecycle import open_room
from explainer.story.model.structs import Story
from explainer.workshop.events import decode
from explainer.workshop.state import RoomState, fold
from explainer.workshop.stores.factory import open_store
from explainer.workshop.stores.interface import Store, Unreachable
from tests.e2e.terminal import _NOISE, _UNFINISHED, _Screen

T = TypeVar("T")
PATIENCE = 60.0
"""Seconds for anything: a machine with two cores that is busy with something else is no fault of the room."""
MANY = "open_per_address=100_000, burst_per_address=100_000"
"""A hall of a test is one address."""
Environment = Mapping[bytes | str, bytes | str]
WINDOWS: tuple[tuple[tuple[int, int], str, Environment], ...] = (
    ((80, 24), "xterm-256color", {"COLORTERM": "truecolor"}),
    ((100, 30), "xterm-256color", {"COLORTERM": "truecolor"}),
    ((120, 40), "xterm-256color", {}),
    ((60, 20), "xterm", {}),
    ((44, 18), "xterm-256color", {"COLORTERM": "truecolor"}),
    ((40, 15), "xterm-256color", {"NO_COLOR": "1"}),
    ((72, 22), "screen-256color", {}),
    ((132, 50), "tmux-256color", {"COLORTERM": "truecolor"}),
    ((90, 28), "rxvt", {}),
    ((80, 25), "vt220", {}),
    ((66, 33), "xterm-256color", {"COLORTERM": "truecolor"}),
    ((160, 48), "xterm-direct", {"COLORTERM": "truecolor"}),
)
"""A dozen windows: size, kind, and what the client says of its colours."""


class Seat(Guest):
    """A guest whose bytes are shown by a terminal emulator, as far as it has looked."""

    def __init__(self, size: tuple[int, int] = (80, 24)) -> None:
        super().__init__(keeps=True)
        self.screen = _Screen(*size)
        self._stream = pyte.ByteStream(self.screen)
        self._shown = 0

    @property
    def bytes(self) -> bytes:
        """All that came."""
        return bytes(self.raw or b"")

    def look(self) -> str:
        """The words on the screen in one line, wrapped or not."""
        return " ".join(" ".join(self.lines()).split())

    def lines(self) -> list[str]:
        """The rows of the screen."""
        assert self.raw is not None
        data = bytes(self.raw[self._shown :])
        unfinished = _UNFINISHED.search(data)
        data = data[: len(data) - len(unfinished[0])] if unfinished else data
        self._shown += len(data)
        if data:
            self._stream.feed(_NOISE.sub(b"", data))
        return [line.rstrip() for line in self.screen.display]

    async def until(self, true: Callable[[], object], what: str, seconds: float = PATIENCE) -> None:
        """Wait for something; fails with the screen when it does not come."""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while not true():
            assert loop.time() < end, f"{what} did not come; the screen:\n" + "\n".join(self.lines())
            assert not self.over.is_set(), f"gone before {what} came:\n" + "\n".join(self.lines())
            await asyncio.sleep(0.02)

    async def shows(self, words: str, seconds: float = PATIENCE) -> None:
        """Wait for words on the screen."""
        await self.until(lambda: words in self.look(), repr(words), seconds)

    async def votes(self, digit: str) -> None:
        """Press a digit until it is taken: a panel that came by itself takes none in its first second."""
        loop = asyncio.get_running_loop()
        end = loop.time() + PATIENCE
        while "You:" not in self.look():
            assert loop.time() < end, "not taken; the screen:\n" + "\n".join(self.lines())
            self.write(digit.encode())
            await asyncio.sleep(0.25)


async def seat(
    port: int,
    login: str,
    size: tuple[int, int] = (80, 24),
    term: str = "xterm-256color",
    environment: Environment | None = None,
) -> Seat:
    """Somebody over SSH, whatever the login name opens."""
    taken = Seat(size)
    taken.connection = await connect(port, login)
    told: Environment = environment if environment is not None else {"COLORTERM": "truecolor"}
    await taken.connection.create_session(
        lambda: taken, term_type=term, term_size=size, encoding=None, env=told
    )
    return taken


class Hall:
    """One room, as those know it who opened it and may read its store."""

    def __init__(self, store: Store, story: Story, code: str, secret: str, room: str) -> None:
        self.store = store
        self.story = story
        self.code = code
        self.secret = secret
        self.room = room

    async def guest(self, port: int, window: int = 0) -> Seat:
        """Comes in and waits for the first page, which names the room's code or says what stands there."""
        size, term, environment = WINDOWS[window % len(WINDOWS)]
        taken = await seat(port, self.code, size, term, environment)
        await taken.until(lambda: self.code in taken.look(), "the room's page")
        return taken

    async def guests(self, port: int, numbers: Iterable[int]) -> list[Seat]:
        """All of them at once."""
        return list(await asyncio.gather(*(self.guest(port, number) for number in numbers)))

    async def leader(self, port: int, role: str = "lead") -> Seat:
        """By the secret, in the chair or before the wall."""
        taken = await seat(port, f"{role}-{self.code}", (100, 30))
        await taken.shows("Type the leader's secret")
        taken.write(self.secret.encode() + b"\r")
        await taken.until(lambda: self.code in taken.look() and b"\x1b[?1049h" in taken.bytes, "the cockpit")
        if role == "lead":
            await taken.shows("you lead")
        return taken

    async def state(self) -> RoomState:
        """As a replay of the log has it."""
        state = RoomState()
        for seq, raw in await self.read():
            state = fold(state, seq, decode(raw), self.story)
        return state

    async def read(self) -> tuple[tuple[int, bytes], ...]:
        """The log, as soon as its store can be reached."""
        return await reachable(lambda: self.store.read(self.room, 0))

    async def totals(self, poll: str) -> dict[str, int]:
        """Ballots by option, as soon as the store can be reached."""
        return await reachable(lambda: self.store.box.totals(self.room, poll))


async def reachable(call: Callable[[], Awaitable[T]], seconds: float = PATIENCE) -> T:
    """What a call of the store gives, as soon as it can be reached."""
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while True:
        try:
            return await call()
        except Unreachable:
            assert loop.time() < end, "the store does not come back"
            await asyncio.sleep(0.1)


@contextlib.asynccontextmanager
async def hall(url: str, folder: Path, story: Story) -> AsyncIterator[Hall]:
    """A room just opened in a store.

    Args:
        url: of the store; empty: SQLite in `folder`.
        folder: the rooms' own, of the server.
        story: the server's, in the same edition.
    """
    store = open_store(url, folder)
    try:
        code, secret = await open_room(store, story)
        record = await store.find(code)
        assert record is not None
        yield Hall(store, story, code, secret, record.id)
    finally:
        await store.close()
