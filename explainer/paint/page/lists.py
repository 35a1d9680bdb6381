"""Rows of the screens that list things: terms, sources, hits, choices, the map of the story, days."""

from __future__ import annotations

import re
from collections.abc import Iterator

from explainer.messages import _
from explainer.paint.cells.canvas import (
    BLANK,
    Canvas,
    Line,
    draw_lines,
    fit,
    pieces_lines,
    text_lines,
    window,
    with_fact,
)
from explainer.paint.cells.rows import Frame, Row, Run
from explainer.paint.cells.style import key_name
from explainer.paint.cells.wrapping import cut, width
from explainer.paint.page.chrome import (
    FOOTERS,
    finished,
    footer,
    key_label,
    lens_day,
    message_row,
    screen_head,
)
from explainer.paint.page.layout import RIBBON, STANDARD, Grid
from explainer.paint.page.prose import Pen
from explainer.paint.page.records import kind_name, source_date, source_name
from explainer.paint.page.ribbon import Tick, day_ticks, day_words, pressed
from explainer.reading.lens import chosen_day, lens_entries
from explainer.reading.lists import NEAREST
from explainer.reading.view import Entry, Layout, Listing, View
from explainer.story.model.dates import MONTHS, long, parts, said, short

# Rows of the glossary, of the sources, of a search, of the choices of a small window.


def _row(name: str, detail: str, right: str, index: int, grid: Grid, pen: Pen, name_cells: int) -> Line:
    """Name, what it is, one fact at the right edge; on a narrow screen the middle gives way."""
    fact: Row = (Run(right, "chrome"),) if right else ()
    room = grid.block - (width(right) + 2 if right else 0)
    ellipsis = pen.signs.ellipsis
    if grid.width < RIBBON:
        return Line((Run(cut(name, room, ellipsis), "text"),), fact, item=index)
    head = cut(name, name_cells - 2, ellipsis)
    rest = cut(detail, room - name_cells, ellipsis)
    runs = (Run(head, "text"), Run(" " * (name_cells - width(head)), "text"), Run(rest, "chrome"))
    return Line(runs, fact, item=index)


def glossary_lines(pen: Pen, found: tuple[Entry, ...], grid: Grid) -> list[Line]:
    """One row a term: its name, the start of its definition, its kind."""
    if not found:
        return text_lines(_("No term has these letters."), grid.block)
    cells_of_name = 28 if grid.width >= STANDARD else 22
    lines = []
    for index, entry in enumerate(found):
        right = (entry.later if grid.width >= RIBBON else "") or kind_name(entry.group)
        name, meaning = pen.text(entry.label), pen.text(entry.detail)
        lines.append(_row(name, meaning, right, index, grid, pen, cells_of_name))
    return lines


def source_lines(pen: Pen, found: tuple[Entry, ...], grid: Grid) -> list[Line]:
    """One row a source: its publisher, its title, its date."""
    if not found:
        return text_lines(_("No source has these letters."), grid.block)
    cells_of_name = 26 if grid.width >= STANDARD else 20
    lines = []
    for index, entry in enumerate(found):
        source = pen.story.sources[entry.id]
        day = "" if entry.later else source_date(source, brief=True)  # else the words say it
        name, title = pen.verbatim(entry.label), pen.verbatim(entry.detail)
        lines.append(_row(name, title, day, index, grid, pen, cells_of_name))
    return lines


def search_lines(pen: Pen, found: tuple[Entry, ...], grid: Grid, listing: Listing) -> list[Line]:
    """Groups of hits: the found words bold and underlined, the line around them below."""
    lines: list[Line] = []
    hand = found[min(listing.selected, len(found) - 1)].group
    for index, entry in enumerate(found):
        if entry.id == NEAREST:
            lines += text_lines(pen.verbatim(entry.label), grid.block)
        elif entry.kind == "heading":
            lines += [BLANK] if lines else []
            count = _counted(pen, entry, found, listing, in_hand=entry.id == hand)
            click = "action:all" if entry.id == hand else ""
            lines.append(Line((Run(entry.label, "chrome"),), (Run(count, "chrome", click),)))
        else:
            lines += _hit(pen, entry, index, grid)
    return lines


def _counted(pen: Pen, group: Entry, found: tuple[Entry, ...], listing: Listing, *, in_hand: bool) -> str:
    """`3 of 28`; of the group in hand also what Tab does."""
    shown = sum(other.group == group.id for other in found)
    count = _("{n} of {total}").format(n=shown, total=group.detail)
    is_whole = group.id in listing.whole
    if not in_hand or (not is_whole and str(shown) == group.detail):
        return count
    does = _("{key} shows the best") if is_whole else _("{key} shows all")
    return f"{count} {pen.signs.dot} {does.format(key=key_name('tab', pen.glyphs))}"


def _hit(pen: Pen, entry: Entry, index: int, grid: Grid) -> list[Line]:
    indent = 2
    right, detail = _hit_fact(pen, entry), entry.detail
    if detail and not right and width(detail) <= _FACT:
        right, detail = pen.verbatim(detail), ""
    if entry.later:  # its words are folded; the day on which they were said stands in their place
        right, detail = entry.later, ""
    if grid.width < RIBBON:
        right, detail = "", entry.later or detail
    room = grid.block - indent - (width(right) + 2 if right else 0)
    label = fit(tuple(marked(pen.text(entry.label), entry.matched, "text")), room, pen.signs.ellipsis)
    fact: Row = (Run(right, "chrome"),) if right else ()
    lines = [Line(label, fact, item=index, indent=indent)]
    if detail and (entry.kind != "source" or entry.later):
        around = tuple(marked(pen.verbatim(detail), entry.matched, "chrome"))
        lines.append(Line(fit(around, grid.block - indent, pen.signs.ellipsis), item=index, indent=indent))
    return lines


_FACT = 32
"""Cells that a fact beside a hit may take."""


def _hit_fact(pen: Pen, entry: Entry) -> str:
    """One quiet fact: a scene's days, a source's publisher and date, a term's kind."""
    story = pen.story
    scene = story.scenes.get(entry.id.partition(":")[0])
    if entry.kind == "scene" and scene is not None:
        return day_words(story, scene.when)
    if entry.kind == "source" and entry.id in story.sources:
        source = story.sources[entry.id]
        named = source_name(pen, source, brief=True)
        return named if width(named) <= _FACT else source_date(source, brief=True)
    if entry.kind == "excerpt" and entry.id in story.excerpts:
        excerpt = story.excerpts[entry.id]
        return said(excerpt.date, excerpt.date_precision, brief=True)
    if entry.kind == "term" and entry.id in story.terms:
        return kind_name(story.terms[entry.id].kind)
    return ""


def marked(text: str, words: tuple[str, ...], style: str) -> Iterator[Run]:
    """A text with the found words bold and underlined."""
    if not words:
        yield Run(text, style)
        return
    pattern = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True) if word)
    at = 0
    for found in re.finditer(pattern, text, re.IGNORECASE) if pattern else ():
        if found.start() > at:
            yield Run(text[at : found.start()], style)
        yield Run(found[0], "hit")
        at = found.end()
    if at < len(text):
        yield Run(text[at:], style)


def choice_lines(pen: Pen, found: tuple[Entry, ...], grid: Grid) -> list[Line]:
    """The ways from here, each with its digit, for windows where they have no room under the text."""
    lines: list[Line] = []
    for index, entry in enumerate(found):
        key = entry.id if entry.kind == "choice" else pen.signs.onward
        pieces = [Run(pen.text(entry.label), "text")]
        if entry.seen:
            pieces.append(Run(f" {pen.signs.dot} {_('seen')}", "chrome"))
        if entry.warned:
            pieces += [Run(f" {pen.signs.warned}", "alert-sign"), Run(f" {_('warned')}", "chrome")]
        rows = pieces_lines(pieces, grid.block - 3, indent=0, item=index)
        for number, row in enumerate(rows):
            head = Run(f"{key}  " if not number else "   ", "accent-strong")
            lines.append(row._replace(runs=(head, *row.runs)))
        if entry.detail:
            for row in text_lines(pen.text(entry.detail), grid.block - 3, "chrome", item=index):
                lines.append(row._replace(runs=(Run("   ", "text"), *row.runs)))
    return lines


# The screen of the date: a line to type a day on, the ribbon large, the marked days and the way back.

_NAME = 22


def compose_lens(view: View, grid: Grid, canvas: Canvas) -> Frame:
    """The whole screen of the date."""
    listing = view.listings[-1]
    pen = Pen(view.story, "", canvas.profile.glyphs)
    found = lens_entries(view.story, view.run, listing)
    selected = min(listing.selected, len(found) - 1)
    chosen = chosen_day(view.story, listing)
    _head(canvas, grid, view, listing.query)
    row = grid.header + (3 if grid.height >= 22 else 2)
    large = _large(pen, day_ticks(view.story.ribbon), chosen, grid.block)
    row = draw_lines(canvas, large, row, grid.left, grid.block) + (1 if large else 0)
    row = draw_lines(canvas, _said(pen, view, chosen, grid.block), row, grid.left, grid.block) + 1
    lines = _rows(pen, view, grid)
    last = grid.footer - 1
    start, end = window(lines, last - row, 0, selected)
    draw_lines(canvas, lines[start:end], row, grid.left, grid.block, selected, grid.bar)
    message_row(canvas, grid, last, pen.text(view.message))
    words = {"next-reference": _("choose"), "open": _("set it"), "day-after": _("day")}
    actions = [a for a in FOOTERS["lens"] if a != "day-after" or large or grid.width < RIBBON]
    footer(canvas, grid, actions, words, {"day-after": pen.signs.left_right})
    return finished(canvas, view, Layout(rows=last - row), name=_("date"))


def _head(canvas: Canvas, grid: Grid, view: View, typed: str) -> None:
    """The name, what is typed, and the date of now at the right edge."""
    on = lens_day(view)
    brief = grid.width < RIBBON
    day = on or view.story.checked_on
    form = _("As known on {date}") if on else _("as checked on {date}")
    fact = form.format(date=short(day) if brief else long(day)) if day else ""
    name = _("Date")
    row: Row = (Run(name, "chrome"), Run("  ", "text"), Run(typed, "strong"))
    screen_head(canvas, grid, row, "" if on else fact)
    if on:
        canvas.put_right(grid.header, grid.right, (Run(f" {fact} ", "lens-label"),))
    at = grid.left + width(name) + 2 + width(typed)
    canvas.write(grid.header, at, canvas.signs.caret, "accent")


def _large(pen: Pen, marks: tuple[Tick, ...], chosen: str, room: int) -> list[Line]:
    """The ribbon in two rows: the line with its days, under it the month or the first and last year."""
    if not marks or room < 56:
        return []
    cells = sum(width(tick.label) for tick in marks) + 2 * sum(tick.after_gap for tick in marks) + 2
    dashes = max(1, min(4, (room - cells) // max(1, len(marks))))
    if cells + len(marks) * dashes > room:
        return []
    at = max((i for i, tick in enumerate(marks) if tick.start <= chosen), default=-1) if chosen else -1
    signs = pen.signs
    runs: list[Run] = []
    for index, tick in enumerate(marks):
        beyond = bool(chosen) and index > at
        line = signs.beyond if beyond else signs.heavy if chosen else signs.light
        if tick.after_gap:
            runs.append(Run("//", "rule"))
        else:
            runs.append(Run(line * dashes, "rule" if beyond or not chosen else "chrome"))
        if index == at and tick.start <= chosen <= tick.end:
            runs.append(Run(f"{signs.day_open}{tick.label}{signs.lens}", "accent-strong", pressed(tick)))
        else:
            runs.append(Run(tick.label, "chrome", pressed(tick)))
    year, month = parts(marks[0].start)[:2]
    name = f"{_(MONTHS[month - 1])} {year}" if marks[0].start == marks[0].end else ""
    return [Line(tuple(runs)), *([Line((Run(name, "chrome"),))] if name else [])]


def _said(pen: Pen, view: View, chosen: str, measure: int) -> list[Line]:
    """The effect of the day in hand; or how one is typed."""
    typed = view.listings[-1].query.strip()
    if typed and not chosen:
        words = _("“{words}” is no day yet. Type one like 8 January 2022, or 2022-01-08.").format(words=typed)
        return text_lines(pen.text(words), measure)
    if not chosen:
        return text_lines(_("Type a day, or choose one with the arrows."), measure, "chrome")
    words = _("As known on {date} you read what was said by that day; the rest is folded, not lost.")
    steps = [key_label(action, pen.glyphs) for action in ("date-before", "date-after")]
    there = _("On every page {before} and {after} then step the date.").format(
        before=steps[0], after=steps[1]
    )
    return text_lines(f"{words.format(date=long(chosen))} {there}", measure)


def _rows(pen: Pen, view: View, grid: Grid) -> list[Line]:
    lines: list[Line] = []
    for index, entry in enumerate(lens_entries(view.story, view.run, view.listings[-1])):
        fact = _("set") if entry.here else ""
        style = "strong" if entry.here else "text"
        label, detail = pen.text(entry.label), pen.text(entry.detail)
        if grid.width < RIBBON:
            rows = with_fact(label, style, fact, grid.block, item=index)
            rows += text_lines(detail, grid.block, "chrome", item=index, indent=2) if detail else []
            lines += rows
            continue
        room = grid.block - _NAME - (width(fact) + 2 if fact else 0)
        runs = (Run(label.ljust(_NAME), style), Run(cut(detail, room, pen.signs.ellipsis), "chrome"))
        lines.append(Line(runs, (Run(fact, "chrome"),) if fact else (), item=index))
    return lines
