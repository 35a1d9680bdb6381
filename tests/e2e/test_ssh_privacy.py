"""Nothing of a guest is left or told: no key is offered, and planted marks are looked for in every byte there is."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import asyncssh
import pytest

from tests.e2e.marked import KINDS, MARK, Kind, Marked, Watched, check_unmarked, watched
from tests.e2e.serving import PATIENCE, wait_until
from tests.e2e.ssh_server import SshServer, needs_ssh, ssh_server

pytestmark = needs_ssh
__all__ = ["ssh_server"]

CRASH = f"{MARK}-crash"
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
        if name != "explainer.story.search.finder":
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
    ran = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE)
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
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    """A server in which a search fails, with the words in the error."""
    beside = tmp_path_factory.mktemp("beside")
    (beside / "sitecustomize.py").write_text(FAULTY)
    with watched(tmp_path_factory.mktemp("host"), beside) as server:
        yield server


TO_FAIL = CRASH.encode()
FAILING: list[Kind] = [
    lambda one: one.session([b"n", b"/" + TO_FAIL, b"\r"], screen=True, wait=PATIENCE),
    lambda one: one.session([b"search " + TO_FAIL + b"\n"], wait=PATIENCE),
    lambda one: one.session([], command=f"search {CRASH}", wait=PATIENCE),
]
"""Those who meet the fault: on a screen, line by line, with a command."""


async def crowd(port: int) -> list[Marked]:
    """Sixty guests of all kinds, all at once."""
    key = asyncssh.generate_private_key("ssh-ed25519", comment=f"{MARK}-comment")
    kinds = [*KINDS, *FAILING]
    marked = [Marked(port, number, key) for number in range(60)]
    await asyncio.gather(*(kinds[number % len(kinds)](one) for number, one in enumerate(marked)))
    back = Marked(port, 60, key)
    back.name = "resume"
    await back.session([back.text + b"\n", b"one two three four " + back.text + b"\n"], screen=True)
    return [*marked, back]


def test_marks_of_a_crowd_are_nowhere(host: Watched) -> None:
    server = host.server
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
        assert any(one.text in one.came for one in came), "who typed a mark sees it: the marks arrived"
        for kind in range(len(FAILING)):
            failed = came[len(KINDS) + kind : -1 : len(KINDS) + len(FAILING)]
            assert all(b"noted without your words" in one.came for one in failed), "faults were provoked"
        wait_until(
            lambda: b"explainer_crashes_total 0\n" not in host.figures()
        )  # workers tell the front at times
        server.server.signal(signal.SIGUSR1)
        server.server.signal(signal.SIGHUP)
        told |= {"figures": host.figures()} | host.processes()
        other.press("q", "n")
        told["another's screen"] = other.raw
    assert b"explainer_crashes_total" in told["figures"] and b"crashes_total 0\n" not in told["figures"]
    assert server.server.end() == 0
    told["stderr"] = server.server.errors.encode()
    files = host.files()
    assert len(files) > 5, "places were parked"
    check_unmarked(told | files, came[0].key)
    faults = [fault for one in came for fault in one.faults()]
    assert not faults, faults
