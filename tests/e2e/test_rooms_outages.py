"""A full disk, a front that is killed: who is in a room is told, nobody is told wrong, and all of it comes back."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.small_disk import Disk, small_disk
from tests.e2e.ssh_room import Room, answered
from tests.e2e.ssh_server import SshServer, needs_ssh, running
from tests.e2e.terminal import Terminal
from tests.tiny import write_story

pytestmark = needs_ssh
KEPT = "Type the same line again in a moment; the room is kept."


class Host:
    """A server of two workers on a small disk."""

    def __init__(self, server: SshServer, disk: Disk) -> None:
        self.server = server
        self.disk = disk


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    story = write_story(tmp_path / "story")
    begun: list[SshServer] = []

    def processes() -> list[int]:
        return [begun[0].server.process.pid, *begun[0].server.family()]

    with (
        small_disk(tmp_path / "state", processes) as disk,
        running(tmp_path, story, "--workers", "2") as server,
    ):
        begun.append(server)
        yield Host(server, disk)


def _pressed(guest: Terminal, digit: str, words: str) -> bool:
    """Whether the guest reads the words; else they press: a panel's first second takes no digit."""
    if words in guest.flat:
        return True
    guest.send(digit)
    return False


def test_after_a_full_disk_both_workers_take_answers_again_by_themselves(host: Host) -> None:
    with Room(host.server) as room:
        leader, guests = room.leader(), [room.guest() for _number in range(4)]
        leader.press("space")
        for guest in guests:
            guest.wait_for("step 1 of 3")
        leader.wait_for("with 4 of 4")
        leader.press("p")
        guests[0].wait_until(lambda: answered(guests[0], "1"), "counted")
        host.disk.fill()
        for guest in guests:
            guest.wait_until(lambda one=guest: _pressed(one, "2", "Not counted"), "refused")
            guest.wait_for("Waiting for the room")
        leader.wait_for("with 0 of 4")  # nobody can be with the leader, in neither worker
        host.disk.free()
        leader.wait_for("with 4 of 4")  # nobody pressed anything meanwhile
        for guest in guests:
            guest.wait_for("Following the leader")
            guest.wait_until(lambda one=guest: "Not counted" not in one.flat, "the old refusal is gone")
        for guest in guests:
            guest.wait_until(lambda one=guest: answered(one, "2"), "counted again")
        leader.wait_for("4 answers")
        leader.press("space")
        for guest in guests:
            guest.wait_for("step 2 of 3")


def test_a_guest_whose_place_cannot_be_written_is_told_so_and_when_it_is(host: Host) -> None:
    with Room(host.server) as room:
        leader, guest = room.leader(), room.guest()
        leader.press("space")
        guest.wait_for("step 1 of 3")
        guest.send("P")
        guest.wait_until(lambda: re.search(r"Your phrase: [a-z ]+;", guest.flat), "the phrase")
        host.server.places_at_rest(1)
        host.disk.fill()
        guest.send("1")  # their own way
        guest.wait_for("Your phrase does not work just now")
        host.disk.free()
        guest.wait_for("Your phrase works again: your place is written.")


def test_who_is_cut_off_by_a_killed_front_reads_how_to_come_back(host: Host) -> None:
    with Room(host.server) as room:
        leader, guest = room.leader(), room.guest(columns=40, rows=15)
        heard = room.terminal(f"linear-{room.code}")
        heard.wait_for("You follow the leader")
        os.kill(host.server.server.process.pid, signal.SIGKILL)
        for terminal in (leader, guest, heard):
            terminal.ended()
            said = " ".join(terminal.raw.decode(errors="replace").split())
            assert KEPT in said  # behind its last page, which it leaves: folded to its width
            assert "come back later" not in said
