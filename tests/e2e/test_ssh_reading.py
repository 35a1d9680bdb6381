"""The shipped story through the stock `ssh` on a terminal: a walk, sizes, and every way it may end.

The tests load the story to know its words; none of them stands here.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from explainer.reading.moves import choices
from explainer.story.model.structs import Story
from tests.e2e.reader import fork, jump, opened, opens_and_closes, peek, reaches, words
from tests.e2e.serving import PATIENCE, wait_until
from tests.e2e.ssh_server import SshServer, needs_ssh, running
from tests.e2e.terminal import Terminal

pytestmark = needs_ssh
SIZES = [(80, 24), (40, 15)]
ON_SCREEN = (1000, 1006, 1049, 2004)
"""Modes a guest's screen sets: mouse, its coordinates, the other screen, pastes."""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, shipped: Path) -> Iterator[SshServer]:
    with running(tmp_path_factory.mktemp("host"), shipped, "--workers", "1") as server:
        yield server


def left(terminal: Terminal, answer: str = "n") -> None:
    """Quit, answer whether the place is kept, and look at the terminal."""
    terminal.press("q")
    if terminal.process.poll() is None:
        terminal.press(answer)
    assert terminal.ended() == 0
    assert terminal.faults_left() == []


def shown(terminal: Terminal) -> list[str]:
    """The page without the line of messages, which a moment may change."""
    return terminal.lines[:-2]


@pytest.mark.parametrize(("columns", "rows"), SIZES)
def test_a_walk(served: SshServer, story: Story, columns: int, rows: int) -> None:
    run, side = fork(story)
    choice = story.scenes[run.visit.scene]
    with served.terminal(columns=columns, rows=rows, term="xterm-256color") as terminal:
        opened(terminal, story)
        reaches(terminal, choice.title, most=200)
        terminal.press(str([way.target for way in choices(story, run)].index(side) + 1))
        reaches(terminal, story.scenes[side].title, most=1)
        terminal.press("x")
        reaches(terminal, choice.title, most=1)

        opens(terminal, "source", re.compile(r"\[\d+\]"))
        names = "|".join(re.escape(words(term.name)) for term in story.terms.values())
        opens(terminal, "term", re.compile(f"(?:{names})\\b"))

        last = story.scenes[story.order[-1]].title
        jump(terminal, last)
        reaches(terminal, last, most=1)
        before = shown(terminal)
        for size in ((120, 40), (61, 17), (columns, rows)):
            terminal.resize(*size)
            terminal.wait_until(
                lambda: words(last)[:20] in terminal.flat and "help" in terminal.lines[-1],
                f"the page at {size}",
            )
        terminal.wait_until(lambda: shown(terminal) == before, "\n".join(("the page as it was", *before)))
        left(terminal)


def opens(terminal: Terminal, what: str, named: re.Pattern[str]) -> None:
    """Walk on with Tab until a reference of a kind is in hand, open it in its place, close it again."""
    for _stop in range(150):
        terminal.press("tab")
        row = peek(terminal) or terminal.lines[-2].strip()  # a narrow window names it below the rule
        if named.match(row):
            opens_and_closes(terminal)
            return
        if not row:
            terminal.press("n")
    raise AssertionError(f"no {what} was passed; the screen:\n{terminal.text}")


def test_leaving_before_anything_was_read(served: SshServer, story: Story) -> None:
    for key in ("q", "ctrl+c"):
        with served.terminal() as terminal:
            opened(terminal, story)
            terminal.press(key)
            assert terminal.ended() == 0
            assert terminal.faults_left() == []
            assert b"Your place" not in terminal.raw


def test_a_terminal_that_answers_nothing_can_read_and_leave(served: SshServer, story: Story) -> None:
    command = served.command(options=("-t",))
    with Terminal(command, environment=os.environ | {"TERM": "xterm"}, answers=False) as terminal:
        opened(terminal, story)
        terminal.press("n", "n")
        before = terminal.text
        terminal.press("n")
        terminal.wait_until(lambda: terminal.text != before, "the third page")
        left(terminal)


def test_what_is_typed_blindly_is_not_lost(served: SshServer, story: Story) -> None:
    """On a slow line one types ahead: keys that came before the first frame count."""
    with served.terminal() as terminal:
        terminal.send("/")
        terminal.send(words(story.scenes[story.order[-1]].title)[:12])
        opened(terminal, story)
        terminal.wait_for(words(story.scenes[story.order[-1]].title)[:12])
        terminal.press("escape")
        left(terminal)


def test_the_client_s_escape_ends_it_and_the_server_goes_on(served: SshServer, story: Story) -> None:
    with served.terminal(options=("-t", "-e", "~")) as terminal:
        opened(terminal, story)
        terminal.press("n", "n")
        terminal.send("\r~.")
        assert terminal.ended() == 255
        assert "flags of the line" not in terminal.faults_left()
    with served.terminal() as terminal:
        opened(terminal, story)
        left(terminal)


def test_under_its_usual_configuration_the_client_asks_for_nothing_but_the_host_key(
    served: SshServer, story: Story, tmp_path: Path
) -> None:
    """As a reader types it for the first time; what a home holds is this test's own."""
    command = [
        "ssh", "-F", "/etc/ssh/ssh_config", "-o", f"UserKnownHostsFile={tmp_path}/known_hosts",
        "-o", "IdentitiesOnly=yes", "-p", str(served.port), served.host,
    ]  # fmt: skip
    if not Path("/etc/ssh/ssh_config").exists():
        command[1:3] = ["-F", "none"]
    with Terminal(command, environment=os.environ | {"TERM": "xterm-256color"}) as terminal:
        terminal.wait_for("(yes/no")  # its end: lines come one by one
        assert re.search(r"SHA256:\S{43}", "".join(terminal.lines))
        terminal.send("yes\r")
        opened(terminal, story)
        assert b"assword" not in terminal.raw
        left(terminal)


# ends that are not the guest's


@pytest.fixture
def own(tmp_path: Path, tiny_story: Path) -> Iterator[SshServer]:
    """A server to be killed."""
    with running(tmp_path, tiny_story, "--workers", "1") as server:
        yield server


def reading(server: SshServer, moved: bool) -> Terminal:
    terminal = server.terminal(term="xterm-256color")
    terminal.wait_until(lambda: terminal.modes.get(1049) and "help" in terminal.text, "the first frame")
    if moved:
        terminal.press("n", "n")
    assert all(terminal.modes.get(mode) for mode in ON_SCREEN)
    return terminal


@pytest.mark.parametrize("moved", [False, True])
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_the_terminal_is_whole_when_the_server_ends(own: SshServer, how: int, moved: bool) -> None:
    """Stopped or killed: of a front that was killed, its workers take leave."""
    with reading(own, moved) as terminal:
        family = own.server.family()
        own.server.signal(how)
        terminal.ended()
        assert terminal.faults_left() == []
        assert "server" in terminal.flat, "a word why"
        assert (own.server.process.wait(PATIENCE) == 0) == (how == signal.SIGTERM)
        wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in family))


@pytest.mark.parametrize("moved", [False, True])
def test_what_a_killed_worker_leaves_is_taken_back_by_reset(own: SshServer, moved: bool) -> None:
    """Its line was encrypted and nobody else has the key: the client restores the line's flags, `reset` the rest."""
    with reading(own, moved) as terminal:
        os.kill(own.workers()[0], signal.SIGKILL)
        assert terminal.ended() == 255
        assert "flags of the line" not in terminal.faults_left()
        reset = subprocess.run(
            ["tput", "-T", "xterm-256color", "rs1"], capture_output=True, check=True
        ).stdout
        assert b"\x1bc" in reset, "a full reset ends every mode there is"
    with reading(own, moved=False) as again:
        left(again)
