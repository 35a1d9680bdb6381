"""Linear mode on a real terminal: keys edit the line, and the terminal is left as it was found, however it ends."""

from __future__ import annotations

import errno
import os
import re
import signal
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator
from pathlib import Path

import pexpect
import pytest

from tests.e2e.reader import ROOT
from tests.e2e.terminal import KEYS, Terminal
from tests.tiny import write_story

Opened = Callable[..., Terminal]
ALLOWED = re.compile(rb"[\x08\x0a\x0d\x20-\x7e\x80-\xff]*")
"""CR, LF, backspace, and characters: nothing else may be sent."""


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_story(tmp_path_factory.mktemp("tiny") / "story")


def environment(**changes: str) -> dict[str, str]:
    told = os.environ | {"PYTHONPATH": str(ROOT)} | changes
    return {name: value for name, value in told.items() if value}


def command(tiny: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "explainer", "read", str(tiny), "--linear", *words]


@pytest.fixture
def opened(tiny: Path) -> Iterator[Opened]:
    begun: list[Terminal] = []

    def start(*words: str, columns: int = 80, **changes: str) -> Terminal:
        terminal = Terminal(command(tiny, *words), columns, 24, environment(**changes))
        begun.append(terminal)
        terminal.wait_for("Enter reads on")
        prompted(terminal)
        return terminal

    yield start
    for terminal in begun:
        terminal.close()


def prompted(terminal: Terminal) -> None:
    terminal.wait_until(lambda: terminal.raw.endswith(b"\n> "), "the prompt")


def said(terminal: Terminal, line: str) -> str:
    """What comes after a typed line, up to the next prompt."""
    at = len(terminal.raw)
    terminal.send(f"{line}\r")
    terminal.wait_until(
        lambda: terminal.raw[at:].endswith(b"\n> ") or terminal.process.poll() is not None, line
    )
    return terminal.raw[at:].decode(errors="replace")


def shows(terminal: Terminal, line: str) -> None:
    """Wait for a line where the cursor stands."""
    terminal.wait_until(lambda: terminal.lines[terminal.cursor[1]] == line, repr(line))


def whole(terminal: Terminal, code: int) -> None:
    """Ended with this code, nothing but plain text was sent, the terminal is as before."""
    assert terminal.ended() == code
    assert terminal.faults_left() == []
    assert ALLOWED.fullmatch(terminal.raw), terminal.raw
    assert b"Traceback" not in terminal.raw


def left(terminal: Terminal) -> None:
    said(terminal, "quit")
    if terminal.process.poll() is None:
        said(terminal, "no")
    whole(terminal, 0)


# the line


@pytest.mark.parametrize("term", ["dumb", "xterm-256color", "linux", ""], ids=lambda term: term or "unset")
def test_a_line_is_edited_with_any_terminal(opened: Opened, term: str) -> None:
    terminal = opened(TERM=term)
    terminal.press(*"heap", "left", "backspace", "l", "\x1b[H", "right", "\x1b[5~", "escape")
    shows(terminal, "> help")
    assert "Help: " in said(terminal, "")
    terminal.press("up")
    shows(terminal, "> help")
    terminal.send("\x15")
    left(terminal)


def test_a_paste_of_lines_is_answered_line_by_line(opened: Opened) -> None:
    terminal = opened()
    at = len(terminal.raw)
    terminal.send("where\nnosuchword\nhel")
    terminal.wait_until(lambda: terminal.raw.endswith(b"> hel"), "the rest of the paste")
    came = terminal.raw[at:].decode()
    assert came.index("> nosuchword") > came.index("where\r\n"), came
    assert came.index("Unknown: nosuchword") > came.index("> nosuchword"), came
    assert "Help: " in said(terminal, "p")
    left(terminal)


NOTING = """
import io, sys
notes = open(sys.argv[1], "a", buffering=1)
class Noted(io.FileIO):
    def write(self, data):
        print(bytes(data).hex(), file=notes)
        return super().write(data)
sys.stdout = io.TextIOWrapper(io.BufferedWriter(Noted(1, "w", closefd=False)), "utf-8")
from explainer.cli.start import main
sys.argv = ["explainer", *sys.argv[2:]]
main()
"""
"""Whoever reads a terminal may find half of what was written at once; so what is written is noted where it is."""


def test_the_end_of_the_line_the_reply_and_the_prompt_come_as_one(tiny: Path, tmp_path: Path) -> None:
    """A screen reader says "blank" for a line that stays empty for a moment."""
    notes = tmp_path / "notes"
    words = [sys.executable, "-c", NOTING, str(notes), "read", str(tiny), "--linear", "--private"]
    with Terminal(words, environment=environment()) as terminal:
        prompted(terminal)
        before = len(notes.read_text())
        assert "Where: " in said(terminal, "where")
        written = [bytes.fromhex(line) for line in notes.read_text()[before:].split()]
        (reply,) = [piece for piece in written if b"\n" in piece]
        assert reply.count(b"\n") >= 2
        assert reply.endswith(b"\n> ")
        left(terminal)


def test_a_long_line_scrolls_in_forty_columns(opened: Opened) -> None:
    terminal = opened(columns=40)
    row = terminal.cursor[1]
    for _time in range(12):
        terminal.send("nosuch ")
        terminal.settle()
    assert terminal.cursor[1] == row, "one row, however long the line"
    assert "Unknown: nosuch." in " ".join(said(terminal, "").split())
    assert max(len(line) for line in terminal.lines) <= 40
    left(terminal)


def test_a_window_that_narrows_and_grows(opened: Opened) -> None:
    terminal = opened(columns=80)
    terminal.send("a line longer than forty columns will be, by far")
    terminal.settle()
    terminal.resize(40, 24)
    terminal.wait_until(lambda: terminal.lines[terminal.cursor[1]].endswith("by far"), "the line, drawn anew")
    terminal.press("\x15")
    assert max(len(line) for line in said(terminal, "help").split("\r\n")) <= 40
    terminal.resize(80, 24)
    assert max(len(line) for line in said(terminal, "help").split("\r\n")) > 40
    left(terminal)


def test_answers_and_secrets_are_not_offered_again(opened: Opened, tmp_path: Path) -> None:
    terminal = opened()
    said(terminal, "where")
    at = len(terminal.raw)
    said(terminal, f"save {tmp_path / 'run.json'}")
    if b"assphrase" in terminal.raw[at:]:
        assert "hunter2" not in said(terminal, "hunter2")
        said(terminal, "hunter2")
        assert b"hunter2" not in terminal.raw
        terminal.press("up", "up", "up", "up")
        shows(terminal, "> where")
        terminal.send("\x15")
    left(terminal)


# leaving


@pytest.mark.parametrize("keys", [("ctrl+c", "ctrl+c"), ("\x04",)])
def test_ctrl_c_twice_and_ctrl_d_leave_at_an_empty_line(opened: Opened, keys: tuple[str, ...]) -> None:
    terminal = opened()
    for key in keys:
        terminal.send(KEYS.get(key, key))
    whole(terminal, 0)
    assert b"Goodbye." in terminal.raw


def test_ctrl_c_first_puts_a_half_typed_line_away(opened: Opened) -> None:
    terminal = opened()
    terminal.press(*"half", "ctrl+c")
    shows(terminal, ">")
    assert terminal.process.poll() is None
    terminal.press("ctrl+c")
    terminal.wait_for("Keep: may this machine keep your place?")
    terminal.press("ctrl+c")
    whole(terminal, 0)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_leaves_the_terminal_as_it_was(opened: Opened, number: signal.Signals) -> None:
    terminal = opened()
    terminal.send("half a line")
    terminal.settle()
    terminal.signal(number)
    whole(terminal, 0 if number == signal.SIGINT else 128 + number)


def test_an_error_leaves_the_terminal_as_it_was(tiny: Path) -> None:
    code = (
        "import sys; from explainer.linear.conversation import Conversation\n"
        "Conversation.answer = lambda *_: 1 / 0\n"
        "from explainer.cli.start import main; sys.argv[0] = 'explainer'; main()"
    )
    words = [sys.executable, "-c", code, "read", str(tiny), "--linear", "--private"]
    with Terminal(words, environment=environment()) as terminal:
        prompted(terminal)
        terminal.send("\r")
        assert terminal.ended() == 1
        assert terminal.faults_left() == []


def test_a_window_that_is_closed_ends_it(opened: Opened) -> None:
    terminal = opened()
    terminal.hang_up()
    terminal.process.wait(60)
    assert terminal.process.returncode == 128 + signal.SIGHUP


def test_stopped_and_going_on(tiny: Path) -> None:
    """Under a shell with job control: while it is stopped the terminal is the shell's; then the line is said again."""
    shell = pexpect.spawn(
        "/bin/bash", ["--norc", "--noprofile", "-i"], env=environment(PS1="ready$ ", TERM="dumb"), timeout=60,
        encoding="utf-8", dimensions=(24, 80), cwd=str(ROOT),
    )  # fmt: skip
    shell.expect_exact("ready$ ")
    shell.sendline("stty -a > /dev/null; " + " ".join(command(tiny)))
    shell.expect_exact("\n> ")
    reading = termios.tcgetattr(shell.fileno())
    assert not reading[3] & (termios.ICANON | termios.ECHO)
    shell.send("hel")
    shell.expect_exact("hel")
    shell.send("\x1a")
    shell.expect_exact("Stopped")
    shell.expect_exact("ready$ ")
    shell.sendline("stty -a | tr ' ;' '\\n\\n' | grep -xE -- '-?(icanon|echo|isig)' | tr '\\n' ' '")
    shell.expect_exact("isig")
    shell.sendline("fg")
    shell.expect_exact("> hel")
    assert termios.tcgetattr(shell.fileno())[3] == reading[3]
    shell.send("p\r")
    shell.expect_exact("Help: ")
    shell.expect_exact("\n> ")
    shell.send("\x04")
    shell.expect_exact("Goodbye.")
    shell.expect_exact("ready$ ")
    shell.sendline("echo code=$?; exit")
    shell.expect_exact("code=0")
    shell.expect(pexpect.EOF)
    shell.close()


# streams that are closed or poor


@pytest.mark.parametrize(
    ("redirection", "codes"),
    [("<&-", {0}), (">&-", {0}), ("<&- >&-", {0}), ("</dev/null", {0}), ("</dev/null >/dev/full", {1})],
)
def test_closed_streams_end_it_in_order(tiny: Path, redirection: str, codes: set[int]) -> None:
    line = " ".join(command(tiny, "--private"))
    with Terminal(["/bin/sh", "-c", f"{line} {redirection}"], environment=environment()) as terminal:
        if redirection == ">&-":
            # How soon it hears keys nobody sees: it says nothing.
            terminal.wait_until(
                lambda: terminal.process.poll() is not None or terminal.send("\x04"), "the end"
            )
        assert terminal.ended() in codes
        assert terminal.faults_left() == []
        assert b"Traceback" not in terminal.raw


def test_the_terminal_closes_one_stream_only(tiny: Path) -> None:
    """Input from a terminal, output into a file: no prompt, no editor, the terminal untouched."""
    line = " ".join(command(tiny, "--private"))
    with Terminal(["/bin/sh", "-c", f"{line} | cat"], environment=environment()) as terminal:
        terminal.wait_for("Linear mode is on")
        terminal.send("\n\x04")
        assert terminal.ended() == 0
        assert terminal.faults_left() == []
        assert b"> " not in terminal.raw


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_a_terminal_of_few_characters(opened: Opened, encoding: str) -> None:
    terminal = opened(PYTHONIOENCODING=encoding, LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    typed = "search café 日 щ".encode("utf-8" if encoding == "ascii" else "latin-1", errors="replace")
    terminal.send(typed + b"\xff\xfe\r")
    terminal.settle()
    for line in ("help all", "open 1", "all", "original", "glossary", "choose 1"):
        said(terminal, line)
    left(terminal)
    terminal.raw.decode(encoding)


def test_a_terminal_that_fails_while_writing(tiny: Path) -> None:
    """Not every end of a terminal comes with a signal."""
    code = (
        "import sys, os\n"
        "from explainer.linear.conversation import Conversation\n"
        f"def gone(*_): raise OSError({errno.EIO}, 'gone')\n"
        "Conversation.answer = gone\n"
        "from explainer.cli.start import main; sys.argv[0] = 'explainer'; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "read", str(tiny), "--linear", "--private"],
        input=b"\n", capture_output=True, env=environment(), timeout=60,
    )  # fmt: skip
    assert done.returncode == 128 + signal.SIGHUP
    assert b"Traceback" not in done.stderr
