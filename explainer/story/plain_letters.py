"""A text as a terminal of few characters can show it: a plain substitute for what its encoding lacks.

Letters lose their marks (Málaga is Malaga), Cyrillic ones are spelt in Latin letters (Волга is Volga), and
a run of letters for which there is nothing near is named by its script: `[Armenian letters]`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from explainer.messages import _

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
_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "yo", "ж": "zh", "з": "z", "и": "i", "й": "y",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
    "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya",
    "ә": "a", "ғ": "g", "қ": "k", "ң": "n", "ө": "o", "ұ": "u", "ү": "u", "һ": "h", "і": "i",
    "ї": "yi", "є": "ye", "ґ": "g", "ў": "u",
}  # fmt: skip
_NAMES = {"CJK": "Chinese", "HIRAGANA": "Japanese", "KATAKANA": "Japanese"}
"""Scripts that go by another name."""
_LOST = "\ufffd"
"""Stands for a letter that has no substitute, until its run is named."""
_RUN = re.compile(rf"{_LOST}(?:[{_LOST}\s.,:;!?'\"()-]*{_LOST})?\"?")


@lru_cache(maxsize=4_096)
def plain(text: str, encoding: str = "ascii") -> str:
    """The text with substitutes where the encoding has no such character."""
    if _has(text, encoding):
        return text
    lost: list[str] = []
    parts: list[str] = []
    for character in unicodedata.normalize("NFC", text):
        if _has(character, encoding):
            parts.append(character)
        elif (found := _substitute(character, encoding)) is not None:
            parts.append(found)
        elif not unicodedata.combining(character):
            parts.append(_LOST)
            lost.append(character)
    whole, rest = "".join(parts), iter(lost)
    if not lost:
        return whole

    def named(run: re.Match[str]) -> str:
        """The script; a closing mark stays where its opening one stands before the run."""
        name = _named([next(rest) for _each in range(run[0].count(_LOST))])
        return name + '"' if run[0].endswith('"') and run[0].count('"') % 2 else name

    return _RUN.sub(named, whole)


def in_place(text: str, cells: Callable[[str], int]) -> str:
    """The text in ASCII, each character in as many cells as it takes, for what is laid out already."""
    shown = []
    for character in text:
        found = character if character.isascii() else _substitute(character, "ascii")
        found = "?" if found is None else found or "'"  # a soft sign has no letter, and here it has a cell
        shown.append(found[: cells(character)].ljust(cells(character)))
    return "".join(shown)


def _substitute(character: str, encoding: str) -> str | None:
    """A known substitute, else the letter without its marks; None where there is neither."""
    if character in SUBSTITUTES:
        return SUBSTITUTES[character]
    if (small := _CYRILLIC.get(character.lower())) is not None:
        return small if character.islower() else small.capitalize()
    parts = unicodedata.normalize("NFKD", character)
    kept = "".join(SUBSTITUTES.get(part, part) for part in parts if not unicodedata.combining(part))
    return kept if kept and _has(kept, encoding) else None


def _named(run: list[str]) -> str:
    """What stands for letters that have no substitute: which they are; a question mark for anything else."""
    scripts = [unicodedata.name(one, "").split(" ")[0] for one in run if one.isalpha()]
    if not scripts or not scripts[0]:
        return "?"
    return _("[{script} letters]").format(script=_NAMES.get(scripts[0], scripts[0].capitalize()))


def _has(text: str, encoding: str) -> bool:
    if encoding == "ascii":
        return text.isascii()
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True
