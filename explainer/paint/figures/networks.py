"""Who is who: one name in the middle, what leads to it on the left, what leads from it on the right.

From name to name one walks along a tie. Ties differ by stroke and word. The order is the author's, so that nothing
moves between two visits; under 72 cells the same is a list.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from explainer.messages import _
from explainer.paint.cells.grid import CellGrid, Layer
from explainer.paint.cells.rows import Row, Run
from explainer.paint.cells.style import Profile
from explainer.paint.cells.wrapping import cut, wrap_text
from explainer.paint.cells.wrapping import width as cells_of
from explainer.paint.figures.adjacency import Ego, Family, Relation, detail, families_of, relations
from explainer.paint.figures.values import Options, Sight, folded, text_option, widest
from explainer.reading import figures
from explainer.reading.figures import WHOLE
from explainer.story.figures.data import Datum, Shown, is_name

# All names of a network side by side: people left, bodies right, ties between; names never collide.

_LEAST_MIDDLE = 20
_BULGE = 8
"""Cells left free outside the names for ties of one side."""


def draw_overview(grid: CellGrid, shown: Shown, height: int, selected: str, margin: int) -> bool:
    """Draw all names; False where they do not fit."""
    names = [d for d in shown.rows if is_name(d)]
    selected = selected if any(d.key == selected for d in names) else ""
    left, right = _sides(names)
    room = grid.columns - margin
    cells = min(room // 3, max(widest([d.label for d in left]), widest([d.label for d in right])))
    if max(len(left), len(right)) > height or room - 2 * cells - 2 * _BULGE < _LEAST_MIDDLE:
        return False
    left_end, right_start = margin + _BULGE + cells, grid.columns - _BULGE - cells
    rows = {d.key: (True, y) for d, y in zip(left, _spread(len(left), height), strict=True)}
    rows |= {d.key: (False, y) for d, y in zip(right, _spread(len(right), height), strict=True)}
    _ties(grid, shown, selected, rows, (left_end, right_start, cells))
    for datum in names:
        on_left, y = rows[datum.key]
        label = cut(datum.label, cells, grid.signs.ellipsis)
        style = (
            "cursor"
            if datum.key == selected
            else "strong"
            if _touches(shown, selected, datum.key)
            else "text"
        )
        if on_left:
            grid.put_right(left_end, y, label, style, f"datum:{datum.key}")
        else:
            grid.put(right_start, y, label, style, f"datum:{datum.key}")
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
    grid: CellGrid,
    shown: Shown,
    selected: str,
    rows: Mapping[str, tuple[bool, int]],
    places: tuple[int, int, int],
) -> None:
    """The ties as lines of dots, under the names; those of the name in hand in accent, the rest faint."""
    for tie in shown.rows:
        if is_name(tie) or len(tie.links) != 2 or not set(tie.links) <= set(rows):
            continue
        own = selected in tie.links
        layer = Layer("accent", 9) if own else Layer("rule" if selected else "chrome", 5)
        grid.line(_path(shown, tie, rows, places, grid.raster), layer)


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


_EGO = 72
_LEAST_HEIGHT = 12


def centre_of(shown: Shown, options: Options, sight: Sight) -> str:
    """The key of the name in the middle."""
    return figures.centre_of(shown.rows, text_option(options, "start"), sight.centre)


def order(shown: Shown, options: Options | None = None, sight: Sight | None = None) -> tuple[str, ...]:
    """The keys in the order in which arrows walk: the ties of the name in the middle, or all names."""
    sight = sight or Sight()
    centre = centre_of(shown, options or {}, sight)
    if centre == WHOLE:
        return tuple(d.key for d in shown.rows if is_name(d))
    return tuple(r.tie.key for r in relations(shown, centre, sight))


def draw(
    shown: Shown,
    width: int,
    height: int,
    profile: Profile,
    selected: str = "",
    options: Options | None = None,
    sight: Sight | None = None,
) -> tuple[Row, ...]:
    """A network as at most `height` rows, none wider than `width`; arguments as in `painters.draw`."""
    options, sight = options or {}, sight or Sight()
    grid = CellGrid(width, height, profile)
    centre = centre_of(shown, options, sight)
    families = families_of(shown, options, profile.glyphs)
    foot = _foot(shown, centre, families, width - sight.margin)
    rows = height - len(foot)
    room = width - sight.margin
    if centre == WHOLE and room >= _EGO and height >= _LEAST_HEIGHT:
        if draw_overview(grid, shown, rows, selected, sight.margin):
            y = rows
        else:
            y = _list(grid, shown, centre, rows, selected, sight, families)
    elif room >= _EGO - 4 and height >= _LEAST_HEIGHT and centre not in ("", WHOLE):
        name = next(d for d in shown.rows if d.key == centre)
        ties = relations(shown, centre, sight)
        Ego(grid, name, ties, families, rows, selected, sight.margin).draw()
        y = rows
    else:
        y = _list(grid, shown, centre, rows, selected, sight, families)
    for runs in foot:
        x = sight.margin
        for run in runs:
            x = grid.put(x, y, run.text, run.style, run.reference)
        y += 1
    return grid.rows()[: min(y, height)]


def _foot(shown: Shown, centre: str, families: Mapping[str, Family], room: int) -> list[Row]:
    """The strokes in sight with their words, and what the lens folds."""
    foot: list[Row] = []
    drawn = {d.group for d in shown.rows if not is_name(d) and (centre == WHOLE or centre in d.links)}
    used = [family for family in families if family in drawn]
    if len(used) > 1:
        runs: list[Run] = []
        taken = 0
        for kind in used:
            words = f"{families[kind].stroke} {families[kind].label}" + ("   " if kind != used[-1] else "")
            if taken + cells_of(words.rstrip()) <= room:
                runs.append(Run(words, "chrome"))
                taken += cells_of(words)
        foot.append(tuple(runs))
    if shown.later:
        foot.append((Run(cut(folded(shown.later), room), "chrome"),))
    return foot


def _list(
    grid: CellGrid,
    shown: Shown,
    centre: str,
    height: int,
    selected: str,
    sight: Sight,
    families: Mapping[str, Family],
) -> int:
    """The same as rows of words: `→ name: what, when`. Returns the row after the last."""
    names = {d.key: d for d in shown.rows if is_name(d)}
    left, room = sight.margin, grid.columns - sight.margin
    y = 0
    lines: list[tuple[str, Row]] = []
    if centre in names:
        y = _middle_words(grid, names[centre], left, room)
        for relation in relations(shown, centre, sight):
            lines += _list_lines(grid, relation, room, families)
    else:
        lines = [(d.key, row) for d in names.values() for row in wrap_text(_named(d), room, "text")]
    rows = height - y
    start = 0
    if len(lines) > rows:
        rows = max(1, rows - 1)
        here = next((i for i, (key, _row) in enumerate(lines) if key == selected), 0)
        start = max(0, min(here - rows // 2, len(lines) - rows))
    part = lines[start : start + rows]
    y = _list_rows(grid, part, y, left, selected)
    if len(part) < len(lines):
        keys = list(dict.fromkeys(key for key, _row in lines))
        words = _("{first}-{last} of {total}")
        first, last = keys.index(part[0][0]) + 1, keys.index(part[-1][0]) + 1
        grid.put_right(grid.columns, y, words.format(first=first, last=last, total=len(keys)), "chrome")
        y += 1
    return y


def _list_rows(grid: CellGrid, part: Sequence[tuple[str, Row]], y: int, left: int, selected: str) -> int:
    before = ""
    for key, runs in part:
        x = left
        for run in runs:
            x = grid.put(x, y, run.text, run.style, f"datum:{key}")
        grid.refer(left, grid.columns, y, f"datum:{key}")
        if key == selected:
            grid.hand(y, left if key != before else 0)
        before = key
        y += 1
    return y


def _named(datum: Datum) -> str:
    return f"{datum.label}, {datum.note}" if datum.note else datum.label


def _middle_words(grid: CellGrid, name: Datum, left: int, room: int) -> int:
    grid.put_cut(left, 0, name.label, room, "accent-strong", f"datum:{name.key}")
    if not name.note:
        return 1
    grid.put_cut(left, 1, name.note, room, "chrome", f"datum:{name.key}")
    return 2


def _list_lines(
    grid: CellGrid, relation: Relation, room: int, families: Mapping[str, Family]
) -> list[tuple[str, Row]]:
    sign = grid.signs.onward if relation.outward else grid.signs.back
    said = detail(relation, families)
    words = f"{relation.other.label}: {said}" if said else relation.other.label
    made = []
    for number, row in enumerate(wrap_text(words, room - 2, "text")):
        made.append((relation.tie.key, (Run("  " if number else f"{sign} ", "chrome"), *row)))
    return made
