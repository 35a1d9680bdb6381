"""Where rooms are kept in tests: a folder with SQLite, a real Valkey; each suite runs over both."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

from explainer.workshop.stores.factory import open_store, prepare
from explainer.workshop.stores.interface import RoomRecord, Store
from tests.e2e.valkey_server import ValkeyServer

NOW = 1_900_000_000


class Place:
    """One store's home, which several processes or several stores of one process may open."""

    def __init__(self, folder: Path, server: ValkeyServer | None = None) -> None:
        self.folder = folder
        self.server = server
        self.url = server.url if server else ""
        self.now = float(NOW)
        self._opened: list[Store] = []
        prepare(self.url, folder)

    def open(self) -> Store:
        """Another access, as another process has it."""
        store = open_store(self.url, self.folder, lambda: self.now)
        self._opened.append(store)
        return store

    def raw(self) -> bytes:
        """All bytes of all files."""
        if self.server:
            return self.server.raw()
        return b"".join(path.read_bytes() for path in sorted(self.folder.rglob("*")) if path.is_file())

    async def close(self) -> None:
        for store in self._opened:
            await store.close()


def record(code: str = "river-42") -> RoomRecord:
    """A room nobody has yet."""
    return RoomRecord(os.urandom(16).hex(), code, "tiny", "0" * 16, b"slow hash", NOW)


def ballot() -> bytes:
    return os.urandom(16)


async def opened(store: Store, code: str = "river-42", first: tuple[bytes, ...] = (b"opened",)) -> str:
    """A new room's id."""
    room = record(code)
    await store.open_room(room, first)
    return room.id


async def until(holds: Callable[[], object], patience: float = 60.0) -> None:
    """Wait for what comes by itself."""
    async with asyncio.timeout(patience):
        while not holds():
            await asyncio.sleep(0.01)
