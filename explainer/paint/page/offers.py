"""What a page of a scene offers now, for the row of keys; and the help on a first-time reader's first pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from explainer.messages import _, ngettext
from explainer.paint.cells.style import DEPTHS, Profile
from explainer.paint.page.chrome import FOOTERS, date_keys, key_label, longest_fitting
from explainer.paint.page.layout import RIBBON, STANDARD, Grid
from explainer.reading.moves import choices
from explainer.reading.view import Layout, View, current_step, listed_sources, option_stops
from explainer.story.model.prose import Reference, paragraph_sources, readable_steps

COLOURED = DEPTHS[:2]
"""Colour depths that have themes."""
_FIRST_PAGES = 3


class Offer(NamedTuple):
    """The keys of a page in the order of use, with words and keys other than the registry's."""

    actions: list[str]
    words: dict[str, str]
    keys: dict[str, str]


def of_page(view: View, grid: Grid, profile: Profile, layout: Layout, reference: Reference | None) -> Offer:
    """The way on, what is in hand and what Enter opens of it, the way to the next, the date, then the rest.

    Args:
        view: the view.
        grid: where things stand.
        profile: how it is drawn.
        layout: what is on the page.
        reference: what is in hand.
    """
    count = len(choices(view.story, view.run))
    words = {
        "open": opens(view, reference) if reference else "",
        "next-reference": _("next")
        if reference
        else _("references")
        if grid.width >= STANDARD
        else _("next"),
        "choices": ngettext("{n} way", "{n} ways", count).format(n=count),
        "map": _("map"),
    }
    if grid.width < RIBBON:
        words["next"] = _("on")
    possible = {
        "open": reference is not None and not view.sheets,
        "next-reference": any(stop != view.cursor for stop in layout.references) and not view.sheets,
        "choices": grid.compact and count > 0,
        "map": any(figure.kind == "map" for figure in view.story.figures.values()),
        "rests-on": not view.sheets and _rests(view, layout),
        "notes": bool(view.run.notes or view.run.bookmarks or view.run.doubts),
        "back": bool(view.run.past),
        "theme": profile.depth in COLOURED,
    }
    keys = {"next-reference": "Tab", **date_keys(view, grid, profile.glyphs)}
    return Offer(_kept(FOOTERS["scene"], possible), words, keys)


def of_sheet(view: View, grid: Grid, glyphs: str, layout: Layout) -> Offer:
    """The keys of what is open under its paragraph."""
    sheet = view.sheets[-1]
    listed = bool(listed_sources(view))
    words = {"open": _("the record") if listed else _("whole record")}
    words["next-reference"] = _("choose") if listed else _("scroll")
    possible = {
        "open": listed or sheet.kind in ("term", "excerpt", "source"),
        "next-reference": listed or layout.overflow > 0 or view.sheet_top > 0,
        "rests-on": sheet.kind != "rests-on",
    }
    return Offer(_kept(FOOTERS["sheet"], possible), words, date_keys(view, grid, glyphs))


def _kept(actions: Iterable[str], possible: dict[str, bool]) -> list[str]:
    return [action for action in actions if possible.get(action, True)]


def _rests(view: View, layout: Layout) -> bool:
    here = current_step(view, layout)
    steps = readable_steps(view.story.scenes[view.run.visit.scene])
    return any(step.id == here and paragraph_sources(view.story, step) for step in steps)


def opens(view: View, reference: Reference) -> str:
    """The thing that Enter opens of a reference in hand, in two or three words."""
    if view.run.lens:
        from explainer.paint.page.sheet import folded_row  # loaded with the first lens
        from explainer.reading.lens import is_folded, later_step

        step = later_step(view, view.cursor)
        if step is not None and folded_row(view):
            return _("shows it") if is_folded(view.story, view.run, step) else _("folds it")
    if reference.kind == "figure":
        kinds = {"map": _("the map"), "timeline": _("the timeline"), "network": _("who is who")}
        return kinds.get(view.story.figures[reference.id].kind, _("the chart"))
    if reference.kind == "guess" and option_stops(view.story.scenes[view.run.visit.scene], reference.step):
        return _("options")
    return {
        "term": _("term"), "excerpt": _("source"), "source": _("source"), "claim": _("versions"),
        "line": _("its scenes"), "guess": _("the guess"), "option": _("compare"), "document": _("the text"),
    }.get(reference.kind, _("open"))  # fmt: skip


def first_help(view: View, glyphs: str, room: int) -> str:
    """One line of help on the first pages of one who has not read here before; empty on all others."""
    pages = sum(visit.scene != view.story.start for visit in (*view.run.past, *view.run.ahead))
    if view.room is not None or view.sheets or pages >= _FIRST_PAGES:
        return ""
    key = {
        name: key_label(name, glyphs) for name in ("open", "close", "lens", "map", "timeline", "who", "help")
    }
    lines = (
        (
            _("Tab goes to a source or a term, {open} opens it, {close} closes it."),
            _("Tab to a reference, {open} opens it."),
        ),
        (
            _("{lens} sets a date: you read only what was said by that day."),
            _("{lens} reads as known on a date."),
        ),
        (
            _("{map} opens the map, {timeline} the timeline, {who} who is who; {help} shows every key."),
            _("{map} opens the map; {help} shows keys."),
        ),
    )
    return longest_fitting([form.format(**key) for form in lines[pages]], room)
