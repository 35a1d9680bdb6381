"""A real terminal for tests: a command on a PTY, its screen kept by pyte, every byte it sent kept as well."""

from __future__ import annotations

import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import pyte

from tests.e2e.processes import are_at_work, below

KEYS = {
    "enter": "\r", "tab": "\t", "shift+tab": "\x1b[Z", "escape": "\x1b", "space": " ", "backspace": "\x7f",
    "up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D",
    "pagedown": "\x1b[6~", "pageup": "\x1b[5~", "ctrl+c": "\x03", "ctrl+p": "\x10", "ctrl+q": "\x11",
    "f1": "\x1bOP", "f9": "\x1b[20~", "delete": "\x1b[3~", "alt+right": "\x1b[1;3C",
}  # fmt: skip

_NOISE = re.compile(
    rb"\x1b\[[<>=?]\d*(?:;\d+)*u|\x1b\[\?\d+\$p|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b\[>[0-9;]*[a-tv-z]"
    rb"|\x1b\[\d+(?:;\d+)*t|\x1b\[\d* q"
)
"""What pyte would print as text."""
_UNFINISHED = re.compile(rb"\x1b(?:\[[0-9;?<>=$ ]*|\][^\x07\x1b]*\x1b?)?\Z")
_MODE = re.compile(rb"\x1b\[\?([0-9;]+)([hl])")
_SGR = re.compile(rb"\x1b\[([0-9;:]*)m")
_ANSWERS = {b"\x1b[?2026$p": b"\x1b[?2026;2$y", b"\x1b[5n": b"\x1b[0n", b"\x1b[c": b"\x1b[?62;22c"}
"""What most terminals answer: they know synchronised output, they have shown what came before, they are a VT220."""
_QUESTION = re.compile(b"|".join(re.escape(question) for question in _ANSWERS))


class _Screen(pyte.Screen):
    """pyte trips over private forms of these sequences."""

    def report_device_attributes(self, *_arguments: Any, **_named: Any) -> None: ...

    def report_device_status(self, *_arguments: Any, **_named: Any) -> None: ...


class Terminal:
    """A command on a PTY. `wait_for` reads until the screen says what is expected, or fails with it."""

    def __init__(
        self,
        command: Sequence[str],
        columns: int = 80,
        rows: int = 24,
        environment: Mapping[str, str] | None = None,
        answers: bool = True,
        served_by: Callable[[], Iterable[int]] = tuple,
    ) -> None:
        """
        Args:
            command: what to run.
            columns: of the window.
            rows: of the window.
            environment: instead of this process's.
            answers: answer what most terminals answer.
            served_by: processes beside the command whose work is shown here, as a server's.
        """
        self._served_by = served_by
        self.raw = b""
        self.screen = _Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self._rest = b""
        self._answers = answers
        self._answered = 0
        """Bytes of `raw` whose questions were answered."""
        self.modes: dict[int, bool] = {}
        self._master, self._slave = os.openpty()
        self._size(columns, rows)
        self.flags_before = termios.tcgetattr(self._slave)
        self.process = subprocess.Popen(
            command,
            stdin=self._slave, stdout=self._slave, stderr=self._slave,
            env=dict(environment if environment is not None else os.environ),
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )  # fmt: skip

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """End the command if it still runs, and give the PTY back."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(10)
        for handle in (self._master, self._slave):
            if handle >= 0:
                os.close(handle)
        self._master = self._slave = -1

    def _size(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self._slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def resize(self, columns: int, rows: int) -> None:
        """Another size of the window, and the signal that tells of it."""
        self.pump(0.05)
        self.screen.resize(rows, columns)
        self._size(columns, rows)
        os.killpg(self.process.pid, signal.SIGWINCH)

    # what it sends

    def _read(self, seconds: float) -> bool:
        """Take in what comes next, waiting so long for it at most; whether anything came."""
        ready, _writable, _failed = select.select([self._master], [], [], max(0.0, seconds))
        if not ready:
            return False
        try:
            data = os.read(self._master, 65_536)
        except OSError:
            data = b""
        if data:
            self._take(data)
        return bool(data)

    def pump(self, seconds: float = 0.0) -> None:
        """Take in all that is sent within so many seconds."""
        end = time.monotonic() + seconds
        while self._read(end - time.monotonic()):
            pass

    def _take(self, data: bytes) -> None:
        self.raw += data
        if self._answers:
            for question in _QUESTION.finditer(self.raw, self._answered):
                self._answered = question.end()
                self.send(_ANSWERS[question[0]])
        for found in _MODE.finditer(self._rest + data):
            for mode in found[1].split(b";"):
                self.modes[int(mode)] = found[2] == b"h"
        data = self._rest + data
        unfinished = _UNFINISHED.search(data)
        self._rest = unfinished[0] if unfinished else b""
        data = data[: len(data) - len(self._rest)]
        self._stream.feed(_NOISE.sub(b"", data))

    @property
    def lines(self) -> list[str]:
        """The rows of the screen, without blanks at the right."""
        return [line.rstrip() for line in self.screen.display]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def flat(self) -> str:
        """The screen's words in one line, for texts that were wrapped."""
        return " ".join(self.text.split())

    @property
    def cursor(self) -> tuple[int, int]:
        """Column and row."""
        return self.screen.cursor.x, self.screen.cursor.y

    @property
    def cursor_shown(self) -> bool:
        return self.modes.get(25, True)

    def colour_sequences(self) -> list[bytes]:
        """Every SGR sequence sent that sets a colour, the default ones included."""
        return [found[0] for found in _SGR.finditer(self.raw) if _coloured(found[1])]

    # what happens to it

    def send(self, data: bytes | str) -> None:
        os.write(self._master, data.encode() if isinstance(data, str) else data)

    def press(self, *keys: str) -> None:
        """Press keys by name, or as the character they give; after each, wait until the screen is still."""
        for key in keys:
            self.send(KEYS.get(key, key))
            self.settle()

    def click(self, column: int, row: int) -> None:
        self.send(f"\x1b[<0;{column + 1};{row + 1}M\x1b[<0;{column + 1};{row + 1}m")
        self.settle()

    def hover(self, column: int, row: int) -> None:
        self.send(f"\x1b[<35;{column + 1};{row + 1}M")
        self.settle()

    def settle(self, patience: float = 10.0, quiet: float = 0.06) -> None:
        """Wait for the first byte (not long: a key may change nothing), then until nothing comes any more.

        Nothing that comes says little on a machine that is busy with something else: who could send must rest too.
        """
        end = time.monotonic() + patience
        came = self._read(0.3)
        while (came or self._is_at_work()) and time.monotonic() < end:
            came = self._read(quiet)

    def _is_at_work(self) -> bool:
        """Whether what was pressed has not been read yet, or somebody computes who may send something for it."""
        if self.process.poll() is not None:
            return False
        unread = struct.unpack("i", fcntl.ioctl(self._slave, termios.FIONREAD, bytes(4)))[0]
        is_raw = not termios.tcgetattr(self._slave)[3] & termios.ICANON
        if unread and is_raw:
            return True
        return are_at_work((self.process.pid, *below(self.process.pid), *self._served_by()))

    @property
    def _is_whole(self) -> bool:
        """Whether the screen is no frame of which the rest is on its way; as far as its ends are sent at all."""
        return not self.modes.get(2026) or self.process.poll() is not None

    def wait_until(self, holds: Callable[[], object], what: str, seconds: float = 60.0) -> None:
        """Read until something holds on a whole screen; fails with the screen when it does not in time."""
        end = time.monotonic() + seconds
        while not self._is_whole or not holds():
            if time.monotonic() > end:
                raise AssertionError(f"{what} did not come; the screen:\n{self.text}\n{self.raw[-400:]!r}")
            self._read(0.1)

    def wait_for(self, words: str, seconds: float = 60.0) -> None:
        """Read until the screen holds some words, wrapped or not."""
        self.wait_until(lambda: words in self.flat, repr(words), seconds)

    def signal(self, number: int) -> None:
        os.kill(self.process.pid, number)

    def hang_up(self) -> None:
        """Close the window: nobody reads or writes any more."""
        os.close(self._slave)
        os.close(self._master)
        self._master = self._slave = -1

    def ended(self, seconds: float = 60.0) -> int:
        """The exit code, once the command ended."""
        end = time.monotonic() + seconds
        while self.process.poll() is None:
            if time.monotonic() > end:
                raise AssertionError(f"still running; the screen:\n{self.text}")
            self.pump(0.05)
        self.pump(0.1)
        return self.process.returncode

    def faults_left(self) -> list[str]:
        """What of the terminal is not as it was before the command; empty: it is whole."""
        faults = []
        if termios.tcgetattr(self._slave) != self.flags_before:
            faults.append("flags of the line")
        if self.modes.get(1049):
            faults.append("alternate screen")
        if not self.cursor_shown:
            faults.append("cursor hidden")
        faults.extend(
            f"mode {mode}"
            for mode in (1000, 1002, 1003, 1006, 1015, 1016, 2004, 1004)
            if self.modes.get(mode)
        )
        if self.modes.get(7) is False:
            faults.append("no line wrap")
        shapes = re.findall(rb"\x1b\[(\d*) q", self.raw)
        if shapes and shapes[-1] not in (b"", b"0"):
            faults.append("cursor's shape")
        if self.raw.count(b"\x1b[22;2t") != self.raw.count(b"\x1b[23;2t"):
            faults.append("window title")
        if self.raw.count(b"\x1b[>") and self.raw.rfind(b"\x1b[<u") < self.raw.rfind(b"\x1b[>25u"):
            faults.append("keyboard protocol")
        return faults


def _coloured(parameters: bytes) -> bool:
    """Whether an SGR sequence sets or resets a colour by name; a full reset alone does not."""
    numbers = [int(part or 0) for part in re.split(rb"[;:]", parameters)]
    return any(30 <= n <= 49 or 90 <= n <= 107 or n in (58, 59) for n in numbers)
