"""Dated events as a strip of days over a list: lanes by shape and word, times as written, what one has seen.

A time that is a word ("evening") has a place on the strip and in the order, and is printed as the word it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from explainer.messages import _
from explainer.paint.cells.grid import CellGrid
from explainer.paint.cells.rows import Row, Run
from explainer.paint.cells.style import Profile, transliterated
from explainer.paint.cells.wrapping import cut, wrap_text
from explainer.paint.cells.wrapping import width as cells_of
from explainer.paint.figures.timeline_events import (
    CLOCK_COLUMNS,
    Clocks,
    Event,
    Events,
    Lane,
    events,
    lanes,
    seen_marks,
)
from explainer.paint.figures.values import (
    Days,
    Options,
    Sight,
    day_words,
    dense,
    folded,
    moment,
    ordinal,
    widest,
)
from explainer.reading import figures
from explainer.story.figures.data import Datum, Shown
from explainer.story.model.dates import short

# The strip over a list of events: how much happened when, where one is, and the days.

STRIP_ROWS = 4
"""Marks, the line, the days, and a blank."""
_MARKS = {"plain": "·∙•●", "ascii": ".:+#"}


def draw_strip(grid: CellGrid, rows: Sequence[Datum], selected: str, sight: Sight) -> None:
    """Draw the strip into the first rows of a grid."""
    left, cells = sight.margin, grid.columns - sight.margin
    dated = [d for d in rows if d.day]
    days = dense([moment(d.day, d.time) for d in dated])
    bins: dict[int, list[Datum]] = {}
    for datum in dated:
        bins.setdefault(_x(days, datum, left, cells), []).append(datum)
    most = max(map(len, bins.values()), default=1)
    marks = _MARKS.get(grid.profile.glyphs, "▁▃▅▇")
    grid.put(left, 1, grid.signs.light * cells, "rule")
    for x, held in bins.items():
        level = min(len(marks) - 1, (len(held) * len(marks) - 1) // most)
        in_hand = any(d.key == selected for d in held)
        grid.put(x, 0, marks[level], "accent" if in_hand else "chrome", f"datum:{held[0].key}")
    for place in days.breaks:
        grid.put(left + round(place * (cells - 1)), 1, "//", "chrome")
    _labels(grid, days, dated, sight)
    for datum in dated:
        if datum.key == selected:
            sign = "^" if grid.ascii else "▲"
            grid.put(_x(days, datum, left, cells), 1, sign, "accent-strong", f"datum:{datum.key}")


def _x(days: Days, datum: Datum, left: int, cells: int) -> int:
    return left + min(cells - 1, int(days.at(moment(datum.day, datum.time)) * cells))


def _labels(grid: CellGrid, days: Days, dated: Sequence[Datum], sight: Sight) -> None:
    """Days, hours or years under the line, as many as have room; the reader's own day stands out."""
    left, cells = sight.margin, grid.columns - sight.margin
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
        after = 1 if end < grid.columns else 0
        if end <= grid.columns and grid.free(x - gap, 2, cells_of(words) + gap + after):
            grid.put(x, 2, words, "accent-strong" if own else "chrome", f"day:{day}" if day else "")
            grid.put(x, 1, "+" if grid.ascii else "┬", "rule")


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


_STRIP = 13
"""Rows from which there is a strip."""


def filtered(shown: Shown, sight: Sight, options: Options) -> tuple[Datum, ...]:
    """The events by day, in the table's order within one, after the filters by lane, chapter and place."""
    clocks = bool(options.get("clocks"))
    return figures.events(shown.rows, lane=sight.lane, scenes=sight.group, place=sight.place, clocks=clocks)


def order(shown: Shown, options: Options | None = None, sight: Sight | None = None) -> tuple[str, ...]:
    """The keys in the order in which arrows walk through them."""
    return tuple(d.key for d in filtered(shown, sight or Sight(), options or {}))


def draw(
    shown: Shown,
    width: int,
    height: int,
    profile: Profile,
    selected: str = "",
    options: Options | None = None,
    sight: Sight | None = None,
) -> tuple[Row, ...]:
    """A timeline as at most `height` rows, none wider than `width`; arguments as in `painters.draw`."""
    options, sight = options or {}, sight or Sight()
    rows = filtered(shown, sight, options)
    named = lanes(options, shown, profile.glyphs)
    grid = CellGrid(width, height, profile)
    foot = _foot(shown, rows, named, sight, width, profile.glyphs)
    top = _head(grid, rows, selected, sight, options)
    room = max(1, height - top - len(foot))
    every = events(rows, named, width, options, sight, profile)
    marks = _seen_legend(rows, sight, width, profile.glyphs)
    if every.exceed(0, room - bool(marks)):
        if _beside(marks, len(every)) > width - sight.margin:  # the row that counts has no room for it
            foot, room = [marks, *foot], room - 1
            marks = ()
        room = max(1, room - 1)
        start = _first(every, room, selected or figures.nearest(rows, sight.day))
        y, count = _list(grid, every.since(start), top, room, selected, sight)
        _counted(grid, y, every, start, start + count, sight.margin, marks)
        y += 1
    else:
        y, _count = _list(grid, every.since(0), top, room, selected, sight)
        foot = [marks, *foot] if marks else foot
    for runs in foot:
        x = sight.margin
        for run in runs:
            x = grid.put(x, y, run.text, run.style, run.reference)
        y += 1
    return grid.rows()[: min(y, height)]


def _head(grid: CellGrid, rows: Sequence[Datum], selected: str, sight: Sight, options: Options) -> int:
    """The strip, or the names of the clocks; returns the row after it."""
    clocks = Clocks(options.get("clocks"))
    if clocks.labels:
        if grid.columns - sight.margin < CLOCK_COLUMNS:
            return 0
        days = widest([day_words(d, d.day) for d in rows])
        if days:
            days += 1
        grid.put(sight.margin + days, 0, clocks.heading(), "chrome")
        return 1
    if grid.height < _STRIP or grid.columns - sight.margin < 36 or len(rows) < 2:
        return 0
    draw_strip(grid, rows, selected, sight)
    return STRIP_ROWS


def _first(every: Events, room: int, selected: str) -> int:
    """The first event to show, so that the one in hand stands near the middle."""
    here = every.keys.index(selected) if selected in every.keys else 0
    used, start = every[here].size, here
    while start and used + every[start - 1].size <= max(every[here].size, room * 2 // 3):
        start -= 1
        used += every[start].size
    while start and not every.exceed(start - 1, room):
        start -= 1
    return start


def _list(
    grid: CellGrid, every: Iterator[Event], top: int, room: int, selected: str, sight: Sight
) -> tuple[int, int]:
    """Draw events from a row on; returns the row after the last, and how many are in sight whole."""
    y, end, count = top, top + room, -1
    for count, event in enumerate(every):
        if y + bool(event.heading) >= end:
            return y, max(1, count)
        if event.heading:
            grid.put(sight.margin, y, event.heading, "chrome")
            y += 1
        for number, line in enumerate(event.lines[: end - y]):
            if y + 1 == end and number + 1 < len(event.lines):
                line = _cut(line, grid.columns - sight.margin, grid.signs.ellipsis)
            x = sight.margin
            for run in line:
                x = grid.put(x, y, run.text, run.style, run.reference)
            if not count and not number:
                _whole_day(grid, event, y, sight.margin)
            grid.refer(sight.margin, grid.columns, y, f"datum:{event.datum.key}")
            if event.datum.key == selected:
                grid.hand(y, sight.margin if not number else 0)
            y += 1
        if number + 1 < len(event.lines):
            return y, max(1, count)
    return y, count + 1


def _cut(line: Row, room: int, ellipsis: str) -> Row:
    """A row that is not its event's last, though no other has room: it says that it goes on."""
    *before, last = line
    room -= sum(cells_of(run.text) for run in before)
    text = last.text.rstrip()
    words = f"{text} {ellipsis}"
    words = words if cells_of(words) <= room else cut(f"{text} {text}", room, ellipsis)
    return (*before, last._replace(text=words))


def _whole_day(grid: CellGrid, event: Event, y: int, left: int) -> None:
    """The first event in sight has its day, and its year where no row over it says so."""
    said = event.lines[0][0].text
    if said.strip() != event.day and len(said) > len(event.day):
        grid.put(left, y, event.day, "strong", f"datum:{event.datum.key}")


def _counted(grid: CellGrid, y: int, every: Events, start: int, end: int, left: int, marks: Row) -> None:
    """Which of the events are in sight, the year of the first where its row says none, what the marks mean."""
    year = every[start].datum.day[:4]
    if year and not every[start].heading and year not in every[start].day:
        left = grid.put(left, y, year, "chrome") + 2
    for run in marks:
        grid.put(left, y, run.text, run.style)
    words = _("{first}-{last} of {total}").format(first=start + 1, last=end, total=len(every))
    arrow = f" {grid.signs.down}" if end < len(every) else ""
    grid.put_right(grid.columns, y, words + arrow, "chrome")


def _foot(
    shown: Shown, rows: Sequence[Datum], named: Sequence[Lane], sight: Sight, width: int, glyphs: str
) -> list[Row]:
    """The legend with counts, what is seen, the filters, what the lens folds."""
    foot: list[Row] = []
    if len(named) > 1:
        foot += _legend(shown, named, sight, width - sight.margin)
    if sight.lane or sight.place or sight.group:
        words = _("filtered: {n} of {total}").format(n=len(rows), total=len(shown.rows))
        if sight.filters:
            words = " · ".join((words, *sight.filters))
        foot += wrap_text(transliterated(words, glyphs), width - sight.margin, "accent")
    if shown.later:
        foot.append((Run(folded(shown.later), "chrome"),))
    return foot


def _seen_legend(rows: Sequence[Datum], sight: Sight, columns: int, glyphs: str) -> Row:
    """What the marks after an event mean; empty where none has one."""
    if not sight.here or not any(d.links for d in rows):
        return ()
    seen, other = seen_marks(glyphs)
    words = f"{seen} {_('its scene is seen')}   {other} {_('not seen yet')}"
    if _beside((Run(words, "chrome"),), len(rows)) > columns - sight.margin:
        words = f"{seen} {_('seen')}  {other} {_('not yet')}"
    return (Run(words, "chrome"),)


def _beside(marks: Row, total: int) -> int:
    """Cells of the row that counts, with a year and these marks before the count."""
    count = cells_of(_("{first}-{last} of {total}").format(first=total, last=total, total=total))
    return 6 + sum(cells_of(run.text) for run in marks) + 2 + count + 2


def _legend(shown: Shown, named: Sequence[Lane], sight: Sight, room: int) -> list[Row]:
    """Every lane's sign and word, with how many events it has where there is room; never one without its word."""
    counts = {lane.id: sum(d.group == lane.id for d in shown.rows) for lane in named}
    for gap, counted in (("   ", True), ("   ", False), (" ", False)):
        words = [f"{lane.sign} {lane.label}" + (f" {counts[lane.id]}" if counted else "") for lane in named]
        if sum(map(cells_of, words)) + len(gap) * (len(words) - 1) <= room:
            break
    rows: list[list[Run]] = [[]]
    used = 0
    for lane, text in zip(named, words, strict=True):
        if rows[-1] and used + len(gap) + cells_of(text) > room:
            rows.append([])
            used = 0
        text = gap + text if rows[-1] else text
        used += cells_of(text)
        style = "accent-strong" if lane.id == sight.lane else "chrome"
        rows[-1].append(Run(text, style, f"lane:{lane.id}"))
    return [tuple(row) for row in rows]
