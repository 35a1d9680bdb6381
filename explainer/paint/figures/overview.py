"""All names of a network at once: for each kind of tie the groups it makes, each around the name that holds it.

Forty ties as lines are a tangle that says nothing; the same ties in groups can be read. The kinds stand under their
strokes, so that they need no legend. The order is the author's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from explainer.messages import _
from explainer.paint.cells.grid import CellGrid
from explainer.paint.cells.rows import Row, Run
from explainer.paint.cells.wrapping import wrap
from explainer.paint.figures.adjacency import Family
from explainer.story.figures.data import Datum, Shown, is_name

_COLUMN, _GAP, _MOST = 50, 4, 3
"""Cells from which the groups stand in several columns, between two of them, and how many there are at most."""


class Group(NamedTuple):
    """A name, and those to whom one kind of tie binds it."""

    kind: str
    hub: Datum
    others: tuple[Datum, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """All its names."""
        return (self.hub.key, *(one.key for one in self.others))


def groups(shown: Shown, kinds: Sequence[str]) -> list[Group]:
    """Every tie in one group: by kind, around the name with the most ties that are in none yet."""
    names = {d.key: d for d in shown.rows if is_name(d)}
    ties = [d for d in shown.rows if not is_name(d) and len(d.links) == 2 and set(d.links) <= set(names)]
    made: list[Group] = []
    for kind in kinds:
        left = [tie.links for tie in ties if tie.group == kind]
        while left:
            hub = max(names, key=lambda key: sum(key in ends for ends in left))
            others = dict.fromkeys(key for ends in left if hub in ends for key in ends if key != hub)
            made.append(Group(kind, names[hub], tuple(names[key] for key in others)))
            left = [ends for ends in left if hub not in ends]
    tied = {key for group in made for key in group.keys}
    return made + [Group("", datum, ()) for key, datum in names.items() if key not in tied]


def order(shown: Shown, kinds: Sequence[str]) -> tuple[str, ...]:
    """The names as one meets them in the groups, each once: so arrows walk."""
    return tuple(dict.fromkeys(key for group in groups(shown, kinds) for key in group.keys))


class _Line(NamedTuple):
    row: Row
    group: int
    """Number of its group; -1: a blank."""


def draw_groups(
    grid: CellGrid, shown: Shown, families: Mapping[str, Family], height: int, selected: str, margin: int
) -> int:
    """Draw the groups in as many columns as have room; returns the row after the last."""
    room = grid.columns - margin
    columns = max(1, min(_MOST, (room + _GAP) // (_COLUMN + _GAP)))
    cells = (room - _GAP * (columns - 1)) // columns
    known = groups(shown, list(families))
    blocks = [_block(known, at, families, cells, selected) for at in range(len(known))]
    fitting = (h for h in range(1, height + 1) if len(_filled(blocks, h)) <= columns)
    high = next(fitting, 0)
    part = _filled(blocks, high or height - 1)
    first = 0
    if not high:  # the columns around the one in which the name in hand stands first
        here = next((i for i, column in enumerate(part) if _holds(column, known, selected)), 0)
        first = max(0, min(here - (columns - 1) // 2, len(part) - columns))
    seen = part[first : first + columns]
    for number, column in enumerate(seen):
        for y, line in enumerate(column):
            grid.put_row(margin + number * (cells + _GAP), y, line.row)
    if high:
        return high
    shown_groups = [line.group for column in seen for line in column if line.group >= 0]
    words = _("{first}-{last} of {total}").format(
        first=min(shown_groups) + 1, last=max(shown_groups) + 1, total=len(known)
    )
    grid.put_right(grid.columns, height - 1, words, "chrome")
    return height


def _holds(column: Sequence[_Line], known: Sequence[Group], selected: str) -> bool:
    return any(line.group >= 0 and selected in known[line.group].keys for line in column)


def _block(
    known: Sequence[Group], at: int, families: Mapping[str, Family], cells: int, selected: str
) -> list[_Line]:
    """One group as rows, under its kind where that begins: a blank, the stroke and the word."""
    group = known[at]
    rows: list[_Line] = []
    if not at or known[at - 1].kind != group.kind:
        family = families.get(group.kind)
        head = (Run(f"{family.stroke} ", "chrome"), Run(family.label, "strong")) if family else ()
        rows = [_Line((), -1), _Line(head or (Run(_("no tie on record"), "strong"),), at)]
    first = not any(selected in earlier.keys for earlier in known[:at])
    quiet = bool(selected) and selected not in group.keys
    runs = [_name(group.hub, selected, first, "chrome" if quiet else "strong")]
    for number, other in enumerate(group.others):
        runs.append(Run(", " if number else ": ", "chrome"))
        runs.append(_name(other, selected, first, "chrome" if quiet else "text"))
    lines = wrap(runs, cells - 4)
    rows += [
        _Line((Run("    " if number else "  ", "text"), *line.runs), at) for number, line in enumerate(lines)
    ]
    return rows


def _name(datum: Datum, selected: str, first: bool, style: str) -> Run:
    if datum.key == selected:
        style = "cursor" if first else "accent-strong"
    return Run(datum.label.replace(" ", "\u00a0"), style, f"datum:{datum.key}")


def _filled(blocks: Sequence[list[_Line]], height: int) -> list[list[_Line]]:
    """Columns of at most so many rows, each from a group's first row on, without a blank at its head."""
    columns: list[list[_Line]] = [[]]
    for block in blocks:
        if columns[-1] and len(columns[-1]) + len(block) > height:
            columns.append([])
        rows = block if columns[-1] or block[0].group >= 0 else block[1:]
        while len(rows) > height:  # a group longer than a column goes on in the next
            columns[-1] = rows[:height]
            columns.append([])
            rows = rows[height:]
        columns[-1] += rows
    return columns
