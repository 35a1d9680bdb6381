"""Notes on a real PTY: written, kept, found again after a restart, taken along, and nowhere before one agrees."""

from __future__ import annotations

from pathlib import Path

import pytest

from explainer.reading.storage.store import decode
from explainer.story.model.structs import Story
from tests.e2e.reader import Start, left, opened
from tests.e2e.terminal import Terminal

WORDS = "zyxwordsofmyown"


def write(terminal: Terminal, text: str) -> None:
    terminal.press("N")
    terminal.wait_for("Your note at")
    terminal.send(text)
    terminal.wait_for(text)
    terminal.press("enter")
    terminal.wait_for("the note is written")


def test_a_note_is_kept_comes_back_and_goes_into_a_file(
    start: Start, story: Story, isolated_home: Path, tmp_path: Path
) -> None:
    terminal = opened(start(), story)
    terminal.press("n")
    write(terminal, WORDS)
    terminal.press("q")
    terminal.wait_for("your place and 1 note")
    left_by(terminal, "y")
    kept = list(isolated_home.rglob("*.run.json"))
    assert [note.text for note in decode(kept[0].read_bytes()).notes] == [WORDS]

    again = opened(start(), story)
    again.press("M")
    again.wait_for(WORDS)
    again.press("x")
    again.wait_for("U brings it back")
    assert WORDS not in again.text
    again.press("U", "T")
    again.wait_for("What you take along")
    file = tmp_path / "mine.md"
    again.press("S")
    again.wait_for("Its ending says the form")
    again.press("\x15")
    again.send(str(file))
    again.press("enter")
    again.wait_for("written to")
    assert WORDS in file.read_text()
    again.press("escape", "escape")
    left(again)


def lying_about(home: Path) -> list[Path]:
    """Files that hold the words of the note."""
    return [path for path in home.rglob("*") if path.is_file() and WORDS.encode() in path.read_bytes()]


def left_by(terminal: Terminal, key: str) -> None:
    terminal.press(key)
    assert terminal.ended() == 0
    assert terminal.faults_left() == []


def test_a_run_saved_with_a_passphrase_shows_neither_it_nor_the_notes(
    start: Start, story: Story, isolated_home: Path, tmp_path: Path
) -> None:
    terminal = opened(start(), story)
    terminal.press("n")
    write(terminal, WORDS)
    file = tmp_path / "run.age"
    terminal.press("S")
    terminal.wait_for("Save your run")
    terminal.press("\x15")
    terminal.send(str(file))
    terminal.press("enter")
    for asked in ("Enter for none", "once more"):
        terminal.wait_for(asked)
        terminal.send("topsecretphrase")
        terminal.wait_for("*" * len("topsecretphrase"))
        terminal.press("enter")
    terminal.wait_for("saved, encrypted", seconds=60)
    assert b"topsecretphrase" not in terminal.raw
    assert WORDS.encode() not in file.read_bytes()
    assert decode(file.read_bytes(), "topsecretphrase").notes[0].text == WORDS
    left(terminal, "n")
    assert lying_about(isolated_home) == []


@pytest.mark.parametrize("size", [(80, 24), (40, 15)])
def test_a_pasted_text_of_several_lines_is_one_note_and_no_key(
    start: Start, story: Story, size: tuple[int, int]
) -> None:
    terminal = opened(start(columns=size[0], rows=size[1]), story)
    terminal.press("N")
    terminal.wait_for("Your note at")
    terminal.send("\x1b[200~first line\rsecond line q\x1b[201~")
    terminal.wait_for("second line q")
    terminal.send("\nthird\nfourth")  # typed faster than it is drawn: no key overtakes another
    terminal.wait_for("fourth")
    assert [line.strip() for line in terminal.lines if line.strip() in ("third", "fourth")] == [
        "third",
        "fourth",
    ]
    terminal.press("enter")
    terminal.wait_for("the note is written" if size[1] >= 20 else "the note")
    terminal.press("M")
    terminal.wait_for("first line")
    terminal.press("escape")
    left(terminal, "n")


def test_without_colour_no_colour_is_sent_while_one_writes(start: Start, story: Story) -> None:
    terminal = opened(start(NO_COLOR="1"), story)
    write(terminal, "plain")
    terminal.press("B", "D", "M", "x", "U", "T", "escape")
    assert terminal.colour_sequences() == []
    left(terminal, "n")


def test_private_keeps_notes_in_memory_alone(start: Start, story: Story, isolated_home: Path) -> None:
    terminal = opened(start("--private"), story)
    write(terminal, WORDS)
    terminal.press("S")
    terminal.wait_for("Nothing is written in this session")
    terminal.press("q")
    terminal.wait_for("Nothing is kept here: q again loses 1 note.")
    left(terminal)
    assert lying_about(isolated_home) == []
