"""Horizontal bars: one row a version, all on one scale from zero, the fate in a sign and a word."""

from __future__ import annotations

import math
from datetime import date
from typing import NamedTuple

from explainer.messages import _
from explainer.paint.cells.grid import CellGrid
from explainer.paint.cells.rows import Row
from explainer.paint.cells.style import Profile
from explainer.paint.cells.wrapping import cut
from explainer.paint.cells.wrapping import width as cells_of
from explainer.paint.figures.values import (
    Days,
    Options,
    Sight,
    amount,
    days_printed,
    dense,
    extent,
    fate,
    folded,
    group_label,
    groups,
    last_ordinal,
    moment,
    text_option,
    widest,
)
from explainer.story.figures.data import Datum, Shown
from explainer.story.model.dates import short

_WIDE = 56
"""Cells from which a bar has its day and label beside it."""


class _Bar(NamedTuple):
    """One bar in words."""

    datum: Datum
    day: str
    value: str
    sign: str
    word: str
    style: str
    value_style: str

    @property
    def tail(self) -> int:
        """Cells of the value and the fate after the bar."""
        return 1 + cells_of(self.value) + (3 + cells_of(self.word) if self.word else 0)


def draw_bars(
    shown: Shown, width: int, height: int, profile: Profile, selected: str, options: Options, sight: Sight
) -> tuple[Row, ...]:
    """Horizontal bars, one a row of the table, all on one scale from zero."""
    bars = _bars(shown, profile)
    setting = _Setting(bars, width, sight.margin, profile)
    if width - sight.margin >= _WIDE:
        lines = [_Line(bar) for bar in bars]
    elif (height >= 2 * len(bars) and height >= 10) or not setting.small_fits:
        lines = [_Line(bar, part) for bar in bars for part in ("label", "bar")]
    else:
        lines = [_Line(bar, "small") for bar in bars]
    lines = _grouped(lines, options, airy=height >= 12)
    foot = folded(shown.later)
    unit = text_option(options, "unit")
    rows = height - (1 if foot else 0) - (1 if unit and height > 8 else 0)
    start, end = _window(lines, rows, selected)
    if end - start < len(lines):
        rows -= 1
        start, end = _window(lines, rows, selected)
    grid = CellGrid(width, height, profile)
    y = 0
    if unit and height > 8:
        grid.put_cut(setting.bar_left, 0, unit, width - setting.bar_left, "chrome")
        y = 1
    for line in lines[start:end]:
        setting.draw(grid, y, line, selected)
        y += 1
    if end - start < len(lines):
        _more(grid, y, lines, start, end)
        y += 1
    y = grid.put_lines(sight.margin, y, [foot] if foot else [])
    return grid.rows()[:y]


def _bars(shown: Shown, profile: Profile) -> list[_Bar]:
    told = any(d.status not in ("", "standing") for d in shown.rows)
    found = []
    for datum, day in zip(shown.rows, days_printed(shown.rows), strict=True):
        end = fate(datum, profile.glyphs)
        value = amount(datum)
        word = end.word if told and datum.status else ""
        if not value:
            found.append(_Bar(datum, day, _("not established"), "", "", "chrome", "chrome"))
        else:
            found.append(_Bar(datum, day, value, end.sign, word, end.style, end.value_style))
    return found


class _Line(NamedTuple):
    """One row of a chart of bars: a bar, a part of one, or the name of a group."""

    bar: _Bar | None
    part: str = "row"
    text: str = ""


def _grouped(lines: list[_Line], options: Options, *, airy: bool) -> list[_Line]:
    """With the names of groups over their first row, where there are several."""
    if len({line.bar.datum.group for line in lines if line.bar}) < 2:
        return lines
    ranks = {name: rank for rank, name in enumerate(groups(options))}
    lines = sorted(lines, key=lambda line: ranks.get(line.bar.datum.group if line.bar else "", len(ranks)))
    made: list[_Line] = []
    before: str | None = None
    for line in lines:
        group = line.bar.datum.group if line.bar else ""
        if group != before:
            made += [
                *([_Line(None)] if made and airy else []),
                _Line(None, "group", group_label(options, group)),
            ]
            before = group
        made.append(line)
    return made


def _window(lines: list[_Line], rows: int, selected: str) -> tuple[int, int]:
    if len(lines) <= rows:
        return 0, len(lines)
    here = [i for i, line in enumerate(lines) if line.bar and line.bar.datum.key == selected]
    first = max(0, min((here[0] if here else 0) - (rows - 1) // 2, len(lines) - rows))
    return first, first + max(1, rows)


def _more(grid: CellGrid, y: int, lines: list[_Line], start: int, end: int) -> None:
    """Which of the rows are in sight."""
    keys = list(dict.fromkeys(line.bar.datum.key for line in lines if line.bar))
    seen = [line.bar.datum.key for line in lines[start:end] if line.bar]
    if not seen:
        return
    words = _("{first}-{last} of {total}").format(
        first=keys.index(seen[0]) + 1, last=keys.index(seen[-1]) + 1, total=len(keys)
    )
    arrow = f" {grid.signs.down}" if end < len(lines) else ""
    grid.put_right(grid.columns, y, words + arrow, "chrome")


class _Setting:
    """Where the columns of a chart of bars stand, and how long a bar is."""

    def __init__(self, bars: list[_Bar], width: int, margin: int, profile: Profile) -> None:
        self.left = margin
        self.wide = width - margin >= _WIDE
        self.width = width
        self.profile = profile
        self.day_cells = widest([bar.day for bar in bars])
        self.day_cells += 2 if self.day_cells else 0
        room = min(40, (width - margin - self.day_cells) // 2)
        self.label_cells = min(room, widest([bar.datum.label for bar in bars]))
        self.bar_left = margin + (self.day_cells + self.label_cells + 1 if self.wide else 0)
        self.scale = self._scale(bars, self.bar_left)
        small_left = margin + self._small_label(bars) + 1
        self.small_left = small_left
        self.small_scale = self._scale(bars, small_left)
        self.small_fits = all(small_left + 1 + bar.tail <= width for bar in bars)

    def _small_label(self, bars: list[_Bar]) -> int:
        days, labels = {bar.datum.day for bar in bars}, {bar.datum.label for bar in bars}
        self.small_days = len(days) > 1 and "" not in days and len(days) >= len(labels) - 2
        return self.day_cells - 2 if self.small_days else min(14, widest([bar.datum.label for bar in bars]))

    def _scale(self, bars: list[_Bar], left: int) -> float:
        """Cells a unit, so that every bar has room for its value and its fate."""
        scales = [(self.width - left - bar.tail) / top for bar in bars if (top := extent(bar.datum)[1]) > 0]
        return max(0.0, min(scales, default=0.0))

    def draw(self, grid: CellGrid, y: int, line: _Line, selected: str) -> None:
        """One row."""
        bar = line.bar
        if bar is None:
            grid.put_cut(self.left, y, line.text, self.width - self.left, "strong")
            return
        datum, reference = bar.datum, f"datum:{bar.datum.key}"
        in_hand = datum.key == selected
        label_style = "strong" if in_hand else "text"
        if line.part == "label":
            head = f"{bar.day}  " if bar.day else ""
            at = grid.put(self.left, y, head, "chrome", reference)
            grid.put_cut(at, y, datum.label, self.width - at, label_style, reference)
        elif line.part == "bar":
            self._bar(grid, y, bar, self.left, self.scale)
        elif line.part == "small":
            label = bar.day if self.small_days else datum.label
            grid.put_cut(self.left, y, label, self.small_left - 1 - self.left, "text", reference)
            self._bar(grid, y, bar, self.small_left, self.small_scale)
        else:
            grid.put(self.left, y, bar.day, "chrome", reference)
            label = cut(datum.label, self.label_cells, grid.signs.ellipsis)
            grid.put(self.left + self.day_cells, y, label, label_style, reference)
            self._bar(grid, y, bar, self.bar_left, self.scale)
        grid.refer(self.left, self.width, y, reference)
        if in_hand and line.part != "bar":
            grid.hand(y, self.left)

    def _bar(self, grid: CellGrid, y: int, bar: _Bar, left: int, scale: float) -> None:
        solid, dashes, vague = strokes(self.profile.glyphs)
        reference = f"datum:{bar.datum.key}"
        low, high = extent(bar.datum)
        status = bar.datum.status
        at = left
        if high > 0:
            style = {"retracted": "alert", "independent": "second"}.get(status, "chrome")
            style = "accent" if status in ("", "standing") else style
            sign = {"retracted": dashes, "estimate": vague, "opinion": vague}.get(status, solid)
            if bar.datum.value is None and bar.datum.high is None:
                sign = vague
            sure = max(1, round(low * scale)) if low > 0 else 0
            at = grid.put(at, y, sign * sure, style, reference)
            rest = round(high * scale) - sure
            if rest > 0:
                at = grid.put(at, y, vague * rest, style, reference)
            at += 1
        at = grid.put(at, y, bar.value, bar.value_style, reference)
        if bar.datum.open:
            at = grid.put(at, y, "?", "alert", reference)
        if bar.word:
            at = grid.put(at + 1, y, bar.sign, "alert-sign" if bar.style == "alert" else bar.style, reference)
            grid.put(at + 1, y, bar.word, "alert" if bar.style == "alert" else "chrome", reference)


def strokes(glyphs: str) -> tuple[str, str, str]:
    """What a bar is made of: a value, a withdrawn one, what is not sure."""
    return {"plain": ("━", "╌", "┅"), "ascii": ("=", "-", ":")}.get(glyphs, ("▆", "╌", "░"))


# Bands over days and hours: from when to when a state held; what has no known end is drawn as not known.


class _Band(NamedTuple):
    datum: Datum
    start: float
    end: float
    """Its end; where none is known, the next row of its group, or the end of the axis."""
    ends: bool
    """Whether the end is on record."""
    when: str


def draw_bands(
    shown: Shown, width: int, height: int, profile: Profile, selected: str, options: Options, sight: Sight
) -> tuple[Row, ...]:
    """A row a state: when it began, what it was, and its band on one axis of days."""
    found = _bands(shown.rows)
    foot = [text for text in (_legend(found, profile.glyphs), folded(shown.later)) if text]
    grid = CellGrid(width, height, profile)
    wide = width - sight.margin >= _WIDE
    head = 1 if wide else 0
    rows = max(1, height - len(foot) - head)
    several = len({b.datum.group for b in found}) > 1
    setting = _Setting_bands(found, width, sight.margin, wide, several)
    if head and found:
        setting.axis(grid)
    lines = _lines(found, options, several)
    start = _start(lines, rows, selected)
    cut_short = len(lines) > rows
    if cut_short:
        rows -= 1
        start = _start(lines, rows, selected)
    y = head
    part = lines[start : start + rows]
    if part and isinstance(part[-1], str):  # no name of a group without a row of it
        part = part[:-1]
    for line in part:
        if isinstance(line, str):
            grid.put_cut(sight.margin, y, line, width - sight.margin, "strong")
        else:
            setting.draw(grid, y, line, selected)
        y += 1
    if cut_short:
        count = _("{n} of {total}").format(n=sum(not isinstance(x, str) for x in part), total=len(found))
        grid.put_right(
            width, y, f"{count} {grid.signs.down if start + rows < len(lines) else ''}".strip(), "chrome"
        )
        y += 1
    y = grid.put_lines(sight.margin, y, foot)
    return grid.rows()[:y]


def _lines(found: list[_Band], options: Options, several: bool) -> list[_Band | str]:
    """The bands, under the name of their group where there are several."""
    if not several:
        return list(found)
    made: list[_Band | str] = []
    present = dict.fromkeys(b.datum.group for b in found)
    for group in (*[name for name in groups(options) if name in present], *present):
        mine = [b for b in found if b.datum.group == group and b not in made]
        if mine:
            made += [group_label(options, group), *mine]
    return made


def _start(lines: list[_Band | str], rows: int, selected: str) -> int:
    here = next((i for i, x in enumerate(lines) if not isinstance(x, str) and x.datum.key == selected), 0)
    return max(0, min(here - rows // 2, len(lines) - rows))


def _bands(rows: tuple[Datum, ...]) -> list[_Band]:
    dated = [d for d in rows if d.day]
    starts = {d.key: moment(d.day, d.time) for d in dated}
    last = max([*starts.values(), *(_end(d) for d in dated if d.end)], default=0.0)
    last = math.floor(last) + 1.0
    printed = days_printed(dated)
    found = []
    for datum, day in zip(dated, printed, strict=True):
        after = [starts[d.key] for d in dated if d.group == datum.group and starts[d.key] > starts[datum.key]]
        end = _end(datum) if datum.end else min(after, default=last)
        clock = datum.time[11:16] if "T" in datum.time else datum.time or datum.day[11:16]
        found.append(_Band(datum, starts[datum.key], end, bool(datum.end), f"{day} {clock}".strip()))
    return found


def _end(datum: Datum) -> float:
    """When a band ends: at its hour, else with its day."""
    if len(datum.end) > 10:
        return moment(datum.end)
    return last_ordinal(datum.end) + 1.0


def _legend(found: list[_Band], glyphs: str) -> str:
    """What the broken part of a band means, where one is drawn."""
    if all(b.ends for b in found):
        return ""
    return _("{sign} until the next report: no end is on record").format(sign=_signs(glyphs)[1] * 2)


def _signs(glyphs: str) -> tuple[str, str]:
    return {"plain": ("━", "┄"), "ascii": ("=", ".")}.get(glyphs, ("▆", "┄"))


class _Setting_bands:
    """Where the columns of a chart of bands stand."""

    def __init__(self, found: list[_Band], width: int, margin: int, wide: bool, groups: bool) -> None:
        self.left = margin + (1 if groups else 0)
        self.width = width
        self.wide = wide
        self.when_cells = widest([b.when for b in found]) + 2
        room = (width - margin) * 2 // 5
        self.label_cells = min(room, widest([b.datum.label for b in found]))
        self.band_left = self.left + self.when_cells + self.label_cells + 2
        self.band_cells = max(1, width - self.band_left) if wide else 0
        self.days: Days = dense([t for b in found for t in (b.start, b.end - 0.01)])

    def x(self, when: float) -> int:
        return self.band_left + round(self.days.at(when) * (self.band_cells - 1))

    def axis(self, grid: CellGrid) -> None:
        """Days over the bands; two strokes where days are left out."""
        for place in self.days.breaks:
            grid.put(self.band_left + round(place * (self.band_cells - 1)), 0, "//", "rule")
        first, last = self.days.knots[0][0], self.days.knots[-1][0]
        before = ""
        for day in range(int(first), int(last) + 1):
            text = date.fromordinal(day).isoformat()
            words = short(text).rsplit(" ", 1)[0] if before[:7] != text[:7] else str(int(text[8:]))
            x = self.x(float(day))
            if grid.free(max(0, x - 1), 0, cells_of(words) + 1):
                grid.put(x, 0, words, "chrome")
                before = text

    def draw(self, grid: CellGrid, y: int, band: _Band, selected: str) -> None:
        datum = band.datum
        reference = f"datum:{datum.key}"
        in_hand = datum.key == selected
        grid.put(self.left, y, band.when, "chrome", reference)
        room = self.label_cells if self.wide else self.width - self.left - self.when_cells
        told = fate(datum, grid.profile.glyphs)
        after = f" [{told.word}]" if datum.status in ("disputed", "retracted", "opinion") else ""
        after += " ?" if datum.open else ""
        at = self.left + self.when_cells
        style = "strong" if in_hand else "text"
        at = grid.put_cut(at, y, datum.label, room - cells_of(after), style, reference)
        grid.put(at, y, after, "alert", reference)
        if self.wide:
            solid, loose = _signs(grid.profile.glyphs)
            start, end = self.x(band.start), max(self.x(band.start) + 1, self.x(band.end))
            if band.ends:
                grid.put(start, y, solid * (end - start), "accent", reference)
            else:
                grid.put(start, y, loose * (end - start), "chrome", reference)
                grid.put(start, y, grid.signs.stands, "accent", reference)
        grid.refer(self.left, self.width, y, reference)
        if in_hand:
            grid.hand(y, self.left if self.left >= 2 else 0)
