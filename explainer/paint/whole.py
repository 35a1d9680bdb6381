"""Steps that are opened whole, a guess or a text under study: what is said of one before it is opened."""

from __future__ import annotations

from explainer.messages import _
from explainer.paint.cells.canvas import BLANK, text_lines
from explainer.paint.cells.rows import Row, Run
from explainer.paint.ink import Pen
from explainer.paint.records import Record
from explainer.reading.view import View
from explainer.story.model import Step


def _step(view: View, step: str) -> Step:
    return next(one for one in view.story.scenes[view.run.visit.scene].steps if one.id == step)


def peek_of_step(pen: Pen, view: View, step_id: str) -> Row:
    """What the peek line says of it."""
    step = _step(view, step_id)
    dot = f" {pen.signs.dot} "
    if step.kind == "guess":
        return (Run(_("a guess"), "strong"), Run(dot + _("kept to yourself"), "chrome"))
    document = pen.story.documents[step.ref]
    return (Run(pen.text(document.title), "strong"), Run(dot + pen.text(document.note), "chrome"))


def record_of_step(pen: Pen, view: View, step_id: str, measure: int) -> Record:
    """What the second column says of it. The sources of a guess could tell its answer: they come with the record."""
    step = _step(view, step_id)
    if step.kind == "guess":
        words = _("Nobody needs to know this; a guess makes what follows easier to read.")
        after = _("Its sources come with the record.")
        lines = [*text_lines(words, measure), BLANK, *text_lines(after, measure, "chrome")]
        return Record(_("A guess"), "", lines)
    document = pen.story.documents[step.ref]
    lines = text_lines(pen.text(document.asks), measure)
    count = _("{n} sentences; its words as they stand, faults included").format(n=len(document.sentences))
    return Record(pen.text(document.title), "", [*lines, BLANK, *text_lines(count, measure, "chrome")])
