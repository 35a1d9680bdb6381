"""Events of a timeline set for a width: day, time as written, lane by shape and word, the words, what is not known."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from typing import NamedTuple

from msgspec import structs

from explainer.messages import _
from explainer.paint.cells.rows import Row, Run
from explainer.paint.cells.style import Profile, transliterated
from explainer.paint.cells.wrapping import width, wrap
from explainer.paint.figures.values import (
    SHAPES,
    Options,
    Sight,
    day_words,
    days_printed,
    fate,
    shape_sign,
    widest,
)
from explainer.story.figures.data import Datum, Shown
from explainer.story.model.dates import short

# One moment on several clocks, with the date where they differ.

GAP = 2


class Clocks:
    """The clocks of a figure, in its author's order; the first one gives the date of a row."""

    def __init__(self, declared: object) -> None:
        self._clocks: list[tuple[str, timezone]] = []
        for clock in declared if isinstance(declared, list | tuple) else ():
            if isinstance(clock, Mapping):
                offset = _offset(str(clock.get("offset") or "+00:00"))
                self._clocks.append((str(clock.get("label") or ""), timezone(offset)))

    @property
    def labels(self) -> tuple[str, ...]:
        """Their names."""
        return tuple(label for label, _zone in self._clocks)

    @property
    def key(self) -> tuple[tuple[str, str], ...]:
        """What tells two sets of clocks apart."""
        return tuple((label, str(zone)) for label, zone in self._clocks)

    @property
    def cells(self) -> int:
        """Cells of the columns of all clocks."""
        return sum(self._cells(label) + GAP for label in self.labels) - GAP if self._clocks else 0

    def _cells(self, label: str) -> int:
        return max(width(label), 12 if label != self.labels[0] else 5)

    def day(self, datum: Datum) -> str:
        """The date of a moment on the first clock (ISO); empty where the hour is not known."""
        moment = _moment(datum.time)
        return moment.astimezone(self._clocks[0][1]).date().isoformat() if moment and self._clocks else ""

    def heading(self) -> str:
        """The names over the columns."""
        return (" " * GAP).join(label.ljust(self._cells(label)) for label in self.labels).rstrip()

    def row(self, datum: Datum) -> str:
        """A moment in the columns; words where the hour is not known."""
        shown = self._shown(datum)
        if not shown:
            return _unknown(datum)
        own = shown[0][2]
        said = [(label, time if day == own else f"{time} {day}") for label, time, day in shown]
        cells = [text.ljust(self._cells(label)) for label, text in said]
        return (" " * GAP).join(cells).rstrip()

    def words(self, datum: Datum) -> str:
        """A moment in a sentence: `00:53 A, 21:53 B (5 Jan):`."""
        shown = self._shown(datum)
        if not shown:
            return f"{_unknown(datum)}:"
        own = shown[0][2]
        said = [f"{time} {label}" + ("" if day == own else f" ({day})") for label, time, day in shown]
        return ", ".join(said) + ":"

    def _shown(self, datum: Datum) -> list[tuple[str, str, str]]:
        moment = _moment(datum.time)
        if moment is None:
            return []
        local = [(label, moment.astimezone(zone)) for label, zone in self._clocks]
        return [(label, f"{at:%H:%M}", _day(at.date().isoformat())) for label, at in local]


def _unknown(datum: Datum) -> str:
    return datum.time if datum.time and "T" not in datum.time else _("hour not known")


@lru_cache(maxsize=64)
def _day(day: str) -> str:
    return short(day).rsplit(" ", 1)[0]


def _moment(time: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(time.replace("Z", "+00:00"))
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


def _offset(text: str) -> timedelta:
    sign = -1 if text.startswith("-") else 1
    hours, _colon, minutes = text.lstrip("+-").partition(":")
    if not (hours.isdecimal() and (not minutes or minutes.isdecimal())):
        raise ValueError(f"{text!r} is no distance from UTC")
    return sign * timedelta(hours=min(int(hours), 23), minutes=min(int(minutes or 0), 59))


_WIDE = 56
"""Cells from which a lane has its word in each row."""
_WORDS_LEAST = 0.4
"""The share of a row from which what stands before the words is too much: it then runs into them."""
_TIME = 8
"""Cells of the longest time that has a column; a longer one stands before the words."""
CLOCK_COLUMNS = 66
"""Cells from which each clock has a column of its own."""


class Lane(NamedTuple):
    """Whose doing an event is: a shape and a word, since a hue alone says nothing."""

    id: str
    label: str
    sign: str


class Event(NamedTuple):
    """One event as rows of runs."""

    datum: Datum
    lines: tuple[Row, ...]
    day: str = ""
    """Its day in words, which the first row in sight has even where the one above it has it too."""
    heading: str = ""
    """The year that begins here."""

    @property
    def size(self) -> int:
        """Rows it takes."""
        return len(self.lines) + (1 if self.heading else 0)


_Args = tuple[Datum, str, str, str, str]


class Events:
    """The events of a list, each set once, when it is first asked for."""

    def __init__(self, event: Callable[[Datum, str, str, str, str], Event], known: Sequence[_Args]) -> None:
        self._event, self._known = event, known
        self._made: dict[int, Event] = {}
        self.keys = [args[0].key for args in known]

    def __len__(self) -> int:
        return len(self._known)

    def __getitem__(self, at: int) -> Event:
        if at not in self._made:
            self._made[at] = self._event(*self._known[at])
        return self._made[at]

    def since(self, start: int) -> Iterator[Event]:
        """The events from one on."""
        return (self[at] for at in range(start, len(self)))

    def exceed(self, start: int, rows: int) -> bool:
        """Whether the events from one on take more than so many rows."""
        return len(self) - start > rows or sum(event.size for event in self.since(start)) > rows


def lanes(options: Options, shown: Shown, glyphs: str = "braille") -> tuple[Lane, ...]:
    """The lanes of a figure in its author's order; those its rows name without one come after."""
    shapes = list(SHAPES)
    made: list[Lane] = []
    declared = options.get("lanes")
    for entry in declared if isinstance(declared, list | tuple) else ():
        if isinstance(entry, Mapping):
            shape = str(entry.get("glyph") or shapes[len(made) % len(shapes)])
            name = str(entry.get("id", ""))
            made.append(Lane(name, str(entry.get("label") or name), shape_sign(shape, glyphs)))
    known = {lane.id for lane in made}
    for group in dict.fromkeys(d.group for d in (*shown.rows, *shown.later)):
        if group and group not in known:
            made.append(Lane(group, group, shape_sign(shapes[len(made) % len(shapes)], glyphs)))
    return tuple(made)


def seen_marks(glyphs: str) -> tuple[str, str]:
    """The marks of an event whose scene is seen, and of one whose scene is not; in brackets, unlike a lane's."""
    return ("[*]", "[o]") if glyphs == "ascii" else ("[●]", "[○]")


def events(
    rows: Sequence[Datum],
    named: Sequence[Lane],
    columns: int,
    options: Options,
    sight: Sight,
    profile: Profile,
) -> Events:
    """Every event, set for a width when it is asked for; kept for the next key, since only the hand moves."""
    clocks = Clocks(options.get("clocks"))
    key = (
        tuple(rows),
        tuple(named),
        columns,
        clocks.key,
        sight.seen,
        sight.here,
        sight.margin,
        profile.glyphs,
    )
    found = _held.get(key)
    if found is None:
        if len(_held) >= 16:
            _held.pop(next(iter(_held)), None)
        setting = Setting(
            {lane.id: lane for lane in named}, columns - sight.margin, clocks, sight, profile.glyphs
        )
        found = _held[key] = setting.events(rows)
    return found


_held: dict[tuple[object, ...], Events] = {}


class Setting:
    """Where the columns of a list of events stand."""

    def __init__(
        self, named: Mapping[str, Lane], measure: int, clocks: Clocks, sight: Sight, glyphs: str
    ) -> None:
        self.lanes, self.measure, self.clocks, self.sight, self.glyphs = named, measure, clocks, sight, glyphs
        self.wide = measure >= _WIDE
        self.columns = bool(clocks.labels) and measure >= CLOCK_COLUMNS
        self.day_cells = self.time_cells = self.lane_cells = self.left = 0
        self.here = ""
        """The key of the first event of the reader's scene: of that one alone it is said that one is there."""

    def events(self, rows: Sequence[Datum]) -> Events:
        """All of them, each set when it is asked for: of a long list few are in sight."""
        self.here = next((d.key for d in rows if self.sight.here in d.links), "")
        printed = [self._day(d) for d in rows]
        years = len({d.day[:4] for d in printed if d.day})
        inline = 3 * years > len(rows) and years > 1  # a row for each year would be half of the list
        days = days_printed(printed) if inline else tuple(day_words(d, d.day) for d in printed)
        times = ["" if "T" in d.time else transliterated(d.time, self.glyphs) for d in rows]
        self.day_cells = widest(days) + 1 if widest(days) else 0
        self.time_cells = widest([time for time in times if width(time) <= _TIME])
        words = [self.lanes[d.group].label for d in rows if d.group in self.lanes]
        self.lane_cells = (2 + (widest(words) + 1 if self.wide else 0)) if words else 0
        if self.columns:
            self.time_cells = self.clocks.cells
        self.left = self.day_cells + (self.time_cells + 1 if self.time_cells else 0) + self.lane_cells
        made: list[_Args] = []
        before = ""
        for datum, shown, day, time in zip(rows, printed, days, times, strict=True):
            heading = "" if inline or not shown.day or shown.day[:4] == before[:4] else shown.day[:4]
            whole = day_words(shown) if inline and self.left <= self.measure * _WORDS_LEAST else day
            whole = whole if width(whole) < self.day_cells else day
            made.append((datum, "" if shown.day == before else day, whole, time, heading))
            before = shown.day or before
        return Events(self._event, made)

    def _day(self, datum: Datum) -> Datum:
        """With the date on the first clock, where a moment is shown on several."""
        day = self.clocks.day(datum) if self.clocks.labels else ""
        return structs.replace(datum, day=day, day_precision="day") if day else datum

    def _event(self, datum: Datum, day: str, whole_day: str, time: str, heading: str) -> Event:
        reference = f"datum:{datum.key}"
        if self.columns:
            head = self._head(datum, day, "", reference)
            lines = [line.runs for line in wrap(self._said(datum), self.measure - 2)]
            rows = (head, *((Run("  ", "text", reference), *line) for line in lines))
            return Event(datum, rows, whole_day, heading)
        if self.left > self.measure * _WORDS_LEAST:
            return Event(datum, self._run_in(datum, day, time, reference), whole_day, heading)
        late = f"{time}: " if width(time) > _TIME else ""
        head = self._head(datum, day, "" if late else time, reference)
        text = [Run(late, "chrome", reference)] if late else []
        lines = [line.runs for line in wrap([*text, *self._said(datum)], max(8, self.measure - self.left))]
        indent = Run(" " * self.left, "text", reference)
        rows = ((*head, *lines[0]) if lines else head, *((indent, *line) for line in lines[1:]))
        return Event(datum, rows, whole_day, heading)

    def _run_in(self, datum: Datum, day: str, time: str, reference: str) -> tuple[Row, ...]:
        """An event on a narrow screen: its words go on after day, time and lane."""
        lane = self.lanes.get(datum.group)
        parts = [
            (day, "strong"),
            ("" if self.columns else time, "chrome"),
            (lane.sign if lane else "", "text"),
        ]
        if self.columns:
            parts[1] = (self.clocks.row(datum), "chrome")
        head = [Run(f"{text} ", style, reference) for text, style in parts if text]
        lines = [line.runs for line in wrap([*head, *self._said(datum)], max(8, self.measure - 2))]
        return tuple(
            (Run("  ", "text", reference), *line) if number else line for number, line in enumerate(lines)
        )

    def _said(self, datum: Datum) -> list[Run]:
        reference = f"datum:{datum.key}"
        return [Run(transliterated(run.text, self.glyphs), run.style, reference) for run in self._text(datum)]

    def _head(self, datum: Datum, day: str, time: str, reference: str) -> Row:
        head = [Run(day.ljust(self.day_cells), "strong", reference)]
        if self.columns:
            head.append(Run(self.clocks.row(datum).ljust(self.time_cells + 1), "chrome", reference))
        elif self.time_cells:
            head.append(Run(time.ljust(self.time_cells) + " ", "chrome", reference))
        lane = self.lanes.get(datum.group)
        if self.lane_cells and lane is None:
            head.append(Run(" " * self.lane_cells, "text", reference))
        elif self.lane_cells and lane is not None:
            words = f" {lane.label}" if self.wide else ""
            head += [
                Run(lane.sign, "text", reference),
                Run(words.ljust(self.lane_cells - 1), "chrome", reference),
            ]
        return tuple(head)

    def _text(self, datum: Datum) -> list[Run]:
        """The words of an event, how sure it is, what is not known of it, whether one has read of it."""
        pieces: list[Run] = []
        if self.clocks.labels and not self.columns:
            pieces.append(Run(f"{self.clocks.words(datum)} ", "chrome"))
        pieces.append(Run(datum.label, "text"))
        if datum.where and datum.where not in datum.label:
            pieces.append(Run(f", {datum.where}", "chrome"))
        if datum.status in ("disputed", "retracted", "opinion"):
            pieces.append(Run(f" [{fate(datum, self.glyphs).word}]", "alert"))
        elif datum.status == "low":
            pieces.append(Run(f" [{_('low confidence')}]", "chrome"))
        if datum.open:
            pieces.append(Run(" ?", "alert"))
            if datum.note:
                pieces.append(Run(f" {_('not known: {what}').format(what=datum.note)}", "chrome"))
        if self.sight.here and datum.links:
            seen, other = seen_marks(self.glyphs)
            here = self.sight.here in datum.links
            mark = seen if here or self.sight.seen & set(datum.links) else other
            if datum.key == self.here:
                mark = f"{seen[:-1]} {_('you are here')}]"
            pieces.append(Run("\u00a0" + mark.replace(" ", "\u00a0"), "chrome"))
        return pieces
