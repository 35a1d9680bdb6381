"""Bands over days and hours: from when to when a state held; what has no known end is drawn as not known."""

from __future__ import annotations

import math
from datetime import date
from typing import NamedTuple

from explainer.messages import _
from explainer.paint.cells.grid import CellGrid
from explainer.paint.cells.rows import Row
from explainer.paint.cells.style import Profile
from explainer.paint.cells.wrapping import width as cells_of
from explainer.paint.figures.values import (
    Days,
    Options,
    Sight,
    days_printed,
    dense,
    fate,
    folded,
    group_label,
    groups,
    last_ordinal,
    moment,
    widest,
)
from explainer.story.figures.data import Datum, Shown
from explainer.story.model.dates import short

_WIDE = 56
"""Cells from which a band is drawn beside its words."""


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
    wide = width - sight.margin >= _WIDE
    foot = [text for text in (_legend(found, profile.glyphs) if wide else "", folded(shown.later)) if text]
    grid = CellGrid(width, height, profile)
    head = 1 if wide else 0
    rows = max(1, height - len(foot) - head)
    several = len({b.datum.group for b in found}) > 1
    setting = _Setting(found, width, sight.margin, wide, several)
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


class _Setting:
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
