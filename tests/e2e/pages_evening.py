"""One evening of a workshop, as the pages for who leads it tell it: the room, who is in it, and what was pressed.

Each row of a page that names keys has a function (`plays`): it brings
the room to where the row is of use, and does it.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.e2e.pressed_pages import SECONDS, Piece, Row, play, press
from tests.e2e.serving import ROOT
from tests.e2e.terminal import Terminal
from tests.e2e.workshop_terminal import Leader, Workshop
from tests.tiny import ASKING, FILES

FOLDER = ROOT / "docs" / "facilitators"
PLAN = """\
plan: evening
title: An evening
minutes: 30
items:
  - title: Welcome
    minutes: 5
    mode: pause
    say: Nobody needs to speak.
    ask:
      - {id: heard, kind: choice, question: Have you heard of it?, options: ["Yes", "No"]}
      - {id: seen, kind: aloud, question: Who has seen a lighthouse?}
  - title: The storm
    minutes: 15
    mode: lead
    scenes: [the-storm]
    ask:
      - {id: mast, kind: choice, question: Who was at the mast?, options: [nobody, Oda Berg]}
  - {title: The end, minutes: 10, mode: lead, scenes: [the-morning]}
"""
STORY = ASKING | {
    "plans/evening.yaml": PLAN,
    "night/the-storm.yaml": FILES["night/the-storm.yaml"].replace(
        "  - {trail: short-way", "  - {to: the-rescue, label: Who came back?}\n  - {trail: short-way"
    ),
}
"""A run sheet that asks first, and a way to a warned scene."""


OPTIONS = re.compile(r"^explainer workshop (--web :8443 --card card.html .+)$", re.MULTILINE)
MOST = 9
"""Times that a key is pressed until something comes."""
STORM, MORNING = "3", "5"
"""The rows of the plan's list that lead to its scenes."""
Play = Callable[["Evening", Row], None]
PLAYS: dict[tuple[str, str], list[Play]] = {}
"""By page and the keys of a row; of rows with the same keys in the order of the page."""


def plays(page: str, name: str) -> Callable[[Play], Play]:
    """Has a row of a page tried by a function: it brings the room to where the row is of use, and does it."""

    def taken(play: Play) -> Play:
        PLAYS.setdefault((page, name), []).append(play)
        return play

    return taken


class Evening:
    """The room, who is in it, and what was pressed."""

    def __init__(self, workshop: Workshop, out: Path) -> None:
        self.workshop, self.out = workshop, out
        found = OPTIONS.search((FOLDER / "before.md").read_text(encoding="utf-8"))
        assert found, "the page says how to start"
        self.options = shlex.split(found[1].replace(":8443", ":0"))
        self.pressed: set[str] = set()
        """Keys of the cockpit."""
        self.cockpit = workshop.terminal(*self.options, cwd=out)
        self.leader: Leader
        self.guest: Terminal
        self.ear: Terminal
        """A guest who reads line by line."""
        self.wall: Terminal
        self.other: Terminal
        """Of the co-leader."""

    # who is there

    def lead(self, *more: str) -> None:
        """The same command once more, up to the cockpit."""
        self.cockpit = self.workshop.terminal(*self.options, *more, cwd=self.out)
        self.leader = Leader(self.workshop, self.cockpit)

    def come_in(self) -> None:
        """Two guests and a wall."""
        self.guest = self.leader.guest()
        self.ear = self.workshop.ssh(f"linear-{self.leader.code}", self.leader.port)
        self.wall = self.beside("show", "waits")

    def beside(self, role: str, words: str) -> Terminal:
        """Whoever knows the secret; the cockpit knows of them by these words."""
        made = self.workshop.ssh(f"{role}-{self.leader.code}", self.leader.port)
        made.wait_for("Type the leader's secret")
        made.send(f"{self.leader.secret}\r")
        made.wait_until(lambda: made.modes.get(1049), "in")
        self.waits(words)
        return made

    # what they do

    def play(self, pieces: Sequence[Piece], screen: Terminal | None = None, *, leads: bool = True) -> None:
        """Do what a row says, at the cockpit or elsewhere."""
        play(screen or self.cockpit, pieces)
        if leads:
            self.pressed |= {piece.text for piece in pieces if piece.kind == "key"}

    def keys(self, *keys: str) -> None:
        """Bring the room to somewhere."""
        for key in keys:
            press(self.cockpit, key)

    def waits(self, words: str) -> None:
        self.cockpit.wait_for(words, SECONDS)

    def to(self, row: str, *keys: str) -> None:
        """To a scene of the plan, and on."""
        self.keys("Esc", "P", row)
        self.waits("step 1 of")
        self.keys(*keys)

    def takes(self, words: str) -> None:
        """Take the row of the list in front that says so."""
        self.waits(words)
        row = next(line for line in self.cockpit.lines if words in line)
        number = re.search(r"\d", row)
        assert number, row
        self.keys(number[0])

    def asks(self) -> None:
        """A poll is opened that no plan knows."""
        self.keys("Esc", "A")
        self.takes("Yes or no")
        self.cockpit.send("Are you here?\r")
        self.waits("As guests will see it:")
        self.keys("Enter")
        self.waits("The poll is open.")

    def counts(self) -> None:
        """The open poll is closed for good."""
        self.keys("C", "C")
        self.waits("closed, not shown")

    def asked(self, *questions: str) -> None:
        """Guests' questions wait."""
        waiting = int(re.search(r"(\d+) waiting", self.cockpit.text)[1])  # type: ignore[index]
        for number, question in enumerate(questions, waiting + 1):
            self.ear.send(f"question {question}\r")
            self.waits(f"{number} waiting")


def alone(screen: Terminal) -> str:
    """The number of the address that is this computer alone."""
    found = re.search(r"(\d+) +127\.0\.0\.1", screen.text)
    assert found, screen.text
    return found[1]


def simple(page: str, name: str) -> None:
    """A row that needs nothing but its keys."""
    plays(page, name)(lambda evening, row: evening.play(row.pieces))
