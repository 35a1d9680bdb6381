"""Whether the cells that a figure reads hold what they must: dates, numbers, known words, places and sources."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from typing import Any

from explainer.messages import _
from explainer.problems import Problem
from explainer.story.figures.data import columns_of, kept_rows
from explainer.story.figures.tables import Table
from explainer.story.load.entries import Parts, Values
from explainer.story.model.dates import first_day, last_day, parts
from explainer.story.text import nearest_hint

_PRECISIONS = ("", "day", "about", "month", "year")
_STATUSES = ("", "standing", "superseded", "retracted", "disputed", "opinion")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d([+-]\d{2}:\d{2}|Z)?", re.ASCII)
_DATES = ("day", "end", "end_said_on", "said_on", "replaced_on")
_MOST_TOLD = 10

Fault = tuple[str, str, str]
"""Message, hint and rule."""


def check_rows(
    values: Values,
    table: Table,
    file: str,
    options: dict[str, Any],
    parts: Parts,
    places: dict[str, str] | None,
    regions: set[str] | None,
) -> Iterator[Problem]:
    """Every mistake in the rows that a figure keeps, at the row's line; at most ten of one table."""
    reader = _Cells(values, table, options, parts, places, regions)
    told = 0
    for number in kept_rows(table, options):
        # A column that is read for two things is told of once.
        for column, (message, hint, rule) in dict.fromkeys(reader.faults(number)):
            yield Problem(file, table.lines[number], 1, column, "error", message, hint, rule)
            told += 1
            if told == _MOST_TOLD:
                return


class _Cells:
    def __init__(
        self,
        values: Values,
        table: Table,
        options: dict[str, Any],
        parts: Parts,
        places: dict[str, str] | None,
        regions: set[str] | None,
    ) -> None:
        self._kind, self._table, self._options = values["kind"], table, options
        self._sources = parts.things.get("source", {})
        self._broken = parts.broken_ids.get("source", set())
        self._places, self._regions = places, regions
        self._own = options is values["options"]
        whole = values["options"]
        self._span = whole.get("frames") or whole.get("days") or {} if self._own else {}
        named = whole.get("lanes") or whole.get("groups") or whole.get("ties")
        self._groups = [group.get("id", "") for group in named if group] if named and self._own else None
        self._columns = {
            role: [(column, table.index(column)) for column in columns_of(options, role)]
            for role in options.get("columns") or {}
        }
        self._keys: set[str] = set()

    def faults(self, number: int) -> Iterator[tuple[str, Fault]]:
        row = self._table.rows[number]
        checks: dict[str, Callable[[str], Fault | None]] = {
            **dict.fromkeys(_DATES, _date),
            **dict.fromkeys(("value", "low", "high"), _number),
            **dict.fromkeys(("day_precision", "said_precision", "end_said_precision"), _precision),
            "status": _status, "key": self._key, "group": self._group, "place": self._place,
        }  # fmt: skip
        for role, check in checks.items():
            for column, at in self._columns.get(role, ()):
                if fault := check(row[at]):
                    yield column, fault
        for role in ("label", "from", "to"):
            if (columns := self._columns.get(role)) and not any(row[at] for _column, at in columns):
                yield columns[0][0], (_("the cell is empty"), "", "empty-cell")
        yield from self._rests(row)
        yield from self._days(row)

    def _rests(self, row: tuple[str, ...]) -> Iterator[tuple[str, Fault]]:
        named: list[str] = []
        for column, at in self._columns.get("sources", ()):
            for key in filter(None, (part.strip() for part in row[at].split(";"))):
                named.append(key)
                if key not in self._sources and key not in self._broken:
                    message = _("there is no source `{id}`").format(id=key)
                    yield column, (message, nearest_hint(key, self._sources), "unknown-source")
        if not named and "sources" in self._columns:
            hint = _("Name what it rests on; several ids are joined by a semicolon.")
            yield self._columns["sources"][0][0], (_("the row names no source"), hint, "rests-on")

    def _days(self, row: tuple[str, ...]) -> Iterator[tuple[str, Fault]]:
        """Days in their order, and inside the days that the figure shows."""
        day, end = self._cell(row, "day"), self._cell(row, "end")
        if _date(day) or _date(end) or not day:
            return
        column = self._columns["day"][0][0]
        if end and last_day(end[:10]) < first_day(day[:10]):
            yield column, (_("it ends before it begins"), "", "order")
        start, stop = self._span.get("from", ""), self._span.get("to", "")
        if (start and last_day(day[:10]) < start) or (stop and first_day(day[:10]) > stop):
            message = _("{day} lies outside the days of the figure, {start} to {stop}")
            hint = _("Widen `frames` or `days`, or leave the row out by `where` or `without`.")
            yield column, (message.format(day=day, start=start, stop=stop), hint, "date-outside")
        gone = self._cell(row, "status") in ("superseded", "retracted")
        if gone and "replaced_on" in self._columns and not self._cell(row, "replaced_on"):
            hint = _("Say from which day it no longer stood.")
            yield self._columns["replaced_on"][0][0], (_("the cell is empty"), hint, "empty-cell")

    def _cell(self, row: tuple[str, ...], role: str) -> str:
        return next((row[at] for _column, at in self._columns.get(role, ()) if row[at]), "")

    def _key(self, cell: str) -> Fault | None:
        if cell and cell in self._keys:
            return _("the key `{key}` stands in two rows").format(key=cell), "", "duplicate-id"
        self._keys.add(cell)
        return None

    def _group(self, cell: str) -> Fault | None:
        filled = self._kind == "map" and (self._own or "means" in self._options)
        known = self._regions if filled else self._groups
        if known is None or cell in known or (filled and not cell):
            return None
        message = _("`{word}` is none of: {words}").format(word=cell, words=", ".join(sorted(known)))
        return message, nearest_hint(cell, known), "unknown-group"

    def _place(self, cell: str) -> Fault | None:
        if not self._own or self._places is None:
            return None
        for place in filter(None, (part.strip() for part in cell.split(";"))):
            if place not in self._places:
                message = _("the map has no place `{id}`").format(id=place)
                return message, nearest_hint(place, self._places), "unknown-place"
        return None


def _date(cell: str) -> Fault | None:
    try:
        parts(cell[:10])
        good = len(cell) <= 10 or bool(_MOMENT.fullmatch(cell))
    except ValueError:
        good = not cell
    if good:
        return None
    hint = _("Write a day, a month or a year, or a day with its hour: 2022-01-05T16:30+06:00.")
    return _("bad date: {text}").format(text=cell[:40]), hint, "bad-date"


def _number(cell: str) -> Fault | None:
    try:
        if not cell or math.isfinite(float(cell)):
            return None
    except ValueError:  # told below, like an infinite one
        pass
    hint = _("Write digits and a point only: 2030 or 87.5; the unit stands in the figure.")
    return _("`{text}` is no number").format(text=cell[:40]), hint, "bad-number"


def _precision(cell: str) -> Fault | None:
    return _one_of(cell, _PRECISIONS)


def _status(cell: str) -> Fault | None:
    return _one_of(cell, _STATUSES)


def _one_of(cell: str, words: tuple[str, ...]) -> Fault | None:
    if cell in words:
        return None
    message = _("`{word}` is none of: {words}").format(word=cell[:40], words=", ".join(filter(None, words)))
    return message, nearest_hint(cell, words[1:]), "bad-choice"
