"""Maps: a land on the dot canvas, its places in the state of a day, names where they fit.

The engine knows kinds of projections and the parts a layer may play; which land, which layers, which views are a
figure's options. What does not change from day to day is drawn once and kept for all readers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from explainer.paint.cells.grid import CellGrid, Layer, Raster, raster
from explainer.paint.cells.rows import Row, Run
from explainer.paint.cells.style import Profile, Signs, signs, transliterated
from explainer.paint.cells.wrapping import width
from explainer.paint.figures.projection import Extent, Land, Point, Window, extent, land_of, window
from explainer.reading.figures import STATES, Frame, views
from explainer.story.figures.data import Datum
from explainer.story.model.structs import Figure, Story

# Where the names of a map stand: the important first, none over another, as little line covered as can be.

_COVERED = 0.7
"""What a cell of a line under a name costs, against the places farther from the mark."""
_APART = 4
"""Cells between a name that stands in another row than its mark, and any other mark."""
_LINE = 3
"""Lines of this rank and above are worth keeping in sight."""


class Mark(NamedTuple):
    """A mark with a name, to be placed."""

    column: int
    row: int
    sign: str
    name: str
    mark_style: str
    name_style: str
    reference: str = ""


class _Spot(NamedTuple):
    column: int
    row: int
    cost: float


def place_all(dots: CellGrid, marks: list[Mark], *, strict: bool) -> list[Mark]:
    """Draw marks, then their names in the order given; returns those whose name found no room.

    Args:
        dots: the picture.
        marks: most important first; no two in one cell.
        strict: on a small picture a name stands in its mark's own row or not at all.
    """
    for mark in marks:
        dots.put(mark.column, mark.row, mark.sign, mark.mark_style, mark.reference)
    taken = frozenset((mark.column, mark.row) for mark in marks)
    return [mark for mark in marks if not _place(dots, mark, strict, taken)]


def _place(dots: CellGrid, mark: Mark, strict: bool, taken: frozenset[tuple[int, int]]) -> bool:
    length = width(dots.seen(mark.name))
    spots = sorted(_spots(dots, mark, length, strict), key=lambda spot: spot.cost)
    for spot in spots:
        if _free(dots, spot, length, mark, taken):
            dots.put(spot.column, spot.row, mark.name, mark.name_style, mark.reference)
            if spot.row == mark.row:  # no dots between a mark and its name
                between = spot.column - 1 if spot.column > mark.column else mark.column - 1
                dots.put(between, spot.row, " ", mark.name_style, mark.reference)
            return True
    return False


def _spots(dots: CellGrid, mark: Mark, length: int, strict: bool) -> Iterator[_Spot]:
    """Right, left, then the corners, then above and below; each with what it costs."""
    right, left = mark.column + 2, mark.column - 1 - length
    middle = mark.column - length // 2
    offers = [(right, 0, 0.0), (left, 0, 0.6)]
    if not strict:
        offers += [(right - 1, -1, 2.0), (right - 1, 1, 2.1), (left + 1, -1, 2.4), (left + 1, 1, 2.5)]
        offers += [(middle, -1, 2.7), (middle, 1, 2.8)]
    for column, by, cost in offers:
        row = mark.row + by
        if 0 <= row < dots.height and column >= 0 and column + length <= dots.columns:
            covered = sum(dots.rank_at(at, row) >= _LINE for at in range(column, column + length))
            yield _Spot(column, row, cost + _COVERED * covered)


def _free(dots: CellGrid, spot: _Spot, length: int, mark: Mark, taken: frozenset[tuple[int, int]]) -> bool:
    """No text there or beside it, and no mark but its own so near that the name would seem to be that one's."""
    own = (mark.column, mark.row)
    first, last = spot.column - 1, spot.column + length + 1
    apart = 1 if spot.row == mark.row else _APART  # in another row the nearest mark would claim it
    near = range(first - apart, last + apart)
    if any((at, spot.row) in taken and (at, spot.row) != own for at in near):
        return False
    cells = range(max(0, first), min(dots.columns, last))
    return not any(dots.has_text(at, spot.row) for at in cells if (at, spot.row) != own)


def place_quiet(dots: CellGrid, column: int, row: int, name: str, style: str) -> None:
    """A name of a neighbour or a sea: around its point, only where it hits nothing."""
    length = width(dots.seen(name))
    start = column - length // 2
    if not (0 <= row < dots.height and start >= 0 and start + length <= dots.columns):
        return
    cells = range(max(0, start - 1), min(dots.columns, start + length + 1))
    if any(dots.has_text(at, row) or dots.rank_at(at, row) for at in cells):
        return
    if len({dots.ground_at(at, row) for at in range(start, start + length)}) == 1:
        dots.put(start, row, name, style)


_FINE = 11.0
"""Kilometres a dot up to which towns of the third rank are drawn; beyond they fall into each other."""
_MINOR = 3
_STRICT = 80
"""Below so many columns a name stands in its mark's own row."""
_BIG_WATER = 14
"""Dots across, or down, from which a water is drawn where there is no colour."""

HATCH = Layer("region", 1, ":")
REGION = Layer("region", 2, " ")
WATER = Layer("water", 3, "~")
BORDER = Layer("border", 4, ".")


class Picture(NamedTuple):
    """A drawn map."""

    rows: tuple[Row, ...]
    unnamed: tuple[Datum, ...] = ()
    """Marked without a name, or not marked at all, because there is no room; the caption names them."""
    km: float = 0.0
    """Kilometres a dot."""


def draw(
    story: Story,
    figure: Figure,
    frame: Frame,
    shaded: tuple[Datum, ...],
    width: int,
    height: int,
    profile: Profile,
    *,
    view: str = "",
    selected: str = "",
    named: tuple[str, ...] = STATES,
) -> Picture:
    """The map on a day.

    Args:
        story: whose shapes they are.
        figure: of kind `map`.
        frame: its rows by their state on the day.
        shaded: the rows of the shaded state; `group` names the region.
        width: cells across.
        height: cells down.
        profile: the reader's terminal.
        view: the part in sight; empty: the first.
        selected: the key of the row in hand; empty: none.
        named: the states whose names stand beside their marks.
    """
    land = land_of(story, figure)
    known = raster(profile.glyphs)
    look = _look(profile, known)
    held = _ground(_Key(land), _view_of(figure, view), width, height, known, look)
    dots = held.dots.copy(profile)
    _shade(dots, held.window, land, shaded, look)
    marks, absent = _marks(land, frame, held.window, dots, profile, selected)
    marks = [(m if frame.state(d.key) in named else m._replace(name=""), d) for m, d in marks]
    nameless = place_all(dots, [mark for mark, _datum in marks], strict=width < _STRICT)
    if named and known.down > 1 and width >= 60:
        for (column, row), name in _quiet(land, held.window, known):
            place_quiet(dots, column, row, transliterated(name, profile.glyphs), "chrome")
    unnamed = tuple(datum for mark, datum in marks if mark in nameless or not mark.name)
    return Picture(dots.rows(), (*unnamed, *absent), held.window.across)


def _shade(dots: CellGrid, seen: Window, land: Land, shaded: tuple[Datum, ...], look: _Look) -> None:
    for shade in shaded:
        rings = [seen.dots(ring) for ring in land.regions.get(shade.group, ())]
        if look.fills:
            dots.fill(rings, "shade", over="land")
        if look.hatched:
            dots.hatch(rings, HATCH)


def covers(story: Story, figure: Figure, shaded: tuple[Datum, ...]) -> bool:
    """Whether all regions of the land are shaded."""
    regions = land_of(story, figure).regions
    return bool(regions) and {shade.group for shade in shaded} >= set(regions)


def swatch(profile: Profile) -> Run:
    """What a shaded region looks like, for the caption."""
    look, grid = _look(profile, raster(profile.glyphs)), raster(profile.glyphs)
    sign = {4: "⠄", 2: "▘"}.get(grid.down, HATCH.sign) if look.hatched else " "
    return Run(f"{sign} ", "region-shade" if look.fills else "region")


# what is kept


class _Look(NamedTuple):
    """Which fills and lines a terminal gets."""

    fills: bool
    inner: bool
    """Inner and foreign borders, rivers."""
    shores: bool
    big_water_only: bool
    hatched: bool
    """A shaded region gets a pattern: where fills are none, or only greys apart."""


def _look(profile: Profile, grid: Raster) -> _Look:
    """Without colour, and in coarse rasters, only the land's line and the big waters: more would be a tangle."""
    coloured = profile.depth in ("truecolor", "256")
    fine = grid.down == 4 and profile.depth != "none"
    shores = grid.down == 4 or grid.down == 1 or not coloured
    return _Look(coloured, fine, shores, not fine, profile.depth != "truecolor")


class _Key:
    """A land as a key of a cache, by identity: hashing its points would cost more than drawing them."""

    def __init__(self, land: Land) -> None:
        self.land = land

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self.land is other.land

    def __hash__(self) -> int:
        return id(self.land)


class _Ground(NamedTuple):
    dots: CellGrid
    window: Window


View = tuple[str, tuple[float, ...], float]
"""What to fit, or a centre in degrees and a width in kilometres."""


_GLYPHS = {raster(glyphs): glyphs for glyphs in ("ascii", "blocks", "braille")}


@lru_cache(maxsize=32)
def _ground(key: _Key, view: View, width: int, height: int, grid: Raster, look: _Look) -> _Ground:
    """Land, waters and borders of a view: the same on every day, for every reader."""
    land = key.land
    dots = CellGrid(width, height, Profile(glyphs=_GLYPHS[grid]))
    seen = _window(land, view, dots)

    def on(paths: Iterable[tuple[Point, ...]]) -> list[list[Point]]:
        return [seen.dots(path) for path in paths]

    waters = [on(rings) for rings in land.waters]
    if look.fills:
        dots.fill(on(land.land), "land")
        for rings in waters:
            dots.fill(rings, "sea")
    if look.inner:
        for path in (*on(land.foreign_lines), *on(land.region_lines)):
            dots.line(path, REGION)
        for path in on(land.rivers):
            dots.line(path, WATER)
    for rings in waters if grid.down == 1 else ():
        dots.hatch(rings, WATER)
    for rings in waters if look.shores else ():
        if not look.big_water_only or any(_is_big(ring, grid) for ring in rings):
            for path in rings:
                dots.line(path, WATER)
    for path in on(land.land):
        dots.line(path, BORDER)
    return _Ground(dots, seen)


def forget() -> None:
    """Throw away what is kept of drawn grounds: for measuring a draw without it."""
    _ground.cache_clear()


def _is_big(ring: list[Point], grid: Raster) -> bool:
    box = extent([ring])
    cells = _BIG_WATER / 4 if grid.down < 4 else _BIG_WATER
    return box is not None and max(box.right - box.left, box.high - box.low) >= cells


def _window(land: Land, view: View, dots: CellGrid) -> Window:
    fit, centre, wide = view
    if centre:
        x, y = land.project(*centre)
        box = Extent(x - wide / 2, y - 1, x + wide / 2, y + 1)
    else:
        box = land.fits.get(fit) or land.fits.get("", Extent(-1, -1, 1, 1))
    return window(box, dots.dots_across, dots.dots_down, dots.raster.stretch)


def _view_of(figure: Figure, view: str) -> View:
    known = views(figure)
    told = next((one for one in known if one.get("id") == view), known[0] if known else {})
    centre = told.get("centre")
    if isinstance(centre, list | tuple) and len(centre) == 2:
        return "", (float(centre[0]), float(centre[1])), float(told.get("width_km") or 1000)
    fit = str(told.get("fit") or "")
    return fit.removeprefix("layer "), (), 0.0


# marks


_LOOKS = {
    "new": ("accent-strong", "strong"), "earlier": ("text", "text"), "ahead": ("chrome", "chrome"),
    "over": ("chrome", "chrome"), "unknown": ("chrome", "chrome"),
}  # fmt: skip


def state_sign(state: str, known: Signs) -> str:
    """The sign of a state: new, earlier, not yet or over, day not found."""
    return {"new": known.stands, "earlier": known.replaced, "unknown": "?"}.get(state, known.dot)


def name_on_map(label: str) -> str:
    """A name without what stands in brackets after it: there is no room for it on a map."""
    return label.partition(" (")[0]


class _Found(NamedTuple):
    """A mark that could be drawn, and how much it matters."""

    order: tuple[bool, int, int]
    mark: Mark
    datum: Datum


def _marks(
    land: Land, frame: Frame, seen: Window, dots: CellGrid, profile: Profile, selected: str
) -> tuple[list[tuple[Mark, Datum]], list[Datum]]:
    """The marks in sight, most important first; and the rows in sight that have no room for one."""
    found: list[_Found] = []
    absent: list[Datum] = []
    for state in STATES:
        for datum in getattr(frame, state):
            for place in datum.place.split() or [datum.group]:
                where, rank = land.places.get(place, (None, 0))
                cell = _cell(where, seen, dots) if where else None
                if cell is None:
                    continue
                minor = rank >= _MINOR and seen.across > _FINE
                if minor and state != "new" and datum.key != selected:
                    absent.append(datum)
                else:
                    found.append(_mark(datum, state, rank, cell, profile, datum.key == selected))
    taken: set[tuple[int, int]] = set()
    kept: list[tuple[Mark, Datum]] = []
    for _order, mark, datum in sorted(found, key=lambda one: one.order):
        if (mark.column, mark.row) in taken:
            absent.append(datum)
        else:
            taken.add((mark.column, mark.row))
            kept.append((mark, datum))
    drawn = {datum.key for _mark, datum in kept}
    return kept, [datum for datum in absent if datum.key not in drawn]


def _cell(where: Point, seen: Window, dots: CellGrid) -> tuple[int, int] | None:
    """The cell of a place; None outside the picture."""
    ((x, y),) = seen.dots([where])
    column, row = int(x // dots.raster.across), int(y // dots.raster.down)
    return (column, row) if 0 <= column < dots.columns and 0 <= row < dots.height else None


def _mark(
    datum: Datum, state: str, rank: int, cell: tuple[int, int], profile: Profile, in_hand: bool
) -> _Found:
    style, name = ("cursor", "cursor") if in_hand else _LOOKS[state]
    label = transliterated(name_on_map(datum.label), profile.glyphs)
    sign = state_sign(state, signs(profile.glyphs))
    placed = Mark(*cell, sign, label, style, name, f"datum:{datum.key}")
    return _Found((not in_hand, STATES.index(state), rank), placed, datum)


def _quiet(land: Land, seen: Window, grid: Raster) -> Iterable[tuple[tuple[int, int], str]]:
    for where, name in land.names:
        ((x, y),) = seen.dots([where])
        yield (int(x // grid.across), int(y // grid.down)), name
