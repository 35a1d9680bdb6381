"""The two sides of one guest's line: a handler takes the guest's bytes, and writes to the line."""

from __future__ import annotations

from typing import Protocol

from explainer.linear.wrapping import wrapped
from explainer.messages import _
from explainer.serve.ssh.guest_terminal import GuestTerminal

NOT_FOUND = 1
"""The exit code of a guest whose room or command is not there."""


class Handler(Protocol):
    """One guest's way of reading. Every call is guarded by the session: what it raises ends this guest alone.

    One that has `stays`, and is true, is not ended for pressing nothing.
    """

    def start(self) -> None:
        """The line is open: say or show the first thing."""

    def feed(self, data: bytes) -> None:
        """Bytes from the guest, cut anywhere."""

    def resize(self, columns: int, rows: int) -> None:
        """The window has another size; already within bounds."""

    def eof(self) -> None:
        """Nothing more will come from the guest; what was asked may still be answered."""

    def lost(self) -> None:
        """The line is gone: park what is worth it. Nothing can be written any more."""

    def tell(self, words: str) -> None:
        """Say one sentence that the guest did not ask for, without breaking what they type."""

    def say_goodbye(self, words: str) -> None:
        """Make the terminal whole, say the words, park, and close the line with 0."""


class Line(Protocol):
    """The way to one guest."""

    def write(self, data: bytes) -> None:
        """Send; never waits, and does nothing once the line is closed."""

    def aside(self, data: bytes) -> None:
        """Send to the client's standard error: what is no data."""

    def hold(self, held: bool) -> None:
        """Take nothing in until it is let go: what a guest sent waits with them, not in this process."""

    def waiting(self) -> int:
        """Bytes written that the kernel has not yet taken."""

    def close(self, code: int) -> None:
        """Let what is written go out, then end the session with an exit code."""

    def failed(self, error: Exception) -> None:
        """A fault in what a handler does by itself, in a timer or a task: ends this guest alone."""

    def cut(self) -> None:
        """End the connection at once: the guest reads nothing."""


def last_words(words: str, terminal: GuestTerminal | None) -> bytes:
    """Words as they are written before a line closes; nothing for none.

    Args:
        words: a line, or several.
        terminal: of the guest, whose client set it to raw; None: there is none, and a line stays whole.
    """
    if not words:
        return b""
    lines = words.splitlines()
    if terminal is None:
        return "".join(f"{line}\n" for line in lines).encode()
    folded = [part for line in lines for part in wrapped(line, terminal.columns).split("\n")]
    return "".join(f"{line}\r\n" for line in folded).encode()


def crash_words(handler: object) -> str:
    """What is said where a fault of ours ends a guest's reading, and in an open room also where the server ends."""
    if getattr(handler, "stays", False):
        return _("Type the same line again in a moment; the room is kept.")
    return _("Something went wrong here and was noted without your words. Come in again.")


class Refusal:
    """One plain line, and the end."""

    def __init__(self, line: Line, terminal: GuestTerminal | None, words: str, code: int = NOT_FOUND) -> None:
        self._line = line
        self._said = last_words(words, terminal)
        self._code = code

    def start(self) -> None:
        self._line.write(self._said)
        self._line.close(self._code)

    def feed(self, data: bytes) -> None:
        pass

    def resize(self, columns: int, rows: int) -> None:
        pass

    def eof(self) -> None:
        pass

    def lost(self) -> None:
        pass

    def tell(self, words: str) -> None:
        pass

    def say_goodbye(self, words: str) -> None:
        self._line.close(self._code)
