"""Dated events as a strip of days over a list: lanes by shape and word, times as written, what one has seen.

A time that is a word ("evening") has a place on the strip and in the order, and is printed as the word it is.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from explainer.messages import _
from explainer.paint.cells import width as cells_of
from explainer.paint.clocks import clock_words
from explainer.paint.glyphs import transliterated
from explainer.paint.plate import Plate
from explainer.paint.rows import Row, Run
from explainer.paint.scales import moment
from explainer.paint.sight import Options, Sight, days_printed, fate, folded, widest
from explainer.paint.strip import STRIP_ROWS, draw_strip
from explainer.paint.style import Profile
from explainer.paint.wrap import wrap
from explainer.story.figure_data import Datum, Shown

_WIDE, _STRIP = 56, 16
"""Cells from which a lane has its word in each row, and rows from which there is a strip."""
_SHAPES = {
    "circle": ("●", "o"), "square": ("■", "#"), "triangle": ("▲", "^"), "diamond": ("◇", "<"),
    "ring": ("○", "0"), "cross": ("×", "x"), "star": ("★", "*"), "dot": ("•", "."), "down": ("▽", "v"),
}  # fmt: skip


class Lane(NamedTuple):
    """Whose doing an event is: a shape and a word, since a hue alone says nothing."""

    id: str
    label: str
    sign: str


def lanes(options: Options, shown: Shown, glyphs: str = "braille") -> tuple[Lane, ...]:
    """The lanes of a figure in its author's order; those its rows name without one come after."""
    shapes = list(_SHAPES)
    made: list[Lane] = []
    declared = options.get("lanes")
    for entry in declared if isinstance(declared, list | tuple) else ():
        if isinstance(entry, Mapping):
            shape = str(entry.get("glyph") or shapes[len(made) % len(shapes)])
            name = str(entry.get("id", ""))
            made.append(Lane(name, str(entry.get("label") or name), _sign(shape, glyphs)))
    known = {lane.id for lane in made}
    for group in dict.fromkeys(d.group for d in (*shown.rows, *shown.later)):
        if group and group not in known:
            made.append(Lane(group, group, _sign(shapes[len(made) % len(shapes)], glyphs)))
    return tuple(made)


def _sign(shape: str, glyphs: str) -> str:
    full, plain = _SHAPES.get(shape, (shape[:1] or "•", "*"))
    return plain if glyphs == "ascii" else full


def filtered(shown: Shown, sight: Sight) -> tuple[Datum, ...]:
    """The events in order, after the filters by lane, chapter and place."""
    found = [
        d
        for d in shown.rows
        if (not sight.lane or d.group == sight.lane)
        and (not sight.place or sight.place in d.place.split())
        and (not sight.group or set(sight.group) & set(d.links))
    ]
    place = {d.key: index for index, d in enumerate(found)}
    return tuple(sorted(found, key=lambda d: (_moment(d), place[d.key])))


def _moment(datum: Datum) -> float:
    return moment(datum.day, datum.time) if datum.day else math.inf


def order(shown: Shown, options: Options | None = None, sight: Sight | None = None) -> tuple[str, ...]:
    """The keys in the order in which arrows walk through them."""
    return tuple(d.key for d in filtered(shown, sight or Sight()))


def step_day(shown: Shown, options: Options, sight: Sight, selected: str, step: int) -> str:
    """The first event of the next day that has one, or of the day before; the same key at an end."""
    rows = filtered(shown, sight)
    days = [d.day for d in rows]
    here = next((i for i, d in enumerate(rows) if d.key == selected), 0)
    if not rows:
        return selected
    if step > 0:
        return next((d.key for d in rows[here:] if d.day > days[here]), rows[here].key)
    before = [day for day in days[:here] if day < days[here]]
    return rows[days.index(before[-1])].key if before else rows[days.index(days[here])].key


def nearest(shown: Shown, sight: Sight, day: str) -> str:
    """The first event on or after a day: where a timeline opens."""
    rows = filtered(shown, sight)
    later = [d for d in rows if d.day and d.day >= day[: len(d.day)]]
    return (later or list(rows[-1:]) or [Datum("", "")])[0].key


def draw(
    shown: Shown,
    width: int,
    height: int,
    profile: Profile,
    selected: str = "",
    options: Options | None = None,
    sight: Sight | None = None,
) -> tuple[Row, ...]:
    """A timeline as at most `height` rows, none wider than `width`; arguments as in `charts.draw`."""
    options, sight = options or {}, sight or Sight()
    rows = filtered(shown, sight)
    named = lanes(options, shown, profile.glyphs)
    plate = Plate(width, height, profile)
    foot = _foot(shown, rows, named, sight, width)
    top = 0
    if height >= _STRIP and width - sight.margin >= 36 and not options.get("clocks") and len(rows) > 1:
        draw_strip(plate, rows, selected, sight)
        top = STRIP_ROWS
    room = max(1, height - top - len(foot))
    entries = _entries(rows, named, width, options, sight, profile)
    if sum(len(entry.lines) for entry in entries) > room:
        room = max(1, room - 1)
        start = _first(entries, room, selected)
        y = _list(plate, entries[start:], top, room, selected, sight)
        _counted(plate, y, entries, start, top, room)
        y += 1
    else:
        y = _list(plate, entries, top, room, selected, sight)
    for runs in foot:
        x = sight.margin
        for run in runs:
            x = plate.put(x, y, run.text, run.style, run.reference)
        y += 1
    return plate.rows()[: min(y, height)]


class _Entry(NamedTuple):
    """One event as rows of runs."""

    datum: Datum
    lines: tuple[Row, ...]


def _entries(
    rows: Sequence[Datum], named: Sequence[Lane], width: int, options: Options, sight: Sight, profile: Profile
) -> tuple[_Entry, ...]:
    """Every event set for a width; kept for the next key, since only the hand moves."""
    lane_by_id = {lane.id: lane for lane in named}
    clocks = options.get("clocks")
    key = (
        tuple(rows),
        tuple(lane_by_id.values()),
        width,
        str(clocks),
        sight.seen,
        sight.here,
        profile.glyphs,
    )
    return _set(key, _Setting(lane_by_id, width - sight.margin, clocks, sight, profile.glyphs, tuple(rows)))


class _Setting:
    """Where the columns of a list of events stand."""

    def __init__(
        self,
        named: Mapping[str, Lane],
        measure: int,
        clocks: object,
        sight: Sight,
        glyphs: str,
        rows: Sequence[Datum],
    ) -> None:
        self.lanes, self.measure, self.clocks, self.sight, self.glyphs = named, measure, clocks, sight, glyphs
        self.rows = rows
        self.days = days_printed(rows)
        self.times = ["" if "T" in d.time else d.time for d in rows]
        self.wide = measure >= _WIDE
        self.day_cells = widest(self.days) + 1
        self.time_cells = min(10, widest(self.times))
        words = [named[d.group].label for d in rows if d.group in named]
        self.lane_cells = (2 + (widest(words) + 1 if self.wide else 0)) if words else 0
        self.left = self.day_cells + (self.time_cells + 1 if self.time_cells else 0) + self.lane_cells

    def entries(self) -> tuple[_Entry, ...]:
        made: list[_Entry] = []
        before = ""
        for datum, day, time in zip(self.rows, self.days, self.times, strict=True):
            again = datum.day == before
            made.append(self._entry(datum, "" if again else day, time))
            before = datum.day
        return tuple(made)

    def _entry(self, datum: Datum, day: str, time: str) -> _Entry:
        reference = f"datum:{datum.key}"
        here = datum.links and self.sight.here in datum.links
        seen = set(datum.links) & self.sight.seen
        mark = _("you are here") if here else _("seen") if seen else ""
        narrow = self.left > self.measure // 2
        left = 2 if narrow else self.left
        room = self.measure - left
        lane = self.lanes.get(datum.group)
        head = [Run(day.ljust(self.day_cells), "strong", reference)]
        if self.time_cells:
            short = transliterated(time, self.glyphs)
            head.append(Run(short.rjust(self.time_cells) + " ", "chrome", reference))
        if self.lane_cells:
            head += _lane_runs(lane, self.lane_cells, self.wide, reference)
        text = [Run(transliterated(run.text, self.glyphs), run.style, reference) for run in self._text(datum)]
        if mark:
            text.append(Run(f" [{mark}]", "accent" if here else "chrome", reference))
        lines = [line.runs for line in wrap(text, max(8, room))]
        indent = Run(" " * left, "text", reference)
        if narrow:
            return _Entry(datum, (tuple(head), *((indent, *line) for line in lines)))
        first = (*head, *lines[0]) if lines else tuple(head)
        return _Entry(datum, (first, *((indent, *line) for line in lines[1:])))

    def _text(self, datum: Datum) -> list[Run]:
        """The words of an event, how sure it is, and what is not known of it."""
        pieces: list[Run] = []
        if self.clocks:
            pieces.append(Run(clock_words(datum, self.clocks) + " ", "chrome"))
        pieces.append(Run(datum.label, "text"))
        if datum.where and datum.where not in datum.label:
            pieces.append(Run(f", {datum.where}", "chrome"))
        if datum.status in ("disputed", "retracted", "opinion"):
            pieces.append(Run(f" [{fate(datum, self.glyphs).word}]", "alert"))
        elif datum.status in ("low", "medium"):
            pieces.append(Run(f" [{_('{level} confidence').format(level=_(datum.status))}]", "chrome"))
        if datum.open:
            pieces.append(Run(" ?", "alert"))
            if datum.note:
                pieces.append(Run(f" {_('not known: {what}').format(what=datum.note)}", "chrome"))
        return pieces


def _lane_runs(lane: Lane | None, cells: int, wide: bool, reference: str) -> list[Run]:
    if lane is None:
        return [Run(" " * cells, "text", reference)]
    words = f" {lane.label}" if wide else ""
    return [Run(lane.sign, "text", reference), Run(words.ljust(cells - 1), "chrome", reference)]


_Key = tuple[object, ...]
_held: dict[_Key, tuple[_Entry, ...]] = {}


def _set(key: _Key, setting: _Setting) -> tuple[_Entry, ...]:
    """The set events of a timeline, the last few kept."""
    found = _held.get(key)
    if found is None:
        if len(_held) >= 16:
            _held.pop(next(iter(_held)))
        found = _held[key] = setting.entries()
    return found


def _first(entries: Sequence[_Entry], room: int, selected: str) -> int:
    """The first event to show, so that the one in hand stands near the middle."""
    here = next((i for i, entry in enumerate(entries) if entry.datum.key == selected), 0)
    used, start = len(entries[here].lines), here
    while start and used + len(entries[start - 1].lines) <= max(len(entries[here].lines), room * 2 // 3):
        start -= 1
        used += len(entries[start].lines)
    below = sum(len(entry.lines) for entry in entries[start:])
    while start and below + len(entries[start - 1].lines) <= room:
        start -= 1
        below += len(entries[start].lines)
    return start


def _list(plate: Plate, entries: Sequence[_Entry], top: int, room: int, selected: str, sight: Sight) -> int:
    """Draw events from a row on; returns the row after the last."""
    y = top
    for entry in entries:
        for number, line in enumerate(entry.lines):
            if y >= top + room:
                return y
            x = sight.margin
            for run in line:
                x = plate.put(x, y, run.text, run.style, run.reference)
            plate.refer(sight.margin, plate.columns, y, f"datum:{entry.datum.key}")
            if entry.datum.key == selected:
                plate.hand(y, sight.margin if not number else 0)
            y += 1
    return y


def _counted(plate: Plate, y: int, entries: Sequence[_Entry], start: int, top: int, room: int) -> None:
    end, used = start, 0
    while end < len(entries) and used + len(entries[end].lines) <= room:
        used += len(entries[end].lines)
        end += 1
    words = _("{first}-{last} of {total}").format(
        first=start + 1, last=max(end, start + 1), total=len(entries)
    )
    arrow = f" {plate.signs.down}" if end < len(entries) else ""
    plate.put_right(plate.columns, y, words + arrow, "chrome")


def _foot(shown: Shown, rows: Sequence[Datum], named: Sequence[Lane], sight: Sight, width: int) -> list[Row]:
    """The legend with counts, the filter, what the lens folds."""
    foot: list[Row] = []
    if len(named) > 1:
        foot.append(_legend(shown, named, sight, width - sight.margin))
    if sight.lane or sight.place or sight.group:
        words = _("filtered: {n} of {total}").format(n=len(rows), total=len(shown.rows))
        foot.append((Run(words, "accent"),))
    if shown.later:
        foot.append((Run(folded(shown.later), "chrome"),))
    return foot


def _legend(shown: Shown, named: Sequence[Lane], sight: Sight, room: int) -> Row:
    runs: list[Run] = []
    used = 0
    for lane in named:
        count = sum(d.group == lane.id for d in shown.rows)
        words = f"{lane.sign} {lane.label} {count}"
        gap = "   " if runs else ""
        if used + len(gap) + cells_of(words) > room:
            gap = " " if runs else ""
            words = f"{lane.sign} {lane.label}"
            if used + len(gap) + cells_of(words) > room:
                break
        runs.append(
            Run(gap + words, "accent-strong" if lane.id == sight.lane else "chrome", f"lane:{lane.id}")
        )
        used += len(gap) + cells_of(words)
    return tuple(runs)
