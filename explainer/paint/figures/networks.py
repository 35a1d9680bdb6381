"""Who is who: one name in the middle, what leads to it on the left, what leads from it on the right.

From name to name one walks along a tie. Ties differ by stroke and word. The order is the author's, so that nothing
moves between two visits; under 72 cells the same is a list.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from explainer.messages import _
from explainer.paint.cells.grid import CellGrid
from explainer.paint.cells.rows import Row, Run
from explainer.paint.cells.style import Profile
from explainer.paint.cells.wrapping import cut, wrap_text
from explainer.paint.figures import overview
from explainer.paint.figures.adjacency import Ego, Family, Relation, detail, families_of, relations
from explainer.paint.figures.values import Options, Sight, folded, text_option
from explainer.reading import figures
from explainer.reading.figures import WHOLE
from explainer.story.figures.data import Datum, Shown, is_name

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
        return overview.order(shown, list(families_of(shown, options or {}, "braille")))
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
    room = width - sight.margin
    whole = centre == WHOLE and room >= _EGO - 4
    ego = room >= _EGO - 4 and height >= _LEAST_HEIGHT and centre not in ("", WHOLE)
    foot = _foot(shown, centre if ego else "", families, room)
    rows = height - len(foot)
    if whole and height > 1:
        y = overview.draw_groups(grid, shown, families, rows, selected, sight.margin)
    elif ego:
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
    """The strokes that are drawn around a name with their words, and what the lens folds."""
    foot: list[Row] = []
    drawn = {d.group for d in shown.rows if not is_name(d) and centre in d.links}
    used = [f"{family.stroke}\u00a0{family.label}" for kind, family in families.items() if kind in drawn]
    if len(used) > 1:
        words = "\u00a0\u00a0 ".join(text.replace(" ", "\u00a0") for text in used)
        foot += wrap_text(words, room, "chrome")
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
        walked = (names[key] for key in overview.order(shown, list(families)))
        lines = [(d.key, row) for d in walked for row in wrap_text(_named(d), room, "text")]
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
