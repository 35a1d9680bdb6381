"""Appends and casts until it is killed, and says what was acknowledged: `busy.py URL FOLDER ROOM NAME`."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from explainer.workshop.stores.factory import open_store
from explainer.workshop.stores.interface import Store


async def append(store: Store, room: str, name: str) -> None:
    count = 0
    while True:
        payload = f"{name}-{count}"
        await store.append(room, [payload.encode()])
        os.write(1, f"event {payload}\n".encode())
        count += 1


async def cast(store: Store, room: str, name: str) -> None:
    while True:
        ballot = os.urandom(16)
        await store.box.cast(room, "poll", ballot, name)
        os.write(1, f"ballot {ballot.hex()} {name}\n".encode())


async def main(url: str, folder: str, room: str, name: str) -> None:
    store = open_store(url, Path(folder))
    tasks = [append(store, room, f"{name}{n}") for n in range(4)] + [
        cast(store, room, f"{name}{n}") for n in range(8)
    ]
    await asyncio.gather(*tasks)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
