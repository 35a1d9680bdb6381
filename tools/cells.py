"""What a terminal shows of a painted frame, emulated from its bytes; and what may not be in these cells."""

from __future__ import annotations

import ast
import calendar
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pyte

from explainer.paint.cells.encoder import encode
from explainer.paint.cells.rows import Frame
from explainer.paint.cells.style import PALETTES, Palette, Profile, contrast, hex_of_index
from explainer.story.figures.tables import shapes, table
from explainer.story.model.structs import Story
from explainer.story.plain_letters import plain
from tools.screens import NOTHING

ENGINE = Path(__file__).resolve().parent.parent / "explainer"
SIXTEEN = {
    "black": "#000000", "red": "#CD0000", "green": "#00CD00", "brown": "#CDCD00", "blue": "#3B78FF",
    "magenta": "#CD00CD", "cyan": "#00CDCD", "white": "#E5E5E5", "brightblack": "#7F7F7F",
    "brightblue": "#5C8DFF",
}  # fmt: skip
EXAMPLES = ("room_screens.py", "cockpits.py")
"""Tools with words of their own on the screens they make: what people would type, a plan's."""
TEXT, CHROME = 7.0, 4.5
"""Least contrast: of text, and of chrome (header, counts, dates at the edge)."""
_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")


class Cell(NamedTuple):
    """One cell as shown; colours as hex, empty where the terminal's own stays."""

    character: str
    ink: str
    paper: str
    bold: bool
    underline: bool


Grid = tuple[tuple[Cell, ...], ...]


class _Screen(pyte.Screen):
    def select_graphic_rendition(self, *attributes: int, **private: Any) -> None:
        if not private:
            super().select_graphic_rendition(*attributes)


def shown(frame: Frame, width: int, profile: Profile) -> Grid:
    """The cells of a terminal that got a frame's bytes."""
    screen = _Screen(width, len(frame.rows))
    raw = encode(frame.rows, width, profile)
    pyte.ByteStream(screen).feed(re.sub(rb"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)", b"", raw))
    return tuple(tuple(cell_of(screen.buffer[y][x]) for x in range(width)) for y in range(len(frame.rows)))


def cell_of(found: Any) -> Cell:
    """A cell of pyte as shown."""
    ink, paper = _colour(found.fg), _colour(found.bg)
    if found.reverse:
        ink, paper = paper or "reverse", ink or "reverse"
    return Cell(found.data, ink, paper, found.bold, found.underscore)


def _colour(name: str) -> str:
    if name == "default":
        return ""
    return SIXTEEN.get(name) or f"#{name.upper()}"


def line(cells: tuple[Cell, ...]) -> str:
    """The characters of a row."""
    return "".join(cell.character for cell in cells)


def faults(
    frame: Frame, width: int, height: int, profile: Profile, words: frozenset[str] | None
) -> Iterator[str]:
    """What is wrong with a frame, in words: overflow, cut words (unless none are given), contrast."""
    if len(frame.rows) != height:
        yield f"{len(frame.rows)} rows instead of {height}"
    cells = shown(frame, width, profile)
    for y, row in enumerate(frame.rows):
        said = "".join(run.text for run in row).rstrip()
        if line(cells[y]).rstrip() != said:
            yield f"row {y} is wider than {width}, or shown otherwise than painted: {said!r}"
        for word in cut_words(said, words) if words is not None else ():
            yield f"row {y} has a cut word {word!r}: {said.strip()!r}"
    yield from poor_contrast(cells, profile)


def cut_words(said: str, words: frozenset[str]) -> Iterator[str]:
    """Words that are neither the story's nor the program's: a word broken at an edge leaves such pieces."""
    for found in _WORD.finditer(re.sub(r"https?://\S+|\S+\.\S+/\S*", " ", said)):
        word = found.group().casefold()
        if word not in words and set(word) != {"o"}:  # in ASCII a row of scenes not seen is a row of o
            yield found.group()


def poor_contrast(cells: Grid, profile: Profile) -> Iterator[str]:
    """Text under 7:1, chrome under 4.5:1; in 16 colours and none a word with a colour of its own."""
    palette = PALETTES[profile.theme]
    seen: set[tuple[str, str]] = set()
    for y, row in enumerate(cells):
        for cell in row:
            if not cell.character.strip() or (cell.ink, cell.paper) in seen:
                continue
            wordlike = cell.character.isalnum()
            if profile.depth in ("16", "none"):
                if wordlike and cell.ink not in ("", "reverse"):
                    seen.add((cell.ink, cell.paper))
                    yield f"row {y}: a word in a colour of the terminal's: {cell}"
                continue
            ratio = contrast(cell.ink, cell.paper) if cell.ink and cell.paper else 0.0
            if wordlike and ratio < (CHROME if _quiet(cell, palette) else TEXT):
                seen.add((cell.ink, cell.paper))
                yield f"row {y}: {cell.character!r} has {ratio:.1f}:1, {cell.ink} on {cell.paper}"


def _quiet(cell: Cell, palette: Palette) -> bool:
    """Chrome, and the digit of a choice on the bar (a sign there, like the one that stands in its place)."""
    accent = (palette.accent.hex, hex_of_index(palette.accent.number))
    bar = (palette.bar.hex, hex_of_index(palette.bar.number))
    chrome = (palette.chrome.hex, hex_of_index(palette.chrome.number))
    return cell.ink in chrome or (cell.character.isdigit() and cell.ink in accent and cell.paper in bar)


def vocabulary(story: Story) -> frozenset[str]:
    """Every word that may stand on a screen whole: of the story, and of the program's own texts."""
    texts = [*_strings(msgspec.to_builtins(story)), *_assets(story), *calendar.month_abbr, NOTHING]
    for path in (*ENGINE.rglob("*.py"), *(Path(__file__).with_name(name) for name in EXAMPLES)):
        texts += _constants(path)
    texts += [plain(text) for text in texts if not text.isascii()]  # as they stand in ASCII
    return frozenset(
        word.casefold() for text in texts for word in _WORD.findall(text.replace("'", "’"))
    ) | frozenset(word.casefold() for text in texts for word in _WORD.findall(text))


def _assets(story: Story) -> Iterator[str]:
    """What stands in the tables and shapes of the figures."""
    for path in story.assets:
        if path.endswith("json"):
            yield from (feature.name for feature in shapes(story, path).features)
        else:
            yield from (cell.replace("’", "'") for row in table(story, path).rows for cell in row)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield str(key)
            yield from _strings(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _strings(item)


@cache
def _constants(path: Path) -> tuple[str, ...]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return tuple(n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str))
