"""The strip of days under a figure: the day in hand filled, each day a place for the mouse."""

from __future__ import annotations

from explainer.paint.cells import width
from explainer.paint.glyphs import Signs
from explainer.paint.rows import Row, Run
from explainer.story.model.dates import short

_GAP = 2


def strip(days: tuple[str, ...], now: str, room: int, signs: Signs) -> Row:
    """The days as `2 Jan  3 Jan ▸4 Jan`; the month once where there is little room; else those around the day."""
    for labels, gap in ((_named(days), _GAP), (_named(days), 0), (_numbered(days), 1), (_numbered(days), 0)):
        if sum(map(width, labels)) + len(days) * (2 + gap) - gap <= room:
            return _runs(days, labels, now, signs, gap)
    labels = _numbered(days)
    at = days.index(now) if now in days else 0
    most = max(1, (room - 12) // 4)
    first = max(0, min(at - most // 2, len(days) - most))
    part = days[first : first + most]
    shown = [labels[first + index] for index in range(len(part))]
    shown[0] = _named((part[0],))[0]
    row = _runs(part, shown, now, signs, 0)
    before: Row = (Run(f"{signs.ellipsis} ", "chrome"),) if first else ()
    after: Row = (Run(f" {signs.ellipsis}", "chrome"),) if first + most < len(days) else ()
    return (*before, *row, *after)


def day_label(day: str) -> str:
    """`4 Jan`."""
    return short(day).rsplit(" ", 1)[0]


def _named(days: tuple[str, ...]) -> list[str]:
    return [day_label(day) for day in days]


def _numbered(days: tuple[str, ...]) -> list[str]:
    """`13 Jan`, then the numbers alone, until the month changes."""
    return [
        day_label(day) if not index or day[:7] != days[index - 1][:7] else str(int(day[8:]))
        for index, day in enumerate(days)
    ]


def _runs(days: tuple[str, ...], labels: list[str], now: str, signs: Signs, gap: int) -> Row:
    runs: list[Run] = []
    for index, (day, label) in enumerate(zip(days, labels, strict=True)):
        if index and gap:
            runs.append(Run(" " * gap, "text"))
        if day == now:
            runs.append(Run(f"{signs.hand}{label} ", "cursor", f"day:{day}"))
        else:
            runs.append(Run(f" {label} ", "text", f"day:{day}"))
    return tuple(runs)
