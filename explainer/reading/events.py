"""From an event of a timeline to the line that tells of it, to its source, or to its record."""

from __future__ import annotations

import msgspec

from explainer.messages import _
from explainer.problems import Cannot
from explainer.reading.actions import Action
from explainer.reading.figures import figure_of, lens_day, open_datum, shown
from explainer.reading.moves import apply
from explainer.reading.view import Layout, Listing, View
from explainer.story.figures.data import Datum, address_of

_replace = msgspec.structs.replace


def address(view: View, row: Datum) -> str:
    """Where an event is told: in the scene one is in if that tells of it, else in its first; empty: nowhere."""
    here = view.run.visit.scene
    scenes = [key for key in row.links if key in view.story.scenes]
    scene = here if here in scenes else next(iter(scenes), "")
    return address_of(view.story, row, scene) if scene else ""


def source(view: View, row: Datum) -> str:
    """The first source of an event that the story holds; empty: none."""
    return next((key for key in row.sources if key in view.story.sources), "")


def enter(view: View, key: str) -> View:
    """To the line that tells of an event; where no scene does to its first source, else to its record."""
    rows = shown(view.story, figure_of(view).id, lens_day(view)).rows
    at = next((n for n, row in enumerate(rows) if row.key == key), -1)
    if at < 0:
        raise Cannot(_("There is nothing to open here."))
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
        raise Cannot(_("There is nothing to open here."))
    return open_datum(view, rows[at].key)
