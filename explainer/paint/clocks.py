"""One moment on several clocks, with the date where they differ."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from functools import lru_cache

from explainer.messages import _
from explainer.paint.cells import width
from explainer.story.figures.data import Datum
from explainer.story.model.dates import short

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
