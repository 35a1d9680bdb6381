"""Text: made safe for a terminal, its scripts and how they are written, and the nearest spelling of a word."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Sequence
from functools import cached_property, lru_cache

from explainer.messages import _

# Text that is safe to send to a terminal: a story, an argument or a guest's name may hold control characters
# that move the cursor, or bidirectional ones that show a line in another order than it has. Everything printed
# goes through `clean` first.

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

_CONTROLS = "\x00-\x08\x0b-\x1f\x7f-\x9f"
"""C0 and C1 without tab and line feed."""
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_SURROGATES = "\ud800-\udfff"
"""Bytes of an argument that were no UTF-8 arrive as these; a terminal cannot be given them."""

_LINE_ENDS = re.compile("\r\n?|[\u2028\u2029]")
_UNSAFE = re.compile(f"[{_CONTROLS}{_BIDI}{_SURROGATES}]")


def clean(text: str) -> str:
    """The text with every control and bidirectional character made a visible replacement; tabs are spaces.

    Line feeds stay, and every other line end becomes one: whoever wants a single line uses `clean_line`.
    """
    if text.isascii() and text.isprintable():
        return text
    return _UNSAFE.sub(REPLACEMENT, _LINE_ENDS.sub("\n", text)).replace("\t", " ")


def clean_line(text: str) -> str:
    """The same on one line: line ends are spaces."""
    return clean(text).replace("\n", " ")


def escape_json(text: str) -> str:
    """JSON text in which the same characters are escapes, so that nothing is lost and nothing acts.

    JSON already escapes C0 inside its strings; the line feeds between its lines stay.
    """
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


# Scripts: which letters are written without spaces, which from right to left, and which languages are.

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
    """The language of a text as its letters tell it: the story's, unless most of them are of another script."""
    letters = [c for c in text if c.isalpha()]
    if 2 * sum(c.isascii() for c in letters) >= len(
        letters
    ):  # a word that is quoted does not make the sentence
        return "en" if own in _OF_SCRIPT else own
    letter = next((c for c in text if c.isalpha() and not c.isascii()), "")
    script = unicodedata.name(letter, "").split(" ")[0] if letter else ""
    if script in ("", "LATIN"):
        return "en" if own in _OF_SCRIPT else own
    if _OF_SCRIPT.get(own) == script or (own == "ja" and script in ("HIRAGANA", "KATAKANA")):
        return own
    return _BY_SCRIPT.get(script, "")


# What an author most likely meant by a word that is none of those known.


def nearest_hint(word: str, words: object) -> str:
    """`Did you mean ...?` with the nearest spelling, or nothing when none is near."""
    near = nearest(word, words)
    return _("Did you mean `{word}`?").format(word=near) if near else ""


_NEAR = 66
"""Of 100: a letter or two wrong in a word of four are near (75). Ids that share an article alone are not: two scenes
`the-…` of other words have 60 to 64, and their hint would send authors astray."""


def nearest(word: str, words: object) -> str:
    """The nearest spelling among some words; empty when none is near."""
    from rapidfuzz import fuzz, process, utils

    choices = [str(choice) for choice in words]  # type: ignore[attr-defined]
    found = process.extractOne(
        word[:80], choices, scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=_NEAR
    )
    return found[0] if found else ""


# Marks of quotation: one set for readers, whatever an author types.

_OPENS = re.compile(r"""(?:^|(?<=[\s(\[{“‘—–/-]))(['"])(?=\S)|(?<=[\s(\[{])(['"])$""")
"""A mark that opens; at the end of a piece of text, after a blank, the words follow in the next piece."""


@lru_cache(maxsize=8_192)
def curled(text: str, before: str = " ") -> str:
    """Straight quotation marks and apostrophes as typographic ones; `before` is the character before."""
    if '"' not in text and "'" not in text:
        return text
    text = _OPENS.sub(lambda m: "“" if m[0] == '"' else "‘", before + text)[len(before) :]
    return text.replace('"', "”").replace("'", "’")


def has_curled_marks(language: str) -> bool:
    """Whether the straight marks of a text in a language are shown as those of English."""
    return language.startswith("en")
