"""The one place where commands write: data to stdout, narration to stderr, all of it cleaned first."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from explainer.story.clean import clean

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
