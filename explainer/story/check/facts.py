"""Numbers and dates in running text, and whether something cited holds them.

A day and its month are one thing: "5 January" is not held by a text with a 5 and another with a January. A
number stands for its value: 1,205,000 is 1205000, and 1.5 million is 1500000.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from explainer.story.model.dates import MONTHS, first_day, last_day, parts

Day = tuple[int, int, int]
"""Year, month, day; 0 for what is not said."""

_MONTH = "|".join(f"{name}|{name[:3]}\\b\\.?" for name in MONTHS) + r"|Sept\b\.?"
_DAY = r"(?<![\d:.,/])(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?![\d:]|[.,/]\d)"
_DAYS = (
    rf"{_DAY}(?:(?:\s*[,–—/-]\s*|\s+(?:and|or|to|until|through)\s+|\s*,\s+and\s+)(?:the\s+)?{_DAY}){{0,6}}"
)
_YEAR = r"(?:1\d|20)\d\d(?!\d)"
_DATE = re.compile(
    rf"(?P<iso>(?<![\d-]){_YEAR}-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?(?![\d-]))"
    rf"|(?P<dotted>(?<![\d.])(?:0?[1-9]|[12]\d|3[01])\.(?:0?[1-9]|1[0-2])\.{_YEAR})"
    rf"|(?P<days>{_DAYS})\s+(?:of\s+)?(?P<month>{_MONTH})\b(?:,?\s+(?P<year>{_YEAR}))?"
    rf"|\b(?P<month_only>{_MONTH})\s+(?P<its_year>{_YEAR})"
    rf"|\b(?P<month_first>{_MONTH})\s+(?P<days_after>{_DAYS})(?:,?\s+(?P<year_after>{_YEAR}))?"
)
_NUMBER = re.compile(
    r"(?<!\d)(?P<digits>\d+(?:[\u00a0\u202f\u2009]\d{3}(?!\d))*(?:[.,:]\d+)*)"
    r"(?:(?P<ordinal>st|nd|rd|th)\b|[\s\u00a0-]*(?P<scale>[^\W\d_]+)?)"
)
_RANGE = re.compile(
    r"\s*(?:to|or|and|–|-)(?:\s+(?:over|about|almost|nearly|more than))?\s*"
    r"\d[\d.,]*[\s-]*(?P<scale>[^\W\d_]+)"
)
_SPACED = re.compile(r"(?<![\d.,:/-])\d{1,3}(?: \d{3})+(?![\d:])")
"""Thousands set apart by spaces, as many languages write them."""
_SCALES = {
    "thousand": 3, "million": 6, "millions": 6, "mln": 6, "billion": 9, "bn": 9, "trillion": 12,
    "тыс": 3, "тысяч": 3, "тысячи": 3, "тысяча": 3, "мың": 3, "млн": 6, "миллион": 6, "миллиона": 6,
    "миллионов": 6, "млрд": 9, "миллиард": 9, "миллиарда": 9, "миллиардов": 9, "трлн": 12,
    "ألف": 3, "ألفا": 3, "ألفًا": 3, "آلاف": 3, "مليون": 6,
    "مليونا": 6, "مليونًا": 6, "ملايين": 6, "مليار": 9, "مليارات": 9,
}  # fmt: skip
_SIGNS = {"百": 2, "千": 3, "万": 4, "萬": 4, "亿": 8, "億": 8}


@dataclass(frozen=True, slots=True)
class Fact:
    """A number or date as it stands in a text."""

    kind: str
    """number, ordinal or date."""
    surface: str
    start: int
    number: str = ""
    or_number: str = ""
    """The other reading of the first number of a range: 1.4 in "1.4 to 1.6 million" is 1400000."""
    days: tuple[Day, ...] = ()
    """For a date: every day, month or year it names."""

    @property
    def value(self) -> object:
        return self.days or self.number


def facts(text: str) -> Iterator[Fact]:
    """Every number and date of a text, in order; a number inside a date is part of the date."""
    plain = _western(text)
    at = 0
    for start, end, days in _dates(plain):
        if start < at or not days:
            continue
        yield from _numbers(text, plain, at, start)
        yield Fact("date", " ".join(text[start:end].split()), start, days=days)
        at = end
    yield from _numbers(text, plain, at, len(text))


def _western(text: str) -> str:
    """The same text, character by character, with the digits 0 to 9 and their separators; `4 404` is one number."""
    text = _SPACED.sub(lambda match: match[0].replace(" ", "\u00a0"), text)
    if text.isascii():
        return text
    digits = {ord(c): str(unicodedata.decimal(c)) for c in set(text) if c.isdecimal() and not c.isascii()}
    return text.translate(digits | {ord("٫"): ".", ord("٬"): ","})


def _dates(text: str) -> list[tuple[int, int, tuple[Day, ...]]]:
    """Where each date begins and ends, and what it names."""
    found = [(match.start(), match.end(), _days(match)) for match in _DATE.finditer(text)]
    if text.isascii():
        return found
    # loaded with the first text that is not English alone

    return sorted([*found, *date_words(text)])


def _scale(word: str | None) -> int:
    """The power of ten of the word after a number; Chinese and Japanese write it without a space after it."""
    if not word:
        return 0
    return _SCALES.get(word.lower(), 0) or _SIGNS.get(word[0], 0)


def _numbers(whole: str, text: str, start: int, end: int) -> Iterator[Fact]:
    for match in _NUMBER.finditer(text, start, end):
        scale = _scale(match["scale"])
        kind = "ordinal" if match["ordinal"] else "number"
        surface = whole[match.start() : match.end("digits")] + (match["ordinal"] or "")
        number, wide = normal(match["digits"], scale), _RANGE.match(text, match.end("digits"))
        scale_after = _scale(wide["scale"]) if wide and not scale else 0
        other = normal(match["digits"], scale_after) if scale_after else ""
        yield Fact(kind, surface, match.start(), number, other)


def normal(digits: str, scale: int = 0) -> str:
    """One form for every way to write a number."""
    digits = re.sub(r"[\u00a0\u202f\u2009 ]", "", digits)
    if ":" in digits:
        return digits.lstrip("0") or "0"
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", digits):
        digits = digits.replace(",", "")
    elif re.fullmatch(r"\d{1,3}(?:\.\d{3}){2,}", digits):
        digits = digits.replace(".", "")
    digits = digits.replace(",", ".", 1) if digits.count(",") == 1 and "." not in digits else digits
    if not re.fullmatch(r"\d{1,30}(?:\.\d{1,30})?", digits):
        return digits
    value = Decimal(digits).scaleb(scale).normalize()
    return f"{value:f}"


def _days(match: re.Match[str]) -> tuple[Day, ...]:
    try:
        if match["iso"]:
            return (parts(match["iso"]),)
        if match["dotted"]:
            day, month, year = match["dotted"].split(".")
            return (parts(f"{year}-{int(month):02}-{int(day):02}"),)
    except ValueError:
        return ()
    if match["month_only"]:
        return ((int(match["its_year"]), _month(match["month_only"]), 0),)
    month = _month(match["month"] or match["month_first"])
    year = int(match["year"] or match["year_after"] or 0)
    days = re.findall(r"\d+", match["days"] or match["days_after"])
    return tuple((year, month, int(day)) for day in days)


def _month(name: str) -> int:
    return next(number for number, month in enumerate(MONTHS, 1) if month.startswith(name[:3]))


@dataclass(slots=True)
class Evidence:
    """What a step cites: its numbers, its dates, and the days its scene is about."""

    start: str = ""
    """First day of the scene's `when`; empty: none."""
    end: str = ""
    numbers: set[str] = field(default_factory=set)
    days: set[Day] = field(default_factory=set)

    def add_text(self, text: str) -> None:
        """Take in words that were said or that report what was said."""
        for fact in facts(text):
            self.days.update(fact.days)
            self.numbers.update(filter(None, (fact.number, fact.or_number)))

    def add_date(self, date: str) -> None:
        """Take in the date of an excerpt or version."""
        if date:
            self.days.add(parts(date))

    def holds(self, fact: Fact) -> bool:
        """Whether a number or every day of a date stands here, or lies in the scene's own days."""
        if fact.days:
            return all(self._holds_day(day) for day in fact.days)
        if fact.number in self.numbers or fact.or_number in self.numbers:
            return True
        if not fact.number.isdigit() or len(fact.number) > 4:
            return False
        number = int(fact.number)
        if fact.kind == "ordinal":
            return any(day[2] == number for day in self.days) or self._in_when(0, 0, number)
        return len(fact.number) == 4 and number in self._years()

    def _years(self) -> set[int]:
        own = range(parts(self.start)[0], parts(self.end)[0] + 1) if self.start and self.end else range(0)
        said = {int(number) for number in self.numbers if len(number) == 4 and number.isdigit()}
        return {day[0] for day in self.days if day[0]} | set(own) | said

    def _holds_day(self, day: Day) -> bool:
        year, month, number = day
        for other_year, other_month, other_number in self.days:
            same_day = other_month == month and number in (0, other_number)
            if same_day and (not year or other_year == year or (not other_year and year in self._years())):
                return True
        return self._in_when(year, month, number)

    def _in_when(self, year: int, month: int, number: int) -> bool:
        if not self.start or not self.end:
            return False
        start, end = first_day(self.start), last_day(self.end)
        years = [year] if year else range(int(start[:4]), min(int(end[:4]), int(start[:4]) + 200) + 1)
        for candidate in years:
            for each_month in [month] if month else range(1, 13):
                text = f"{candidate:04}-{each_month:02}" + (f"-{number:02}" if number else "")
                try:
                    if first_day(text) <= end and last_day(text) >= start:
                        return True
                except ValueError:
                    continue
        return False


# Dates in running text of other languages than English: Russian, Kazakh, Arabic, Chinese and Japanese. A day is
# not a number: "5 марта" is held by a source of that day, and "1954年3月5日" is one date, not three numbers. Month
# names are known in every case that an ending gives them.

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
_DAY_date_words = r"(?<![\d:.,/])(?:0?[1-9]|[12]\d|3[01])(?![\d:]|[.,/]\d)"
_NAMES = rf"{_named(_RUSSIAN, f'{_CYRILLIC}{{0,3}}')}|{_named(_KAZAKH, f'{_CYRILLIC}{{0,6}}')}|{_named(_ARABIC, '')}"
_DATE_date_words = re.compile(
    rf"(?:(?P<year_before>{_YEAR})\s+жыл{_CYRILLIC}*\s+)?"
    rf"(?P<days>{_DAY_date_words}(?:(?:\s*[,،–—-]\s*|\s+(?:и|или|мен|و)\s*){_DAY_date_words}){{0,6}})\s+(?:من\s+)?(?P<month>{_NAMES})\b"
    rf"(?:/(?:{_named(_ARABIC, '')}))?(?:,?\s+(?:عام\s+|سنة\s+)?(?P<year>{_YEAR}))?"
    rf"|\b(?P<month_only>{_NAMES})\s+(?P<its_year>{_YEAR})"
    rf"|(?P<its_year_before>{_YEAR})\s+жыл{_CYRILLIC}*\s+(?P<month_after>{_NAMES})\b"
    rf"|(?:(?P<east_year>{_YEAR})\s*年\s*)?(?<!\d)(?P<east_month>0?[1-9]|1[0-2])\s*月(?:\s*(?P<east_day>{_DAY_date_words})\s*[日号])?",
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
    for match in _DATE_date_words.finditer(text):
        found = match.groupdict()
        if found["east_month"]:
            if not found["east_year"] and not found["east_day"]:
                continue  # "3月": a month of no year, or three months
            days = ((int(found["east_year"] or 0), int(found["east_month"]), int(found["east_day"] or 0)),)
        else:
            month = _month_date_words(found["month"] or found["month_only"] or found["month_after"])
            years = ("year", "year_before", "its_year", "its_year_before")
            year = int(next((found[name] for name in years if found[name]), 0))
            numbers = re.findall(r"\d+", found["days"] or "0")
            days = tuple((year, month, int(number)) for number in numbers)
        yield DateWords(match.start(), match.end(), days)


def _month_date_words(name: str) -> int:
    return next(number for number, pattern in _MONTHS if pattern.fullmatch(name))


# Numbers that differ between a text and its translation: the sources are read beside the story's own words
# alone. Languages write numbers and dates each in their way, and small ones as words. So what is compared is
# digits, whatever the separator between them (7.500, 7,500); the years and days of dates, whose month may be a
# word or a number; and of numbers up to twelve only a pair that differs, since either side may have written its
# own as a word.

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
