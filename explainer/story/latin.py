"""Cyrillic words in Latin letters, so that who has no Cyrillic keyboard finds them.

People spell in many ways (kh or h, y or i, q or k), so both sides are brought to one plain spelling, which is for
comparing only and never shown.
"""

from __future__ import annotations

import re
from functools import lru_cache

_LETTERS = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "i", "й": "i", "к": "k",
    "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "h",
    "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sh", "ъ": "", "ы": "i", "ь": "", "э": "e", "ю": "iu", "я": "ia",
    "ә": "a", "ғ": "g", "қ": "k", "ң": "n", "ө": "o", "ұ": "u", "ү": "u", "һ": "h", "і": "i", "ї": "i", "є": "e",
    "ґ": "g", "ў": "u",
}  # fmt: skip
_SPELLINGS = (
    ("shch", "sh"), ("zh", "\0"), ("kh", "h"), ("gh", "g"), ("ng", "n"), ("tz", "ts"), ("tch", "ch"), ("x", "ks"),
    ("q", "k"), ("w", "v"), ("j", "\0"), ("y", "i"), ("\0", "zh"),
)  # fmt: skip
_TWICE = re.compile(r"([a-z])\1+")


def in_latin(word: str) -> str:
    """A folded Cyrillic word in plain Latin letters; empty for a word of any other script."""
    if not word or word[0] not in _LETTERS:
        return ""
    return spelt("".join(_LETTERS.get(c, c) for c in word))


@lru_cache(maxsize=4_096)
def spelt(word: str) -> str:
    """A word in Latin letters in the one spelling that is compared."""
    for usual, plain in _SPELLINGS:
        word = word.replace(usual, plain)
    return _TWICE.sub(r"\1", word)
