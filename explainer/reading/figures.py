"""Figures in front of a reader: which of their rows are in sight, on which day, in which order.

Pure. The painter and linear mode take the same frames from here, so that a picture and its words cannot differ.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec

from explainer.messages import _
from explainer.problems import Cannot
from explainer.reading.view import Entry, Listing, View
from explainer.story.figures import data
from explainer.story.figures.data import Datum, Shown, address_of, is_name, linked
from explainer.story.model.ages import sources_known_on
from explainer.story.model.dates import first_day, last_day
from explainer.story.model.structs import Figure, Story

_replace = msgspec.structs.replace

_MOST_DAYS = 62
"""Days that can be stepped through; a strip of days holds no more."""

WHOLE = "*"
"""As the name in the middle: all names at once."""
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


def days(figure: Figure, on: str = "") -> tuple[str, ...]:
    """The days one can step through; empty for a figure that stands still.

    Under a lens none of them is after its day; where all would be, that day is the one.
    """
    known = _days(figure)
    return tuple(day for day in known if day <= on) or (on,) if on and known else known


def _days(figure: Figure) -> tuple[str, ...]:
    frames = figure.options.get("frames")
    if not isinstance(frames, dict) or not frames.get("from"):
        return ()
    first = date.fromisoformat(first_day(str(frames["from"])[:10]))
    last = date.fromisoformat(last_day(str(frames.get("to") or frames["from"])[:10]))
    count = min(_MOST_DAYS, (last - first).days + 1)
    return tuple((first + timedelta(days=n)).isoformat() for n in range(count))


def day_at(figure: Figure, wanted: str, on: str = "") -> str:
    """The figure's day nearest to one: that day, or the end it lies beyond; empty for a figure without days."""
    known = days(figure, on)
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


def told_in(story: Story, scene: str, figure: str) -> dict[str, str]:
    """What a scene's step opens a figure at (`view`, `day`, `start`); nothing where no step of it says so."""
    steps = (step for step in story.scenes[scene].steps if step.kind == "figure" and step.ref == figure)
    return next((step.shows for step in steps), {})


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
        for key in sources_known_on(story, datum.sources, lens_day(view))
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


def day_named(figure: Figure, text: str, on: str = "") -> str:
    """A day of the figure as typed: its date in the month, or an ISO date; empty: the figure has no such day."""
    wanted = text.strip()
    return next((d for d in days(figure, on) if wanted in (d, str(int(d[8:])))), "")


# timelines and networks


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


# a timeline filtered: by lane, by the chapter whose scenes tell of its events, by place

_NOWHERE = ("none",)
"""Words of a table for an event without a place."""


def scenes_in(story: Story, chapter: str) -> tuple[str, ...]:
    """The scenes of a chapter; empty for no chapter."""
    return tuple(s.id for s in story.scenes.values() if chapter and s.chapter == chapter)


def listed(view: View, listing: Listing) -> tuple[Datum, ...]:
    """The events of the timeline in front that its filters leave, in the order in which it lists them."""
    figure = view.story.figures[listing.subject]
    return events(
        shown(view.story, figure.id, lens_day(view)).rows,
        lane=listing.lane,
        scenes=scenes_in(view.story, listing.chapter),
        place=listing.place,
        clocks=bool(options_of(figure).get("clocks")),
    )


def chapters_of(view: View, rows: tuple[Datum, ...]) -> tuple[str, ...]:
    """The chapters whose scenes tell of these events, in the story's order."""
    scenes = view.story.scenes
    told = {scenes[key].chapter for row in rows for key in row.links if key in scenes}
    return tuple(chapter.id for chapter in view.story.chapters if chapter.id in told)


def places_in(rows: tuple[Datum, ...]) -> tuple[str, ...]:
    """The places of these events, those with most of them first."""
    counts: dict[str, int] = {}
    for row in rows:
        for place in places_of(row):
            if place not in _NOWHERE:
                counts[place] = counts.get(place, 0) + 1
    return tuple(sorted(counts, key=lambda place: -counts[place]))


def chapter_name(story: Story, chapter: str) -> str:
    """A chapter's title, with its number where it has one."""
    found = next((one for one in story.chapters if one.id == chapter), None)
    if found is None:
        return chapter
    return f"{found.number} {found.title}" if found.number else found.title


def place_name(story: Story, figure: str, place: str, on: str = "") -> str:
    """A place as the story names it, else as the table prints it."""
    if place in story.places:
        return story.places[place].name
    if place == "national":
        return _("nationwide")
    rows = shown(story, figure, on).rows
    return next((row.where for row in rows if row.where and places_of(row) == (place,)), place)


def lane_name(view: View, lane: str) -> str:
    """A lane as its figure calls it."""
    declared = options_of(view.story.figures[view.listings[-1].subject]).get("lanes") or ()
    named = {str(one.get("id")): str(one.get("label") or one.get("id")) for one in declared}
    return named.get(lane, lane)


def filter_words(view: View) -> tuple[str, ...]:
    """The filters in force, as they are said; empty: all events are listed."""
    front = view.listings[-1]
    found: list[str] = []
    if front.lane:
        found.append(lane_name(view, front.lane))
    if front.chapter:
        found.append(_("chapter {title}").format(title=chapter_name(view.story, front.chapter)))
    if front.place:
        found.append(place_name(view.story, front.subject, front.place, lens_day(view)))
    return tuple(found)
