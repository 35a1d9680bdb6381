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
from explainer.paint.figures.bars import draw_bars
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
    if unplaced:  # again with a row for the values that found no place in the picture
        grid = CellGrid(width, height, profile)
        unplaced = _plot(grid, drawn, height - len(foot) - 1, selected, options, sight)
        words = _("also: {values}").format(values="; ".join(_said(d, options) for d in unplaced))
        grid.put_cut(sight.margin, height - len(foot) - 1, words, width - sight.margin, "chrome")
    grid.put_lines(sight.margin, height - len(foot), foot)
    return grid.rows()


def _value(datum: Datum) -> float | None:
    if datum.value is not None:
        return datum.value
    return datum.low if datum.low is not None else datum.high


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
    axes = _Axes(left, 1, grid.columns - left, height - 2, ticks[-1] or 1.0, days, grid.raster.down)
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
    _days(grid, axes, drawn, height - 1)
    for place in places:
        _point(grid, place, selected)
    return _labels(grid, places, selected, options)


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
        thick = 1 if y + 1 < top + axes.height * axes.fine else -1
        grid.line([(x, y), (to_x, y)], layer)
        grid.line([(x, y + thick), (to_x, y + thick)], layer)
        grid.line([(to_x, y), (to_x, to_y)], layer)


def _signs_line(grid: CellGrid, axes: _Axes, places: list[_Place]) -> None:
    level, upright = ("=", "|") if grid.ascii else ("━", "┃")
    for index, place in enumerate(places):
        after = places[index + 1] if index + 1 < len(places) else None
        end = after.x if after else axes.left + axes.width
        grid.put(place.x, place.y, level * max(1, end - place.x), "accent")
        if after and after.y != place.y:
            low, high = sorted((place.y, after.y))
            for y in range(low, high + 1):
                grid.put(after.x, y, "+" if grid.ascii else upright, "accent")


def _days(grid: CellGrid, axes: _Axes, drawn: Sequence[Datum], y: int) -> None:
    """Days under the axis, as many as have room; two strokes where days are left out."""
    for place in axes.days.breaks:
        x = axes.left + round(place * (axes.width - 1))
        grid.put(x, y, "//", "rule")
    once = tuple({d.day: d for d in drawn}.values())
    for index, datum in enumerate(once):
        words = day_words(datum)
        before = once[index - 1].day if index else ""
        bare = words.rsplit(" ", 1)[0] if len(datum.day) == 10 else words
        texts = [words, bare] if before[:4] != datum.day[:4] else [bare]
        if before[:7] == datum.day[:7] and len(datum.day) == 10:
            texts = [str(int(datum.day[8:]))]
        for text in texts:
            x = min(axes.x(datum), grid.columns - cells_of(text))
            if grid.free(x, y, cells_of(text)) and (x == axes.left or grid.free(x - 1, y, 1)):
                grid.put(x, y, text, "chrome")
                break


def _point(grid: CellGrid, place: _Place, selected: str) -> None:
    datum = place.datum
    style = "cursor" if datum.key == selected else "alert" if datum.status == "retracted" else "strong"
    sign = grid.signs.stands if place.on_line else place.sign
    if datum.status == "retracted":
        sign = grid.signs.withdrawn
    grid.put(place.x, place.y, sign, style, f"datum:{datum.key}")


def _labels(grid: CellGrid, places: list[_Place], selected: str, options: Options) -> list[Datum]:
    """Put each value where it covers least ink; the one in hand first. Returns what found no place."""
    missed: list[Datum] = []
    for place in sorted(places, key=lambda p: p.datum.key != selected):
        if not _label(grid, place, place.datum.key == selected, _named(place.datum, options)):
            missed.append(place.datum)
    return missed


def _label(grid: CellGrid, place: _Place, in_hand: bool, name: str) -> bool:
    datum = place.datum
    end = fate(datum, grid.profile.glyphs)
    word = end.word if datum.status in ("retracted", "disputed", "opinion", "estimate") else ""
    value = amount(datum)
    full = " ".join(part for part in (value, name, word) if part)
    for text in dict.fromkeys((full, f"{value} {word}".strip(), *([value] if not word else []))):
        spot = _spot(grid, place, cells_of(text))
        if spot:
            x, y = spot
            style = "accent-strong" if in_hand else "strong" if place.on_line else "text"
            at = grid.put(x, y, value, style, f"datum:{datum.key}")
            rest = text[len(value) :]
            grid.put(
                at, y, rest, "alert" if word and datum.status == "retracted" else "text", f"datum:{datum.key}"
            )
            return True
    return False


def _spot(grid: CellGrid, place: _Place, cells: int) -> tuple[int, int] | None:
    """A free place beside a point: above it, on its right, below; faint grid does not count as ink."""
    level = (place.x, place.x + 2, place.x - cells - 1, place.x - cells + 1)
    options = [(x, place.y + down) for down in (-1, 1) for x in level]
    options += [(place.x + 2, place.y), (place.x - cells - 1, place.y)]
    options += [(x, place.y + down) for down in (-2, 2, -3, 3) for x in level[:3]]
    for x, y in options:
        if y >= 1 and y < grid.height - 1 and grid.quiet(x - 1, y, cells + 2, "rule"):
            return x, y
    return None
