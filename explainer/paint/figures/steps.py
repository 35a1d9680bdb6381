"""A line of steps: a price stands until the next one. Two dots thick, points marked, every value printed."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import NamedTuple

from msgspec import structs

from explainer.messages import _
from explainer.paint.cells.grid import CellGrid, Layer
from explainer.paint.cells.rows import Row
from explainer.paint.cells.style import Profile
from explainer.paint.cells.wrapping import width as cells_of
from explainer.paint.cells.wrapping import wrap_text
from explainer.paint.figures.bars import draw_bars
from explainer.paint.figures.labels import Box, Point, Spot, placed
from explainer.paint.figures.values import (
    Days,
    Options,
    Sight,
    amount,
    day_words,
    fate,
    folded,
    groups,
    moment,
    number,
    round_ticks,
    shape_sign,
    squeezed,
    text_option,
    widest,
)
from explainer.story.figures.data import Datum, Shown

_LEAST_WIDTH, _LEAST_HEIGHT = 32, 12
"""Below this a table says more than a line."""


class _Place(NamedTuple):
    """Where a datum's point stands, in cells of the plot."""

    datum: Datum
    x: int
    y: int
    sign: str = ""
    """Its own sign, where it is a mark beside the line."""

    @property
    def on_line(self) -> bool:
        return not self.sign


class _Axes(NamedTuple):
    left: int
    top: int
    width: int
    height: int
    highest: float
    days: Days
    fine: int
    """Dots a row."""

    def x(self, datum: Datum) -> int:
        return self.left + round(self.days.at(moment(datum.day, datum.time)) * (self.width - 1))

    def dot(self, value: float) -> int:
        """The dot of a value, from the top of the plot."""
        last = self.height * self.fine - 1
        return round(last - value / self.highest * last)

    def y(self, value: float) -> int:
        return self.top + self.dot(value) // self.fine


def draw_steps(
    shown: Shown, width: int, height: int, profile: Profile, selected: str, options: Options, sight: Sight
) -> tuple[Row, ...]:
    """The line of the rows that have a value and a day; marks of their own for groups that are no price."""
    drawn = sorted(
        (d for d in shown.rows if d.day and _value(d) is not None), key=lambda d: moment(d.day, d.time)
    )
    if width - sight.margin < _LEAST_WIDTH or height < _LEAST_HEIGHT or len(drawn) < 2:
        named = tuple(structs.replace(d, label=_named(d, options), group="") for d in shown.rows)
        shown = Shown(named, shown.later)
        return draw_bars(shown, width, height, profile, selected, options, sight)
    foot = [text for text in (folded(shown.later),) if text]
    grid = CellGrid(width, height, profile)
    unplaced = _plot(grid, drawn, height - len(foot), selected, options, sight)
    if unplaced:  # again with rows for the values that found no place in the picture
        words = _("also: {values}").format(values="; ".join(_said(d, options) for d in unplaced))
        lines = ["".join(run.text for run in row) for row in wrap_text(words, width - sight.margin)]
        foot = [*lines[: max(1, height - _LEAST_HEIGHT)], *foot]
        grid = CellGrid(width, height, profile)
        _plot(grid, drawn, height - len(foot), selected, options, sight)
    grid.put_lines(sight.margin, height - len(foot), foot)
    return grid.rows()


def _value(datum: Datum) -> float | None:
    """Where a datum's point stands: its value, the middle of its range, else the bound that is known."""
    if datum.value is not None:
        return datum.value
    known = [n for n in (datum.low, datum.high) if n is not None]
    return sum(known) / len(known) if known else None


def marks(options: Options, glyphs: str) -> dict[str, str]:
    """Groups that are marks beside the line, with their signs: those to which the figure gives one of their own."""
    return {name: shape_sign(group.glyph, glyphs) for name, group in groups(options).items() if group.glyph}


def _said(datum: Datum, options: Options) -> str:
    return f"{day_words(datum)} {amount(datum)} {_named(datum, options)}".strip()


def _named(datum: Datum, options: Options) -> str:
    """What a point is called: its group, where the figure names that."""
    named = groups(options).get(datum.group)
    return named.label if named else datum.label


def _plot(
    grid: CellGrid, drawn: Sequence[Datum], height: int, selected: str, options: Options, sight: Sight
) -> list[Datum]:
    """Draw axes, line, points and labels; returns what could not be labelled."""
    apart = marks(options, grid.profile.glyphs)
    top_value = max(max(d.high or 0.0, _value(d) or 0.0) for d in drawn)
    ticks = round_ticks(top_value, 5)
    label = widest([number(t) for t in ticks])
    left = sight.margin + label + 1
    unit = text_option(options, "unit")
    days = squeezed((moment(d.day, d.time) for d in drawn), tail=True)
    rows = 2 if len({d.day[:4] for d in drawn}) > 1 else 1
    axes = _Axes(left, 1, grid.columns - left, height - 1 - rows, ticks[-1] or 1.0, days, grid.raster.down)
    places = [_Place(d, axes.x(d), axes.y(_value(d) or 0.0), apart.get(d.group, "")) for d in drawn]
    _line(grid, axes, [p for p in places if p.on_line])
    for tick in ticks:  # under the line, which is drawn already
        y, sign = axes.y(tick), _grid_sign(grid, tick)
        grid.put_right(left - 1, y, number(tick), "chrome")
        for x in range(left, grid.columns):
            if grid.free(x, y, 1):
                grid.put(x, y, sign, "rule")
    if unit:
        grid.put_cut(sight.margin, 0, unit, grid.columns - sight.margin, "chrome")
    for gap in days.breaks:
        grid.put(left + round(gap * (axes.width - 1)), axes.y(0), "//", "chrome")
    _days(grid, axes, list({d.day: d for d in drawn}.values()), rows)
    for place in places:
        _point(grid, place, selected)
    return _labels(grid, axes, places, selected, options)


def _grid_sign(grid: CellGrid, tick: float) -> str:
    if grid.ascii:
        return "-" if tick == 0 else "."
    return "─" if tick == 0 else "┈"


def _line(grid: CellGrid, axes: _Axes, places: list[_Place]) -> None:
    """The line itself: level until the next point, then up or down."""
    if not places:
        return
    if grid.profile.glyphs in ("plain", "ascii"):
        _signs_line(grid, axes, places)
        return
    layer, top = Layer("accent", 5), axes.top * axes.fine
    spots = [(p.x * grid.raster.across, top + axes.dot(_value(p.datum) or 0.0)) for p in places]
    spots.append((grid.dots_across - 1, spots[-1][1]))
    for (x, y), (to_x, to_y) in itertools.pairwise(spots):
        thick = -1 if y % axes.fine == axes.fine - 1 else 1  # in the row of its points
        grid.line([(x, y), (to_x, y)], layer)
        grid.line([(x, y + thick), (to_x, y + thick)], layer)
        grid.line([(to_x, y), (to_x, to_y)], layer)


def _signs_line(grid: CellGrid, axes: _Axes, places: list[_Place]) -> None:
    level, upright, down, up = ("=", "|", "+", "+") if grid.ascii else ("━", "┃", "┓", "┛")
    for index, place in enumerate(places):
        after = places[index + 1] if index + 1 < len(places) else None
        end = after.x if after else axes.left + axes.width
        grid.put(place.x, place.y, level * max(1, end - place.x), "accent")
        if after and after.y != place.y:
            low, high = sorted((place.y, after.y))
            for y in range(low, high + 1):
                grid.put(after.x, y, upright, "accent")
            grid.put(after.x, place.y, down if after.y > place.y else up, "accent")


def _days(grid: CellGrid, axes: _Axes, once: Sequence[Datum], rows: int) -> None:
    """Days under the axis, months before the days of the same month; under them the years, where there are several."""
    y = axes.top + axes.height
    dated = list(zip(once, ("", *(d.day for d in once)), strict=False))
    for datum, before in sorted(dated, key=lambda one: one[1][:7] == one[0].day[:7]):
        for text in _day_texts(datum, before, rows):
            if _written(grid, axes, datum, y, text):
                break
    for datum, before in dated if rows > 1 else ():
        if before[:4] != datum.day[:4]:
            _written(grid, axes, datum, y + 1, datum.day[:4])


def _day_texts(datum: Datum, before: str, rows: int) -> list[str]:
    """A day in the ways it may be written, the longest first; its year stands in a row of its own, or at the first."""
    words = day_words(datum)
    if rows == 1 and not before:
        return [words]
    bare = words.removesuffix(datum.day[:4]).rstrip()
    if before[:7] == datum.day[:7] and len(datum.day) == 10:
        return [str(int(datum.day[8:]))]
    about = _("about")
    return [bare, f"~{bare.removeprefix(about).lstrip()}"] if bare.startswith(about) else [bare]


def _written(grid: CellGrid, axes: _Axes, datum: Datum, y: int, text: str) -> bool:
    """Write a day under its place, where nothing touches it."""
    x = min(axes.x(datum), grid.columns - cells_of(text))
    start = max(axes.left, x - 1)
    free = grid.free(start, y, min(grid.columns, x + cells_of(text) + 1) - start)
    if free:
        grid.put(x, y, text, "chrome")
    return free


def _point(grid: CellGrid, place: _Place, selected: str) -> None:
    datum = place.datum
    style = "cursor" if datum.key == selected else "alert" if datum.status == "retracted" else "strong"
    sign = grid.signs.stands if place.on_line else place.sign
    if datum.status == "retracted":
        sign = grid.signs.withdrawn
    grid.put(place.x, place.y, sign, style, f"datum:{datum.key}")


_NAMELESS, _AGAIN = 3.0, 1.2
"""What a label costs that leaves its name away; the second, where the point before it on the line has it too."""


def _labels(
    grid: CellGrid, axes: _Axes, places: list[_Place], selected: str, options: Options
) -> list[Datum]:
    """Put each value at its point, or at the end of a leader. Returns what found no place."""
    box = Box(axes.left, axes.top, grid.columns, axes.y(0))
    names = [_named(place.datum, options) for place in places]
    texts = []
    for at, (place, name) in enumerate(zip(places, names, strict=True)):
        word = _fate_word(place.datum, grid.profile.glyphs)
        full = " ".join(part for part in (amount(place.datum), name, word) if part)
        less = _AGAIN if name in names[:at] else _NAMELESS
        brief = f"{amount(place.datum)} {word}".rstrip()
        texts.append(((full, 0.0),) if full == brief else ((full, 0.0), (brief, less)))
    points = [Point(p.x, p.y, text) for p, text in zip(places, texts, strict=True)]
    missed: list[Datum] = []
    for place, spot in zip(places, placed(grid, box, points), strict=True):
        if spot is None:
            missed.append(place.datum)
        else:
            _label(grid, place, spot, place.datum.key == selected)
    return missed


def _fate_word(datum: Datum, glyphs: str) -> str:
    told = datum.status in ("retracted", "disputed", "opinion", "estimate")
    return fate(datum, glyphs).word if told else ""


def _label(grid: CellGrid, place: _Place, spot: Spot, in_hand: bool) -> None:
    datum, value = place.datum, amount(place.datum)
    reference = f"datum:{datum.key}"
    for row in spot.led:
        grid.put(place.x, row, "|" if grid.ascii else "│", "chrome", reference)
    style = "accent-strong" if in_hand else "strong" if place.on_line else "text"
    at = grid.put(spot.x, spot.y, value, style, reference)
    rest = "alert" if datum.status == "retracted" else "text"
    grid.put(at, spot.y, spot.text[len(value) :], rest, reference)
