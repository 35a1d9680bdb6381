"""Texts that people type into a room, made plain before they travel; and their limits, which are said beforehand."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files
from random import Random

from explainer.story.text import REPLACEMENT, clean_line

# Names that a room gives out (its code, one-use join words, a leader's secret), drawn from a list made for the ear.

_CODE = re.compile(r"[a-z]{2,12}-[0-9]{2}")
_JOIN_WORD = re.compile(r"[a-z]{4,24}")
SECRET_WORDS = 6
"""42 bits of the list's 129 words: behind a slow hash and a limit on tries, they are not found by trying."""
_FIRST, _LAST = 10, 99
"""Two digits without a leading zero, which by ear may be an O."""


@cache
def words() -> tuple[str, ...]:
    """The list, in order; each word is unique in its first three letters."""
    text = files("explainer.workshop").joinpath("words.txt").read_text("ascii")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))


def is_code(text: str) -> bool:
    """Return whether it has the shape of a room's code, `word-NN`; whether such a room is open is another matter."""
    return bool(_CODE.fullmatch(text))


def new_code(random: Random) -> str:
    """A code, such as `walnut-42`. The store says whether it is taken.

    Args:
        random: `secrets.SystemRandom()` where people join, a seeded one in a rehearsal.
    """
    return f"{random.choice(words())}-{random.randint(_FIRST, _LAST)}"


def new_join_words(random: Random, number: int) -> tuple[str, ...]:
    """Words for one guest each, all different, such as `walnutcomet`; typed behind the code, `walnut-42-rainbowdrum`.

    Two of the list make 16,641: with thirty words out one guess in 550 is right, and the door limits the tries.
    """
    made: dict[str, None] = {}
    while len(made) < number:
        made[random.choice(words()) + random.choice(words())] = None
    return tuple(made)


def is_join_word(text: str) -> bool:
    """Return whether it has the shape of a join word."""
    return bool(_JOIN_WORD.fullmatch(text))


def new_secret(random: Random) -> str:
    """Return what leads into a room's chair: six words with spaces, said on the leader's own terminal alone."""
    return " ".join(random.choice(words()) for _word in range(SECRET_WORDS))


def understood_secret(typed: str) -> str:
    """A secret as it was made out of what was typed: any case, and whatever stands between the words."""
    plain = "".join(c if c.isalpha() else " " for c in typed[:200].casefold())
    return " ".join(plain.split())


QUESTION = 300
"""Characters of a guest's question; every front end says it before one types."""
TASK = 200
POLL = 200
"""Characters of a poll's question."""
OPTION = 60
OPTIONS = 30
"""A ballot of a document's sentences has 25."""

_MARKS = 4
"""Combining marks on one letter at most: some scripts need three, and a pile of them covers the lines above."""
_JOINERS = "\u200c\u200d"
"""Invisible characters that scripts and emoji are written with."""


def tidy(text: str, most: int) -> str:
    """The text on one line, without what acts or hides, cut to a number of characters.

    Controls and turns of the writing direction become a visible mark; spaces are single. Only for what is typed: what
    the fold checks (`is_plain`) must not hang on a Python's table of Unicode.
    """
    shown = "".join(_seen(c) for c in clean_line(text[: most * 4]))
    return _without_piles(" ".join(shown.split()))[:most].rstrip()


def is_plain(text: str, most: int) -> bool:
    """Return whether a text may stand in an event: short enough, one line, nothing in it that acts on a terminal."""
    return len(text) <= most and clean_line(text) == text


def _seen(c: str) -> str:
    hidden = unicodedata.category(c) in ("Cf", "Co", "Cn") and c not in _JOINERS
    return REPLACEMENT if hidden else c


def _without_piles(text: str) -> str:
    kept: list[str] = []
    marks = 0
    for c in text:
        marks = marks + 1 if unicodedata.category(c) in ("Mn", "Me") else 0
        if marks <= _MARKS:
            kept.append(c)
    return "".join(kept)
