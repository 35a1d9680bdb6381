"""Days of any precision, as ISO text: read, compare, print.

A day is `2022-01-05`, a month `2022-01`, a year `2022`; an hour, where one may be told, `2022-01-05T16:30`. No clock
is read here or anywhere on this floor.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from explainer.messages import _

if TYPE_CHECKING:
    from explainer.story.model.structs import When

_SHAPE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
"""In the digits of ASCII: dates are compared as texts."""

_HOUR = re.compile(r"([01][0-9]|2[0-3])(?::([0-5][0-9]))?")

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def _days_in(year: int, month: int) -> int:
    """By the Gregorian rule. `calendar` knows it too and takes 1.3 ms of every start to load."""
    leap = month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return _DAYS[month - 1] + leap


def parts(text: str) -> tuple[int, int, int]:
    """Year, month, day; 0 for what is not given.

    Raises:
        ValueError: the text is no ISO day, month or year, or names a day that does not exist.
    """
    found = _SHAPE.fullmatch(text)
    if not found:
        raise ValueError(f"{text!r} is no day, month or year such as 2022-01-05, 2022-01 or 2022")
    year, month, day = (int(part or 0) for part in found.groups())
    if not year:
        raise ValueError(f"{text!r} has no year: none is counted as 0")
    if found[2] and not 1 <= month <= 12:
        raise ValueError(f"{text!r} has no month {month}")
    if found[3] and not 1 <= day <= _days_in(year, month):
        raise ValueError(f"{text!r} has no day {day}")
    return year, month, day


def first_day(text: str) -> str:
    """The first day of a day, month or year."""
    year, month, day = parts(text)
    return f"{year:04}-{month or 1:02}-{day or 1:02}"


def last_day(text: str) -> str:
    """The last day of a day, month or year: the day from which a date of that precision counts."""
    year, month, day = parts(text)
    month = month or 12
    return f"{year:04}-{month:02}-{day or _days_in(year, month):02}"


def long(text: str) -> str:
    """`5 January 2022`, `January 2022`, `2022`."""
    year, month, day = parts(text)
    words = [str(day)] if day else []
    if month:
        words.append(_(MONTHS[month - 1]))
    return " ".join([*words, str(year)])


def short(text: str) -> str:
    """`5 Jan 2022`, `Jan 2022`, `2022`."""
    year, month, day = parts(text)
    words = [str(day)] if day else []
    if month:
        words.append(_(MONTHS[month - 1])[:3])
    return " ".join([*words, str(year)])


def span(start: str, end: str, *, year: bool = True, brief: bool = False) -> str:
    """A range as one says it: `3 to 6 January 2022`, `May to December 2011`, `2014 to 2021`, `5 January 2022`.

    Args:
        start: first day, month or year.
        end: last one; the same precision is not needed.
        year: whether the year is printed where both ends share it.
        brief: months in three letters and a dash for "to": `3-6 Jan`.
    """
    shown = short if brief else long
    if start == end or not end:
        return _without_year(shown(start), parts(start), year)
    (y1, m1, d1), (y2, m2, d2) = parts(start), parts(end)
    to = "-" if brief else f" {_('to')} "
    if brief and not (y1 == y2 and m1 == m2):
        to = " - "
    if y1 != y2:
        return shown(start) + to + shown(end)
    tail = _without_year(shown(end), (y2, m2, d2), year)
    if m1 == m2 and d1 and d2:
        return f"{d1}{to}{tail}"
    return _without_year(shown(start), (y1, m1, d1), False) + to + tail


def split_hour(text: str) -> tuple[str, str]:
    """The day and the hour of `2022-01-05T16` or `2022-01-05T16:30`; an empty hour where there is none.

    Raises:
        ValueError: what stands after the T is no hour.
    """
    day, mark, hour = text.partition("T")
    if not mark:
        return day, ""
    found = _HOUR.fullmatch(hour)
    if not found or not parts(day)[2]:
        raise ValueError(f"{text!r} is no hour of a day such as 2022-01-05T16:30")
    return day, f"{found[1]}:{found[2] or '00'}"


def when_words(when: When, *, year: bool = True, brief: bool = False) -> str:
    """From when to when, as one says it: `5 May 1931, 06:00 to 09:30`; days alone where no hour is told."""
    if not when.start:
        return ""
    if not when.start_hour and not when.end_hour:
        return span(when.start, when.end, year=year, brief=brief)
    to = "-" if brief else f" {_('to')} "
    if when.start == when.end:
        hours = to.join(dict.fromkeys(filter(None, (when.start_hour, when.end_hour))))
        return f"{span(when.start, when.end, year=year, brief=brief)}, {hours}"
    ends = []
    for day, hour in ((when.start, when.start_hour), (when.end, when.end_hour)):
        said = span(day, day, year=year, brief=brief)
        ends.append(f"{said}, {hour}" if hour else said)
    return (" - " if brief else to).join(ends)


def _without_year(shown: str, when: tuple[int, int, int], year: bool) -> str:
    return shown if year or not when[1] else shown.rsplit(" ", 1)[0]


def counts_from(date: str, precision: str) -> str:
    """The day from which something dated counts as said, under a lens; empty: never.

    `month`, and `about` with a month only, count from the month's last day (contracts, The lens).
    """
    if not date or not precision or precision == "unknown":
        return ""
    return last_day(date)


def said(date: str, precision: str, *, brief: bool = False) -> str:
    """A date with its precision in words: `about 5 January 2022`, `January 2022`, `no date`."""
    if not date:
        return _("no date")
    shown = short(date) if brief else long(date)
    vague = precision in ("about", "month")
    return f"{_('about')} {shown}" if vague else shown
