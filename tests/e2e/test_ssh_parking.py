"""Places kept on a server, through the stock `ssh`: idle, dropped, killed; back by the phrase; gone when promised."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.processes import alive
from tests.e2e.serving import PATIENCE, wait_until
from tests.e2e.ssh_server import SshServer, needs_ssh, running
from tests.e2e.terminal import Terminal
from tests.tiny import write_story
from tests.unseen import seen_of

pytestmark = needs_ssh
SOON = "idle_seconds=6.0, idle_warning_seconds=3.0"
"""Longer than a key and its page take on a machine that is busy with something else."""
NOTE = "seen-by-me-alone"
PIECE = 4_096
AROUND = 8 + 12 + 16
"""Bytes beside the padded content: until when, nonce, tag."""
GUESTS_OF_TWO = 100
Run = Callable[..., AbstractContextManager[SshServer]]


@pytest.fixture
def run(tmp_path: Path, tiny_story: Path) -> Run:
    """Servers, one after the other, over one state folder."""

    def start(*options: str, limits: str = "") -> AbstractContextManager[SshServer]:
        return running(tmp_path, tiny_story, *(options or ("--workers", "1")), limits=limits)

    return start


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SshServer]:
    """A server nobody kills."""
    home = tmp_path_factory.mktemp("host")
    with running(home, write_story(home / "story"), "--workers", "2") as server:
        yield server


def come_in(server: SshServer, **options: Any) -> Terminal:
    terminal = server.terminal(**{"term": "xterm-256color", **options})
    terminal.wait_until(lambda: terminal.modes.get(1049) and "help" in terminal.text, "the first frame")
    return terminal


def phrase_of(terminal: Terminal) -> str:
    """As the line of messages tells it, after the first move."""
    terminal.wait_for("Your phrase")
    found = re.search(r"Your phrase: ([a-z ]+);", terminal.flat)
    assert found, terminal.text
    return found[1]


def come_back(server: SshServer, phrase: str, **options: Any) -> Terminal:
    terminal = server.terminal(**{"term": "xterm-256color", "login": "resume", **options})
    terminal.wait_for("Type your phrase")
    terminal.send(f"{phrase}\r")
    terminal.wait_until(lambda: terminal.modes.get(1049) and "help" in terminal.text, "the page again")
    terminal.settle()
    return terminal


def page(terminal: Terminal) -> list[str]:
    """Without the line of messages."""
    return terminal.lines[:-2]


def moved(server: SshServer) -> tuple[Terminal, str]:
    """A guest in the middle of the story, with a note and a date; and their phrase."""
    terminal = come_in(server)
    terminal.press("n")
    phrase = phrase_of(terminal)
    terminal.press("1", "N", NOTE, "enter")
    terminal.wait_for("The lamp")
    terminal.press("d")
    terminal.send("1931-02-03")
    terminal.settle()
    terminal.press("enter")
    terminal.wait_for("As known on 3 February")
    terminal.wait_for(NOTE)
    terminal.press("?", "escape")  # the marks of what the date changed last until a key
    terminal.wait_until(
        lambda: NOTE in terminal.text and "▌■" not in terminal.text, "the page as it is come back to"
    )
    return terminal, phrase


def is_back(server: SshServer, phrase: str, before: list[str]) -> None:
    """The page, its date and its note are as they were; leaving keeps nothing unless asked."""
    with come_back(server, phrase) as terminal:
        terminal.wait_until(lambda: page(terminal) == before, "\n".join(("the page", *before)))
        assert NOTE in terminal.text and "As known on" in terminal.text
        assert not seen_of(phrase, terminal.raw), "typed unseen"


def test_who_drops_the_line_is_back_at_the_same_step(kept: SshServer) -> None:
    terminal, phrase = moved(kept)
    before = page(terminal)
    with terminal:
        terminal.signal(signal.SIGKILL)
    for _worker in range(2):
        is_back(kept, phrase, before)
    ran = kept.ssh(given=f"{phrase}\nwhere\nnotes\n".encode(), login="resume", options=("-T",))
    said = " ".join(ran.stdout.decode().split())
    assert "Where: The lamp" in said and "As known on 3 February 1931" in said and NOTE in said


def test_a_second_after_the_move_it_outlives_the_worker(run: Run) -> None:
    with run("--workers", "1") as server:
        terminal, phrase = moved(server)
        before = page(terminal)
        with terminal:
            server.places_at_rest(1)
            for pid in server.server.family():
                os.kill(pid, signal.SIGKILL)
            assert terminal.ended() == 255
        is_back(server, phrase, before)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_it_outlives_the_whole_server(run: Run, how: int) -> None:
    with run() as server:
        terminal, phrase = moved(server)
        before = page(terminal)
        family = server.server.family()
        with terminal:
            server.server.signal(how)
            terminal.ended()
            assert terminal.faults_left() == []
            assert "resume" in terminal.flat, "how one comes back is said"
            assert phrase.encode() not in terminal.raw.rpartition(b"\x1b[?1049l")[2]
        server.server.process.wait(PATIENCE)
        wait_until(lambda: not any(alive(pid) for pid in family))
    with run() as again:
        is_back(again, phrase, before)


def test_idle_is_warned_then_parked(run: Run) -> None:
    with run(limits=SOON) as server:
        terminal, phrase = moved(server)
        before = page(terminal)
        with terminal:
            terminal.wait_for("any key stays")
            stayed = time.monotonic()
            terminal.press("escape")
            terminal.wait_until(lambda: "any key stays" not in terminal.text, "another message")
            terminal.wait_for("any key stays")
            assert terminal.ended() == 0
            assert time.monotonic() - stayed >= 6.0, "the key began the time anew"
            assert terminal.faults_left() == []
            assert "Nothing was pressed for long" in terminal.flat and "resume" in terminal.flat
        is_back(server, phrase, before)


def test_idle_is_warned_in_a_narrow_window_and_line_by_line(run: Run) -> None:
    with run(limits=SOON) as server:
        with come_in(server, columns=40, rows=15) as terminal:
            terminal.press("n")
            terminal.wait_for("any key stays")
            assert terminal.ended() == 0
        with server.terminal(login="linear") as terminal:
            terminal.wait_for("Type help")
            terminal.wait_for("any key stays")
            terminal.wait_for("Nothing was pressed for long")
            assert terminal.ended() == 0 and b"\x1b" not in terminal.raw


def test_who_only_looked_leaves_nothing(kept: SshServer) -> None:
    before = set(kept.places_at_rest())
    with come_in(kept) as terminal:
        terminal.signal(signal.SIGKILL)
    with come_in(kept) as terminal:
        terminal.press("q")
        assert terminal.ended() == 0
    assert set(kept.places_at_rest()) == before


def test_leaving_without_a_yes_removes_it_at_once(kept: SshServer) -> None:
    before = set(kept.places_at_rest())
    with come_in(kept) as terminal:
        terminal.press("n")
        phrase = phrase_of(terminal)
        wait_until(lambda: set(kept.places()) != before)
        terminal.press("q", "n")
        assert terminal.ended() == 0
    wait_until(lambda: set(kept.places()) == before)
    ran = kept.ssh(given=f"{phrase}\n".encode(), login="resume", options=("-T",))
    assert ran.returncode == 1 and b"No place is kept under that phrase" in ran.stdout


def test_a_yes_keeps_it_thirty_days(kept: SshServer) -> None:
    before = set(kept.places_at_rest())
    with come_in(kept) as terminal:
        terminal.press("n")
        terminal.wait_for("Your phrase")
        terminal.press("q", "y")
        assert terminal.ended() == 0
        assert "kept for 30 days" in terminal.flat

    def days() -> list[float]:
        now, places = time.time(), kept.places()
        return [(int.from_bytes(places[name][:8], "big") - now) / 86_400 for name in set(places) - before]

    # Ends are rounded up to ten minutes, which is little just before such an end; looking takes time as well.
    wait_until(lambda: len(days()) == 1 and abs(days()[0] - 30) < 0.01)


def test_five_wrong_phrases_end_the_connection(kept: SshServer) -> None:
    with kept.terminal(login="resume") as terminal:
        terminal.wait_for("it is not shown")
        for tried in range(1, 6):
            terminal.send("wrong horse battery staple five\r")
            terminal.wait_until(partial(_said, terminal, tried), "an answer")
        assert terminal.ended() == 1
        assert b"horse" not in terminal.raw


def _said(terminal: Terminal, times: int) -> bool:
    return terminal.raw.count(b"not of the list") >= times


def test_the_promised_time_is_kept_and_then_nothing_is_left(run: Run) -> None:
    with run(limits="parked_seconds=5.0") as server:
        with come_in(server) as terminal:
            terminal.press("n")
            phrase = phrase_of(terminal)
            time.sleep(6.5)
            assert len(server.places()) == 1, "who is there keeps their place, however long they read"
            terminal.signal(signal.SIGKILL)
        with come_back(server, phrase) as terminal:
            terminal.signal(signal.SIGKILL)
        time.sleep(7.0)
        wait_until(
            lambda: not any(int.from_bytes(raw[:8], "big") >= time.time() for raw in server.places().values())
        )
        ran = server.ssh(given=f"{phrase}\n".encode(), login="resume", options=("-T",))
        assert ran.returncode == 1 and b"its time is over" in ran.stdout


def test_the_folder_tells_neither_who_nor_where(kept: SshServer) -> None:
    terminal, phrase = moved(kept)
    with terminal:
        files = [kept.state / "parked" / name for name in kept.places_at_rest(1)]
        assert (kept.state / "parked").stat().st_mode & 0o777 == 0o700
        for path in files:
            assert re.fullmatch(r"[0-9a-f]{64}", path.name)
            assert path.stat().st_mode & 0o777 == 0o600
            assert path.stat().st_mtime % 600 == 0, "no finer than ten minutes"
            raw = path.read_bytes()
            assert (len(raw) - AROUND) % PIECE == 0
            assert not seen_of(phrase, raw)
            for told in (NOTE, "harbour", "1931-02-03", "reader", "127.0.0.1", "xterm"):
                assert told.encode() not in raw


# a worker with fifty guests


def all_of(
    terminals: list[Terminal], holds: Callable[[Terminal], object], seconds: float = 5 * PATIENCE
) -> None:
    """Read from all of them by turns until something holds for each."""
    end = time.monotonic() + seconds
    while waiting := [terminal for terminal in terminals if not holds(terminal)]:
        assert time.monotonic() < end, f"{len(waiting)} of {len(terminals)} wait:\n{waiting[0].text}"
        for terminal in terminals:
            terminal.pump()
        time.sleep(0.01)


def calm(terminals: list[Terminal]) -> None:
    """Read until nothing has come to any of them for a while."""
    before = -1
    while before != (before := sum(len(terminal.raw) for terminal in terminals)):
        end = time.monotonic() + 0.5
        while time.monotonic() < end:
            for terminal in terminals:
                terminal.pump()
            time.sleep(0.02)


def five_pages(groups: list[list[Terminal]]) -> bool:
    """Whether all of a group stand at one page, and no two groups at the same."""
    seen = [{tuple(page(guest)) for guest in group} for group in groups]
    return all(len(one) == 1 for one in seen) and len(set.union(*seen)) == len(groups)


def first_frame(terminal: Terminal) -> bool:
    return bool(terminal.modes.get(1049)) and "help" in terminal.text


def crowd(stack: ExitStack, server: SshServer, number: int) -> dict[Terminal, tuple[str, list[str]]]:
    """So many guests at five different pages, parked there; of each the phrase and the page."""
    guests = [stack.enter_context(server.terminal(term="xterm-256color")) for _guest in range(number)]
    all_of(guests, first_frame)
    for guest in guests:
        guest.send("n")
    all_of(guests, lambda guest: "Your phrase: " in guest.flat)
    phrases = {guest: phrase_of(guest) for guest in guests}
    for at, guest in enumerate(guests):
        for _step in range(1 + at % 5):
            guest.send("n")
    groups = [guests[at::5] for at in range(5)]
    all_of(guests, lambda guest: guest is not guests[0] or five_pages(groups))
    calm(guests)
    assert five_pages(groups)
    assert len(server.places_at_rest(number)) == number
    return {guest: (phrases[guest], page(guest)) for guest in guests}


def all_back(stack: ExitStack, server: SshServer, lost: list[tuple[str, list[str]]]) -> None:
    """All of them come back at once, by their phrases, to their pages."""
    back = [stack.enter_context(server.terminal(term="xterm-256color", login="resume")) for _one in lost]
    typed: set[Terminal] = set()

    def is_in(guest: Terminal) -> bool:
        phrase, before = lost[back.index(guest)]
        if guest not in typed and "Type your phrase" in guest.flat:
            typed.add(guest)
            guest.send(f"{phrase}\r")
        return page(guest) == before

    all_of(back, is_in)


def told(what: str, began: float) -> None:
    """How long it took, for whoever runs this by hand."""
    print(f"\n{what}: all are back at their step after {time.monotonic() - began:.1f} s")


def test_a_worker_killed_with_fifty_guests(tmp_path: Path, shipped: Path) -> None:
    """The others go on; its own are back at their step, on whatever worker there is. How soon is said, not asserted."""
    with ExitStack() as stack:
        server = stack.enter_context(running(tmp_path, shipped, "--workers", "2"))
        guests = crowd(stack, server, GUESTS_OF_TWO)
        os.kill(server.workers()[0], signal.SIGKILL)
        began = time.monotonic()

        def gone() -> list[Terminal]:
            calm(list(guests))
            return [guest for guest in guests if guest.process.poll() is not None]

        wait_until(lambda: len(gone()) >= GUESTS_OF_TWO // 2, 5 * PATIENCE)
        lost = gone()
        there = [guest for guest in guests if guest not in lost]
        assert len(lost) == len(there) == GUESTS_OF_TWO // 2
        all_back(stack, server, [guests[guest] for guest in lost])
        told("a worker is killed", began)
        for guest in there:
            assert page(guest) == guests[guest][1]
            guest.send("?")
        all_of(there, lambda guest: page(guest) != guests[guest][1])


def test_the_front_killed_with_fifty_guests_and_started_again(tmp_path: Path, shipped: Path) -> None:
    """All get their terminals back whole; once it runs again, all are at their step."""
    with ExitStack() as stack:
        with running(tmp_path, shipped, "--workers", "2") as server:
            guests = crowd(stack, server, GUESTS_OF_TWO // 2)
            family = server.server.family()
            server.server.signal(signal.SIGKILL)
            all_of(list(guests), lambda guest: guest.process.poll() is not None)
            calm(list(guests))  # the last bytes of those who ended last are not read yet
            assert [guest.faults_left() for guest in guests] == [[]] * len(guests)
            wait_until(lambda: not any(alive(pid) for pid in family))
        began = time.monotonic()
        again = stack.enter_context(running(tmp_path, shipped, "--workers", "2"))
        all_back(stack, again, list(guests.values()))
        told("the front is killed and started again", began)
