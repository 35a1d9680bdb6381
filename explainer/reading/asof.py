"""The screen of the date: a day on the ribbon, a typed one, a marked one, or none; the lens stays through moves."""

from __future__ import annotations

import msgspec

from explainer.messages import _
from explainer.problems import Cannot
from explainer.reading import days
from explainer.reading.actions import Action
from explainer.reading.folding import reachable
from explainer.reading.lists import Entry
from explainer.reading.moves import apply
from explainer.reading.run import Run
from explainer.reading.stops import stops
from explainer.reading.view import Layout, Listing, View
from explainer.story.model.dates import long
from explainer.story.model.structs import Story

_replace = msgspec.structs.replace

OFF = "off"


def lens_entries(story: Story, run: Run, listing: Listing) -> tuple[Entry, ...]:
    """The day in hand first, should there be one, then the marked days, then as last checked."""
    chosen = chosen_day(story, listing)
    rows = (
        [Entry("day", chosen, long(chosen), _label(story, chosen), here=_is_set(run, chosen))]
        if chosen
        else []
    )
    rows += [
        Entry("day", marked.on, long(marked.on), marked.label, here=_is_set(run, marked.on))
        for marked in story.lens_days
        if marked.on != chosen
    ]
    checked = _("as last checked, {date}").format(date=long(story.checked_on)) if story.checked_on else ""
    rows.append(Entry("day", OFF, _("off"), checked or _("as last checked"), here=run.lens is None))
    return tuple(rows)


def _label(story: Story, day: str) -> str:
    return next((marked.label for marked in story.lens_days if marked.on == day), "")


def _is_set(run: Run, day: str) -> bool:
    return run.lens is not None and run.lens.on == day


def chosen_day(story: Story, listing: Listing) -> str:
    """The day in hand: what is typed, where it is a day; else the one chosen on the ribbon; else none."""
    if listing.query.strip():
        try:
            return days.day(listing.query, story)
        except Cannot:
            return ""
    return listing.subject


def lens(view: View, action: Action, layout: Layout) -> View:
    """Set the day that was named, or open its screen; the same key again puts it away."""
    if action.argument:
        return _set(
            view, action.argument if action.argument == OFF else days.day(action.argument, view.story)
        )
    if view.screen == "lens":
        return _replace(view, listings=view.listings[:-1])
    below = tuple(listing for listing in view.listings if listing.screen != "lens")
    return _replace(view, listings=(*below, _fresh(view)))


def _fresh(view: View) -> Listing:
    """The screen as it opens: the lens day in hand, else the first marked day."""
    if view.run.lens:
        return Listing("lens", view.run.lens.on)
    return Listing("lens", view.story.lens_days[0].on if view.story.lens_days else "")


def take(view: View, entry: Entry) -> View:
    """Read as known on the day of a row, or no longer, on the very screen and line one came from."""
    return _set(_replace(view, listings=view.listings[:-1]), entry.id)


def _set(view: View, day: str) -> View:
    run = apply(view.story, view.run, Action("lens", day))
    view = _replace(view, run=run, sheet_top=0)
    listings = tuple(
        _replace(listing, folded=(), top=0) if listing.screen == "claim" else listing
        for listing in view.listings
    )
    return _in_hand(_replace(view, listings=listings))


def _in_hand(view: View) -> View:
    """What is in hand under the new date: a fold in place of what lies in it, and that again once it opens."""
    found = stops(view.story.scenes[view.run.visit.scene])
    cursor, behind = view.cursor, view.behind
    if 0 <= behind < len(found) and 0 <= cursor < len(found) and found[behind].step == found[cursor].step:
        cursor = behind
    now = reachable(view, cursor)
    return _replace(view, cursor=now, behind=cursor if now not in (cursor, -1) else -1)


def day_before(view: View, action: Action, layout: Layout) -> View:
    return _step(view, -1)


def day_after(view: View, action: Action, layout: Layout) -> View:
    return _step(view, 1)


def _step(view: View, by: int) -> View:
    """A day on the ribbon earlier or later; what was typed gives way to it."""
    listing = view.listings[-1]
    now = chosen_day(view.story, listing)
    day = days.step_day(view.story.ribbon, now, by) or view.story.scenes[view.run.visit.scene].when.start
    if not day or len(day) < 10:
        raise Cannot(_("This story has no days to step through; type one."))
    listing = _replace(listing, subject=day, query="", selected=0)
    return _replace(view, listings=(*view.listings[:-1], listing))
