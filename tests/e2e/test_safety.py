"""What docs/safety.md says of this machine and the line, where no other test tries it."""

from __future__ import annotations

import asyncio
import os
import re
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import asyncssh
import pytest
from asyncssh.packet import String, UInt32

from explainer.story.model.structs import Story
from tests.e2e.reader import ROOT, Start, left, opened
from tests.e2e.serving import Server
from tests.e2e.ssh_server import SshServer, needs_ssh, running
from tests.tiny import write_story


def explainer(*words: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """A command of the program, with the usual rights of new files."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-m", "explainer", *words],
        input=given, capture_output=True, text=True, env=environment, timeout=60, umask=0o022,
    )  # fmt: skip


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_forget_knows_the_usual_places_and_no_others(
    isolated_home: Path, tiny_story: Path, tmp_path: Path
) -> None:
    explainer("read", str(tiny_story), "--linear", given="next\nquit\nyes\n")
    state = Path(os.environ["XDG_STATE_HOME"]) / "explainer"
    assert list(state.glob("*.run.json"))
    served = state / "server" / "parked" / "a-place"
    served.parent.mkdir(parents=True)
    served.write_bytes(b"unreadable")
    saved = tmp_path / "my.run"
    assert explainer("save", str(saved), "--story", str(tiny_story)).returncode == 0
    done = explainer("forget")
    assert done.returncode == 0
    assert str(served) in done.stdout
    assert not state.exists()
    assert saved.exists()
    assert str(saved) not in done.stdout


def test_forget_leaves_alone_what_a_running_server_uses(
    isolated_home: Path, tiny_story: Path, tmp_path: Path
) -> None:
    explainer("read", str(tiny_story), "--linear", given="next\nquit\nyes\n")
    state = Path(os.environ["XDG_STATE_HOME"]) / "explainer"
    server = Server(tiny_story, state / "server", standin=False)
    try:
        assert server.port, "it listens"
        key = (state / "server" / "host_key").read_bytes()
        done = explainer("forget")
        assert done.returncode == 1
        assert "Stop the server, then forget again" in done.stderr and str(state / "server") in done.stderr
        assert "server" not in done.stdout
        assert (state / "server" / "host_key").read_bytes() == key
        assert list(state.iterdir()) == [state / "server"], "the reader's own is gone"
    finally:
        server.end()
    done = explainer("forget")
    assert done.returncode == 0 and str(state / "server" / "host_key") in done.stdout
    assert not state.exists()


def test_a_report_is_for_its_user_alone(isolated_home: Path, tiny_story: Path, tmp_path: Path) -> None:
    older = tmp_path / "evening.md"
    older.write_text("that of another evening")
    older.chmod(0o644)
    done = explainer("rehearse", str(tiny_story), "--people", "6", "--report", str(tmp_path / "evening"))
    assert done.returncode == 0, done.stderr
    written = sorted(tmp_path.glob("evening.*"))
    assert [path.suffix for path in written] == [".html", ".json", ".md"]
    assert {rights(path) for path in written} == {0o600}


def test_the_cache_is_for_its_user_alone(isolated_home: Path, tiny_story: Path) -> None:
    explainer("read", str(tiny_story), "--linear", given="next\nquit\nyes\n")
    assert explainer("list", "scene", "--story", str(tiny_story)).returncode == 0
    cache = Path(os.environ["XDG_CACHE_HOME"]) / "explainer"
    assert list(cache.iterdir()) and rights(cache) == 0o700


def test_what_one_writes_to_carry_is_for_its_user_alone(
    isolated_home: Path, tiny_story: Path, tmp_path: Path
) -> None:
    taken, saved = tmp_path / "mine.txt", tmp_path / "my.run"
    talk = f"next\nnote why\ntakeaway {taken}\nsave {saved}\n\nquit\nno\n"
    done = explainer("read", str(tiny_story), "--linear", given=talk)
    assert taken.exists(), done.stdout
    assert saved.exists(), done.stdout
    assert (rights(taken), rights(saved)) == (0o600, 0o600)
    assert "why" in taken.read_text(encoding="utf-8")


def test_with_private_nothing_is_saved_either(isolated_home: Path, tiny_story: Path, tmp_path: Path) -> None:
    taken, saved = tmp_path / "mine.txt", tmp_path / "my.run"
    talk = f"next\ntakeaway {taken}\nsave {saved}\nquit\n"
    done = explainer("read", str(tiny_story), "--linear", "--private", given=talk)
    assert done.stdout.count("nothing is written in this session") == 2
    assert not taken.exists() and not saved.exists()


def test_the_full_screen_prints_nothing_beside_its_own_screen(start: Start, story: Story) -> None:
    terminal = opened(start("--private"), story)
    terminal.press("n", "tab", "enter", "escape")
    left(terminal)
    before, _on, rest = terminal.raw.partition(b"\x1b[?1049h")
    _screen, _off, after = rest.rpartition(b"\x1b[?1049l")
    titles = rb"\x1b\]2;[^\x07]*\x07"
    beside = re.sub(titles, b"", before) + re.sub(titles, b"", after)
    told = [word for word in story.title.split() if len(word) > 4]
    assert told and not [word for word in told if word.encode() in beside]
    assert all(scene.encode() not in beside for scene in story.scenes)


def test_line_by_line_stays_in_the_window(start: Start, story: Story) -> None:
    terminal = start("--private", "--linear")
    terminal.wait_for("Scene:")
    terminal.send("hide\r")
    terminal.wait_for("What was printed stays in your window")
    terminal.send("\rquit\r")
    assert terminal.ended() == 0
    assert b"\x1b[?1049h" not in terminal.raw
    assert story.title.encode() in terminal.raw


@pytest.mark.parametrize("form", ["html", "handout"])
def test_no_page_tells_where_one_came_from(isolated_home: Path, tiny_story: Path, form: str) -> None:
    page = explainer("export", str(tiny_story), "--to", form, "-").stdout
    assert '<meta name="referrer" content="no-referrer">' in page
    assert "default-src 'none'" in page.replace("&#39;", "'")


@pytest.fixture(scope="module")
def ssh_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SshServer]:
    home = tmp_path_factory.mktemp("host")
    with running(home, write_story(home / "story")) as server:
        yield server


def test_the_first_words_on_the_line_are_in_the_clear(ssh_server: SshServer) -> None:
    with socket.create_connection((ssh_server.host, ssh_server.port), timeout=60) as line:
        assert line.makefile("rb").readline() == b"SSH-2.0-explainer\r\n"


@needs_ssh
def test_forwarding_is_refused(ssh_server: SshServer) -> None:
    through = ("-W", f"127.0.0.1:{ssh_server.port}", "-o", "LogLevel=INFO")
    done = ssh_server.ssh(options=through)
    assert done.returncode != 0
    assert b"SSH-2.0" not in done.stdout, "the server opened a way to itself"
    back = ("-N", "-R", "0:127.0.0.1:1", "-o", "ExitOnForwardFailure=yes")
    assert ssh_server.ssh(options=back).returncode != 0


def test_a_guests_agent_and_display_are_refused(ssh_server: SshServer) -> None:
    asked = ("-Y", "-v")
    shown = ssh_server.ssh("list", "scenes", options=asked, DISPLAY="127.0.0.1:99")
    assert shown.returncode == 0 and b"the-storm" in shown.stdout, "the guest reads all the same"
    assert b"X11 forwarding request failed" in shown.stderr, shown.stderr

    async def requested() -> list[bool | None]:
        """The stock client does not ask for an answer to its request for an agent; this one does."""
        async with asyncssh.connect(
            ssh_server.host, ssh_server.port, username="reader", known_hosts=None, config=[], agent_path=None
        ) as line:
            channel, _session = await line.create_session(asyncssh.SSHClientSession, term_type="xterm")
            display = (b"\0", String("MIT-MAGIC-COOKIE-1"), String("00" * 16), UInt32(0))
            return [
                await channel._make_request(b"auth-agent-req@openssh.com"),
                await channel._make_request(b"x11-req", *display),
            ]

    assert asyncio.run(requested()) == [False, False]
