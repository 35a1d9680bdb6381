"""The stem of a Kazakh word, for search: endings are taken off from the last one on.

Snowball has no Kazakh; what the package index holds is an analyser under the GPL in its first stage, far more than
search needs. A Kazakh noun is stem, plural, owner, case, each once and in this order, in forms that follow the vowels
and the last sound before them; so one pass from the end takes off at most one of each. Two different words may come
to one stem, which shows a hit too many; the stem of one word is the same in all its cases, which is what counts.
"""

from __future__ import annotations

_CASES = (
    *("ндағы", "ндегі", "дағы", "дегі", "тағы", "тегі"),
    *("ның", "нің", "дың", "дің", "тың", "тің", "нан", "нен", "дан", "ден", "тан", "тен"),
    *("мен", "бен", "пен", "нда", "нде", "ға", "ге", "қа", "ке", "на", "не"),
    *("ны", "ні", "ды", "ді", "ты", "ті", "да", "де", "та", "те"),
)
_AFTER_OWNER = ("н", "а", "е")
"""The accusative after `his`, the dative after `my` and `your`."""
_OWNERS = (
    *(
        "ымыз",
        "іміз",
        "ыңыз",
        "іңіз",
        "мыз",
        "міз",
        "ңыз",
        "ңіз",
        "лары",
        "лері",
        "дары",
        "дері",
        "тары",
        "тері",
    ),
    *("ым", "ім", "ың", "ің", "сы", "сі", "ы", "і"),
)
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
