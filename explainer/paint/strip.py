"""The strip over a list of events: how much happened when, where one is, and the days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from explainer.paint.cells import width as cells_of
from explainer.paint.plate import Plate
from explainer.paint.scales import Days, dense, moment, ordinal
from explainer.paint.sight import Sight
from explainer.story.figures.data import Datum
from explainer.story.model.dates import short

STRIP_ROWS = 4
"""Marks, the line, the days, and a blank."""
_MARKS = {"plain": "·∙•●", "ascii": ".:+#"}


def draw_strip(plate: Plate, rows: Sequence[Datum], selected: str, sight: Sight) -> None:
    """Draw the strip into the first rows of a plate."""
    left, cells = sight.margin, plate.columns - sight.margin
    dated = [d for d in rows if d.day]
    days = dense([moment(d.day, d.time) for d in dated])
    bins: dict[int, list[Datum]] = {}
    for datum in dated:
        bins.setdefault(_x(days, datum, left, cells), []).append(datum)
    most = max(map(len, bins.values()), default=1)
    marks = _MARKS.get(plate.profile.glyphs, "▁▃▅▇")
    plate.put(left, 1, plate.signs.light * cells, "rule")
    for x, held in bins.items():
        level = min(len(marks) - 1, (len(held) * len(marks) - 1) // most)
        in_hand = any(d.key == selected for d in held)
        plate.put(x, 0, marks[level], "accent" if in_hand else "chrome", f"datum:{held[0].key}")
    for place in days.breaks:
        plate.put(left + round(place * (cells - 1)), 1, "//", "chrome")
    _labels(plate, days, dated, sight)
    for datum in dated:
        if datum.key == selected:
            sign = "^" if plate.ascii else "▲"
            plate.put(_x(days, datum, left, cells), 1, sign, "accent-strong", f"datum:{datum.key}")


def _x(days: Days, datum: Datum, left: int, cells: int) -> int:
    return left + min(cells - 1, int(days.at(moment(datum.day, datum.time)) * cells))


def _labels(plate: Plate, days: Days, dated: Sequence[Datum], sight: Sight) -> None:
    """Days, hours or years under the line, as many as have room; the reader's own day stands out."""
    left, cells = sight.margin, plate.columns - sight.margin
    ticks = [
        (when, words, day, bool(day) and day == sight.day[: len(day)])
        for when, words, day in _ticks(days, dated)
    ]
    for when, words, day, own in sorted(ticks, key=lambda tick: not tick[3]):
        place = days.at(when)
        if place >= 1 and when > days.knots[0][0]:
            continue
        x = left + min(cells - 1, int(place * cells))
        gap, end = (1 if x > left else 0), x + cells_of(words)
        after = 1 if end < plate.columns else 0
        if end <= plate.columns and plate.free(x - gap, 2, cells_of(words) + gap + after):
            plate.put(x, 2, words, "accent-strong" if own else "chrome", f"day:{day}" if day else "")
            plate.put(x, 1, "+" if plate.ascii else "┬", "rule")


def _ticks(days: Days, dated: Sequence[Datum]) -> list[tuple[float, str, str]]:
    """What may be written under the line: moment, words, day."""
    first, last = days.knots[0][0], days.knots[-1][0]
    ticks: list[tuple[float, str, str]] = []
    if last - first <= 2:
        for day in range(int(first), int(last + 0.999)):
            text = date.fromordinal(day).isoformat()
            ticks.append((float(day), short(text).rsplit(" ", 1)[0], text))
            ticks += [(day + hour / 24, f"{hour:02}", "") for hour in range(3, 24, 3)]
        return ticks
    linear = [(a, b) for (a, p), (b, q) in zip(days.knots, days.knots[1:], strict=False) if q - p > 0.3]
    for start, end in linear:
        ticks += _day_ticks(int(start), int(end))
    seen = {day[:4] for _when, _words, day in ticks}
    for datum in dated:
        if datum.day[:4] not in seen:
            seen.add(datum.day[:4])
            ticks.append((moment(datum.day, datum.time), datum.day[:4], datum.day[:4]))
    return ticks


def _day_ticks(start: int, end: int) -> list[tuple[float, str, str]]:
    """Every day with its month first, or every year where the line is long."""
    if end - start > 800:
        years = range(date.fromordinal(start).year, date.fromordinal(end - 1).year + 1)
        return [(float(max(start, ordinal(f"{y}-01-01"))), str(y), str(y)) for y in years]
    ticks, before = [], ""
    for day in range(start, end):
        text = date.fromordinal(day).isoformat()
        words = short(text).rsplit(" ", 1)[0] if before[:7] != text[:7] else str(int(text[8:]))
        ticks.append((float(day), words, text))
        before = text
    return ticks
