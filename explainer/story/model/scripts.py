"""Scripts: which letters are written without spaces, which from right to left, and which languages are."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Sequence
from functools import cached_property

_FIRST = "\u2e80"
"""No ideograph and none of their marks stands before it."""


class Letters:
    """One of many letters, found as by a compiled pattern. To compile one takes 1.3 ms, which no start pays and no
    text whose letters all stand before the first ideograph.
    """

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self._pattern)

    def search(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        return None if _has_none(text) else self._compiled.search(text, start, end)

    def match(self, text: str, start: int = 0) -> re.Match[str] | None:
        return None if _has_none(text) else self._compiled.match(text, start)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        return None if _has_none(text) else self._compiled.fullmatch(text)

    def findall(self, text: str) -> list[str]:
        return [] if _has_none(text) else self._compiled.findall(text)

    def sub(self, by: str, text: str) -> str:
        return text if _has_none(text) else self._compiled.sub(by, text)


def _has_none(text: str) -> bool:
    return text.isascii() or max(text) < _FIRST


IDEOGRAPHS = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3038-\u303b\u3041-\u30ff\u3105-\u312f\u31a0-\u31bf\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U0001b000-\U0001b16f\U00020000-\U0003ffff"
)
"""Han, kana and bopomofo, as a class of a regular expression: a line may end after almost each of them. Korean is
written with spaces and broken at them."""
IDEOGRAPH = Letters(f"[{IDEOGRAPHS}]")
WIDE_MARKS = (
    "\u3000-\u3004\u3008-\u3020\u3030\ufe30-\ufe4f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
)
"""Punctuation that stands in two cells between them."""
WIDE = Letters(f"[{IDEOGRAPHS}{WIDE_MARKS}]")
_SPACE_BETWEEN = Letters(
    f"(?<=[{IDEOGRAPHS}{WIDE_MARKS}]) (?=[{IDEOGRAPHS}{WIDE_MARKS}“‘])|(?<=[”’]) (?=[{IDEOGRAPHS}{WIDE_MARKS}])"
)

RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
"""A letter or digit of a script that is written from right to left, or of its blocks."""
_LANGUAGES = frozenset("ar arc ckb dv fa he iw khw ks nqo ps sd syr ug ur yi".split())
_SCRIPTS = frozenset("Adlm Arab Hebr Mand Nkoo Rohg Samr Syrc Thaa".split())


def unspaced(text: str) -> str:
    """A text in which the end of a line of its file leaves no space between two ideographs, where none is written."""
    return _SPACE_BETWEEN.sub("", text)


def closes_up(before: str, after: str) -> bool:
    """Whether a space between two words is only the end of a line of the file: none is written there."""
    return bool(before and after) and _SPACE_BETWEEN.search(f"{before[-1]} {after[0]}") is not None


def is_right_to_left(language: str) -> bool:
    """Whether a language (BCP 47) is written from right to left: by the script it names, else as it mostly is."""
    parts = language.split("-")
    named = [part for part in parts[1:] if len(part) == 4 and part.isalpha()]
    return named[0].title() in _SCRIPTS if named else parts[0].lower() in _LANGUAGES


def begins_right_to_left(text: str) -> bool:
    """Whether the first letter with a direction is written from right to left (rule P2 of Unicode's annex 9)."""
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in ("L", "R", "AL"):
            return kind != "L"
    return False


# How several answers stand in one sentence: `seven or nine`, in the language of their words. A claim printed
# inside a sentence is part of it, so the word between two answers cannot be the program's own English. The
# letters tell the language where the story's is written in others: an answer may not be translated yet.

_OR = {
    "en": "or", "ru": "или", "kk": "немесе", "ky": "же", "uk": "або", "be": "або", "bg": "или", "sr": "или",
    "mk": "или", "mn": "эсвэл", "tg": "ё", "ar": "أو", "fa": "یا", "ur": "یا", "he": "או", "el": "ή", "hy": "կամ",
    "ka": "ან", "hi": "या", "ko": "또는", "fr": "ou", "de": "oder", "es": "o", "it": "o", "pt": "ou", "nl": "of",
    "pl": "lub", "cs": "nebo", "sk": "alebo", "sv": "eller", "no": "eller", "nb": "eller", "nn": "eller",
    "da": "eller", "fi": "tai", "et": "või", "lv": "vai", "lt": "arba", "hu": "vagy", "ro": "sau", "tr": "veya",
    "az": "və ya", "uz": "yoki", "tk": "ýa-da", "id": "atau", "vi": "hoặc",
}  # fmt: skip
_UNSPACED = {"zh": "或", "ja": "か"}
_BY_SCRIPT = {
    "CYRILLIC": "ru", "ARABIC": "ar", "HEBREW": "he", "GREEK": "el", "CJK": "zh", "HIRAGANA": "ja", "KATAKANA": "ja",
    "HANGUL": "ko", "DEVANAGARI": "hi", "ARMENIAN": "hy", "GEORGIAN": "ka",
}  # fmt: skip
_OF_SCRIPT = {
    **dict.fromkeys(("ru", "kk", "ky", "uk", "be", "bg", "sr", "mk", "mn", "tg"), "CYRILLIC"),
    **dict.fromkeys(("ar", "fa", "ur"), "ARABIC"),
    "zh": "CJK", "ja": "CJK", "he": "HEBREW", "el": "GREEK", "ko": "HANGUL", "hi": "DEVANAGARI", "hy": "ARMENIAN",
    "ka": "GEORGIAN",
}  # fmt: skip


def either(texts: Sequence[str], language: str = "en") -> str:
    """Two answers or more as a part of a sentence.

    Args:
        texts: the answers, in order.
        language: the story's, as a code.
    """
    code = _language("".join(texts), language.split("-")[0].lower() or "en")
    if code in _UNSPACED:
        return "、".join(texts[:-1]) + _UNSPACED[code] + texts[-1]
    word, comma = _OR.get(code, "/"), "، " if _OF_SCRIPT.get(code) == "ARABIC" else ", "
    return f"{comma.join(texts[:-1])} {word} {texts[-1]}"


def _language(text: str, own: str) -> str:
    """The language of a text as its letters tell it: the story's, unless they are of another script."""
    if text.isascii():
        return "en" if own in _OF_SCRIPT else own
    letter = next((c for c in text if c.isalpha() and not c.isascii()), "")
    script = unicodedata.name(letter, "").split(" ")[0] if letter else ""
    if script in ("", "LATIN"):
        return "en" if own in _OF_SCRIPT else own
    if _OF_SCRIPT.get(own) == script or (own == "ja" and script in ("HIRAGANA", "KATAKANA")):
        return own
    return _BY_SCRIPT.get(script, "")
