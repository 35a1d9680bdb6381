"""Rooms through the stock `ssh`: led over `lead-CODE`, followed at many sizes, on a wall, over a killed worker."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from explainer.workshop.events import Result
from tests.e2e.serving import wait_until
from tests.e2e.ssh_room import Room, answered
from tests.e2e.ssh_server import SshServer, needs_ssh, running
from tests.e2e.terminal import Terminal
from tests.tiny import write_story

pytestmark = needs_ssh

SIZES = (
    (80, 24, "xterm-256color"),
    (44, 18, "xterm"),
    (120, 40, "xterm-direct"),
    (60, 20, "vt100"),
    (40, 15, "xterm-256color"),
)


def test_what_the_leader_opens_and_their_day_come_to_all_who_follow(room: Room) -> None:
    """By the cockpit's own keys; who looks at something of their own keeps it, and has the leader's when they close."""
    leader = room.leader()
    leader.wait_for("you lead")
    guests = [room.guest(*size) for size in SIZES]
    looking, wall = room.guest(), room.leader("show", 60, 20)
    leader.press("space", "space")
    for guest in (*guests, looking, wall):
        guest.wait_for("Oda Berg")
    looking.press("g")
    looking.wait_for("Terms")  # the step before holds the first of them, too
    leader.press("enter")
    leader.wait_for("1 lightkeeper, a term")
    leader.press("1")
    leader.wait_for("Open for all, Esc closes it: lightkeeper")
    for guest in (*guests, wall):
        guest.wait_for("fyrvokter")
    assert "fyrvokter" not in looking.text
    looking.press("escape")
    looking.wait_for("fyrvokter")
    late = room.guest(72, 22)
    late.wait_for("fyrvokter")
    leader.press("escape")
    leader.wait_for("Closed for the room")
    for guest in (*guests, looking, late, wall):
        guest.wait_until(lambda guest=guest: "fyrvokter" not in guest.text, "the step alone")
    leader.press("d")
    leader.wait_for("the first report")
    leader.press("1")
    leader.wait_for("Read as known on 3 February 1931")
    for guest in (guests[0], looking, late):
        guest.wait_until(lambda guest=guest: "as checked" not in guest.text, "a page under a day")
    assert room.state.stage is not None and (room.state.stage.lens, room.state.stage.open) == (
        "1931-02-03",
        "",
    )


def test_the_leader_moves_guests_of_all_sizes_and_not_who_roams(room: Room) -> None:
    leader = room.leader()
    leader.wait_for("you lead")
    guests = [room.guest(*size) for size in SIZES]
    roamer = room.guest()
    leader.press("space")
    for guest in (*guests, roamer):
        guest.wait_for("step 1 of 3")
    roamer.press("n")
    roamer.wait_for("Own way")
    own = roamer.lines[:12]
    for step in (2, 3):
        leader.press("space")
        for guest in guests:
            guest.wait_for(f"step {step} of 3")
    late = room.guest(72, 22)
    late.wait_for("step 3 of 3")
    roamer.settle()
    assert roamer.lines[:12] == own
    leader.wait_for("1 roam")
    leader.press("backspace")
    for guest in (*guests, late):
        guest.wait_for("step 2 of 3")
    roamer.press("f")
    roamer.wait_for("step 2 of 3")
    leader.wait_for("0 roam")


def test_a_warned_scene_is_a_warning_for_all_and_on_the_wall(room: Room) -> None:
    leader, wall = room.leader(), room.leader("show", 60, 20)
    reads, goes_round = room.guest(), room.guest(44, 18)
    leader.press("space")
    for _step in range(2):
        leader.press("space")
    reads.wait_for("step 3 of 3")
    leader.press("space")
    reads.wait_for("The telegram")
    wall.wait_for("The telegram")
    for _step in range(2):
        leader.press("space")
    for screen in (reads, goes_round, wall):
        screen.wait_for("people in the water")
    leader.press("o")
    leader.wait_for("rowers")
    for screen in (reads, goes_round, wall):
        screen.settle()
        assert "rowers" not in screen.text
    reads.press("o")
    reads.wait_for("rowers")
    goes_round.press("n")
    goes_round.wait_for("brought in that night")
    leader.press("w")
    wall.wait_for("rowers")
    leader.press("space")
    for screen in (reads, goes_round, wall):
        screen.wait_for("The morning")


def test_a_poll_is_answered_counted_closed_and_shown(room: Room) -> None:
    leader, wall = room.leader(), room.leader("show", 60, 20)
    guests = [room.guest() for _guest in range(7)]
    leader.press("space")
    for guest in guests:
        guest.wait_for("step 1 of 3")
    leader.wait_for("7 connected")
    leader.press("p")
    for guest in guests:
        guest.wait_for("Esc later")
    wall.wait_for("Did boats come back?")
    for number, guest in enumerate(guests[:6]):
        answer = "1" if number < 2 else "3"
        # The panel's first second takes no digit.
        guest.wait_until(partial(answered, guest, answer), "counted")
    leader.wait_for("nearly all")
    wall.settle()
    page = wall.text.partition("Join:")[0]  # code and port have digits of their own
    assert "6" not in page.replace("1960", ""), "no number on the wall while it is open"
    leader.press("v")
    for screen in (*guests, wall):
        screen.wait_for("Result")
    state = room.state
    assert [poll.phase for poll in state.polls] == ["revealed"]
    result = state.polls[0].result
    assert result == Result(small=True), "of six only words are kept"


def _lacks(terminal: Terminal, words: str) -> bool:
    return words not in terminal.text


def test_whoever_does_not_know_the_secret_stays_outside(room: Room) -> None:
    outside = room.terminal(f"lead-{room.code}")
    outside.wait_for("Type the leader's secret")
    for _try in range(5):
        outside.send("walnut walnut walnut walnut walnut walnut\r")
    outside.wait_for("The card says how to come in as a guest.")


def test_the_co_leader_takes_a_silent_chair_and_the_old_one_sits_beside(room: Room) -> None:
    leader, other = room.leader(), room.leader()
    guest = room.guest()
    leader.press("space")
    guest.wait_for("step 1 of 3")
    other.wait_for("step 1 of 3")
    other.press("space")
    other.wait_for("You sit beside")
    leader.wait_for("Co-leader: here")  # which is known within a second
    leader.press("h")
    leader.wait_for("is offered")
    other.wait_for("offer")
    other.press("L")
    other.wait_for("you lead")
    other.press("space")
    guest.wait_for("step 2 of 3")
    other.signal(signal.SIGKILL)
    leader.wait_until(lambda: "silent" in leader.flat, "ten seconds of silence")
    leader.press("L")
    leader.wait_for("you lead")
    leader.press("space")
    guest.wait_for("step 3 of 3")


def test_the_report_goes_home_over_the_leaders_line(room: Room) -> None:
    """Whoever leads over SSH has no files on the server: it is printed once the screen is given back."""
    leader, other, guest = room.leader(), room.leader(), room.guest()
    leader.press("space")
    guest.wait_for("step 1 of 3")
    other.wait_for("step 1 of 3")
    other.press("E")
    other.wait_for("the report is the chair's to make")
    leader.press("p")
    leader.wait_for("The poll is open.")
    leader.press("Z")
    leader.wait_for("r makes a report first")
    leader.press("r")
    leader.wait_for("printed here when you leave")
    guest.wait_for("The room is closed.")
    before = len(leader.raw)
    leader.press("q")
    assert leader.ended() == 0
    printed = leader.raw[before:].partition(b"\x1b[?1049l")[2].decode()
    assert "# " in printed and "Did boats come back?" in printed and room.code not in printed.split("#")[0]
    assert "| --- |" in printed, "rows of tables are whole"
    assert printed.rstrip().endswith("The room is closed.")
    left = [path for path in room.server.state.rglob("*") if "report" in path.name]
    assert left == [], "no file of it stays on the server"


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[SshServer]:
    with running(tmp_path, write_story(tmp_path / "story"), "--workers", "1") as server:
        yield server


def test_a_killed_worker_costs_nothing_but_the_line(alone: SshServer) -> None:
    with Room(alone) as room:
        leader = room.leader()
        guests = [room.guest(), room.guest(60, 20)]
        for _step in range(2):
            leader.press("space")
        for guest in guests:
            guest.wait_for("step 2 of 3")
        leader.press("p")
        guests[0].wait_until(lambda: "Esc later" in guests[0].flat, "the panel")
        guests[0].wait_until(partial(answered, guests[0], "1"), "counted")
        before = room.state
        (worker,) = alone.workers()
        os.kill(worker, signal.SIGKILL)
        for terminal in (leader, *guests):
            assert terminal.ended() == 255, "the line is gone"
        wait_until(lambda: alone.workers() not in ([], [worker]))
        assert room.state == before, "same code, same step, same poll"
        back = [room.guest(), room.guest(60, 20)]
        for guest in back:
            guest.wait_for("┃ The lightkeeper wrote")
        again = room.leader()
        again.wait_for("1 answer")
        again.wait_until(lambda: "you lead" in again.text, "alone in the room: in the chair again")
        again.press("space")
        for guest in back:
            guest.wait_until(partial(_lacks, guest, "┃ The lightkeeper"), "the next step")


def test_whoever_drops_is_back_by_the_phrase_and_answers_once(room: Room) -> None:
    leader, guest = room.leader(), room.guest()
    leader.press("space")
    guest.wait_for("step 1 of 3")
    leader.press("p")
    guest.wait_until(partial(answered, guest, "1"), "counted")
    guest.press("P")
    guest.wait_for("Your phrase")
    found = re.search(r"Your phrase: ([a-z ]+);", guest.flat)
    assert found, guest.text
    leader.wait_for("1 answer")
    guest.settle()
    room.server.places_at_rest(1)
    guest.signal(signal.SIGKILL)
    leader.press("space")
    leader.wait_for("step 2 of 3")
    back = room.terminal("resume")
    back.wait_for("Type your phrase")
    back.send(f"{found[1]}\r")
    back.wait_for("┃ The lightkeeper wrote")
    back.wait_for("You: 1, counted")
    back.wait_until(partial(answered, back, "2"), "another answer")
    leader.settle()
    assert "1 answer" in leader.flat and "2 answers" not in leader.flat, "changed, and not counted twice"
