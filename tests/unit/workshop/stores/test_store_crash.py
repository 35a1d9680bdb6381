"""Processes are killed with no warning: what was acknowledged is there, once; what was not is never pretended."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import sys
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from explainer.workshop.stores.factory import open_store
from explainer.workshop.stores.interface import RoomIsGone, Shortened, Store, Unreachable
from tests.e2e.valkey_server import ValkeyServer, valkey_server
from tests.unit.workshop.stores.places import Place, ballot, opened, until

BUSY = Path(__file__).with_name("busy.py")
ROOT = Path(__file__).parents[4]
LEADERS = {"g0", "g1", "g2", "g3"}


class Busy:
    """The process of `busy.py`, and what it has said so far."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.events: list[bytes] = []
        self.ballots: list[tuple[bytes, str]] = []
        self._reading = asyncio.create_task(self._read())

    @classmethod
    async def start(cls, place: Place, room: str, name: str) -> Busy:
        process = await asyncio.create_subprocess_exec(
            sys.executable, str(BUSY), place.url, str(place.folder), room, name,
            stdout=asyncio.subprocess.PIPE, env=os.environ | {"PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        return cls(process)

    async def _read(self) -> None:
        assert self.process.stdout
        while line := await self.process.stdout.readline():
            what, *words = line.decode().split()
            if what == "event":
                self.events.append(words[0].encode())
            else:
                self.ballots.append((bytes.fromhex(words[0]), words[1]))

    async def kill(self) -> None:
        """With no warning; what it had already said is read to the end."""
        self.process.kill()
        await self.process.wait()
        await self._reading


@pytest.mark.parametrize("round_", range(3))
async def test_a_killed_worker_loses_nothing_acknowledged(place: Place, round_: int) -> None:
    store = place.open()
    room = await opened(store)
    workers = [await Busy.start(place, room, name) for name in ("left", "right")]
    for count, worker in enumerate(workers, 1):
        enough = 40 * count + 17 * round_
        await until(
            lambda worker=worker, enough=enough: len(worker.ballots) > enough and len(worker.events) > 5, 60
        )
        await worker.kill()
    await there_once(store, room, workers)
    if not place.server:
        for file in ("rooms.db", "box.db"):
            connection = sqlite3.connect(place.folder / file)
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            connection.close()
    await store.append(room, [b"it goes on"])
    await store.box.cast(room, "poll", ballot(), "on")
    assert (await store.box.totals(room, "poll"))["on"] == 1


async def there_once(store: Store, room: str, workers: list[Busy]) -> None:
    """Every acknowledged event stands in the log once, every acknowledged ballot counts once."""
    log = await store.read(room, 0)
    assert [seq for seq, _ in log] == list(range(1, len(log) + 1))
    times = Counter(payload for _, payload in log)
    assert max(times.values()) == 1
    totals = await store.box.totals(room, "poll")
    for worker in workers:
        assert worker.events and worker.ballots
        assert not [event for event in worker.events if times[event] != 1]
        for one, choice in worker.ballots:
            assert await store.box.look(room, "poll", one) == choice
        said = Counter(choice for _, choice in worker.ballots)
        for choice, count in said.items():  # each of its tasks had at most one more under way
            assert count <= totals[choice] <= count + 1


@pytest.fixture(params=["always", "everysec"])
def fsync(request: pytest.FixtureRequest) -> str:
    """What Valkey promises."""
    return str(request.param)


@pytest.fixture
async def mortal(fsync: str, tmp_path: Path) -> AsyncIterator[Place]:
    """A place whose Valkey may be killed."""
    with valkey_server(fsync) as server:
        place = Place(tmp_path, server)
        yield place
        await place.close()


def server_of(place: Place) -> ValkeyServer:
    assert place.server
    return place.server


async def test_a_killed_valkey_loses_nothing_acknowledged_and_the_room_goes_on(
    mortal: Place, fsync: str
) -> None:
    # tidy: what is counted while it happens and what is there at last belong together
    left, right, server = mortal.open(), mortal.open(), server_of(mortal)
    room = await opened(left)
    followed: list[tuple[int, bytes]] = []
    tail = asyncio.create_task(_follow(right, room, followed))
    cast: dict[bytes, str] = {}
    appended: set[bytes] = set()
    now = asyncio.get_running_loop().time
    at: dict[bytes, float] = {}
    """When it was acknowledged."""
    kills: list[float] = []
    sent: set[bytes] = set()
    unknown: list[bytes] = []
    """Ballots that may count or not."""
    running = True

    async def guest(store: Store, name: str) -> None:
        while running:
            one = ballot()
            sent.add(one)
            try:
                if name in LEADERS:
                    await store.append(room, [one])
                    appended.add(one)
                else:
                    await store.box.cast(room, "poll", one, name)
                    cast[one] = name
                at[one] = now()
            except Unreachable:
                if name not in LEADERS:
                    unknown.append(one)
                await asyncio.sleep(0.05)

    guests = [asyncio.create_task(guest((left, right)[n % 2], f"g{n}")) for n in range(16)]
    for _ in range(2):
        seen, out, log = len(cast), len(unknown), len(appended)
        await until(lambda seen=seen, log=log: len(cast) > seen + 60 and len(appended) > log + 20, 60)
        server.kill()
        kills.append(now())
        await until(lambda out=out: len(unknown) > out and not left.reachable and not right.reachable)
        server.start()
        await until(lambda: left.reachable and right.reachable)
    seen = len(cast)
    await until(lambda: len(cast) > seen + 60, 60)
    running = False
    await asyncio.gather(*guests)
    replay = await left.read(room, 0)
    times = Counter(payload for _, payload in replay[1:])
    assert max(times.values()) == 1 and set(times) <= sent
    assert [seq for seq, _ in replay] == list(range(1, len(replay) + 1))
    there = {one for one, name in cast.items() if await left.box.look(room, "poll", one) == name}
    lost = (appended - set(times)) | (set(cast) - there)
    if fsync == "always":
        assert lost == set()
    else:  # with a disk that is behind, Valkey puts the writing off for two seconds at most
        assert not [one for one in lost if not any(0 <= kill - at[one] < 2.5 for kill in kills)]
    for one in unknown:  # asked again, each counts once
        await right.box.cast(room, "poll", one, "again")
    totals = await left.box.totals(room, "poll")
    assert totals.pop("again") == len(unknown)
    assert totals == Counter(cast[one] for one in there)
    if not lost:
        await until(lambda: len(followed) == len(replay))
        assert followed == list(replay), "the tail of the other went on where it was"
    tail.cancel()


async def test_a_log_that_was_cut_and_has_grown_again_is_told(tmp_path: Path) -> None:
    """A power loss took two events, which a tail had seen; others stand in their place when it looks again."""
    with valkey_server() as server:
        place = Place(tmp_path, server)
        store = place.open()
        room = await opened(store)
        await store.append(room, [b"2", b"3", b"lost", b"lost, too"])
        followed: list[tuple[int, bytes]] = []
        tail = asyncio.create_task(_follow(store, room, followed))
        await until(lambda: len(followed) == 5)
        log, client = f"explainer:log:{room}", server.client()
        with client.pipeline(transaction=True) as cut:
            cut.delete(log)
            for number, event in enumerate(("opened", "2", "3", "other 4", "other 5", "other 6"), 1):
                cut.xadd(log, {"e": event}, id=f"{number}-0")
            cut.hset(f"explainer:room:{room}", "seq", "6")
            cut.execute()
        with pytest.raises(Shortened):
            await asyncio.wait_for(tail, 60)
        await place.close()


async def _follow(store: Store, room: str, into: list[tuple[int, bytes]]) -> None:
    async for entry in store.tail(room, 0):
        into.append(entry)


async def test_a_valkey_that_hangs_is_unreachable_and_comes_back(tmp_path: Path) -> None:
    with valkey_server() as server:
        place = Place(tmp_path, server)
        store = place.open()
        room = await opened(store)
        followed: list[tuple[int, bytes]] = []
        tail = asyncio.create_task(_follow(store, room, followed))
        await until(lambda: followed)
        os.kill(server.pid, signal.SIGSTOP)
        async with asyncio.timeout(60):
            calls = (
                store.append(room, [b"x"]), store.find("river-42"), store.read(room, 0), store.rooms(),
                store.box.cast(room, "p", ballot(), "1"), store.box.totals(room, "p"), store.forget(room),
            )  # fmt: skip
            for outcome in await asyncio.gather(*calls, return_exceptions=True):
                assert isinstance(outcome, Unreachable)
        assert not store.reachable
        os.kill(server.pid, signal.SIGCONT)
        await until(lambda: store.reachable)
        await store.forget(room)  # asked again, since it was not known whether it was done
        with pytest.raises(RoomIsGone):
            await store.append(room, [b"after"])
        await asyncio.wait_for(tail, 60)
        await place.close()


async def test_a_file_that_is_locked_or_lost_is_unreachable(tmp_path: Path) -> None:
    place = Place(tmp_path / "rooms")
    store = place.open()
    room = await opened(store)
    blocking = sqlite3.connect(place.folder / "rooms.db", isolation_level=None)
    blocking.execute("BEGIN IMMEDIATE")  # another that does not come to an end
    with pytest.raises(Unreachable):
        await store.append(room, [b"x"])
    assert not store.reachable
    blocking.execute("ROLLBACK")
    blocking.close()
    assert await store.append(room, [b"y"]) == 2
    assert store.reachable
    await store.close()
    other = open_store("", tmp_path / "other")
    (tmp_path / "other" / "box.db").unlink()
    with pytest.raises(Unreachable):
        await other.box.totals(room, "p")
    assert not other.reachable
    await other.close()


async def test_files_are_for_this_user_alone_and_made_by_many_at_once(tmp_path: Path) -> None:
    folder = tmp_path / ("a long folder name " * 8) / "rooms"  # a socket's own path holds a hundred bytes
    code = (
        "import asyncio, sys; from pathlib import Path; from explainer.workshop.stores.factory import open_store\n"
        "async def main():\n"
        "    store = open_store('', Path(sys.argv[1])); await store.rooms(); await store.close()\n"
        "asyncio.run(main())"
    )
    made = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", code, str(folder), env=os.environ | {"PYTHONPATH": str(ROOT)}
        )
        for _ in range(6)
    ]
    assert [await process.wait() for process in made] == [0] * 6
    store = open_store("", folder)
    room = await opened(store)
    await store.box.cast(room, "p", ballot(), "1")
    modes = {path.name: path.stat().st_mode & 0o777 for path in folder.rglob("*")}
    assert modes.pop("bells") == folder.stat().st_mode & 0o777 == 0o700
    assert {"rooms.db", "rooms.db-wal", "rooms.db-shm", "box.db", "box.db-journal", "prepare.lock"} <= set(
        modes
    )
    assert set(modes.values()) == {0o600}
    await store.close()


async def test_a_killed_process_leaves_no_bell_behind(tmp_path: Path) -> None:
    place = Place(tmp_path / "rooms")
    store = place.open()
    room = await opened(store)
    worker = await Busy.start(place, room, "w")
    await until(lambda: worker.events, 60)
    assert len(os.listdir(place.folder / "bells")) == 2
    await worker.kill()
    await store.append(room, [b"x"])
    await until(lambda: len(os.listdir(place.folder / "bells")) == 1)
    await place.close()
