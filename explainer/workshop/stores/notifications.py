"""How processes that share a store tell each other that something is new, and how a log is followed.

A bell carries two things: hints ("the log of this room has grown"), which may be lost, since whoever follows a log
looks once a second as well; and the sums of presence, which are told every second and so live nowhere but here.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import sys
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from explainer.workshop.stores.interface import Unreachable

LOOK_EVERY = 1.0
"""Seconds after which a follower looks without a hint, and asks again while the store is out of reach."""
ROOM_FOR_SUMS = 256 * 1024
"""Bytes of a socket's buffers: the sums of a worker with a long story are some thousands; macOS grants 2,048."""


class Hint(msgspec.Struct, frozen=True, tag="hint"):
    """Something of a room is new: "log" or "box"."""

    sender: str
    room: str
    kind: str


class Told(msgspec.Struct, frozen=True, tag="told"):
    """The sums of one worker for one room."""

    sender: str
    room: str
    worker: str
    figures: dict[str, int]
    scenes: dict[str, int]
    cockpits: tuple[str, ...]


_ENCODE = msgspec.msgpack.Encoder().encode
_DECODE = msgspec.msgpack.Decoder(Hint | Told).decode


class Bell:
    """What is the same for all bells; a kind of bell brings `_send` and calls `_came`."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.name = os.urandom(8).hex()
        self._watchers: dict[object, Callable[[str, str], None]] = {}
        self._waiting: dict[str, set[asyncio.Event]] = {}
        self._due: dict[tuple[str, str], None] = {}
        self.told: Callable[[Told], None] = lambda told: None

    def watch(self, heard: Callable[[str, str], None]) -> Callable[[], None]:
        """See `Store.watch`."""
        key = object()
        self._watchers[key] = heard
        return lambda: (self._watchers.pop(key, None), None)[1]

    def ring(self, room: str, kind: str) -> None:
        """Say it here and to the others, once a turn of the loop."""
        if not self._due:
            self._loop.call_soon(self._ring_due)
        self._due[room, kind] = None

    def tell(self, told: Told) -> None:
        """Pass sums on; here they count at once."""
        self._came(told)
        self._send(_ENCODE(told))

    @contextlib.contextmanager
    def waiting(self, room: str) -> Iterator[asyncio.Event]:
        """An event that is set at each hint of this room's log."""
        woken = asyncio.Event()
        waiters = self._waiting.setdefault(room, set())
        waiters.add(woken)
        try:
            yield woken
        finally:
            waiters.discard(woken)
            if not waiters and self._waiting.get(room) is waiters:
                del self._waiting[room]

    def wake_all(self) -> None:
        """The store is back: everyone looks now."""
        for room in tuple(self._waiting):
            self._came(Hint("", room, "log"))

    async def close(self) -> None:
        """Hear and say nothing more."""
        self._watchers.clear()

    def _ring_due(self) -> None:
        due, self._due = tuple(self._due), {}
        for room, kind in due:
            hint = Hint(self.name, room, kind)
            self._came(hint)
            self._send(_ENCODE(hint))

    def _heard(self, raw: bytes) -> None:
        """Bytes from another process; its own come back from some bells, and count already."""
        with contextlib.suppress(msgspec.DecodeError):
            message = _DECODE(raw)
            if message.sender != self.name:
                self._came(message)

    def _came(self, message: Hint | Told) -> None:
        if isinstance(message, Told):
            self.told(message)
            kind = "presence"
        else:
            kind = message.kind
        if kind == "log":
            for woken in self._waiting.get(message.room, ()):
                woken.set()
        for heard in tuple(self._watchers.values()):
            try:
                heard(message.room, kind)
            except Exception as error:
                self._loop.call_exception_handler(
                    {"message": "a watcher of rooms failed", "exception": error}
                )

    def _send(self, raw: bytes) -> None:
        raise NotImplementedError


class SocketBell(Bell):
    """For processes of one host and user: a datagram socket each, in one folder that only this user can enter."""

    def __init__(self, folder: Path) -> None:
        """
        Args:
            folder: exists, 0700.
        """
        super().__init__()
        self._folder = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        # A socket's path holds at most 103 bytes on some systems; through the open folder it is short on Linux.
        self._path = Path(f"/proc/self/fd/{self._folder}") if sys.platform == "linux" else folder
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        for size in (socket.SO_SNDBUF, socket.SO_RCVBUF):
            self._socket.setsockopt(socket.SOL_SOCKET, size, ROOM_FOR_SUMS)
        self._socket.bind(str(self._path / self.name))
        (self._path / self.name).chmod(0o600)
        self._loop.add_reader(self._socket, self._receive)

    async def close(self) -> None:
        await super().close()
        if self._folder < 0:
            return
        self._loop.remove_reader(self._socket)
        self._socket.close()
        with contextlib.suppress(OSError):
            (self._path / self.name).unlink()
        os.close(self._folder)
        self._folder = -1

    def _receive(self) -> None:
        with contextlib.suppress(BlockingIOError):
            for _ in range(64):  # then others have their turn
                self._heard(self._socket.recv(ROOM_FOR_SUMS))

    def _send(self, raw: bytes) -> None:
        if self._folder < 0:
            return
        with contextlib.suppress(OSError):
            for other in os.listdir(self._folder):
                if other != self.name:
                    self._send_to(other, raw)

    def _send_to(self, other: str, raw: bytes) -> None:
        try:
            self._socket.sendto(raw, str(self._path / other))
        except ConnectionRefusedError:  # killed: its socket stayed behind
            with contextlib.suppress(OSError):
                (self._path / other).unlink()
        except OSError:  # full, or just gone: a hint may be lost
            pass


async def follow(
    read: Callable[[int], Awaitable[tuple[tuple[int, bytes], ...] | None]], bell: Bell, room: str, after: int
) -> AsyncIterator[tuple[int, bytes]]:
    """The events behind `after`, then those that come, until the room is gone.

    Args:
        read: the events behind a number; None: the room is gone.
    """
    with bell.waiting(room) as woken:
        while True:
            woken.clear()
            try:
                events = await read(after)
            except Unreachable:
                events = ()
            if events is None:
                return
            for after, payload in events:
                yield after, payload
            if not events:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(LOOK_EVERY):
                        await woken.wait()


# Who is there, as sums of workers: told over the bell of the store, kept in memory, written nowhere.

LIVES = 3.0
"""Seconds a worker's sums count: three of the times in which it should have told them anew."""


class HeardPresence:
    """The `Presence` of both stores. A process that has just started knows all within a second."""

    def __init__(self, bell: Bell) -> None:
        self._bell = bell
        self._now = asyncio.get_running_loop().time
        self._sums: dict[str, dict[str, tuple[float, Told]]] = {}
        bell.told = self._hear

    async def tell(
        self,
        room: str,
        worker: str,
        figures: Mapping[str, int],
        scenes: Mapping[str, int],
        cockpits: Sequence[str],
    ) -> None:
        """See `Presence.tell`."""
        self._bell.tell(Told(self._bell.name, room, worker, dict(figures), dict(scenes), tuple(cockpits)))

    async def sum(self, room: str) -> tuple[dict[str, int], dict[str, int], frozenset[str]]:
        """See `Presence.sum`."""
        self._drop_old()
        figures: Counter[str] = Counter()
        scenes: Counter[str] = Counter()
        cockpits: set[str] = set()
        for _until, told in self._sums.get(room, {}).values():
            figures.update(told.figures)
            scenes.update(told.scenes)
            cockpits.update(told.cockpits)
        return dict(figures), dict(scenes), frozenset(cockpits)

    def forget(self, room: str) -> None:
        """Nobody is there any more."""
        self._sums.pop(room, None)

    def _hear(self, told: Told) -> None:
        self._drop_old()
        self._sums.setdefault(told.room, {})[told.worker] = (self._now() + LIVES, told)

    def _drop_old(self) -> None:
        now = self._now()
        for room in tuple(self._sums):
            kept = {name: entry for name, entry in self._sums[room].items() if entry[0] > now}
            if kept:
                self._sums[room] = kept
            else:
                del self._sums[room]
