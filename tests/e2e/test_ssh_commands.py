"""The stock `ssh` without a screen: commands that pipe, exit codes, every refusal, linear mode, coming back."""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from explainer.story.load.loader import read_story
from explainer.story.model.structs import Story
from tests.e2e.crowding import free_port
from tests.e2e.serving import PATIENCE, wait_until
from tests.e2e.ssh_server import OPTIONS, SshServer, needs_ssh, ssh_server
from tests.unseen import seen_of

pytestmark = needs_ssh
__all__ = ["ssh_server"]


@pytest.fixture(scope="module")
def story(ssh_server: SshServer) -> Story:
    return read_story(ssh_server.state.parent / "story")


@pytest.fixture
def listener() -> Iterator[tuple[int, list[object]]]:
    """A port of this machine that must never be reached through the server, and who reached it."""
    came: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.1)
        over = threading.Event()

        def accept() -> None:
            while not over.is_set():
                try:
                    came.append(listening.accept()[1])
                except TimeoutError:
                    continue

        thread = threading.Thread(target=accept)
        thread.start()
        yield listening.getsockname()[1], came
        over.set()
        thread.join()


def test_a_list_pipes_into_another_program(ssh_server: SshServer, story: Story) -> None:
    words = " ".join(ssh_server.command("list", "scene", "--json"))
    piped = subprocess.run(
        ["sh", "-c", f"{words} | python3 -m json.tool"], stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE
    )  # fmt: skip
    assert [one["id"] for one in json.loads(piped.stdout)] == list(story.order)


def test_what_is_piped_is_plain(ssh_server: SshServer, story: Story) -> None:
    for words in (
        "show scene the-storm",
        "search lamp",
        "list term",
        "about",
        "help",
        "show claim boats-lost",
    ):
        ran = ssh_server.ssh(words, COLORTERM="truecolor")
        assert ran.returncode == 0 and ran.stdout.endswith(b"\n") and not ran.stderr, words
        text = ran.stdout.decode()
        assert all(c == "\n" or c.isprintable() for c in text)
        if not words.startswith("list"):
            assert all(len(line) <= 72 for line in text.splitlines())


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("list scene", 0), ("search nothing-has-this-xyzzy", 0),
        ("show scene nowhere", 1), ("show scene ../../etc/passwd", 1), ("read --at nowhere", 1),
        ("check /etc", 2), ("export", 2), ("export --to html /tmp/x", 2), ("; id", 2),
        ("list scene; id", 2), ("$(id)", 2),
        ("list scene --story /etc", 2), ("show scene the-storm --story /etc", 2), ("read /etc", 2), ("list", 2),
        ("save x.json", 2), ("forget", 2), ("serve", 2), ("sh", 2), ("scp -t /tmp", 2), ("search " + "x" * 100_000, 2),
    ],
)  # fmt: skip
def test_exit_codes(ssh_server: SshServer, words: str, code: int) -> None:
    ran = ssh_server.ssh(words)
    assert ran.returncode == code
    assert bool(ran.stdout) == (words == "list scene")
    assert bool(ran.stderr) == (words != "list scene") and len(ran.stderr) < 800
    assert b"uid=" not in ran.stdout + ran.stderr and b"root:" not in ran.stdout + ran.stderr


def test_escapes_in_a_command_come_back_as_signs(ssh_server: SshServer) -> None:
    for words in (
        "search '\x1b]0;owned\x07\x9b31m'",
        "show scene '\x1b[2J'",
        "\x1b[31mlist",
        "list '\x08\x08\u202e'",
    ):
        ran = ssh_server.ssh(words)
        said = (ran.stdout + ran.stderr).decode()
        assert said and all(c == "\n" or c == "\ufffd" or c.isprintable() for c in said)


def test_what_is_no_text_is_refused(ssh_server: SshServer) -> None:
    command = [word.encode() for word in ssh_server.command()]
    ran = subprocess.run([*command, b"search \xff\xfe"], capture_output=True, timeout=PATIENCE)
    assert ran.returncode != 0 and not ran.stdout


def test_files_go_neither_way(ssh_server: SshServer, tmp_path: Path) -> None:
    here = tmp_path / "here"
    here.write_text("mine")
    there = f"reader@{ssh_server.host}"
    for command in (
        ["scp", *OPTIONS, "-P", str(ssh_server.port), str(here), f"{there}:/tmp/there"],
        ["scp", "-O", *OPTIONS, "-P", str(ssh_server.port), str(here), f"{there}:/tmp/there"],
        ["scp", "-O", *OPTIONS, "-P", str(ssh_server.port), f"{there}:/etc/passwd", str(tmp_path / "taken")],
        ["scp", *OPTIONS, "-P", str(ssh_server.port), f"{there}:/etc/passwd", str(tmp_path / "taken")],
        ["sftp", *OPTIONS, "-P", str(ssh_server.port), there],
        ssh_server.command("sftp", options=("-s",)),
        ssh_server.command("netconf", options=("-s",)),
    ):
        ran = subprocess.run(
            command, input=b"ls\nget /etc/passwd\n", capture_output=True, timeout=PATIENCE, cwd=tmp_path
        )
        assert ran.returncode not in (0, None), command
        assert b"root:" not in ran.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["here"]


def test_nothing_is_forwarded_to_the_servers_network(
    ssh_server: SshServer, listener: tuple[int, list[object]]
) -> None:
    port, came = listener
    ran = subprocess.run(
        ssh_server.command(options=("-W", f"127.0.0.1:{port}")),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=PATIENCE,
    )
    assert ran.returncode != 0 and not came
    own = free_port()
    client = subprocess.Popen(
        ssh_server.command(options=("-N", "-L", f"{own}:127.0.0.1:{port}")),
        stdin=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until(lambda: _answers(own))
        with socket.create_connection(("127.0.0.1", own), PATIENCE) as through:
            through.settimeout(PATIENCE)
            assert through.recv(1) == b""
    finally:
        client.kill()
        client.wait()
    assert not came


def test_no_proxy_leads_into_the_servers_network(
    ssh_server: SshServer, listener: tuple[int, list[object]]
) -> None:
    port, came = listener
    own = free_port()
    client = subprocess.Popen(
        ssh_server.command(options=("-N", "-D", str(own))),
        stdin=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until(lambda: _answers(own))
        with socket.create_connection(("127.0.0.1", own), PATIENCE) as proxy:
            proxy.settimeout(PATIENCE)
            proxy.sendall(b"\x05\x01\x00")
            assert proxy.recv(2) == b"\x05\x00", "the client's own proxy answers"
            proxy.sendall(b"\x05\x01\x00\x01\x7f\x00\x00\x01" + port.to_bytes(2, "big") + b"into")
            said = proxy.recv(2)
            assert said in (b"", b"\x05\x00") and proxy.recv(100) in (b"", b"\x00\x01" + bytes(6))
            assert proxy.recv(1) == b""
    finally:
        client.kill()
        client.wait()
    assert not came


def _answers(port: int) -> bool:
    with socket.socket() as trying:
        return trying.connect_ex(("127.0.0.1", port)) == 0


def test_the_server_listens_for_no_guest(ssh_server: SshServer, listener: tuple[int, list[object]]) -> None:
    port, _came = listener
    for way in (f"0:127.0.0.1:{port}", f"/tmp/explainer-{port}.sock:127.0.0.1:{port}"):
        ran = ssh_server.ssh(options=("-N", "-o", "ExitOnForwardFailure=yes", "-R", way))
        assert ran.returncode == 255 and b"forwarding failed" in ran.stderr
    assert not Path(f"/tmp/explainer-{port}.sock").exists()


def test_neither_agent_nor_display_is_taken(ssh_server: SshServer, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as agent:
        agent.bind(str(tmp_path / "agent"))
        agent.listen()
        agent.settimeout(0.2)
        ran = ssh_server.ssh(
            "list scene", options=("-A", "-o", f"IdentityAgent={tmp_path / 'agent'}"),
            SSH_AUTH_SOCK=str(tmp_path / "agent"),
        )  # fmt: skip
        assert ran.returncode == 0 and ran.stdout.startswith(b"the-storm")
        with pytest.raises(TimeoutError):  # not even asked which keys it holds: one is let in before
            agent.accept()
    ran = ssh_server.ssh("list scene", options=("-X",), DISPLAY="127.0.0.1:99")
    assert ran.returncode == 0 and ran.stdout.startswith(b"the-storm")


def test_two_commands_over_one_connection(ssh_server: SshServer, tmp_path: Path) -> None:
    """The second session of a connection is a guest of its own."""
    shared = ("-o", "ControlMaster=auto", "-o", f"ControlPath={tmp_path}/c", "-o", "ControlPersist=5")
    for words in ("list scene", "list term", "list claim"):
        ran = ssh_server.ssh(words, options=shared)
        assert ran.returncode == 0 and ran.stdout
    ssh_server.ssh(options=(*shared, "-O", "exit"))


# linear mode


def _phrase(said: str) -> str:
    found = re.search(r"Phrase: ([a-z ]+)\. It brings", " ".join(said.split()))
    assert found, said
    return found[1]


def test_line_by_line_without_a_terminal(ssh_server: SshServer) -> None:
    ran = ssh_server.ssh(given=b"next\nwhere\nquit\n\n", options=("-T",))
    said = ran.stdout.decode()
    assert ran.returncode == 0 and not ran.stderr
    assert said.startswith("Linear mode is on: there is no terminal.")
    assert "Where: " in said and said.endswith("Goodbye.\n") and "\x1b" not in said and "\r" not in said


def test_nothing_given_ends_at_once(ssh_server: SshServer) -> None:
    ran = ssh_server.ssh(options=("-T",))
    assert ran.returncode == 0 and ran.stdout.endswith(b"Goodbye.\n")


@pytest.mark.parametrize(("login", "term"), [("linear", "xterm-256color"), ("reader", "dumb")])
def test_line_by_line_on_a_terminal(ssh_server: SshServer, login: str, term: str) -> None:
    with ssh_server.terminal(login=login, term=term) as terminal:
        terminal.wait_for("Linear mode is on")
        terminal.send("wherex\x7f\r")
        terminal.wait_for("Where: ")
        terminal.send("quit\r")
        assert terminal.ended() == 0
        assert b"\x1b" not in terminal.raw
        assert b"> where\r\nWhere: " in terminal.raw


def test_a_dropped_reader_comes_back_by_the_phrase(ssh_server: SshServer) -> None:
    client = subprocess.Popen(
        ssh_server.command(options=("-T",)), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert client.stdin and client.stdout
    client.stdin.write(b"go the-lamp\n")
    client.stdin.flush()
    said = b""
    while b"says it again" not in b" ".join(said.split()):
        said += client.stdout.read1()
    client.kill()
    client.wait()
    for stream in (client.stdin, client.stdout):
        stream.close()
    phrase = _phrase(said.decode())
    ssh_server.places_at_rest(1)  # a phrase that is not known yet would be counted as a guess

    def came_back() -> bool:
        back = ssh_server.ssh(given=f"{phrase}\nwhere\nquit\nyes\n".encode(), login="resume", options=("-T",))
        return b"Where: The lamp" in back.stdout and b"Kept for 30 days" in back.stdout

    wait_until(came_back)
    with ssh_server.terminal(login="resume", term="dumb") as terminal:
        terminal.wait_for("Type your phrase")
        terminal.send(f"{phrase}\r")
        terminal.wait_for("Linear mode is on")
        assert not seen_of(phrase, terminal.raw)
    kept = b"".join(path.read_bytes() for path in ssh_server.state.rglob("*") if path.is_file())
    assert b"the-lamp" not in kept and not seen_of(phrase, kept)


def test_nothing_of_a_command_is_told_to_the_operator(ssh_server: SshServer) -> None:
    ssh_server.ssh("search marked-word-4711", login="marked-name-4711")
    ssh_server.ssh("marked-command-4711", login="marked-name-4711")
    assert "4711" not in ssh_server.server.errors
    assert not shutil.which("marked-command-4711")


def test_a_terminal_that_sends_a_command_is_given_whole_lines(ssh_server: SshServer) -> None:
    with ssh_server.terminal("about") as terminal:
        assert terminal.ended() == 0
        assert terminal.raw.count(b"\r\n") == terminal.raw.count(b"\n") > 3
