"""Who is who: one name in the middle, what leads to it on the left, what leads from it on the right.

From name to name one walks along a tie. Ties differ by stroke and word. The order is the author's, so that nothing
moves between two visits; under 72 cells the same is a list.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from explainer.messages import _
from explainer.paint.cells import cut
from explainer.paint.cells import width as cells_of
from explainer.paint.overview import draw_overview
from explainer.paint.plate import Plate
from explainer.paint.rows import Row, Run
from explainer.paint.sight import Options, Sight, folded, text_option, widest
from explainer.paint.style import Profile
from explainer.paint.wrap import wrap_text
from explainer.story.dates import first_day, last_day, said
from explainer.story.figure_data import Datum, Shown, is_name

WHOLE = "*"
"""As the centre: the overview of all names."""
_EGO = 72
_LEAST_HEIGHT = 12
_STROKES = {"appoints": "━━━", "post": "───", "oversees": "┄┄┄", "breaks": "─×─"}
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


def centre_of(shown: Shown, options: Options, sight: Sight) -> str:
    """The key of the name in the middle."""
    names = [d.key for d in shown.rows if is_name(d)]
    for wanted in (sight.centre, text_option(options, "start")):
        if wanted in names or wanted == WHOLE:
            return wanted
    return names[0] if names else ""


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


def order(shown: Shown, options: Options | None = None, sight: Sight | None = None) -> tuple[str, ...]:
    """The keys in the order in which arrows walk: the ties of the name in the middle, or all names."""
    sight = sight or Sight()
    centre = centre_of(shown, options or {}, sight)
    if centre == WHOLE:
        return tuple(d.key for d in shown.rows if is_name(d))
    return tuple(r.tie.key for r in relations(shown, centre, sight))


def walk(shown: Shown, key: str, centre: str) -> str:
    """The name that a tie leads to from the one in the middle; a name leads to itself."""
    for datum in shown.rows:
        if datum.key != key:
            continue
        if is_name(datum) or len(datum.links) != 2:
            return key
        return datum.links[1] if datum.links[0] == centre else datum.links[0]
    return centre


def draw(
    shown: Shown,
    width: int,
    height: int,
    profile: Profile,
    selected: str = "",
    options: Options | None = None,
    sight: Sight | None = None,
) -> tuple[Row, ...]:
    """A network as at most `height` rows, none wider than `width`; arguments as in `charts.draw`."""
    options, sight = options or {}, sight or Sight()
    plate = Plate(width, height, profile)
    centre = centre_of(shown, options, sight)
    families = _families(shown, options, profile.glyphs)
    foot = _foot(shown, families, width - sight.margin)
    rows = height - len(foot)
    room = width - sight.margin
    if centre == WHOLE and room >= _EGO and height >= _LEAST_HEIGHT:
        if draw_overview(plate, shown, rows, selected, families, sight.margin):
            y = rows
        else:
            y = _list(plate, shown, centre, rows, selected, sight)
    elif room >= _EGO - 4 and height >= _LEAST_HEIGHT and centre not in ("", WHOLE):
        _Ego(plate, shown, centre, rows, selected, sight, families).draw()
        y = rows
    else:
        y = _list(plate, shown, centre, rows, selected, sight)
    for runs in foot:
        x = sight.margin
        for run in runs:
            x = plate.put(x, y, run.text, run.style, run.reference)
        y += 1
    return plate.rows()[: min(y, height)]


def _families(shown: Shown, options: Options, glyphs: str) -> dict[str, str]:
    """The stroke of each kind of tie: as declared, else by its order."""
    declared = options.get("ties")
    strokes: dict[str, str] = {}
    for entry in declared if isinstance(declared, list | tuple) else ():
        if isinstance(entry, Mapping):
            stroke = str(entry.get("stroke") or entry.get("id"))
            strokes[str(entry.get("id"))] = _STROKES.get(stroke, "───")
    spare = ["───", "━━━", "┄┄┄", "─×─"]
    for kind in dict.fromkeys(d.group for d in shown.rows if not is_name(d)):
        if kind not in strokes:
            named = _STROKES.get(kind)
            left = [s for s in spare if s not in strokes.values()]
            strokes[kind] = named or (left[0] if left else "───")
    return {kind: _ASCII[s] if glyphs == "ascii" else s for kind, s in strokes.items()}


def _foot(shown: Shown, families: dict[str, str], room: int) -> list[Row]:
    foot: list[Row] = []
    used = [f for f in families if any(d.group == f for d in shown.rows)]
    if len(used) > 1:
        runs: list[Run] = []
        taken = 0
        for kind in used:
            words = f"{families[kind]} {kind}" + ("   " if kind != used[-1] else "")
            if taken + cells_of(words) <= room:
                runs.append(Run(words, "chrome"))
                taken += cells_of(words)
        foot.append(tuple(runs))
    if shown.later:
        foot.append((Run(cut(folded(shown.later), room), "chrome"),))
    return foot


def state_words(relation: Relation) -> str:
    """What a tie is on the day in hand, beside its dates."""
    return {"ended": _("ended"), "later": _("not yet")}.get(relation.state, "")


def _detail(relation: Relation) -> str:
    parts = [relation.tie.label if relation.tie.label != relation.other.label else "", relation.dates]
    return ", ".join(p for p in (*parts, state_words(relation)) if p)


def _list(plate: Plate, shown: Shown, centre: str, height: int, selected: str, sight: Sight) -> int:
    """The same as rows of words: `→ name: what, when`."""
    names = {d.key: d for d in shown.rows if is_name(d)}
    left, room = sight.margin, plate.columns - sight.margin
    y = 0
    lines: list[tuple[str, Row]] = []
    if centre in names:
        y = _middle_words(plate, names[centre], left, room)
        for relation in relations(shown, centre, sight):
            lines += _list_lines(plate, relation, room)
    else:
        lines = [(d.key, row) for d in names.values() for row in wrap_text(_named(d), room, "text")]
    rows = height - y
    start = 0
    if len(lines) > rows:
        rows -= 1
        here = next((i for i, (key, _row) in enumerate(lines) if key == selected), 0)
        start = max(0, min(here - rows // 2, len(lines) - rows))
    before = ""
    for key, runs in lines[start : start + rows]:
        x = left
        for run in runs:
            x = plate.put(x, y, run.text, run.style, f"datum:{key}")
        plate.refer(left, plate.columns, y, f"datum:{key}")
        if key == selected:
            plate.hand(y, left if key != before else 0)
        before = key
        y += 1
    below = len(lines) - start - rows
    if start or below > 0:
        plate.put_right(plate.columns, y, _("{n} more").format(n=max(start, below)), "chrome")
        y += 1
    return y


def _named(datum: Datum) -> str:
    return f"{datum.label}, {datum.note}" if datum.note else datum.label


def _middle_words(plate: Plate, name: Datum, left: int, room: int) -> int:
    plate.put_cut(left, 0, name.label, room, "accent-strong", f"datum:{name.key}")
    if not name.note:
        return 1
    plate.put_cut(left, 1, name.note, room, "chrome", f"datum:{name.key}")
    return 2


def _list_lines(plate: Plate, relation: Relation, room: int) -> list[tuple[str, Row]]:
    sign = plate.signs.onward if relation.outward else plate.signs.back
    detail = _detail(relation)
    words = f"{relation.other.label}: {detail}" if detail else relation.other.label
    made = []
    for number, row in enumerate(wrap_text(words, room - 2, "text")):
        made.append((relation.tie.key, (Run("  " if number else f"{sign} ", "chrome"), *row)))
    return made


class _Ego:
    """The view around one name."""

    def __init__(
        self,
        plate: Plate,
        shown: Shown,
        centre: str,
        height: int,
        selected: str,
        sight: Sight,
        families: dict[str, str],
    ) -> None:
        self.plate, self.height, self.selected, self.families = plate, height, selected, families
        self.left = sight.margin
        self.name = next(d for d in shown.rows if d.key == centre)
        every = relations(shown, centre, sight)
        self.inward = [r for r in every if not r.outward]
        self.outward = [r for r in every if r.outward]
        room = plate.columns - self.left
        self.middle = min(26 if self.inward else 30, max(cells_of(self.name.label) + 2, 12))
        sides = (1 if self.inward else 0) + (1 if self.outward else 0)
        self.side = (room - self.middle - 7 * sides) // max(1, sides)
        if sides == 2:  # the side with more words takes what the other leaves
            need = min(self.side, max(self._needed(self.inward), 16))
            self.in_cells, self.out_cells = need, room - self.middle - 14 - need
        else:
            self.in_cells = self.out_cells = self.side
        self.single = all(
            cells_of(r.other.label) + cells_of(_detail(r)) + 2 <= cells
            for side, cells in ((self.inward, self.in_cells), (self.outward, self.out_cells))
            for r in side
        )

    def _needed(self, side: Sequence[Relation]) -> int:
        return widest([text for r in side for text in (r.other.label, _detail(r))])

    def draw(self) -> None:
        """Draw both sides and the name."""
        middle_x = self.left + (self.in_cells + 7 if self.inward else 0)
        row = self.height // 2
        for side, inward in ((self.inward, True), (self.outward, False)):
            if side:
                self._side(side, inward, middle_x, row)
        signs = self.plate.signs
        label = cut(self.name.label, self.middle - 2, signs.ellipsis)
        x = middle_x + (self.middle - cells_of(label)) // 2 if self.inward and self.outward else middle_x
        reference = f"datum:{self.name.key}"
        if self.inward and not self.outward:
            x = middle_x + 1
        self.plate.put(x, row, label, "accent-strong", reference)
        end = middle_x + self.middle if self.outward else self.plate.columns
        for number, runs in enumerate(wrap_text(self.name.note, max(8, end - x - 1), "chrome")[:4], 1):
            for run in runs:
                self.plate.put(x, row + number, run.text, run.style, reference)
        if self.outward:
            at = x + cells_of(label) + 1
            self._level(at, middle_x + self.middle + 2, row)
        if self.inward:
            self._level(middle_x - 3, x - 2, row)
            self.plate.put(x - 2, row, signs.onward, "chrome")

    def _level(self, start: int, end: int, y: int) -> None:
        if end > start:
            self.plate.put(start, y, self.plate.signs.light * (end - start), "rule")

    def _side(self, side: Sequence[Relation], inward: bool, middle_x: int, middle: int) -> None:
        """Relations of one side, as many as have room around the one in hand."""
        each = 1 if self.single else 2
        most = max(1, self.height // each)
        start = 0
        if len(side) > most:
            most = max(1, (self.height - 1) // each)
            here = next((i for i, r in enumerate(side) if r.tie.key == self.selected), 0)
            start = max(0, min(here - most // 2, len(side) - most))
        part = side[start : start + most]
        gap = 1 if len(part) * (each + 1) <= self.height and each == 2 else 0
        total = len(part) * (each + gap) - gap
        y = max(0, min(middle - total // 2, self.height - total - (1 if len(part) < len(side) else 0)))
        rows = []
        for relation in part:
            rows.append(y)
            self._relation(relation, inward, y, middle_x)
            y += each + gap
        self._spine(rows, middle, inward, middle_x)
        if len(part) < len(side):
            words = _("{first}-{last} of {total}").format(
                first=start + 1, last=start + len(part), total=len(side)
            )
            x = self.left if inward else middle_x + self.middle + 7
            self.plate.put(x, self.height - 1, words, "chrome")

    def _relation(self, relation: Relation, inward: bool, y: int, middle_x: int) -> None:
        plate, signs = self.plate, self.plate.signs
        reference = f"datum:{relation.tie.key}"
        in_hand = relation.tie.key == self.selected
        stroke = self.families.get(relation.tie.group, "───")
        cells = self.in_cells if inward else self.out_cells
        name_style = "cursor" if in_hand else "strong" if relation.state in ("", "held") else "text"
        detail = _detail(relation)
        if inward:
            end = self.left + self.in_cells
            label = cut(relation.other.label, cells, signs.ellipsis)
            if self.single:
                start = plate.put_right(end, y, label, name_style, reference)
                plate.put_right(start - 2, y, detail, "chrome", reference)
            else:
                plate.put_right(end, y, label, name_style, reference)
                plate.put_right(end, y + 1, cut(detail, cells, signs.ellipsis), "chrome", reference)
            plate.put(end + 1, y, stroke, "accent" if in_hand else "chrome", reference)
        else:
            x = middle_x + self.middle + 7
            at = plate.put_cut(x, y, relation.other.label, cells, name_style, reference)
            if self.single:
                plate.put(at + 2, y, detail, "chrome", reference)
            else:
                plate.put_cut(x, y + 1, detail, cells, "chrome", reference)
            plate.put(x - 5, y, stroke, "accent" if in_hand else "chrome", reference)
            plate.put(x - 2, y, signs.onward, "accent" if in_hand else "chrome", reference)

    def _spine(self, rows: Sequence[int], middle: int, inward: bool, middle_x: int) -> None:
        """The upright line that gathers one side, joined to the name."""
        plate = self.plate
        x = middle_x - 4 + 1 if inward else middle_x + self.middle + 1
        if inward:
            x = self.left + self.in_cells + 4
        top, bottom = min((*rows, middle)), max((*rows, middle))
        for y in range(top, bottom + 1):
            plate.put(x, y, _joint(y, rows, top, bottom, middle, inward, plate.ascii), "rule")


def _joint(
    y: int, rows: Sequence[int], top: int, bottom: int, middle: int, inward: bool, ascii_only: bool
) -> str:
    """The sign of one cell of the upright line, by which of its four sides go on."""
    if ascii_only:
        return "+" if y in rows or y == middle else "|"
    side, through = y in rows, y == middle
    up, down = y > top, y < bottom
    left, right = (side, through) if inward else (through, side)
    signs = {
        (0, 0, 1, 1): "─", (1, 1, 0, 0): "│", (1, 1, 1, 0): "┤", (1, 1, 0, 1): "├", (1, 1, 1, 1): "┼",
        (0, 1, 1, 0): "┐", (0, 1, 0, 1): "┌", (0, 1, 1, 1): "┬", (1, 0, 1, 0): "┘", (1, 0, 0, 1): "└",
        (1, 0, 1, 1): "┴", (0, 0, 1, 0): "─", (0, 0, 0, 1): "─",
    }  # fmt: skip
    return signs.get((int(up), int(down), int(left), int(right)), "│")
