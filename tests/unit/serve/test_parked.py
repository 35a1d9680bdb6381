"""A guest's run is written as they read: a second at most is lost, and nothing stays of who did not move."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from explainer.reading.run import Run, begin
from explainer.reading.storage.store import decode
from explainer.serve.parking import guess_limit
from explainer.serve.parking import parked_runs as module
from explainer.serve.parking.parked_runs import Parked, ParkedRun, Parking
from explainer.serve.parking.places import PLACE_KEY, SALT_FILE, WRONG_FILE, OutOfReach
from explainer.serve.processes.worker_context import WorkerContext
from explainer.story.model.structs import Story
from tests.e2e.valkey_server import ValkeyServer, valkey_server
from tests.unit.serve.guests import host_of, until
from tests.unit.serve.parked_stores import Clock


@pytest.fixture(autouse=True)
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guess_limit, "COST", 2)
    monkeypatch.setattr(module, "EVERY", 0.05)


def runs(story: Story, count: int) -> list[Run]:
    run = begin(story)
    return [msgspec.structs.replace(run, left_at=f"scene-{number}") for number in range(count)]


def found(host: WorkerContext, parked: ParkedRun) -> Parked | None:
    return host.parking.find(host.parking.ticket(parked.phrase()))


def left_at(host: WorkerContext, parked: ParkedRun) -> str:
    kept = found(host, parked)
    assert kept is not None
    return decode(kept.run).left_at


def names(host: WorkerContext) -> list[str]:
    return [path.name for path in host.parking._folder.iterdir() if path.name not in (SALT_FILE, WRONG_FILE)]


async def done(host: WorkerContext) -> None:
    await until(lambda: not host.errands)


async def test_who_never_moved_leaves_nothing(host: WorkerContext) -> None:
    parked = ParkedRun(host)
    parked.left()
    await done(host)
    assert names(host) == []
    assert not host.counters.parked


async def test_the_last_of_many_moves_is_written_in_few_writes(
    host: WorkerContext, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes, park, moved_on = [], host.parking.park, threading.Event()

    def noted(*values: Any, **named: Any) -> None:
        monkeypatch.setattr(module, "EVERY", 3_600.0)  # the moves are within one such time on any machine
        writes.append(1)
        assert moved_on.wait(30)
        park(*values, **named)

    monkeypatch.setattr(host.parking, "park", noted)
    parked = ParkedRun(host)
    for run in runs(story, 100):
        parked.moved(run)
    await until(lambda: writes)
    for run in runs(story, 101):
        parked.moved(run)
        moved_on.set()  # the first of these while the first write is under way
        await asyncio.sleep(0.002)  # a write of its own would have the time
    parked.left()
    await done(host)
    assert left_at(host, parked) == "scene-100"
    assert len(writes) == 2
    assert len(names(host)) == 1


async def test_a_place_that_changes_while_it_is_written_is_written_again(
    host: WorkerContext, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A ballot's number is part of the place: lost here, a guest of a killed server could vote a second time."""
    park, begun, changed = host.parking.park, threading.Event(), threading.Event()

    def slow(*values: Any, **named: Any) -> None:
        begun.set()
        assert changed.wait(30)
        park(*values, **named)

    monkeypatch.setattr(host.parking, "park", slow)
    place = b"before"
    parked = ParkedRun(host)
    parked.place = lambda: place
    parked.moved(runs(story, 1)[0])
    await until(begun.is_set)
    place = b"after"
    parked.place_changed()
    changed.set()
    await parked.written()
    kept = found(host, parked)
    assert kept is not None
    assert kept.place == b"after"


async def test_a_phrase_is_made_once(host: WorkerContext) -> None:
    parked = ParkedRun(host)
    assert parked.phrase() == parked.phrase()
    assert ParkedRun(host, "a b c d e").phrase() == "a b c d e"


async def test_leaving_writes_at_once_also_within_the_second(
    host: WorkerContext, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    parked = ParkedRun(host)
    first, second = runs(story, 2)
    parked.moved(first)
    await until(lambda: found(host, parked) is not None)
    monkeypatch.setattr(module, "EVERY", 3_600.0)
    other = ParkedRun(host)
    other.moved(first)
    await asyncio.sleep(0)
    other.moved(second)
    other.left()
    async with asyncio.timeout(20):
        await done(host)
    assert left_at(host, other) == "scene-1"
    assert host.counters.parked == 1


async def test_after_leaving_nothing_more_is_written(host: WorkerContext, story: Story) -> None:
    parked = ParkedRun(host)
    first, second = runs(story, 2)
    parked.moved(first)
    parked.left()
    parked.moved(second)
    await done(host)
    assert left_at(host, parked) == "scene-0"


async def test_kept_long_when_asked_for(host: WorkerContext, story: Story) -> None:
    parked = ParkedRun(host)
    parked.moved(runs(story, 1)[0])
    await done(host)
    parked.keep_long()
    parked.left()
    await done(host)
    kept = found(host, parked)
    assert kept is not None
    assert kept.long


@pytest.mark.parametrize("wait", [0.0, 0.02, 0.2])
async def test_forgetting_removes_whatever_is_under_way(
    host: WorkerContext, story: Story, wait: float
) -> None:
    parked = ParkedRun(host)
    parked.moved(runs(story, 1)[0])
    await asyncio.sleep(wait)
    parked.forget()
    parked.left()
    await done(host)
    assert names(host) == []


async def test_who_stays_on_one_page_is_still_there_long_after(
    story: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The half hour begins when the line drops, also with a killed worker. Its clock stands while a write is late."""
    host, clock = host_of(story, tmp_path, parked_seconds=0.6), Clock()
    host.parking = Parking(tmp_path / "parked", clock, host.settings.limits)
    written, park = [], host.parking.park
    monkeypatch.setattr(
        host.parking, "park", lambda *values, **named: (park(*values, **named), written.append(1))
    )
    parked = ParkedRun(host)
    parked.moved(runs(story, 1)[0])
    for _half in range(6):
        clock.now += 0.5
        two_more = len(written) + 2  # the first may have begun before
        await until(lambda most=two_more: len(written) >= most)  # type: ignore[misc]
    assert found(host, parked) is not None
    parked.left()
    await done(host)
    clock.now += 2.0
    await asyncio.sleep(0.5)  # it was renewed every tenth of a second
    assert found(host, parked) is None, "and is not written on after they left"


async def test_a_full_disk_is_counted_and_tried_again(
    host: WorkerContext, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_values: object, **_named: object) -> None:
        raise OSError(28, "No space left on device")

    parked = ParkedRun(host)
    first, second = runs(story, 2)
    with monkeypatch.context() as patch:
        patch.setattr(host.parking, "park", full)
        parked.moved(first)
        await done(host)
    assert host.counters.crashes == 1
    parked.moved(second)
    await done(host)
    assert left_at(host, parked) == "scene-1"


# a Valkey that goes away and comes back


@pytest.fixture
def valkey() -> Iterator[ValkeyServer]:
    with valkey_server("always") as server:
        yield server


@pytest.fixture
async def shared(
    story: Story, tmp_path: Path, valkey: ValkeyServer, monkeypatch: pytest.MonkeyPatch
) -> WorkerContext:
    """A host whose runs are parked in a Valkey."""
    monkeypatch.setattr(module, "TRIED_AGAIN", 0.1)
    host = host_of(story, tmp_path)
    host.parking = Parking(tmp_path / "parked", time.time, host.settings.limits, valkey.url)
    return host


async def back(host: WorkerContext, parked: ParkedRun, where: str) -> None:
    """Until the place is in Valkey; its first second after an outage it is not asked."""

    def is_there() -> bool:
        try:
            kept = host.parking.reopen(host.parking.ticket(parked.phrase()))
            return kept is not None and decode(kept.run).left_at == where
        except OutOfReach:
            return False

    async with asyncio.timeout(60):
        while not await asyncio.to_thread(is_there):
            await asyncio.sleep(0.05)


@pytest.mark.parametrize("leaves", [False, True])
async def test_what_was_moved_while_valkey_was_away_is_written_when_it_is_back(
    shared: WorkerContext, story: Story, valkey: ValkeyServer, leaves: bool
) -> None:
    parked = ParkedRun(shared)
    first, second = runs(story, 2)
    parked.moved(first)
    await back(shared, parked, "scene-0")
    valkey.kill()
    parked.moved(second)
    async with asyncio.timeout(20):
        await parked.written()  # who waits for it waits no longer than for a disk
    if leaves:
        parked.left()
    await asyncio.to_thread(valkey.start)
    await back(shared, parked, "scene-1")
    assert not shared.counters.crashes, "it is no fault of ours"


async def test_a_phrase_given_while_valkey_is_away_is_good_when_it_is_back(
    shared: WorkerContext, story: Story, valkey: ValkeyServer
) -> None:
    valkey.kill()
    parked = ParkedRun(shared)
    await shared.stock.add()
    assert len(shared.stock) == 0, "none can be hashed ahead"
    assert parked.phrase()
    parked.moved(runs(story, 1)[0])
    await done(shared)
    await asyncio.to_thread(valkey.start)
    await back(shared, parked, "scene-0")
    assert not shared.counters.crashes


async def test_who_asked_for_nothing_to_be_left_while_valkey_was_away_leaves_nothing(
    shared: WorkerContext, story: Story, valkey: ValkeyServer
) -> None:
    parked = ParkedRun(shared)
    parked.moved(runs(story, 1)[0])
    await back(shared, parked, "scene-0")
    valkey.kill()
    parked.forget()
    await done(shared)
    await asyncio.to_thread(valkey.start)
    async with asyncio.timeout(60):
        while list(valkey.client().scan_iter(f"{PLACE_KEY}*")):
            await asyncio.sleep(0.05)
    assert not shared.counters.crashes


async def test_a_server_that_stops_does_not_try_on(
    shared: WorkerContext, story: Story, valkey: ValkeyServer
) -> None:
    valkey.kill()
    parked = ParkedRun(shared)
    parked.moved(runs(story, 1)[0])
    shared.stopping.set()
    parked.left()
    async with asyncio.timeout(20):
        await done(shared)
    assert parked._trying is None or parked._trying.cancelled()
