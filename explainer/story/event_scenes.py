"""Which scenes tell of an event: they lean on its sources, and their days hold its day. No table needs to say it."""

from __future__ import annotations

from datetime import date

import msgspec

from explainer.story.dates import first_day, last_day
from explainer.story.figure_data import Datum, Shown, columns_of
from explainer.story.model import Figure, Story, When
from explainer.story.references import readable_steps
from explainer.story.uses import uses


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
