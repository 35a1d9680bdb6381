"""A text under study: its sentences with their numbers, and the record of one of them.

A mark of the reader's is never shaped like a verdict, and a verdict is a word, not a colour.
"""

from __future__ import annotations

import msgspec

from explainer.messages import _
from explainer.paint.aside import (
    draw,
    floor,
    foot_rows,
    head,
    in_sight,
    narrow,
    onward_layout,
    part,
    prose_lines,
    shown,
    text_rows,
)
from explainer.paint.cells import text_width
from explainer.paint.cells.canvas import BLANK, Canvas, Line, cells, text_lines, window
from explainer.paint.cells.rows import Frame, Row, Run
from explainer.paint.cells.text_width import cut
from explainer.paint.cells.wrapping import wrap_text
from explainer.paint.chrome import FOOTERS, footer, lens_day, lens_margin, mark_column
from explainer.paint.grid import Grid
from explainer.paint.in_hand import peek_row
from explainer.paint.ink import Pen, without_marks
from explainer.reading import documents
from explainer.reading.lists import Entry, entries
from explainer.reading.rooming import is_answered_here
from explainer.reading.view import Layout, View
from explainer.story.dates import long
from explainer.story.model import Document
from explainer.story.pace import minutes
from explainer.story.references import Reference

_NUMBER = 3
"""Cells of a number and the blank after it, where it stands before the text."""


# the whole text


def compose_document(view: View, grid: Grid, canvas: Canvas) -> Frame:
    """All sentences, one in hand."""
    listing = view.listings[-1]
    document = view.story.documents[listing.subject]
    now = documents.as_known(view)
    pen = Pen(view.story, lens_day(now), canvas.profile.glyphs)
    found = entries(view)
    first = head(now, grid, canvas, pen.text(document.title), pen.text(document.note))
    lines = _sentences(pen, found, grid)
    start, end = window(lines, text_rows(grid, first), 0, listing.selected)
    while end > start and lines[start] == BLANK:
        start += 1
    while end > start and lines[end - 1] == BLANK:
        end -= 1
    above = lines[start - 1].item if start else -1
    _draw_sentences(canvas, grid, lines[start:end], first, listing.selected, found, above)
    numbers = sorted({line.item for line in lines[start:end] if line.item >= 0})
    counted = _("{first}-{last} of {total}") if len(numbers) > 1 else _("{first} of {total}")
    fact = counted.format(first=numbers[0] + 1, last=numbers[-1] + 1, total=len(found)) if numbers else ""
    arrow = f" {pen.signs.down}" if end < len(lines) else ""
    note = document.note if narrow(grid) else ""  # there the title has no room beside it
    said = _of_sentence(pen, found[listing.selected], note) if found else ()
    floor(view, grid, canvas, said, fact + arrow, _asks(pen, document, view, grid))
    opens = _("answer") if _answers(view) else _("its record")
    footer(canvas, grid, FOOTERS["document"], {"next-reference": _("sentence"), "open": opens})
    layout = onward_layout(view, canvas, len(numbers))
    return Frame(canvas.rows(), layout, canvas.cursor, title=f"{view.story.title} · {document.title}")


def _sentences(pen: Pen, found: tuple[Entry, ...], grid: Grid) -> list[Line]:
    indent = _NUMBER if narrow(grid) else 0
    measure = grid.measure - indent
    lines: list[Line] = []
    for index, entry in enumerate(found):
        lines += [BLANK] if lines else []
        rows = wrap_text(pen.verbatim(entry.label.strip()), measure)
        own = [Line(row, item=index, indent=indent) for row in rows]
        if entry.detail and own:
            fact = (Run(pen.text(entry.detail), "chrome"),)
            if cells(rows[-1]) + text_width(entry.detail) + 2 <= measure:
                own[-1] = own[-1]._replace(right=fact)
            else:
                own.append(Line((), fact, item=index))
        lines += own
        if entry.here:
            lines += [Line(row, indent=indent) for row in _mark_rows(pen, measure)]
    return lines


def _mark_rows(pen: Pen, measure: int) -> list[Row]:
    """The reader's own mark, under the sentence."""
    rows = wrap_text(_("your mark: the sentence you trust least"), measure - 2, "accent")
    return [
        (Run(("  " if number else f"{pen.signs.mark} "), "accent"), *row) for number, row in enumerate(rows)
    ]


def _draw_sentences(
    canvas: Canvas,
    grid: Grid,
    lines: list[Line],
    first: int,
    selected: int,
    found: tuple[Entry, ...],
    above: int,
) -> None:
    """The rows in sight; a sentence whose beginning is `above` them has no number before its rest."""
    tight = narrow(grid)
    draw(canvas, grid, lines, first, selected, grid.left - 2 if tight else max(0, grid.left - 4))
    before = above
    for row, line in enumerate(lines, first):
        if line.item >= 0 and line.item != before:
            number = Run(found[line.item].group, "chrome", f"item:{line.item}")
            if tight:
                canvas.put(row, grid.left, (number,))
            else:
                canvas.put_right(row, grid.left - 1, (number,))
        before = line.item if line.item >= 0 else before


def _of_sentence(pen: Pen, entry: Entry, note: str) -> Row:
    """What the peek line says of the sentence in hand."""
    dot = f" {pen.signs.dot} "
    words = pen.text(note or entry.detail) or _("its words as they stand, faults included")
    return (Run(entry.group, "strong"), Run(dot + words, "chrome"))


def _answers(view: View) -> bool:
    """Whether Enter gives the sentence in hand as an answer to the room."""
    return view.room is not None and is_answered_here(view, view.room)


def _asks(pen: Pen, document: Document, view: View, grid: Grid) -> tuple[Row, ...]:
    """The question, and what Enter does."""
    if _answers(view):
        what = _("Enter answers with the sentence in hand.")
    elif documents.verdicts_on(view.story, view.run, document.id):
        what = _("Enter shows what the later record says, and where this story tells it.")
    elif document.last_day:
        day = long(document.last_day).rsplit(" ", 1)[0]
        what = _("Enter shows what was on record by {day}. Nothing later, no verdict.").format(day=day)
    else:
        what = _("Enter shows what was on record then. Nothing later, no verdict.")
    ellipsis = pen.signs.ellipsis
    return (
        (Run(cut(pen.text(document.asks), grid.block, ellipsis), "text"),),
        (Run(cut(what, grid.block, ellipsis), "chrome"),),
    )


# one sentence


def compose_sentence(view: View, grid: Grid, canvas: Canvas) -> Frame:
    """A sentence, and what is on record about it."""
    listing = view.listings[-1]
    document, sentence, number = documents.sentence_of(view.story, listing.subject)
    now = documents.as_known(view)
    pen = Pen(view.story, lens_day(now), canvas.profile.glyphs)
    found = entries(view)
    first = head(
        now, grid, canvas, _("Sentence {n}").format(n=number), _record_words(view, document, sentence.verdict)
    )
    lines = _sentence_lines(pen, view, listing.subject, found, grid)
    rows = text_rows(grid, first)
    in_hand = -1 if listing.loose else listing.selected
    start, end = shown(lines, rows, listing.top, in_hand)
    draw(canvas, grid, lines[start:end], first, in_hand, mark_column(grid, now))
    lens_margin(canvas, grid, now, grid.title, grid.text_end(foot_rows(grid)))
    said = peek_of(view, canvas, found, in_hand)
    floor(view, grid, canvas, said, part(lines, start, end, pen.signs.down), ())
    moves = {"next-reference": _("choose") if found else _("scroll")}
    footer(canvas, grid, [a for a in FOOTERS["sentence"] if found or a != "open"], moves)
    layout = Layout(references=in_sight(lines, start, end), rows=rows, overflow=len(lines) - end, top=start)
    return Frame(canvas.rows(), layout, canvas.cursor, title=f"{view.story.title} · {document.title}")


def _record_words(view: View, document: Document, verdict: str) -> str:
    if documents.verdicts_on(view.story, view.run, document.id):
        return documents.verdict_words(verdict)
    if document.last_day:
        return _("on record by {day}").format(day=long(document.last_day))
    return _("on record then")


def _sentence_lines(pen: Pen, view: View, key: str, found: tuple[Entry, ...], grid: Grid) -> list[Line]:
    document, sentence, _number = documents.sentence_of(view.story, key)
    verdicts = documents.verdicts_on(view.story, view.run, document.id)
    words = (
        without_marks(pen.verbatim(view.story.excerpts[sentence.excerpt].text.strip())) + pen.signs.unquote
    )
    lines = text_lines(words, grid.measure)
    lines[0] = lines[0]._replace(margin=(Run(pen.signs.quote, "chrome"),))
    if view.run.marks.get(document.id) == sentence.excerpt:
        lines += [Line(row) for row in _mark_rows(pen, grid.measure)]
    cited = documents.sentence_references(sentence, verdicts)
    record = prose_lines(pen, (documents.record_of(sentence, verdicts),), cited, found, grid.measure)
    if not record and not verdicts:
        record = text_lines(_("No record of that time is set beside it."), grid.measure, "chrome")
    lines += [BLANK, *record] if record else []
    return lines + behind_lines(pen, found, {(one.kind, one.id) for one in cited}, grid.measure)


def behind_lines(pen: Pen, found: tuple[Entry, ...], cited: set[tuple[str, str]], measure: int) -> list[Line]:
    """The rows that no mark leads to: further claims, the scenes that tell more, sources."""
    headings = {"claim": _("Claims behind it"), "scene": _("Told in"), "source": _("Rests on")}
    lines: list[Line] = []
    before = ""
    for index, entry in enumerate(found):
        if (entry.kind, entry.id) in cited:
            continue
        if entry.kind != before:
            lines += [BLANK, *text_lines(headings.get(entry.kind, ""), measure, "chrome")]
            before = entry.kind
        label = pen.text(entry.label) if entry.kind != "source" else pen.verbatim(entry.label)
        right: Row = ()
        if entry.warned:
            right = (Run(pen.signs.warned, "alert-sign"), Run(f" {_('warned')}", "chrome"))
        rows = text_lines(label, measure - (10 if right else 0), item=index)
        lines += [rows[0]._replace(right=right), *rows[1:]] if rows else []
    return lines


def peek_of(view: View, canvas: Canvas, found: tuple[Entry, ...], selected: int) -> Row:
    """What the row or mark in hand is."""
    if not 0 <= selected < len(found):
        return ()
    entry = found[selected]
    pen = Pen(view.story, "", canvas.profile.glyphs)
    if entry.kind in ("term", "excerpt", "claim"):
        label = entry.group.strip("[]")
        bare = msgspec.structs.replace(view, cursor=-1)
        row = peek_row(bare, canvas.profile.glyphs, Reference(entry.kind, entry.id, label, ""))
        return row if label or entry.kind == "term" else (Run(row[1].text.strip(), "chrome"),)
    if entry.kind == "scene":
        time = _("{n} min").format(n=minutes(view.story.scenes[entry.id].words))
        return (Run(pen.text(entry.label), "strong"), Run(f" {pen.signs.dot} {time}", "chrome"))
    return (
        Run(pen.verbatim(entry.label), "strong"),
        Run(f" {pen.signs.dot} {pen.verbatim(entry.detail)}", "chrome"),
    )
