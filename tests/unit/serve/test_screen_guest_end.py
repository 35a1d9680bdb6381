"""How a guest with a screen ends: a whole terminal, a fault that is theirs alone, and nothing of them left."""

from __future__ import annotations

import asyncio
import gc
import re
import weakref
from collections.abc import Callable
from pathlib import Path

import pytest

from explainer.serve.processes.worker_context import WorkerContext
from explainer.serve.ssh import guest_terminal
from explainer.serve.ssh.guest_app import GuestApp
from explainer.serve.ssh.guest_terminal import MODES_OFF
from explainer.story.model.structs import Story
from tests.unit.serve.guests import host_of
from tests.unit.serve.screens import ATTRIBUTES, RECEIPT, Seat, gone, left_on, parked_of

pytestmark = pytest.mark.usefixtures("as_in_a_server")


async def test_the_end_makes_the_terminal_whole(host: WorkerContext) -> None:
    with Seat(host) as seat:
        await seat.reads()
        assert left_on(seat.sent)
        seat.guest.feed(b"\x03\x03")
        await seat.until(lambda: seat.line.code is not None, "the end")
        assert seat.line.code == 0
        assert not left_on(seat.sent)
        assert seat.sent.count(b"\x1b[22;2t") == seat.sent.count(b"\x1b[23;2t") == 1
        assert re.findall(rb"\x1b\[(\d*) q", seat.sent)[-1] == b"0"


async def test_the_server_stops_with_a_word(host: WorkerContext) -> None:
    for reads in (False, True):
        with Seat(host) as seat:
            await seat.still()
            if reads:
                await seat.reads()
            seat.guest.say_goodbye("The server is stopping.")
            await seat.until(lambda: seat.line.code is not None, "the end")
            assert seat.line.code == 0
            assert not left_on(seat.sent)
            _before, word, after = seat.sent.partition(b"The server is stopping.\r\n")
            assert word
            assert (b"your phrase opens it" in after) == reads  # who moved is told the way back


async def test_answers_on_their_way_are_waited_for(
    host: WorkerContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They would be typed into the guest's own shell."""
    monkeypatch.setattr(guest_terminal, "ANSWERS_WAITED", 3_600.0)
    with Seat(host, answers=False) as seat:
        await seat.still()
        seat.guest.feed(ATTRIBUTES)
        seat.guest.feed(b"q")
        await seat.until(lambda: MODES_OFF in seat.sent, "the last bytes")
        await asyncio.sleep(0.1)
        assert seat.line.code is None
        seat.guest.feed(b"typed meanwhile")
        seat.guest.feed(RECEIPT)
        await seat.until(lambda: seat.line.code is not None, "the end")
        assert seat.line.code == 0


async def test_answers_that_never_come_are_not_waited_for_long(
    host: WorkerContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guest_terminal, "ANSWERS_WAITED", 0.3)
    with Seat(host, answers=False) as seat:
        await seat.still()
        begun = asyncio.get_running_loop().time()
        seat.guest.feed(b"q")
        await seat.until(lambda: seat.line.code is not None, "the end")
        assert asyncio.get_running_loop().time() - begun > 0.29, "and not at once"


async def test_a_fault_ends_this_guest_alone_with_a_plain_sentence(story: Story, tmp_path: Path) -> None:
    told: list[str] = []
    host = host_of(story, tmp_path)
    host._report = told.append
    with Seat(host) as seat, Seat(host) as other:
        await seat.still()
        await other.reads()
        seat.guest.feed(b"1")
        await seat.shows("phrase")

        async def fails(_action: object) -> None:
            raise ValueError("a secret that a guest typed")

        seat.app.reading.act = fails
        before, now = other.look(), len(other.sent)
        seat.guest.feed(b"n")
        await seat.until(lambda: seat.line.code is not None, "the end")
        assert seat.line.code == 1
        assert not left_on(seat.sent)
        assert b"Something went wrong here and was noted without your words." in seat.sent
        assert host.counters.crashes == 1
        assert len(told) == 1 and told[0].startswith("ValueError") and "secret" not in told[0]
        assert await parked_of(host, seat) is not None
        await other.still()
        assert (other.look(), len(other.sent)) == (before, now)
        other.guest.feed(b"?")
        await other.until(lambda: other.app.reading.view.screen == "help", "help")
    await gone(host)


async def test_a_page_that_cannot_be_painted_is_such_a_fault(
    host: WorkerContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_arguments: object) -> None:
        raise ValueError("a secret")

    monkeypatch.setattr("explainer.serve.ssh.frame_cache.compose", fails)
    with Seat(host) as seat:
        await seat.until(lambda: seat.line.code is not None, "the end")
        assert seat.line.code == 1
        assert b"secret" not in seat.sent and not left_on(seat.sent)
        assert host.counters.crashes == 1


async def test_an_app_that_cannot_be_made_is_such_a_fault(
    host: WorkerContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_arguments: object, **_named: object) -> None:
        raise ValueError("a secret")

    monkeypatch.setattr("explainer.serve.ssh.screen_guest.GuestApp", fails)
    with Seat(host) as seat:
        await seat.still()
        seat.guest.feed(b" ")
        await seat.until(lambda: seat.line.code is not None, "the end")
        assert seat.line.code == 1
        assert (host.counters.crashes, host.counters.apps) == (1, 0)
        assert not host.app_slots.locked()


async def test_what_fails_once_the_app_is_over_is_such_a_fault(
    host: WorkerContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Seat(host) as seat:
        await seat.reads()
        monkeypatch.setattr(seat.guest, "_farewell", lambda app: app.no_such_thing)
        seat.guest.feed(b"\x03\x03")
        await seat.until(lambda: seat.line.code is not None, "the end")
        assert b"Something went wrong" in seat.sent and seat.line.code == 1
        assert not left_on(seat.sent)
    assert host.counters.crashes == 1


async def test_a_server_that_stops_promises_no_place_that_it_may_not_get_to_write(
    host: WorkerContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(host, "hashed", lambda _phrase: asyncio.sleep(60))
    for stopping in (False, True):
        with Seat(host) as seat:
            await seat.reads()
            await seat.until(lambda: seat.parked.told, "the phrase")
            if stopping:
                host.stopping.set()
            seat.guest.say_goodbye("The server is stopping.")
            await seat.until(lambda: seat.line.code is not None, "the end")
            assert (b"Your place is kept" in seat.sent) is not stopping
            assert (b"Your phrase may open your place again: log in as resume." in seat.sent) is stopping
    for task in host.errands:
        task.cancel()


async def test_a_guest_who_reads_nothing_is_cut_and_parked(story: Story, tmp_path: Path) -> None:
    host = host_of(story, tmp_path, stalled_seconds=0.2)
    with Seat(host) as seat:
        await seat.reads()
        seat.line.behind = 100_000
        for _key in range(3):
            seat.guest.feed(b"t")
            await asyncio.sleep(0.1)
        await seat.until(lambda: seat.line.was_cut, "the cut")
        assert host.counters.stalled == 1


# leaks


@pytest.mark.parametrize("ending", ["leaves", "is lost", "fails"])
async def test_nothing_of_a_guest_who_left_stays(host: WorkerContext, ending: str) -> None:
    apps: weakref.WeakSet[GuestApp] = weakref.WeakSet()
    seats = [await come_and_go(host, ending, apps.add) for _guest in range(10)]
    await gone(host)
    await asyncio.sleep(0)
    gc.collect()
    assert not list(apps), "and not even where something still holds the session"
    assert host.counters.apps_started == len(seats) == 10


async def come_and_go(host: WorkerContext, ending: str, note: Callable[[GuestApp], None]) -> Seat:
    with Seat(host) as seat:
        await seat.reads(0.01)
        note(seat.app)
        seat.guest.feed(b"/\x1b[B")
        await seat.still(0.02)
        if ending == "leaves":
            seat.guest.feed(b"\x03\x03")
            await seat.until(lambda: seat.line.code is not None, "the end")
        elif ending == "fails":
            seat.app.reading.view = None
            seat.guest.feed(b"\x1b[B")
            await seat.until(lambda: seat.line.code is not None, "the end")
    return seat


async def test_memory_does_not_grow_with_guests_who_came_and_left(host: WorkerContext) -> None:
    """The benchmark does this with 1,000; here the objects of 30 are counted after the 10th."""
    counted = []
    for number in range(30):
        await come_and_go(host, "leaves", lambda _app: None)
        if number in (9, 29):
            await gone(host)
            gc.collect()
            counted.append(len(gc.get_objects()))
    assert counted[1] < counted[0] * 1.02, counted
