"""Linear mode on this process's streams: a line editor where both are a terminal, else lines as they come.

The whole conversation goes to standard output, in order; no byte moves a cursor but CR and backspace. The end of
the input, Ctrl+C and a terminal that goes away end it as `quit` with no.
"""

from __future__ import annotations

import contextlib
import errno
import getpass
import io
import os
import signal
import sys
import threading
from collections.abc import Iterator
from types import FrameType
from typing import TYPE_CHECKING, TextIO

from explainer.linear.conversation import Conversation
from explainer.linear.editor import NEW_LINE, PROMPT, Editor, Fed
from explainer.linear.wrapping import is_remembered, window_columns, written
from explainer.messages import _
from explainer.problems import Cannot
from explainer.reading.options import ReaderOptions

if TYPE_CHECKING:
    from explainer.linear.keyboard import Keyboard

ESCAPE_SECONDS = 0.1
"""So long after an Escape the rest of a key's sequence would have come, even over a slow line."""


class _GoneAway(Exception):
    """The terminal or the system ended the session; carries the signal's number."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def run(options: ReaderOptions, reason: str) -> int:
    """Read a story line by line; the exit code.

    Args:
        options: the story, the run, and where it may be kept.
        reason: why the mode is on, as the end of "Linear mode is on: ...", such as "you typed --linear".
    """
    conversation = Conversation(options.story, options.run, options)
    for stream in (sys.stdin, sys.stdout):
        if (
            isinstance(stream, io.TextIOWrapper) and stream.errors != "replace"
        ):  # a passphrase was read before
            stream.reconfigure(errors="replace")
    with _signals():
        try:
            return _converse(conversation, reason, sys.stdin, sys.stdout)
        except _GoneAway as gone:
            _keep(conversation)
            return 128 + gone.number
        except OSError as error:
            _keep(conversation)
            _close_pipe()
            if error.errno == errno.EIO and hasattr(signal, "SIGHUP"):  # the terminal went away
                return 128 + signal.SIGHUP
            if error.errno in (errno.EPIPE, errno.EINVAL):  # the reader of the pipe, as Windows says it too
                return 0
            raise Cannot(_("Cannot write: {reason}.").format(reason=error.strerror or error)) from error


def _converse(conversation: Conversation, reason: str, given: TextIO, out: TextIO) -> int:
    with contextlib.ExitStack() as stack:
        keyboard = _keyboard(given, out, stack)
        reader = _Typist(keyboard, out) if keyboard else _Lines(given, out)
        _hold_lines(out)
        try:
            _write(conversation, conversation.opening(reason), out)
            while not conversation.ended:
                line = reader.read(secret=conversation.secret)
                if line is None:
                    break
                if is_remembered(conversation, line):
                    reader.remember(line)
                _write(conversation, conversation.answer(line), out)
        except KeyboardInterrupt:
            reader.break_off()
        _write(conversation, conversation.leave(), out)
        out.flush()
    return 0


def _hold_lines(out: TextIO) -> None:
    """Send the end of the typed line, the reply and the prompt as one, when the next line is waited for.

    A screen reader that sees the line end, and a moment later the reply, says "blank" in between.
    """
    if isinstance(out, io.TextIOWrapper):
        out.reconfigure(line_buffering=False, write_through=False)


def _keyboard(given: TextIO, out: TextIO, stack: contextlib.ExitStack) -> Keyboard | None:
    """The terminal's keys, where both streams are a terminal that lets them be read; else None."""
    if not (given.isatty() and out.isatty()):
        return None
    try:
        import termios

        from explainer.linear.keyboard import keys_of
    except ImportError:  # Windows: its console edits lines by itself
        return None
    # a plain locale calls itself ASCII; terminals that send more than that send UTF-8
    encoding = "utf-8" if _encoding(given) in ("ascii", "us-ascii", "ansi_x3.4-1968") else _encoding(given)
    with contextlib.suppress(termios.error, OSError, ValueError):
        return stack.enter_context(keys_of(given.fileno(), encoding))
    return None


class _Lines:
    """Lines as they come: from a pipe, a file, or a terminal that edits them itself."""

    def __init__(self, given: TextIO, out: TextIO) -> None:
        self._given = given
        self._out = out
        self._prompt = PROMPT if given.isatty() and out.isatty() else ""

    def read(self, *, secret: bool) -> str | None:
        """The next line; None at the end."""
        if secret and self._given.isatty():
            self._out.flush()
            with contextlib.suppress(EOFError):
                return getpass.getpass(self._prompt)
            return None
        self._out.write(self._prompt)
        self._out.flush()
        line = self._given.readline()
        if not line:
            self.break_off()
        return line or None

    def remember(self, line: str) -> None:
        """Nothing is offered again here."""

    def break_off(self) -> None:
        """End the line of the prompt, where the reader's own Enter did not."""
        if self._prompt:
            self._out.write("\n")


class _Typist:
    """A line editor on a terminal."""

    def __init__(self, keyboard: Keyboard, out: TextIO) -> None:
        self._keyboard = keyboard
        self._out = out
        self._editor = Editor(window_columns(out), PROMPT, _encoding(out))

    def read(self, *, secret: bool) -> str | None:
        """The next line; None at the end."""
        self._send(self._editor.resize(window_columns(self._out)))
        fed = self._editor.begin(secret=secret)
        self._send(fed.output)
        while fed.line is None and not fed.ended:
            self._out.flush()
            pressed = self._keyboard.read(ESCAPE_SECONDS if self._editor.escape else None)
            if pressed.closed:
                self.break_off()
                return None
            if pressed.resized:
                self._send(self._editor.resize(window_columns(self._out)))
            if pressed.resumed:
                self._send(NEW_LINE + self._editor.redraw())
            if not (pressed.text or pressed.resized or pressed.resumed):
                self._editor.no_more()
            fed = self._editor.feed(pressed.text) if pressed.text else Fed()
            self._send(fed.output)
        return fed.line

    def remember(self, line: str) -> None:
        """Offer a line again at the Up key."""
        self._editor.remember(line)

    def break_off(self) -> None:
        """End the line that was being typed."""
        self._send(NEW_LINE)

    def _send(self, text: str) -> None:
        """The terminal makes CR and LF of each LF."""
        if text:
            self._out.write(text.replace(NEW_LINE, "\n"))


def _encoding(stream: TextIO) -> str:
    return (getattr(stream, "encoding", None) or "utf-8").lower()


def _write(conversation: Conversation, lines: list[str], out: TextIO) -> None:
    encoding = "ascii" if conversation.options.glyphs == "ascii" else _encoding(out)
    told = written(conversation, lines, window_columns(out), encoding)
    out.write("".join(f"{line}\n" for line in told))


def _keep(conversation: Conversation) -> None:
    """Keep the place after a sudden end; what goes wrong can only be told on standard error."""
    try:
        conversation.keep()
    except Cannot as error:
        with contextlib.suppress(OSError):
            sys.stderr.write(_("Cannot: {text}").format(text=error) + "\n")


def _close_pipe() -> None:
    """Send what Python still wants to flush at exit into nothing: the other side is gone."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


@contextlib.contextmanager
def _signals() -> Iterator[None]:
    """SIGTERM and SIGHUP end the session in order; only the main thread may say so."""

    def gone_away(number: int, frame: FrameType | None) -> None:
        raise _GoneAway(number)

    before = {}
    if threading.current_thread() is threading.main_thread():
        for name in ("SIGTERM", "SIGHUP"):
            if hasattr(signal, name):
                before[getattr(signal, name)] = signal.signal(getattr(signal, name), gone_away)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
