"""From longitude and latitude to kilometres on a plane, and from there to the dots of a picture."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import cos, radians, sin, sqrt
from typing import Any, NamedTuple

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
