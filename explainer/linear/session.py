"""Linear mode on this terminal: lines from standard input, paragraphs to standard output.

The whole conversation goes to standard output, in order; no byte moves a cursor. The end of the input, Ctrl+C
and a terminal that goes away end it as `quit` with no.
"""

from __future__ import annotations

import contextlib
import io
import os
import signal
import sys
import threading
from collections.abc import Iterator
from types import FrameType
from typing import TextIO

from explainer.linear.conversation import AUTO, Conversation
from explainer.linear.wrap import window_width, wrapped
from explainer.messages import _
from explainer.problems import Cannot
from explainer.reading.options import ReaderOptions

PROMPT = "> "


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
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    with _signals():
        try:
            return _talk(conversation, reason, sys.stdin, sys.stdout)
        except BrokenPipeError:
            _keep(conversation)
            _close_pipe()
            return 0
        except _GoneAway as gone:
            _keep(conversation)
            return 128 + gone.number


def _talk(conversation: Conversation, reason: str, given: TextIO, out: TextIO) -> int:
    prompt = PROMPT if given.isatty() and out.isatty() else ""
    try:
        _write(conversation, conversation.opening(reason), out)
        while not conversation.ended:
            out.write(prompt)
            out.flush()
            line = given.readline()
            if not line:
                break
            _write(conversation, conversation.answer(line), out)
    except KeyboardInterrupt:
        _new_line(out, bool(prompt))
    else:
        _new_line(out, bool(prompt) and not conversation.ended)
    _write(conversation, conversation.leave(), out)
    return 0


def _new_line(out: TextIO, wanted: bool) -> None:
    """End the line of the prompt, where the reader's own Enter did not."""
    if wanted:
        out.write("\n")


def _write(conversation: Conversation, lines: list[str], out: TextIO) -> None:
    width = window_width(out) if conversation.width == AUTO else conversation.width
    bell = "\a" if conversation.bell and lines else ""
    out.write(bell + "".join(f"{wrapped(line, width)}\n" for line in lines))
    out.flush()


def _keep(conversation: Conversation) -> None:
    """Keep the place after a sudden end; what goes wrong can only be told on standard error."""
    try:
        conversation.keep()
    except Cannot as error:
        with contextlib.suppress(OSError):
            sys.stderr.write(_("Cannot: {text}").format(text=error) + "\n")


def _close_pipe() -> None:
    """Send what Python still wants to flush at exit into nothing: the reader of the pipe is gone."""
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
