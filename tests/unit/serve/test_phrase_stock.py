"""Phrases hashed ahead: one a guest who has none, never the same for two, and parked at once when they move."""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path

import pytest

from explainer.reading.run import begin
from explainer.serve.parking import guess_limit
from explainer.serve.parking.parked_runs import ParkedRun, Ticket
from explainer.serve.parking.phrases import MOST_IN_STOCK, PhraseStock, understood
from explainer.serve.processes.worker_context import WorkerContext
from explainer.story.model.structs import Story
from tests.unit.serve.guests import until


@pytest.fixture(autouse=True)
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guess_limit, "COST", 2)


async def filled(host: WorkerContext) -> int:
    made = 0
    while host.stock.is_short:
        await host.stock.add()
        made += 1
    return made


async def test_nothing_is_made_where_nobody_is_or_all_have_one(host: WorkerContext) -> None:
    assert not host.stock.is_short
    back = ParkedRun(host, "a b c d e", host.parking.ticket("a b c d e"))
    assert not host.stock.is_short, "who came by their phrase has it"
    back.left()


async def test_one_for_each_guest_who_has_none(host: WorkerContext) -> None:
    here = [ParkedRun(host) for _guest in range(3)]
    assert await filled(host) == 3
    phrases = [guest.phrase() for guest in here]
    assert len(set(phrases)) == 3 and len(host.stock) == 0
    assert [understood(phrase) for phrase in phrases] == phrases
    assert not host.stock.is_short, "all have one"
    assert [guest.phrase() for guest in here] == phrases
    more = ParkedRun(host)
    assert host.stock.is_short
    more.left()
    assert not host.stock.is_short, "who left needs none"
    more = ParkedRun(host)
    del more
    assert not host.stock.is_short, "who is gone without a word needs none"


async def test_without_stock_a_phrase_is_made_all_the_same(host: WorkerContext) -> None:
    one, other = ParkedRun(host), ParkedRun(host)
    assert understood(one.phrase()) != understood(other.phrase())


async def test_what_was_hashed_ahead_is_parked_without_a_hash_and_found_by_its_phrase(
    host: WorkerContext, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    guest = ParkedRun(host)
    await filled(host)
    scrypt = hashlib.scrypt
    monkeypatch.delattr("hashlib.scrypt")
    guest.moved(begin(story))
    await until(lambda: guest._renewing is not None)  # written once
    guest.left()
    await until(lambda: not host.errands)
    assert host.counters.crashes == 0
    monkeypatch.setattr("hashlib.scrypt", scrypt, raising=False)
    assert host.parking.find(host.parking.ticket(guest.phrase())) is not None


async def test_the_stock_is_bounded() -> None:
    async def hashed(phrase: str) -> Ticket:
        return Ticket(phrase, b"")

    stock = PhraseStock(hashed)
    here = [object.__new__(ParkedRun) for _guest in range(MOST_IN_STOCK + 50)]
    for guest in here:
        stock.without.add(guest)
    while stock.is_short:
        await stock.add()
    assert len(stock) == MOST_IN_STOCK


async def test_who_waits_for_a_hash_holds_up_no_write(
    host: WorkerContext, story: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There are few threads: a crowd that waits for its hashes must not take them all."""
    import threading

    reader = ParkedRun(host)
    reader.moved(begin(story))
    await until(lambda: reader._renewing is not None)  # written once
    may_go, scrypt = threading.Event(), hashlib.scrypt

    def slow(*given: object, **named: object) -> bytes:
        may_go.wait(10)
        return scrypt(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr("hashlib.scrypt", slow)
    crowd = [ParkedRun(host) for _guest in range(100)]
    for guest in crowd:
        guest.moved(begin(story))
        guest.left()  # written at once
    await asyncio.sleep(0.1)
    reader.keep_long()
    reader.left()
    try:
        ticket = reader._ticket
        assert ticket is not None
        await until(lambda: (kept := host.parking.reopen(ticket)) is not None and kept.long)
        assert host.counters.parked == 101
    finally:
        may_go.set()
    await until(lambda: not host.errands)


async def test_a_worker_fills_its_stock_in_quiet_seconds_alone(
    host: WorkerContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    from explainer.serve.processes import worker as module

    class Silent:
        def send(self, message: object) -> None:
            pass

    real = asyncio.sleep
    monkeypatch.setattr(module, "QUIET", 2)
    monkeypatch.setattr("explainer.serve.processes.worker.asyncio.sleep", lambda _seconds: real(0.01))
    worker = module.Worker(Silent(), host.settings, host.story, None, host.parking)  # type: ignore[arg-type]
    worker._host = host
    here = [ParkedRun(host) for _guest in range(3)]
    ticking = asyncio.create_task(worker._tick())
    for _beat in range(30):
        host.counters.frames += 1
        await real(0.002)
    assert len(host.stock) == 0, "somebody is read to"
    await until(lambda: len(host.stock) == len(here))
    ticking.cancel()
    await until(lambda: not host.errands)
