"""The shapes of a map on the plane: projected once, each layer by the part it plays, shared by all readers."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from explainer.paint.projection import Extent, Point, Project, extent, projection
from explainer.story.figures.tables import Feature, Shapes, shapes
from explainer.story.model.structs import Figure, Story


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
