"""Paragraphs as a terminal gets them: in lines of its width, in characters it has; every shell of the mode uses it."""

from __future__ import annotations

import os
import unicodedata
from typing import TYPE_CHECKING, TextIO

from explainer.linear import words
from explainer.paint.cells import wrapping
from explainer.story.text import IDEOGRAPH, curled, has_curled_marks

if TYPE_CHECKING:
    from explainer.linear.conversation import Conversation

# Words wrapped whole: never a hyphen, never a second column.

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
    text = wrapping.clean(paragraph)
    if not width:
        return text
    lines: list[str] = []
    pieces = [(" ", word) for word in text.split()]
    if IDEOGRAPH.search(text):
        pieces = wrapping.words(text)
    for gap, word in pieces:
        if lines and wrapping.width(lines[-1]) + len(gap) + wrapping.width(word) <= width:
            lines[-1] += gap + word
        else:
            lines.append(word)
    return "\n".join(lines)


# A text as a terminal of few characters can show it: a plain substitute for what its encoding lacks.

SUBSTITUTES = {
    **dict.fromkeys("\u2018\u2019\u201a\u2032\u02bc", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u2033\u00ab\u00bb", '"'),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
    **dict.fromkeys("\u00b7\u2022", "-"),
    "\u2260": "not equal to",
    "\u2264": "at most",
    "\u2265": "at least",
    "\u2248": "about",
    "\u00d7": "x",
    "\u2192": "to",
    "\u20ac": "EUR",
    "\u20b8": "KZT",
    "\u00f8": "o",
    "\u00d8": "O",
    "\u00df": "ss",
    "\u00e6": "ae",
    "\u0142": "l",
    "\u0141": "L",
    "\u0131": "i",
    "\u0111": "d",
}


def plain(text: str, encoding: str) -> str:
    """The text with substitutes where the encoding has no such character."""
    if _has(text, encoding):
        return text
    return "".join(
        character if _has(character, encoding) else _substitute(character, encoding)
        for character in unicodedata.normalize("NFC", text)
    )


def _substitute(character: str, encoding: str) -> str:
    """A known substitute, else the letter without its marks, else a question mark."""
    if character in SUBSTITUTES:
        return SUBSTITUTES[character]
    parts = unicodedata.normalize("NFKD", character)
    kept = "".join(SUBSTITUTES.get(part, part) for part in parts if not unicodedata.combining(part))
    return kept if _has(kept, encoding) else "?"


def _has(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


# What every shell of the mode does with a conversation, on a terminal of this machine or over a line.

UNREMEMBERED = frozenset(("answer", "question", "phrase", "resume"))
"""Words whose lines the Up key never offers again: what one answered or asked, and what opens a run."""


def written(conversation: Conversation, lines: list[str], window: int, encoding: str) -> list[str]:
    """Paragraphs as they are written.

    Args:
        conversation: whose own width and bell count.
        lines: the paragraphs.
        window: columns of the window; 0 when there is none.
        encoding: of the terminal.
    """
    width = min(window or MOST, MOST) if conversation.width == AUTO else conversation.width
    if has_curled_marks(conversation.story.language):
        lines = [curled(line) for line in lines]
    told = [wrapped(plain(line, encoding), width) for line in lines]
    return ["\a" + told[0], *told[1:]] if conversation.bell and told else told


def is_remembered(conversation: Conversation, line: str) -> bool:
    """Whether the Up key may offer a line again: no answer to a question, and no secret."""
    if conversation.asking or line == words.INTERRUPT:
        return False
    return words.parse(line).word not in UNREMEMBERED
