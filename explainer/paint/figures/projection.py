"""From longitude and latitude to kilometres on a plane, and from there to the dots of a picture."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from math import cos, radians, sin, sqrt
from typing import Any, NamedTuple

from explainer.story.figures.tables import Feature, Shapes, shapes
from explainer.story.model.structs import Figure, Story

EARTH = 6371.0
"""Radius in kilometres."""

Point = tuple[float, float]
Project = Callable[[float, float], Point]
"""Longitude and latitude to kilometres east and north of the centre."""


class Extent(NamedTuple):
    """The least box around points."""

    left: float
    low: float
    right: float
    high: float

    @property
    def centre(self) -> Point:
        return (self.left + self.right) / 2, (self.low + self.high) / 2


def extent(paths: Iterable[Sequence[Point]]) -> Extent | None:
    """The box around all points of some lines; None without a point."""
    points = [point for path in paths for point in path]
    if not points:
        return None
    across, up = [x for x, _y in points], [y for _x, y in points]
    return Extent(min(across), min(up), max(across), max(up))


def projection(told: Any, land: Extent | None) -> Project:
    """The projection that a figure declares; without one equal areas, fitted to the land.

    Args:
        told: `{kind, parallels, centre}`, as an author wrote it; None for none.
        land: the extent of what is shown, in degrees.

    Raises:
        ValueError: the projection is of no known kind.
    """
    around = land or Extent(-180, -80, 180, 80)
    told = told if isinstance(told, dict) else {}
    centre = _pair(told.get("centre")) or around.centre
    if told.get("kind") == "plain":
        return _plain(centre)
    if told.get("kind", "albers") != "albers":
        raise ValueError(f"no map is laid flat by {told['kind']!r}")
    sixth = (around.high - around.low) / 6
    parallels = _pair(told.get("parallels")) or (around.low + sixth, around.high - sixth)
    if abs(sum(parallels)) < 0.1:  # a cone over both sides of the equator is a cylinder
        return _plain(centre)
    return _albers(centre, parallels)


def _pair(value: Any) -> Point | None:
    if isinstance(value, list | tuple) and len(value) == 2:
        return float(value[0]), float(value[1])
    return None


def _plain(centre: Point) -> Project:
    """Degrees as they are, shrunk across by the latitude of the centre."""
    degree = EARTH * radians(1)
    across = degree * max(0.05, cos(radians(centre[1])))
    return lambda lon, lat: ((lon - centre[0]) * across, (lat - centre[1]) * degree)


def _albers(centre: Point, parallels: Point) -> Project:
    """Equal areas on a cone that cuts the sphere at two parallels."""
    one, other = (radians(parallel) for parallel in parallels)
    n = (sin(one) + sin(other)) / 2
    c = cos(one) ** 2 + 2 * n * sin(one)
    middle = radians(centre[0])

    def radius(lat: float) -> float:
        return sqrt(max(0.0, c - 2 * n * sin(lat))) / n

    base = radius(radians(centre[1]))

    def project(lon: float, lat: float) -> Point:
        out, turn = radius(radians(lat)), n * (radians(lon) - middle)
        return EARTH * out * sin(turn), EARTH * (base - out * cos(turn))

    return project


class Window(NamedTuple):
    """Which part of the plane a picture shows: its middle, and how many kilometres a dot is wide and high."""

    centre: Point
    across: float
    down: float
    middle: Point
    """The middle of the picture, in dots."""

    def dots(self, path: Iterable[Point]) -> list[Point]:
        """Points of the plane as dots from the upper left corner."""
        (east, north), (x, y) = self.centre, self.middle
        wide, high = 1 / self.across, 1 / self.down
        x, y = x - east * wide, y + north * high
        return [(x + px * wide, y - py * high) for px, py in path]


def window(box: Extent, columns: int, lines: int, stretch: float, margin: int = 2) -> Window:
    """A window that shows a whole box in so many dots.

    Args:
        box: on the plane, in kilometres.
        columns: dots across.
        lines: dots down.
        stretch: how much higher than wide a dot is.
        margin: dots left free at every side.
    """
    wide, high = box.right - box.left, box.high - box.low
    across = max(
        wide / max(1, columns - 2 * margin), high / (max(1, lines - 2 * margin / stretch) * stretch), 1e-6
    )
    return Window(box.centre, across, across * stretch, (columns / 2, lines / 2))


# The shapes of a map on the plane: projected once, each layer by the part it plays, shared by all readers.


class Land(NamedTuple):
    """The shapes of a figure on the plane, in kilometres; by the part each layer plays."""

    land: tuple[tuple[Point, ...], ...]
    regions: dict[str, tuple[tuple[Point, ...], ...]]
    region_lines: tuple[tuple[Point, ...], ...]
    foreign_lines: tuple[tuple[Point, ...], ...]
    waters: tuple[tuple[tuple[Point, ...], ...], ...]
    rivers: tuple[tuple[Point, ...], ...]
    names: tuple[tuple[Point, str], ...]
    places: dict[str, tuple[Point, int]]
    """By id: where, and the rank."""
    fits: dict[str, Extent]
    """What a view can be fitted to: `layer` or `layer id`."""
    project: Project


def land_of(story: Story, figure: Figure) -> Land:
    """A figure's shapes on the plane, projected once."""
    options = figure.options
    known = shapes(story, str(options["shapes"]))
    towns = shapes(story, str(options["places"])) if options.get("places") else Shapes()
    return _land(
        _Shapes(known, towns), repr(options.get("projection")), repr(options.get("layers")), _Told(options)
    )


class _Told:
    """Options beside a key that already says what they are: equal to all of its kind."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.options = options

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Told)

    def __hash__(self) -> int:
        return 0


class _Shapes:
    """Shapes as a key, by identity."""

    def __init__(self, shapes: Shapes, places: Shapes) -> None:
        self.shapes, self.places = shapes, places

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Shapes) and self.shapes is other.shapes and self.places is other.places

    def __hash__(self) -> int:
        return hash((id(self.shapes), id(self.places)))


ROLES = ("land", "region", "region-border", "border", "water", "river", "label")


@lru_cache(maxsize=8)
def _land(held: _Shapes, _projection: str, _layers: str, told: _Told) -> Land:
    layers = told.options.get("layers") or {}
    plays = {name: role for role in ROLES for name in _names(layers.get(role, role))}
    by_role: dict[str, list[Feature]] = {role: [] for role in ROLES}
    for feature in held.shapes.features:
        if feature.layer in plays:
            by_role[plays[feature.layer]].append(feature)
    land = by_role["land"] or by_role["region"]
    project = projection(told.options.get("projection"), extent(ring for f in land for ring in f.rings))

    def on(paths: Iterable[tuple[Point, ...]]) -> tuple[tuple[Point, ...], ...]:
        return tuple(tuple(project(lon, lat) for lon, lat in path) for path in paths)

    rings = {id(f): on(f.rings) for role in ("land", "region", "water") for f in by_role[role]}

    def lines(role: str) -> tuple[tuple[Point, ...], ...]:
        return on(path for f in by_role[role] for path in (*f.lines, *f.rings))

    regions = {f.id: rings[id(f)] for f in by_role["region"] if f.id}
    places = {region: (_inner(found), 2) for region, found in regions.items() if found}
    for town in held.places.features:
        if town.point is not None:
            places[town.id] = (project(*town.point), town.rank or 2)
    return Land(
        tuple(ring for f in land for ring in rings[id(f)]),
        regions,
        lines("region-border") or tuple(ring for found in regions.values() for ring in found),
        lines("border"),
        tuple(rings[id(f)] for f in by_role["water"]),
        lines("river"),
        tuple((project(*f.point), f.name) for f in by_role["label"] if f.point is not None),
        places,
        _fits(held.shapes, rings, tuple(ring for f in land for ring in rings[id(f)])),
        project,
    )


def _names(value: Any) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list | tuple) else (str(value),)


def _fits(
    known: Shapes, rings: dict[int, tuple[tuple[Point, ...], ...]], land: tuple[tuple[Point, ...], ...]
) -> dict[str, Extent]:
    """Boxes to fit a view to: the land (empty name), each layer with areas, and each of its shapes."""
    paths: dict[str, list[tuple[Point, ...]]] = {"": list(land)}
    for feature in known.features:
        for name in (feature.layer, f"{feature.layer} {feature.id}"):
            paths.setdefault(name, []).extend(rings.get(id(feature), ()))
    return {name: box for name, found in paths.items() if (box := extent(found))}


def _inner(rings: tuple[tuple[Point, ...], ...]) -> Point:
    """A point inside a region: the middle of the widest stretch at half its height."""
    box = extent(rings)
    assert box is not None
    y = (box.low + box.high) / 2
    found: list[float] = []
    for ring in rings:
        for (x, one), (to_x, other) in zip(ring, (*ring[1:], ring[0]), strict=True):
            if (one > y) != (other > y):
                found.append(x + (y - one) * (to_x - x) / (other - one))
    found.sort()
    stretches = list(zip(found[::2], found[1::2], strict=False))
    if not stretches:
        return box.centre
    left, right = max(stretches, key=lambda stretch: stretch[1] - stretch[0])
    return (left + right) / 2, y
