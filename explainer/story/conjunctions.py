"""How several answers stand in one sentence: `seven or nine`, in the language of their words.

A claim printed inside a sentence is part of it, so the word between two answers cannot be the program's own English.
The letters tell the language where the story's is written in others: an answer may not be translated yet.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

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
    **dict.fromkeys(("zh", "ja"), "CJK"),
    "he": "HEBREW",
    "el": "GREEK",
    "ko": "HANGUL",
    "hi": "DEVANAGARI",
    "hy": "ARMENIAN",
    "ka": "GEORGIAN",
}


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
