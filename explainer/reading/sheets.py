"""What is opened in place, over the line it belongs to: its rows, and the whole record behind it."""

from __future__ import annotations

import msgspec

from explainer.messages import _
from explainer.problems import Cannot
from explainer.reading.run import Run
from explainer.reading.view import Layout, Listing, View, in_hand, listed_sources, source_in_hand

_replace = msgspec.structs.replace


def step_sheet(view: View, by: int, layout: Layout) -> View:
    """Along the sources that a step rests on; anything else that is open is scrolled."""
    if sources := listed_sources(view):
        sheet = view.sheets[-1]
        row = min(max(sheet.row + by, 0), len(sources) - 1)
        return _replace(view, sheets=(*view.sheets[:-1], _replace(sheet, row=row)))
    top = max(0, view.sheet_top + by)
    return _replace(view, sheet_top=min(top, view.sheet_top + layout.overflow) if by > 0 else top)


def open_whole(view: View) -> View:
    """From a sheet to the screen that shows the whole record."""
    sheet = view.sheets[-1]
    if sheet.kind == "term":
        return _replace(view, listings=(*view.listings, Listing("term", sheet.id, selected=-1)))
    source = source_of(view)
    if not source:
        raise Cannot(_("Everything of it is shown; Esc closes it."))
    return into_source(view, source)


def into_source(view: View, source: str) -> View:
    """The record of a source, which is noted as opened."""
    run = noted(view.run, f"source:{source}")
    return _replace(view, run=run, listings=(*view.listings, Listing("source", source)))


def source_of(view: View) -> str:
    """The source in hand: of the open sheet, else of the reference under the cursor."""
    if found := source_in_hand(view):
        return found
    kind, key = "", ""
    if view.sheets:
        kind, key = view.sheets[-1].kind, view.sheets[-1].id
    elif reference := in_hand(view):
        kind, key = reference.kind, reference.id
    if kind == "source":
        return key
    if kind == "excerpt":
        return view.story.excerpts[key].source
    return ""


def noted(run: Run, opened: str) -> Run:
    """The run in which a thing, as `kind:id`, was opened."""
    return run if opened in run.opened else _replace(run, opened=(*run.opened, opened))
