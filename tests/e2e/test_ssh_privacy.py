"""Nothing of a guest is left or told: no key is offered, and planted marks are looked for in every byte there is."""

from __future__ import annotations

import asyncio
import base64
import os
import signal
import socket
import subprocess
import threading
import time
import urllib.request
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import asyncssh
import pytest

from tests.e2e.serving import wait_until
from tests.e2e.ssh_server import SshServer, needs_ssh, running, ssh_server
from tests.tiny import write_story

pytestmark = needs_ssh
__all__ = ["ssh_server"]

MARK = "zqmark"
"""Stands in all that is planted."""
CRASH = f"{MARK}-crash"
ADDRESS = "127.77.66.55"
"""Where the marked guests come from."""
FAULTY = f"""
import importlib.abc, importlib.machinery, sys

class Loader(importlib.machinery.SourceFileLoader):
    def exec_module(self, module):
        super().exec_module(module)
        search = module.search
        def faulty(story, words, *rest, **named):
            if "{CRASH}" in words:
                raise ValueError("cannot search for " + words)
            return search(story, words, *rest, **named)
        module.search = faulty

class Finder(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name != "explainer.story.search":
            return None
        found = importlib.machinery.PathFinder.find_spec(name, path)
        found.loader = Loader(name, found.origin)
        return found

sys.meta_path.insert(0, Finder())
"""
"""Makes the server's own search fail with the words in its error: the likeliest way for them to get into a log."""


# keys


@pytest.fixture
def keys(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A key in a file, another in an agent: as most readers have them; the file, and the agent's address."""
    for name in ("file", "agent"):
        make = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", MARK, "-f", str(tmp_path / name)]
        subprocess.run(make, check=True)
    address = str(tmp_path / "agent.socket")
    agent = subprocess.Popen(["ssh-agent", "-D", "-a", address], stdout=subprocess.DEVNULL)
    try:
        wait_until(lambda: Path(address).exists())
        subprocess.run(
            ["ssh-add", "-q", str(tmp_path / "agent")],
            check=True,
            env=os.environ | {"SSH_AUTH_SOCK": address},
        )
        (tmp_path / "agent").unlink()
        yield tmp_path / "file", address
    finally:
        agent.terminate()
        agent.wait()


def talked(port: int, keys: tuple[Path, str]) -> str:
    """What `ssh -v` says when it logs in with these keys at hand, in its usual way."""
    file, agent = keys
    command = [
        "ssh", "-v", "-F", "none", "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null",
        "-i", str(file), "-o", f"IdentityAgent={agent}", "-p", str(port), "reader@127.0.0.1", "list", "scene",
    ]  # fmt: skip
    ran = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=20)
    return ran.stderr.decode()


def test_no_key_is_offered(ssh_server: SshServer, keys: tuple[Path, str]) -> None:
    said = talked(ssh_server.port, keys)
    assert 'using "none"' in said
    assert "Offering" not in said and "Server accepts key" not in said and "Next authentication" not in said


def test_the_same_keys_are_offered_to_another_server(keys: tuple[Path, str]) -> None:
    """The test above can fail."""
    offered: list[str] = []

    class Curious(asyncssh.SSHServer):
        def begin_auth(self, username: str) -> bool:
            return True

        def public_key_auth_supported(self) -> bool:
            return True

        async def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
            offered.append(key.get_fingerprint())
            return False

    async def ask() -> str:
        made = asyncssh.generate_private_key("ssh-ed25519")
        listening = await asyncssh.listen("127.0.0.1", 0, server_factory=Curious, server_host_keys=[made])
        try:
            return await asyncio.to_thread(talked, listening.get_port(), keys)
        finally:
            listening.close()

    assert asyncio.run(ask()).count("Offering public key") == 2
    assert len(offered) == 2


# marks


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[SshServer, Path, int]]:
    """A server all of whose files are below one folder; that folder, and the port of its figures."""
    home = tmp_path_factory.mktemp("host")
    beside = tmp_path_factory.mktemp("beside")
    (beside / "sitecustomize.py").write_text(FAULTY)
    (home / "tmp").mkdir()
    metrics = _free_port()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(home / "tmp"))
        options = ("--workers", "2", "--metrics", f"127.0.0.1:{metrics}")
        with running(home, write_story(home / "story"), *options, beside=beside) as server:
            yield server, home, metrics


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


class Marked:
    """One guest of whom everything is marked; what it typed in its session, and what came."""

    def __init__(self, port: int, number: int, key: asyncssh.SSHKey) -> None:
        self.port = port
        self.name = f"{MARK}-login-{number}"
        self.key = key
        self.came = b""

    async def connected(self) -> asyncssh.SSHClientConnection:
        return await asyncssh.connect(
            "127.0.0.1", self.port, local_addr=(ADDRESS, 0), known_hosts=None, config=None,
            username=self.name, client_keys=[self.key], agent_path=None, client_version=f"{MARK}-version",
        )  # fmt: skip

    async def session(
        self, typed: list[bytes], *, screen: bool = False, wait: float = 0.5, **options: Any
    ) -> None:
        """Type, a little apart, wait so long for the server to end it, then drop the line without leaving."""
        async with await self.connected() as line:
            environment = dict.fromkeys(("LANG", "LC_ALL", "COLORTERM", "TERM_PROGRAM", "X"), f"{MARK}-value")
            if screen:
                options |= {"term_type": f"{MARK}-term-256color", "term_size": (80, 24)}
            session = await line.create_process(env=environment, encoding=None, **options)

            async def read() -> None:
                while data := await session.stdout.read(65_536):
                    self.came += data

            reading = asyncio.create_task(read())
            for keys in typed:
                await asyncio.sleep(0.15)
                session.stdin.write(keys)
            await asyncio.wait({reading}, timeout=wait)
            line.abort()
            reading.cancel()

    async def refused(self) -> None:
        """What is not allowed must not be told of either."""
        async with await self.connected() as line:
            for refused in (
                lambda: line.create_session(asyncssh.SSHClientSession, subsystem=f"{MARK}-subsystem"),
                lambda: line.open_connection(f"{MARK}-host", 22),
                lambda: line.forward_remote_port("", 0, f"{MARK}-host", 22),
            ):
                with pytest.raises((asyncssh.Error, asyncssh.ChannelListenError)):
                    await refused()


TEXT = f"{MARK}-text".encode()
ON_SCREEN = [
    b"n", b"n", b"/" + TEXT, b"\x1b", b"N" + TEXT + b"\r", b"\x1b[200~" + TEXT * 50 + b"\x1b[201~", b"D", b"n",
    b"\x1b]0;" + TEXT + b"\x07", b"\x1bP" + TEXT + b"\x1b\\", b"\x1b]11;" + TEXT + b"\x1b\\",
]  # fmt: skip
IN_LINES = [
    TEXT + b"\n",
    b"search " + TEXT + b"\n",
    b"go the-lamp\n",
    b"note " + TEXT + b"\n",
    b"go " + TEXT + b"\n",
]
TO_FAIL = CRASH.encode()


KINDS: list[Callable[[Marked], Awaitable[None]]] = [
    lambda one: one.session(ON_SCREEN, screen=True),
    lambda one: one.session(IN_LINES),
    lambda one: one.session([], command=f"search {MARK}-command"),
    lambda one: one.session([], command=f"{MARK}-verb; {MARK}-other"),
    lambda one: one.refused(),
    lambda one: one.session([b"n", b"/" + TO_FAIL, b"\r"], screen=True, wait=10),
    lambda one: one.session([b"search " + TO_FAIL + b"\n"], wait=10),
    lambda one: one.session([], command=f"search {CRASH}", wait=10),
]
FAILING = (5, 6, 7)
"""Those of them who meet the fault: on a screen, line by line, with a command."""


async def crowd(port: int) -> list[Marked]:
    """Sixty guests of all kinds, all at once."""
    key = asyncssh.generate_private_key("ssh-ed25519", comment=f"{MARK}-comment")
    marked = [Marked(port, number, key) for number in range(60)]
    tried = (KINDS[number % len(KINDS)](one) for number, one in enumerate(marked))
    await asyncio.gather(*tried)
    back = Marked(port, 0, key)
    back.name = "resume"
    await back.session([TEXT + b"\n", b"one two three four " + TEXT + b"\n"], screen=True)
    return [*marked, back]


def test_marks_of_a_crowd_are_nowhere(host: tuple[SshServer, Path, int]) -> None:
    server, home, metrics = host
    told: dict[str, bytes] = {}
    with server.terminal(term="xterm-256color") as other:
        other.wait_until(lambda: "help" in other.text, "the first frame")
        other.press("n")
        came: list[Marked] = []
        typing = threading.Thread(target=lambda: came.extend(asyncio.run(crowd(server.port))))
        typing.start()
        while typing.is_alive():
            other.press("n", "p")
        typing.join()
        assert any(TEXT in one.came for one in came), "who typed a mark sees it: the marks arrived"
        for kind in FAILING:
            failed = came[kind : -1 : len(KINDS)]
            assert all(b"noted without your words" in one.came for one in failed), "faults were provoked"
        time.sleep(1.5)
        server.server.signal(signal.SIGUSR1)
        server.server.signal(signal.SIGHUP)
        with urllib.request.urlopen(f"http://127.0.0.1:{metrics}/metrics", timeout=5) as answer:
            told["figures"] = answer.read()
        for pid in (server.server.process.pid, *server.server.family()):
            told[f"process {pid}"] = Path(f"/proc/{pid}/cmdline").read_bytes()
            told[f"environment {pid}"] = Path(f"/proc/{pid}/environ").read_bytes()
        other.press("q", "n")
        told["another's screen"] = other.raw
    assert b"explainer_crashes_total" in told["figures"] and b"crashes_total 0\n" not in told["figures"]
    assert server.server.end() == 0
    told["stderr"] = server.server.errors.encode()
    files = [path for path in home.rglob("*") if path.is_file() and home / "story" not in path.parents]
    assert len(files) > 5, "places were parked"
    told |= {f"file {path.name}": path.read_bytes() + str(path).encode() for path in files}
    key = came[0].key
    marks = planted(key)
    for where, raw in told.items():
        for mark in marks:
            assert mark not in raw.lower(), f"{mark!r} in {where}"


def planted(key: asyncssh.SSHKey) -> list[bytes]:
    """All that was planted, as it could stand somewhere."""
    public = key.export_public_key().split()[1]
    mark = MARK.encode()
    return [
        mark, mark.hex().encode(), MARK.encode("utf-16-le"), base64.b64encode(mark)[:8].lower(), mark[::-1],
        ADDRESS.encode(), bytes(map(int, ADDRESS.split("."))), public[:40].lower(),
        key.get_fingerprint().encode()[:30].lower(), key.public_data[-24:].lower(),
    ]  # fmt: skip
