"""Horizontal bars: one row a version, all on one scale from zero, the fate in a sign and a word."""

from __future__ import annotations

from typing import NamedTuple

from explainer.messages import _
from explainer.paint.cells.grid import CellGrid
from explainer.paint.cells.rows import Row
from explainer.paint.cells.style import Profile
from explainer.paint.cells.wrapping import cut, wrap_text
from explainer.paint.cells.wrapping import width as cells_of
from explainer.paint.figures.values import (
    Options,
    Sight,
    amount,
    days_printed,
    extent,
    fate,
    folded,
    group_label,
    groups,
    text_option,
    widest,
)
from explainer.story.figures.data import Datum, Shown

_WIDE = 56
"""Cells from which a bar has its day and label beside it."""
_SHORT, _ALIKE = 14, 2
"""On a small screen a label of so many cells stands before its bar; of so many labels at most none need stand there."""


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
    foot = folded(shown.later)
    unit = text_option(options, "unit") if height > 8 else ""
    rows = height - bool(foot) - bool(unit)
    lines = _lines(bars, setting, rows, options, selected, airy=height >= 12)
    start, end = _window(lines, rows, selected)
    if end - start < len(lines):
        rows -= 1
        start, end = _window(lines, rows, selected)
        start, end = _unbroken(lines, start, end)
    grid = CellGrid(width, height, profile)
    y = 0
    if unit:
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


def _lines(
    bars: list[_Bar], setting: _Setting, rows: int, options: Options, selected: str, *, airy: bool
) -> list[_Line]:
    """The rows of the chart: with whole labels and blanks between groups, where all of it fits."""
    if setting.wide:
        single = [_Line(bar) for bar in bars]
        whole = [line for bar in bars for line in setting.whole(bar)]  # all of them, or none stands out
        looks = ((whole, airy), (whole, False), (single, airy), (single, False))
        offers = [_grouped(lines, options, airy=air) for lines, air in looks]
        return next((lines for lines in offers if len(lines) <= rows), offers[-1])
    whole = [line for bar in bars for line in setting.under(bar)]
    brief = [[_Line(bar, "label"), _Line(bar, "bar")] for bar in bars]
    pairs = [  # the one in hand has its label whole
        line
        for bar, cut_lines in zip(bars, brief, strict=True)
        for line in (setting.under(bar) if bar.datum.key == selected else cut_lines)
    ]
    offers = [_grouped(whole, options, airy=airy), _grouped(pairs, options, airy=airy)]
    if setting.small_fits:
        offers.append(_grouped([_Line(bar, "small") for bar in bars], options, airy=airy))
    return next((lines for lines in offers if len(lines) <= rows), offers[-1])


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


def _unbroken(lines: list[_Line], start: int, end: int) -> tuple[int, int]:
    """Without the end of a bar whose beginning is not in sight, or a beginning without its end, or a bare heading."""

    def one(at: int) -> bool:
        before, after = lines[at - 1].bar, lines[at].bar
        return before is not None and after is not None and before.datum.key == after.datum.key

    first, last = start, end
    while 0 < first < last and one(first):
        first += 1
    while last > first and ((last < len(lines) and one(last)) or lines[last - 1].bar is None):
        last -= 1
    return (first, last) if first < last else (start, end)


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
        labels = {bar.datum.label for bar in bars}
        self.small_days = len(labels) <= _ALIKE and all(bar.datum.day for bar in bars)
        """A row has the day alone before its bar, since it says enough: nearly all have the same label."""
        named = self.small_days or widest(list(labels)) <= _SHORT
        small_left = margin + (self.day_cells - 2 if self.small_days else widest(list(labels))) + 1
        self.small_left = small_left
        self.small_scale = self._scale(bars, small_left)
        self.small_fits = named and all(small_left + 1 + bar.tail <= width for bar in bars)

    def whole(self, bar: _Bar) -> list[_Line]:
        """A bar with all of its label: what is left of a long one stands under it."""
        first, *rest = [_words(row) for row in wrap_text(bar.datum.label, self.label_cells)] or [""]
        return [_Line(bar, "row", first), *(_Line(bar, "rest", part) for part in rest)]

    def under(self, bar: _Bar) -> list[_Line]:
        """A bar under all of its label."""
        head, room = self._head(bar), self.width - self.left
        label = bar.datum.label
        if cells_of(head) + cells_of(label) <= room:
            return [_Line(bar, "label", label), _Line(bar, "bar")]
        rows = [_words(row) for row in wrap_text(head.replace(" ", "\u00a0") + label, room - 2)]
        first = _Line(bar, "label", rows[0][len(head) :])
        return [first, *(_Line(bar, "more", row) for row in rows[1:]), _Line(bar, "bar")]

    def _head(self, bar: _Bar) -> str:
        return f"{bar.day}  " if bar.day else ""

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
            at = grid.put(self.left, y, self._head(bar), "chrome", reference)
            grid.put_cut(at, y, line.text or datum.label, self.width - at, label_style, reference)
        elif line.part == "more":
            grid.put(self.left + 2, y, line.text, label_style, reference)
        elif line.part == "bar":
            self._bar(grid, y, bar, self.left, self.scale)
        elif line.part == "small":
            label = bar.day if self.small_days else datum.label
            grid.put_cut(self.left, y, label, self.small_left - 1 - self.left, "text", reference)
            self._bar(grid, y, bar, self.small_left, self.small_scale)
        else:
            label = line.text or cut(datum.label, self.label_cells, grid.signs.ellipsis)
            grid.put(self.left + self.day_cells, y, label, label_style, reference)
            if line.part == "row":
                grid.put(self.left, y, bar.day, "chrome", reference)
                self._bar(grid, y, bar, self.bar_left, self.scale)
        grid.refer(self.left, self.width, y, reference)
        if in_hand and line.part != "bar":
            grid.hand(y, self.left if line.part not in ("rest", "more") else 0)

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


def _words(row: Row) -> str:
    return "".join(run.text for run in row)


def strokes(glyphs: str) -> tuple[str, str, str]:
    """What a bar is made of: a value, a withdrawn one, what is not sure."""
    return {"plain": ("━", "╌", "┅"), "ascii": ("=", "-", ":")}.get(glyphs, ("▆", "╌", "░"))
