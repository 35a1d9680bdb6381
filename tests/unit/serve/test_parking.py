"""Parked runs: found by their phrase alone, on any worker, until their time is over; nothing readable in the store."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import signal
import stat
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from explainer.problems import Cannot
from explainer.serve.parking import guess_limit, parked_runs
from explainer.serve.parking import parked_runs as module
from explainer.serve.parking import places as places_module
from explainer.serve.parking.parked_runs import Parked, Parking, Ticket
from explainer.serve.parking.phrases import new_phrase
from explainer.serve.parking.places import GUESS_WINDOW, GUESSES, PLACE_KEY, SALT_FILE, WRONG_FILE, FilePlaces
from explainer.serve.processes.settings import Limits
from tests.e2e.valkey_server import ValkeyServer
from tests.unit.serve.parked_stores import RUN, STORY, Clock, Store, ValkeyStore, files_in
from tests.unseen import seen_of

SLOW = guess_limit.COST


pytestmark = pytest.mark.usefixtures("fast_hash")


@pytest.fixture(params=["files", "valkey"])
def store(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> Store:
    if request.param == "files":
        return Store(tmp_path / "parked", clock)
    server: ValkeyServer = request.getfixturevalue("valkey")
    server.client().flushall()
    return ValkeyStore(tmp_path / "parked", clock, server)


@pytest.fixture
def parking(store: Store) -> Parking:
    return store.open()


def test_a_run_is_found_by_its_phrase_on_another_worker(parking: Parking, store: Store) -> None:
    phrase = new_phrase()
    parking.park(parking.ticket(phrase), STORY, RUN)
    other = store.open()
    assert other.find(other.ticket(phrase)) == Parked(STORY, RUN, long=False)


def test_another_phrase_finds_nothing(parking: Parking) -> None:
    parking.park(parking.ticket(new_phrase()), STORY, RUN)
    assert parking.find(parking.ticket(new_phrase())) is None


def test_the_newest_run_counts_and_one_phrase_is_one_run(parking: Parking, store: Store) -> None:
    ticket = parking.ticket(new_phrase())
    for number in range(5):
        parking.park(ticket, STORY, b"run %d" % number)
    found = parking.find(ticket)
    assert found is not None
    assert found.run == b"run 4"
    assert len(store.lying()) == 1


@pytest.mark.parametrize(("long", "seconds"), [(False, 30 * 60), (True, 30 * 86_400)])
def test_a_run_is_kept_as_long_as_promised_and_ten_minutes_at_most_over(
    parking: Parking, store: Store, long: bool, seconds: int
) -> None:
    ticket = parking.ticket(new_phrase())
    parking.park(ticket, STORY, RUN, long=long)
    store.pass_time(seconds - 1)
    assert parking.sweep() == 0
    assert parking.find(ticket) == Parked(STORY, RUN, long)
    store.pass_time(602)
    assert parking.find(ticket) is None, "also before it was swept"
    parking.sweep()
    assert not store.lying()


def test_sweeping_leaves_the_salt_and_takes_torn_writes_of_an_hour_ago(
    on_disk: Parking, clock: Clock
) -> None:
    parking = on_disk
    torn = parking._folder / ".torn"
    torn.write_bytes(b"half")
    assert parking.sweep() == 0, "it may be a write in the making"
    clock.now += 3_700
    assert parking.sweep() == 1
    assert [path.name for path in parking._folder.iterdir()] == [SALT_FILE]


def test_forgotten_is_gone(parking: Parking, store: Store) -> None:
    ticket = parking.ticket(new_phrase())
    parking.forget(ticket)
    parking.park(ticket, STORY, RUN)
    parking.forget(ticket)
    assert parking.find(ticket) is None
    assert not store.lying()


def test_who_reads_the_store_learns_neither_phrase_nor_story_nor_run_nor_when(
    parking: Parking, store: Store
) -> None:
    phrase = new_phrase()
    ticket = parking.ticket(phrase)
    parking.park(ticket, STORY, RUN)
    [(name, raw)] = store.lying().items()
    kept = name.encode() + raw
    assert not seen_of(phrase, kept)
    for said in (STORY, "lamp", "storm"):
        assert said.encode() not in kept
    assert ticket.key not in raw
    assert int.from_bytes(raw[:8], "big") % 600 == 0
    [end] = store.ends()
    assert end % 600 == 0 and 0 <= end - store.clock.now - 30 * 60 <= 600


def test_sizes_come_in_steps(parking: Parking, store: Store) -> None:
    for length in (0, 10, 1_000, 4_000):
        parking.park(parking.ticket(new_phrase()), STORY, bytes(length))
    assert len({len(raw) for raw in store.lying().values()}) == 1


def test_only_the_operator_may_read(tmp_path: Path, clock: Clock) -> None:
    folder = tmp_path / "was there"
    folder.mkdir(mode=0o755)
    parking = Parking(folder, clock, Limits())
    parking.park(parking.ticket(new_phrase()), STORY, RUN)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


@pytest.mark.parametrize("at", [0, 7, 8, 19, 20, 30, 4_000, -1])
def test_a_damaged_run_is_none_and_no_crash(parking: Parking, store: Store, at: int) -> None:
    ticket = parking.ticket(new_phrase())
    parking.park(ticket, STORY, RUN)
    [(name, whole)] = store.lying().items()
    raw = bytearray(whole)
    store.spoil(name, bytes(raw[:at]))
    assert parking.find(ticket) is None, "torn"
    raw[at] ^= 1
    store.spoil(name, bytes(raw))
    assert parking.find(ticket) is None, "changed, be it only how long it is kept"


def test_a_write_that_fails_leaves_the_last_run_and_no_rubbish(
    on_disk: Parking, monkeypatch: pytest.MonkeyPatch
) -> None:
    parking = on_disk
    ticket = parking.ticket(new_phrase())
    parking.park(ticket, STORY, RUN)

    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    with pytest.raises(OSError, match="No space"):
        parking.park(ticket, STORY, b"newer")
    assert len(files_in(parking._folder)) == 1
    assert parking.find(ticket) == Parked(STORY, RUN, long=False)


def test_wrong_phrases_are_limited_and_right_ones_are_not(parking: Parking, store: Store) -> None:
    right, wrong = parking.ticket(new_phrase()), parking.ticket(new_phrase())
    parking.park(right, STORY, RUN)
    for _time in range(GUESSES * 4):
        assert parking.find(right) is not None
    for _time in range(GUESSES):
        parking.check_guesses()
        assert parking.find(wrong) is None
    for ticket in (wrong, right):
        with pytest.raises(Cannot, match="Too many phrases"):
            parking.find(ticket)
    with pytest.raises(Cannot):
        parking.check_guesses()
    store.pass_time(61)
    assert parking.find(right) is not None


def _tries_wrong(store: Store, times: int, asked: Any) -> None:
    parking = store.open()
    if isinstance(parking.places, FilePlaces):
        _look_long(parking.places)
    for _time in range(times):
        try:
            parking.find(Ticket("none", bytes(32)))
        except Cannot:
            return
        with asked.get_lock():
            asked.value += 1


def _look_long(places: FilePlaces) -> None:
    """So that others come in between, if they can."""
    looks = places.read

    def looks_long(name: str) -> bytes | None:
        time.sleep(0.002)
        return looks(name)

    places.read = looks_long  # type: ignore[method-assign]


def test_wrong_phrases_are_counted_for_the_whole_store(store: Store) -> None:
    """Four workers, or servers, try at once and end; a fifth, born later, tries none any more."""
    store.clock.now = time.time() // 60 * 60
    context = multiprocessing.get_context("fork")
    asked = context.Value("i", 0)
    workers = [context.Process(target=_tries_wrong, args=(store, GUESSES, asked)) for _one in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert asked.value == GUESSES
    with pytest.raises(Cannot, match="Too many phrases"):
        store.open().check_guesses()


def test_a_worker_killed_while_it_counts_locks_nobody_out(tmp_path: Path, clock: Clock) -> None:
    parking = Parking(tmp_path / "parked", clock, Limits())
    assert isinstance(parking.places, FilePlaces)
    child = os.fork()
    if child == 0:
        with parking.places._wrong.now():
            os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    found: list[object] = []
    trying = threading.Thread(
        target=lambda: found.append(parking.find(Ticket("none", bytes(32)))), daemon=True
    )
    trying.start()
    trying.join(60)
    assert found == [None]


def test_a_phrase_that_may_be_guessed_is_not_even_hashed_after_too_many(
    parking: Parking, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _time in range(GUESSES):
        parking.find(Ticket("none", bytes(32)))
    monkeypatch.setattr(hashlib, "scrypt", lambda *_given, **_named: bytes(64))
    parking.ticket(new_phrase())  # of one who reads here: as ever
    monkeypatch.delattr(hashlib, "scrypt")
    with pytest.raises(Cannot, match="Too many phrases"):
        parking.ticket(new_phrase(), guessed=True)


def test_of_wrong_phrases_the_disk_holds_a_number_for_a_minute(on_disk: Parking, clock: Clock) -> None:
    parking = on_disk
    parking.find(parking.ticket(new_phrase()))
    path = parking._folder / WRONG_FILE
    assert len(path.read_bytes()) == 12 and stat.S_IMODE(path.stat().st_mode) == 0o600
    parking.sweep()
    assert any(path.read_bytes()), "the minute is not over"
    clock.now += 60
    parking.sweep()
    assert not any(path.read_bytes()) and path.stat().st_mtime == 0


def test_a_clock_set_back_locks_nobody_out(on_disk: Parking, clock: Clock) -> None:
    parking = on_disk
    for _time in range(GUESSES):
        parking.find(Ticket("none", bytes(32)))
    clock.now -= 86_400
    parking.check_guesses()


def _read_while_written(store: Store, ticket: Ticket, wrong: Any, reads: Any, over: Any) -> None:
    parking = store.open()
    while not over.is_set():
        reads.value += 1
        found = parking.find(ticket)
        if found is None or found.run[:1] * len(found.run) != found.run:
            wrong.value += 1


def test_two_workers_at_once_never_see_half_a_run(parking: Parking, store: Store) -> None:
    ticket = parking.ticket(new_phrase())
    parking.park(ticket, STORY, b"0" * 9_000)
    context = multiprocessing.get_context("fork")
    wrong, reads, over = context.Value("i", 0), context.Value("i", 0), context.Event()
    reader = context.Process(target=_read_while_written, args=(store, ticket, wrong, reads, over))
    reader.start()
    number = 0
    # As often as both need, however slow: a count of one side alone depends on who has a core.
    while reader.is_alive() and (number < 50 or reads.value < 300):
        number += 1
        parking.park(ticket, STORY, b"%d" % (number % 10) * (3_000 + number % 7_000))
        parking.sweep()
    over.set()
    reader.join(60)
    assert reader.exitcode == 0
    assert wrong.value == 0
    assert number >= 50 and reads.value >= 300


def test_two_workers_that_begin_at_once_agree_on_the_salt(store: Store) -> None:
    barrier = threading.Barrier(8)
    made: list[Ticket] = []

    def begin() -> None:
        barrier.wait()
        made.append(store.open().ticket("one phrase"))

    threads = [threading.Thread(target=begin) for _one in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 8
    assert len(set(made)) == 1
    assert not store.lying(), "and nothing else is there"


def test_a_damaged_salt_is_told_with_its_path(tmp_path: Path, clock: Clock) -> None:
    (tmp_path / SALT_FILE).write_bytes(b"short")
    with pytest.raises(Cannot, match="salt"):
        Parking(tmp_path, clock, Limits())


def test_two_hosts_name_the_same_phrase_differently(tmp_path: Path, clock: Clock) -> None:
    one, other = (Parking(tmp_path / name, clock, Limits()) for name in ("one", "other"))
    assert one.ticket("one phrase") != other.ticket("one phrase")


def test_the_hash_of_a_phrase_fills_16_mib(parking: Parking, monkeypatch: pytest.MonkeyPatch) -> None:
    """What slows a guesser on any machine; a number of seconds would be of this one."""
    monkeypatch.setattr(guess_limit, "COST", SLOW)
    filled, scrypt = [], hashlib.scrypt

    def noted(typed: bytes, **how: Any) -> bytes:
        filled.append(128 * how["n"] * how["r"] * how["p"])
        return scrypt(typed, **how)

    monkeypatch.setattr(hashlib, "scrypt", noted)
    parking.ticket(new_phrase())
    assert filled == [16 * 2**20], "once"


def test_the_pages_for_hosts_say_so() -> None:
    hosts = Path(__file__).resolve().parents[3] / "docs" / "hosts"
    rooms, privacy = ((hosts / name).read_text() for name in ("rooms.md", "privacy.md"))
    assert (GUESSES, GUESS_WINDOW) == (60, 60) and "| wrong phrases | 60 a minute of one store" in rooms
    assert parked_runs.AFTERWARDS == 300 and "five minutes after the guest left" in privacy
    assert f"`{PLACE_KEY}…`" in rooms and f"`{PLACE_KEY}`" in privacy
    for key in (places_module.SALT_KEY, places_module.WRONG_KEY):
        assert f"`{key}`" in privacy
    size = len(PLACE_KEY) + 64 + module.PADDING + 8 + 12 + 16
    assert 4_150 < size < 4_300 and "4.3 KB a guest" in rooms, "with what Valkey itself needs"
