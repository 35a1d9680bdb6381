"""A text as a terminal of few characters can show it: a plain substitute for what its encoding lacks."""

from __future__ import annotations

import unicodedata

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
