"""Words as search compares them: folded, stemmed, without the signs around them.

English and Russian are stemmed, told apart by their script. Stemming is slow in pure Python, so a caller
stems only what may match, and the results are kept.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

_WORD = re.compile(r"\d{1,3}(?:,\d{3})+|[^\W_]+(?:[’'ʼ][^\W_]+)*")
_POSSESSIVE = re.compile(r"[’'ʼ]s$")
_PLAIN = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ё": "е", "’": "'", "ʼ": "'", ",": None})
"""Letters that lose their sign but do not decompose; a thousands comma goes too."""

_STOP_WORDS = """
a an and are as at be been but by did do does for from had has have he her his how i in is it its not of on or
she that the their there they this to was we were what when where which who why will with you
а в во где для до и из к как кто на не но о об от по с со то у что это
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())
"""Words that tell nothing beside others; alone they are searched for all the same."""


def words_of(text: str) -> Iterator[tuple[str, str]]:
    """Each word of a text as it stands and folded, in order."""
    for found in _WORD.finditer(text):
        yield found[0], fold(found[0])


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """One word in lower case, without diacritics, thousands commas or a possessive.

    The Russian й stays a letter of its own: the stemmer needs it to know an ending.
    """
    if word.isascii():
        folded = word.lower()
    else:
        letters = unicodedata.normalize("NFC", word).casefold()
        folded = "".join(c if c == "й" else _base(c) for c in letters)
    return _POSSESSIVE.sub("", folded.translate(_PLAIN))


def _base(letter: str) -> str:
    parts = unicodedata.normalize("NFD", letter)
    return "".join(c for c in parts if not unicodedata.combining(c))


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The stem of a folded word, by the rules of its script."""
    if word.isdecimal():
        return word
    return str(_stemmer("english" if word.isascii() else "russian").stemWord(word))


@lru_cache
def _stemmer(language: str) -> Any:
    from snowballstemmer import stemmer  # type: ignore[import-untyped]

    return stemmer(language)
