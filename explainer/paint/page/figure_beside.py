"""A figure in the column beside the text: its picture, what it shows, what it rests on."""

from __future__ import annotations

from explainer.messages import _
from explainer.paint.cells.canvas import Line, parted, text_lines
from explainer.paint.cells.style import Profile
from explainer.paint.figures.painters import inline
from explainer.paint.page import records
from explainer.paint.page.chrome import lens_day
from explainer.paint.page.prose import Pen
from explainer.reading.actions import BY_ID
from explainer.reading.figures import told_in
from explainer.reading.view import Layout, View, stops
from explainer.story.model.ages import sources_known_on
from explainer.story.model.prose import references

_BESIDE = 22
"""Rows of a figure's picture beside the text."""
_LISTS = ("bars", "timeline", "network", "bands")
"""Kinds with a row for each of their rows, which take what the column has."""


def figure_record(
    view: View, figure_id: str, measure: int, glyphs: str, reference: str = "", rows: int = 0
) -> records.Record:
    """A figure beside the text: its picture, what it shows, what it rests on.

    With a `reference` its words stand in the text already.
    """
    from explainer.story.figures.alt_text import caption  # not for a picture among the text

    figure = view.story.figures[figure_id]
    pen = Pen(view.story, lens_day(view), glyphs)
    scene = view.story.scenes[view.run.visit.scene]
    high = max(_BESIDE, rows - 4) if figure.kind in _LISTS else _BESIDE
    picture = inline(
        view.story, figure, measure, high, Profile(glyphs=glyphs), on=pen.on, day=scene.when.start,
        here=scene.id, seen=frozenset(view.run.seen), reference=reference,
        shows=told_in(view.story, scene.id, figure_id),
    )  # fmt: skip
    words = _words_beside(
        pen, "" if reference else caption(pen.story, figure, pen.on), figure.rests_on, measure
    )
    enlarges = _("{key} enlarges it").format(key=_LARGER.get(figure.kind, "Enter"))
    fact = enlarges if reference or figure.kind in _LARGER else _("figure")
    return records.Record(pen.text(figure.title), fact, parted(([Line(row) for row in picture], words)))


_LARGER = {
    kind: BY_ID[action].keys[0]
    for kind, action in (("map", "map"), ("timeline", "timeline"), ("network", "who"))
}
"""Keys that open a scene's figure of a kind, wherever one is in the scene; others are opened from where they stand."""


def figure_beside(view: View, layout: Layout, measure: int, glyphs: str, rows: int) -> records.Record | None:
    """The figure of the page, else the scene's first one, for the column beside the text; None without one."""
    found = references(view.story.scenes[view.run.visit.scene])
    numbers = [n for n, stop in enumerate(found) if stop.kind == "figure"]
    here = [n for n in numbers if n in layout.references]
    known = stops(view.story.scenes[view.run.visit.scene])
    asks = any(known[stop].kind == "guess" for stop in layout.references)
    if not numbers or (asks and not here):  # a figure of another page could tell what this one asks
        return None
    number = (here or numbers)[0]
    return figure_record(view, found[number].id, measure, glyphs, f"ref:{number}" if here else "", rows)


def _words_beside(pen: Pen, twin: str, rests_on: tuple[str, ...], measure: int) -> list[Line]:
    rests = text_lines(_("It rests on"), measure, "chrome")
    for key in sources_known_on(pen.story, rests_on, pen.on):
        rests += text_lines(records.source_name(pen, pen.story.sources[key]), measure)
    return parted((text_lines(pen.text(twin), measure) if twin else [], rests if rests_on else []))
