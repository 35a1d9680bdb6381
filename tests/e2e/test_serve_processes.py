"""The server's processes, with a small guest server in place of the real one: handing over, dying, stopping."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import socket
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.crowding import free_port
from tests.e2e.processes import alive, parent_of
from tests.e2e.serving import PATIENCE, Guest, Server, wait_until

pytestmark = pytest.mark.skipif(
    not shutil.which("ssh"), reason="needs OpenSSH's client: apt install openssh-client"
)
Serve = Callable[..., Server]
FEW = "goodbye_seconds=0.5"


@pytest.fixture
def serve(tiny_story: Path, tmp_path: Path) -> Iterator[Serve]:
    begun: list[Server] = []

    def start(*options: str, limits: str = FEW, story: Path = tiny_story) -> Server:
        server = Server(story, tmp_path / "state", *options, limits=limits)
        begun.append(server)
        return server

    yield start
    for server in begun:
        if server.process.poll() is None:
            server.end()


@pytest.fixture
def guests() -> Iterator[list[Guest]]:
    here: list[Guest] = []
    yield here
    for guest in here:
        guest.end()


def _join(server: Server, guests: list[Guest], count: int = 1) -> list[Guest]:
    came = [server.guest() for _ in range(count)]
    guests += came
    for guest in came:
        assert guest.worker
    return came


def test_what_is_said_when_it_listens(serve: Serve, tmp_path: Path, guests: list[Guest]) -> None:
    server = serve("--workers", "1")
    assert server.port
    wait_until(lambda: "for known_hosts" in server.errors)
    line = re.search(r"for known_hosts: (.*)", server.errors)
    assert line and re.search(r"host key SHA256:\S{43}", server.errors)
    assert "Whoever can reach" not in server.errors
    known = tmp_path / "known_hosts"
    known.write_text(line[1] + "\n")
    strict = server.guest("-o", f"UserKnownHostsFile={known}", "-o", "StrictHostKeyChecking=yes")
    guests.append(strict)
    assert strict.worker in server.family()
    strict.type("leave")
    assert strict.code() == 0
    assert server.end() == 0


def test_guests_are_spread_and_a_dead_worker_is_replaced(serve: Serve, guests: list[Guest]) -> None:
    server = serve("--workers", "2")
    _both_up(server)
    came = _join(server, guests, 4)
    workers = {guest.worker for guest in came}
    assert len(workers) == 2
    dead = came[0].worker
    os.kill(dead, signal.SIGKILL)
    wait_until(lambda: "a worker has ended and is replaced" in server.errors)
    lost = [guest for guest in came if guest.worker == dead]
    for guest in lost:
        assert guest.code() == 255
    for guest in came:
        if guest not in lost:
            guest.type("still there")
            guest.hears("heard still there")
    back = _join(server, guests, 2)
    assert dead not in {guest.worker for guest in back}
    assert {guest.worker for guest in back} - workers, "the new worker, being empty, takes the next guest"
    left = len(came) - len(lost) + len(back)
    _tells(server, f"2 workers, {left} connections (0 waiting)")
    assert "1 workers lost" in server.errors


def test_the_figures_are_for_prometheus(serve: Serve, guests: list[Guest]) -> None:
    port = free_port()
    server = serve("--workers", "1", "--metrics", f"127.0.0.1:{port}")
    _join(server, guests, 2)

    def told() -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=PATIENCE) as answer:
            return str(answer.read().decode())

    wait_until(lambda: "explainer_guests 2\n" in told())
    assert "explainer_joined_total 2\n" in told() and "explainer_connections 2\n" in told()
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as line:
        line.sendall(b"GET /../etc/passwd HTTP/1.0\r\n\r\n")
        assert line.recv(4096).startswith(b"HTTP/1.1 404")


def test_a_dead_template_is_replaced_and_nobody_notices(serve: Serve, guests: list[Guest]) -> None:
    server = serve("--workers", "1")
    (guest,) = _join(server, guests)
    template = parent_of(guest.worker)
    os.kill(template, signal.SIGTERM)  # that word is the front's to hear
    time.sleep(0.3)
    assert alive(template)
    os.kill(template, signal.SIGKILL)
    wait_until(lambda: any(pid != template for pid in server.family()))
    guest.type("still there")
    guest.hears("heard still there")
    os.kill(guest.worker, signal.SIGKILL)
    (again,) = _join(server, guests)
    assert parent_of(again.worker) not in (template, 1)


def test_a_worker_that_is_told_to_end_takes_leave(serve: Serve, guests: list[Guest]) -> None:
    server = serve("--workers", "1")
    (guest,) = _join(server, guests)
    os.kill(guest.worker, signal.SIGTERM)
    guest.hears("The server is stopping")
    assert guest.code() == 0
    _join(server, guests)


def test_a_connection_on_its_way_to_a_dead_worker_goes_to_another(serve: Serve, guests: list[Guest]) -> None:
    server = serve("--workers", "1")
    (first,) = _join(server, guests)
    worker = first.worker
    os.kill(worker, signal.SIGSTOP)
    late = server.guest()
    guests.append(late)
    time.sleep(0.5)  # the front has handed it over; the worker sleeps and has not taken it
    os.kill(worker, signal.SIGKILL)
    assert late.worker != worker
    _tells(server, "1 connections (0 waiting)")


def test_stopping_says_goodbye_and_cuts_who_does_not_read(serve: Serve, guests: list[Guest]) -> None:
    server = serve("--workers", "2")
    came = _join(server, guests, 3)
    family = server.family()
    os.kill(came[0].process.pid, signal.SIGSTOP)
    silent = socket.create_connection(("127.0.0.1", server.port))
    assert server.end() == 0
    for guest in came[1:]:
        guest.hears("The server is stopping")
        assert guest.code() == 0
    wait_until(lambda: not any(alive(pid) for pid in family))
    silent.close()
    os.kill(came[0].process.pid, signal.SIGCONT)


def test_a_busy_worker_does_not_hold_up_the_stop(serve: Serve, guests: list[Guest]) -> None:
    server = serve("--workers", "1")
    (guest,) = _join(server, guests)
    for _ in range(20):
        guest.type("busy")
    time.sleep(0.3)
    os.kill(guest.worker, signal.SIGSTOP)
    assert server.end() == 0
    assert not alive(guest.worker)


def test_without_the_front_the_workers_say_goodbye_and_end(serve: Serve, guests: list[Guest]) -> None:
    server = serve("--workers", "2")
    came = _join(server, guests, 2)
    family = server.family()
    server.signal(signal.SIGKILL)
    for guest in came:
        guest.hears("The server is stopping")
        assert guest.code() == 0
    wait_until(lambda: not any(alive(pid) for pid in family))


@pytest.mark.parametrize("front", [signal.SIGTERM, signal.SIGKILL])
def test_a_service_manager_tells_all_processes_at_once(
    serve: Serve, guests: list[Guest], front: signal.Signals
) -> None:
    """As systemd does it, also after the front has died."""
    server = serve("--workers", "2")
    came = _join(server, guests, 2)
    family = server.family()
    _both_up(server)
    server.signal(front)
    for pid in family:
        with contextlib.suppress(ProcessLookupError):  # the front's word may have reached it before
            os.kill(pid, signal.SIGTERM)
    for guest in came:
        guest.hears("The server is stopping")
        assert guest.code() == 0
    assert (server.process.wait(PATIENCE) == 0) == (front == signal.SIGTERM)
    wait_until(lambda: not any(alive(pid) for pid in family))
    assert "is replaced" not in server.errors


def test_a_new_edition_is_for_new_guests(serve: Serve, guests: list[Guest], tiny_story: Path) -> None:
    server = serve("--workers", "1")
    (old,) = _join(server, guests)
    title = old.said[0].split(" ", 1)[1]
    file = tiny_story / "story.yaml"
    file.write_text(file.read_text().replace(title, "Another title"))
    server.signal(signal.SIGHUP)
    wait_until(lambda: "new guests read" in server.errors)
    (new,) = _join(server, guests)
    assert new.said[0].endswith(" Another title") and new.worker != old.worker
    old.type("still there")
    old.hears("heard still there")
    old.type("leave")
    assert old.code() == 0
    wait_until(lambda: not alive(old.worker))
    assert "a worker has ended" not in server.errors


def test_a_faulty_edition_is_told_and_not_served(serve: Serve, guests: list[Guest], tiny_story: Path) -> None:
    server = serve("--workers", "1")
    (old,) = _join(server, guests)
    (tiny_story / "story.yaml").write_text("title: [")
    server.signal(signal.SIGHUP)
    wait_until(lambda: "served as it was" in server.errors)
    assert "story.yaml" in server.errors
    (new,) = _join(server, guests)
    assert new.said[0].split(" ", 1)[1] == old.said[0].split(" ", 1)[1]


def test_a_faulty_story_does_not_start(serve: Serve, tiny_story: Path) -> None:
    (tiny_story / "story.yaml").write_text("title: [")
    server = serve()
    assert server.process.wait(PATIENCE) == 1
    wait_until(lambda: "story.yaml" in server.errors)
    assert "listening" not in server.errors


def test_a_taken_address_is_told(serve: Serve) -> None:
    first = serve()
    second = serve("--ssh", f"127.0.0.1:{first.port}")
    assert second.process.wait(PATIENCE) == 1
    wait_until(lambda: "Cannot listen on 127.0.0.1" in second.errors)
    assert "Traceback" not in second.errors


def test_too_many_of_one_address_are_told_so_by_their_client(serve: Serve, guests: list[Guest]) -> None:
    server = serve("--workers", "1", limits="open_per_address=2")
    first, _second = _join(server, guests, 2)
    third = server.guest("-o", "LogLevel=INFO")
    guests.append(third)
    assert third.code() == 255
    assert any("Too many from your network are here" in line for line in third.said)
    first.type("leave")
    assert first.code() == 0
    _tells(server, "1 connections (0 waiting)")  # the front hears a moment later than the client
    _join(server, guests)


def test_when_full_a_guest_is_told_inside(serve: Serve, guests: list[Guest]) -> None:
    server = serve("--workers", "1", limits="guests=1")
    _join(server, guests)
    late = server.guest()
    guests.append(late)
    assert late.code() == 75
    assert late.said == ["full"]


def test_a_crowd_that_says_nothing_does_not_keep_others_out(serve: Serve, guests: list[Guest]) -> None:
    server = serve("--workers", "1", limits="unauthenticated=8, login_seconds=600, handshakes=2")
    silent = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(3)]
    _join(server, guests)
    for line in silent:
        line.close()


def test_however_many_of_one_address_say_nothing_another_comes_in(serve: Serve, guests: list[Guest]) -> None:
    server = serve("--workers", "1", limits="unauthenticated=4, login_seconds=600, handshakes=4")
    silent = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(30)]
    time.sleep(2.5)  # after a second they no longer count as work, and the next would be taken
    other = server.guest("-b", "127.0.0.2")
    guests.append(other)
    assert other.worker
    for line in silent:
        line.close()


def test_nothing_a_guest_sends_reaches_the_operator(serve: Serve, guests: list[Guest]) -> None:
    server = serve("--workers", "1")
    guest = server.guest("-l", "planted-name", "-o", "SetEnv=LANG=planted-language")
    guests.append(guest)
    assert guest.worker
    for word in ("fail", "print", "fail", "planted-word"):
        guest.type(word)
    guest.hears("heard planted-word")
    wait_until(lambda: "a session failed: ValueError in " in server.errors)
    server.end()
    assert "secret" not in server.errors and "planted" not in server.errors
    assert server.errors.count("a session failed") == 1


def _both_up(server: Server) -> None:
    """It listens as soon as its first worker is up."""
    assert server.port
    _tells(server, "2 workers, ")


def _tells(server: Server, words: str) -> None:
    """Ask for its figures until they say this: of who comes and goes the front hears a moment later."""
    before = len(server.errors)

    def told() -> bool:
        server.signal(signal.SIGUSR1)
        time.sleep(0.05)
        return words in server.errors[before:]

    wait_until(told)
