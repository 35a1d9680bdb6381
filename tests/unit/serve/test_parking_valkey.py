"""Runs parked in a Valkey: out of reach, emptied, shared by processes, and told without its password."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from explainer.problems import UsageError
from explainer.serve.parking.parked_runs import Parked, Parking
from explainer.serve.parking.places import OutOfReach, ValkeyPlaces
from explainer.serve.processes.settings import Limits
from tests.e2e.valkey_server import ValkeyServer, valkey_server
from tests.unit.serve.parked_stores import RUN, STORY, Clock, ValkeyStore, files_in

# a Valkey that is not there


pytestmark = pytest.mark.usefixtures("fast_hash")


@pytest.fixture
def apart() -> Iterator[ValkeyServer]:
    """One for a test that kills it."""
    with valkey_server("always") as server:
        yield server


def test_out_of_reach_is_told_at_once_and_it_goes_on_when_valkey_is_back(
    apart: ValkeyServer, tmp_path: Path, clock: Clock
) -> None:
    parking = ValkeyStore(tmp_path, clock, apart).open()
    ticket = parking.ticket("one phrase")
    parking.park(ticket, STORY, RUN)
    apart.kill()
    calls: list[Callable[[], object]] = [
        lambda: parking.park(ticket, STORY, b"newer"),
        lambda: parking.find(ticket),
        lambda: parking.reopen(ticket),
        lambda: parking.forget(ticket),
        lambda: parking.ticket("another", guessed=True),
        parking.check_guesses,
    ]
    for call in calls:
        with pytest.raises(OutOfReach, match="out of reach just now"):
            call()
    assert parking.ticket("one phrase") == ticket, "who reads here may be given a phrase: the salt is known"
    assert parking.sweep() == 0
    apart.start()
    assert _when_back(lambda: parking.find(ticket)) == Parked(STORY, RUN, long=False)
    parking.park(ticket, STORY, b"newer")
    assert parking.find(ticket) == Parked(STORY, b"newer", long=False)


def _when_back(call: Callable[[], Any]) -> Any:
    end = time.monotonic() + 60
    while True:
        try:
            return call()
        except OutOfReach:
            assert time.monotonic() < end, "it stays out of reach"
            time.sleep(0.05)


def test_a_valkey_that_does_not_answer_holds_up_few_threads(
    apart: ValkeyServer, tmp_path: Path, clock: Clock
) -> None:
    """A worker has as few as six, for all that its guests need."""
    parking = ValkeyStore(tmp_path, clock, apart).open()
    ticket = parking.ticket("one phrase")
    os.kill(apart.pid, signal.SIGSTOP)
    try:
        with pytest.raises(OutOfReach):
            parking.reopen(ticket)
        asked: list[object] = []
        places = parking.places
        assert isinstance(places, ValkeyPlaces)
        get = places._client.get
        places._client.get = lambda name: (asked.append(name), get(name))  # type: ignore[method-assign]
        for _guest in range(500):
            with pytest.raises(OutOfReach):
                parking.reopen(ticket)
        assert len(asked) < 50, "the others did not even ask"
    finally:
        os.kill(apart.pid, signal.SIGCONT)
    assert _when_back(lambda: parking.reopen(ticket)) is None


def test_a_valkey_that_lost_all_gets_the_salt_of_the_phrases_that_guests_hold(
    apart: ValkeyServer, tmp_path: Path, clock: Clock
) -> None:
    store = ValkeyStore(tmp_path, clock, apart)
    parking = store.open()
    ticket = parking.ticket("one phrase")
    store.valkey.flushall()
    parking.park(ticket, STORY, RUN)
    other = store.open()
    assert other.find(other.ticket("one phrase")) == Parked(STORY, RUN, long=False)


def test_it_is_made_before_the_fork_and_each_process_has_its_own_line(
    apart: ValkeyServer, tmp_path: Path, clock: Clock
) -> None:
    parking = ValkeyStore(tmp_path, clock, apart).open()
    lines = apart.client().info("clients")["connected_clients"]
    ticket = parking.ticket("one phrase")
    assert apart.client().info("clients")["connected_clients"] == lines + 1
    child = os.fork()
    if child == 0:
        parking.park(ticket, STORY, RUN)
        os._exit(apart.client().info("clients")["connected_clients"] - lines - 2)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert parking.find(ticket) == Parked(STORY, RUN, long=False)


def test_in_valkey_nothing_is_left_in_a_folder_of_before(
    on_disk: Parking, apart: ValkeyServer, clock: Clock
) -> None:
    """A server that kept its guests' runs in files, and is started with a Valkey."""
    on_disk.park(on_disk.ticket("one phrase"), STORY, RUN)
    store = ValkeyStore(on_disk._folder, clock, apart)
    parking = store.open()
    assert parking.sweep() == 0
    clock.now += 3_000
    assert parking.sweep() == 1
    assert not files_in(on_disk._folder)


def test_in_valkey_all_keys_are_of_ours_and_the_wrong_phrases_are_forgotten(
    apart: ValkeyServer, tmp_path: Path, clock: Clock
) -> None:
    store = ValkeyStore(tmp_path / "none", clock, apart)
    parking = store.open()
    parking.park(parking.ticket("one phrase"), STORY, RUN)
    assert parking.find(parking.ticket("another")) is None
    keys = list(store.valkey.scan_iter())
    assert len(keys) == 3 and all(key.startswith(b"explainer:parked") for key in keys)
    [wrong] = [key for key in keys if key.endswith(b"-wrong")]
    assert 0 < store.valkey.ttl(wrong) <= 60
    assert not store.folder.exists(), "and no folder is made"


def test_an_address_that_cannot_be_read_is_told_without_its_password(tmp_path: Path, clock: Clock) -> None:
    for address in ("valkey://me:secret@host:port/x", "http://me:secret@host"):
        with pytest.raises(UsageError) as told:
            Parking(tmp_path, clock, Limits(), address)
        assert "secret" not in str(told.value)
