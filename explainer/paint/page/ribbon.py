"""The ribbon of days under the header, and the date in words: always true to the scene, and to the lens."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

import msgspec

from explainer.messages import _
from explainer.paint.cells.rows import Row, Run
from explainer.paint.cells.style import Signs
from explainer.paint.cells.wrapping import width
from explainer.story.model.dates import MONTHS, first_day, last_day, long, parts, short, span
from explainer.story.model.dates import when_words as spoken
from explainer.story.model.structs import Ribbon, Story, When


class Tick(NamedTuple):
    """One hour, day or year of the ribbon, or some of them."""

    start: str
    """Its first day (ISO), or hour."""
    end: str
    label: str
    after_gap: bool = False
    """Days before it are left out."""


class _Fit(NamedTuple):
    brief_date: bool
    dashes: int
    cut: bool


_DATE = "action:lens"
"""What a press on the date in words does."""
_MOST_TICKS = 62
_LAST = "9999-12-29"
"""The last day that Python knows, with room for the tick after it: a ribbon may be mistyped."""
_LATE = 11
"""Ticks beyond this one give way on a narrow screen."""
_STEPS = {"hours": (1, 2, 3, 6, 12, 24), "years": (1, 2, 5, 10, 20, 50, 100), "days": (1, 7, 14, 28)}
"""How many hours, years or days one tick may stand for where they have no room each."""
_MANY_DAYS = 31
"""Days of a ribbon from which on a tick may stand for several; with fewer the later ones give way."""


@lru_cache(maxsize=64)
def ticks(ribbon: Ribbon, step: int = 1) -> tuple[Tick, ...]:
    """The hours, days or years of a ribbon, without those left out; each tick stands for `step` of them."""
    if ribbon.kind == "none" or not ribbon.start:
        return ()
    first, last = first_day(ribbon.start), min(last_day(ribbon.end or ribbon.start), _LAST)
    if ribbon.kind == "years":
        years = range(int(first[:4]), int(last[:4]) + 1, step)
        return tuple(Tick(f"{y}-01-01", f"{min(y + step - 1, int(last[:4]))}-12-31", str(y)) for y in years)[
            :_MOST_TICKS
        ]
    if ribbon.kind == "hours":
        return tuple(islice(_hours(ribbon, first, last, step), _MOST_TICKS))
    return tuple(islice(_days(ribbon, first, last, step), _MOST_TICKS))


def day_ticks(ribbon: Ribbon) -> tuple[Tick, ...]:
    """The days or years that a date can be set to: those of a ribbon of hours are its days."""
    return ticks(msgspec.structs.replace(ribbon, kind="days") if ribbon.kind == "hours" else ribbon)


def pressed(tick: Tick) -> str:
    """What a press on a tick finds: its day."""
    return f"lens:{tick.end[:10]}"


def _days(ribbon: Ribbon, first: str, last: str, step: int) -> Iterator[Tick]:
    """Days by their number, with the month where a tick stands for several or another month began unseen."""
    day, end = date.fromisoformat(first), date.fromisoformat(last)
    gap, month, count = False, day.month, 0
    while day <= end:
        text = day.isoformat()
        if left := next((g for g in ribbon.skip if first_day(g.start) <= text <= last_day(g.end)), None):
            gap, count = True, 0
            day = date.fromisoformat(min(last_day(left.end), _LAST)) + timedelta(days=1)
            continue
        if count % step == 0:
            named = step > 1 or (gap and day.month != month)
            until = min(day + timedelta(days=step - 1), end).isoformat()
            yield Tick(text, until, span(text, text, year=False, brief=True) if named else str(day.day), gap)
            gap, month = False, day.month
        count += 1
        day += timedelta(days=1)


def _hours(ribbon: Ribbon, first: str, last: str, step: int) -> Iterator[Tick]:
    """Hours by their number; a new day's first one is the day."""
    now = datetime.fromisoformat(f"{first}T{ribbon.start_hour or '00:00'}").replace(minute=0)
    end = datetime.fromisoformat(f"{last}T{ribbon.end_hour or '23:59'}")
    gap, day = False, now.date()
    now -= timedelta(hours=now.hour % step)
    while now <= end:
        text, until = now.isoformat()[:16], (now + timedelta(hours=step, minutes=-1)).isoformat()[:16]
        ends = [
            _moment(g.end, g.end_hour, last=True)
            for g in ribbon.skip
            if _moment(g.start, g.start_hour) <= text
        ]
        if left := max((over for over in ends if until <= over), default=""):
            gap = True
            over = datetime.fromisoformat(min(left, f"{_LAST}T23:59")) + timedelta(minutes=1)
            now += max(1, (over - now) // timedelta(hours=step)) * timedelta(hours=step)
            continue
        new = now.date() != day
        label = span(text[:10], text[:10], year=False, brief=True) if new else str(now.hour)
        yield Tick(text, until, label, gap)
        gap, day = False, now.date()
        now += timedelta(hours=step)


def _moment(day: str, hour: str, *, last: bool = False) -> str:
    """A day and hour as they are compared; without an hour the day's first minute, or its last."""
    if last:
        return f"{last_day(day)}T{hour or '23:59'}"
    return f"{first_day(day)}T{hour or '00:00'}"


def date_words(story: Story, on: str, *, brief: bool = False) -> Row:
    """The date of what is shown, in words: quiet as last checked, filled under a lens."""
    if on:
        return (
            Run(
                f" {_('As known on {date}').format(date=(short if brief else long)(on))} ",
                "lens-label",
                _DATE,
            ),
        )
    if not story.checked_on:
        return ()
    day = (short if brief else long)(story.checked_on)
    return (Run(_("as checked on {date}").format(date=day), "chrome", _DATE),)


def day_words(story: Story, when: When) -> str:
    """A scene's days in short: `5 Jan`; the year where the ribbon does not tell it."""
    if not when.start:
        return ""
    return spoken(when, year=not _same_year(story, when), brief=True)


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
    days = spoken(when, year=not _same_year(story, when))
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
    full = 4 if room > 80 else 2
    dashes = [each for each in (4, 2, 1) if each <= full]
    tries = [_Fit(False, full, False), *(_Fit(not on, each, False) for each in dashes), _Fit(True, 1, False)]
    for fit, marks in _tried(story.ribbon, tries):
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


def _tried(ribbon: Ribbon, tries: list[_Fit]) -> Iterator[tuple[_Fit, tuple[Tick, ...]]]:
    """Every way to fit a ribbon, the fullest first: fewer dashes, then ticks for more time, then fewer ticks."""
    whole = ticks(ribbon)
    steps = _STEPS.get(ribbon.kind, (1,))
    if ribbon.kind == "days" and len(whole) <= _MANY_DAYS:
        steps = (1,)
    for step in steps:
        marks = whole if step == 1 else ticks(ribbon, step)
        if step == 1 and len(whole) == _MOST_TICKS and len(steps) > 1:
            continue  # some of it is beyond the last tick
        yield from ((fit, marks) for fit in tries)
    yield _Fit(True, 1, True), whole


def _filled(fill: int, on: str, signs: Signs) -> Row:
    return (Run((signs.beyond if on else signs.light) * fill, "rule"),) if fill > 0 else ()


def _cells(row: Row) -> int:
    return sum(width(run.text) for run in row)


def _in_hand(story: Story, marks: tuple[Tick, ...], when: When | None) -> tuple[int, str]:
    """Before which tick the brackets stand (or on it: its own), and what they hold."""
    if when is None or not when.start:
        return -2, ""
    start, end = _ends(story.ribbon, when)
    if end < marks[0].start:
        return -1, _outside(story, when)
    if start > marks[-1].end or (start > marks[0].end and start < marks[0].start):
        return len(marks), _outside(story, when)
    if start < marks[0].start:
        return -1, _years(when) if start[:4] != end[:4] else day_words(story, when)
    at = max(i for i, tick in enumerate(marks) if tick.start <= start)
    if story.ribbon.kind == "hours":
        return at, _hour_words(story, when)
    if end > marks[-1].end:  # from a day of the ribbon to long after it
        return at, span(when.start, when.start, year=False, brief=True)
    if story.ribbon.kind == "years":
        return at, _years(when)
    return at, day_words(story, when)


def _ends(ribbon: Ribbon, when: When) -> tuple[str, str]:
    """The first and last day, or on a ribbon of hours minute, of a scene."""
    if ribbon.kind == "hours":
        return _moment(when.start, when.start_hour), _moment(when.end or when.start, when.end_hour, last=True)
    return first_day(when.start), last_day(when.end or when.start)


def _outside(story: Story, when: When) -> str:
    """What stands at an end of the ribbon for a scene that lies beyond it: its year, or on one of hours its day."""
    if story.ribbon.kind == "hours" and when.start in (story.ribbon.start, story.ribbon.end):
        return _hour_words(story, when)
    if story.ribbon.kind == "hours" and _same_year(story, when):
        return span(when.start, when.end, year=False, brief=True)
    return _years(when)


def _hour_words(story: Story, when: When) -> str:
    """A scene's hours; its day too where the ribbon has several."""
    if not when.start_hour or story.ribbon.start != story.ribbon.end:
        return day_words(story, when)
    return "-".join(dict.fromkeys(filter(None, (when.start_hour, when.end_hour))))


def _covered(ribbon: Ribbon, marks: tuple[Tick, ...], at: int, when: When | None) -> int:
    """How many ticks after the bracketed one its range covers; none where the range leaves the ribbon."""
    if when is None or not 0 <= at < len(marks):
        return 0
    end = _ends(ribbon, when)[1]
    return sum(tick.start <= end for tick in marks[at + 1 :]) if end <= marks[-1].end else 0


def _years(when: When) -> str:
    one, other = when.start[:4], (when.end or when.start)[:4]
    return one if one == other else f"{one}-{other}"


def _drawn(
    story: Story, marks: tuple[Tick, ...], when: When | None, on: str, dashes: int, signs: Signs
) -> Row:
    at, held = _in_hand(story, marks, when)
    last = at + _covered(story.ribbon, marks, at, when)
    until = _moment(on, "", last=True) if on and story.ribbon.kind == "hours" else on
    lens_at = (
        max((i for i, tick in enumerate(marks) if tick.start <= until), default=-1) if on else len(marks)
    )
    pen = _Pen(signs, dashes, on)
    if at == -1:
        pen.hand(held, lens_at < 0)
    for index, tick in enumerate(marks):
        pen.phase = "beyond" if index > lens_at else "heavy" if index < at else "light"
        if at < index <= last and at >= 0:
            continue
        if index == at:
            pen.hand(held, at <= lens_at <= last, marks[last])
            continue
        pen.tick(tick)
        if index == lens_at and on:
            pen.put(signs.lens, "accent-strong")
    if at == len(marks):
        pen.phase = "beyond" if on and until < marks[-1].end else "heavy"
        pen.hand(held, False)
    if at == -2 and not on and marks:
        if story.ribbon.kind == "days":
            month = parts(marks[-1].start)[1]
            pen.put(f" {_(MONTHS[month - 1])} ", "chrome")
        elif story.ribbon.kind == "hours":
            days = span(story.ribbon.start, story.ribbon.end, brief=True)
            pen.put(f" {signs.dot} {days} ", "chrome")
    return tuple(pen.runs)


class _Pen:
    """Draws the ribbon tick by tick, merging runs of one style."""

    def __init__(self, signs: Signs, dashes: int, on: str) -> None:
        self.signs = signs
        self.dashes = dashes
        self.on = on
        self.phase = "light"
        self.runs: list[Run] = []

    def put(self, text: str, style: str, reference: str = "") -> None:
        if self.runs and self.runs[-1][1:] == (style, reference):
            text = self.runs.pop().text + text
        self.runs.append(Run(text, style, reference))

    def line(self, reference: str = "") -> None:
        sign = {"heavy": self.signs.heavy, "light": self.signs.light, "beyond": self.signs.beyond}[self.phase]
        self.put(sign * self.dashes, "chrome" if self.phase == "heavy" else "rule", reference)

    def tick(self, tick: Tick) -> None:
        reference = pressed(tick)
        if tick.after_gap:
            self.put("//", "rule" if self.phase != "heavy" else "chrome")
        else:
            self.line(reference)  # a digit alone is hard to hit
        self.put(tick.label, "chrome", reference)

    def hand(self, held: str, at_lens: bool, tick: Tick | None = None) -> None:
        if self.runs:
            self.phase = "beyond" if self.phase == "beyond" else "heavy"
            self.line()
        self.put(self.signs.day_open, "chrome")
        self.put(held, "accent-strong", pressed(tick) if tick else "")
        if at_lens and self.on:
            self.put(self.signs.lens, "accent-strong")
        else:
            self.put(self.signs.day_close, "chrome")
