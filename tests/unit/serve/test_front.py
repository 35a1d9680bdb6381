"""The front's table of workers, its refusals, its figures, and what it must not load."""

from __future__ import annotations

import asyncio
import socket
import subprocess
from collections.abc import Callable
from typing import Any, ClassVar, cast

import pytest

from explainer.cli.serve import Asked, settings
from explainer.problems import UsageError
from explainer.serve.processes import front as front_module
from explainer.serve.processes.children import HANDSHAKE, OVER, WorkerHandle, WorkerTable, environment
from explainer.serve.processes.front import Front
from explainer.serve.processes.ipc import Channel, Failed, Ready, pair
from explainer.serve.processes.metrics import Counters, FrontFigures, one_line, place_of, prometheus
from explainer.serve.processes.rate_limit import VERSION, Waiting, refusal
from explainer.serve.processes.settings import Limits, Settings

LIMITS = Limits(guests=10, unauthenticated=4, handshakes=2)


def _seat(number: int, guests: int = 0, up: bool = True) -> WorkerHandle:
    seat = WorkerHandle(number, cast(Channel, None), 0.0, up=up)
    seat.guests = dict.fromkeys(range(guests), "one")
    return seat


def _crew(*seats: WorkerHandle) -> WorkerTable:
    crew = WorkerTable(LIMITS)
    for seat in seats:
        crew.add(seat)
    return crew


def test_the_front_loads_neither_textual_nor_asyncssh(
    run_python: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    code = (
        "import sys, explainer.serve.processes.front, explainer.serve.processes.listening;"
        "print([n for n in ('textual', 'rich', 'asyncssh', 'cryptography', 'yaml') if n in sys.modules])"
    )
    assert run_python(code).stdout == "[]\n"


def test_the_least_loaded_worker_takes_the_next() -> None:
    crew = _crew(_seat(1, 5), _seat(2, 3), _seat(3, 0, up=False))
    best = crew.best(0)
    assert best and best.number == 2


def test_a_worker_that_drains_takes_nobody() -> None:
    old, new = _seat(1), _seat(2, 8)
    old.draining = True
    crew = _crew(old, new)
    assert crew.best(0) is new
    assert crew.serving() == 1


def test_handshakes_wait_until_those_at_work_are_done_or_slow() -> None:
    seat = _seat(1)
    crew = _crew(seat)
    seat.arriving = {1: 10.0, 2: 10.5}
    assert crew.best(10.9) is None
    assert crew.busy_until(10.9) == 10.0 + HANDSHAKE
    assert crew.best(10.0 + HANDSHAKE) is seat
    seat.arriving = dict.fromkeys(range(LIMITS.unauthenticated), 0.0)
    assert crew.best(100) is None


def _hand_out(crew: WorkerTable, waiting: Waiting[int], now: float) -> list[str]:
    """As the front does it; whose connections were handed out."""
    handed = []
    while (seat := crew.best(now)) and (taken := waiting.take(now, crew.has_share)):
        key, number = taken
        seat.guests[number], seat.arriving[number] = key, now
        handed.append(key)
    return handed


def _two_workers() -> WorkerTable:
    crew = WorkerTable(Limits())
    crew.add(_seat(1))
    crew.add(_seat(2))
    return crew


def test_one_address_that_says_nothing_keeps_nobody_else_out() -> None:
    crew, waiting = _two_workers(), Waiting[int]()
    for number in range(250):
        waiting.add("flood", number, 0, 100)
    for second in range(15):
        _hand_out(crew, waiting, second * HANDSHAKE)
    held = sum(len(seat.arriving) for seat in crew)
    assert held == Limits().unauthenticated, "half of the places of two workers"
    for number in range(250, 500):
        waiting.add("second flood", number, 15, 100)
    for second in range(15, 30):
        _hand_out(crew, waiting, second * HANDSHAKE)
    waiting.add("one", 999, 30, 100)
    assert "one" in _hand_out(crew, waiting, 30)


def test_a_hall_behind_one_address_is_held_up_by_handshakes_at_work_alone() -> None:
    """250 whose handshakes take 0.9 s each, as on a slow line: as many at a time as without a share."""
    crew, waiting = _two_workers(), Waiting[int]()
    for number in range(250):
        waiting.add("hall", number, 0, 100)
    times = 0
    while len(waiting):
        assert len(_hand_out(crew, waiting, float(times))) == min(2 * Limits().handshakes, 250 - 16 * times)
        times += 1
        for seat in crew:
            seat.arriving.clear()
    assert times == 16


def test_full_only_when_nobody_may_even_be_told() -> None:
    seat = _seat(1, LIMITS.guests)
    crew = _crew(seat)
    assert crew.best(0) is seat and not crew.full()
    seat.guests = dict.fromkeys(range(LIMITS.guests + OVER), "one")
    assert crew.best(0) is None and crew.full()


def test_without_a_worker_nobody_is_refused() -> None:
    assert not _crew().full()
    assert not _crew(_seat(1, 0, up=False)).full()


def test_the_sums_of_a_worker_outlive_it_and_its_guests_do_not() -> None:
    seat = _seat(1, 2)
    seat.counters = Counters(joined=5, guests=2, lag_ms=7)
    crew = _crew(seat, _seat(2))
    assert crew.sums().guests == 2
    assert crew.remove(seat) == ["one", "one"]
    assert crew.remove(seat) == []
    assert crew.sums().joined == 5
    assert crew.sums().guests == 0 and crew.worst_lag() == 0
    assert crew.connections() == 0


def test_what_a_worker_never_took_comes_back() -> None:
    here, there = pair()
    seat = WorkerHandle(1, here, 0.0, up=True)
    lines = [socket.socketpair() for _ in range(3)]
    for number, (_client, line) in enumerate(lines):
        seat.hand(number, f"address-{number}", line, 0.0)
    seat.taken(0)
    assert lines[0][1].fileno() == -1
    assert seat.gone(1) == "address-1" and lines[1][1].fileno() == -1
    assert seat.take_back() == [("address-2", lines[2][1])]
    assert seat.guests == {0: "address-0"} and seat.take_back() == []
    for client, line in lines:
        client.close()
        line.close()
    here.close()
    there.close()


@pytest.mark.parametrize("length", range(40))
def test_a_refusal_is_a_whole_packet(length: int) -> None:
    raw = refusal("x" * length).removeprefix(VERSION)
    size, padding, kind = int.from_bytes(raw[:4], "big"), raw[4], raw[5]
    assert len(raw) == size + 4 and len(raw) % 8 == 0
    assert 4 <= padding < 16 and kind == 1
    assert raw[14 : 14 + length] == b"x" * length


def test_figures_are_in_the_text_format_of_prometheus() -> None:
    text = prometheus(FrontFigures(workers=2), Counters(joined=3, guests=1), 250)
    assert "# TYPE explainer_workers gauge\nexplainer_workers 2\n" in text
    assert "# TYPE explainer_joined_total counter\nexplainer_joined_total 3\n" in text
    assert "explainer_lag_seconds 0.25\n" in text
    assert text.endswith("\n") and "{" not in text  # no label: a label could name a guest
    assert "2 workers" in one_line(FrontFigures(workers=2), Counters())


def test_a_fault_is_told_by_its_place_alone() -> None:
    try:
        int("a secret that a guest typed")
    except ValueError as error:
        told = place_of(error)
    assert told.startswith("ValueError in ") and "secret" not in told


def test_nothing_of_the_operator_s_terminal_reaches_a_worker() -> None:
    own = {
        "NO_COLOR": "1",
        "TERM": "dumb",
        "TEXTUAL_PRESS": "q",
        "LINES": "3",
        "LANG": "C.UTF-8",
        "PYTHONPATH": "/x",
    }
    made = environment(own)
    assert made.pop("PYTHONPATH").endswith(":/x")
    assert made.pop("MALLOC_MMAP_THRESHOLD_").isdigit()
    assert made == {"LANG": "C.UTF-8", "TEXTUAL_ANIMATIONS": "none"}


def test_settings_say_what_was_asked(tiny_story: Any) -> None:
    made = settings(str(tiny_story), Asked("[::1]:0", 3, "127.0.0.1:9", tiny_story / "state"))
    assert (str(made.address), made.workers, str(made.metrics)) == ("[::1]:0", 3, "127.0.0.1:9")
    assert made.state == str(tiny_story / "state") and made.cache == ""
    plain = settings(str(tiny_story), Asked("", None, "", None))
    assert str(plain.address) == "127.0.0.1:2222" and plain.metrics is None and plain.workers >= 1
    assert plain.state.endswith("/explainer/server")


def test_balancers_are_written_as_addresses(tiny_story: Any) -> None:
    asked = Asked("", None, "", None, trusted=("10.0.0.11", "[2001:db8::b]", "::ffff:10.0.0.12"))
    assert settings(str(tiny_story), asked).trusted == ("10.0.0.11", "2001:db8::b", "10.0.0.12")
    for wrong in ("balancer", "10.0.0.0/8", "10.0.0.11:2222", ""):
        with pytest.raises(UsageError, match="--trusted"):
            settings(str(tiny_story), Asked("", None, "", None, trusted=(wrong,)))


async def test_one_trusted_address_over_the_limit_comes_in_and_any_other_does_not() -> None:
    limits = Limits(open_per_address=3)
    front = Front(Settings("story", "state", limits=limits, trusted=("10.0.0.11",)), lambda words: None)
    front._loop = asyncio.get_running_loop()
    clients = []
    for host, refused in (("10.0.0.11", 0), ("10.0.0.12", 2)):
        for _connection in range(5):
            client, line = socket.socketpair()
            clients.append(client)
            front._arrived(line, host, "ssh")
        assert front.figures().refused_address == refused
    assert front.figures().waiting == 8
    for _key, line in front._waiting.overdue(float("inf")):
        line.close()
    front._refusals.close()
    for client in clients:
        client.close()


@pytest.mark.parametrize("address", ["0.0.0.0:9", "192.0.2.1:9", "[::]:9"])
def test_figures_are_given_to_this_machine_alone(address: str, tiny_story: Any) -> None:
    with pytest.raises(UsageError, match="this machine alone"):
        settings(str(tiny_story), Asked("", None, address, None))


class Template:
    """Stands for the process: it was started, and says what a test lets it say."""

    started: ClassVar[list[Template]] = []

    def __init__(self, *_given: object) -> None:
        self.ready, self.public, self.ended = False, "", False
        self.started.append(self)

    def end(self) -> None:
        self.ended = True


@pytest.fixture
def reloading(monkeypatch: pytest.MonkeyPatch) -> tuple[Front, list[Template], list[str]]:
    """A front that serves and is reading the story anew; its templates; what its operator was told."""
    said: list[str] = []
    monkeypatch.setattr(front_module, "TemplateHandle", Template)
    monkeypatch.setattr(Template, "started", [])
    front = Front(Settings("story", "state"), said.append)
    monkeypatch.setattr(front, "_fill", lambda: None)
    front._template, front._announced = cast(Any, Template()), True
    front._reload()
    return front, Template.started, said


def test_a_story_changed_while_it_is_read_anew_is_read_once_more(
    reloading: tuple[Front, list[Template], list[str]],
) -> None:
    front, started, said = reloading
    serving, candidate = started
    for _time in range(3):
        front._reload()
    assert len(started) == 2, "one at a time"
    front._template_ready(cast(Any, candidate), Ready("one", "key"))
    assert serving.ended and len(started) == 3
    front._template_ready(cast(Any, started[2]), Ready("two", "key"))
    assert len(started) == 3 and said[-1].endswith("two")


def test_it_is_read_once_more_also_when_it_was_faulty(
    reloading: tuple[Front, list[Template], list[str]],
) -> None:
    front, started, said = reloading
    front._reload()
    front._template_failed(cast(Any, started[1]), Failed("a fault", 1))
    assert len(started) == 3 and not started[0].ended
    front._template_failed(cast(Any, started[2]), Failed("a fault", 1))
    assert len(started) == 3 and said.count("The story is served as it was.") == 2


def test_a_reading_that_dies_is_told(reloading: tuple[Front, list[Template], list[str]]) -> None:
    front, started, said = reloading
    front._template_lost(cast(Any, started[1]))
    assert said[-1] == "The story is served as it was."
    front._reload()
    assert len(started) == 3
