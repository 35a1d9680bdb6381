"""The one place where commands write: data to stdout, narration and progress to stderr, all of it cleaned first."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from explainer.story.text import clean

if TYPE_CHECKING:
    from explainer.export.as_text.lines import Answer, Lines


def prepare() -> None:
    """Let no letter that the locale lacks end a command: it is printed as a question mark."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="replace")


def say(text: str = "") -> None:
    """Write lines of data."""
    if sys.stdout is not None:
        sys.stdout.write(clean(text) + "\n")


def say_whole(text: str, *, utf8: bool = False) -> None:
    """Write a whole text that ends with its own line end; in UTF-8 whatever the locale where it says that it is."""
    if sys.stdout is None:
        return
    buffer = getattr(sys.stdout, "buffer", None)
    if not utf8 or buffer is None:
        sys.stdout.write(clean(text))
        return
    sys.stdout.flush()
    buffer.write(clean(text).encode())
    buffer.flush()


def narrate(text: str) -> None:
    """Write lines about what is going on."""
    if sys.stderr is not None:
        sys.stderr.write(clean(text) + "\n")


class PassingLine:
    """A line of a terminal that is written over by the next one, and taken away at the end."""

    def __init__(self) -> None:
        self._last = ""

    def show(self, text: str) -> None:
        line = clean(text)
        sys.stderr.write(f"\r{line.ljust(len(self._last))}")
        sys.stderr.flush()
        self._last = line

    def end(self) -> None:
        if self._last:
            # Blanks instead of an escape sequence: every terminal knows them.
            sys.stderr.write("\r" + " " * len(self._last) + "\r")
            sys.stderr.flush()
        self._last = ""


def say_json(value: Any) -> None:
    """Write a value as JSON; in UTF-8 whatever the locale, as JSON must be."""
    from explainer.export.as_text.lines import json_of  # loaded with the first JSON: help needs none

    say_whole(json_of(value), utf8=True)


def is_terminal(stream: Any) -> bool:
    """Whether a standard stream is a terminal; one that was closed is none."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:
        return False


def width() -> int:
    """Cells of a line: the terminal's, 72 at most, 72 without one."""
    from explainer.export.as_text.lines import WIDEST

    if not is_terminal(sys.stdout):
        return WIDEST
    import shutil

    return max(20, min(WIDEST, shutil.get_terminal_size((WIDEST, 24)).columns))


def lines() -> Lines:
    """An empty page for words, as wide as lines are here."""
    from explainer.export.as_text.lines import Lines

    return Lines(width())


def say_wrapped(text: str, first: str = "", rest: str | None = None) -> None:
    """Write one paragraph, wrapped."""
    out = lines()
    out.wrapped(text, first, rest)
    say_whole(out.text())


def say_table(rows: Sequence[tuple[str, ...]]) -> None:
    """Write rows whose columns line up."""
    out = lines()
    out.table(rows)
    say_whole(out.text())


def answer(given: Answer) -> None:
    """Write what a command answers: what is said of it first."""
    if given.said:
        narrate(given.said)
    say_whole(given.data, utf8=given.utf8)


PATIENCE = 1.0
"""Seconds of silence before a command says what it does."""
_PAUSE = 0.1
"""Seconds between two words of how far it is: a thousand files are no thousand lines, over SSH least of all."""


class HowFar:
    """Says how far a command is, when it takes longer than its patience and somebody looks."""

    def __init__(self, text: str, patience: float = PATIENCE, *, once: bool = False) -> None:
        """Begin to wait.

        Args:
            text: what is said; `{done}` and `{total}` are filled in.
            patience: seconds of silence before.
            once: said once, on a line that stays: for readers whose terminal cannot write over one.
        """
        self._text = text
        self._due = time.monotonic() + patience
        self._once = once
        self._looking = is_terminal(sys.stderr)
        self._line = PassingLine()

    def __call__(self, done: int, total: int) -> None:
        if not self._looking or time.monotonic() < self._due:
            return
        text = self._text.format(done=done, total=total)
        if self._once:
            self._looking = False
            narrate(text)
            return
        self._due = time.monotonic() + _PAUSE
        self._line.show(text)

    def end(self) -> None:
        """Take the line away again."""
        self._line.end()
