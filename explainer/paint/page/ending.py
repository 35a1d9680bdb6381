"""Rows of the end of the story or of a trail: groups of what was read and noted, and the ways on."""

from __future__ import annotations

from explainer.messages import _
from explainer.paint.cells.canvas import BLANK, Line, fit, text_lines, with_fact
from explainer.paint.cells.rows import Row, Run
from explainer.paint.page.chrome import warned_words
from explainer.paint.page.layout import RIBBON, Grid
from explainer.paint.page.prose import Pen
from explainer.reading.view import Entry

_INDENT = 2
_WHOLE = ("use",)
"""Rows that are sentences, and are told in full."""


def ending_lines(pen: Pen, found: tuple[Entry, ...], grid: Grid, room: int) -> list[Line]:
    """Each group under its heading; blank rows part them where all of it stands on the screen."""
    groups: list[list[Line]] = []
    for index, entry in enumerate(found):
        if entry.kind == "heading":
            style = "text" if entry.id == "read" else "chrome"
            groups.append(text_lines(pen.text(entry.label), grid.block, style))
        else:
            groups[-1] += _row(pen, entry, index, grid)
    tight = sum(map(len, groups)) + len(groups) - 1 > room and grid.height < 20
    lines: list[Line] = []
    for group in groups:
        lines += [*([BLANK] if lines and not tight else []), *group]
    return lines


def _row(pen: Pen, entry: Entry, index: int, grid: Grid) -> list[Line]:
    """A row: what it says, and one fact at the right edge."""
    measure, wide = grid.block - _INDENT, grid.width >= RIBBON
    fact = pen.text(entry.detail) if wide or entry.kind != "use" else ""
    if entry.minutes:
        minutes = _("{n} min").format(n=entry.minutes)
        fact = f"{fact} {pen.signs.dot} {minutes}" if fact and wide else minutes
    text = pen.text(entry.label)
    if entry.kind in _WHOLE or not wide:
        rows = with_fact(text, "text", fact, measure, item=index)
        if not rows[-1].runs:  # a fact without room beside the sentence is not worth a row
            rows.pop()
    else:
        right: Row = (Run(fact, "chrome"),) if fact else ()
        named: Row = (Run(text, "text"),)
        if entry.warned:
            named = (*named, Run(" ", "text"), *warned_words(pen))
        rows = [Line(fit(named, measure - len(fact) - 2, pen.signs.ellipsis), right, item=index)]
    return [row._replace(indent=_INDENT) for row in rows]
