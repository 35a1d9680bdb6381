"""Dates in running text of other languages than English: Russian, Kazakh, Arabic, Chinese and Japanese.

A day is not a number: "5 марта" is held by a source of that day, and "1954年3月5日" is one date, not three numbers.
Month names are known in every case that an ending gives them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_RUSSIAN = (
    "январ", "феврал", "март", "апрел", "ма[йяею]", "июн", "июл", "август", "сентябр", "октябр", "ноябр", "декабр"
)  # fmt: skip
_KAZAKH = (
    "қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым", "шілде", "тамыз", "қыркүйек", "қазан", "қараша",
    "желтоқсан",
)  # fmt: skip
_ARABIC = (
    "يناير|كانون الثاني", "فبراير|شباط", "مارس|آذار", "[أا]بريل|إبريل|نيسان", "مايو|أيار", "يونيو|حزيران",
    "يوليو|تموز", "[أا]غسطس|آب", "سبتمبر|أيلول", "[أا]كتوبر|تشرين الأول", "نوفمبر|تشرين الثاني", "ديسمبر|كانون الأول",
)  # fmt: skip
_CYRILLIC = "[а-яёәғқңөұүһі]"


def _named(names: tuple[str, ...], ending: str) -> str:
    return "|".join(f"(?:{name}){ending}" for name in names)


_MONTHS = tuple(
    (number, re.compile(pattern, re.IGNORECASE))
    for names, ending in ((_RUSSIAN, f"{_CYRILLIC}{{0,3}}"), (_KAZAKH, f"{_CYRILLIC}{{0,6}}"), (_ARABIC, ""))
    for number, pattern in enumerate((_named((name,), ending) for name in names), 1)
)
_DAY = r"(?<![\d:.,/])(?:0?[1-9]|[12]\d|3[01])(?![\d:]|[.,/]\d)"
_YEAR = r"(?:1\d|20)\d\d(?!\d)"
_NAMES = rf"{_named(_RUSSIAN, f'{_CYRILLIC}{{0,3}}')}|{_named(_KAZAKH, f'{_CYRILLIC}{{0,6}}')}|{_named(_ARABIC, '')}"
_DATE = re.compile(
    rf"(?:(?P<year_before>{_YEAR})\s+жыл{_CYRILLIC}*\s+)?"
    rf"(?P<days>{_DAY}(?:(?:\s*[,،–—-]\s*|\s+(?:и|или|мен|و)\s*){_DAY}){{0,6}})\s+(?:من\s+)?(?P<month>{_NAMES})\b"
    rf"(?:/(?:{_named(_ARABIC, '')}))?(?:,?\s+(?:عام\s+|سنة\s+)?(?P<year>{_YEAR}))?"
    rf"|\b(?P<month_only>{_NAMES})\s+(?P<its_year>{_YEAR})"
    rf"|(?P<its_year_before>{_YEAR})\s+жыл{_CYRILLIC}*\s+(?P<month_after>{_NAMES})\b"
    rf"|(?:(?P<east_year>{_YEAR})\s*年\s*)?(?<!\d)(?P<east_month>0?[1-9]|1[0-2])\s*月(?:\s*(?P<east_day>{_DAY})\s*[日号])?",
    re.IGNORECASE,
)


class DateWords(NamedTuple):
    """A date as it stands in a text."""

    start: int
    end: int
    days: tuple[tuple[int, int, int], ...]
    """Each day, month or year that it names; 0 for what is not said."""


def date_words(text: str) -> Iterator[DateWords]:
    """Every such date of a text, in order; its digits are 0 to 9."""
    days: tuple[tuple[int, int, int], ...]
    for match in _DATE.finditer(text):
        found = match.groupdict()
        if found["east_month"]:
            if not found["east_year"] and not found["east_day"]:
                continue  # "3月": a month of no year, or three months
            days = ((int(found["east_year"] or 0), int(found["east_month"]), int(found["east_day"] or 0)),)
        else:
            month = _month(found["month"] or found["month_only"] or found["month_after"])
            years = ("year", "year_before", "its_year", "its_year_before")
            year = int(next((found[name] for name in years if found[name]), 0))
            numbers = re.findall(r"\d+", found["days"] or "0")
            days = tuple((year, month, int(number)) for number in numbers)
        yield DateWords(match.start(), match.end(), days)


def _month(name: str) -> int:
    return next(number for number, pattern in _MONTHS if pattern.fullmatch(name))
