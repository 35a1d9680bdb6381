"""A command's answer: data in cleaned lines of text or as JSON, and what is said beside it; here or over SSH."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any

import msgspec

from explainer.story.text import IDEOGRAPH, clean, curled, escape_json

# Text in lines for whoever reads things as words: a command's output, here or over SSH. All of it is cleaned
# first.

WIDEST = 72
"""Cells of a line at most; also the width where there is no terminal."""
PROGRAM = "explainer "


class Lines:
    """Lines as they come, wrapped to a width."""

    def __init__(self, width: int = WIDEST, program: str = PROGRAM) -> None:
        """
        Args:
            width: cells of a line.
            program: what stands before a command's words where one is named.
        """
        self._width = width
        self._program = program
        self.curls = False
        """Whether straight marks of quotation are written as those of English: in what is told of an English story."""
        self._lines: list[str] = []

    def line(self, text: str = "") -> None:
        """One line, or several, as they are."""
        self._lines.append(clean(text))

    def wrapped(self, text: str, first: str = "", rest: str | None = None) -> None:
        """One paragraph, wrapped."""
        text = clean(curled(text)) if self.curls else clean(text)
        for line in wrap(text, self._width, first, rest):
            self.line(line)

    def paragraphs(self, text: str, first: str = "") -> None:
        """Paragraphs that an empty line parts."""
        for number, paragraph in enumerate(text.split("\n\n")):
            if number:
                self.line()
            self.wrapped(paragraph, first)

    def field(self, label: str, value: str) -> None:
        """One labelled line; nothing when there is no value."""
        if value:
            self.wrapped(value, f"{label}: ", "  ")

    def table(self, rows: Sequence[tuple[str, ...]]) -> None:
        """Rows whose columns line up, the last one free; nothing is cut, so that a pipe gets all of it."""
        shown = [tuple(clean(cell).replace("\n", " ") for cell in row) for row in rows]
        if not shown:
            return
        sizes = [max(cells(row[column]) for row in shown) for column in range(len(shown[0]) - 1)]
        for row in shown:
            padded = [cell + " " * (size - cells(cell)) for cell, size in zip(row[:-1], sizes, strict=True)]
            self.line("  ".join([*padded, row[-1]]).rstrip())

    def command(self, words: str) -> str:
        """A command as one types it here."""
        return f"{self._program}{words}"

    def text(self) -> str:
        """All lines, each with its end."""
        return "".join(f"{line}\n" for line in self._lines)


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


def _words(text: str) -> list[tuple[str, str]]:
    """The words of a text, each after its blank; a line may also end between ideographs, where there is none."""
    if IDEOGRAPH.search(text):
        from explainer.paint.cells.wrapping import words  # loaded with the first ideograph

        return words(text)
    return [(" ", word) for word in text.split()]


def wrap(text: str, size: int, first: str = "", rest: str | None = None) -> list[str]:
    """Lines no wider than `size`: whole words, the first line after `first`, the others after `rest`.

    A single word that is wider than a line, such as an address, keeps a line of its own whole.
    """
    rest = " " * cells(first) if rest is None else rest
    lines: list[str] = []
    line, used = first, cells(first)
    begun = False
    for gap, word in _words(text):
        long = cells(word)  # a line's own cells are not counted again for each word: 3 ms of a scene
        if begun and used + len(gap) + long > size:
            lines.append(line)
            line, used, begun = rest, cells(rest), False
        line += (gap if begun else "") + word
        used += (len(gap) if begun else 0) + long
        begun = True
    if begun or not lines:
        lines.append(line.rstrip() if not begun else line)
    return lines


# What a command answers: data, and what is said beside it.


class Answer(msgspec.Struct, frozen=True):
    """Not yet cleaned of what a terminal would obey; whoever writes it does that."""

    data: str
    """Ends with its own line end."""
    said: str = ""
    """For standard error."""
    utf8: bool = False
    """In UTF-8 whatever the locale, as JSON must be."""


def json_of(value: Any) -> str:
    """A value as JSON, in lines; nothing in it acts on a terminal."""
    raw = msgspec.json.format(msgspec.json.encode(value), indent=2)
    return escape_json(raw.decode()) + "\n"
