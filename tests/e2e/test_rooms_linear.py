"""A room line by line through the stock `ssh`, beside guests with a screen: with a terminal, a dumb one, and none."""

from __future__ import annotations

import os
import re
import select
import signal
import subprocess
import time

from tests.e2e.serving import PATIENCE
from tests.e2e.ssh_room import Room
from tests.e2e.ssh_server import needs_ssh
from tests.e2e.terminal import Terminal

pytestmark = needs_ssh

ALLOWED = re.compile(rb"[\x08\x0a\x0d\x20-\x7e\x80-\xff]*")
"""CR, LF, backspace, and characters: a terminal that obeys nothing else is served as well."""


def led(room: Room) -> Terminal:
    """The cockpit of whoever leads."""
    leader = room.leader()
    leader.wait_for("you lead")
    return leader


def words(terminal: Terminal) -> str:
    """All that was said, however it was wrapped and also where it has scrolled away."""
    text = terminal.raw.decode(errors="replace")
    return " ".join(text.replace("\r", "\n").split())


def hears(terminal: Terminal, said: str) -> None:
    terminal.wait_until(lambda: said in words(terminal), said)


def types(terminal: Terminal, line: str, said: str) -> None:
    """Type a line at the prompt; wait for an answer that was not said before."""
    terminal.wait_until(lambda: terminal.raw.endswith(b"> "), "the prompt")
    before = len(terminal.raw)
    terminal.send(f"{line}\r")
    terminal.wait_until(
        lambda: said in " ".join(terminal.raw[before:].decode(errors="replace").replace("\r", "\n").split()),
        said,
    )


def phrase_of(said: str) -> str:
    found = re.search(r"Phrase: ([a-z ]+)\. Log in as resume", said)
    assert found, said
    return found[1]


def decides(leader: Terminal, key: str) -> None:
    """The waiting question is shown whole, and then decided on."""
    leader.press(key)
    leader.wait_for("a takes it up")
    leader.press(key)


def test_on_a_terminal_of_40_cells_one_follows_votes_asks_roams_and_comes_back(room: Room) -> None:
    # tidy: one evening in its order, on one line
    leader, seen = led(room), room.guest()
    leader.press("space")
    seen.wait_for("step 1 of 3")
    guest = room.terminal(f"linear-{room.code}", 40, 15, "xterm")
    hears(guest, f"Room: {room.code}. You follow the leader.")
    hears(guest, "Leader is at: A light goes out.")
    leader.press("space")
    hears(guest, "Leader: step 2 of 3. The lightkeeper wrote")
    guest.wait_until(lambda: guest.raw.endswith(b"> "), "the prompt")

    types(guest, "question Who kept the lamp?", "Question: sent to the leader only.")
    leader.wait_for("Who kept the lamp?")
    assert "kept the lamp" not in seen.flat
    decides(leader, "a")
    hears(guest, "Question: yours. “Who kept the lamp?”")
    seen.wait_for("Who kept the lamp?")

    leader.press("p")
    hears(guest, "Poll: Who would you have told first? 1 the harbour. 2 the families.")
    types(guest, "2", "Cannot take 2: answer 2 answers a poll")
    types(guest, "answer 2", "Answered: 2, counted.")
    leader.wait_for("1 answer")
    types(guest, "answer 1", "Answered: 1, counted, instead of 2.")
    types(guest, "", "Following: nothing new.")

    types(guest, "next", "Own way. follow brings you back. Phrase: ready.")
    leader.wait_for("1 roam")
    leader.press("v")
    hears(guest, "Result: ")
    types(guest, "phrase", "Log in as resume and type it")
    phrase = phrase_of(words(guest))
    room.server.places_at_rest(1)
    said = guest.raw
    assert ALLOWED.fullmatch(said), "a byte that moves or rings"
    assert all(len(row) <= 40 for row in said.decode().replace("\r", "\n").split("\n"))
    guest.signal(signal.SIGKILL)

    back = room.terminal("resume", 72, 24, "dumb")
    back.wait_for("Type your phrase")
    back.send(f"{phrase}\r")
    hears(back, "Own way. follow brings you back.")
    leader.press("space")
    types(back, "follow", "Following. Leader is at: A light goes out.")
    hears(back, "Step 3 of 3.")
    leader.wait_for("0 roam")
    types(back, "quit", "Room: you left it, and nothing of you is kept. Goodbye.")
    assert back.ended() == 0


def test_a_dumb_terminal_is_read_to_by_the_code_alone(room: Room) -> None:
    leader = led(room)
    leader.press("space")
    leader.wait_for("step 1 of 3")
    guest = room.terminal(room.code, 72, 24, "dumb")
    hears(guest, "Linear mode is on: ")
    hears(guest, "Leader is at: A light goes out.")
    guest.wait_until(lambda: guest.raw.endswith(b"> "), "the prompt")
    guest.send("sea")
    guest.wait_until(lambda: guest.raw.endswith(b"> sea"), "what was typed")
    before = guest.raw
    leader.press("space")
    leader.wait_for("step 2 of 3")
    guest.settle()
    assert guest.raw == before, "nothing is written over what is being typed"
    guest.send("rch lamp\r")
    hears(guest, "Leader: step 2 of 3. Enter reads it.")
    types(guest, "", "The lightkeeper wrote")
    types(guest, "step-out", "Out: nothing is said until you type follow.")
    guest.wait_until(lambda: guest.raw.endswith(b"> "), "the prompt")
    before = guest.raw
    leader.press("p")
    leader.press("space")
    leader.wait_for("step 3 of 3")
    guest.settle()
    assert guest.raw == before
    types(guest, "follow", "While you were out: 1 poll. more names them.")
    types(guest, "answer", "Poll: Who would you have told first?")
    assert ALLOWED.fullmatch(guest.raw)


class Piped:
    """`ssh -T`: lines go and come."""

    def __init__(self, room: Room, login: str) -> None:
        self.process = subprocess.Popen(
            room.server.command(login=login, options=("-T",)), stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self.raw = b""

    def hears(self, said: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while said not in self.words:
            assert time.monotonic() < deadline, f"{said!r} is not in {self.words}"
            self._read(0.2)

    def _read(self, seconds: float) -> bool:
        assert self.process.stdout is not None
        if not select.select([self.process.stdout], [], [], seconds)[0]:
            return False
        data = os.read(self.process.stdout.fileno(), 65_536)
        self.raw += data
        return bool(data)

    @property
    def words(self) -> str:
        return " ".join(self.raw.decode().split())

    def hears_all(self, last: str) -> None:
        """These words, and what may come behind them."""
        self.hears(last)
        self.rests()

    def rests(self) -> None:
        """Wait until the rest of what was said has come, too."""
        while self._read(0.7):
            pass

    def silent(self) -> bool:
        before = self.raw
        self._read(0.7)
        return self.raw == before

    def types(self, line: str, said: str) -> None:
        assert self.process.stdin is not None
        self.raw = b""
        self.process.stdin.write(f"{line}\n".encode())
        self.process.stdin.flush()
        self.hears(said)

    def ends(self) -> int:
        assert self.process.stdin is not None
        self.process.stdin.close()
        while self._read(PATIENCE):
            pass
        return self.process.wait(PATIENCE)

    def close(self) -> None:
        self.process.kill()
        self.process.wait()


def test_without_a_terminal_news_follows_enter(room: Room) -> None:
    leader, seen = led(room), room.guest()
    leader.press("space")
    seen.wait_for("step 1 of 3")
    guest = Piped(room, f"linear-{room.code}")
    try:
        guest.hears("News comes after Enter; connect without -T to hear it at once.")
        guest.hears("Leader is at: A light goes out.")
        guest.hears_all("Enter reads on.")
        leader.press("space")
        seen.wait_for("step 2 of 3")
        leader.press("p")
        seen.wait_for("Who would you have told first?")
        assert guest.silent()
        guest.types("", "Leader: step 2 of 3. The lightkeeper wrote")
        guest.hears("Poll: Who would you have told first? 1 the harbour. 2 the families.")
        guest.types("answer 1", "Answered: 1, counted.")
        leader.wait_for("1 answer")
        guest.types("question Who saw it?", "Question: sent to the leader only.")
        leader.wait_for("Who saw it?")
        guest.rests()
        decides(leader, "x")
        leader.wait_for("Not taken up")
        assert guest.silent()
        guest.types("where", "Question: not taken up. Nobody else saw it.")
        guest.types("next", "Own way. follow brings you back.")
        leader.wait_for("1 roam")
        guest.types("phrase", "Log in as resume and type it")
        phrase = phrase_of(guest.words)
        room.server.places_at_rest(1)
    finally:
        guest.close()
    back = Piped(room, "resume")
    try:
        back.hears("Type your phrase")
        back.types(phrase, "Own way. follow brings you back.")
        back.types("follow", "Following. Leader is at: A light goes out.")
        back.hears("Answered: 1, counted.")
        back.types("answer 2", "Answered: 2, counted, instead of 1.")
        assert back.ends() == 0
        assert "Room: you left it, and nothing of you is kept. Goodbye." in back.words
    finally:
        back.close()
    leader.settle()
    assert "1 answer" in leader.flat and "2 answers" not in leader.flat, "changed, and not counted twice"


def test_a_warned_scene_comes_as_its_warning_alone(room: Room) -> None:
    leader, wall = led(room), room.leader("show", 60, 20)
    guests = [room.terminal(f"linear-{room.code}", 72, 24, "xterm") for _guest in range(2)]
    for guest in guests:
        hears(guest, "Leader: not begun yet.")
    leader.press("space")
    for guest in guests:
        hears(guest, "Leader is at: A light goes out.")
    for _step in range(5):
        leader.press("space")
    wall.wait_for("people in the water")
    reads, goes_round = guests
    for guest in guests:
        hears(guest, "consent reads it. next goes round it. step-out waits outside.")
    leader.press("o")
    leader.wait_for("rowers")
    for guest in guests:
        guest.settle()
        assert "rowers" not in words(guest)
    types(reads, "consent", "rowers")
    types(goes_round, "next", "Some of the crews were brought in that night.")
    assert "Own way" not in words(reads) + words(goes_round)
    assert "rowers" not in words(goes_round)
    leader.press("space")
    hears(reads, "Leader is at: The morning.")
