"""Numbers that differ between a text and its translation: the sources are read beside the story's own words alone.

Languages write numbers and dates each in their way, and small ones as words. So what is compared is digits, whatever
the separator between them (7.500, 7,500); the years and days of dates, whose month may be a word or a number; and of
numbers up to twelve only a pair that differs, since either side may have written its own as a word.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from explainer.story.facts import Fact, facts

_MARKS = re.compile(r"\[\^[^\]]*\]|\{[^}]*\}")
_TERM = re.compile(r"\[\[(?:[^\]|]*\|)?([^\]]*)\]\]")
_A_WORD = 12
"""Up to here numbers are often written as words."""


class Differing(NamedTuple):
    """Numbers of one side that the other lacks, as they stand there."""

    own: tuple[str, ...] = ()
    translated: tuple[str, ...] = ()


def differing(own: str, translated: str) -> Differing:
    """What numbers two texts do not share; empty where they tell the same.

    Args:
        own: a text in the story's language, with its marks.
        translated: the same in another.
    """
    here, there = _found(own), _found(translated)
    lost, more = _without(here, there), _without(there, here)
    swapped = any(map(_is_small, lost)) and any(map(_is_small, more))
    return Differing(
        *(tuple(f.surface for f in side if swapped or not _is_small(f)) for side in (lost, more))
    )


def _found(text: str) -> list[Fact]:
    return list(facts(_MARKS.sub(" ", _TERM.sub(r"\1", text))))


def _without(these: list[Fact], those: list[Fact]) -> list[Fact]:
    known = {key for fact in those for key in _keys(fact)}
    # An ordinal may be a word, a Roman number or a number; it is known to the other side and never missed in it.
    return [fact for fact in these if fact.kind != "ordinal" and not _told_by(fact, known)]


def _keys(fact: Fact) -> set[str]:
    """All that may stand for it in another language."""
    if fact.days:
        return {str(part) for day in fact.days for part in day if part}
    return {fact.number, fact.or_number, _digits(fact)}


def _told_by(fact: Fact, known: set[str]) -> bool:
    """Whether the other side has it: a number or its digits, of a date every year and day."""
    if fact.days:
        return all(str(part) in known for year, _month, day in fact.days for part in (year, day) if part)
    return fact.number in known or (bool(_digits(fact)) and _digits(fact) in known)


def _digits(fact: Fact) -> str:
    """The digits of a number that has a separator, which may mean another thing elsewhere: 7.500 is 7,500 or 7.5."""
    if not any(sign in fact.surface for sign in ".,:٫٬"):
        return ""
    return "digits " + "".join(str(int(c)) for c in fact.surface if c.isdecimal()).strip("0")


def _is_small(fact: Fact) -> bool:
    return not fact.days and fact.number.isdecimal() and int(fact.number) <= _A_WORD
