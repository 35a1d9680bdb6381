"""The view around one name: what leads to it on the left, what leads from it on the right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from explainer.messages import _
from explainer.paint.cells.grid import CellGrid
from explainer.paint.cells.rows import Row
from explainer.paint.cells.wrapping import width as cells_of
from explainer.paint.cells.wrapping import wrap_text
from explainer.paint.figures.values import Options, Sight, widest
from explainer.story.figures.data import Datum, Shown, is_name
from explainer.story.model.dates import first_day, last_day, said

# Ties of a network as seen from one name: what they are, from when to when, and whether they hold on a day.

_STROKES = {"heavy": "━━━", "light": "───", "dashed": "┄┄┄", "crossed": "─×─"}
_ASCII = {"━━━": "===", "───": "---", "┄┄┄": "...", "─×─": "-x-"}


class Relation(NamedTuple):
    """A tie as seen from one of its ends."""

    tie: Datum
    other: Datum
    outward: bool
    """It leads from the name in the middle to the other."""
    dates: str
    state: str
    """On the day in hand: held, ended, later, or empty where the tie has no dates."""


def relations(shown: Shown, centre: str, sight: Sight) -> tuple[Relation, ...]:
    """The ties of a name: those that lead to it, then those that lead from it, each in the author's order."""
    names = {d.key: d for d in shown.rows if is_name(d)}
    found = []
    for tie in shown.rows:
        if is_name(tie) or len(tie.links) != 2 or centre not in tie.links:
            continue
        outward = tie.links[0] == centre
        other = names.get(tie.links[1] if outward else tie.links[0])
        if other is not None:
            found.append(Relation(tie, other, outward, dates(tie), state(tie, sight.day or sight.on)))
    return tuple(sorted(found, key=lambda r: r.outward))


def dates(tie: Datum) -> str:
    """From when to when, as far as the sources say."""
    start = said(tie.day, tie.day_precision, brief=True) if tie.day else ""
    end = said(tie.end, "day", brief=True) if tie.end else ""
    if start and end and start != end:
        return _("{start} to {end}").format(start=start, end=end)
    if end:
        return _("to {end}").format(end=end) if not start else end
    return start


def state(tie: Datum, day: str) -> str:
    """Whether a tie holds on a day."""
    if not day or not (tie.day or tie.end):
        return ""
    if tie.day and first_day(tie.day) > last_day(day):
        return "later"
    return "ended" if tie.end and last_day(tie.end) <= first_day(day) else "held"


class Family(NamedTuple):
    """A kind of tie: its stroke and its word."""

    stroke: str
    label: str


def families_of(shown: Shown, options: Options, glyphs: str) -> dict[str, Family]:
    """The stroke and the word of each kind of tie: as declared, else by its order."""
    declared = options.get("ties")
    found: dict[str, Family] = {}
    for entry in declared if isinstance(declared, list | tuple) else ():
        if isinstance(entry, Mapping):
            name = str(entry.get("id"))
            stroke = _STROKES.get(str(entry.get("stroke")), _STROKES["light"])
            found[name] = Family(stroke, str(entry.get("label") or name))
    for kind in dict.fromkeys(d.group for d in shown.rows if not is_name(d)):
        if kind not in found:
            used = {family.stroke for family in found.values()}
            spare = [stroke for stroke in _STROKES.values() if stroke not in used]
            found[kind] = Family(spare[0] if spare else _STROKES["light"], kind)
    if glyphs == "ascii":
        return {kind: Family(_ASCII[family.stroke], family.label) for kind, family in found.items()}
    return found


def state_words(relation: Relation) -> str:
    """What a tie is on the day in hand, beside its dates."""
    return {"ended": _("ended"), "later": _("not yet")}.get(relation.state, "")


def detail(relation: Relation, families: Mapping[str, Family]) -> str:
    """What a tie is, and its dates; the word of the only kind of tie goes without saying."""
    said = relation.tie.label
    only = len(families) == 1 and said in {family.label for family in families.values()}
    words = "" if only or said == relation.other.label else said
    return ", ".join(p for p in (words, relation.dates, state_words(relation)) if p)


def told(shown: Shown, datum: Datum, onward: str) -> str:
    """A name or a tie in a line that begins with a name: a tie leads from it on, a name has its role or ties."""
    names = {d.key: d for d in shown.rows if is_name(d)}
    if not is_name(datum):
        start, end = (names[key].label if key in names else key for key in datum.links)
        ties = [f"{start}: {datum.label} {onward} {end}", dates(datum), datum.note]
        return ", ".join(part for part in ties if part)
    ties = [f"{r.other.label} ({r.tie.label})" for r in relations(shown, datum.key, Sight())]
    said = datum.note or "; ".join(ties)
    return f"{datum.label}: {said}" if said else datum.label


_ARM = 6
"""Cells from the names of a side to the upright line that gathers them, and on to the middle."""


class _Block(NamedTuple):
    """One relation as rows: a name, then what it is."""

    relation: Relation
    name: tuple[Row, ...]
    words: tuple[Row, ...]

    @property
    def size(self) -> int:
        return max(1, len(self.name) + len(self.words))


class Ego:
    """One name with both its sides, for a grid of a size."""

    def __init__(
        self,
        grid: CellGrid,
        name: Datum,
        every: Sequence[Relation],
        families: Mapping[str, Family],
        height: int,
        selected: str,
        left: int,
    ) -> None:
        self.grid, self.name, self.families = grid, name, families
        self.height, self.selected, self.left = height, selected, left
        self.inward = [r for r in every if not r.outward]
        self.outward = [r for r in every if r.outward]
        room = grid.columns - left
        self.middle = self._middle(room)
        self.title = wrap_text(name.label, self.middle - 2, "accent-strong")
        arms = _ARM * (bool(self.inward) + bool(self.outward))
        self.in_cells, self.out_cells = self._share(room - self.middle - arms)
        sides = ((self.inward, self.in_cells), (self.outward, self.out_cells))
        self.single = all(self._needed(r, joined=True) <= cells for side, cells in sides for r in side)

    def _middle(self, room: int) -> int:
        """Cells of the name in the middle: whole where both sides leave room, else as wide as its longest word."""
        whole = cells_of(self.name.label) + 2
        sides = sum(max(map(self._needed, side), default=0) for side in (self.inward, self.outward))
        if not (self.inward and self.outward) or sides + whole + 2 * _ARM <= room:
            return min(whole, room // 3)
        return min(max(map(cells_of, self.name.label.split() or [""])) + 2, room // 3)

    def _share(self, room: int) -> tuple[int, int]:
        """Cells of both sides: each what it needs, the rest shared out by need."""
        if not self.inward or not self.outward:
            return (room, 0) if self.inward else (0, room)
        one, other = (max(self._needed(r) for r in side) for side in (self.inward, self.outward))
        if one + other <= room:
            return one, room - one
        one = max(min(one, room // 3), min(one, round(room * one / (one + other))))
        return one, room - one

    def _needed(self, relation: Relation, *, joined: bool = False) -> int:
        words = detail(relation, self.families)
        if joined:
            return cells_of(relation.other.label) + cells_of(words) + 2
        return widest([relation.other.label, words])

    def draw(self) -> None:
        """Draw both sides and the name."""
        grid = self.grid
        start = self.left + (self.in_cells + _ARM if self.inward else 0)
        row = max(0, min(self.height // 2, self.height - len(self.title)))
        sides = ((self.inward, True, self.in_cells), (self.outward, False, self.out_cells))
        for side, inward, cells in sides:
            if side:
                self._side(side, inward, cells, start, row)
        reference = f"datum:{self.name.key}"
        x = start + (1 if self.inward else 0)
        for number, runs in enumerate(self.title):
            grid.put(
                x, row + number, runs[0].text if len(runs) == 1 else _text(runs), "accent-strong", reference
            )
        end = start + self.middle - 1 if self.outward else grid.columns
        note = wrap_text(self.name.note, max(8, end - x), "chrome")
        for number, runs in enumerate(note[: self.height - row - len(self.title)], len(self.title)):
            grid.put(x, row + number, _text(runs), "chrome", reference)
        if self.outward:
            at = x + cells_of(_text(self.title[0])) + 1
            grid.put(at, row, grid.signs.light * (start + self.middle - at), "rule")

    def _blocks(self, side: Sequence[Relation], cells: int) -> list[_Block]:
        """Relations as rows: on one row where all fit so, else wrapped, else cut to two rows."""
        wrapped = [
            _Block(r, wrap_text(r.other.label, cells), wrap_text(detail(r, self.families), cells, "chrome"))
            for r in side
        ]
        if sum(block.size for block in wrapped) <= self.height:
            return wrapped
        return [block._replace(name=block.name[:1], words=block.words[:1]) for block in wrapped]

    def _side(self, side: Sequence[Relation], inward: bool, cells: int, start: int, middle: int) -> None:
        """Relations of one side, as many as have room around the one in hand."""
        blocks = self._blocks(side, cells)
        if self.single:
            blocks = [block._replace(words=()) for block in blocks]
        first, last = self._window(blocks)
        part = blocks[first:last]
        used = sum(block.size for block in part)
        rest = len(part) < len(blocks)
        gap = 1 if not self.single and used + len(part) - 1 <= self.height - rest else 0
        total = used + gap * (len(part) - 1)
        y = max(0, min(middle - total // 2, self.height - total - rest))
        rows = []
        for block in part:
            rows.append(y)
            self._block(block, inward, cells, y, start)
            y += block.size + gap
        spine = start - 2 if inward else start + self.middle
        self._spine(rows, middle, inward, spine)
        if rest:
            words = _("{first}-{last} of {total}").format(first=first + 1, last=last, total=len(blocks))
            x = self.left if inward else start + self.middle + _ARM
            self.grid.put(x, self.height - 1, words, "chrome")

    def _window(self, blocks: Sequence[_Block]) -> tuple[int, int]:
        """First and end of the relations that have room, around the one in hand."""
        if sum(block.size for block in blocks) <= self.height:
            return 0, len(blocks)
        most = max(1, (self.height - 1) // max(block.size for block in blocks))
        here = next((i for i, b in enumerate(blocks) if b.relation.tie.key == self.selected), 0)
        first = max(0, min(here - most // 2, len(blocks) - most))
        return first, first + most

    def _block(self, block: _Block, inward: bool, cells: int, y: int, start: int) -> None:
        """One relation: its name, what it is, its stroke."""
        grid, relation = self.grid, block.relation
        reference = f"datum:{relation.tie.key}"
        in_hand = relation.tie.key == self.selected
        name_style = "cursor" if in_hand else "strong" if relation.state in ("", "held") else "text"
        lines = [(runs, name_style) for runs in block.name] + [(runs, "chrome") for runs in block.words]
        x = start + self.middle + _ARM
        end = self.left + cells
        for number, (runs, style) in enumerate(lines):
            text = self._cut(_text(runs), number, block, relation)
            if inward:
                grid.put_right(end, y + number, text, style, reference)
            else:
                grid.put(x, y + number, text, style, reference)
        if self.single:
            words = detail(relation, self.families)
            if inward:
                grid.put_right(end - cells_of(relation.other.label) - 2, y, words, "chrome", reference)
            else:
                grid.put(x + cells_of(relation.other.label) + 2, y, words, "chrome", reference)
        family = self.families.get(relation.tie.group)
        stroke = family.stroke if family else ""
        style = "accent" if in_hand else "chrome"
        if inward:
            grid.put(end + 1, y, stroke, style, reference)
        else:
            grid.put(x - 5, y, stroke, style, reference)
            grid.put(x - 2, y, grid.signs.onward, style, reference)

    def _cut(self, text: str, number: int, block: _Block, relation: Relation) -> str:
        """A row of a block that was cut to two rows ends with an ellipsis where it says less than all."""
        whole = relation.other.label if number < len(block.name) else detail(relation, self.families)
        rows = block.name if number < len(block.name) else block.words
        if len(rows) == 1 and cells_of(text) < cells_of(whole) and not self.single:
            return f"{text.rstrip(' ,;:')}{self.grid.signs.ellipsis}"
        return text

    def _spine(self, rows: Sequence[int], middle: int, inward: bool, x: int) -> None:
        """The upright line that gathers one side, joined to the name."""
        top, bottom = min((*rows, middle)), max((*rows, middle))
        for y in range(top, bottom + 1):
            sign = joint((y > top, y < bottom), (y in rows, y == middle), inward, self.grid.ascii)
            self.grid.put(x, y, sign, "rule")
        if inward:
            self.grid.put(x + 1, middle, self.grid.signs.onward, "chrome")


def _text(runs: Row) -> str:
    return "".join(run.text for run in runs)


def joint(upright: tuple[bool, bool], level: tuple[bool, bool], inward: bool, ascii_only: bool) -> str:
    """The sign of one cell of the upright line, by which of its four sides go on."""
    if ascii_only:
        return "+" if any(level) else "|"
    left, right = level if inward else level[::-1]
    signs = {
        (0, 0, 1, 1): "─", (1, 1, 0, 0): "│", (1, 1, 1, 0): "┤", (1, 1, 0, 1): "├", (1, 1, 1, 1): "┼",
        (0, 1, 1, 0): "┐", (0, 1, 0, 1): "┌", (0, 1, 1, 1): "┬", (1, 0, 1, 0): "┘", (1, 0, 0, 1): "└",
        (1, 0, 1, 1): "┴", (0, 0, 1, 0): "─", (0, 0, 0, 1): "─",
    }  # fmt: skip
    return signs.get((int(upright[0]), int(upright[1]), int(left), int(right)), "│")
