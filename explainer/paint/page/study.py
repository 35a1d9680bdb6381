"""A text under study: its sentences with their numbers, and the record of one of them.

A mark of the reader's is never shaped like a verdict, and a verdict is a word, not a colour.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from explainer.messages import _
from explainer.paint.cells.canvas import BLANK, Canvas, Line, cells, draw_from_right, text_lines, window
from explainer.paint.cells.rows import Frame, Row, Run, from_right
from explainer.paint.cells.wrapping import cut, width, wrap, wrap_text
from explainer.paint.page import chrome
from explainer.paint.page.layout import RIBBON, Grid, grid
from explainer.paint.page.opening import compose_reading
from explainer.paint.page.prose import Inker, Pen
from explainer.paint.page.sheet import peek_row
from explainer.reading import documents
from explainer.reading.lists import entries
from explainer.reading.view import Entry, Layout, View
from explainer.session.room_page import is_answered_here
from explainer.story.model.dates import long
from explainer.story.model.prose import Reference, minutes
from explainer.story.model.structs import Document, Prose
from explainer.telling.names import without_marks

# Screens beside a scene that keep its head: a text under study, one of its sentences, a guess.


def draw_head(view: View, grid: Grid, canvas: Canvas, title: str, fact: str) -> int:
    """The scene's header and ribbon, a title of one's own, a fact at the right. Returns the first row of text."""
    chrome.header(canvas, grid, view)
    chrome.ribbon(canvas, grid, view)
    rows = wrap_text(title, grid.measure, "strong")
    last = cells(rows[-1]) if rows else 0
    has_room = last + width(fact) + 3 <= grid.measure and not (rows and from_right(rows[-1]))
    shown = fact if has_room else ""
    chrome.draw_title(canvas, grid, rows, shown, grid.title + len(rows) - 1)
    return grid.title + len(rows) + 1


def foot_rows(grid: Grid) -> int:
    """Rows between the peek line and the room line."""
    return 0 if grid.compact else 2


def text_rows(grid: Grid, first: int) -> int:
    """Rows of text from a row down to the peek line."""
    return max(1, grid.text_end(foot_rows(grid)) - first)


def draw_foot(view: View, grid: Grid, canvas: Canvas, said: Row, fact: str, below: Iterable[Row]) -> None:
    """The peek line, the rows under it where there is room, and the message."""
    rows = foot_rows(grid)
    chrome.peek(canvas, grid, grid.peek(rows), said, fact, room=view.message)
    for index, row in enumerate(tuple(below)[:rows]):
        canvas.put(grid.room - rows + index, grid.left, row)
    chrome.room_line(canvas, grid, view)


def draw_items(canvas: Canvas, grid: Grid, lines: Iterable[Line], row: int, selected: int, mark: int) -> None:
    """Rows of text; those of the item in hand lie on the bar, and marks in hand are filled.

    Args:
        canvas: where to draw.
        grid: where things stand.
        lines: the rows.
        row: the first one.
        selected: the item in hand; -1: none.
        mark: the column of the hand.
    """
    for line in lines:
        reference = f"item:{line.item}" if line.item >= 0 else ""
        hand = f"item:{selected}" if line.item < 0 else ""
        runs = tuple(
            Run(text, "cursor" if hand and own == hand else style, own or reference)
            for text, style, own in line.runs
        )
        canvas.put(row, grid.left + line.indent, runs, hand)
        if from_right(line.runs):
            draw_from_right(canvas, line._replace(runs=()), row, grid.left, grid.measure, reference)
        else:
            right = tuple(run._replace(reference=run.reference or reference) for run in line.right)
            canvas.put_right(row, grid.left + grid.measure, right)
            canvas.put_right(row, grid.left - 1, line.margin)
        if line.item >= 0 and line.item == selected:
            canvas.bar(row, grid.bar)
            if canvas.cursor is None:
                canvas.write(row, mark, canvas.signs.hand, "accent")
                canvas.point(row, grid.left + line.indent)
        row += 1


def visible(lines: list[Line], rows: int, top: int, selected: int) -> tuple[int, int]:
    """The lines shown: from a row on, unless the item or the mark in hand would be out of sight."""
    first = max(0, min(top, len(lines) - rows))
    here = [index for index, line in enumerate(lines) if selected in _items(line)] if selected >= 0 else []
    if here:
        if here[-1] >= first + rows:
            first = min(here[-1] - rows + 1, here[0])
        first = min(first, here[0])
    return first, min(len(lines), first + rows)


def in_sight(lines: list[Line], start: int, end: int) -> tuple[int, ...]:
    """The items whose first row or mark is shown."""
    first: dict[int, int] = {}
    for index, line in enumerate(lines):
        for item in _items(line):
            first.setdefault(item, index)
    return tuple(sorted(item for item, index in first.items() if start <= index < end))


def _items(line: Line) -> set[int]:
    marks = {int(run.reference[5:]) for run in line.runs if run.reference.startswith("item:")}
    return marks | ({line.item} if line.item >= 0 else set())


def lines_shown(lines: list[Line], start: int, end: int, arrow: str) -> str:
    """The rule's words for a text that is longer than the screen."""
    if start == 0 and end >= len(lines):
        return ""
    words = _("{first}-{last} of {total} lines").format(first=start + 1, last=end, total=len(lines))
    return f"{words} {arrow}" if end < len(lines) else words


def prose_lines(
    pen: Pen, proses: Iterable[Prose], found: tuple[Reference, ...], entries: tuple[Entry, ...], measure: int
) -> list[Line]:
    """Proses as rows, their marks numbered anew, each leading to the row of a list that it opens."""
    at = {(entry.kind, entry.id): index for index, entry in enumerate(entries)}
    items = [at.get((reference.kind, reference.id), -1) for reference in found]
    inker = Inker(pen, found)
    lines: list[Line] = []
    for prose in proses:
        for pieces in inker.paragraphs(prose):
            rows = wrap([_leading(piece, items) for piece in pieces], measure)
            lines += ([Line()] if lines and rows else []) + [Line(row.runs) for row in rows]
    return lines


def _leading(piece: Run, items: list[int]) -> Run:
    kind, _colon, number = piece.reference.partition(":")
    if kind != "ref" or items[int(number)] < 0:
        return Run(piece.text, piece.style)
    return Run(piece.text, piece.style, f"item:{items[int(number)]}")


def onward_layout(
    view: View, canvas: Canvas, rows: int, overflow: int = 0, top: int = 0, found: tuple[int, ...] = ()
) -> Layout:
    """The layout of a screen from which one goes on along the scene: where the page of the scene ends."""
    bare, size = View(view.story, view.run), (canvas.columns, canvas.height)
    under = Canvas(*size, canvas.profile)
    below = compose_reading(bare, grid(*size, canvas.profile.measure), under).layout
    return Layout(below.following, found, rows=rows, overflow=overflow, top=top)


def is_narrow(grid: Grid) -> bool:
    """Return whether there is no margin for numbers and a hand beside each other."""
    return grid.left < 4 or grid.width < RIBBON


_NUMBER = 3
"""Cells of a number and the blank after it, where it stands before the text."""


# the whole text


def compose_document(view: View, grid: Grid, canvas: Canvas) -> Frame:
    """All sentences, one in hand."""
    listing = view.listings[-1]
    document = view.story.documents[listing.subject]
    now = documents.as_known(view)
    pen = Pen(view.story, chrome.lens_day(now), canvas.profile.glyphs)
    found = entries(view)
    first = draw_head(now, grid, canvas, pen.text(document.title), pen.text(document.note))
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
    note = document.note if is_narrow(grid) else ""  # there the title has no room beside it
    said: Row = ()
    if found:
        entry = found[listing.selected]
        words = pen.text(note or entry.detail) or _("its words as they stand, faults included")
        said = (Run(entry.group, "strong"), Run(f" {pen.signs.dot} {words}", "chrome"))
    draw_foot(view, grid, canvas, said, fact + arrow, _asks(pen, document, view, grid))
    opens = _("answer") if _answers(view) else _("its record")
    chrome.footer(canvas, grid, chrome.FOOTERS["document"], {"next-reference": _("sentence"), "open": opens})
    layout = onward_layout(view, canvas, len(numbers))
    return chrome.finished(canvas, view, layout, name=document.title)


def _sentences(pen: Pen, found: tuple[Entry, ...], grid: Grid) -> list[Line]:
    indent = _NUMBER if is_narrow(grid) else 0
    measure = grid.measure - indent
    lines: list[Line] = []
    for index, entry in enumerate(found):
        lines += [BLANK] if lines else []
        rows = wrap_text(pen.verbatim(entry.label.strip()), measure)
        own = [Line(row, item=index, indent=indent) for row in rows]
        if entry.detail and own:
            fact = (Run(pen.text(entry.detail), "chrome"),)
            if cells(rows[-1]) + width(entry.detail) + 2 <= measure:
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
    mark = Run(f"{pen.signs.mark} ", "accent")
    return [line.runs for line in chrome.hanging(map(Line, rows), (mark,), "accent")]


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
    tight = is_narrow(grid)
    draw_items(canvas, grid, lines, first, selected, grid.left - 2 if tight else max(0, grid.left - 4))
    before = above
    for row, line in enumerate(lines, first):
        if line.item >= 0 and line.item != before:
            number = Run(found[line.item].group, "chrome", f"item:{line.item}")
            if tight:
                canvas.put(row, grid.left, (number,))
            else:
                canvas.put_right(row, grid.left - 1, (number,))
        before = line.item if line.item >= 0 else before


def _answers(view: View) -> bool:
    """Return whether Enter gives the sentence in hand as an answer to the room."""
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
    asks, what = (cut(words, grid.block, pen.signs.ellipsis) for words in (pen.text(document.asks), what))
    return (Run(asks, "text"),), (Run(what, "chrome"),)


# one sentence


def compose_sentence(view: View, grid: Grid, canvas: Canvas) -> Frame:
    """A sentence, and what is on record about it."""
    listing = view.listings[-1]
    now = documents.as_known(view)
    on = chrome.lens_day(now)
    document, sentence, number = documents.sentence_of(view.story, listing.subject, on)
    pen = Pen(view.story, on, canvas.profile.glyphs)
    found = entries(view)
    told = _record_words(view, document, sentence.verdict)
    first = draw_head(now, grid, canvas, _("Sentence {n}").format(n=number), told)
    lines = _sentence_lines(pen, view, listing.subject, found, grid)
    rows = text_rows(grid, first)
    in_hand = -1 if listing.loose else listing.selected
    start, end = visible(lines, rows, listing.top, in_hand)
    draw_items(canvas, grid, lines[start:end], first, in_hand, chrome.mark_column(grid, now))
    chrome.lens_margin(canvas, grid, now, grid.title, grid.text_end(foot_rows(grid)))
    said = peek_of_item(view, canvas, found, in_hand)
    draw_foot(view, grid, canvas, said, lines_shown(lines, start, end, pen.signs.down), ())
    moves = {"next-reference": _("choose") if found else _("scroll")}
    chrome.footer(canvas, grid, [a for a in chrome.FOOTERS["sentence"] if found or a != "open"], moves)
    layout = Layout(references=in_sight(lines, start, end), rows=rows, overflow=len(lines) - end, top=start)
    return chrome.finished(canvas, view, layout, name=document.title)


def _record_words(view: View, document: Document, verdict: str) -> str:
    if documents.verdicts_on(view.story, view.run, document.id):
        return documents.verdict_words(verdict)
    if document.last_day:
        return _("on record by {day}").format(day=long(document.last_day))
    return _("on record then")


def _sentence_lines(pen: Pen, view: View, key: str, found: tuple[Entry, ...], grid: Grid) -> list[Line]:
    document, sentence, _number = documents.sentence_of(view.story, key, pen.on)
    verdicts = documents.verdicts_on(view.story, view.run, document.id)
    words = without_marks(pen.verbatim(view.story.excerpts[sentence.excerpt].text.strip()))
    lines = text_lines(words + pen.signs.unquote, grid.measure)
    lines[0] = lines[0]._replace(margin=(Run(pen.signs.quote, "chrome"),))
    if view.run.marks.get(document.id) == sentence.excerpt:
        lines += [Line(row) for row in _mark_rows(pen, grid.measure)]
    cited = documents.sentence_references(sentence, verdicts)
    record = prose_lines(pen, (documents.record_of(sentence, verdicts),), cited, found, grid.measure)
    if not record and not verdicts:
        record = text_lines(_("No record of that time is set beside it."), grid.measure, "chrome")
    lines += [BLANK, *record] if record else []
    return lines + rest_lines(pen, found, {(one.kind, one.id) for one in cited}, grid.measure)


def rest_lines(pen: Pen, found: tuple[Entry, ...], cited: set[tuple[str, str]], measure: int) -> list[Line]:
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
        right = chrome.warned_words(pen) if entry.warned else ()
        rows = text_lines(label, measure - (10 if right else 0), item=index)
        lines += [rows[0]._replace(right=right), *rows[1:]] if rows else []
    return lines


def peek_of_item(view: View, canvas: Canvas, found: tuple[Entry, ...], selected: int) -> Row:
    """The peek line's words for the row or mark in hand."""
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
    detail = f" {pen.signs.dot} {pen.verbatim(entry.detail)}"
    return Run(pen.verbatim(entry.label), "strong"), Run(detail, "chrome")
