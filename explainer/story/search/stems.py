"""Words as search compares them: folded, stemmed, without the signs around them.

A word is stemmed by the rules of its own script, and of the story's language where that is written in it: Snowball's
where it has them, our own for Kazakh. Stemming is slow in pure Python, so a caller stems only what
may match, and the results are kept. Ideographs, which no space parts, count singly and in pairs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from typing import Any

from explainer.story.text import IDEOGRAPHS

_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0900-\u0903\u093a-\u094f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
)
"""Signs over and under a letter: they are no letters to `re`, and stand inside words."""
_LETTERS = f"(?:[^\\W_{IDEOGRAPHS}][{_MARKS}]*)"
_WORD = re.compile(rf"\d{{1,3}}(?:,\d{{3}})+|(?P<run>[{IDEOGRAPHS}]+)|{_LETTERS}+(?:[’'ʼ\u200c]{_LETTERS}+)*")
_POSSESSIVE = re.compile(r"[’'ʼ]s$")
_PLAIN = str.maketrans({
    "ı": "i", "ł": "l", "ø": "o", "đ": "d", "ё": "е", "’": "'", "ʼ": "'", ",": None, "\u200c": None, "\u0640": None,
    "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ۀ": "ه", "ە": "ه",
})  # fmt: skip
"""Letters that lose their sign but do not decompose, and letters of Arabic that are typed one for the other; a
thousands comma, the stretching of Arabic and the joint of Persian go too."""
_KEPT_SIGNS = frozenset("\u3099\u309a")
"""The voicing of kana makes another letter."""

_STOP_WORDS = """
a an and are as at be been but by did do does for from had has have he her his how i in is it its not of on or
she that the their there they this to was we were what when where which who why will with you
а в во где для до и из к как кто на не но о об от по с со то у что это
және мен бен пен бұл ол осы сол үшін туралы бар
في من علي الي عن ان هذا هذه ذلك التي الذي كان كانت مع ما لا و
的 了 是 在 和 有 不
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())
"""Words that tell nothing beside others; alone they are searched for all the same."""

_SNOWBALL = {
    "ar": "arabic", "hy": "armenian", "eu": "basque", "ca": "catalan", "da": "danish", "nl": "dutch",
    "en": "english", "fi": "finnish", "fr": "french", "de": "german", "el": "greek", "hi": "hindi",
    "hu": "hungarian", "id": "indonesian", "ga": "irish", "it": "italian", "lt": "lithuanian", "ne": "nepali",
    "no": "norwegian", "nb": "norwegian", "nn": "norwegian", "pt": "portuguese", "ro": "romanian",
    "ru": "russian", "es": "spanish", "sv": "swedish", "ta": "tamil", "tr": "turkish",
}  # fmt: skip
_USUAL = {
    "CYRILLIC": "ru", "ARABIC": "ar", "GREEK": "el", "DEVANAGARI": "hi", "ARMENIAN": "hy", "TAMIL": "ta",
}  # fmt: skip
"""By script, whose rules hold where the story's language is written in another."""
_SCRIPTS = {**{language: script for script, language in _USUAL.items()}, "ne": "DEVANAGARI"}
_KAZAKH = re.compile("[әғқңөұүһі]")
_OWN_I = ("uk", "be")
"""Languages with an і of their own."""
_CHANGE_THE_START = frozenset(("ar", "id", "ga"))
"""Languages whose stemmers take letters from the beginning of a word, too."""
_ARTICLE = re.compile("^[وف](?=ال.{3})|^[وف]?(?:[بك]ال|لل)(?=.{3})")
"""`and`, `so`, `in`, `as` and `for` before the article, which Snowball leaves on nouns."""


def words_of(text: str) -> Iterator[tuple[str, str]]:
    """Each word of a text as it stands and folded, in order; a run of ideographs in pairs that overlap."""
    for found in _WORD.finditer(text):
        if found["run"] and len(found[0]) > 1:
            for at in range(len(found[0]) - 1):
                yield found[0][at : at + 2], fold(found[0][at : at + 2])
        else:
            yield found[0], fold(found[0])


def found_in(text: str) -> Iterator[tuple[str, str]]:
    """All that a text can be found by: its words, and each ideograph by itself."""
    for found in _WORD.finditer(text):
        if found["run"]:
            for at, character in enumerate(found[0]):
                yield character, fold(character)
                if pair := found[0][at : at + 2][1:]:
                    yield character + pair, fold(character + pair)
        else:
            yield found[0], fold(found[0])


def surfaces(text: str, accepted: frozenset[str]) -> list[str]:
    """The words of a text that are among those accepted, as they stand; ideographs that touch are one."""
    found: list[str] = []
    for match in _WORD.finditer(text):
        if not match["run"]:
            if fold(match[0]) in accepted:
                found.append(match[0])
            continue
        run = match[0]
        held = [False] * len(run)
        for at in range(len(run)):
            for size in (1, 2):
                if at + size <= len(run) and fold(run[at : at + size]) in accepted:
                    held[at : at + size] = [True] * size
        found += [
            "".join(c for c, _in in group)
            for inside, group in groupby(zip(run, held, strict=True), lambda p: p[1])
            if inside
        ]
    return found


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """One word in lower case, without diacritics, thousands commas or a possessive; digits are 0 to 9.

    The Russian й stays a letter of its own: the stemmer needs it to know an ending.
    """
    if word.isascii():
        folded = word.lower()
    else:
        letters = unicodedata.normalize("NFKC", word).casefold()
        folded = "".join(c if c == "й" else _base(c) for c in letters)
    return _POSSESSIVE.sub("", folded.translate(_PLAIN))


def _base(letter: str) -> str:
    if letter.isdecimal():
        return str(unicodedata.decimal(letter))
    parts = unicodedata.normalize("NFD", letter)
    if len(parts) == 1 or _KEPT_SIGNS.intersection(parts):
        return "" if unicodedata.combining(letter) else letter
    kept = "".join(c for c in parts if not unicodedata.combining(c))
    return letter if len(kept) == len(parts) else kept


def rules_for(word: str, language: str = "en") -> str:
    """The language by whose rules a folded word of a story in `language` is stemmed; empty: by none."""
    own = language.split("-")[0].lower()
    script = "LATIN" if word.isascii() else unicodedata.name(word[:1], "").split(" ")[0]
    if script == "LATIN":
        return own if own in _SNOWBALL and own not in _SCRIPTS else "en"
    if script == "CYRILLIC":
        return "kk" if own == "kk" or (own not in _OWN_I and _KAZAKH.search(word)) else "ru"
    return own if _SCRIPTS.get(own) == script else _USUAL.get(script, "")


def changes_the_start(rules: str) -> bool:
    """Whether stemming by these rules may take the first letters of a word."""
    return rules in _CHANGE_THE_START


@lru_cache(maxsize=65536)
def stem(word: str, language: str = "en") -> str:
    """The stem of a folded word in a story of some language, by the rules of its script."""
    if word.isdecimal():
        return word
    rules = rules_for(word, language)
    if rules == "kk":
        # loaded with the first Kazakh word

        return stemmed(word)
    if rules == "ar":
        word = _ARTICLE.sub("", word)
        word = (
            word[:-1] + "ة" if word.endswith("ه") else word
        )  # folded away; the stemmer knows an ending by it
    return str(_stemmer(_SNOWBALL[rules]).stemWord(word)) if rules in _SNOWBALL else word


@lru_cache
def _stemmer(language: str) -> Any:
    from snowballstemmer import stemmer  # type: ignore[import-untyped]

    return stemmer(language)


# The stem of a Kazakh word, for search: endings are taken off from the last one on. Snowball has no Kazakh;
# what the package index holds is an analyser under the GPL in its first stage, far more than search needs. A
# Kazakh noun is stem, plural, owner, case, each once and in this order, in forms that follow the vowels and the
# last sound before them; so one pass from the end takes off at most one of each. Two different words may come
# to one stem, which shows a hit too many; the stem of one word is the same in all its cases, which is what
# counts.

_CASES = (
    *("ндағы", "ндегі", "дағы", "дегі", "тағы", "тегі"),
    *("ның", "нің", "дың", "дің", "тың", "тің", "нан", "нен", "дан", "ден", "тан", "тен"),
    *("мен", "бен", "пен", "нда", "нде", "ға", "ге", "қа", "ке", "на", "не"),
    *("ны", "ні", "ды", "ді", "ты", "ті", "да", "де", "та", "те"),
)
_AFTER_OWNER = ("н", "а", "е")
"""The accusative after `his`, the dative after `my` and `your`."""
_OWNERS = (
    "ымыз", "іміз", "ыңыз", "іңіз", "мыз", "міз", "ңыз", "ңіз", "лары", "лері", "дары", "дері", "тары", "тері",
    "ым", "ім", "ың", "ің", "сы", "сі", "ы", "і",
)  # fmt: skip
_PLURALS = ("лар", "лер", "дар", "дер", "тар", "тер")
_LEAST = 3
"""Letters that stay: of the short words many end like an ending."""
_HARD = {"б": "п", "г": "к", "ғ": "қ"}
"""A last sound that softens before an ending with a vowel."""


def stemmed(word: str) -> str:
    """A folded word without the endings of case, owner and number."""
    bare = _without(word, _CASES)
    if bare == word and word.endswith(_AFTER_OWNER):
        owned = word[:-1]
        bare = owned if _without(owned, _OWNERS) != owned else word
    bare = _without(_without(bare, _OWNERS), _PLURALS)
    return bare[:-1] + _HARD.get(bare[-1:], bare[-1:])


def _without(word: str, endings: tuple[str, ...]) -> str:
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST:
            return word[: -len(ending)]
    return word


# Cyrillic words in Latin letters, so that who has no Cyrillic keyboard finds them. People spell in many ways
# (kh or h, y or i, q or k), so both sides are brought to one plain spelling, which is for comparing only and
# never shown.

_LETTERS_latin = {
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
    if not word or word[0] not in _LETTERS_latin:
        return ""
    return spelt("".join(_LETTERS_latin.get(c, c) for c in word))


@lru_cache(maxsize=4_096)
def spelt(word: str) -> str:
    """A word in Latin letters in the one spelling that is compared."""
    for usual, plain in _SPELLINGS:
        word = word.replace(usual, plain)
    return _TWICE.sub(r"\1", word)
