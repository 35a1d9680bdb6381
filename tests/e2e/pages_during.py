"""What the page for the hours of a workshop says of keys, done in a room in the order of the page."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tests.e2e.pages_evening import MORNING, MOST, STORM, Evening, plays, simple
from tests.e2e.pressed_pages import SECONDS, Piece, Row, press
from tests.e2e.ssh_room import answered
from tests.e2e.terminal import Terminal


@plays("during", "Space")
def _(evening: Evening, row: Row) -> None:
    """It asks before the first page: guests can answer."""
    evening.waits("opens the poll: Have you heard of it?")
    evening.play(row.pieces)
    evening.waits("The poll is open.")
    evening.guest.wait_for("A number answers.")
    assert "The leader has not begun." in evening.guest.flat
    evening.guest.wait_until(lambda: answered(evening.guest, "1"), "counted")
    evening.waits("1 answer")
    evening.keys("Space")


@plays("during", "Space")
def _(evening: Evening, row: Row) -> None:
    evening.play(row.pieces)
    evening.guest.wait_for("step 1 of 3")


@plays("during", "Space")
def _(evening: Evening, row: Row) -> None:
    evening.play(row.pieces)
    evening.guest.wait_for("step 2 of 3")


@plays("during", "Space Space")
def _(evening: Evening, row: Row) -> None:
    evening.keys("Space")
    evening.play(row.pieces)
    evening.guest.wait_for("Result")


@plays("during", "Esc")
def _(evening: Evening, row: Row) -> None:
    evening.keys("?")
    evening.waits("put away")
    evening.play(row.pieces)
    assert "put away" not in evening.cockpit.flat


@plays("during", "Backspace")
def _(evening: Evening, row: Row) -> None:
    evening.to(STORM, "Space")
    evening.play(row.pieces)


@plays("during", "v")
def _(evening: Evening, row: Row) -> None:
    evening.asks()
    evening.play(row.pieces)


@plays("during", "a a")
def _(evening: Evening, row: Row) -> None:
    evening.asked("Who rowed?")
    evening.play(row.pieces[:1])
    evening.waits("only you read it: Who rowed?")
    evening.play(row.pieces[1:])
    evening.guest.wait_for("Who rowed?")


@plays("during", "c")
def _(evening: Evening, row: Row) -> None:
    evening.guest.press("n")
    evening.waits("1 roam")
    evening.play(row.pieces)
    evening.guest.press("f")
    evening.waits("0 roam")


@plays("during", "A")
def _(evening: Evening, row: Row) -> None:
    evening.play(row.pieces)
    evening.keys("Esc")


simple("during", "A 1 Enter")
simple("during", "Enter Enter Enter")


@plays("during", "Enter")
def _(evening: Evening, row: Row) -> None:
    evening.play(row.pieces)
    evening.guest.wait_for("Shall we take a break?")
    evening.counts()


@plays("during", "Esc A")
def _(evening: Evening, row: Row) -> None:
    evening.keys("A", "1")
    evening.cockpit.send("Is it late?")
    evening.waits("Question: Is it late?")
    evening.play(row.pieces)
    evening.waits("Go on with: Is it late?")
    evening.keys("Esc")


@plays("during", "y Space")
def _(evening: Evening, row: Row) -> None:
    evening.to(STORM, "2")
    evening.play(row.pieces)
    evening.waits("A light goes out")


@plays("during", "p")
def _(evening: Evening, row: Row) -> None:
    evening.to(STORM)
    evening.play(row.pieces)
    evening.guest.wait_for("A number answers.")


@plays("during", "C")
def _(evening: Evening, row: Row) -> None:
    evening.play(row.pieces)
    evening.guest.wait_until(lambda: "A number answers." not in evening.guest.flat, "no panel")


@plays("during", "U")
def _(evening: Evening, row: Row) -> None:
    evening.play(row.pieces)
    evening.guest.wait_for("A number answers.")
    evening.counts()


@plays("during", "↓ ↑")
def _(evening: Evening, row: Row) -> None:
    evening.asked("One?", "Two?")
    steps(evening, row.pieces)


def steps(evening: Evening, pieces: Sequence[Piece]) -> None:
    """The first key goes to the question below, the second back."""
    evening.keys("Esc", *["↑"] * 6)
    first = evening.cockpit.cursor[1]
    for piece, row in zip(pieces, (first + 1, first), strict=True):
        evening.play([piece])
        _at_row(evening.cockpit, row)


def _at_row(cockpit: Terminal, row: int) -> None:
    cockpit.wait_until(lambda: cockpit.cursor[1] == row, "another question", SECONDS)


@plays("during", "x x")
def _(evening: Evening, row: Row) -> None:
    evening.play(row.pieces[:1])
    evening.waits("only you read it: One?")
    evening.play(row.pieces[1:])
    evening.waits("1 waiting")


@plays("during", "Delete Delete")
def _(evening: Evening, row: Row) -> None:
    evening.play(row.pieces[:1])
    evening.waits("only you read it: Two?")
    evening.play(row.pieces[1:])
    evening.waits("0 waiting")


@plays("during", "s")
def _(evening: Evening, row: Row) -> None:
    evening.play(row.pieces)
    evening.wall.wait_for("Who rowed?")


simple("during", "y")


@plays("during", "m")
def _(evening: Evening, row: Row) -> None:
    evening.play(row.pieces)
    evening.keys("m")
    evening.waits("Questions are open again.")


@plays("during", "r")
def _(evening: Evening, row: Row) -> None:
    evening.play(row.pieces)
    evening.keys("c")


@plays("during", "H Enter")
def _(evening: Evening, row: Row) -> None:
    evening.to(MORNING)
    evening.play(row.pieces)
    evening.guest.wait_for("Write one line")
    evening.keys("c")


@plays("during", "P")
def _(evening: Evening, row: Row) -> None:
    evening.play(row.pieces)
    evening.keys("Esc")


@plays("during", "1 9")
def _(evening: Evening, row: Row) -> None:
    """The first is a way, the second was asked about before, the third a trail; there are no more."""
    first, last, *rest = row.pieces
    evening.to(STORM, "Space")
    for key in map(str, range(4, int(last.text) + 1)):
        evening.play([Piece("key", key)])
        evening.waits("step 2 of 3")
    evening.play([Piece("key", "2"), Piece("screen", "warning shown")])
    evening.to(STORM)
    evening.play([Piece("key", "3"), Piece("screen", "off plan · back to the plan: …")])
    evening.to(STORM, "Space")
    evening.play([first, *rest])


@plays("during", "Enter Enter")
def _(evening: Evening, row: Row) -> None:
    evening.to(STORM, "Space")
    evening.play(row.pieces)
    evening.guest.wait_for("fyrvokter")
    evening.keys("Esc")
    evening.waits("Closed for the room.")


@plays("during", "d 1")
def _(evening: Evening, row: Row) -> None:
    evening.play(row.pieces)
    evening.keys("d")
    evening.takes("no date")


@plays("during", "o")
def _(evening: Evening, row: Row) -> None:
    evening.to(STORM, "2")
    evening.waits("warning shown")
    evening.play(row.pieces)
    evening.guest.settle()
    assert "rowers" not in evening.guest.flat and "rowers" not in evening.wall.flat


@plays("during", "w")
def _(evening: Evening, row: Row) -> None:
    evening.play(row.pieces)
    evening.wall.wait_for("rowers")


@plays("during", "h")
def _(evening: Evening, row: Row) -> None:
    evening.other = evening.beside("lead", "Co-leader: here")
    evening.play(row.pieces)


@plays("during", "L")
def _(evening: Evening, row: Row) -> None:
    evening.play(row.pieces, evening.other)
    press(evening.other, "h")
    evening.waits("offered to you")
    evening.keys("L")
    evening.waits("You lead.")


simple("during", "K")


@plays("during", "D")
def _(evening: Evening, row: Row) -> None:
    evening.play(row.pieces)
    evening.keys("D")
    evening.waits("The door is open.")


@plays("during", "?")
def _(evening: Evening, row: Row) -> None:
    evening.play(row.pieces)
    evening.keys("Esc")


@plays("during", "→ ← b Tab Shift+Tab F1 Ctrl+Q")
def _(evening: Evening, row: Row) -> None:
    on, back, also, down, up, keys, leave = row.pieces
    evening.to(STORM)
    evening.play([on, Piece("screen", "step 2 of 3"), back, Piece("screen", "step 1 of 3")])
    evening.play([on, Piece("screen", "step 2 of 3"), also, Piece("screen", "step 1 of 3")])
    evening.asked("Three?", "Four?")
    steps(evening, (down, up))
    evening.play([keys, Piece("screen", "put away")])
    evening.keys("Esc")
    evening.play([leave, Piece("screen", "q leaves it open")])
    evening.keys("Esc")


@plays("during", "Tab Enter Enter")
def _(evening: Evening, row: Row) -> None:
    """The guest's keys."""
    evening.keys("A")
    evening.takes("A sentence of The log")
    evening.keys("Enter")
    evening.waits("Led to the text, and the poll is open.")
    step, *rest = row.pieces
    guest = evening.guest
    guest.wait_for("Which sentence do you trust least?")
    for _press in range(MOST):
        if re.search("The log of that night · .*Enter opens", guest.text):
            break
        evening.play([step], guest, leads=False)
    evening.play(rest, guest, leads=False)
    evening.waits("trust least? · 1 answer")
    evening.counts()
