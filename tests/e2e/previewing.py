"""A preview on a PTY, its keys, and saves as an editor makes them."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.e2e.reader import ROOT
from tests.e2e.terminal import Terminal
from tests.tiny import write_story

KEYS = {"f2": "\x1bOQ", "f3": "\x1bOR", "f6": "\x1b[17~", "f7": "\x1b[18~"}
START = "import sys; from explainer.cli.start import main; sys.argv[0] = 'explainer'; main()"
STORM, LAMP = "night/the-storm.yaml", "night/the-lamp.yaml"
Begin = Callable[..., Terminal]


@contextmanager
def previews(folder: Path) -> Iterator[Begin]:
    """Starts previews of a story on a PTY, each of which then watches; what still runs at the end is ended.

    `code` runs in its process before the program; `settles=False` waits for the first frame alone.
    """
    begun: list[Terminal] = []

    def starter(
        *arguments: str,
        columns: int = 80,
        rows: int = 24,
        code: str = "",
        settles: bool = True,
        **environment: str,
    ) -> Terminal:
        told = os.environ | {"PYTHONPATH": str(ROOT), "COLORTERM": "truecolor"} | environment
        told = {name: value for name, value in told.items() if value}
        command = [sys.executable, "-c", f"{code}\n{START}", "preview", str(folder), *arguments]
        terminal = Terminal(command, columns, rows, told)
        begun.append(terminal)
        terminal.wait_until(
            lambda: terminal.modes.get(1049) and ("F3" in terminal.text or "quit" in terminal.text), "a frame"
        )
        if settles:
            terminal.settle()
        return terminal

    try:
        yield starter
    finally:
        for terminal in begun:
            terminal.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Of the tiny story."""
    return write_story(tmp_path / "story")


@pytest.fixture
def begin(isolated_home: Path, folder: Path) -> Iterator[Begin]:
    with previews(folder) as starter:
        yield starter


def saved(folder: Path, name: str, old: str, new: str) -> None:
    """Save a file in place with words replaced."""
    path = folder / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def press(terminal: Terminal, *keys: str) -> None:
    for key in keys:
        terminal.press(KEYS.get(key, key))
