"""A run begun in one front end goes on in the other, through a file, whole; after an edit it says what moved."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from explainer.reading.run import Run
from explainer.reading.storage.store import decode, is_encrypted
from tests.e2e.reader import ROOT
from tests.e2e.terminal import Terminal
from tests.tiny import FILES, write_story

Opened = Callable[..., Terminal]
SECRET = "three boats out"
LENS = "1931-02-03"
OPEN_NOTE, LATER_NOTE = "who climbed the mast", "ask the boy himself"

TELEGRAM = FILES["night/the-warning.yaml"].replace(
    "  - figure: f-boats\n",
    """\
  - figure: f-boats
  - text: |
      A boy ran with the telegram from the quay up to the harbour office before noon.
    rests_on: [port-gazette]
""",
)
"""With a step more, which the edit drops."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_story(tmp_path / "story", {"night/the-warning.yaml": TELEGRAM})


@pytest.fixture
def opened(isolated_home: Path, folder: Path) -> Iterator[Opened]:
    begun: list[Terminal] = []

    def start(*words: str, columns: int = 80, rows: int = 24) -> Terminal:
        terminal = Terminal(command(folder, *words), columns, rows, os.environ | {"PYTHONPATH": str(ROOT)})
        begun.append(terminal)
        return terminal

    yield start
    for terminal in begun:
        terminal.close()


def command(folder: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "explainer", "read", str(folder), *words]


# the full-screen app


def full(opened: Opened, *words: str, secret: str = "") -> Terminal:
    terminal = opened(*words)
    if secret:
        terminal.wait_for("Passphrase of")
        terminal.send(f"{secret}\n")
    terminal.wait_until(lambda: terminal.modes.get(1049) and "help" in terminal.text, "the first frame", 60)
    terminal.settle()
    return terminal


def typed(terminal: Terminal, text: str, shown: str = "") -> None:
    terminal.send(text)
    terminal.wait_for(shown or text)
    terminal.press("enter")


def begun(opened: Opened, file: Path, secret: str) -> None:
    """A run with one of everything: a branch, a note, a doubt, a lens, a consent, a bookmark, a step back."""
    terminal = full(opened)
    terminal.press("1")
    terminal.wait_for("nobody was at the mast")
    terminal.press("N")
    terminal.wait_for("Your note at")
    typed(terminal, OPEN_NOTE)
    terminal.wait_for("the note is written")
    terminal.press("n")
    terminal.wait_for("The telegram")
    terminal.press("D")
    terminal.wait_for("doubt marked")
    terminal.press("d")
    terminal.wait_for("the first report")
    terminal.press("enter", "n", "n")
    terminal.wait_for("people in the water")
    terminal.press("o")
    terminal.wait_for("rowers")
    terminal.press("B")
    terminal.wait_for("bookmark set")
    terminal.press("p")
    terminal.wait_for("The telegram")
    saved(terminal, file, secret)
    gone(terminal)


def saved(terminal: Terminal, file: Path, secret: str) -> None:
    terminal.press("S")
    terminal.wait_for("Save your run")
    terminal.press("\x15")
    typed(terminal, str(file), file.name)
    for asked in ("Enter for none", "once more") if secret else ():
        terminal.wait_for(asked)
        typed(terminal, secret, "*" * len(secret))
    if not secret:
        terminal.wait_for("Enter for none")
        terminal.press("enter")
    terminal.wait_for("saved, encrypted" if secret else "saved to", seconds=60)


def gone(terminal: Terminal) -> None:
    terminal.press("q")
    if terminal.process.poll() is None:
        terminal.press("n")
    assert terminal.ended() == 0
    assert terminal.faults_left() == []


# linear mode


def piped(folder: Path, resume: Path, lines: list[str], secret: str) -> str:
    """The transcript, a blank between words."""
    lines = [*([secret] if secret else []), *lines, "quit", "no"]
    done = subprocess.run(
        command(folder, "--linear", "--resume", str(resume)),
        input="".join(f"{line}\n" for line in lines).encode(),
        capture_output=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        timeout=120,
    )
    assert (done.stderr, done.returncode) == (b"", 0)
    return " ".join(done.stdout.decode().split())


def on_a_terminal(opened: Opened, resume: Path, lines: list[str], secret: str) -> str:
    """The same, with each line typed at a prompt."""
    terminal = opened("--linear", "--resume", str(resume))
    if secret:
        terminal.wait_for("Passphrase of")
        terminal.send(f"{secret}\n")
    answered(terminal)
    for line in [*lines, "quit", "no"]:
        since = len(terminal.raw)
        terminal.send(f"{line}\r")
        answered(terminal, since)
    assert terminal.ended() == 0
    assert terminal.faults_left() == []
    assert not secret or secret.encode() not in terminal.raw
    return " ".join(terminal.raw.decode().split())


def answered(terminal: Terminal, since: int = 0) -> None:
    """Wait for the next prompt, or the end."""
    ended = terminal.process.poll
    terminal.wait_until(lambda: terminal.raw[since:].endswith(b"\n> ") or ended() is not None, "a prompt", 60)


def told(opened: Opened, folder: Path, by: str, resume: Path, lines: list[str], secret: str = "") -> str:
    if by == "piped":
        return piped(folder, resume, lines, secret)
    return on_a_terminal(opened, resume, lines, secret)


def held(file: Path, secret: str) -> Run:
    raw = file.read_bytes()
    assert is_encrypted(raw) == bool(secret)
    return decode(raw, secret)


def beside_each(terminal: Terminal, *titles: str) -> None:
    """Back along the way, scene by scene."""
    for title in titles:
        terminal.press("p")
        terminal.wait_for(title)


def saving(file: Path, secret: str) -> list[str]:
    """The lines that save a run in linear mode."""
    return [f"save {file}", *([secret, secret] if secret else [""])]


@pytest.mark.parametrize(("by", "secret"), [("piped", ""), ("piped", SECRET), ("terminal", SECRET)])
def test_a_run_crosses_to_linear_mode_and_back_whole(
    opened: Opened, folder: Path, tmp_path: Path, by: str, secret: str
) -> None:
    first, second = tmp_path / "first.run", tmp_path / "second.run"
    begun(opened, first, secret)
    was = held(first, secret)

    lines = ["where", "notes", f"note {LATER_NOTE}", "forward", "next", *saving(second, secret)]
    heard = told(opened, folder, by, first, lines, secret)
    assert "Where: The telegram, step 3 of 3. 1 minute left. As known on 3 February 1931." in heard
    assert "Bookmark: step 1 of The rescue." in heard
    assert f"Note: {OPEN_NOTE}. Step 1 of The lamp." in heard
    assert "List: 1 note, 1 bookmark, 1 doubt." in heard
    assert "Warning:" not in heard
    assert "Scene: The rescue." in heard

    now = held(second, secret)
    assert [note.text for note in now.notes] == [OPEN_NOTE, LATER_NOTE]
    assert (now.lens, now.consented, now.bookmarks, now.doubts, now.forks) == (
        was.lens,
        was.consented,
        was.bookmarks,
        was.doubts,
        was.forks,
    )
    assert [visit.scene for visit in now.past[len(was.past) :]] == ["the-warning", "the-rescue"]
    assert now.past[: len(was.past)] == was.past

    terminal = full(opened, "--resume", str(second), secret=secret)
    assert "The morning" in terminal.text
    assert "As known on 3 February 1931" in terminal.flat
    beside_each(terminal, "rowers", "A boy ran", "seven boats", "said later", "Why did the lamp go out")
    terminal.press("alt+right")
    terminal.wait_for("said later")
    terminal.press("M")
    for kept in (OPEN_NOTE, LATER_NOTE, "bookmark, The rescue", "doubted, The telegram"):
        terminal.wait_for(kept)
    terminal.press("escape")
    gone(terminal)


def edit(folder: Path) -> None:
    """Another edition: a step before one's note, the warned scene renamed, the last step of the telegram dropped."""
    lamp, rescue = (folder / "night" / f"{name}.yaml" for name in ("the-lamp", "the-rescue"))
    before = "body:\n  - text: |\n      The mast stood on the north side.\n    rests_on: [late-report]\n"
    replaced(lamp, ("body:\n", before))
    replaced(rescue, ("scene: the-rescue", "scene: the-rowers"))
    rescue.rename(rescue.with_name("the-rowers.yaml"))
    dropped = TELEGRAM[TELEGRAM.index("  - text: |") : TELEGRAM.index("next:")]
    replaced(folder / "night/the-warning.yaml", (dropped, ""), ("next: the-rescue", "next: the-rowers"))
    replaced(
        folder / "story.yaml",
        ('version: "1.2"', 'version: "1.3"'),
        ("[the-storm, the-rescue,", "[the-storm, the-rowers,"),
        ("renamed: {", "renamed: {the-rescue: the-rowers, "),
    )


def replaced(file: Path, *pairs: tuple[str, str]) -> None:
    text = file.read_text()
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    file.write_text(text)


MOVED = (
    "The story is now edition 1.3; you read edition 1.2.",
    "The scene the-rescue is now called the-rowers, “The rescue”.",
    f"Your note “{OPEN_NOTE}” moved with its line to “The lamp”, step 2.",
    f"Your note “{LATER_NOTE}” has lost its line, “A boy ran with the telegram from the quay up to the”; it is kept.",
)
IN_SHORT = "Of what you keep, 1 moved with its line, 1 lost its line."


@pytest.mark.parametrize("by", ["piped", "terminal"])
def test_an_edit_between_the_two_moves_a_note_and_reports_a_lost_one(
    opened: Opened, folder: Path, tmp_path: Path, by: str
) -> None:
    first, second, third = (tmp_path / f"{name}.run" for name in ("first", "second", "third"))
    begun(opened, first, "")
    told(opened, folder, by, first, [f"note {LATER_NOTE}", "forward", *saving(second, "")])
    edit(folder)

    heard = told(
        opened, folder, by, second, ["about", "all", "notes", "all", "open 1", "back", *saving(third, "")]
    )
    assert f"Keep: {IN_SHORT} Changed: about says what." in heard
    for sentence in MOVED:
        assert sentence in heard
    assert "Scene: The rescue." in heard
    assert "Warning:" not in heard
    assert f"Note: {OPEN_NOTE}. Moved" not in heard  # it stands where its line is
    assert "Lost, beside “A boy ran" in heard
    assert "Scene: The lamp." in heard

    terminal = full(opened, "--resume", str(second))
    terminal.wait_for(f"{IN_SHORT} a tells what.")
    assert "rowers brought the crews in" in terminal.flat
    terminal.press("M")
    for sentence in (*MOVED, "No longer in the story", OPEN_NOTE, LATER_NOTE):
        terminal.wait_for(sentence)
    terminal.press("escape", "p", "p")
    terminal.wait_for("The lamp")
    gone(terminal)

    later = full(opened, "--resume", str(third))  # fitted and saved again: what was said is not said again
    later.press("M")
    later.wait_for("No longer in the story")
    assert "moved with its line" not in later.flat
    assert "has lost its line" not in later.flat
    later.press("escape")
    gone(later)
