"""Texts that people type into a room, made plain before they travel; and their limits, which are said beforehand."""

from __future__ import annotations

import unicodedata

from explainer.story.clean import REPLACEMENT, clean_line

QUESTION = 300
"""Characters of a guest's question; every front end says it before one types."""
TASK = 200
POLL = 200
"""Characters of a poll's question."""
OPTION = 60
OPTIONS = 30
"""A ballot of a document's sentences has 25."""

_MARKS = 4
"""Combining marks on one letter at most: some scripts need three, and a pile of them covers the lines above."""
_JOINERS = "\u200c\u200d"
"""Invisible characters that scripts and emoji are written with."""


def tidy(text: str, most: int) -> str:
    """The text on one line, without what acts or hides, cut to a number of characters.

    Controls and turns of the writing direction become a visible mark; spaces are single. Only for what is typed: what
    the fold checks (`is_plain`) must not hang on a Python's table of Unicode.
    """
    shown = "".join(_seen(c) for c in clean_line(text[: most * 4]))
    return _without_piles(" ".join(shown.split()))[:most].rstrip()


def is_plain(text: str, most: int) -> bool:
    """Whether a text may stand in an event: short enough, one line, nothing in it that acts on a terminal."""
    return len(text) <= most and clean_line(text) == text


def _seen(c: str) -> str:
    hidden = unicodedata.category(c) in ("Cf", "Co", "Cn") and c not in _JOINERS
    return REPLACEMENT if hidden else c


def _without_piles(text: str) -> str:
    kept: list[str] = []
    marks = 0
    for c in text:
        marks = marks + 1 if unicodedata.category(c) in ("Mn", "Me") else 0
        if marks <= _MARKS:
            kept.append(c)
    return "".join(kept)
