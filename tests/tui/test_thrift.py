"""Fewer bytes to a local terminal, and the very same picture on it."""

from __future__ import annotations

import random
import re

import pyte
import pytest
from rich.color import Color, ColorSystem
from rich.style import Style

from explainer.tui.thrift import thrifty

COLUMNS, ROWS = 40, 8
DEPTHS = {
    "truecolor": (ColorSystem.TRUECOLOR, [Color.parse(f"#{n}{n}{n}") for n in ("11", "99", "fe")]),
    "256": (ColorSystem.EIGHT_BIT, [Color.from_ansi(n) for n in (17, 203, 235)]),
    "16": (ColorSystem.STANDARD, [Color.from_ansi(n) for n in (1, 8, 12)]),
    "none": (ColorSystem.STANDARD, []),
}


def written(depth: str, seed: int) -> str:
    """A frame as Textual writes one: moves, and each piece of text with its whole style around it."""
    chance, parts = random.Random(seed), []
    system, colours = DEPTHS[depth]
    for row in range(ROWS):
        parts.append(f"\x1b[{row + 1};1H")
        for _piece in range(6):
            style = Style(
                color=chance.choice([*colours, None]), bgcolor=chance.choice([*colours, None]),
                bold=chance.random() < 0.3 or None, underline=chance.random() < 0.2 or None,
                reverse=chance.random() < 0.2 or None, italic=chance.random() < 0.1 or None,
                link="https://example.org" if chance.random() < 0.1 else None,
            )  # fmt: skip
            text = chance.choice(["     ", "ab c", "⣿⣀", "═ x"])
            parts.append(style.render(text, color_system=system))
        if row + 1 < ROWS:
            parts.append("\n")
    return "".join(parts) + "\x1b[3;4H"


def cells(data: str) -> list[tuple[object, ...]]:
    """What each cell shows: a blank has neither ink nor weight."""
    screen = pyte.Screen(COLUMNS, ROWS)
    screen.set_mode(pyte.modes.LNM)
    pyte.Stream(screen).feed(data)
    found: list[tuple[object, ...]] = [(screen.cursor.x, screen.cursor.y)]
    for row in range(ROWS):
        for column in range(COLUMNS):
            cell = screen.buffer[row][column]
            bare = cell.data == " " and not (cell.underscore or cell.reverse)
            ink = () if bare else (cell.fg, cell.bold, cell.italics)
            found.append((cell.data, cell.bg, cell.underscore, cell.reverse, *ink))
    return found


@pytest.mark.parametrize("depth", DEPTHS)
def test_the_picture_is_the_same_in_fewer_bytes(depth: str) -> None:
    for seed in range(60):
        data = written(depth, seed)
        sent = thrifty(data)
        assert cells(sent) == cells(data), seed
        assert len(sent) < len(data)
        assert cells(sent + "x")[1:] == cells(data + "x")[1:]  # the pen is plain again after it
        if depth == "none":
            codes = {code for found in re.findall(r"\x1b\[([0-9;]*)m", sent) for code in found.split(";")}
            assert codes <= {"0", "1", "3", "4", "7", "22", "24", "27"}


def test_what_has_no_style_is_sent_as_it_is() -> None:
    for data in ("", "abc", "\x1b[?25l", "\x1b[2;3H\x1b[1mx"):
        assert thrifty(data) == data or thrifty(data).startswith(data)
