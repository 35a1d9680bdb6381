"""The tutorial for authors, followed to the letter: from an empty folder to a published page.

Each block of `docs/authors/tutorial.md` is done in its order: files are written, shell lines are run, and what they
print is compared with what the page shows. In between the page is read on a real terminal.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.e2e.processes import default_ports
from tests.e2e.ssh_room import answered
from tests.e2e.ssh_server import OPTIONS, needs_ssh
from tests.e2e.terminal import Terminal
from tests.markdown import Block, blocks, fits

ROOT = Path(__file__).resolve().parents[2]
TUTORIAL = ROOT / "docs" / "authors" / "tutorial.md"
_FILE = re.compile(r"`(roof/[\w./-]+\.\w+)`")
_CHANGE = re.compile(r"In `(roof/[\w./-]+)`, change `([^`]+)` to `([^`]+)`")

LOOKS = (
    (("tab", "enter"), "The alarm of the school rang at 04:10"),
    (("right", "tab", "enter"), "thirty-five centimetres"),
    (("right", "tab", "tab", "enter"), "Where the snow was measured"),
)
"""What is pressed each time that the page says to read, and what is then to be seen."""


@pytest.fixture
def here(tmp_path: Path, isolated_home: Path) -> Path:
    """An empty folder."""
    folder = tmp_path / "empty"
    folder.mkdir()
    return folder


@pytest.fixture
def environment(tmp_path: Path, isolated_home: Path) -> dict[str, str]:
    """`explainer` is a word that the shell knows."""
    programs = tmp_path / "bin"
    programs.mkdir()
    program = programs / "explainer"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m explainer "$@"\n')
    program.chmod(0o755)
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    return os.environ | {"PATH": path, "PYTHONPATH": str(ROOT), "COLORTERM": "truecolor"}


class Author:
    """Somebody who does what the page says, block by block."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self._folder, self._environment = folder, environment
        self._said = ""
        self._file = ""
        self._looks = iter(LOOKS)

    def does(self, block: Block) -> None:
        if block.language == "":
            self._prose(" ".join(block.text.split()))
        elif block.language == "sh":
            self._said = "".join(self._typed(line) for line in block.text.splitlines())
        elif block.language == "text":
            assert fits(block.text, self._said), (
                f"line {block.line}: shown is\n{block.text}\nsaid is\n{self._said}"
            )
        elif block.language in ("yaml", "json", "csv"):
            self._writes(block)
        else:
            raise AssertionError(
                f"line {block.line}: nobody knows what to do with a block of {block.language}"
            )

    def all_looked(self) -> bool:
        return next(self._looks, None) is None

    def _prose(self, text: str) -> None:
        for name, before, after in _CHANGE.findall(text):
            path = self._folder / name
            old = path.read_text()
            assert old.count(before) == 1, f"{before} stands {old.count(before)} times in {name}"
            path.write_text(old.replace(before, after))
        if named := _FILE.findall(text):
            self._file = named[-1]
            place = text[: text.rindex(f"`{named[-1]}`")][-30:]
            self._how = "end" if place.endswith("to the end of ") else "new"
            if "in place of the last one" in text:
                self._how = "last"

    def _writes(self, block: Block) -> None:
        assert self._file, f"line {block.line}: the page does not say which file this is"
        path = self._folder / self._file
        before = path.read_text() if path.exists() else ""
        assert bool(before) == (self._how != "new"), f"line {block.line}: {self._file}, {self._how}"
        if self._how == "last":
            before = before.rstrip("\n").rpartition("\n")[0] + "\n"
        path.write_text(
            before + block.text
        )  # the folder was made before, or this fails as it would for a reader
        self._file = ""

    def _typed(self, line: str) -> str:
        if line in ("explainer read roof", "explainer workshop roof"):
            (self._reads if "read" in line else self._leads)(line)
            return ""
        done = subprocess.run(
            ["sh", "-c", line],
            cwd=self._folder, env=self._environment, timeout=120,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        faulty = "mistake, " in done.stdout or "mistakes, " in done.stdout
        assert done.returncode == (1 if faulty and "\n0 mistakes" not in done.stdout else 0), done.stdout
        return done.stdout

    def _terminal(self, line: str) -> Terminal:
        return Terminal(["sh", "-c", f"cd '{self._folder}' && {line}"], 100, 30, self._environment)

    def _leads(self, line: str) -> None:
        """Open the room, vote as its only guest over the system's own ssh, close it."""
        with default_ports(), self._terminal(line) as leader:
            leader.wait_until(
                lambda: "A number; Enter takes 1." in leader.flat or "you lead" in leader.text, "the room"
            )
            if "you lead" not in leader.text:  # where this computer is in no network, nothing is asked
                number = re.search(r"(\d+) +127\.0\.0\.1 +this computer alone", leader.text)
                assert number, leader.text
                leader.send(f"{number[1]}\r")
            leader.wait_for("Screen reader, braille")
            card = re.search(r"ssh (-p \d+ [a-z]+-\d{2,4}@127\.0\.0\.1)", leader.text)
            assert card, leader.text
            leader.press("escape", "space")
            leader.wait_for("The poll is open")
            with Terminal(["ssh", *OPTIONS, "-t", *card[1].split()], 100, 30, self._environment) as guest:
                guest.wait_for("Whose measure would you trust more?")
                assert "The leader has not begun." in guest.flat
                guest.wait_until(partial(answered, guest, "1"), "counted")
                leader.press("space")
                leader.wait_for("U opens it again")
                leader.press("space")
                guest.wait_for("the roof of the sports hall came down")
                for _step in range(9):
                    if "The poll is open" in leader.text:
                        break
                    leader.press("space")
                    leader.settle()
                guest.wait_for("Whose measure would you trust more?")
                guest.wait_until(partial(answered, guest, "2"), "counted")
                leader.press("space")
                leader.wait_for("Fewer than five answered: ask aloud")
                leader.press("q", "c", "y")
                assert leader.ended() == 0

    def _reads(self, line: str) -> None:
        keys, seen = next(self._looks)
        with self._terminal(line) as terminal:
            terminal.wait_for("The roof")
            terminal.wait_for("The night")
            terminal.press(*keys)
            terminal.wait_until(lambda: seen in terminal.flat, seen)
            terminal.press("escape", "q")
            terminal.wait_for("keep")  # the question that the page announces
            terminal.press("n")
            assert terminal.ended() == 0


def steps() -> Iterator[Block]:
    yield from blocks(TUTORIAL.read_text(encoding="utf-8"))


@needs_ssh
def test_the_tutorial_from_an_empty_folder_to_a_published_page(
    here: Path, environment: dict[str, str]
) -> None:
    author = Author(here, environment)
    for block in steps():
        author.does(block)
    assert author.all_looked()
    page = (here / "roof.html").read_text(encoding="utf-8")
    for words in ("The night", "The snow", "Where the snow was measured", "80 cm", "35 cm", "Alder Gazette"):
        assert words in page
    assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//(?!gazette|weather)""", page), "it loads nothing"
    assert sorted(path.name for path in here.iterdir()) == ["my-story", "roof", "roof.html"]
