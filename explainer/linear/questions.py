"""Open questions: while one is open, the next line is its answer and no word of the mode.

A conversation holds a stack of them: an answer may ask the next thing, and the end of the input closes each with the
answer that does least.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Question:
    """Something that was asked, and waits."""

    answer: Callable[[str], list[str]]
    """What becomes of the line; to ask again, it opens the question anew."""
    unanswered: Callable[[], list[str]]
    """What becomes of it at the end of the input."""
    secret: bool = False
    """The line is not to be shown while it is typed, and to be remembered nowhere."""
