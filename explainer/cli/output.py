"""The one place where commands write: data to stdout, narration to stderr, all of it cleaned first."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Sequence
from typing import Any

from explainer.story.clean import clean, escape_json

WIDEST = 72
"""Cells of a line at most; also the width where there is no terminal."""


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


def say_json(value: Any) -> None:
    """Write a value as JSON; in UTF-8 whatever the locale, as JSON must be."""
    import msgspec

    raw = msgspec.json.format(msgspec.json.encode(value), indent=2)
    say_whole(escape_json(raw.decode()) + "\n", utf8=True)


def is_terminal(stream: Any) -> bool:
    """Whether a standard stream is a terminal; one that was closed is none."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:
        return False


def width() -> int:
    """Cells of a line: the terminal's, 72 at most, 72 without one."""
    if not is_terminal(sys.stdout):
        return WIDEST
    import shutil

    return max(20, min(WIDEST, shutil.get_terminal_size((WIDEST, 24)).columns))


def cells(text: str) -> int:
    """How many cells a text takes in a terminal."""
    if text.isascii():
        return len(text)
    return sum(_cell(character) for character in text)


def _cell(character: str) -> int:
    # wcwidth would cost a command more than reading the story does; these commands print prose, not tables.
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def wrap(text: str, size: int, first: str = "", rest: str | None = None) -> list[str]:
    """Lines no wider than `size`: whole words, the first line after `first`, the others after `rest`.

    A single word that is wider than a line, such as an address, keeps a line of its own whole.
    """
    rest = " " * cells(first) if rest is None else rest
    lines: list[str] = []
    line = first
    begun = False
    for word in text.split():
        if begun and cells(line) + 1 + cells(word) > size:
            lines.append(line)
            line, begun = rest, False
        line += (" " if begun else "") + word
        begun = True
    if begun or not lines:
        lines.append(line.rstrip() if not begun else line)
    return lines


def say_wrapped(text: str, first: str = "", rest: str | None = None) -> None:
    """Write one paragraph, wrapped."""
    for line in wrap(clean(text), width(), first, rest):
        say(line)


def say_paragraphs(text: str, first: str = "") -> None:
    """Write paragraphs that an empty line parts."""
    for number, paragraph in enumerate(text.split("\n\n")):
        if number:
            say()
        say_wrapped(paragraph, first)


def say_table(rows: Sequence[tuple[str, ...]]) -> None:
    """Write rows whose columns line up, the last one free; nothing is cut, so that a pipe gets all of it."""
    shown = [tuple(clean(cell).replace("\n", " ") for cell in row) for row in rows]
    if not shown:
        return
    sizes = [max(cells(row[column]) for row in shown) for column in range(len(shown[0]) - 1)]
    for row in shown:
        padded = [cell + " " * (size - cells(cell)) for cell, size in zip(row[:-1], sizes, strict=True)]
        say("  ".join([*padded, row[-1]]).rstrip())
