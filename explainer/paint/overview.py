"""All names of a network side by side: people left, bodies right, ties between; names never collide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from explainer.paint.cells import cut
from explainer.paint.cells import width as cells_of
from explainer.paint.dots import Dots, Layer, raster
from explainer.paint.plate import Plate
from explainer.paint.sight import widest
from explainer.story.figures.data import Datum, Shown, is_name

_LEAST_MIDDLE = 20
_BULGE = 8
"""Cells left free outside the names for ties of one side."""


def draw_overview(plate: Plate, shown: Shown, height: int, selected: str, margin: int) -> bool:
    """Draw all names; False where they do not fit."""
    names = [d for d in shown.rows if is_name(d)]
    selected = selected if any(d.key == selected for d in names) else ""
    left, right = _sides(names)
    room = plate.columns - margin
    cells = min(room // 3, max(widest([d.label for d in left]), widest([d.label for d in right])))
    if max(len(left), len(right)) > height or room - 2 * cells - 2 * _BULGE < _LEAST_MIDDLE:
        return False
    left_end, right_start = margin + _BULGE + cells, plate.columns - _BULGE - cells
    rows = {d.key: (True, y) for d, y in zip(left, _spread(len(left), height), strict=True)}
    rows |= {d.key: (False, y) for d, y in zip(right, _spread(len(right), height), strict=True)}
    _ties(plate, shown, height, selected, rows, (left_end, right_start, cells))
    for datum in names:
        on_left, y = rows[datum.key]
        label = cut(datum.label, cells, plate.signs.ellipsis)
        style = (
            "cursor"
            if datum.key == selected
            else "strong"
            if _touches(shown, selected, datum.key)
            else "text"
        )
        if on_left:
            plate.put_right(left_end, y, label, style, f"datum:{datum.key}")
        else:
            plate.put(right_start, y, label, style, f"datum:{datum.key}")
    return True


def _sides(names: Sequence[Datum]) -> tuple[list[Datum], list[Datum]]:
    """People left and bodies right; names of one kind are halved in the author's order."""
    people = [d for d in names if d.group == "person"]
    bodies = [d for d in names if d.group != "person"]
    if people and bodies:
        return people, bodies
    half = (len(names) + 1) // 2
    return list(names[:half]), list(names[half:])


def _spread(count: int, height: int) -> list[int]:
    """Rows for so many names, evenly apart."""
    step = min(2, max(1, (height - 1) // max(1, count - 1))) if count > 1 else 1
    top = max(0, (height - (count - 1) * step - 1) // 2)
    return [top + index * step for index in range(count)]


def _touches(shown: Shown, selected: str, key: str) -> bool:
    """Whether a name is to stand out: nothing is in hand, or a tie leads from it to what is."""
    if not selected:
        return True
    return any({selected, key} == set(d.links) for d in shown.rows if not is_name(d))


def _ties(
    plate: Plate,
    shown: Shown,
    height: int,
    selected: str,
    rows: Mapping[str, tuple[bool, int]],
    places: tuple[int, int, int],
) -> None:
    """The ties as lines of dots, under the names; those of the name in hand in accent, the rest faint."""
    kind = raster(plate.profile.glyphs)
    dots = Dots(plate.columns, height, kind)
    for tie in shown.rows:
        if is_name(tie) or len(tie.links) != 2 or not set(tie.links) <= set(rows):
            continue
        own = selected in tie.links
        layer = Layer("accent", 9) if own else Layer("rule" if selected else "chrome", 5)
        dots.polyline(_path(shown, tie, rows, places, (kind.across, kind.down)), layer)
    for y, runs in enumerate(dots.rows()):
        x = 0
        for run in runs:
            for sign in run.text:
                if sign != " ":
                    plate.put(x, y, sign, run.style)
                x += 1


def _path(
    shown: Shown,
    tie: Datum,
    rows: Mapping[str, tuple[bool, int]],
    places: tuple[int, int, int],
    scale: tuple[int, int],
) -> list[tuple[float, float]]:
    left_end, right_start, cells = places
    across, down = scale
    (one_left, one), (other_left, other) = rows[tie.links[0]], rows[tie.links[1]]
    y, to_y = (one + 0.5) * down, (other + 0.5) * down
    if one_left != other_left:
        start, end = (left_end + 1) * across, (right_start - 2) * across
        return [(start, y), (end, to_y)] if one_left else [(end, y), (start, to_y)]
    labels = {d.key: cells_of(d.label) for d in shown.rows if is_name(d)}
    sign = -1 if one_left else 1
    edges = [
        (left_end - min(cells, labels[key]) - 2 if one_left else right_start + min(cells, labels[key]) + 1)
        for key in tie.links
    ]
    outer = (min(edges) if one_left else max(edges)) + sign * min(_BULGE - 2, 2 + abs(one - other) // 2)
    x, to_x, far = edges[0] * across, edges[1] * across, outer * across
    return [
        _curve((x, y), (far * 2 - (x + to_x) / 2, (y + to_y) / 2), (to_x, to_y), t / 12) for t in range(13)
    ]


def _curve(
    one: tuple[float, float], pull: tuple[float, float], other: tuple[float, float], t: float
) -> tuple[float, float]:
    """A point of a quadratic curve."""
    u = 1 - t
    return (
        u * u * one[0] + 2 * u * t * pull[0] + t * t * other[0],
        u * u * one[1] + 2 * u * t * pull[1] + t * t * other[1],
    )
