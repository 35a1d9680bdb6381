"""Words wrapped whole: never a hyphen, never a second column."""

from __future__ import annotations

import os
from typing import TextIO

from explainer.paint.cells import text_width
from explainer.story.model.scripts import IDEOGRAPH

AUTO = -1
"""Lines as wide as the window."""
MOST = 72
LEAST = 20
"""Narrower than this a line holds one word; a braille line has 40 cells, the smallest displays 20."""


def window_columns(stream: TextIO) -> int:
    """The columns of the window a stream writes to; 0 without a window, or where it does not tell."""
    try:
        return os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError):
        return 0


def wrapped(paragraph: str, width: int) -> str:
    """A paragraph in lines of at most `width` cells, a longer word on a line alone; 0 leaves it whole."""
    text = text_width.clean(paragraph)
    if not width:
        return text
    lines: list[str] = []
    words = [(" ", word) for word in text.split()]
    if IDEOGRAPH.search(text):
        words = text_width.words(text)
    for gap, word in words:
        if lines and text_width.width(lines[-1]) + len(gap) + text_width.width(word) <= width:
            lines[-1] += gap + word
        else:
            lines.append(word)
    return "\n".join(lines)
