"""Pages that say which keys to press, what to type and what the screen then says, as what they name can be tried.

A key stands in a span of code, words of the screen are bold, what is typed is slanted; `…` stands for what differs.
Tables whose first column is headed `key` are rows to press, and so is each paragraph and each item of a list that names
a key. In other tables words and keys are looked for, and not pressed.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token as Parsed

from tests.e2e.serving import ROOT
from tests.e2e.terminal import Terminal

KEY = re.compile(r"(?:Space|Backspace|Enter|Esc|Delete|(?:Shift\+)?Tab|Ctrl\+[A-Z]|F\d|[←→↑↓]|[A-Za-z0-9?.])")
RANGE = re.compile(r"`(\d)` to `(\d)`")
SENT = {
    "Esc": "escape", "←": "left", "→": "right", "↑": "up", "↓": "down",
}  # fmt: skip
"""Keys whose name on a page is another one than a terminal's."""
LABEL = re.compile(r"[A-Z]+")
"""The name of a part of a screen, which stands there all the time."""
SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing that a row names."""

    kind: str
    """key, screen or typed."""
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """One instruction."""

    pieces: tuple[Piece, ...]

    @property
    def name(self) -> str:
        """Its keys."""
        return " ".join(piece.text for piece in self.pieces if piece.kind == "key")


@dataclass(slots=True)
class Page:
    """What a page says."""

    rows: list[Row] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    """All that it names, wherever."""
    words: set[str] = field(default_factory=set)
    """Words of the screen, wherever."""
    unknown: list[str] = field(default_factory=list)
    """What stands in the column of keys and is none."""


def read_page(path: Path) -> Page:
    """The page without its legend, which is the first paragraph."""
    text = path.read_text(encoding="utf-8")
    page, cells, heads = Page(), [], []
    in_table, is_first = False, True
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        if token.type == "table_open":
            in_table, heads = True, []
        elif token.type == "table_close":
            in_table = False
        elif token.type == "tr_open":
            cells = []
        elif token.type == "tr_close":
            heads = heads or [cell.content for cell in cells]
            if heads[0] == "key" and cells[0].content != "key":
                _take_row(page, cells)
            else:
                _note(page, [piece for cell in cells for piece in _pieces(cell)])
        elif token.type == "inline" and in_table:
            cells.append(token)
        elif token.type == "inline":
            if not (is_first and token.content.startswith("`Keys`")):
                _take(page, list(_pieces(token)))
            is_first = is_first and not token.content.startswith("`Keys`")
    for first, last in RANGE.findall(text):
        page.keys |= set(map(str, range(int(first), int(last) + 1)))
    return page


def _take_row(page: Page, cells: Sequence[Parsed]) -> None:
    """A row of a table of keys: the first cell names one, the others what else is done, and what the screen says."""
    keys = [child.content for child in cells[0].children or () if child.type == "code_inline"]
    page.unknown += [key for key in keys if not KEY.fullmatch(key)] or ([] if keys else [cells[0].content])
    _take(page, [piece for cell in cells for piece in _pieces(cell)])


def _take(page: Page, pieces: list[Piece]) -> None:
    if any(piece.kind == "key" for piece in pieces):
        page.rows.append(Row(tuple(pieces)))
    _note(page, pieces)


def _note(page: Page, pieces: Sequence[Piece]) -> None:
    page.keys |= {piece.text for piece in pieces if piece.kind == "key"}
    page.words |= {piece.text for piece in pieces if piece.kind == "screen"}


def _pieces(inline: Parsed) -> Iterator[Piece]:
    kind, text = "", ""
    for child in inline.children or ():
        if child.type == "code_inline" and KEY.fullmatch(child.content):
            yield Piece("key", child.content)
        elif child.type in ("strong_open", "em_open"):
            kind, text = ("screen" if child.type == "strong_open" else "typed"), ""
        elif child.type in ("strong_close", "em_close"):
            yield Piece(kind, text)
            kind = ""
        elif kind:
            text += child.content


# on a screen


def shows(screen: Terminal, words: str) -> bool:
    """Whether it holds words of a page."""
    return bool(_pattern(words).search(screen.flat))


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(".*?".join(re.escape(part.strip()) for part in words.split("…")))


def press(screen: Terminal, key: str) -> None:
    """One key by its name on a page."""
    screen.press(SENT.get(key, key.lower() if len(key) > 1 else key))


def play(screen: Terminal, pieces: Sequence[Piece]) -> None:
    """Do what a row says: each key is pressed, each word of the screen comes by it and was not there before."""
    for at, piece in enumerate(pieces):
        if piece.kind == "typed":
            screen.send(piece.text)
        elif piece.kind == "screen":
            said = f"“{piece.text}”, as the page says,"
            screen.wait_until(lambda words=piece.text: shows(screen, words), said, SECONDS)
        else:
            after = pieces[at + 1] if at + 1 < len(pieces) else piece
            is_new = after.kind == "screen" and not LABEL.fullmatch(after.text)
            assert not (is_new and shows(screen, after.text)), f"{after.text} stands there already"
            press(screen, piece.text)


# in the program


@cache
def _messages() -> tuple[str, ...]:
    """Every text of the program."""
    found = []
    for path in (ROOT / "explainer").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found += [
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        ]
    return tuple(found)


def is_said(words: str) -> bool:
    """Whether the program has words like these; the gaps of its texts are filled by anything."""
    pattern = _pattern(words)
    return any(pattern.search(text) or _fills(text, words) for text in _messages())


def _fills(text: str, words: str) -> bool:
    """Whether the words are a text of the program with something in its gaps; one that is all gaps tells nothing."""
    parts = re.split(r"\{\w+\}", text)
    known = len(parts) > 1 and sum(len(part) for part in parts) > len(words) // 2
    return known and bool(re.fullmatch(".+".join(map(re.escape, parts)), words))
