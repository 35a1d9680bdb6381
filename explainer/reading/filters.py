"""A timeline filtered: by lane, by the chapter whose scenes tell of its events, by place; and its way back to all."""

from __future__ import annotations

import msgspec

from explainer.messages import _
from explainer.problems import Cannot
from explainer.reading.actions import Action
from explainer.reading.figures import (
    events,
    figure_of,
    lane_names,
    lens_day,
    nearest,
    options_of,
    places_of,
    shown,
)
from explainer.reading.view import Layout, Listing, View
from explainer.story.figures.data import Datum
from explainer.story.model.structs import Story

_replace = msgspec.structs.replace
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


def words(view: View) -> tuple[str, ...]:
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


def filtered(listing: Listing) -> bool:
    """Whether a timeline shows a part of its events."""
    return bool(listing.lane or listing.chapter or listing.place)


def kinds(view: View) -> tuple[str, ...]:
    """The filters that the figure in front can be given, by their actions; one that would keep all is none."""
    if figure_of(view).kind != "timeline":
        return ()
    front = view.listings[-1]
    rows = listed(view, _replace(front, lane="", chapter="", place=""))
    held = {
        "lane": len(lane_names(figure_of(view), rows)) > 1,
        "chapter-filter": bool(chapters_of(view, rows)),
        "place-filter": bool(places_in(rows)),
    }
    return tuple(action for action, there in held.items() if there)


# actions


def lane(view: View, action: Action, layout: Layout) -> View:
    """One lane of a timeline after the other, then all; or the one that is named."""
    if "lane" not in kinds(view):
        raise Cannot(_("This figure has no lanes."))
    rows = listed(view, _replace(view.listings[-1], lane=""))
    return _turned(view, "lane", lane_names(figure_of(view), rows), action.argument)


def chapter(view: View, action: Action, layout: Layout) -> View:
    """The events of one chapter after the other, then all; or of the one that is named."""
    if "chapter-filter" not in kinds(view):
        raise Cannot(_("No scene tells of what this figure shows."))
    rows = listed(view, _replace(view.listings[-1], chapter=""))
    return _turned(view, "chapter", chapters_of(view, rows), action.argument)


def place(view: View, action: Action, layout: Layout) -> View:
    """The events at one place after the other, then all; or at the one that is named."""
    if "place-filter" not in kinds(view):
        raise Cannot(_("No event of this figure has a place."))
    rows = listed(view, _replace(view.listings[-1], place=""))
    return _turned(view, "place", places_in(rows), action.argument)


def close(view: View) -> View:
    """From filtered events back to all; from all of them back to what is behind the figure."""
    if not filtered(view.listings[-1]):
        return _replace(view, listings=view.listings[:-1])
    return _kept(view, _replace(view.listings[-1], lane="", chapter="", place=""))


def _turned(view: View, field: str, known: tuple[str, ...], named: str) -> View:
    """The view with the next value of a filter, or the named one; the same name again takes it away."""
    front = view.listings[-1]
    now = str(getattr(front, field))
    if named and named not in known:
        raise Cannot(_("The timeline has no such {what}.").format(what=_WHAT[field]()))
    ring = ("", *known)
    following = ring[(ring.index(now) + 1) % len(ring) if now in ring else 0]
    wanted = ("" if named == now else named) if named else following
    return _kept(view, _replace(front, **{field: wanted}))


_WHAT = {"lane": lambda: _("lane"), "chapter": lambda: _("chapter"), "place": lambda: _("place")}


def _kept(view: View, listing: Listing) -> View:
    """The row in hand stays in hand where it is still listed; else the first one from its day on is."""
    rows = shown(view.story, listing.subject, lens_day(view)).rows
    left = listed(view, listing)
    now = rows[view.listings[-1].selected] if 0 <= view.listings[-1].selected < len(rows) else None
    key = now.key if now in left else nearest(left, now.day if now else "")
    at = next((n for n, row in enumerate(rows) if row.key == key), -1)
    return _replace(view, message="", listings=(*view.listings[:-1], _replace(listing, selected=at)))
