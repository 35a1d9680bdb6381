"""The reference in hand or open beside a page of prose: the peek line, the second column, the sheet."""

from __future__ import annotations

import msgspec

from explainer.messages import _, ngettext
from explainer.paint.cells.canvas import (
    BLANK,
    Canvas,
    Line,
    draw_lines,
    fit,
    parted,
    pieces_lines,
    sight_words,
    text_lines,
    window,
    with_fact,
)
from explainer.paint.cells.rows import Row, Run
from explainer.paint.page import records
from explainer.paint.page.chrome import key_label, lens_day
from explainer.paint.page.layout import Grid
from explainer.paint.page.prose import Pen, claim_mark
from explainer.reading.guesses import typed
from explainer.reading.view import OPENED_WHOLE, Layout, Sheet, View, is_whole, listed_sources, stops
from explainer.story.model.lens import later_words
from explainer.story.model.prose import Reference, known_sources, readable_steps, references
from explainer.story.model.structs import Scene, Step
from explainer.telling.names import language_name

# What is opened in place: beside the page from 110 columns on, under its paragraph below, alone at 40.


def sheet_record(
    view: View, sheet: Sheet, measure: int, glyphs: str, *, step: str = "", rows: int = 0
) -> records.Record:
    """The rows of a sheet.

    Args:
        view: the view it belongs to.
        sheet: what is opened.
        measure: width for its rows.
        glyphs: the glyph set.
        step: the paragraph in hand; what else it rests on is named last. Empty: it is not.
        rows: rows of the place where it is shown, for a picture that can use them.
    """
    story = view.story
    pen = Pen(story, lens_day(view), glyphs)
    scene = story.scenes[view.run.visit.scene]
    match sheet.kind:
        case "line":
            from explainer.paint.page.in_short import record_of_line  # loaded with the first of them

            return record_of_line(pen, scene, sheet.id, measure)
        case "term":
            record = _term(pen, scene, sheet.id, measure)
        case "excerpt":
            record = _excerpt(pen, scene, sheet.id, measure)
        case "source":
            source = story.sources[sheet.id]
            fields = records.source_fields(pen, source, measure, whole=True)
            lines = parted((records.source_title(pen, source, measure), fields))
            record = records.Record(pen.verbatim(source.publisher), records.source_fact(pen, source), lines)
        case "claim":
            from explainer.paint.page.claim import claim_record  # a first page has nothing in hand

            record = claim_record(pen, story.claims[sheet.id], measure)
        case "figure":
            from explainer.paint.page.figure_beside import figure_record  # loaded with the first figure

            record = figure_record(view, sheet.id, measure, glyphs, rows=rows)
        case _:
            return rests_on_record(view, sheet.id, measure, glyphs)
    if step:
        rests = _rests_lines(view, scene, step, measure, pen, but=sheet)
        record = record._replace(lines=parted((record.lines, rests)))
    return record


def _term(pen: Pen, scene: Scene, term_id: str, measure: int) -> records.Record:
    term = pen.story.terms[term_id]
    record = records.term_record(pen, term, scene, measure)
    return record._replace(lines=parted((record.lines, records.uses_of_term(pen, term, scene.id, measure))))


def _excerpt(pen: Pen, scene: Scene, excerpt_id: str, measure: int) -> records.Record:
    excerpt = pen.story.excerpts[excerpt_id]
    source = pen.story.sources[excerpt.source]
    number = next((r.label for r in references(scene) if r.kind == "excerpt" and r.id == excerpt_id), "")
    title = _("Source {number}").format(number=number) if number else _("Source")
    words = records.excerpt_words(pen, excerpt, measure)
    fields = records.source_fields(pen, source, measure, whole=False)
    later = later_words(pen.story, "excerpt", excerpt_id, pen.on) if pen.on else ""
    if later:  # nobody had said the words by the lens day
        words = text_lines(later, measure)
    else:
        fields = records.source_title(pen, source, measure) + fields
    return records.Record(title, records.source_fact(pen, source), parted((words, fields)))


def rests_on_record(view: View, step_id: str, measure: int, glyphs: str) -> records.Record:
    """The sources a paragraph rests on, every one, with the marks that lead to it."""
    scene = view.story.scenes[view.run.visit.scene]
    pen = Pen(view.story, lens_day(view), glyphs)
    lines = _rests_lines(view, scene, step_id, measure, pen, titles=True)
    lines = lines[1:] or text_lines(_("nothing recorded"), measure)
    return records.Record(_("This paragraph rests on"), "", lines)


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
    known = known_sources(pen.story, step, pen.on)
    for number, key in enumerate(known):
        if but is not None and _same(pen, but, key):
            continue
        source = pen.story.sources[key]
        item = number if titles else -1
        pieces = (*_marks(pen, here, key), Run(records.source_name(pen, source, brief=not titles), "text"))
        rows += pieces_lines(pieces, measure, item=item)
        if titles:
            rows += text_lines(pen.verbatim(source.title), measure, "chrome", indent=2, item=item)
    if later := len(known_sources(pen.story, step, "")) - len(known):
        more = ngettext("{n} source of a later day", "{n} sources of a later day", later)
        rows += text_lines(more.format(n=later), measure, "chrome")
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


# What is in hand on a scene's page, and the words for it in the peek line.


def selected_reference(view: View) -> Reference | None:
    """The reference or the whole step under the cursor."""
    found = stops(view.story.scenes[view.run.visit.scene])
    return found[view.cursor] if 0 <= view.cursor < len(found) else None


def has_own_notes(view: View) -> bool:
    """Return whether the reader wrote or marked anything beside the story."""
    return bool(view.run.notes or view.run.bookmarks or view.run.doubts)


def peek_row(view: View, glyphs: str, reference: Reference) -> Row:
    """The peek line's words for the reference in hand."""
    story = view.story
    pen = Pen(story, lens_day(view), glyphs)
    dot = f" {pen.signs.dot} "
    if pen.on and (folded := folded_row(view)):
        return (Run(_("said later"), "strong"), Run(dot + folded, "chrome"))
    if reference.kind == "term":
        term = story.terms[reference.id]
        return (Run(pen.text(term.name), "strong"), Run(dot + pen.text(term.definition), "chrome"))
    if reference.kind == "excerpt":
        source = story.sources[story.excerpts[reference.id].source]
        words = f" {pen.verbatim(source.publisher)}, {records.source_date(source)}"
        if source.language not in ("", story.language):
            words += ", " + _("in {language}").format(language=language_name(source.language))
        return (Run(f"[{reference.label}]", "strong"), Run(words, "chrome"))
    if reference.kind == "claim":
        from explainer.paint.page.claim import peek_words  # a first page has nothing in hand

        claim = story.claims[reference.id]
        words = f" {peek_words(pen, claim)}{dot}{pen.text(claim.question)}"
        return (Run(f"[{reference.label}]", "strong"), Run(words, "chrome"))
    if reference.kind == "line":
        from explainer.paint.page.in_short import peek_of_line  # loaded with the first of them

        return peek_of_line(pen, view, reference)
    if reference.kind == "option":
        return (Run(_("Enter sets it beside the record"), "chrome"),)
    if reference.kind in OPENED_WHOLE:
        return peek_of_step(pen, view, reference.step)
    figure = story.figures[reference.id]
    return (Run(pen.text(figure.title), "strong"), Run(dot + _("figure"), "chrome"))


def folded_row(view: View) -> str:
    """The effect of Enter on a step that was said later, in words; empty where none is in hand."""
    from explainer.reading.lens import (
        is_folded,
        later_step,  # loaded with the first lens
    )

    step = later_step(view, view.cursor)
    if step is None:
        return ""
    if is_folded(view.story, view.run, step):
        return _("Enter shows it and keeps the date")
    return "" if step.kind in OPENED_WHOLE else _("Enter folds it again")


# The second column of a scene: what is open, else what is in hand, else what the page shows or rests on.


def second_column(
    view: View, grid: Grid, canvas: Canvas, layout: Layout, *, text_end: int, peek_row: int
) -> Layout:
    """Draw what is open, else what is in hand, else what the page's first paragraph rests on; never empty."""
    glyphs = canvas.profile.glyphs
    reference = selected_reference(view)
    step = reference.step if reference else layout.step
    if view.sheets:
        sheet = view.sheets[-1]
        record = sheet_record(view, sheet, grid.side, glyphs, step=step if sheet.kind != "rests-on" else "")
    elif is_whole(view.story.scenes[view.run.visit.scene], step):
        record = record_of_step(Pen(view.story, lens_day(view), glyphs), view, step, grid.side)
    elif reference and not (lens_day(view) and folded_row(view)):
        sheet = Sheet(reference.kind, reference.id)
        record = sheet_record(view, sheet, grid.side, glyphs, step=step, rows=text_end - grid.title)
    else:
        from explainer.paint.page.figure_beside import figure_beside  # not for the first page of 80 columns

        beside = figure_beside(view, layout, grid.side, glyphs, text_end - grid.title)
        record = beside or rests_on_record(view, step, grid.side, glyphs)
    left, first = grid.side_left, grid.title
    if not view.sheets and has_own_notes(view):
        first = _own_lines(view, grid, canvas, step, first)
    title = with_fact(record.title, record.title_style, record.fact, grid.side)
    first = draw_lines(canvas, title, first, left, grid.side) + 1
    rows = text_end - first - (2 if view.sheets else 0)
    if len(record.lines) > rows:  # a row for saying so
        rows -= 1
    hand = row_in_hand(view, canvas)
    start, end = window(record.lines, rows, view.sheet_top if view.sheets else 0, hand)
    bar = (left - 1, left + grid.side)
    row = draw_lines(canvas, record.lines[start:end], first, left, grid.side, hand, bar)
    below = len(record.lines) - end
    if below or (hand >= 0 and start):
        more = f"{_('{n} more').format(n=below)} {canvas.signs.down}"
        more = more if hand < 0 else sight_words(record.lines, start, end, canvas.signs.down)
        canvas.put_right(row, left + grid.side, (Run(more, "chrome"),))
    if view.sheets:
        _side_keys(canvas, grid, min(row + 1, text_end - 1), listed=hand >= 0)
    for row in range(grid.title, peek_row):  # where the hand of a row hangs, there it stands
        canvas.write(row, left - 2, canvas.signs.column, "rule")
    return msgspec.structs.replace(layout, rows=rows, overflow=below)


def row_in_hand(view: View, canvas: Canvas) -> int:
    """The row in hand of what is open, which then has the real cursor; -1 where nothing is chosen from it."""
    found = listed_sources(view)
    if not found:
        return -1
    canvas.cursor = None
    return min(view.sheets[-1].row, len(found) - 1)


def _own_lines(view: View, grid: Grid, canvas: Canvas, step: str, row: int) -> int:
    """Draw the reader's note on the line, over what it rests on. Returns the row after it and a blank."""
    from explainer.paint.page.notes import note_lines  # loaded with the first note, bookmark or doubt

    lines = note_lines(view, step, grid.side, canvas.signs, canvas.profile.glyphs)
    return draw_lines(canvas, lines, row, grid.side_left, grid.side) + 1 if lines else row


def _side_keys(canvas: Canvas, grid: Grid, row: int, *, listed: bool) -> None:
    """The keys of what is open, at its foot."""
    keys: Row = ()
    named = [("copy", _("copy with citation")), ("close", _("close"))]
    if listed:
        named = [("next-reference", _("choose")), ("open", _("open")), ("close", _("close"))]
    for action, words in named:
        gap = ("  " if listed else "   ") if keys else ""
        reference = f"action:{action}"
        key = Run(gap + key_label(action, canvas.profile.glyphs), "accent-strong", reference)
        keys = (*keys, key, Run(f" {words}", "chrome", reference))
    canvas.put(row, grid.side_left, fit(keys, grid.side, canvas.signs.ellipsis))


# Steps that are opened whole, a guess or a text under study: what is said of one before it is opened.


def _step(view: View, step: str) -> Step:
    return next(one for one in view.story.scenes[view.run.visit.scene].steps if one.id == step)


def peek_of_step(pen: Pen, view: View, step_id: str) -> Row:
    """The peek line's words for such a step."""
    step = _step(view, step_id)
    dot = f" {pen.signs.dot} "
    if step.kind == "guess":
        return (Run(_("a guess"), "strong"), Run(dot + _guess_words(pen, view, step), "chrome"))
    document = pen.story.documents[step.ref]
    return (Run(pen.text(document.title), "strong"), Run(dot + pen.text(document.note), "chrome"))


def _guess_words(pen: Pen, view: View, step: Step) -> str:
    """How a guess is answered, in so few words that the page's number has room beside them."""
    assert step.guess is not None
    if f"{view.run.visit.scene}:{step.id}" in view.run.guesses:
        return _("Enter shows it beside the record")
    if typed(step.guess):
        return _("Enter opens a line to type on")
    if step.guess.kind == "order":
        return _("Enter puts them in order")
    return _("kept to yourself; {down} and Enter answer").format(down=pen.signs.down)


def record_of_step(pen: Pen, view: View, step_id: str, measure: int) -> records.Record:
    """The second column's record of such a step. A guess's sources could tell its answer: they come with the record."""
    step = _step(view, step_id)
    if step.kind == "guess":
        words = _("Nobody needs to know this; a guess makes what follows easier to read.")
        after = _("Its sources come with the record.")
        lines = [*text_lines(words, measure), BLANK, *text_lines(after, measure, "chrome")]
        return records.Record(_("A guess"), "", lines)
    document = pen.story.documents[step.ref]
    lines = text_lines(pen.text(document.asks), measure)
    count = _("{n} sentences; its words as they stand, faults included").format(n=len(document.sentences))
    lines += [BLANK, *text_lines(count, measure, "chrome")]
    return records.Record(pen.text(document.title), "", lines)
