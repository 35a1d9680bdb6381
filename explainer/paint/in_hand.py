"""What is in hand on a scene's page, and the words for it in the peek line."""

from __future__ import annotations

from explainer.messages import _
from explainer.paint.chrome import lens_day
from explainer.paint.ink import Pen
from explainer.paint.records import source_date
from explainer.paint.rows import Row
from explainer.paint.rows import Run as Piece
from explainer.reading.run import Run
from explainer.reading.stops import OPENED_WHOLE, stops
from explainer.reading.view import View
from explainer.story.references import Reference
from explainer.telling.names import language_name


def held(view: View) -> Reference | None:
    """The reference or the whole step under the cursor."""
    found = stops(view.story.scenes[view.run.visit.scene])
    return found[view.cursor] if 0 <= view.cursor < len(found) else None


def keeps_anything(run: Run) -> bool:
    """Whether the reader wrote or marked anything beside the story."""
    return bool(run.notes or run.bookmarks or run.doubts)


def peek_row(view: View, glyphs: str, reference: Reference) -> Row:
    """What is in hand, before one opens it."""
    story = view.story
    pen = Pen(story, lens_day(view), glyphs)
    dot = f" {pen.signs.dot} "
    if pen.on and (folded := folded_row(view)):
        return (Piece(_("said later"), "strong"), Piece(dot + folded, "chrome"))
    if reference.kind == "term":
        term = story.terms[reference.id]
        return (Piece(pen.text(term.name), "strong"), Piece(dot + pen.text(term.definition), "chrome"))
    if reference.kind == "excerpt":
        source = story.sources[story.excerpts[reference.id].source]
        words = f" {pen.verbatim(source.publisher)}, {source_date(source)}"
        if source.language not in ("", story.language):
            words += ", " + _("in {language}").format(language=language_name(source.language))
        return (Piece(f"[{reference.label}]", "strong"), Piece(words, "chrome"))
    if reference.kind == "claim":
        from explainer.paint.claims import peek_words  # a first page has nothing in hand

        claim = story.claims[reference.id]
        words = f" {peek_words(pen, claim)}{dot}{pen.text(claim.question)}"
        return (Piece(f"[{reference.label}]", "strong"), Piece(words, "chrome"))
    if reference.kind in OPENED_WHOLE:
        from explainer.paint.whole import peek_of_step  # loaded when one is in hand

        return peek_of_step(pen, view, reference.step)
    figure = story.figures[reference.id]
    return (Piece(pen.text(figure.title), "strong"), Piece(dot + _("figure"), "chrome"))


def folded_row(view: View) -> str:
    """What Enter does with a step that was said later; empty where none is in hand."""
    from explainer.reading.folding import is_folded, later_step  # loaded with the first lens

    step = later_step(view, view.cursor)
    if step is None:
        return ""
    if is_folded(view.story, view.run, step):
        return _("Enter shows it and keeps the date")
    return "" if step.kind in OPENED_WHOLE else _("Enter folds it again")
