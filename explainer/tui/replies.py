"""Answers of the terminal in the stream of keys: taken out before Textual's parser, which would press them.

An answer may come in any number of pieces, late, or never. Only operating system commands are taken
(`ESC ] digits ;` up to BEL or `ESC \\`), since those are what we ask for and no key begins like them.
"""

from __future__ import annotations

import re

LONGEST = 256
"""Characters after which what began like an answer is none, and is let go unread."""

_WHOLE = re.compile(r"\x1b\](\d+);([^\x07\x1b]*)(?:\x07|\x1b\\)")
_BEGUN = re.compile(r"\x1b(?:\](?:\d+(?:;[^\x07\x1b]*\x1b?)?)?)?\Z")
_COLOUR = re.compile(r"rgba?:([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})")

BACKGROUND = "11"
"""The number of the question for the background's colour, and of its answer."""


class ReplyFilter:
    """Parts what a terminal answers from what a reader types."""

    def __init__(self) -> None:
        self.waiting = False
        """An answer is due: a lone ESC may be its first piece."""
        self._held = ""

    def feed(self, typed: str) -> tuple[str, list[tuple[str, str]]]:
        """Take in what came; what was typed, and the answers as (number, text)."""
        text = self._held + typed
        self._held = ""
        answers: list[tuple[str, str]] = []

        def answered(found: re.Match[str]) -> str:
            answers.append((found[1], found[2]))
            self.waiting = False
            return ""

        text = _WHOLE.sub(answered, text)
        begun = _BEGUN.search(text)
        if begun and (len(begun[0]) > 1 or self.waiting):
            self._held = begun[0] if len(begun[0]) <= LONGEST else ""
            text = text[: begun.start()]
        return text, answers

    def lapse(self) -> str:
        """After a moment without input: what was held and is a key after all.

        ESC alone, or with `]` (Alt and that key), is a key; with a number after it, it is an answer.
        """
        if self._held not in ("\x1b", "\x1b]"):
            return ""
        held, self._held = self._held, ""
        return held


def is_light(answer: str) -> bool | None:
    """Whether a background is light, from the answer `rgb:rrrr/gggg/bbbb`; None: it is no colour."""
    found = _COLOUR.match(answer)
    if not found:
        return None
    red, green, blue = (int(part, 16) / (16 ** len(part) - 1) for part in found.groups())
    brightness: float = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return brightness > 0.5
