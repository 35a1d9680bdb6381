"""Rows of the glossary, of the sources, of a search, of the choices of a small window."""

from __future__ import annotations

import re
from collections.abc import Iterator

from explainer.messages import _
from explainer.paint.cells import text_width
from explainer.paint.cells.canvas import BLANK, Line, fit, pieces_lines, text_lines
from explainer.paint.cells.rows import Row, Run
from explainer.paint.cells.text_width import cut
from explainer.paint.grid import RIBBON, STANDARD, Grid
from explainer.paint.ink import Pen
from explainer.paint.records import kind_name
from explainer.paint.ribbon import day_words
from explainer.reading.lists import Entry
from explainer.story.dates import said


def _row(name: str, detail: str, right: str, index: int, grid: Grid, pen: Pen, name_cells: int) -> Line:
    """Name, what it is, one fact at the right edge; on a narrow screen the middle gives way."""
    fact: Row = (Run(right, "chrome"),) if right else ()
    room = grid.block - (text_width(right) + 2 if right else 0)
    ellipsis = pen.signs.ellipsis
    if grid.width < RIBBON:
        return Line((Run(cut(name, room, ellipsis), "text"),), fact, item=index)
    head = cut(name, name_cells - 2, ellipsis)
    rest = cut(detail, room - name_cells, ellipsis)
    runs = (Run(head, "text"), Run(" " * (name_cells - text_width(head)), "text"), Run(rest, "chrome"))
    return Line(runs, fact, item=index)


def glossary_lines(pen: Pen, found: tuple[Entry, ...], grid: Grid) -> list[Line]:
    """One row a term: its name, the start of its definition, its kind."""
    if not found:
        return text_lines(_("No term has these letters."), grid.block)
    cells_of_name = 28 if grid.width >= STANDARD else 22
    lines = []
    for index, entry in enumerate(found):
        later = entry.later if grid.width >= RIBBON else ""
        right = later or kind_name(entry.group)
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
        day = said(source.date, source.date_precision, brief=True)
        name, title = pen.verbatim(entry.label), pen.verbatim(entry.detail)
        if entry.later:
            day = ""  # the words say it
        lines.append(_row(name, title, day, index, grid, pen, cells_of_name))
    return lines


def search_lines(pen: Pen, found: tuple[Entry, ...], grid: Grid) -> list[Line]:
    """Groups of hits: the found words bold and underlined, the line around them below."""
    lines: list[Line] = []
    for index, entry in enumerate(found):
        if entry.kind == "heading":
            shown = sum(other.group == entry.id and other.kind != "heading" for other in found)
            count = _("{n} of {total}").format(n=shown, total=entry.detail)
            lines += [BLANK] if lines else []
            lines.append(Line((Run(entry.label, "chrome"),), (Run(count, "chrome"),)))
            continue
        lines += _hit(pen, entry, index, grid)
    return lines


def _hit(pen: Pen, entry: Entry, index: int, grid: Grid) -> list[Line]:
    indent = 2
    right, detail = _hit_fact(pen, entry), entry.detail
    if detail and not right and text_width(detail) <= _FACT:
        right, detail = pen.verbatim(detail), ""
    if entry.later:  # its words are folded; the day on which they were said stands in their place
        right, detail = entry.later, ""
    if grid.width < RIBBON:
        right, detail = "", entry.later or detail
    room = grid.block - indent - (text_width(right) + 2 if right else 0)
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
        day = said(source.date, source.date_precision, brief=True)
        named = f"{pen.verbatim(source.publisher)}, {day}"
        return named if text_width(named) <= _FACT else day
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


def use_lines(pen: Pen, entry: Entry, index: int, measure: int) -> list[Line]:
    """A line of a scene that leads there: seen or not, where one is, warned."""
    right: Row = ()
    if entry.here:
        right = (Run(_("you are here"), "chrome"),)
    elif entry.warned:
        right = (Run(pen.signs.warned, "alert-sign"), Run(f" {_('warned')}", "chrome"))
    mark = pen.signs.stands if entry.seen else pen.signs.replaced
    rows = text_lines(pen.text(entry.label), measure - 2 - (14 if right else 0))
    lines = [line._replace(indent=2, item=index) for line in rows]
    if lines:
        lines[0] = lines[0]._replace(runs=(Run(f"{mark} ", "chrome"), *lines[0].runs), indent=0, right=right)
    return lines
