"""One moment on several clocks, with the date where they differ."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone

from explainer.messages import _
from explainer.story.dates import short
from explainer.story.figure_data import Datum


def clock_words(datum: Datum, clocks: object) -> str:
    """`00:53 (6 Jan) A, 21:53 (5 Jan) B`; that the hour is not known where it is not."""
    moment = _moment(datum.time)
    if moment is None:
        return f"{_('hour not known')}:" if not datum.time else f"{datum.time}:"
    shown = []
    for label, offset in _clocks(clocks):
        local = moment.astimezone(timezone(offset))
        shown.append((label, f"{local:%H:%M}", local.date().isoformat()))
    if len({day for _label, _time, day in shown}) == 1:
        return ", ".join(f"{time} {label}" for label, time, _day in shown) + ":"
    return ", ".join(f"{time} {label} ({short(day).rsplit(' ', 1)[0]})" for label, time, day in shown) + ":"


def _moment(time: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(time.replace("Z", "+00:00"))
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


def _clocks(clocks: object) -> list[tuple[str, timedelta]]:
    found: list[tuple[str, timedelta]] = []
    for clock in clocks if isinstance(clocks, list | tuple) else ():
        if isinstance(clock, Mapping):
            found.append((str(clock.get("label", "")), _offset(str(clock.get("offset", "+00:00")))))
    return found


def _offset(text: str) -> timedelta:
    sign = -1 if text.startswith("-") else 1
    hours, _colon, minutes = text.lstrip("+-").partition(":")
    return sign * timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
