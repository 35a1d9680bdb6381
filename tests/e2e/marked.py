"""Guests over SSH of whom everything is marked, and every byte in which a mark could stand."""

from __future__ import annotations

import asyncio
import base64
import re
import urllib.request
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import asyncssh
import pytest

from tests.e2e.crowding import free_port
from tests.e2e.serving import PATIENCE
from tests.e2e.ssh_server import SshServer, running
from tests.tiny import write_story

MARK = "zqmark"
"""Stands in all that is planted."""
ADDRESS = "127.77.66.55"
"""Where the marked guests come from."""
_NUMBERED = re.compile(MARK.encode() + rb"(\d{3})?(-(?:login|version|value|term|comment))?")


class Marked:
    """One guest of whom everything is marked with their own number; what came to them."""

    def __init__(self, port: int, number: int, key: asyncssh.SSHKey) -> None:
        self.port = port
        self.mark = f"{MARK}{number:03d}"
        self.name = f"{self.mark}-login"
        self.text = f"{self.mark}-text".encode()
        self.key = key
        self.came = b""
        self.gate: asyncio.Barrier | None = None
        """Where all wait for each other once they are in."""

    async def connected(self) -> asyncssh.SSHClientConnection:
        return await asyncssh.connect(
            "127.0.0.1", self.port, local_addr=(ADDRESS, 0), known_hosts=None, config=None, username=self.name,
            client_keys=[self.key], agent_path=None, client_version=f"{self.mark}-version",
        )  # fmt: skip

    async def session(
        self, typed: list[bytes], *, screen: bool = False, wait: float = 0.5, **options: Any
    ) -> None:
        """Type, a little apart, wait so long for the server to end it, then drop the line without leaving."""
        async with await self.connected() as line:
            names = ("LANG", "LC_ALL", "COLORTERM", "TERM_PROGRAM", "X")
            environment = dict.fromkeys(names, f"{self.mark}-value")
            if screen:
                options |= {"term_type": f"{self.mark}-term-256color", "term_size": (80, 24)}
            session = await line.create_process(env=environment, encoding=None, **options)

            async def read() -> None:
                while data := await session.stdout.read(65_536):
                    self.came += data

            reading = asyncio.create_task(read())
            await self._all_in()
            with suppress(BrokenPipeError):
                for keys in typed:
                    await asyncio.sleep(0.15)
                    session.stdin.write(keys)
                if typed:
                    await self._heard(b"" if screen else self.text, reading)
            await asyncio.wait({reading}, timeout=wait)
            line.abort()
            reading.cancel()
            await asyncio.wait({reading})

    async def _heard(self, words: bytes, reading: asyncio.Task[None]) -> None:
        """Until these have come, at least anything: on a busy machine that is long after the keys were sent."""
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                while not (self.came and words in self.came) and not reading.done():
                    await asyncio.sleep(0.05)

    async def refused(self) -> None:
        """What is not allowed must not be told of either."""
        async with await self.connected() as line:
            await self._all_in()
            for refused in (
                lambda: line.create_session(asyncssh.SSHClientSession, subsystem=f"{self.mark}-subsystem"),
                lambda: line.open_connection(f"{self.mark}-host", 22),
                lambda: line.forward_remote_port("", 0, f"{self.mark}-host", 22),
            ):
                with pytest.raises((asyncssh.Error, asyncssh.ChannelListenError)):
                    await refused()

    async def _all_in(self) -> None:
        if self.gate is not None:
            await self.gate.wait()

    def on_screen(self) -> list[bytes]:
        """Keys: a search, a note, a paste, a day, and sequences that name or ask a terminal."""
        text = self.text
        return [
            b"n", b"n", b"/" + text, b"\x1b", b"N" + text + b"\r", b"\x1b[200~" + text * 50 + b"\x1b[201~", b"D", b"n",
            b"\x1b]0;" + text + b"\x07", b"\x1bP" + text + b"\x1b\\", b"\x1b]11;" + text + b"\x1b\\",
        ]  # fmt: skip

    def in_lines(self) -> list[bytes]:
        """Lines of linear mode: words it knows and words it does not."""
        text = self.text
        return [
            text + b"\n", b"search " + text + b"\n", b"go the-lamp\n", b"note " + text + b"\n", b"go " + text + b"\n",
        ]  # fmt: skip

    def faults(self) -> list[str]:
        """Marks that came and should not have: another's, and of their own what they never typed."""
        own = self.mark[len(MARK) :].encode()
        return [
            f"{found[0]!r} came to {self.mark}"
            for found in _NUMBERED.finditer(self.came)
            if found[2] or (found[1] and found[1] != own)
        ]


Kind = Callable[[Marked], Awaitable[None]]
KINDS: list[Kind] = [
    lambda one: one.session(one.on_screen(), screen=True),
    lambda one: one.session(one.in_lines()),
    lambda one: one.session([], command=f"search {one.mark}-command"),
    lambda one: one.session([], command=f"{one.mark}-verb; {one.mark}-other"),
    lambda one: one.refused(),
]
"""All ways to come in."""


def planted(key: asyncssh.SSHKey) -> list[bytes]:
    """All that was planted, as it could stand somewhere."""
    public = key.export_public_key().split()[1]
    mark = MARK.encode()
    return [
        mark, mark.hex().encode(), MARK.encode("utf-16-le"), base64.b64encode(mark)[:8].lower(), mark[::-1],
        ADDRESS.encode(), bytes(map(int, ADDRESS.split("."))), public[:40].lower(),
        key.get_fingerprint().encode()[:30].lower(), key.public_data[-24:].lower(),
    ]  # fmt: skip


class Watched:
    """A server all of whose files are below one folder, and whose figures can be read."""

    def __init__(self, server: SshServer, home: Path, metrics: int) -> None:
        self.server = server
        self.home = home
        self._metrics = metrics

    def figures(self) -> bytes:
        with urllib.request.urlopen(f"http://127.0.0.1:{self._metrics}/metrics", timeout=PATIENCE) as answer:
            return bytes(answer.read())

    def processes(self) -> dict[str, bytes]:
        """What everyone on the machine can see of them."""
        told = {}
        for pid in (self.server.server.process.pid, *self.server.server.family()):
            with suppress(OSError):  # one may end meanwhile: a new edition has a new template
                told[f"process {pid}"] = Path(f"/proc/{pid}/cmdline").read_bytes()
                told[f"environment {pid}"] = Path(f"/proc/{pid}/environ").read_bytes()
        assert told
        return told

    def files(self) -> dict[str, bytes]:
        """All of them: state, home, caches, temporary ones; their names as well."""
        story = self.home / "story"
        return {
            f"file {path.relative_to(self.home)}": path.read_bytes() + str(path).encode()
            for path in self.home.rglob("*")
            if path.is_file() and story not in path.parents
        }


@contextmanager
def watched(home: Path, beside: Path | None = None) -> Iterator[Watched]:
    """Such a server, with two workers and the limits it has in earnest."""
    (home / "tmp").mkdir()
    metrics = free_port()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(home / "tmp"))
        options = ("--workers", "2", "--metrics", f"127.0.0.1:{metrics}")
        with running(home, write_story(home / "story"), *options, beside=beside) as server:
            yield Watched(server, home, metrics)


def check_unmarked(told: dict[str, bytes], key: asyncssh.SSHKey) -> None:
    """No mark stands in any of them."""
    marks = planted(key)
    found = [f"{mark!r} in {where}" for where, raw in told.items() for mark in marks if mark in raw.lower()]
    assert not found, found
