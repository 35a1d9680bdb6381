"""The reader on a PTY, started as a user starts it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from explainer.story.cache import open_story
from explainer.story.model import Story
from tests.e2e.reader import ROOT, SCENES, Start
from tests.e2e.terminal import Terminal


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the shipped story: nobody edits it while the tests run."""
    return Path(shutil.copytree(SCENES, tmp_path_factory.mktemp("shipped") / "story"))


@pytest.fixture(scope="session")
def story(shipped: Path) -> Story:
    return open_story(shipped, cache_folder=None)


@pytest.fixture
def start(isolated_home: Path, shipped: Path) -> Iterator[Start]:
    """Starts the reader on a PTY; what still runs at the end of a test is ended."""
    begun: list[Terminal] = []

    def starter(
        *arguments: str,
        columns: int = 80,
        rows: int = 24,
        code: str = "",
        **environment: str,
    ) -> Terminal:
        told = os.environ | {"PYTHONPATH": str(ROOT), "COLORTERM": "truecolor"} | environment
        told = {name: value for name, value in told.items() if value}
        reader = "import sys; from explainer.cli.start import main; sys.argv[0] = 'explainer'; main()"
        command = [sys.executable, "-c", f"{code}\n{reader}", "read", str(shipped), *arguments]
        begun.append(Terminal(command, columns, rows, told))
        return begun[-1]

    yield starter
    for terminal in begun:
        terminal.close()
