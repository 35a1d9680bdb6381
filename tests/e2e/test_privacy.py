"""What lies about after reading: a whole session with planted words, then every byte under every folder is searched.

The home folder, the XDG folders, TMPDIR and the current folder are each a fresh one of the test; whatever is written to
any of them is looked at raw, and where nothing was agreed to, no file may be there at all.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from explainer.reading.storage.store import decode
from tests.e2e.reader import ROOT
from tests.e2e.terminal import Terminal
from tests.tiny import ASKING, write_story

NOTE, AGAIN, SEARCH, GUESS = "zyxnoteword", "zyxeditedword", "qvsearchword", "7351964"
PLANTED = (NOTE, AGAIN, SEARCH, GUESS)
BOOM = """
import explainer.reading.view_actions as desk
perform_ = desk.perform
def perform(view, action, layout):
    if action.id == "about":
        words = repr(view.run)
        raise RuntimeError(words)
    return perform_(view, action, layout)
desk.perform = perform
"""
"""A fault whose message and whose values hold all that the reader wrote."""


class Machine:
    """A machine of one reader: folders that hold nothing of theirs yet."""

    def __init__(self, home: Path, tmp_path: Path) -> None:
        self.temporary, self.current = tmp_path / "temporary", tmp_path / "current"
        self.story = write_story(tmp_path / "story", ASKING)
        for folder in (self.temporary, self.current):
            folder.mkdir()
        self.roots = (home, self.temporary, self.current, self.story)
        self._before = set(self._files())

    def environment(self) -> dict[str, str]:
        return os.environ | {
            "PYTHONPATH": str(ROOT),
            "TMPDIR": str(self.temporary),
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def _files(self) -> list[Path]:
        return [path for root in self.roots for path in root.rglob("*") if not path.is_dir()]

    def written(self) -> list[Path]:
        """Files that were not there before."""
        return sorted(set(self._files()) - self._before)

    def holding(self, *words: str) -> list[Path]:
        """Files, by their names or by any of their bytes."""
        return [
            path
            for path in self._files()
            if any(word in str(path) or word.encode() in path.read_bytes() for word in words)
            or any(word.encode("utf-16-le") in path.read_bytes() for word in words)
        ]

    def read(self, *options: str, code: str = "") -> Terminal:
        """The reader in full screen, in the folder of this machine."""
        run = "import sys; from explainer.cli.start import main; sys.argv[0] = 'explainer'; main()"
        chdir = f"import os; os.chdir({str(self.current)!r})"
        command = [sys.executable, "-c", f"{chdir}\n{code}\n{run}", "read", str(self.story), *options]
        terminal = Terminal(command, environment=self.environment())
        terminal.wait_until(lambda: terminal.modes.get(1049) and "help" in terminal.text, "the first frame")
        terminal.settle()
        return terminal

    def command(self, *words: str, given: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "explainer", *words],
            input=given, capture_output=True, text=True, env=self.environment(), cwd=self.current, timeout=60,
        )  # fmt: skip


@pytest.fixture
def machine(isolated_home: Path, tmp_path: Path) -> Machine:
    return Machine(isolated_home, tmp_path)


def session(terminal: Terminal) -> None:
    """Write and edit a note, delete another, mark, search, guess; every planted word was on the screen."""
    for words, key in ((NOTE, "N"), (AGAIN, "N")):
        terminal.press(key)
        terminal.wait_for("our note")
        terminal.send(words)
        terminal.wait_for(words)
        terminal.press("enter")
        terminal.settle()
    terminal.press("B", "D", "/")
    terminal.send(SEARCH)
    terminal.wait_for(SEARCH)
    terminal.press("escape", "escape", "T", "escape")
    terminal.press("/")
    terminal.send("how long was the light out")
    terminal.settle()
    terminal.press("enter")
    terminal.settle()
    terminal.press("tab", "enter")  # the first guess of the page
    terminal.wait_for("compare")
    terminal.send(GUESS)
    terminal.wait_for(GUESS)
    terminal.press("enter")
    terminal.wait_for("You put")
    terminal.press("escape")


def quit_with(terminal: Terminal, answer: str) -> None:
    terminal.press("q")
    terminal.wait_for("your place" if answer else "q again loses")
    terminal.press(answer or "q")
    assert terminal.ended() == 0
    assert all(word.encode() in terminal.raw for word in (NOTE, SEARCH, GUESS)), "the words were typed"


@pytest.mark.parametrize(("options", "answer"), [((), "n"), (("--private",), "")])
def test_nothing_is_left_where_nothing_was_agreed_to(
    machine: Machine, options: tuple[str, ...], answer: str
) -> None:
    with machine.read(*options) as terminal:
        session(terminal)
        quit_with(terminal, answer)
    assert machine.written() == []
    assert machine.holding(*PLANTED) == []


def test_while_reading_nothing_is_there_either(machine: Machine) -> None:
    """Not even for the time of the session: a machine may be taken while it runs."""
    with machine.read() as terminal:
        session(terminal)
        assert machine.written() == []
        terminal.send("q")
        terminal.settle()
        assert machine.written() == []
        terminal.process.kill()
    assert machine.written() == []


def test_after_agreeing_it_lies_in_one_file_and_forget_removes_it_all(machine: Machine) -> None:
    with machine.read() as terminal:
        session(terminal)
        quit_with(terminal, "y")
    [kept] = machine.holding(*PLANTED)
    assert kept.name.endswith(".run.json"), "the search finds what is there, and no other file holds it"
    run = decode(kept.read_bytes())
    assert {note.text for note in run.notes} and ("the-lamp:how-long") in run.guesses
    assert SEARCH.encode() not in kept.read_bytes(), "what was searched for is kept nowhere"
    assert kept.stat().st_mode & 0o077 == 0 or kept.parent.stat().st_mode & 0o077 == 0
    assert machine.command("takeaway", "--story", str(machine.story)).returncode == 0
    done = machine.command("forget")
    assert done.returncode == 0 and str(kept) in done.stdout
    assert machine.written() == []
    assert machine.holding(*PLANTED) == []


def test_a_deleted_note_is_in_no_file(machine: Machine) -> None:
    with machine.read() as terminal:
        session(terminal)
        terminal.press("M")
        terminal.wait_for(NOTE[:8])
        while NOTE in terminal.flat or AGAIN in terminal.flat:
            terminal.press("x")
        terminal.press("escape")
        quit_with(terminal, "y")
    assert machine.holding(NOTE, AGAIN) == []
    assert machine.written() != []


@pytest.mark.parametrize("agreed", [False, True])
def test_a_crash_report_holds_nothing_of_the_reader(machine: Machine, agreed: bool) -> None:
    if agreed:
        assert machine.command("read", str(machine.story), "--linear", given="quit\nyes\n").returncode == 0
    with machine.read(code=BOOM) as terminal:
        session(terminal)
        terminal.press("a")
        assert terminal.ended() == 1
        told = terminal.raw[terminal.raw.rfind(b"\x1b[?1049l") :]
    assert all(word.encode() not in told for word in PLANTED)
    reports = [path for path in machine.written() if "crash" in path.name]
    assert len(reports) == agreed
    for report in reports:
        assert not [word for word in PLANTED if word in report.read_text()]
    if agreed:
        assert machine.command("forget").returncode == 0
    assert machine.written() == []
    assert machine.holding(*PLANTED) == []


@pytest.mark.parametrize(("options", "ending"), [([], "no"), (["--private"], ""), ([], "yes")])
def test_line_by_line_too(machine: Machine, options: list[str], ending: str) -> None:
    lines = [
        "go the-lamp:how-long",
        f"note {NOTE}",
        "bookmark",
        "doubt",
        f"search {SEARCH}",
        f"guess {GUESS}",
    ]
    talk = "".join(f"{line}\n" for line in [*lines, "quit", ending])
    done = machine.command("read", str(machine.story), "--linear", *options, given=talk)
    assert done.returncode == 0
    if ending != "yes":
        assert machine.written() == []
    else:
        [kept] = machine.holding(*PLANTED)
        assert NOTE.encode() in kept.read_bytes() and SEARCH.encode() not in kept.read_bytes()
        assert machine.command("forget").returncode == 0
    assert machine.written() == []
    assert machine.holding(*PLANTED) == []


@pytest.mark.parametrize(
    "words",
    ["list scene", "show scene the-storm", "search lamp", "takeaway", "manual", "completion bash", "check"],
)
def test_no_command_writes_before_one_agreed(machine: Machine, words: str) -> None:
    named = [] if words in ("manual", "completion bash") else ["--story", str(machine.story)]
    machine.command(*words.split(), *([str(machine.story)] if words == "check" else named))
    assert machine.written() == []
