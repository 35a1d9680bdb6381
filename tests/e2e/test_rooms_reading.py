"""In a small window one reads the leader's step page by page, and what it rests on, without leaving the room."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.ssh_room import Room
from tests.e2e.ssh_server import needs_ssh, running
from tests.e2e.terminal import Terminal

pytestmark = needs_ssh


@pytest.fixture
def room(shipped: Path, tmp_path: Path) -> Iterator[Room]:
    (tmp_path / "story").symlink_to(shipped)
    with running(tmp_path, shipped, "--workers", "1") as server, Room(server) as room:
        yield room


def _page(guest: Terminal) -> int:
    """Which page of its scene is on the screen, where it has several; 0: none is."""
    found = re.search(r"─ (\d+) of \d+( ↓)?$", guest.text, re.MULTILINE)
    return int(found[1]) if found else 0


def _turned(guest: Terminal, key: str, by: int) -> None:
    before = _page(guest)
    guest.press(key)
    guest.wait_until(lambda: _page(guest) == before + by, "the page")
    assert _follows(guest), guest.text


def _follows(guest: Terminal) -> bool:
    return guest.text.splitlines()[0].endswith("following")


def test_a_small_window_follows_while_it_turns_pages_and_opens_a_source(room: Room) -> None:
    leader, guest = room.leader(), room.guest(columns=40, rows=15)
    for _press in range(30):  # to a scene whose first step is longer than the window
        leader.press("space")
        guest.wait_for("Following the leader")
        leader.pump(0.5)
        guest.pump(0.5)
        if "step 1 of 2" in guest.flat and _page(guest) == 1:
            break
    assert "step 1 of 2" in guest.flat, guest.text
    _turned(guest, "pagedown", 1)
    _turned(guest, "pagedown", 1)
    _turned(guest, "pageup", -1)
    for _press in range(30):  # to a source, on this page or below it
        guest.press("tab")
        guest.pump(0.3)
        if re.search(r"^ *\[\d+\] ", guest.text, re.MULTILINE):
            break
    guest.press("enter")
    guest.wait_for("Esc close")
    guest.press("pagedown", "escape")
    guest.wait_until(lambda: _page(guest) and _follows(guest), "the page again, still with the leader")
    guest.press("escape")  # nothing is in hand any more
    leader.wait_for("1 follow, 0 roam")
    leader.press("space")
    guest.wait_for("step 2 of 2")


def test_tab_beyond_the_leaders_step_is_looking(room: Room) -> None:
    leader, guest = room.leader(), room.guest(columns=40, rows=15)
    for step in range(1, 4):
        leader.press("space")
        guest.wait_for(f"step {step} of")
    leader.press("space")  # what the next step's first page is
    guest.wait_for("step 4 of")
    beyond = _page(guest)
    leader.press("backspace")
    guest.wait_for("step 3 of")
    for _press in range(30):
        guest.press("tab")
        guest.pump(0.3)
        if _page(guest) > beyond:
            break
    assert _page(guest) > beyond and _follows(guest), guest.text
    leader.wait_for("1 follow, 0 roam")
    leader.press("space")  # the leader comes to where the guest looks already
    leader.wait_for("step 4 of")
    guest.press("escape")
    guest.wait_for("step 4 of")
    leader.press("space")
    guest.wait_for("step 5 of")
