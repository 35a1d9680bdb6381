"""What is opened in place: beside the page from 110 columns on, under its paragraph below, alone at 40."""

from __future__ import annotations

from explainer.messages import _
from explainer.paint.cells.canvas import Line, parted, pieces_lines, text_lines
from explainer.paint.cells.rows import Run
from explainer.paint.cells.style import Profile
from explainer.paint.chrome import lens_day
from explainer.paint.ink import Pen, claim_mark
from explainer.paint.records import (
    Record,
    excerpt_words,
    source_date,
    source_fact,
    source_fields,
    source_title,
    term_record,
    uses_of_term,
)
from explainer.reading.view import Layout, Sheet, View
from explainer.story.model import Scene, Source
from explainer.story.references import Reference, paragraph_sources, readable_steps, references

_PICTURE = 16
"""Rows of a figure's picture beside the text."""


def sheet_record(view: View, sheet: Sheet, measure: int, glyphs: str, *, step: str = "") -> Record:
    """The rows of a sheet.

    Args:
        view: the view it belongs to.
        sheet: what is opened.
        measure: width for its rows.
        glyphs: the glyph set.
        step: the paragraph in hand; what else it rests on is named last. Empty: it is not.
    """
    story = view.story
    pen = Pen(story, lens_day(view), glyphs)
    scene = story.scenes[view.run.visit.scene]
    match sheet.kind:
        case "term":
            term = story.terms[sheet.id]
            record = term_record(pen, term, scene, measure)
            extra = uses_of_term(pen, term, scene.id, measure)
            record = record._replace(lines=parted((record.lines, extra)))
        case "excerpt":
            record = _excerpt(pen, scene, sheet.id, measure)
        case "source":
            record = _source(pen, story.sources[sheet.id], measure)
        case "claim":
            from explainer.paint.claims import claim_record  # a first page has nothing in hand

            record = claim_record(pen, story.claims[sheet.id], measure)
        case "figure":
            record = figure_record(view, sheet.id, measure, glyphs)
        case _:
            return rests_on_record(view, sheet.id, measure, glyphs)
    if step:
        rests = _rests_lines(view, scene, step, measure, pen, but=sheet)
        record = record._replace(lines=parted((record.lines, rests)))
    return record


def _excerpt(pen: Pen, scene: Scene, excerpt_id: str, measure: int) -> Record:
    excerpt = pen.story.excerpts[excerpt_id]
    source = pen.story.sources[excerpt.source]
    number = next((r.label for r in references(scene) if r.kind == "excerpt" and r.id == excerpt_id), "")
    title = _("Source {number}").format(number=number) if number else _("Source")
    later = _said_later(pen, excerpt_id)
    if later:
        fields = source_fields(pen, source, measure, whole=False)
        return Record(title, source_fact(pen, source), parted((text_lines(later, measure), fields)))
    lines = parted(
        (
            excerpt_words(pen, excerpt, measure),
            source_title(pen, source, measure) + source_fields(pen, source, measure, whole=False),
        )
    )
    return Record(title, source_fact(pen, source), lines)


def _said_later(pen: Pen, excerpt_id: str) -> str:
    """`said later: DATE` in place of words that nobody had said by the lens day."""
    if not pen.on:
        return ""
    from explainer.story.later import later_words  # loaded with the first lens

    return later_words(pen.story, "excerpt", excerpt_id, pen.on)


def _source(pen: Pen, source: Source, measure: int) -> Record:
    lines = parted((source_title(pen, source, measure), source_fields(pen, source, measure, whole=True)))
    return Record(pen.verbatim(source.publisher), source_fact(pen, source), lines)


def figure_record(view: View, figure_id: str, measure: int, glyphs: str, reference: str = "") -> Record:
    """A figure beside the text: its picture, what it shows, what it rests on.

    With a `reference` its words stand in the text already.
    """
    from explainer.paint.figures.painters import inline  # loaded with the first figure

    figure = view.story.figures[figure_id]
    pen = Pen(view.story, lens_day(view), glyphs)
    scene = view.story.scenes[view.run.visit.scene]
    rows = inline(
        view.story, figure, measure, _PICTURE, Profile(glyphs=glyphs), on=pen.on, day=scene.when.start,
        here=scene.id, seen=frozenset(view.run.seen), reference=reference,
    )  # fmt: skip
    words = _figure(pen, "" if reference else figure.twin, figure.rests_on, measure)
    return Record(pen.text(figure.title), _("figure"), parted(([Line(row) for row in rows], words)))


def figure_beside(view: View, layout: Layout, measure: int, glyphs: str) -> Record | None:
    """The figure of the page, else the scene's first one, for the column beside the text; None without one."""
    found = references(view.story.scenes[view.run.visit.scene])
    numbers = [n for n, stop in enumerate(found) if stop.kind == "figure"]
    here = [n for n in numbers if n in layout.references]
    if not numbers:
        return None
    number = (here or numbers)[0]
    return figure_record(view, found[number].id, measure, glyphs, f"ref:{number}" if here else "")


def _figure(pen: Pen, twin: str, rests_on: tuple[str, ...], measure: int) -> list[Line]:
    rests = text_lines(_("It rests on"), measure, "chrome")
    for key in rests_on:
        if source := pen.story.sources.get(key):
            rests += text_lines(f"{pen.verbatim(source.publisher)}, {source_date(source)}", measure)
    return parted((text_lines(pen.text(twin), measure) if twin else [], rests if rests_on else []))


def rests_on_record(view: View, step_id: str, measure: int, glyphs: str) -> Record:
    """What a paragraph rests on: every source, with the marks that lead to it."""
    scene = view.story.scenes[view.run.visit.scene]
    pen = Pen(view.story, lens_day(view), glyphs)
    lines = _rests_lines(view, scene, step_id, measure, pen, titles=True)
    return Record(
        _("This paragraph rests on"), "", lines[1:] if lines else text_lines(_("nothing recorded"), measure)
    )


def _rests_lines(
    view: View,
    scene: Scene,
    step_id: str,
    measure: int,
    pen: Pen,
    *,
    titles: bool = False,
    but: Sheet | None = None,
) -> list[Line]:
    step = next((s for s in readable_steps(scene) if s.id == step_id), None)
    if step is None:
        return []
    here = [r for r in references(scene) if r.step == step_id]
    rows: list[Line] = []
    for key in paragraph_sources(pen.story, step):
        source = pen.story.sources.get(key)
        if source is None or (but is not None and _same(pen, but, key)):
            continue
        marks = _marks(pen, here, key)
        named = f"{pen.verbatim(source.publisher)}, {source_date(source, brief=not titles)}"
        rows += pieces_lines((*marks, Run(named, "text")), measure)
        if titles:
            rows += text_lines(pen.verbatim(source.title), measure, "chrome", indent=2)
    if not rows:
        return []
    also = but is not None and but.kind in ("excerpt", "source")
    heading = _("This paragraph also rests on") if also else _("This paragraph rests on")
    return [*text_lines(heading, measure, "chrome"), *rows]


def _same(pen: Pen, sheet: Sheet, source: str) -> bool:
    if sheet.kind == "excerpt":
        return pen.story.excerpts[sheet.id].source == source
    return sheet.kind == "source" and sheet.id == source


def _marks(pen: Pen, here: list[Reference], source: str) -> list[Run]:
    """The marks of a paragraph that lead to a source."""
    marks: list[Run] = []
    for reference in here:
        if reference.kind == "excerpt" and pen.story.excerpts[reference.id].source == source:
            run = Run(f"[{reference.label}]", "accent")
        elif reference.kind == "claim" and any(
            source in version.source for version in pen.story.claims[reference.id].versions
        ):
            run = Run(*claim_mark(pen, pen.story.claims[reference.id], reference.label))
        else:
            continue
        if run not in marks:
            marks.append(run)
    return [*marks, Run(" ", "text")] if marks else []
