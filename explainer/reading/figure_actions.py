"""The actions on a figure: its rows and days, the parts of a map, events, names; `view_actions` loads them late."""

from __future__ import annotations

import msgspec

from explainer.messages import _
from explainer.problems import Cannot
from explainer.reading.actions import Action
from explainer.reading.figures import (
    WHOLE,
    centre_of,
    chapters_of,
    datum_entries,
    day_at,
    days,
    events,
    figure_of,
    first_of,
    lane_names,
    lens_day,
    listed,
    nearest,
    options_of,
    other_end,
    places_in,
    shown,
    told_in,
    views,
)
from explainer.reading.moves import apply
from explainer.reading.view import Entry, Layout, Listing, View
from explainer.story.figures.data import Datum, address_of
from explainer.story.model.ages import sources_known_on
from explainer.story.model.structs import Figure

_replace = msgspec.structs.replace

# any figure


def open_figure(view: View, figure: str, *, day: str = "") -> View:
    """A figure on a screen of its own, as the scene tells of it: its part, its day; else on the scene's day."""
    story, scene = view.story, view.run.visit.scene
    told = told_in(story, scene, figure)
    wanted = day or told.get("day") or story.scenes[scene].when.start
    listing = Listing(
        "figure", figure, selected=opened_at(view, story.figures[figure]), view=told.get("view", ""),
        day=day_at(story.figures[figure], wanted, lens_day(view)),
        folded=(told["start"],) if "start" in told else (),
    )  # fmt: skip
    opened = f"figure:{figure}"
    run = view.run
    if opened not in run.opened:
        run = _replace(run, opened=(*run.opened, opened))
    below = tuple(front for front in view.listings if (front.screen, front.subject) != ("figure", figure))
    return _replace(view, run=run, sheets=(), sheet_top=0, listings=(*below, listing))


def open_datum(view: View, key: str) -> View:
    """The record of a row of the figure in front: all it says, and its sources."""
    figure = figure_of(view)
    rows = shown(view.story, figure.id, lens_day(view)).rows
    at = next((n for n, row in enumerate(rows) if row.key == key), -1)
    if at < 0:
        raise Cannot(_("There is nothing to open here; ↑↓ go to a row."))
    front = _replace(view.listings[-1], selected=at)
    return _replace(view, listings=(*view.listings[:-1], front, Listing("datum", f"{figure.id}:{key}")))


def open_row(view: View, entry: Entry) -> View:
    """The record of the row in hand; from a timeline its scene; in a network the name comes into the middle."""
    return _entered(view, entry.id)


def _entered(view: View, key: str) -> View:
    kind = figure_of(view).kind
    if kind == "timeline":
        return enter(view, key)
    if kind != "network":
        return open_datum(view, key)
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


def step(view: View, by: int, layout: Layout) -> View:
    """Along the rows of a figure, in the order in which the painter shows them."""
    listing = view.listings[-1]
    order = layout.references or tuple(range(len(datum_entries(view, listing))))
    if not order:
        raise Cannot(_("There is nothing to open here; Esc goes back."))
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


_END = {
    True: lambda: _("This is the last day of it; ← goes a day back."),
    False: lambda: _("This is the first day of it; → goes a day on."),
}


def step_day(view: View, by: int) -> View:
    """A figure's day before or after the one in sight."""
    figure = figure_of(view)
    known = days(figure, lens_day(view))
    if figure.kind == "timeline" and not known:
        return step_event_day(view, by)
    if not known:
        raise Cannot(_("This figure shows all its days at once."))
    listing = view.listings[-1]
    at = known.index(listing.day) + by if listing.day in known else 0
    if not 0 <= at < len(known):
        raise Cannot(_END[by > 0]())
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
        return go_event_day(view, action.argument)
    if action.argument not in days(figure, lens_day(view)):
        raise Cannot(_("The figure does not show that day."))
    listing = _replace(view.listings[-1], day=action.argument)
    return _replace(view, listings=(*view.listings[:-1], listing))


def zoom(view: View, action: Action, layout: Layout) -> View:
    """The next part of a map; in a network all names at once."""
    if figure_of(view).kind == "network":
        return overview(view)
    known = [str(one.get("id", "")) for one in views(figure_of(view))]
    if len(known) < 2:
        raise Cannot(_("This figure has one view."))
    listing = view.listings[-1]
    at = known.index(listing.view) if listing.view in known else 0
    listing = _replace(listing, view=known[(at + 1) % len(known)])
    return _replace(view, listings=(*view.listings[:-1], listing))


# timelines and networks


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
    left = listed(view, front)
    days = sorted({d.day for d in left if d.day})
    if not days:
        raise Cannot(_("This figure shows all its days at once."))
    now = rows[front.selected].day if 0 <= front.selected < len(rows) else days[0]
    found = [day for day in days if (day > now if by > 0 else day < now)]
    if not found:
        raise Cannot(_END[by > 0]())
    day = found[0] if by > 0 else found[-1]
    key = next(d.key for d in left if d.day == day)
    return _front(view, _replace(front, selected=next(n for n, row in enumerate(rows) if row.key == key)))


def go_event_day(view: View, day: str) -> View:
    """The first event from a day on, of those the filters leave; the strip may name a year."""
    rows = shown(view.story, view.listings[-1].subject, lens_day(view)).rows
    key = nearest(listed(view, view.listings[-1]), day)
    at = next((n for n, row in enumerate(rows) if row.key == key), -1)
    return _front(view, _replace(view.listings[-1], selected=at))


def walk(view: View, key: str) -> View:
    """The name at the other end of a tie comes into the middle."""
    figure, front = figure_of(view), view.listings[-1]
    rows = shown(view.story, figure.id, lens_day(view)).rows
    now = centre_of(
        rows, str(options_of(figure).get("start") or ""), front.folded[-1] if front.folded else ""
    )
    to = other_end(rows, key, now)
    if to == now:
        raise Cannot(_("This name is in the middle already; ↑↓ go to another."))
    return _front(view, _replace(front, folded=(*(f for f in front.folded if f != WHOLE), to), selected=-1))


def walk_back(view: View, action: Action, layout: Layout) -> View:
    """The name that was in the middle before."""
    front = view.listings[-1]
    if figure_of(view).kind != "network" or not front.folded:
        raise Cannot(_("There is no name before this one; Enter goes to the one in hand."))
    return _front(view, _replace(front, folded=front.folded[:-1], selected=-1))


def overview(view: View) -> View:
    """All names at once, or the one in the middle again."""
    front = view.listings[-1]
    folded = front.folded[:-1] if front.folded[-1:] == (WHOLE,) else (*front.folded, WHOLE)
    return _front(view, _replace(front, folded=folded, selected=-1))


def _front(view: View, listing: Listing) -> View:
    return _replace(view, message="", listings=(*view.listings[:-1], listing))


def address(view: View, row: Datum) -> str:
    """Where an event is told: in the scene one is in if that tells of it, else in its first; empty: nowhere."""
    here = view.run.visit.scene
    scenes = [key for key in row.links if key in view.story.scenes]
    scene = here if here in scenes else next(iter(scenes), "")
    return address_of(view.story, row, scene) if scene else ""


def source(view: View, row: Datum) -> str:
    """The first source of an event that the story holds; empty: none."""
    return next(iter(sources_known_on(view.story, row.sources, lens_day(view))), "")


def enter(view: View, key: str) -> View:
    """To the line that tells of an event; where no scene does to its first source, else to its record."""
    rows = shown(view.story, figure_of(view).id, lens_day(view)).rows
    at = next((n for n, row in enumerate(rows) if row.key == key), -1)
    if at < 0:
        raise Cannot(_("There is nothing to open here; ↑↓ go to a row."))
    row = rows[at]
    if told := address(view, row):
        run = apply(view.story, view.run, Action("go", told))
        return _replace(view, run=run, cursor=-1, sheets=(), sheet_top=0, listings=())
    front = _replace(view.listings[-1], selected=at)
    if first := source(view, row):
        opened = f"source:{first}"
        run = view.run
        if opened not in run.opened:
            run = _replace(run, opened=(*run.opened, opened))
        return _replace(view, run=run, listings=(*view.listings[:-1], front, Listing("source", first)))
    return open_datum(view, key)


def record(view: View, action: Action, layout: Layout) -> View:
    """All that the row in hand says, with its sources."""
    figure = figure_of(view)
    rows = shown(view.story, figure.id, lens_day(view)).rows
    at = view.listings[-1].selected
    if not 0 <= at < len(rows):
        raise Cannot(_("There is nothing to open here; ↑↓ go to a row."))
    return open_datum(view, rows[at].key)


# the filters of a timeline, and the way back to all its events


def filtered(listing: Listing) -> bool:
    """Whether a timeline shows a part of its events."""
    return bool(listing.lane or listing.chapter or listing.place)


def filter_kinds(view: View) -> tuple[str, ...]:
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


def lane(view: View, action: Action, layout: Layout) -> View:
    """One lane of a timeline after the other, then all; or the one that is named."""
    if "lane" not in filter_kinds(view):
        raise Cannot(_("This figure has no lanes."))
    rows = listed(view, _replace(view.listings[-1], lane=""))
    return _turned(view, "lane", lane_names(figure_of(view), rows), action.argument)


def chapter(view: View, action: Action, layout: Layout) -> View:
    """The events of one chapter after the other, then all; or of the one that is named."""
    if "chapter-filter" not in filter_kinds(view):
        raise Cannot(_("No scene tells of what this figure shows."))
    rows = listed(view, _replace(view.listings[-1], chapter=""))
    return _turned(view, "chapter", chapters_of(view, rows), action.argument)


def place(view: View, action: Action, layout: Layout) -> View:
    """The events at one place after the other, then all; or at the one that is named."""
    if "place-filter" not in filter_kinds(view):
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
