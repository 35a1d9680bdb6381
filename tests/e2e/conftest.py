"""The reader on a PTY, started as a user starts it; a server with a room; a browser."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from explainer.story.load.cache import open_story
from explainer.story.model.structs import Story
from tests.e2e.browsing import chromium
from tests.e2e.reader import ROOT, SCENES, Start
from tests.e2e.ssh_room import Room
from tests.e2e.ssh_server import SshServer, running
from tests.e2e.terminal import Terminal
from tests.tiny import write_story


@pytest.fixture(scope="session", autouse=True)
def usual_signals() -> Iterator[None]:
    """What a shell lets run behind it is deaf to SIGINT, under `nohup` to SIGHUP; its children would be so, too."""
    usual = {signal.SIGINT: signal.default_int_handler, signal.SIGHUP: signal.SIG_DFL}
    deaf = [number for number in usual if signal.getsignal(number) is signal.SIG_IGN]
    for number in deaf:
        signal.signal(number, usual[number])
    yield
    for number in deaf:
        signal.signal(number, signal.SIG_IGN)


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


@pytest.fixture(scope="module")
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SshServer]:
    """Of two workers, for a module's tests of rooms; with what the module's `DOORS` asks for besides SSH."""
    home = tmp_path_factory.mktemp("host")
    doors = getattr(request.module, "DOORS", ())
    with running(home, write_story(home / "story"), "--workers", "2", *doors) as server:
        yield server


@pytest.fixture
def room(server: SshServer) -> Iterator[Room]:
    """A room of its own for each test."""
    with Room(server) as opened:
        yield opened


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as begun:
        yield begun
