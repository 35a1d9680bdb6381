"""Figures in front of a reader: which of their rows are in sight, on which day, and what the keys do there.

Pure. The painter and linear mode take the same frames from here, so that a picture and its words cannot differ.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from explainer.messages import _
from explainer.problems import Cannot
from explainer.reading.lists import Entry
from explainer.reading.view import Listing, View
from explainer.story.figures import data
from explainer.story.figures.data import Datum, Shown, address_of, linked
from explainer.story.model.dates import first_day, last_day
from explainer.story.model.structs import Figure, Story

if TYPE_CHECKING:
    from explainer.reading.actions import Action
    from explainer.reading.view import Layout

_replace = msgspec.structs.replace

_MOST_DAYS = 62
"""Days that can be stepped through; a strip of days holds no more."""
STATES = ("new", "earlier", "ahead", "over", "unknown")


class Frame(NamedTuple):
    """The rows of a map on one day, each in one of the states."""

    day: str
    new: tuple[Datum, ...] = ()
    earlier: tuple[Datum, ...] = ()
    ahead: tuple[Datum, ...] = ()
    """Their day is still to come."""
    over: tuple[Datum, ...] = ()
    """They ended before this day, or on it."""
    unknown: tuple[Datum, ...] = ()
    """No source gives their day."""

    def state(self, key: str) -> str:
        """The state of a row; empty when there is none of that key."""
        return next((s for s in STATES if any(d.key == key for d in getattr(self, s))), "")


# what a figure holds


def options_of(figure: Figure) -> dict[str, Any]:
    """The figure's options, as its kind needs them."""
    return dict(figure.options)


def shown(story: Story, figure: str, on: str) -> Shown:
    """A figure's rows, under the lens."""
    return _shown(_Held(story), figure, on)


class _Held:
    """A story as a key of a cache: the same story only, without hashing all of it."""

    def __init__(self, story: Story) -> None:
        self.story = story

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and self.story is other.story

    def __hash__(self) -> int:
        return id(self.story)


@lru_cache(maxsize=64)
def _shown(held: _Held, figure: str, on: str) -> Shown:
    story = held.story
    return linked(story, story.figures[figure], data.data(story, story.figures[figure], on))


def days(figure: Figure) -> tuple[str, ...]:
    """The days one can step through; empty for a figure that stands still."""
    frames = figure.options.get("frames")
    if not isinstance(frames, dict) or not frames.get("from"):
        return ()
    first = date.fromisoformat(first_day(str(frames["from"])[:10]))
    last = date.fromisoformat(last_day(str(frames.get("to") or frames["from"])[:10]))
    count = min(_MOST_DAYS, (last - first).days + 1)
    return tuple((first + timedelta(days=n)).isoformat() for n in range(count))


def day_at(figure: Figure, wanted: str) -> str:
    """The figure's day nearest to one: that day, or the end it lies beyond; empty for a figure without days."""
    known = days(figure)
    if not known:
        return ""
    if not wanted:
        return known[0]
    return next((day for day in reversed(known) if day <= last_day(wanted)), known[0])


def views(figure: Figure) -> tuple[dict[str, Any], ...]:
    """The parts of a map one can look at; the first one is shown first."""
    declared = figure.options.get("views")
    return (
        tuple(one for one in declared if isinstance(one, dict)) if isinstance(declared, list | tuple) else ()
    )


def frame(rows: tuple[Datum, ...], day: str) -> Frame:
    """The rows of a map by their state on a day; without a day all stand as they are."""
    found: dict[str, list[Datum]] = {state: [] for state in STATES}
    for row in rows:
        found[_state(row, day)].append(row)
    return Frame(day, **{state: tuple(held) for state, held in found.items()})


def _state(row: Datum, day: str) -> str:
    since = row.day[:10]
    if len(since) < 10:
        return "unknown"
    if not day:
        return "new"
    if since > day:
        return "ahead"
    if row.end and not data.in_force(row, day):
        return "over"
    return "new" if since == day else "earlier"


def shading(story: Story, figure: Figure, day: str, on: str) -> tuple[Datum, ...]:
    """The regions in the state that the map shades, on a day, as far as it was said by the lens."""
    if not day:
        return ()
    own = (row for row in shown(story, figure.id, on).rows if row.group)
    beside = _shades(_Held(story), figure.id, on) if figure.options.get("shade") else ()
    return tuple(row for row in (*own, *beside) if data.in_force(row, day))


@lru_cache(maxsize=64)
def _shades(held: _Held, figure: str, on: str) -> tuple[Datum, ...]:
    return data.shading(held.story, held.story.figures[figure], on).rows


def happened(story: Story, figure: Figure, datum: Datum, day: str, on: str) -> tuple[Datum, ...]:
    """What is on record for a place on a day; without a day all of it."""
    if not figure.options.get("events"):
        return ()
    places = set(datum.place.split())
    rows = _events(_Held(story), figure.id, on)
    return tuple(r for r in rows if places & set(r.place.split()) and (not day or r.day == day))


@lru_cache(maxsize=64)
def _events(held: _Held, figure: str, on: str) -> tuple[Datum, ...]:
    return data.events(held.story, held.story.figures[figure], on).rows


def forget() -> None:
    """Hold no story any more: whoever previews has a new one with each save."""
    for kept in (_shown, _shades, _events):
        kept.cache_clear()


# the screen


def open_figure(view: View, figure: str, *, day: str = "") -> View:
    """A figure on a screen of its own, on a day: the scene's, where it has that one."""
    story = view.story
    wanted = day or story.scenes[view.run.visit.scene].when.start
    from explainer.reading.looking import opened_at  # it stands on this module

    at = opened_at(view, story.figures[figure])
    listing = Listing("figure", figure, selected=at, day=day_at(story.figures[figure], wanted))
    opened = f"figure:{figure}"
    run = view.run
    if opened not in run.opened:
        run = _replace(run, opened=(*run.opened, opened))
    below = tuple(front for front in view.listings if (front.screen, front.subject) != ("figure", figure))
    return _replace(view, run=run, sheets=(), sheet_top=0, listings=(*below, listing))


def figure_of(view: View) -> Figure:
    """The figure in front.

    Raises:
        Cannot: another screen is in front.
    """
    if view.screen != "figure":
        raise Cannot(_("No figure is in front."))
    return view.story.figures[view.listings[-1].subject]


def first_of(story: Story, kind: str, scene: str = "") -> str:
    """The figure of a kind that a key opens: the scene's own, else the one with the most rows; empty: none.

    The fullest one shows where the scene stands in the whole: a timeline of all days holds this scene's day too.
    """
    for step in story.scenes[scene].steps if scene else ():
        if step.kind == "figure" and step.ref in story.figures and story.figures[step.ref].kind == kind:
            return step.ref
    of_kind = [figure for figure in story.figures.values() if figure.kind == kind]
    return max(of_kind, key=lambda figure: len(data.data(story, figure).rows)).id if of_kind else ""


def lens_day(view: View) -> str:
    """The lens day; empty without a lens."""
    return view.run.lens.on if view.run.lens else ""


def datum_entries(view: View, listing: Listing) -> tuple[Entry, ...]:
    """One entry a row of the figure: what the arrows go along, and Enter opens."""
    rows = shown(view.story, listing.subject, lens_day(view)).rows
    return tuple(Entry("datum", row.key, row.label, row.note, group=row.group) for row in rows)


def datum_of(view: View, listing: Listing) -> Datum | None:
    """The row that a record in front shows: `figure:key`."""
    figure, _colon, key = listing.subject.partition(":")
    if figure not in view.story.figures:
        return None
    return next((d for d in shown(view.story, figure, lens_day(view)).rows if d.key == key), None)


def record_entries(view: View, listing: Listing) -> tuple[Entry, ...]:
    """What can be opened from the record of a row: its sources, the scenes and terms it leads to."""
    datum = datum_of(view, listing)
    if datum is None:
        return ()
    story, run = view.story, view.run
    found = [
        Entry("source", key, story.sources[key].publisher, story.sources[key].title)
        for key in datum.sources
        if key in story.sources
    ]
    for key in datum.links:
        if key in story.scenes:
            scene = story.scenes[key]
            found.append(
                Entry(
                    "scene", key, scene.title, address=address_of(story, datum, key), seen=key in run.seen,
                    here=key == run.visit.scene, warned=scene.warning is not None,
                )
            )  # fmt: skip
        elif key in story.terms:
            found.append(Entry("term", key, story.terms[key].name, story.terms[key].definition))
    return tuple(found)


def open_datum(view: View, key: str) -> View:
    """The record of a row of the figure in front: all it says, and its sources."""
    figure = figure_of(view)
    rows = shown(view.story, figure.id, lens_day(view)).rows
    at = next((n for n, row in enumerate(rows) if row.key == key), -1)
    if at < 0:
        raise Cannot(_("There is nothing to open here."))
    front = _replace(view.listings[-1], selected=at)
    return _replace(view, listings=(*view.listings[:-1], front, Listing("datum", f"{figure.id}:{key}")))


def open_row(view: View, entry: Entry) -> View:
    """The record of the row in hand; from a timeline its scene; in a network the name comes into the middle."""
    return _entered(view, entry.id)


def _entered(view: View, key: str) -> View:
    kind = figure_of(view).kind
    if kind == "timeline":
        from explainer.reading.events import enter  # they stand on this module

        return enter(view, key)
    if kind != "network":
        return open_datum(view, key)
    from explainer.reading.looking import walk

    return walk(view, key)


def take(view: View, action: Action, layout: Layout) -> View:
    """A row pressed by the mouse comes into the hand; pressed again it opens."""
    held = datum_entries(view, view.listings[-1]) if view.screen == "figure" else ()
    at = view.listings[-1].selected if held else -1
    if 0 <= at < len(held) and held[at].id == action.argument:
        return _entered(view, action.argument)
    return select(view, action.argument)


def select(view: View, key: str) -> View:
    """The view with a row of the figure in hand."""
    rows = shown(view.story, view.listings[-1].subject, lens_day(view)).rows
    at = next((n for n, row in enumerate(rows) if row.key == key), -1)
    return _replace(
        view, message="", listings=(*view.listings[:-1], _replace(view.listings[-1], selected=at))
    )


# actions


def step(view: View, by: int, layout: Layout) -> View:
    """Along the rows of a figure, in the order in which the painter shows them."""
    listing = view.listings[-1]
    order = layout.references or tuple(range(len(datum_entries(view, listing))))
    if not order:
        raise Cannot(_("There is nothing to open here."))
    if listing.selected not in order:
        at = 0 if by > 0 else len(order) - 1
    else:
        at = min(max(order.index(listing.selected) + by, 0), len(order) - 1)
    return _replace(view, listings=(*view.listings[:-1], _replace(listing, selected=order[at])))


def map_action(view: View, action: Action, layout: Layout) -> View:
    """The story's first map; the same key again puts it away."""
    figure = first_of(view.story, "map", view.run.visit.scene)
    if not figure:
        raise Cannot(_("This story has no map."))
    if view.screen == "figure" and view.listings[-1].subject == figure:
        return _replace(view, listings=view.listings[:-1])
    return open_figure(view, figure)


def step_day(view: View, by: int) -> View:
    """A figure's day before or after the one in sight."""
    figure = figure_of(view)
    known = days(figure)
    if figure.kind == "timeline" and not known:
        from explainer.reading.looking import step_event_day  # it stands on this module

        return step_event_day(view, by)
    if not known:
        raise Cannot(_("This figure shows all its days at once."))
    listing = view.listings[-1]
    at = known.index(listing.day) + by if listing.day in known else 0
    if not 0 <= at < len(known):
        raise Cannot(_("This is the last day of it.") if by > 0 else _("This is the first day of it."))
    return _replace(view, listings=(*view.listings[:-1], _replace(listing, day=known[at])))


def next_day(view: View, action: Action, layout: Layout) -> View:
    """One day on."""
    return step_day(view, 1)


def previous_day(view: View, action: Action, layout: Layout) -> View:
    """One day back."""
    return step_day(view, -1)


def go_day(view: View, action: Action, layout: Layout) -> View:
    """A day of the figure by its date."""
    figure = figure_of(view)
    if figure.kind == "timeline" and not days(figure):
        from explainer.reading.looking import go_event_day  # it stands on this module

        return go_event_day(view, action.argument)
    if action.argument not in days(figure):
        raise Cannot(_("The figure does not show that day."))
    listing = _replace(view.listings[-1], day=action.argument)
    return _replace(view, listings=(*view.listings[:-1], listing))


def zoom(view: View, action: Action, layout: Layout) -> View:
    """The next part of a map; in a network all names at once."""
    if figure_of(view).kind == "network":
        from explainer.reading.looking import overview  # it stands on this module

        return overview(view)
    known = [str(one.get("id", "")) for one in views(figure_of(view))]
    if len(known) < 2:
        raise Cannot(_("This figure has one view."))
    listing = view.listings[-1]
    at = known.index(listing.view) if listing.view in known else 0
    listing = _replace(listing, view=known[(at + 1) % len(known)])
    return _replace(view, listings=(*view.listings[:-1], listing))


def day_named(figure: Figure, text: str) -> str:
    """A day of the figure as typed: its date in the month, or an ISO date; empty: the figure has no such day."""
    wanted = text.strip()
    return next((d for d in days(figure) if wanted in (d, str(int(d[8:])))), "")
