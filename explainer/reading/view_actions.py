"""The actions on a view: a view, an action and what the painter laid out make the next view.

Front ends translate keys, clicks and typed words into actions and hand them here; they keep no state of
their own. What depends on the size (where the next page begins, what is on it) comes in as a `Layout`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from explainer.messages import _
from explainer.problems import Cannot
from explainer.reading.actions import Action
from explainer.reading.lists import entries, listing_for
from explainer.reading.moves import apply, is_over
from explainer.reading.sheets import into_source, noted, open_whole, source_of, step_sheet
from explainer.reading.view import (
    Entry,
    Layout,
    Listing,
    Sheet,
    View,
    current_step,
    in_hand,
    past_warning,
    stop_after,
    stops,
    with_listing,
    with_run,
)
from explainer.story.model.prose import Reference

_replace = msgspec.structs.replace

MOVES = ("next", "back", "forward", "fork", "choose", "consent", "go", "trail")
SCREENS = (
    "story-map", "glossary", "sources", "search", "choices", "help", "about", "notes", "takeaway", "in-short", "ending",
)  # fmt: skip


def perform(view: View, action: Action, layout: Layout) -> View:
    """The view after an action.

    Raises:
        Cannot: the action is not possible here; the view is unchanged. The message is for the room line.
    """
    if view.hidden:
        return _replace(view, hidden=False)
    view = _replace(view, message="", dated="") if view.message or view.dated else view
    if view.screen == "guess" and action.id in ("choose", "next-reference", "previous-reference"):
        from explainer.reading.guess_actions import turn  # loaded with the first guess, as all of its screen

        return turn(view, action, layout)
    if action.id in MOVES:
        read = action.id == "next" and not layout.following and view.screen == "scene"
        if read and is_over(view.story, view.run):
            return _replace(_front(view, "ending", layout), cursor=-1, sheets=())
        return _moved(view, action, layout)
    if action.id in SCREENS:
        return _front(view, action.id, layout)
    handler = _HANDLERS.get(action.id)
    if handler is None:
        raise Cannot(_("That is not possible here; ? shows the keys."))
    return handler(view, action, layout)


def _moved(view: View, action: Action, layout: Layout) -> View:
    """The page of a run that moved.

    Raises:
        Cannot: it cannot; the message ends with the key that helps.
    """
    try:
        return with_run(view, apply(view.story, view.run, action, layout.following))
    except Cannot as cannot:
        if action.id == "choose":
            past_warning(view)
        helps = {
            "next": _("m opens it."), "back": _("→ reads on."), "forward": _("← goes back."),
            "fork": _("m lists the scenes."), "consent": _("→ reads on."),
        }.get(action.id)  # fmt: skip
        raise Cannot(f"{cannot} {helps}" if helps else str(cannot)) from cannot


def _front(view: View, screen: str, layout: Layout) -> View:
    """Put a screen in front; the same key again puts it away."""
    if view.screen == screen:
        return _replace(view, listings=view.listings[:-1])
    below = tuple(listing for listing in view.listings if listing.screen != screen)
    return _replace(view, listings=(*below, listing_for(view, screen, spread=layout.spread)))


def scene_references(view: View) -> tuple[Reference, ...]:
    """All that the cursor can stop at in the scene, whole steps last."""
    return stops(view.story.scenes[view.run.visit.scene])


def step_cursor(view: View, by: int, layout: Layout) -> View:
    """Along the rows of the list in front, the rows of what is open, or the references of the page."""
    if view.listings:
        return _step_listing(view, by, layout)
    if view.sheets:
        return step_sheet(view, by, layout)
    return _step_reference(view, by, layout)


_STEPPERS = {
    "figure": "figure_actions", "claim": "evidence", "source": "lists", "sentence": "lists",
    "guess": "lists", "term": "lists",
}  # fmt: skip
"""Screens on which the arrows do more than walk along rows, with the module that is then loaded."""


def _step_listing(view: View, by: int, layout: Layout) -> View:
    listing = view.listings[-1]
    if listing.screen in _STEPPERS:
        return _late(f"explainer.reading.{_STEPPERS[listing.screen]}", "step")(view, by, layout)
    rows = entries(view)
    if not rows:
        top = max(0, listing.top + by)
        top = min(top, listing.top + layout.overflow) if by > 0 else top
        return with_listing(view, _replace(listing, top=top))
    wanted = listing.selected + by
    free = [at for at, row in enumerate(rows) if row.kind != "heading"] or [0]
    if by > 0:
        selected = next((at for at in free if at >= wanted), free[-1])
    else:
        selected = next((at for at in reversed(free) if at <= wanted), free[0])
    return with_listing(view, _replace(listing, selected=selected))


def _step_reference(view: View, by: int, layout: Layout) -> View:
    """Along the references of the page; past the last one on to the next page, past either end to none."""
    here = layout.references
    if not here:
        if layout.following and by > 0:
            return with_run(view, apply(view.story, view.run, Action("next"), layout.following))
        past_warning(view)
        raise Cannot(_("There is nothing to open on this page; → reads on."))
    if view.cursor not in here:
        others = [stop for stop in here if stop != layout.hand] or here
        return _replace(view, cursor=others[0] if by > 0 else others[-1])
    at = here.index(view.cursor) + by
    if 0 <= at < len(here):
        return _replace(view, cursor=here[at])
    if at >= len(here) and layout.following:
        moved = with_run(view, apply(view.story, view.run, Action("next"), layout.following))
        return _replace(moved, cursor=_first_stop(view, here, layout.following.step))
    return _replace(view, cursor=-1)


def _first_stop(view: View, here: tuple[int, ...], step: str) -> int:
    """The first stop of the page that begins in a step; -1 where nothing can be opened after this page."""
    if view.run.lens:
        from explainer.reading.lens import first_stop

        return first_stop(view, here, step)
    return stop_after(view.story.scenes[view.run.visit.scene], here, step)


def _open(view: View, action: Action, layout: Layout) -> View:
    if action.argument:
        kind, _colon, key = action.argument.partition(":")
        return open_thing(view, kind, key)
    if view.listings:
        if view.listings[-1].loose and view.listings[-1].selected not in layout.references:
            raise Cannot(_("No row is in hand; ↑↓ go to the next."))
        return open_entry(view)
    if view.sheets:
        return open_whole(view)
    if view.cursor < 0 <= layout.hand:
        view = _replace(view, cursor=layout.hand)
    reference = in_hand(view)
    if reference is None:
        return _rests_on(view, action, layout)
    if view.run.lens:
        from explainer.reading.lens import open_later  # loaded with the first lens

        opened = open_later(view)
        if opened is not None:
            return opened
    if reference.kind == "line":
        from explainer.reading.in_short import follow  # loaded with the first of them

        return follow(view, reference)
    if reference.kind in ("guess", "option", "document"):
        from explainer.reading.guess_actions import open_step  # loaded with the first of them

        return open_step(view, reference, layout)
    return open_thing(view, reference.kind, reference.id)


def open_thing(view: View, kind: str, key: str) -> View:
    """Open a term, excerpt, figure or source in place, over the line it belongs to; a claim on its own screen."""
    held: dict[str, Mapping[str, object]] = {
        "term": view.story.terms, "excerpt": view.story.excerpts, "claim": view.story.claims,
        "figure": view.story.figures, "source": view.story.sources,
    }  # fmt: skip
    if kind not in held or key not in held[kind]:
        raise Cannot(_("This story has no {kind} {id}.").format(kind=kind, id=key))
    if kind == "claim":
        run = noted(view.run, f"claim:{key}")
        return _replace(view, run=run, listings=(*view.listings, Listing("claim", key)))
    if kind == "figure":
        from explainer.reading.figure_actions import open_figure  # loaded with the first figure

        return open_figure(view, key)
    sheet = Sheet(kind, key)
    sheets = view.sheets if sheet in view.sheets else (*view.sheets, sheet)
    return _replace(view, run=noted(view.run, f"{kind}:{key}"), sheets=sheets, sheet_top=0)


def open_entry(view: View) -> View:
    """Open the row in hand of the list in front."""
    rows = entries(view)
    listing = view.listings[-1]
    if not 0 <= listing.selected < len(rows):
        raise Cannot(_("There is nothing to open here; Esc goes back."))
    return _OPENERS[rows[listing.selected].kind](view, rows[listing.selected])


def _go_there(view: View, entry: Entry) -> View:
    """To a place of the story; in another scene the key back is told with where it leads."""
    there = with_run(view, apply(view.story, view.run, Action("go", entry.address)))
    left = view.story.scenes[view.run.visit.scene]
    if there.run.visit.scene == left.id or view.room is not None:
        return there
    return say(there, _("← goes back to {title}.").format(title=left.title))


def _fold(view: View, entry: Entry) -> View:
    listing = view.listings[-1]
    folded = listing.folded
    folded = tuple(f for f in folded if f != entry.id) if entry.id in folded else (*folded, entry.id)
    return with_listing(view, _replace(listing, folded=folded))


def _into(screen: str) -> Callable[[View, Entry], View]:
    def opener(view: View, entry: Entry) -> View:
        run = noted(view.run, f"{screen}:{entry.id}")
        hand = (
            -1 if screen in ("sentence", "term") else 0
        )  # its record begins with the text, nothing of it in hand
        return _replace(view, run=run, listings=(*view.listings, Listing(screen, entry.id, selected=hand)))

    return opener


def _take_choice(view: View, entry: Entry) -> View:
    action = Action("next") if entry.kind == "onward" else Action("choose", entry.id)
    return with_run(view, apply(view.story, view.run, action))


def _into_source_of(view: View, entry: Entry) -> View:
    source = view.story.excerpts[entry.id].source
    if view.screen == "source" and view.listings[-1].subject == source:
        if not entry.address:
            raise Cannot(_("No line of the story cites it."))
        return _go_there(view, entry)
    front = _replace(view, listings=(*view.listings, Listing("source", source)))
    rows = [(row.kind, row.id) for row in entries(front)]
    at = rows.index(("excerpt", entry.id)) if ("excerpt", entry.id) in rows else 0
    return with_listing(front, Listing("source", source, selected=at))


def _nothing(view: View, entry: Entry) -> View:
    return view


def _late(module: str, name: str) -> Callable[..., View]:
    """A handler or an opener of a module that is loaded with its first use, not with the app."""

    def late(view: View, *more: object) -> View:
        from importlib import import_module

        found: Callable[..., View] = getattr(import_module(module), name)
        return found(view, *more)

    return late


_OPENERS: dict[str, Callable[[View, Entry], View]] = {
    "scene": _go_there, "use": _go_there, "chapter": _fold, "term": _into("term"), "source": _into("source"),
    "excerpt": _into_source_of, "choice": _take_choice, "onward": _take_choice, "heading": _nothing,
    "sentence": _into("sentence"), "option": _nothing, "claim": _into("claim"),
    "version": _late("explainer.reading.evidence", "into_source"),
    "later": _late("explainer.reading.evidence", "show_later"),
    "line": _late("explainer.reading.in_short", "open_line"),
    "trail": _late("explainer.reading.endings", "onto_trail"),
    "day": _late("explainer.reading.lens", "take"),
    "datum": _late("explainer.reading.figure_actions", "open_row"),
    **{kind: _late("explainer.reading.note_actions", "open_kept") for kind in ("note", "bookmark", "doubt")},
}  # fmt: skip


def _guess(view: View, action: Action, layout: Layout) -> View:
    """Set the guess beside the record; where it stands there, open what is in hand."""
    if view.screen == "guess" and view.listings[-1].revealed:
        if view.listings[-1].selected < 0:
            raise Cannot(_("Nothing is in hand; Tab goes to a source."))
        return open_entry(view)
    from explainer.reading.guess_actions import compare

    return compare(view, action)


def _whole_source(view: View, action: Action, layout: Layout) -> View:
    if view.screen == "claim":
        from explainer.reading.evidence import into_sources

        return into_sources(view)
    key = source_of(view)
    if not key:
        raise Cannot(_("No source is in hand; Tab goes to one."))
    return into_source(view, key)


def _rests_on(view: View, action: Action, layout: Layout) -> View:
    past_warning(view)
    sheet = Sheet("rests-on", current_step(view, layout))
    if view.sheets and (view.sheets[-1].kind, view.sheets[-1].id) == (sheet.kind, sheet.id):
        return _close(view, action, layout)
    return _replace(view, listings=(), sheets=(*view.sheets, sheet), sheet_top=0)


def _close(view: View, action: Action, layout: Layout) -> View:
    if view.screen == "figure":
        return _late("explainer.reading.figure_actions", "close")(view)
    if view.listings:
        return _replace(view, listings=view.listings[:-1])
    if view.sheets:
        return _replace(view, sheets=view.sheets[:-1], sheet_top=0)
    return _replace(view, cursor=-1)


def _way(view: View, action: Action, layout: Layout) -> View:
    listing = view.listings[-1] if view.listings else listing_for(view, "story-map")
    other = listing_for(view, "story-map", "" if listing.subject == "way" else "way", layout.spread)
    below = tuple(front for front in view.listings if front.screen != "story-map")
    return _replace(view, listings=(*below, other))


def say(view: View, message: str) -> View:
    """The view with a message on its room line."""
    return _replace(view, message=message)


def query(view: View, text: str) -> View:
    """The view with words typed on its front screen; the first row that can be chosen is selected."""
    view = with_listing(view, _replace(view.listings[-1], query=text, selected=0, top=0, whole=()))
    rows = entries(view)
    first = next((i for i, row in enumerate(rows) if row.kind != "heading"), 0)
    return with_listing(view, _replace(view.listings[-1], selected=first))


_show_all = _late("explainer.reading.lists", "show_all")
_FILTERS = ("lane", "chapter-filter", "place-filter")
_DATES = ("lens", "day-before", "day-after", "date-before", "date-after")
_KEEPING = ("note", "bookmark", "doubt", "delete", "undo")
_HANDLERS: dict[str, Callable[[View, Action, Layout], View]] = {
    "next-reference": lambda view, action, layout: (
        _show_all(view, action, layout)
        if action.argument == "tab" and view.screen == "search"
        else step_cursor(view, 1, layout)
    ),
    "all": _show_all,
    "previous-reference": lambda view, action, layout: step_cursor(view, -1, layout),
    "page-down": lambda view, action, layout: step_cursor(view, max(1, layout.rows - 1), layout),
    "page-up": lambda view, action, layout: step_cursor(view, -max(1, layout.rows - 1), layout),
    "open": _open,
    "close": _close,
    "rests-on": _rests_on,
    "source": _whole_source,
    "way": _way,
    "hide": lambda view, action, layout: _replace(view, hidden=True),
    **{name: _late("explainer.reading.lens", name.replace("-", "_")) for name in _DATES},
    "map": _late("explainer.reading.figure_actions", "map_action"),
    "timeline": _late("explainer.reading.figure_actions", "timeline"),
    "who": _late("explainer.reading.figure_actions", "who"),
    **{name: _late("explainer.reading.figure_actions", name.partition("-")[0]) for name in _FILTERS},
    "record": _late("explainer.reading.figure_actions", "record"),
    "name-before": _late("explainer.reading.figure_actions", "walk_back"),
    "next-day": _late("explainer.reading.figure_actions", "next_day"),
    "previous-day": _late("explainer.reading.figure_actions", "previous_day"),
    "day": _late("explainer.reading.figure_actions", "go_day"),
    "zoom": _late("explainer.reading.figure_actions", "zoom"),
    "datum": _late("explainer.reading.figure_actions", "take"),
    "mark": _late("explainer.reading.documents", "mark"),
    "guess": _guess,
    "lift": _late("explainer.reading.guess_actions", "lift"),
    "change": _late("explainer.reading.guess_actions", "change"),
    "skip": _late("explainer.reading.guess_actions", "skip"),
    **{name: _late("explainer.reading.note_actions", name) for name in _KEEPING},
    "language": _late("explainer.reading.language", "switch"),
}
