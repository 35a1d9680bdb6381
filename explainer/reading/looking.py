"""What keys do in timelines and networks: lanes, days that have events, walking from name to name and back."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

import msgspec

from explainer.messages import _
from explainer.problems import Cannot
from explainer.reading.actions import Action
from explainer.reading.figures import figure_of, first_of, lens_day, open_figure, options_of, shown
from explainer.reading.view import Layout, Listing, View
from explainer.story.figures.data import Datum, is_name
from explainer.story.model.dates import first_day
from explainer.story.model.structs import Figure

WHOLE = "*"
"""As the name in the middle: all names at once."""
_replace = msgspec.structs.replace


# timelines


def events(
    rows: Sequence[Datum],
    *,
    lane: str = "",
    scenes: tuple[str, ...] = (),
    place: str = "",
    clocks: bool = False,
) -> tuple[Datum, ...]:
    """The events by day, in the table's order within one, after the filters by lane, chapter and place.

    Args:
        rows: the figure's rows.
        lane: the one lane; empty: all.
        scenes: the scenes of the one chapter; empty: all.
        place: the one place; empty: all.
        clocks: one night on several clocks stays in the author's order, since some of its hours are not known.
    """
    found = [
        d
        for d in rows
        if (not lane or d.group == lane)
        and (not place or place in places_of(d))
        and (not scenes or set(scenes) & set(d.links))
    ]
    if not clocks:
        found.sort(key=lambda d: date.fromisoformat(first_day(d.day)).toordinal() if d.day else math.inf)
    return tuple(found)


def places_of(row: Datum) -> tuple[str, ...]:
    """The places of an event: their ids, else the words that its table has for them."""
    return tuple(row.place.split()) or ((row.where,) if row.where else ())


def nearest(rows: Sequence[Datum], day: str) -> str:
    """The key of the first event on or after a day, else of the last one: where a timeline opens."""
    if not rows:
        return ""
    if not day:
        return rows[0].key
    return next((d.key for d in rows if d.day and d.day >= day[: len(d.day)]), rows[-1].key)


def lane_names(figure: Figure, rows: Sequence[Datum]) -> tuple[str, ...]:
    """The lanes of a timeline that hold something, in its author's order."""
    declared = options_of(figure).get("lanes") or ()
    named = [str(lane.get("id", "")) for lane in declared if isinstance(lane, dict)]
    held = dict.fromkeys(d.group for d in rows if d.group)
    return (*[lane for lane in named if lane in held], *[lane for lane in held if lane not in named])


def opened_at(view: View, figure: Figure) -> int:
    """The row in hand when a figure opens: in a timeline the first event from the scene's day on; -1: none."""
    if figure.kind != "timeline":
        return -1
    rows = shown(view.story, figure.id, lens_day(view)).rows
    clocks = bool(options_of(figure).get("clocks"))
    key = nearest(events(rows, clocks=clocks), view.story.scenes[view.run.visit.scene].when.start)
    return next((n for n, row in enumerate(rows) if row.key == key), -1)


def timeline(view: View, action: Action, layout: Layout) -> View:
    """The scene's timeline, else the story's; the same key again puts it away."""
    return _toggled(view, "timeline", _("This story has no timeline."))


def who(view: View, action: Action, layout: Layout) -> View:
    """Who is who; the same key again puts it away."""
    return _toggled(view, "network", _("This story has no figure of who is who."))


def _toggled(view: View, kind: str, none: str) -> View:
    figure = first_of(view.story, kind, view.run.visit.scene)
    if not figure:
        raise Cannot(none)
    if view.screen == "figure" and view.listings[-1].subject == figure:
        return _replace(view, listings=view.listings[:-1])
    return open_figure(view, figure)


def step_event_day(view: View, by: int) -> View:
    """The first event of the next day that has one, or of the day before."""
    figure, front = figure_of(view), view.listings[-1]
    rows = shown(view.story, figure.id, lens_day(view)).rows
    from explainer.reading.filters import listed  # it stands on this module

    left = listed(view, front)
    days = sorted({d.day for d in left if d.day})
    if not days:
        raise Cannot(_("This figure shows all its days at once."))
    now = rows[front.selected].day if 0 <= front.selected < len(rows) else days[0]
    found = [day for day in days if (day > now if by > 0 else day < now)]
    if not found:
        raise Cannot(_("This is the last day of it.") if by > 0 else _("This is the first day of it."))
    day = found[0] if by > 0 else found[-1]
    key = next(d.key for d in left if d.day == day)
    return _front(view, _replace(front, selected=next(n for n, row in enumerate(rows) if row.key == key)))


def go_event_day(view: View, day: str) -> View:
    """The first event from a day on, of those the filters leave; the strip may name a year."""
    from explainer.reading.filters import listed  # it stands on this module

    rows = shown(view.story, view.listings[-1].subject, lens_day(view)).rows
    key = nearest(listed(view, view.listings[-1]), day)
    at = next((n for n, row in enumerate(rows) if row.key == key), -1)
    return _front(view, _replace(view.listings[-1], selected=at))


# networks


def centre_of(rows: Sequence[Datum], start: str, wanted: str) -> str:
    """The key of the name in the middle: the wanted one, else the figure's, else the first."""
    names = [d.key for d in rows if is_name(d)]
    for key in (wanted, start):
        if key in names or key == WHOLE:
            return key
    return names[0] if names else ""


def other_end(rows: Sequence[Datum], key: str, centre: str) -> str:
    """The name that a tie leads to from the one in the middle; a name leads to itself."""
    datum = next((d for d in rows if d.key == key), None)
    if datum is None:
        return centre
    if is_name(datum) or len(datum.links) != 2:
        return key
    return datum.links[1] if datum.links[0] == centre else datum.links[0]


def walk(view: View, key: str) -> View:
    """The name at the other end of a tie comes into the middle."""
    figure, front = figure_of(view), view.listings[-1]
    rows = shown(view.story, figure.id, lens_day(view)).rows
    now = centre_of(
        rows, str(options_of(figure).get("start") or ""), front.folded[-1] if front.folded else ""
    )
    to = other_end(rows, key, now)
    if to == now:
        raise Cannot(_("This name is in the middle already."))
    return _front(view, _replace(front, folded=(*(f for f in front.folded if f != WHOLE), to), selected=-1))


def walk_back(view: View, action: Action, layout: Layout) -> View:
    """The name that was in the middle before."""
    front = view.listings[-1]
    if figure_of(view).kind != "network" or not front.folded:
        raise Cannot(_("There is no name before this one."))
    return _front(view, _replace(front, folded=front.folded[:-1], selected=-1))


def overview(view: View) -> View:
    """All names at once, or the one in the middle again."""
    front = view.listings[-1]
    folded = front.folded[:-1] if front.folded[-1:] == (WHOLE,) else (*front.folded, WHOLE)
    return _front(view, _replace(front, folded=folded, selected=-1))


def _front(view: View, listing: Listing) -> View:
    return _replace(view, message="", listings=(*view.listings[:-1], listing))
