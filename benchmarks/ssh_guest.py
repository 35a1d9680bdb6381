"""A guest over SSH for crowds: counts frames by their receipts, answers them as a terminal does, keeps times."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import asyncssh

FRAME_ENDS = b"\x1b[5n"
"""The server asks for a receipt behind every frame: its last byte."""
RECEIPT = b"\x1b[0n"
QUESTIONS_END = b"\x1b[c"
ATTRIBUTES = b"\x1b[?62;22c"
RIGHT, LEFT, TAB, BACKTAB = b"\x1b[C", b"\x1b[D", b"\t", b"\x1b[Z"
FORTH_AND_BACK = (RIGHT, RIGHT, RIGHT, RIGHT, LEFT, LEFT, LEFT, LEFT)
"""Keys that change the page each, for as long as one likes."""
PATIENCE = 20.0


@lru_cache(maxsize=8)
def client_options(login: str) -> asyncssh.SSHClientConnectionOptions:
    """Made once: making them takes longer than a handshake. Nothing of the user's own configuration is read."""
    return asyncssh.SSHClientConnectionOptions(
        username=login, known_hosts=None, client_keys=None, config=[], agent_path=None, preferred_auth="none"
    )


async def connect(port: int, login: str = "reader") -> asyncssh.SSHClientConnection:
    """A connection, its handshake done, without a session."""
    return await asyncssh.connect("127.0.0.1", port, options=client_options(login))


class Guest(asyncssh.SSHClientSession[bytes]):
    """One session with a screen. Its terminal answers receipts at once, unless told otherwise."""

    def __init__(self, *, answers: bool = True, keeps: bool = False) -> None:
        """
        Args:
            answers: receipts and questions.
            keeps: every byte that came, in `raw`.
        """
        self.answers = answers
        self.raw: bytearray | None = bytearray() if keeps else None
        self.ends: list[float] = []
        """When the last byte of each frame came."""
        self.sizes: list[int] = []
        """Bytes of each frame."""
        self.received = 0
        self.came_at = 0.0
        """When anything last came."""
        self.over = asyncio.Event()
        self.code: int | None = None
        self._turned = 0
        self._since_frame = 0
        self._tail = b""
        self._changed = asyncio.Event()
        self.connection: asyncssh.SSHClientConnection
        self.channel: asyncssh.SSHClientChannel[bytes]

    # asyncssh calls these

    def connection_made(self, chan: asyncssh.SSHClientChannel[bytes]) -> None:
        self.channel = chan

    def data_received(self, data: bytes, datatype: Any) -> None:
        now = self.came_at = asyncio.get_running_loop().time()
        if self.raw is not None:
            self.raw += data
        self.received += len(data)
        whole = self._tail + data
        frames = whole.count(FRAME_ENDS)
        self._since_frame += len(data)
        if frames:
            rest = len(whole) - whole.rfind(FRAME_ENDS) - len(FRAME_ENDS)
            self.ends += [now] * frames
            self.sizes += [0] * (frames - 1) + [self._since_frame - rest]
            self._since_frame = rest
        questions = QUESTIONS_END in whole
        self._tail = b"" if frames or questions else whole[-3:]
        if self.answers and (frames or questions):
            self.write(RECEIPT * frames + (ATTRIBUTES if questions else b""))
        self._changed.set()

    def exit_status_received(self, status: int) -> None:
        self.code = status

    def connection_lost(self, exc: Exception | None) -> None:
        self.over.set()
        self._changed.set()

    # what a guest does

    def write(self, data: bytes) -> None:
        with contextlib.suppress(BrokenPipeError, OSError):
            self.channel.write(data)

    def resize(self, columns: int, rows: int) -> None:
        with contextlib.suppress(BrokenPipeError, OSError):
            self.channel.change_terminal_size(columns, rows)

    async def frame(self, number: int, patience: float = PATIENCE) -> float:
        """When the last byte of a frame came, counted from 0; waits for it.

        Raises:
            TimeoutError: it did not come in time.
            ConnectionError: the session is over.
        """
        async with asyncio.timeout(patience):
            while len(self.ends) <= number:
                if self.over.is_set():
                    raise ConnectionError("the session is over")
                self._changed.clear()
                await self._changed.wait()
        return self.ends[number]

    async def press(self, key: bytes, patience: float = PATIENCE) -> float:
        """Milliseconds from a key to the last byte of the frame it gives."""
        number, began = len(self.ends), asyncio.get_running_loop().time()
        self.write(key)
        return (await self.frame(number, patience) - began) * 1000

    def turn_key(self) -> bytes:
        """The key for another page, forth four times and back four times."""
        key = FORTH_AND_BACK[self._turned % len(FORTH_AND_BACK)]
        self._turned += 1
        return key

    async def turn(self) -> float:
        """Milliseconds from the key to the last byte of another page."""
        return await self.press(self.turn_key())

    async def settle(self, quiet: float = 0.3, patience: float = PATIENCE) -> None:
        """Wait until nothing has come for a while."""
        async with asyncio.timeout(patience):
            while not self.over.is_set():
                seen = self.received
                await asyncio.sleep(quiet)
                if self.received == seen:
                    return

    def leave(self) -> None:
        """Gone without a word, as a closed window is."""
        self.connection.abort()


async def join(
    port: int,
    *,
    login: str = "reader",
    size: tuple[int, int] = (80, 24),
    term: str = "xterm-256color",
    environment: Mapping[bytes | str, bytes | str] | None = None,
    answers: bool = True,
    keeps: bool = False,
) -> Guest:
    """A guest in their session; the first page may still be on its way."""
    connection = await connect(port, login)
    told: dict[bytes | str, bytes | str] = {"COLORTERM": "truecolor"}
    if environment is not None:
        told = dict(environment)
    guest = Guest(answers=answers, keeps=keeps)
    guest.connection = connection
    await connection.create_session(lambda: guest, term_type=term, term_size=size, encoding=None, env=told)
    return guest


async def join_many(port: int, count: int) -> list[Guest]:
    """So many at the same moment, until each has the first page."""

    async def one() -> Guest:
        guest = await join(port)
        await guest.frame(0)
        return guest

    return list(await asyncio.gather(*(one() for _ in range(count))))
