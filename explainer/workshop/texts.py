"""Texts that people type into a room, made plain before they travel; and their limits, which are said beforehand."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files
from random import Random
from typing import NamedTuple

from explainer.messages import _
from explainer.story.text import REPLACEMENT, clean_line

# Names that a room gives out (its code, one-use join words, a leader's secret), drawn from a list made for the ear.

_CODE = re.compile(r"[a-z]{2,12}-[0-9]{2}(?:[0-9]{2})?")
_NAMED = re.compile(
    r"(?P<role>linear|lead|show)?(?P<letters>[a-z]{2,24})(?P<digits>[0-9]{1,6})(?P<word>[a-z]{1,32})?"
)
_PARTED = re.compile(r"[a-z][^a-z0-9]+[0-9]")
_JOIN_WORD = re.compile(r"[a-z]{4,24}")
SECRET_WORDS = 6
"""42 bits of the list's 129 words: behind a slow hash and a limit on tries, they are not found by trying."""
NEAR, FAR = 2, 4
"""Digits of a code where only this machine's people come in, and where others on a network can try codes: the list's
words make 11,610 codes with two, 1,161,000 with four."""


@cache
def words() -> tuple[str, ...]:
    """The list, in order; each word is unique in its first three letters."""
    text = files("explainer.workshop").joinpath("words.txt").read_text("ascii")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))


def is_code(text: str) -> bool:
    """Return whether it has the shape of a room's code, `word-NN` or `word-NNNN`; whether it is open, others know."""
    return bool(_CODE.fullmatch(text))


def shape(digits: int) -> str:
    """How a code looks, for whoever typed another."""
    return f"word-{'N' * digits}"


def no_room(code: str, digits: int) -> str:
    """Never a near code; a closed room sounds like one that never was."""
    said = _("No open room has the code {code}. It looks like {shape}: ask for the card.")
    return said.format(code=code, shape=shape(digits))


def new_code(random: Random, digits: int = NEAR) -> str:
    """A code, such as `walnut-42`. The store says whether it is taken.

    Args:
        random: `secrets.SystemRandom()` where people join, a seeded one in a rehearsal.
        digits: `NEAR` or `FAR`; the first is no zero, which by ear may be an O.
    """
    return f"{random.choice(words())}-{random.randint(10 ** (digits - 1), 10**digits - 1)}"


def folded(typed: str) -> str:
    """A name as it is compared: small letters and digits, without whatever stands between them."""
    return "".join(c for c in typed[:200].lower() if c.isalnum())


class Named(NamedTuple):
    """What a name that folds to the shape of a room's code says."""

    code: str
    """As codes are written; whether there is such a room is another matter."""
    role: str
    """linear, lead, show, or nothing."""
    word: str
    """What stands behind the code: a one-use join word."""


def named(typed: str) -> Named | None:
    """What a login name or a web page's path says of a room; None: it is nothing like a code.

    A digit too few or too many is like a code only behind a dash or the like: many people's names end in one.
    """
    found = _NAMED.fullmatch(folded(typed))
    if found is None or (len(found["digits"]) not in (NEAR, FAR) and not _PARTED.search(typed.lower())):
        return None
    return Named(f"{found['letters']}-{found['digits']}", found["role"] or "", found["word"] or "")


def new_join_words(random: Random, number: int) -> tuple[str, ...]:
    """Words for one guest each, all different, typed behind the code: `walnut-42-rainbowdrumcomet`.

    Three of the list make 2,146,689: with thirty words out one guess in 71,000 is right, and a door takes five lines a
    second of one address.
    """
    made: dict[str, None] = {}
    while len(made) < number:
        made["".join(random.choice(words()) for _word in range(3))] = None
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
