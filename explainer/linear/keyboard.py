"""The keys of this process's terminal as they are pressed: its own line editing and echo are off while this is open.

What the terminal was set to is set again on every way out: at the end, at an exception, while the process is
stopped (Ctrl+Z) and when it is ended by a signal whose handler raises. POSIX alone; elsewhere one reads lines.
"""

from __future__ import annotations

import codecs
import contextlib
import os
import select
import signal
import termios
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import FrameType
from typing import Any

CHUNK = 4_096
_NO_CHARACTER = b"\x00"


@dataclass(frozen=True, slots=True)
class Pressed:
    """What happened at the terminal."""

    text: str = ""
    resized: bool = False
    """The window has another size."""
    resumed: bool = False
    """The process had been stopped and goes on."""
    closed: bool = False
    """Nothing will ever come any more."""


class Keyboard:
    """Reads what is pressed."""

    def __init__(self, handle: int, encoding: str) -> None:
        self._handle = handle
        self._decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
        self._before = termios.tcgetattr(handle)
        self._resized = self._resumed = False
        self._woken, self._waker = os.pipe()
        for end in (self._woken, self._waker):
            os.set_blocking(end, False)

    def read(self, seconds: float | None = None) -> Pressed:
        """Wait for something to happen, at most so long; nothing happened when all of it is empty."""
        ready, _writable, _failed = select.select([self._handle, self._woken], [], [], seconds)
        if self._woken in ready:
            with contextlib.suppress(BlockingIOError):
                os.read(self._woken, CHUNK)
        text, closed = self._text() if self._handle in ready else ("", False)
        resized, self._resized = self._resized, False
        resumed, self._resumed = self._resumed, False
        return Pressed(text, resized, resumed, closed)

    def _text(self) -> tuple[str, bool]:
        try:
            data = os.read(self._handle, CHUNK)
        except BlockingIOError:
            return "", False
        except OSError:  # the terminal went away
            return "", True
        return self._decoder.decode(data), not data

    # what the terminal is set to

    def set_keys(self) -> None:
        """Every key arrives as it is pressed, unseen; Ctrl+Z still stops the process."""
        now = termios.tcgetattr(self._handle)
        now[3] &= ~(termios.ICANON | termios.ECHO | termios.ECHONL | termios.IEXTEN)
        characters: list[Any] = now[6]
        characters[termios.VMIN], characters[termios.VTIME] = 1, 0
        characters[termios.VINTR] = characters[termios.VQUIT] = _NO_CHARACTER
        termios.tcsetattr(self._handle, termios.TCSANOW, now)

    def set_back(self) -> None:
        """As it was. At once: a terminal that was halted by Ctrl+S would never let it wait for its output."""
        with contextlib.suppress(termios.error):
            termios.tcsetattr(self._handle, termios.TCSANOW, self._before)

    # signals

    def note_size(self, _number: int, _frame: FrameType | None) -> None:
        """The window has another size."""
        self._resized = True

    def stop(self, number: int, _frame: FrameType | None) -> None:
        """Stop as the system does it, with the terminal as it was."""
        self.set_back()
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
        signal.signal(number, self.stop)
        self.go_on(number, None)

    def go_on(self, _number: int, _frame: FrameType | None) -> None:
        """The process goes on; a shell may have set the terminal its own way meanwhile."""
        self._resumed = True
        with contextlib.suppress(termios.error):  # in the background: the next signal comes in the foreground
            self.set_keys()

    def close(self) -> None:
        """Give back what was opened."""
        os.close(self._woken)
        os.close(self._waker)

    @property
    def waker(self) -> int:
        """Whoever writes here wakes a `read`."""
        return self._waker


@contextlib.contextmanager
def keys_of(handle: int, encoding: str) -> Iterator[Keyboard]:
    """The terminal's keys, as long as the block lasts.

    Raises:
        termios.error: it is no terminal, or has gone away.
    """
    keyboard = Keyboard(handle, encoding)
    try:
        with _handlers(keyboard):
            try:
                keyboard.set_keys()
                yield keyboard
            finally:
                keyboard.set_back()
    finally:
        keyboard.close()


@contextlib.contextmanager
def _handlers(keyboard: Keyboard) -> Iterator[None]:
    """Hear of the window and of being stopped; only the main thread may."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    wanted: dict[int, Callable[[int, FrameType | None], None]] = {
        signal.SIGWINCH: keyboard.note_size,
        signal.SIGTSTP: keyboard.stop,
        signal.SIGCONT: keyboard.go_on,
    }
    before = {number: signal.signal(number, handler) for number, handler in wanted.items()}
    wakeup = signal.set_wakeup_fd(keyboard.waker, warn_on_full_buffer=False)
    try:
        yield
    finally:
        signal.set_wakeup_fd(wakeup)
        for number, handler in before.items():
            signal.signal(number, handler)
