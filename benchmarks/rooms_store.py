"""The stores of rooms: 200 ballots at once, with and without the power-loss promise; a turn until another sees it.

Two workers share the store, as on a server with two cores; the leader sits in a third process, which is this one.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from asyncio.subprocess import PIPE, Process
from pathlib import Path

import msgspec

from benchmarks.report import Table, percentile
from benchmarks.ssh_crowd import ROOT
from explainer.workshop.stores.factory import open_store
from explainer.workshop.stores.interface import RoomRecord, Store
from explainer.workshop.stores.sqlite import SqliteStore
from explainer.workshop.stores.sqlite_connection import prepare
from tests.e2e.valkey_server import valkey_server

BALLOTS, WORKERS = 200, 2
PATIENCE = 60


class Times:
    """Milliseconds of all rounds."""

    def __init__(self) -> None:
        self.acknowledged: list[float] = []
        self.late: list[float] = []
        """p99 of each round."""
        self.counted: list[float] = []
        self.turns: list[float] = []


def measure(table: Table, home: Path, quick: bool) -> None:
    """SQLite as it is, SQLite without the promise for a power loss, Valkey with both of its promises."""
    rounds = 8 if quick else 30
    table.title(f"Stores of rooms, {WORKERS} workers, {BALLOTS} ballots at once, {rounds} rounds")
    found: dict[str, Times] = {}
    for mode in ("FULL", "NORMAL"):
        folder = home / f"rooms-{mode}-{os.urandom(4).hex()}"
        prepare(folder)
        found[f"SQLite {mode}"] = asyncio.run(_rounds((mode, str(folder)), rounds))
    for fsync in ("always", "everysec"):
        with valkey_server(fsync) as server:
            found[f"Valkey {fsync}"] = asyncio.run(_rounds((server.url, str(home)), rounds))
    for name, times in found.items():
        _add(table, name, times)
    normal = table.report("NORMAL, p99 of a round", found["SQLite NORMAL"].late, "ms")
    table.promise("ballots-full", found["SQLite FULL"].late, normal)


def _add(table: Table, name: str, times: Times) -> None:
    """Only the default is bound: what Valkey's disk does is its operator's choice."""
    late = f"p99 of all {percentile(times.acknowledged, 99):.1f} ms"
    table.report(f"ballot acknowledged, {name}", times.acknowledged, "ms", late)
    # Of each round the p99, of the rounds the median: a busy moment of the machine spoils one round, not the figure
    if name == "SQLite FULL":
        table.promise("ballots", times.late)
        table.promise("ballots-count", times.counted)
    else:
        table.report(f"p99 of a round, {name}", times.late, "ms")
        table.report(f"the leader's count, {name}", times.counted, "ms")
    table.report(f"a turn at a worker, {name}", times.turns, "ms")


def _open(place: tuple[str, str]) -> Store:
    """A folder in one of SQLite's modes, or an address."""
    mode, folder = place
    return SqliteStore(Path(folder), time.time, mode) if mode.isupper() else open_store(mode, Path(folder))


async def _rounds(place: tuple[str, str], rounds: int) -> Times:
    leader, times = _open(place), Times()
    room = RoomRecord(os.urandom(16).hex(), "bench-42", "bench", "0" * 16, b"", 0)
    await leader.open_room(room, [b"opened"])
    command = [sys.executable, "-m", "benchmarks.rooms_store", *place, room.id]
    workers = [
        await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, cwd=ROOT)
        for _ in range(WORKERS)
    ]
    for number in range(rounds + 1):
        kept = times if number else Times()  # the first warms up
        await _ballots(workers, leader, room.id, f"poll{number}", kept)
        for _ in range(3):
            await _turn(workers[0], leader, room.id, kept)
    for worker in workers:
        await _ask(worker, "end")
        await worker.wait()
    await leader.close()
    return times


async def _ask(worker: Process, *words: str) -> None:
    assert worker.stdin
    worker.stdin.write(" ".join(words).encode() + b"\n")
    await worker.stdin.drain()


async def _told(worker: Process) -> list[float]:
    assert worker.stdout
    async with asyncio.timeout(PATIENCE):
        return msgspec.json.decode(await worker.stdout.readline(), type=list[float])


async def _ballots(workers: list[Process], leader: Store, room: str, poll: str, times: Times) -> None:
    """All press a key at once, half of them at each worker."""
    began = time.perf_counter()
    for worker in workers:
        await _ask(worker, "cast", poll)
    async with asyncio.timeout(PATIENCE):
        await _counted(leader, room, poll)
    times.counted.append((time.perf_counter() - began) * 1000)
    acknowledged = [took for worker in workers for took in await _told(worker)]
    times.acknowledged += acknowledged
    times.late.append(percentile(acknowledged, 99))
    await leader.box.close(room, poll)
    await leader.box.settled(room, poll)


async def _counted(leader: Store, room: str, poll: str) -> None:
    """Until the leader's number is that of all ballots, looking when hinted, as a cockpit does."""
    hinted = asyncio.Event()
    end = leader.watch(lambda of, kind: hinted.set() if (of, kind) == (room, "box") else None)
    while True:
        hinted.clear()
        if sum((await leader.box.totals(room, poll)).values()) == BALLOTS:
            return end()
        try:
            async with asyncio.timeout(1.0):
                await hinted.wait()
        except TimeoutError:
            continue


async def _turn(worker: Process, leader: Store, room: str, times: Times) -> None:
    """One event of the leader's, until the worker has it and has said so."""
    await _ask(worker, "follow")
    await _told(worker)
    began = time.perf_counter()
    await leader.append(room, [b"turn"])
    await _told(worker)
    times.turns.append((time.perf_counter() - began) * 1000)


async def _work(mode: str, folder: str, room: str) -> None:
    """A worker: does what it is told line by line, and answers with figures."""
    store = _open((mode, folder))
    while (words := (await asyncio.to_thread(sys.stdin.readline)).split()) != ["end"]:
        if words[0] == "cast":
            _say(await _cast(store, room, words[1]))
        else:
            last = (await store.read(room, 0))[-1][0]
            coming = asyncio.ensure_future(anext(store.tail(room, last)))
            await asyncio.sleep(0.01)  # it waits now
            _say([])
            await coming
            _say([])
    await store.close()


def _say(figures: list[float]) -> None:
    os.write(1, msgspec.json.encode(figures) + b"\n")


async def _cast(store: Store, room: str, poll: str) -> list[float]:
    """This worker's share of the guests, in one turn of its loop: milliseconds until each is told "counted"."""
    took: list[float] = []
    began = time.perf_counter()

    async def guest(number: int) -> None:
        await store.box.cast(room, poll, os.urandom(16), str(number % 3))
        took.append((time.perf_counter() - began) * 1000)

    await asyncio.gather(*(guest(number) for number in range(BALLOTS // WORKERS)))
    return took


if __name__ == "__main__":
    asyncio.run(_work(*sys.argv[1:]))
