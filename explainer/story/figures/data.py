"""What a figure shows: its rows out of its table, under the lens.

Pictures and plain-text twins are made from the same `Datum` rows, so that they cannot say different things. Which
column means what is the figure's own business (`options`, see `explainer.story.load.format_figures`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import msgspec

from explainer.story.figures.tables import Table, table
from explainer.story.model.dates import counts_from, first_day, last_day
from explainer.story.model.prose import readable_steps, uses
from explainer.story.model.structs import Figure, Story, When

NODES = ("person", "body")
"""The groups of those rows of a network that are names, not ties."""
_GONE = ("superseded", "retracted")
_JOIN = {"sources": ";", "place": " "}
"""What stands between the values of several columns; elsewhere a comma, between notes a semicolon."""


class Datum(msgspec.Struct, frozen=True, gc=False):
    """One thing in a figure: a bar, a point, an event, a place, a region, a name or a tie."""

    key: str
    """What keys and mouse reach it by: the table's own id, else the row's number, from 1."""
    label: str
    group: str = ""
    """Lane, series or group of bars; on a map the id of the region that is filled (empty: a marker only); in a
    network `person` or `body` for a name, else the kind of tie.
    """
    day: str = ""
    """The day it is about: ISO, of any precision."""
    day_precision: str = ""
    time: str = ""
    """As printed (`16:37`, `evening`); where the figure has clocks ISO with its offset."""
    end: str = ""
    """When it ended: ISO, with an hour where one is known; see `in_force`."""
    value: float | None = None
    low: float | None = None
    high: float | None = None
    """`low` without `high`: at least."""
    unit: str = ""
    status: str = ""
    """standing, superseded, retracted, disputed, opinion; or a word of the table, such as independent."""
    note: str = ""
    """More about it; where `open` is set, what is not known."""
    place: str = ""
    """Ids of places of the map, several joined by a space."""
    said_on: str = ""
    said_precision: str = ""
    sources: tuple[str, ...] = ()
    open: bool = False
    """A gap in the record: printed as "?"."""
    links: tuple[str, ...] = ()
    """Scenes and terms of the story; for a tie of a network the keys of its two ends."""
    where: str = ""
    """The place as printed."""


class Shown(msgspec.Struct, frozen=True, gc=False):
    """A figure's rows on a day: those said by then, and those said later."""

    rows: tuple[Datum, ...] = ()
    later: tuple[Datum, ...] = ()


def data(story: Story, figure: Figure, on: str = "") -> Shown:
    """The rows of a figure as known on a day (ISO), or as last checked when `on` is empty.

    A row without a recorded day of saying is never shown under a lens. A network's names come first, then its ties.
    """
    on = bound(story, on)
    options = figure.options
    if figure.kind == "network":
        return _network(story, figure, on)
    found = list(_rows(table(story, figure.data), options, on))
    if options.get("order") == "day":
        found.sort(key=lambda datum: first_day(datum.day) if datum.day else "")
    return _split(found, on)


def bound(story: Story, on: str) -> str:
    """The day up to which rows are shown: of a story that was cut at a day never a later one."""
    return min(on, story.as_of) if on and story.as_of else on or story.as_of


def shading(story: Story, figure: Figure, on: str = "") -> Shown:
    """What holds for whole regions of a map; `Datum.group` is the region's id, `label` its name."""
    return _beside(story, figure, "shade", on)


def events(story: Story, figure: Figure, on: str = "") -> Shown:
    """What happened at the places of a map; `Datum.place` holds the ids, `label` the words."""
    return _beside(story, figure, "events", on)


def in_force(datum: Datum, day: str) -> bool:
    """Whether a state holds on a day: from its first one to the last on which it held for some hours."""
    if not datum.day or first_day(datum.day) > day:
        return False
    last, hour = datum.end[:10], datum.end[11:16]
    return not last or last > day or (last == day and hour != "00:00")


def is_name(datum: Datum) -> bool:
    """Whether a row of a network is a name; else it is a tie between two."""
    return datum.group in NODES


def columns_of(options: dict[str, Any], role: str) -> list[str]:
    """The columns that a figure reads for one of a datum's fields."""
    named = (options.get("columns") or {}).get(role) or []
    return [named] if isinstance(named, str) else list(named)


def kept_rows(found: Table, options: dict[str, Any]) -> Iterator[int]:
    """The indexes of a table's rows that a figure uses."""
    wanted = _conditions(found, options.get("where"))
    unwanted = _conditions(found, options.get("without"))
    for number, row in enumerate(found.rows):
        if all(row[at] in words for at, words in wanted) and not any(row[at] in w for at, w in unwanted):
            yield number


def _conditions(found: Table, asked: Any) -> list[tuple[int, list[str]]]:
    named = [(found.index(column), words) for column, words in (asked or {}).items()]
    return [(at, [words] if isinstance(words, str) else list(words)) for at, words in named if at >= 0]


def _beside(story: Story, figure: Figure, part: str, on: str) -> Shown:
    options, on = figure.options.get(part), bound(story, on)
    if not options:
        return Shown()
    return _split(_rows(table(story, options["data"]), options, on), on)


def _split(found: Iterable[Datum], on: str) -> Shown:
    found = tuple(found)
    return Shown(tuple(d for d in found if _heard(d, on)), tuple(d for d in found if not _heard(d, on)))


def _heard(datum: Datum, on: str) -> bool:
    if not on:
        return True
    said = counts_from(datum.said_on, datum.said_precision)
    return bool(said) and said <= on


def _rows(found: Table, options: dict[str, Any], on: str) -> Iterator[Datum]:
    reader = _Reader(found, options, on)
    for number in kept_rows(found, options):
        yield reader.datum(number)


class _Reader:
    """Reads the rows of one table by the columns that a figure names."""

    def __init__(self, found: Table, options: dict[str, Any], on: str) -> None:
        self._table, self._options, self._on = found, options, on
        roles = options.get("columns") or {}
        self._at = {role: [found.index(column) for column in columns_of(options, role)] for role in roles}

    def datum(self, number: int) -> Datum:
        row = self._table.rows[number]
        day, time = self._moment(row)
        value, low, high = (_number(self._text(row, role)) for role in ("value", "low", "high"))
        if value is None and low is not None and low == high:
            value, low, high = low, None, None
        elif value is not None and low == value == high:
            low = high = None
        gap = self._text(row, "open")
        return Datum(
            key=self._text(row, "key") or str(number + 1),
            label=self._text(row, "label"),
            group=self._text(row, "group"),
            day=day,
            day_precision=self._text(row, "day_precision") or ("day" if len(day) == 10 else ""),
            time=time,
            end="" if self._hidden(row, "end_said_on", "end_said_precision") else self._text(row, "end"),
            value=value,
            low=low,
            high=high,
            unit=str(self._options.get("unit") or ""),
            status=self._status(row),
            note=gap or self._note(row),
            place=self._text(row, "place").replace(";", " "),
            said_on=self._text(row, "said_on"),
            said_precision=self._said_precision(row),
            sources=tuple(self._list(row, "sources")),
            open=bool(gap),
            links=tuple(self._list(row, "links")),
            where=self._text(row, "where"),
        )

    def tie(self, number: int) -> Datum:
        """A row of a network: its ends are keys of names."""
        datum = self.datum(number)
        ends = tuple(slug(end) for end in self.ends(number))
        group = datum.group or "tie"
        label = datum.label or next(
            (t["label"] for t in self._options.get("ties", ()) if t["id"] == group), ""
        )
        return msgspec.structs.replace(datum, key=f"tie-{datum.key}", links=ends, group=group, label=label)

    def ends(self, number: int) -> tuple[str, str]:
        """The two ends of a tie as the table has them."""
        row = self._table.rows[number]
        return self._text(row, "from"), self._text(row, "to")

    def _text(self, row: tuple[str, ...], role: str) -> str:
        found = dict.fromkeys(row[at] for at in self._at.get(role, ()) if at >= 0 and row[at])
        return _JOIN.get(role, "; " if role in ("note", "fate") else ", ").join(found)

    def _list(self, row: tuple[str, ...], role: str) -> dict[str, None]:
        found = (part.strip() for at in self._at.get(role, ()) if at >= 0 for part in row[at].split(";"))
        return dict.fromkeys(part for part in found if part)

    def _moment(self, row: tuple[str, ...]) -> tuple[str, str]:
        day, time = self._text(row, "day"), self._text(row, "time")
        if len(day) > 10 and not time:
            time = day if self._options.get("clocks") else day[11:16]
        return day[:10], time

    def _said_precision(self, row: tuple[str, ...]) -> str:
        said = self._text(row, "said_on")
        return self._text(row, "said_precision") or (
            "day" if said and "said_precision" not in self._at else ""
        )

    def _hidden(self, row: tuple[str, ...], date: str, precision: str = "") -> bool:
        """Whether the lens hides something that the table dates; what is not dated is hidden too."""
        if not self._on or date not in self._at:
            return False
        said = counts_from(self._text(row, date), (self._text(row, precision) if precision else "") or "day")
        return not said or said > self._on

    def _status(self, row: tuple[str, ...]) -> str:
        for column, words in (self._options.get("status_also") or {}).items():
            at = self._table.index(column)
            if at >= 0 and row[at] in words:
                return row[at]
        status = self._text(row, "status")
        ends = ("replaced_on", "end_said_on")
        if status in _GONE and any(role in self._at for role in ends):
            role = next(role for role in ends if role in self._at)
            return "standing" if self._hidden(row, role) else status
        return status

    def _note(self, row: tuple[str, ...]) -> str:
        """The note, and what became of the row, unless that was said after the lens day."""
        note, fate = self._text(row, "note"), self._text(row, "fate")
        ends = [role for role in ("replaced_on", "end_said_on") if role in self._at]
        if self._on and (not ends or all(self._hidden(row, role) for role in ends)):
            fate = ""
        if fate.lower().startswith(note.lower()):
            note = ""  # the table says it twice
        return "; ".join(part for part in (note, fate) if part)


def _number(text: str) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None


def _network(story: Story, figure: Figure, on: str) -> Shown:
    """Names first, then ties; a name that only later ties lead to is later itself."""
    options = figure.options
    found = table(story, figure.data)
    reader = _Reader(found, options, on)
    ties: list[Datum] = []
    ends: dict[str, Datum] = {}
    for number in kept_rows(found, options):
        tie = reader.tie(number)
        ties.append(tie)
        for key, said, group in zip(tie.links, reader.ends(number), NODES, strict=True):
            ends.setdefault(key, Datum(key=key, label=said, group=group))
    if options.get("people"):
        asked = {"columns": options.get("people_columns")}
        ends = {name.key: name for name in _rows(table(story, options["people"]), asked, on)}
    heard = [tie for tie in ties if _heard(tie, on)]
    known = {options.get("start", ""), *(end for tie in heard for end in tie.links)}
    names = [name for name in ends.values() if not on or name.key in known]
    later = [name for name in ends.values() if on and name.key not in known]
    return Shown((*names, *heard), (*later, *(tie for tie in ties if not _heard(tie, on))))


def slug(text: str) -> str:
    """The key that a name is reached by."""
    return "-".join("".join(c if c.isalnum() else " " for c in text.lower()).split())


# Which scenes tell of an event: they lean on its sources, and their days hold its day. No table needs to say
# it.


def linked(story: Story, figure: Figure, shown: Shown) -> Shown:
    """A timeline's rows with the scenes that tell of them; other rows, and links that a table gives, stay."""
    if figure.kind != "timeline" or columns_of(figure.options, "links"):
        return shown
    return Shown(*(tuple(_linked(story, row) for row in rows) for rows in (shown.rows, shown.later)))


def _linked(story: Story, row: Datum) -> Datum:
    return msgspec.structs.replace(row, links=scenes_of(story, row))


def scenes_of(story: Story, row: Datum) -> tuple[str, ...]:
    """The scenes that tell of an event: those of fewest days first, as they are most about it."""
    if not row.day:
        return ()
    leaning = dict.fromkeys(address.partition(":")[0] for address in _addresses(story, row))
    first, last = first_day(row.day), last_day(row.day)
    held = [key for key in leaning if _holds(story.scenes[key].when, first, last)]
    return tuple(sorted(held, key=lambda key: (_days(story.scenes[key].when), story.order.index(key))))


def address_of(story: Story, row: Datum, scene: str) -> str:
    """The line of a scene that leans on an event's sources, as an address; the scene where no line does."""
    shown = {step.id for step in readable_steps(story.scenes[scene])}
    own = {address for address in _addresses(story, row) if address.partition(":")[0] == scene}
    steps = [step.id for step in story.scenes[scene].steps if step.id in shown]
    return next((f"{scene}:{step}" for step in steps if f"{scene}:{step}" in own), scene)


def _addresses(story: Story, row: Datum) -> list[str]:
    return [address for key in row.sources for address in uses(story).sources.get(key, ())]


def _holds(when: When, first: str, last: str) -> bool:
    """Whether a scene's days hold an event's; a month that is half in them is held."""
    return first_day(when.start) <= last and first <= last_day(when.end or when.start)


def _days(when: When) -> int:
    first, last = (
        date.fromisoformat(day) for day in (first_day(when.start), last_day(when.end or when.start))
    )
    return (last - first).days
