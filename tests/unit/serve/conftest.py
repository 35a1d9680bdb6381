"""The small story, loaded once; a host over it, a line, an open room."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import asyncssh
import pytest

from explainer.serve.parking import guess_limit
from explainer.serve.parking.parked_runs import Parking
from explainer.serve.processes.settings import Limits
from explainer.serve.processes.worker_context import WorkerContext
from explainer.serve.ssh import guest_session
from explainer.serve.ssh.connection import GuestServer, server_options
from explainer.serve.ssh.guest_session import GuestSession
from explainer.serve.ssh.guest_terminal import GuestTerminal
from explainer.serve.ssh.login import Door
from explainer.story.load.loader import read_story
from explainer.story.model.structs import Story
from tests.e2e.valkey_server import ValkeyServer, valkey_server
from tests.tiny import write_story
from tests.unit.serve.guests import FakeLine, host_of
from tests.unit.serve.parked_stores import Clock
from tests.unit.serve.rooms.hall import Hall
from tests.unit.serve.screens import traps_closed
from tests.unit.serve.sessions import OPTIONS, Served


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    return read_story(write_story(Path(tmp_path_factory.mktemp("tiny"))))


@pytest.fixture
async def host(story: Story, tmp_path: Path) -> WorkerContext:
    return host_of(story, tmp_path)


@pytest.fixture
def line() -> FakeLine:
    return FakeLine()


@pytest.fixture
async def hall(host: WorkerContext, tmp_path: Path) -> AsyncIterator[Hall]:
    """An open room with a leader who has not begun."""
    hall = await Hall.open(host, tmp_path)
    yield hall
    await hall.close()


@pytest.fixture
def as_in_a_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever would end, change or hold up a whole process is closed off, as it is where many guests share one."""
    with traps_closed(monkeypatch):
        yield


@pytest.fixture
async def serve(
    story: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Callable[..., Any]]:
    """Begins servers with the limits it is given, whose guests' handlers only record."""
    acceptors = []
    if not OPTIONS:
        OPTIONS.append(server_options(asyncssh.generate_private_key("ssh-ed25519")))

    async def begin(**limits: Any) -> Served:
        host = host_of(story, tmp_path, **limits)
        acceptor = await asyncssh.listen(
            "127.0.0.1", 0, options=OPTIONS[0], server_factory=lambda: GuestServer(host)
        )
        acceptors.append(acceptor)
        served = Served(host, acceptor.get_port())

        def behind(
            _host: WorkerContext, line: GuestSession, door: Door, terminal: GuestTerminal | None
        ) -> Any:
            served.handlers.append(served.make(line, door, terminal))
            served.lines.append(line)
            return served.handlers[-1]

        monkeypatch.setattr(guest_session, "handler_of", behind)
        return served

    yield begin
    for acceptor in acceptors:
        acceptor.close()


@pytest.fixture
def fast_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of phrases; their own cost has a test of its own."""
    monkeypatch.setattr(guess_limit, "COST", 2)


@pytest.fixture
def clock() -> Clock:
    """Of parked runs; it goes when told."""
    return Clock()


@pytest.fixture(scope="module")
def valkey() -> Iterator[ValkeyServer]:
    with valkey_server() as server:
        yield server


@pytest.fixture
def on_disk(tmp_path: Path, clock: Clock) -> Parking:
    """Parked runs in files, whichever store others are tried on."""
    return Parking(tmp_path / "parked", clock, Limits())
