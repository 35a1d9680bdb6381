"""Paragraphs as a terminal gets them: in lines of its width, in characters it has; every shell of the mode uses it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, TextIO

from explainer.linear import words
from explainer.paint.cells import wrapping
from explainer.story.plain_letters import plain
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
