"""Cells of a terminal: how wide a text is, how to cut it, and what may never reach a terminal."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from explainer.story.clean import clean_line
from explainer.story.model.scripts import IDEOGRAPH

_DROPPED = re.compile(
    "[\u00ad\u200b\u200d\u2060-\u2065\u206a-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
    "|(?<![\u0620-\u06ff])\u200c|\u200c(?![\u0620-\u06ff])"
)
"""Formatting characters without a cell of their own, which change the width of their neighbours. U+200C stays between
two Arabic letters, where Persian writes it, until `explainer.paint.joining` has heeded it."""
_SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u205f]")


_ONE_CELL = re.compile(
    "[\u0020-\u007e\u00a1-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u058a"
    "\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2190-\u21ff\u2200-\u22ff\u2500-\u25fc\u2800-\u28ff]*"
)
"""Latin, Greek, Cyrillic, Armenian, punctuation, arrows, boxes, braille: one cell each, so that the first page of most
stories does not wait for the tables of wcwidth (8 ms, a fifth of our own start)."""


@lru_cache(maxsize=32_768)
def clean(text: str) -> str:
    """One line of text without anything that a terminal would obey, or measure otherwise than we do."""
    if text.isascii() and text.isprintable():
        return text
    return _DROPPED.sub("", _SPACES.sub(" ", clean_line(text)))


@lru_cache(maxsize=32_768)
def width(text: str) -> int:
    """Cells that a clean text takes. Every character is measured alone, as terminals do."""
    if text.isascii() or _ONE_CELL.fullmatch(text):
        return len(text)
    return sum(map(cell_width, text))


@lru_cache(maxsize=4_096)
def cell_width(character: str) -> int:
    """Cells of one character: 0 for combining ones, 2 for wide ones, 1 for all that is unknown."""
    if _ONE_CELL.fullmatch(character):
        return 1
    if character == "\u200c":
        return 0
    from wcwidth import wcwidth

    cells = wcwidth(character)
    if cells > 0:
        return cells
    return 0 if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me") else 1


def take(text: str, cells: int) -> str:
    """The longest head of a text that fits; a combining character never loses its base."""
    if text.isascii():
        return text[: max(0, cells)]
    used = 0
    for index, character in enumerate(text):
        used += cell_width(character)
        if used > cells:
            return text[:index]
    return text


def cut(text: str, cells: int, ellipsis: str = "…") -> str:
    """A text that fits: whole, or ended after a whole word with an ellipsis; a lone long word is cut."""
    if width(text) <= cells:
        return text
    whole = whole_words(text, cells, ellipsis)
    if whole:
        return whole
    if cells <= width(ellipsis):
        return take(ellipsis, cells)
    return take(text, cells - width(ellipsis)).rstrip() + ellipsis


def whole_words(text: str, cells: int, ellipsis: str = "…") -> str:
    """The words of a text that fit before an ellipsis; empty when not even the first one does."""
    head = take(text, cells - width(ellipsis) - 1)
    if IDEOGRAPH.search(head):
        from explainer.paint.kinsoku import whole_head  # loaded with the first ideograph

        whole = whole_head(text, len(head))
        return f"{whole.rstrip(' ,;:，、；：')}{ellipsis}" if whole.strip() else ""
    whole = head if text[len(head) : len(head) + 1] == " " else head.rpartition(" ")[0]
    return f"{whole.rstrip(' ,;:')} {ellipsis}" if whole.strip() else ""


def cut_tail(text: str, cells: int, ellipsis: str = "…") -> str:
    """A text cut hard at its end: for addresses, which have no words."""
    return text if width(text) <= cells else take(text, cells - width(ellipsis)) + ellipsis
