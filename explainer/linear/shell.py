"""What every shell of the mode does with a conversation, on a terminal of this machine or over a line."""

from __future__ import annotations

from explainer.linear import words
from explainer.linear.conversation import Conversation
from explainer.linear.plain import plain
from explainer.linear.wrap import AUTO, MOST, wrapped

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
    told = [wrapped(plain(line, encoding), width) for line in lines]
    return ["\a" + told[0], *told[1:]] if conversation.bell and told else told


def is_remembered(conversation: Conversation, line: str) -> bool:
    """Whether the Up key may offer a line again: no answer to a question, and no secret."""
    return not conversation.asking and words.parse(line).word not in UNREMEMBERED
