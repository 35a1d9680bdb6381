"""The one place where commands write: data to stdout, narration and progress to stderr, all of it cleaned first."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from explainer.messages import _
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


def narrate_on(text: str) -> None:
    """Write a line to an operator whose terminal may be gone: a server goes on, and stops when it is told to."""
    with contextlib.suppress(OSError, ValueError):
        narrate(text)
        if sys.stderr is not None:
            sys.stderr.flush()


def some(texts: Sequence[str], most: int) -> str:
    """As many texts as one reads, with commas; the rest is counted."""
    more = len(texts) - most
    return ", ".join([*texts[:most], *([_("and {n} more").format(n=more)] if more > 0 else [])])


def say_json(value: Any) -> None:
    """Write a value as JSON; in UTF-8 whatever the locale, as JSON must be."""
    from explainer.export.as_text.lines import json_of  # loaded with the first JSON: help needs none

    say_whole(json_of(value), utf8=True)


def is_terminal(stream: Any) -> bool:
    """Return True if a standard stream is a terminal; one that was closed is not."""
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
    """Tells how far a command is, on a line of the terminal that is written over and taken away at the end.

    Nothing is told where nobody looks, nor before the patience is over.
    """

    def __init__(self, text: str = "", patience: float = PATIENCE, *, once: bool = False) -> None:
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
        self._last = ""

    def __enter__(self) -> HowFar:
        return self

    def __exit__(self, *_error: object) -> None:
        self.end()

    @property
    def is_due(self) -> bool:
        """Somebody looks, and the patience is over."""
        return self._looking and time.monotonic() >= self._due

    def __call__(self, done: int, total: int) -> None:
        if not self.is_due:
            return
        text = self._text.format(done=done, total=total)
        if self._once:
            self._looking = False
            narrate(text)
            return
        self._due = time.monotonic() + _PAUSE
        self.show(text)

    def show(self, text: str) -> None:
        """Write over the line."""
        line = clean(text)
        sys.stderr.write(f"\r{line.ljust(len(self._last))}")
        sys.stderr.flush()
        self._last = line

    def end(self) -> None:
        """Take the line away again."""
        if self._last:
            # Blanks instead of an escape sequence: every terminal knows them.
            sys.stderr.write("\r" + " " * len(self._last) + "\r")
            sys.stderr.flush()
        self._last = ""
