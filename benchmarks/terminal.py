"""A program on a PTY of its own, with the time at which every byte came."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyte

Chunk = tuple[float, bytes]

_UNKNOWN = re.compile(
    rb"\x1b\[[<>=?]\d*(?:;\d+)*u|\x1b\[\?\d+\$p|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b\[>[0-9;]*[a-tv-z]|\x1bP[^\x1b]*\x1b\\"
)
"""Questions and settings that pyte would print as text."""


class _Screen(pyte.Screen):
    """pyte takes private forms of some sequences for the common ones."""

    def select_graphic_rendition(self, *attributes: int, **private: Any) -> None:
        if not private:
            super().select_graphic_rendition(*attributes)

    def set_margins(self, *margins: Any, **private: Any) -> None:
        if not private:
            super().set_margins(*margins)


class Terminal:
    """Runs a command on a PTY; `with` it, and it is ended for sure."""

    def __init__(
        self, command: Sequence[str], home: Path, columns: int = 80, rows: int = 24, **extra: str
    ) -> None:
        self.columns, self.rows = columns, rows
        self.chunks: list[Chunk] = []
        environment = clean_environment(home) | {"TERM": "xterm-256color", "COLORTERM": "truecolor"} | extra
        self.began = time.perf_counter()
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            size = struct.pack("HHHH", rows, columns, 0, 0)
            fcntl.ioctl(0, termios.TIOCSWINSZ, size)
            os.execvpe(command[0], list(command), environment)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self.pid, 0)
        os.close(self._fd)

    def write(self, data: bytes) -> float:
        """Press keys; the time of pressing."""
        now = time.perf_counter()
        os.write(self._fd, data)
        return now

    def settle(self, quiet: float = 0.25, patience: float = 20.0) -> list[Chunk]:
        """What comes until nothing has come for `quiet` seconds."""
        new: list[Chunk] = []
        end = time.perf_counter() + patience
        while (left := end - time.perf_counter()) > 0:
            wait = min(left, quiet if new else left)
            if not select.select([self._fd], [], [], wait)[0]:
                if new:
                    break
                continue
            try:
                data = os.read(self._fd, 1 << 16)
            except OSError:  # the child has closed its side
                break
            if not data:
                break
            new.append((time.perf_counter(), data))
        self.chunks += new
        return new

    def idle(self, seconds: float) -> int:
        """Bytes that come while no key is pressed."""
        end, count = time.perf_counter() + seconds, 0
        while (left := end - time.perf_counter()) > 0:
            if select.select([self._fd], [], [], left)[0]:
                try:
                    count += len(os.read(self._fd, 1 << 16))
                except OSError:
                    break
        return count

    def seconds_to_complete(self, chunks: Sequence[Chunk], since: float) -> float:
        """Until the screen first showed all that it shows at the end; questions to it do not count."""
        raw = b"".join(data for _, data in self.chunks)
        final = self._display(raw)
        have = b"".join(data for _, data in self.chunks[: len(self.chunks) - len(chunks)])
        for at, data in chunks:
            have += data
            if self._display(have) == final:
                return at - since
        raise AssertionError("nothing was shown")

    def text(self, before: int = 0) -> str:
        """What the screen shows; what it showed `before` so many chunks came."""
        shown = self.chunks[: len(self.chunks) - before]
        return "\n".join(self._display(b"".join(data for _, data in shown)))

    def _display(self, raw: bytes) -> list[str]:
        screen = _Screen(self.columns, self.rows)
        pyte.ByteStream(screen).feed(_UNKNOWN.sub(b"", raw))
        return list(screen.display)


def colours_in(raw: bytes) -> int:
    """Sequences that set a colour."""
    count = 0
    for found in re.finditer(rb"\x1b\[([0-9;:]*)m", raw):
        numbers = [int(part or 0) for part in re.split(rb"[;:]", found[1])]
        count += any(30 <= n <= 49 or 90 <= n <= 107 for n in numbers)
    return count


def clean_environment(home: Path) -> dict[str, str]:
    """Nothing of the user's and no choice of colour: what a first reader has, with a home of its own."""
    kept = {
        name: os.environ[name] for name in ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH") if name in os.environ
    }
    folders = {f"XDG_{name}_HOME": str(home / name.lower()) for name in ("CACHE", "CONFIG", "DATA", "STATE")}
    return kept | folders | {"HOME": str(home), "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
