"""The ribbon of days under the header, and the date in words: always true to the scene, and to the lens."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from explainer.messages import _
from explainer.paint.cells import width
from explainer.paint.glyphs import Signs
from explainer.paint.rows import Row, Run
from explainer.story.dates import MONTHS, first_day, last_day, long, parts, short, span
from explainer.story.model import Ribbon, Story, When


class Tick(NamedTuple):
    """One day or year of the ribbon."""

    start: str
    """Its first day (ISO)."""
    end: str
    label: str
    after_gap: bool = False
    """Days before it are left out."""


class _Fit(NamedTuple):
    brief_date: bool
    dashes: int
    cut: bool


_MOST_TICKS = 62
_LATE = 11
"""Ticks beyond this one give way on a narrow screen."""


@lru_cache(maxsize=16)
def ticks(ribbon: Ribbon) -> tuple[Tick, ...]:
    """The days (or years) of a ribbon, without those left out."""
    if ribbon.kind == "none" or not ribbon.start:
        return ()
    first, last = (
        date.fromisoformat(first_day(ribbon.start)),
        date.fromisoformat(last_day(ribbon.end or ribbon.start)),
    )
    if ribbon.kind == "years":
        return tuple(Tick(f"{y}-01-01", f"{y}-12-31", str(y)) for y in range(first.year, last.year + 1))[
            :_MOST_TICKS
        ]
    found: list[Tick] = []
    gap = False
    day = first
    while day <= last and len(found) < _MOST_TICKS:
        text = day.isoformat()
        if any(first_day(g.start) <= text <= last_day(g.end) for g in ribbon.skip):
            gap = True
        else:
            found.append(Tick(text, text, str(day.day), gap))
            gap = False
        day += timedelta(days=1)
    return tuple(found)


def date_words(story: Story, on: str, *, brief: bool = False) -> Row:
    """The date of what is shown, in words: quiet as last checked, filled under a lens."""
    if on:
        return (
            Run(f" {_('As known on {date}').format(date=(short if brief else long)(on))} ", "lens-label"),
        )
    if not story.checked_on:
        return ()
    day = (short if brief else long)(story.checked_on)
    return (Run(_("as checked on {date}").format(date=day), "chrome"),)


def day_words(story: Story, when: When) -> str:
    """A scene's days in short: `5 Jan`; the year where the ribbon does not tell it."""
    if not when.start:
        return ""
    return span(when.start, when.end, year=not _same_year(story, when), brief=True)


def first_day_words(story: Story, when: When) -> str:
    """The first of a scene's days in short, where the range has no room."""
    if not when.start:
        return ""
    return span(when.start, when.start, year=when.start[:4] != story.ribbon.start[:4], brief=True)


def _same_year(story: Story, when: When) -> bool:
    ribbon = story.ribbon
    return (
        bool(ribbon.start) and {when.start[:4], when.end[:4]} == {ribbon.start[:4]} and ribbon.kind != "years"
    )


def when_words(story: Story, when: When, *, places: bool = True) -> str:
    """A scene's days and places, for the right edge of its title: `5 May · Rivertown`."""
    if not when.start:
        return ""
    days = span(when.start, when.end, year=not _same_year(story, when))
    named = [_place(story, place) for place in when.places if place != "none"] if places else []
    if len(named) > 2:
        named = [_("{place} and {n} more").format(place=named[0], n=len(named) - 1)]
    return " · ".join([days, ", ".join(named)] if named else [days])


def _place(story: Story, place: str) -> str:
    if place == "national":
        return _("nationwide")
    return story.places[place].name if place in story.places else place


def ribbon_row(story: Story, when: When | None, on: str, room: int, signs: Signs) -> Row:
    """The ribbon, a light line, and the date at the right end; `when` None shows no day in hand."""
    marks = ticks(story.ribbon)
    full = 4 if room > 80 else 2
    steps = [dashes for dashes in (4, 2, 1) if dashes <= full]
    tries = [_Fit(False, full, False), *(_Fit(not on, dashes, False) for dashes in steps)]
    tries += [_Fit(True, 1, False), _Fit(True, 1, True)]
    for fit in tries:
        date_run = date_words(story, on, brief=fit.brief_date)
        left = (
            _drawn(story, marks[:_LATE] if fit.cut else marks, when, on, fit.dashes, signs) if marks else ()
        )
        used, dated = _cells(left), _cells(date_run)
        if used + (dated + 1 if dated else 0) <= room:
            fill = room - used - (dated + 1 if dated else 0)
            return (*left, *_filled(fill, on, signs), *((Run(" ", "text"), *date_run) if dated else ()))
    date_run = date_words(story, on, brief=True)
    fill = room - _cells(date_run) - 1
    return (*_filled(fill, on, signs), Run(" ", "text"), *date_run) if fill > 0 else date_run


def _filled(fill: int, on: str, signs: Signs) -> Row:
    return (Run((signs.beyond if on else signs.light) * fill, "rule"),) if fill > 0 else ()


def _cells(row: Row) -> int:
    return sum(width(run.text) for run in row)


def _in_hand(story: Story, marks: tuple[Tick, ...], when: When | None) -> tuple[int, str]:
    """Before which tick the brackets stand (or on it: its own), and what they hold."""
    if when is None or not when.start:
        return -2, ""
    start, end = first_day(when.start), last_day(when.end or when.start)
    if end < marks[0].start:
        return -1, _years(when)
    if start > marks[-1].end or (start > marks[0].end and start < marks[0].start):
        return len(marks), _years(when)
    if start < marks[0].start:
        return -1, _years(when) if start[:4] != end[:4] else day_words(story, when)
    at = max(i for i, tick in enumerate(marks) if tick.start <= start)
    if end > marks[-1].end:  # from a day of the ribbon to long after it
        return at, span(when.start, when.start, year=False, brief=True)
    if story.ribbon.kind == "years":
        return at, _years(when)
    return at, day_words(story, when)


def _covered(marks: tuple[Tick, ...], at: int, when: When | None) -> int:
    """How many ticks after the bracketed one its range covers; none where the range leaves the ribbon."""
    if when is None or not 0 <= at < len(marks):
        return 0
    end = last_day(when.end or when.start)
    return sum(tick.start <= end for tick in marks[at + 1 :]) if end <= marks[-1].end else 0


def _years(when: When) -> str:
    one, other = when.start[:4], (when.end or when.start)[:4]
    return one if one == other else f"{one}-{other}"


def _drawn(
    story: Story, marks: tuple[Tick, ...], when: When | None, on: str, dashes: int, signs: Signs
) -> Row:
    at, held = _in_hand(story, marks, when)
    last = at + _covered(marks, at, when)
    lens_at = max((i for i, tick in enumerate(marks) if tick.start <= on), default=-1) if on else len(marks)
    pen = _Pen(signs, dashes, on != "")
    if at == -1:
        pen.hand(held, lens_at < 0)
    for index, tick in enumerate(marks):
        pen.phase = "beyond" if index > lens_at else "heavy" if index < at else "light"
        if at < index <= last and at >= 0:
            continue
        if index == at:
            pen.hand(held, at <= lens_at <= last)
            continue
        pen.tick(tick)
        if index == lens_at and on:
            pen.put(signs.lens, "accent-strong")
    if at == len(marks):
        pen.phase = "beyond" if on and on < marks[-1].end else "heavy"
        pen.hand(held, False)
    if at == -2 and not on and marks:
        month = parts(marks[-1].start)[1]
        if story.ribbon.kind == "days":
            pen.put(f" {_(MONTHS[month - 1])} ", "chrome")
    return tuple(pen.runs)


class _Pen:
    """Draws the ribbon tick by tick, merging runs of one style."""

    def __init__(self, signs: Signs, dashes: int, lens: bool) -> None:
        self.signs = signs
        self.dashes = dashes
        self.lens = lens
        self.phase = "light"
        self.runs: list[Run] = []

    def put(self, text: str, style: str) -> None:
        if self.runs and self.runs[-1].style == style:
            text = self.runs.pop().text + text
        self.runs.append(Run(text, style))

    def line(self) -> None:
        sign = {"heavy": self.signs.heavy, "light": self.signs.light, "beyond": self.signs.beyond}[self.phase]
        self.put(sign * self.dashes, "chrome" if self.phase == "heavy" else "rule")

    def tick(self, tick: Tick) -> None:
        if tick.after_gap:
            self.put("//", "rule" if self.phase != "heavy" else "chrome")
        else:
            self.line()
        self.put(tick.label, "chrome")

    def hand(self, held: str, at_lens: bool) -> None:
        if self.runs:
            self.phase = "beyond" if self.phase == "beyond" else "heavy"
            self.line()
        self.put(self.signs.day_open, "chrome")
        self.put(held, "accent-strong")
        if at_lens and self.lens:
            self.put(self.signs.lens, "accent-strong")
        else:
            self.put(self.signs.day_close, "chrome")
