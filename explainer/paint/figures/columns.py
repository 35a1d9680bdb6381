"""Columns of one measure: a column a value, days in order, and a day without one says so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from explainer.messages import _
from explainer.paint.cells.grid import CellGrid
from explainer.paint.cells.rows import Row
from explainer.paint.cells.style import Profile
from explainer.paint.cells.wrapping import width as cells_of
from explainer.paint.figures.bars import draw_bars
from explainer.paint.figures.values import (
    Options,
    Sight,
    amount,
    day_words,
    extent,
    fate,
    folded,
    group_label,
    ordinal,
    text_option,
)
from explainer.story.figures.data import Datum, Shown

_EIGHTHS = "▁▂▃▄▅▆▇█"
_MOST_DAYS = 31
_LEAST_HEIGHT = 7


class _Slot(NamedTuple):
    """One place along the axis: a day's values, or a day without one."""

    day: str
    held: tuple[Datum, ...]

    @property
    def shown(self) -> Datum | None:
        """What the column is as high as: the last value of the day."""
        return self.held[-1] if self.held else None


def measures(shown: Shown) -> tuple[str, ...]:
    """The measures of a table; one at a time is drawn, since a sum of unlike things is no number."""
    return tuple(dict.fromkeys(d.group for d in (*shown.rows, *shown.later)))


def chosen(shown: Shown, sight: Sight) -> tuple[Datum, ...]:
    """The rows of the measure that is drawn."""
    measure = sight.measure if sight.measure in measures(shown) else next(iter(measures(shown)), "")
    return tuple(d for d in shown.rows if d.group == measure)


def draw_columns(
    shown: Shown, width: int, height: int, profile: Profile, selected: str, options: Options, sight: Sight
) -> tuple[Row, ...]:
    """Columns from zero. Where a day has several values and no room for each, its last one is drawn."""
    rows = tuple(d for d in chosen(shown, sight) if d.day)
    measure = rows[0].group if rows else ""
    later = tuple(d for d in shown.later if d.group == measure or not rows)
    slots = _slots(rows, width - sight.margin)
    room = (width - sight.margin) // max(1, len(slots))
    needed = 1 + max((cells_of(_label(s, profile.glyphs)) for s in slots), default=0)
    if not rows or room < max(4, needed) or height < _LEAST_HEIGHT:
        return draw_bars(Shown(rows, later), width, height, profile, selected, options, sight)
    foot = [text for text in (_crowded(slots), folded(later)) if text]
    grid = CellGrid(width, height, profile)
    unit = ", ".join(part for part in (text_option(options, "unit"), group_label(options, measure)) if part)
    grid.put_cut(sight.margin, 0, unit, width - sight.margin, "chrome")
    _columns(grid, slots, min(room, 14), height - 2 - len(foot), selected, sight.margin)
    grid.put_lines(sight.margin, height - len(foot), foot)
    return grid.rows()


def _slots(rows: Sequence[Datum], width: int) -> list[_Slot]:
    """A place a value where that fits, else a place a day; days between without a value have one too."""
    days: dict[str, list[Datum]] = {}
    for datum in sorted(rows, key=lambda d: ordinal(d.day)):
        days.setdefault(datum.day, []).append(datum)
    whole = all(len(day) >= 10 for day in days)
    known = list(days)
    if whole and known and ordinal(known[-1]) - ordinal(known[0]) < _MOST_DAYS:
        every = range(ordinal(known[0]), ordinal(known[-1]) + 1)
        known = [date.fromordinal(n).isoformat() for n in every]
    each = [_Slot(day, (d,)) for day in known for d in days.get(day, ())]
    each_with_gaps = [s for day in known for s in ([x for x in each if x.day == day] or [_Slot(day, ())])]
    widest = 1 + max((cells_of(amount(d)) for d in rows), default=0)
    if len(each_with_gaps) * max(5, widest + 1) <= width:
        return each_with_gaps
    return [_Slot(day, tuple(days.get(day, ()))) for day in known]


def _label(slot: _Slot, glyphs: str) -> str:
    datum = slot.shown
    if datum is None:
        return _("data")
    value = amount(datum)
    return f"{fate(datum, glyphs).sign}{value}" if _marked(datum) else value


def _marked(datum: Datum) -> bool:
    """Whether a value carries the sign of its fate: a running total that was replaced is no news."""
    return datum.status in ("retracted", "disputed", "opinion", "independent")


def _crowded(slots: Sequence[_Slot]) -> str:
    """What is said where a day has more values than its column shows."""
    more = [s for s in slots if len(s.held) > 1]
    if not more:
        return ""
    said = "; ".join(
        f"{day_words(s.held[0], s.day)} {', '.join(amount(d) for d in s.held[:-1])}" for s in more
    )
    return _("the last of each day is drawn; before it: {values}").format(values=said)


def _columns(
    grid: CellGrid, slots: Sequence[_Slot], room: int, height: int, selected: str, margin: int
) -> None:
    """Draw the columns between row 1 and the row of days."""
    top = max((extent(d)[1] for s in slots for d in s.held), default=1.0) or 1.0
    floor = height
    tallest = height - 2
    before = ""
    for index, slot in enumerate(slots):
        x = margin + index * room
        datum = slot.shown
        if datum is None:
            _no_data(grid, x, floor, room)
        else:
            _column(grid, slot, x, room - 1, floor, tallest, top, selected)
        words = day_words(Datum("", "", day=slot.day), before) if slot.day != before else ""
        bare = words.rsplit(" ", 1)[0] if words.endswith(slot.day[:4]) and len(slot.day) > 4 else words
        brief = words.split(" ")[0] if before[:7] == slot.day[:7] else bare
        style = "accent-strong" if any(d.key == selected for d in slot.held) else "chrome"
        grid.put_cut(x, floor + 1, words if cells_of(words) < room else brief, room - 1, style)
        before = slot.day


def _no_data(grid: CellGrid, x: int, floor: int, room: int) -> None:
    words = _("no data")
    if cells_of(words) < room:
        grid.put(x, floor, words, "chrome")
        return
    for up, part in enumerate(reversed(words.split(" "))):
        grid.put_cut(x, floor - up, part, room - 1, "chrome")


def _column(
    grid: CellGrid, slot: _Slot, x: int, cells: int, floor: int, tallest: int, top: float, selected: str
) -> None:
    datum = slot.held[-1]
    reference = f"datum:{datum.key}"
    value = extent(datum)[1]
    eighths = max(1, round(value / top * tallest * 8)) if value > 0 else 0
    if grid.profile.glyphs in ("plain", "ascii"):  # whole cells only, none of them empty
        eighths = max(8, round(eighths / 8) * 8) if value > 0 else 0
    full, rest = divmod(eighths, 8)
    solid, part, style = _fill(grid.profile.glyphs, datum)
    for up in range(full):
        grid.put(x, floor - up, solid * cells, style, reference)
    if rest:
        grid.put(x, floor - full, (part or _EIGHTHS[rest - 1]) * cells, style, reference)
    high = floor - full - (1 if rest else 0)
    label = _label(slot, grid.profile.glyphs)
    in_hand = any(d.key == selected for d in slot.held)
    grid.put(
        x,
        high,
        label,
        "cursor" if in_hand else "alert" if datum.status == "retracted" else "strong",
        reference,
    )
    if datum.status == "retracted" and cells_of(_("withdrawn")) <= cells + 1:
        grid.put(x, high - 1, _("withdrawn"), "alert", reference)


def _fill(glyphs: str, datum: Datum) -> tuple[str, str, str]:
    """Sign of a whole cell, sign of a part of one (empty: eighths), style."""
    if datum.status == "retracted":
        return ("-", "-", "alert") if glyphs == "ascii" else ("╌", "╌", "alert")
    unsure = datum.status in ("estimate", "disputed") or (datum.value is None and datum.high is None)
    style = "second" if datum.status == "independent" else "accent"
    if glyphs == "ascii":
        return (":" if unsure else "#"), "", style
    if glyphs == "plain":
        return ("┆" if unsure else "┃"), "", style
    return ("░", "░", style) if unsure else ("█", "", style)
