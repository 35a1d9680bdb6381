"""The story map: chapters that fold, a row of dots for each, scenes with their minutes; and one's own way."""

from __future__ import annotations

from explainer.messages import _
from explainer.paint.cells import text_width
from explainer.paint.cells.canvas import Line, fit
from explainer.paint.cells.glyphs import Signs
from explainer.paint.cells.rows import Row, Run
from explainer.paint.cells.text_width import cut
from explainer.paint.grid import RIBBON, STANDARD, Grid
from explainer.paint.ink import Pen
from explainer.reading.lists import Entry
from explainer.reading.view import View
from explainer.reading.way import minutes_left


def map_fact(view: View, grid: Grid, signs: Signs) -> str:
    """`11 of 40 seen · 31 min left`."""
    seen = _("{n} of {total} seen").format(n=len(set(view.run.seen)), total=len(view.story.scenes))
    if grid.width < RIBBON:
        return seen
    return f"{seen} {signs.dot} " + _("{n} min left").format(n=minutes_left(view.story, view.run))


def map_legend(signs: Signs, grid: Grid) -> Row:
    """What the signs say."""
    gap = "   " if grid.width >= RIBBON else "  "
    warned = _("warned, with a way round") if grid.width >= RIBBON else _("warned")
    return (
        Run(f"{signs.stands} {_('seen')}{gap}{signs.replaced} {_('not yet')}{gap}", "chrome"),
        Run(signs.warned, "alert-sign"),
        Run(f" {warned}", "chrome"),
    )


def map_lines(pen: Pen, found: tuple[Entry, ...], grid: Grid) -> list[Line]:
    """One row a chapter, one a scene of those that are open."""
    return [
        _chapter(pen, entry, index, grid) if entry.kind == "chapter" else _scene(pen, entry, index, grid)
        for index, entry in enumerate(found)
    ]


def way_lines(pen: Pen, found: tuple[Entry, ...], grid: Grid) -> list[Line]:
    """The scenes in the order one came through them."""
    return [_scene(pen, entry, index, grid) for index, entry in enumerate(found)]


def _middle(grid: Grid) -> int:
    """The column of dots and remarks, from the first text column."""
    return 36 if grid.width >= STANDARD else 30


def _dots(pen: Pen, entry: Entry, room: int) -> Row:
    signs = pen.signs
    states = entry.states
    if len(states) > room:
        return ()
    runs: list[Run] = []
    for state in states:
        sign, style = {
            "seen": (signs.stands, "text"),
            "here": (signs.hand, "accent-strong"),
        }.get(state, (signs.replaced, "chrome"))
        if runs and runs[-1].style == style:
            runs[-1] = Run(runs[-1].text + sign, style)
        else:
            runs.append(Run(sign, style))
    return tuple(runs)


def _chapter(pen: Pen, entry: Entry, index: int, grid: Grid) -> Line:
    label = pen.text(entry.label)
    style = "text" if entry.folded else "strong"
    margin = () if entry.folded else (Run(pen.signs.open, "accent"),)
    if grid.width < RIBBON:
        dots = _dots(pen, entry, max(0, grid.block - 12))
        room = grid.block - len(entry.states) - 2
        return Line((Run(cut(label, room, pen.signs.ellipsis), style),), dots, margin, index)
    middle = _middle(grid)
    head = Run(cut(label, middle - 2, pen.signs.ellipsis), style)
    minutes = _("{n} min").format(n=entry.minutes)
    tail = f"{entry.detail}   {minutes:>6}" if grid.width >= STANDARD else f"{minutes:>6}"
    dots = _dots(pen, entry, grid.block - middle - text_width(tail) - 2)
    blank = Run(" " * (middle - text_width(head.text)), "text")
    return Line((head, blank, *dots), (Run(tail, "chrome"),), margin, index)


def _scene(pen: Pen, entry: Entry, index: int, grid: Grid) -> Line:
    signs = pen.signs
    indent = 2 * entry.depth
    mark = Run(f"{signs.stands if entry.seen else signs.replaced} ", "text" if entry.seen else "chrome")
    title = Run(pen.text(entry.label), "strong" if entry.here else "text")
    minutes: Row = (Run(_("{n} min").format(n=entry.minutes), "chrome"),)
    warned: Row = (Run(signs.warned, "alert-sign"),) if entry.warned else ()
    if grid.width < RIBBON:
        tail: Row = (Run(" ", "text"), *warned) if warned else ()
        room = grid.block - indent - text_width(mark.text) - text_width("".join(run.text for run in tail))
        if text_width(title.text) > room - 7:  # the title is worth more than its minutes
            minutes = ()
        return Line(
            (*fit((mark, title), room + text_width(mark.text), signs.ellipsis), *tail),
            minutes,
            (),
            index,
            indent,
        )
    room = grid.block - indent - 8
    remark: Row = (Run(_("you are here"), "chrome"),) if entry.here else ()
    if warned:
        remark += ((Run("  ", "text"),) if remark else ()) + (*warned, Run(f" {_('warned')}", "chrome"))
    gap = _middle(grid) - indent - 2 - text_width(title.text)
    if gap < 2:
        gap = 2
    runs = (mark, title, *((Run(" " * gap, "text"), *remark) if remark else ()))
    return Line(fit(runs, room, signs.ellipsis), minutes, (), index, indent)
