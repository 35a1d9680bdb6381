"""`explainer serve` over the small story, and the stock `ssh` as its client."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.e2e.processes import parent_of
from tests.e2e.serving import PATIENCE, Server
from tests.e2e.terminal import Terminal
from tests.tiny import write_story

needs_ssh = pytest.mark.skipif(
    not shutil.which("ssh"), reason="needs OpenSSH's client: apt install openssh-client"
)
OPTIONS = (
    "-F", "none", "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR",
    "-o", "BatchMode=yes", "-o", "IdentityAgent=none",
)  # fmt: skip


class SshServer:
    """A server that runs, and how one reaches it."""

    def __init__(self, server: Server, state: Path) -> None:
        self.server = server
        self.state = state
        self.host = "127.0.0.1"
        self.port = server.port

    def workers(self) -> list[int]:
        """Its processes that serve guests: those that have started no other."""
        while True:
            family = self.server.family()
            try:
                parents = {parent_of(pid) for pid in family}
            except OSError:  # one has ended since it was listed
                continue
            return [pid for pid in family if pid not in parents]

    def places(self) -> dict[str, bytes]:
        """What is parked, by its name."""
        found = {}
        for path in (self.state / "parked").glob("?" * 64):
            with suppress(OSError):  # forgotten since it was listed
                found[path.name] = path.read_bytes()
        return found

    def places_at_rest(self, least: int = 0, quiet: float = 2.0) -> dict[str, bytes]:
        """What is parked, once it is so many and none was written for a while: a move is, about a second later."""
        before, since = self.places(), time.monotonic()
        end = since + 5 * PATIENCE  # a slow hash each, one at a time in a worker
        while len(before) < least or time.monotonic() < since + quiet:
            assert time.monotonic() < end, f"{len(before)} places, and no rest"
            time.sleep(0.05)
            if (now := self.places()) != before:
                before, since = now, time.monotonic()
        return before

    def command(self, *arguments: str, login: str = "reader", options: tuple[str, ...] = ()) -> list[str]:
        """The client's command line: its own options, the host, the words behind it."""
        return ["ssh", *OPTIONS, *options, "-p", str(self.port), f"{login}@{self.host}", *arguments]

    def ssh(
        self,
        *arguments: str,
        login: str = "reader",
        given: bytes = b"",
        options: tuple[str, ...] = (),
        **environment: str,
    ) -> subprocess.CompletedProcess[bytes]:
        """Run the client to its end, without a terminal."""
        return subprocess.run(
            self.command(*arguments, login=login, options=options),
            input=given, capture_output=True, timeout=PATIENCE, env=os.environ | environment,
        )  # fmt: skip

    def terminal(
        self,
        *arguments: str,
        login: str = "reader",
        columns: int = 80,
        rows: int = 24,
        term: str = "xterm",
        options: tuple[str, ...] = ("-t",),
        **environment: str,
    ) -> Terminal:
        """The client on a terminal; close it. What is set in its environment, its client sends."""
        sent = tuple(word for name in environment for word in ("-o", f"SendEnv={name}"))
        return Terminal(
            self.command(*arguments, login=login, options=(*options, *sent)),
            columns,
            rows,
            os.environ | {"TERM": term} | environment,
            served_by=lambda: (self.server.process.pid, *self.server.family()),
        )


@contextmanager
def running(
    home: Path, story: Path, *options: str, limits: str = "", beside: Path | None = None
) -> Iterator[SshServer]:
    """A server with a home of its own, in `home`; its state is in `home / "state"`, also of one started again."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(home))
        for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"):
            patch.delenv(name, raising=False)
        limits = ", ".join(filter(None, ("goodbye_seconds=0.5", limits)))
        server = Server(story, home / "state", *options, standin=False, limits=limits, beside=beside)
    try:
        yield SshServer(server, home / "state")
    finally:
        if server.process.poll() is None:
            server.end()


@pytest.fixture(scope="module")
def ssh_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SshServer]:
    """One server for a module's tests: it takes two seconds to start."""
    home = tmp_path_factory.mktemp("host")
    with running(home, write_story(home / "story"), "--workers", "1") as server:
        yield server
