"""What the page shows under each day of the lens, worked out when it is built: its script only switches.

Everything here comes from the rules of the story's lens; a table holds a value for the days on which it changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any, TypeVar

from explainer.messages import _
from explainer.paint.ink import Pen
from explainer.reading.days import ribbon_days
from explainer.reading.versions import fate_words, known
from explainer.story.figures.alt_text import twin
from explainer.story.figures.data import data, events, shading
from explainer.story.model import dates
from explainer.story.model.lens import shown
from explainer.story.model.structs import Claim, Figure, Story, Version

NEVER = "9999-12-31"
"""The day from which a thing without a date can be read under a lens: never."""
_T = TypeVar("_T")
Table = list[tuple[str, _T]]
"""Values by the day from which they hold."""


def switches(story: Story) -> dict[str, Any]:
    """All that the script needs, as plain values."""
    pen = Pen(story, "", "braille")
    return {
        "claims": {key: claim_words(pen, claim) for key, claim in story.claims.items()},
        "fates": {
            key: {version.id: version_words(claim, version) for version in claim.versions}
            for key, claim in story.claims.items()
        },
        "figures": {key: figure_words(pen, figure) for key, figure in story.figures.items()},
        "ribbon": ribbon_days(story.ribbon),
        "months": [_(month) for month in dates.MONTHS],
        "words": _words(),
    }


def _words() -> dict[str, str]:
    return {
        "known": _("As known on {day}"),
        "nothing": _("no source we hold says this by {day}"),
        "later": _("said later: {date}"),
        "show": _("Show it"),
        "fold": _("Fold it"),
        "off": _("The date is off: everything stands as last checked."),
        "count": _("As known on {day}. {n} parts of the page were said later and are folded."),
    }


def claim_words(pen: Pen, claim: Claim) -> Table[str]:
    """What `{claim}` prints, by day; empty where nothing stands."""
    return _changes(_days(claim), lambda day: pen.text(shown(claim, day)))


def version_words(claim: Claim, version: Version) -> Table[str | None]:
    """What had become of a version, by day; None while it was not yet said."""

    def on(day: str) -> str | None:
        return fate_words(claim, version, day) if version in known(claim, day) else None

    return _changes(_days(claim), on)


def figure_words(pen: Pen, figure: Figure) -> dict[str, Any]:
    """A figure's twin by day: its lines once, and for each day what it says and which lines it has."""
    story = pen.story
    rows = [row for part in _parts(story, figure) for row in part]
    found = {dates.counts_from(row.said_on, row.said_precision) for row in rows}
    lines: dict[str, int] = {}

    def on(day: str) -> tuple[str, str, tuple[int, ...]]:
        words = twin(story, figure, day)
        numbers = tuple(lines.setdefault(pen.text(line), len(lines)) for line in words.rows)
        return pen.text(words.says), words.later, numbers

    days = _changes(found - {""}, on)
    return {"lines": list(lines), "days": days}


def _parts(story: Story, figure: Figure) -> Iterable[tuple[Any, ...]]:
    yield data(story, figure).rows
    if figure.options.get("shade"):
        yield shading(story, figure).rows
    if figure.options.get("events"):
        yield events(story, figure).rows


def _days(claim: Claim) -> set[str]:
    """The days on which what stands can change."""
    found = {dates.counts_from(v.said_on, v.precision) for v in claim.versions}
    found |= {dates.counts_from(v.withdrawn_on, "day") for v in claim.versions}
    for correction in claim.as_known:  # it holds for its own day alone
        found |= {correction.on, (date.fromisoformat(correction.on) + timedelta(days=1)).isoformat()}
    return found - {""}


def _changes(days: Iterable[str], on: Callable[[str], _T]) -> Table[_T]:
    table: Table[_T] = []
    for day in sorted(days):
        value = on(day)
        if not table or table[-1][1] != value:
            table.append((day, value))
    return table
