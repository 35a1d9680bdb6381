"""The story map: chapters that fold, a row of dots for each, scenes with their minutes; and one's own way.

In a wide window it stands in two columns, each of whole chapters where they fit.
"""

from __future__ import annotations

from explainer.messages import _
from explainer.paint.cells.canvas import BLANK, Canvas, Line, cells, draw_lines, fit, sight_words, window
from explainer.paint.cells.rows import Frame, Row, Run
from explainer.paint.cells.style import Signs
from explainer.paint.cells.wrapping import cut, width
from explainer.paint.page import chrome
from explainer.paint.page.layout import RIBBON, STANDARD, WIDE, Grid
from explainer.paint.page.prose import Pen
from explainer.paint.page.ribbon import date_words, day_words
from explainer.reading.lists import entries
from explainer.reading.moves import minutes_left
from explainer.reading.view import Entry, Layout, Listing, View

GAP = 4
"""Cells between the two columns."""
_SIDE, _WIDEST = 4, 220
"""Cells left free beside the map, and its widest block."""
_QUESTION = 30
"""Cells of a question that are worth their place beside a title."""
_TITLE = 36
"""Cells of the longest title."""


def compose_map(view: View, single: Grid, canvas: Canvas) -> Frame:
    """The whole screen of the map, or of one's own way."""
    grid, listing = map_grid(single), view.listings[-1]
    pen = Pen(view.story, chrome.lens_day(view), canvas.profile.glyphs)
    found = entries(view)
    way = listing.subject == "way"
    name = _("My way") if way else _("Story map")
    date = date_words(view.story, pen.on, brief=True) if pen.on else ()
    chrome.screen_head(canvas, grid, (Run(name, "strong"),), map_fact(view, grid, pen.signs), date)
    first, rule = map_rows(grid)
    lines, shown = _drawn(canvas, grid, pen, found, view.listings[-1])
    legend, hand = map_legend(pen.signs, grid), _in_hand_row(pen, view, found, grid)
    if grid.width < RIBBON:
        canvas.put(grid.footer - 1, grid.left, hand or legend)
        legend = ()
    elif rule < grid.footer - 1:
        canvas.put(grid.footer - 1, grid.left, hand)
    chrome.fact_rule(canvas, grid, rule, sight_words(lines, *shown, pen.signs.down), legend)
    lacking = view.own_keys.lacking if view.own_keys else ()
    actions = [action for action in chrome.FOOTERS["story-map"] if action not in lacking]
    words = {
        "next-reference": _("choose"),
        "open": _("go there"),
        "way": _("all scenes") if way else _("my way"),
    }
    chrome.footer(canvas, grid, actions, words)
    chrome.message_row(canvas, grid, grid.footer - 1, pen.text(view.message))
    return chrome.finished(canvas, view, Layout(rows=rule - first), name=name.lower())


def map_rows(grid: Grid) -> tuple[int, int]:
    """The first row of the map, and the row of the rule under it."""
    first = grid.header + (3 if grid.height >= 22 else 2)
    return first, grid.footer - (2 if grid.height >= 18 or grid.width < RIBBON else 1)


def _drawn(
    canvas: Canvas, grid: Grid, pen: Pen, found: tuple[Entry, ...], listing: Listing
) -> tuple[list[Line], tuple[int, int]]:
    """Draw the rows; all of them, and which are in sight."""
    first, rule = map_rows(grid)
    column = column_of(grid, found, rule - first)
    if column is grid:
        lines = map_lines(pen, found, grid)
        shown = window(lines, rule - first, listing.top, listing.selected)
        draw_lines(canvas, lines[slice(*shown)], first, grid.left, grid.block, listing.selected, grid.bar)
        return lines, shown
    lines = map_lines(pen, found, column, airy=True)
    if len(lines) > 2 * (rule - first):
        lines = map_lines(pen, found, column)
    return lines, draw_columns(canvas, grid, lines, (first, rule), listing.top, listing.selected)


def map_grid(grid: Grid) -> Grid:
    """The grid of the map: it uses the width that there is."""
    if grid.width < STANDARD:
        return grid
    block = min(grid.width - 2 * _SIDE, _WIDEST)
    return grid._replace(block=block, left=(grid.width - block) // 2)


def column_of(grid: Grid, found: tuple[Entry, ...], rows: int) -> Grid:
    """One column of the map: the whole of it where the window is narrow, or all rows stand in one."""
    if grid.width < WIDE or len(found) <= rows:
        return grid
    return grid._replace(block=(grid.block - GAP) // 2)


def parted(lines: list[Line], chapters: list[int], rows: int) -> tuple[list[Line], list[Line]]:
    """The lines in two columns: whole chapters in each, as even as they can be, else as many as fit the first.

    Args:
        lines: all of them, at most twice the rows.
        chapters: where each chapter begins.
        rows: the rows of a column.
    """
    fitting = [at for at in chapters[1:] if max(at, len(lines) - at) <= rows]
    at = min(fitting, key=lambda at: abs(len(lines) - 2 * at), default=min(rows, len(lines)))
    left, right = lines[:at], lines[at:]
    return left[: -1 if left and left[-1] == BLANK else None], right


def draw_columns(
    canvas: Canvas, grid: Grid, lines: list[Line], rows: tuple[int, int], top: int, selected: int
) -> tuple[int, int]:
    """Draw the map in two columns.

    Args:
        canvas: where to draw.
        grid: the map's.
        lines: all of them.
        rows: the first row, and the one after the last.
        top: the first line in sight, where the map is longer than both columns.
        selected: the row in hand.

    Returns:
        The first line in sight, and the one after the last.
    """
    first, end = rows
    height = end - first
    begin, after = window(lines, 2 * height, top, selected)
    shown = lines[begin:after]
    chapters = [n for n, line in enumerate(shown) if line.item >= 0 and not line.indent]
    width_of = (grid.block - GAP) // 2
    for index, part in enumerate(parted(shown, chapters, height)):
        left = grid.left + index * (width_of + GAP)
        bar = (max(0, left - 1), left + width_of + 1)
        draw_lines(canvas, part, first, left, width_of, selected, bar)
    return begin, after


def _in_hand_row(pen: Pen, view: View, found: tuple[Entry, ...], grid: Grid) -> Row:
    """What the scene in hand asks, and its day."""
    selected = view.listings[-1].selected
    if not 0 <= selected < len(found) or found[selected].kind != "scene":
        return ()
    scene = view.story.scenes[found[selected].id]
    day = day_words(view.story, scene.when) if grid.width >= RIBBON else ""
    words = f" {pen.signs.dot} ".join(pen.text(part) for part in (day, scene.asks) if part)
    return (Run(cut(words, grid.block, pen.signs.ellipsis), "chrome"),) if words else ()


def map_fact(view: View, grid: Grid, signs: Signs) -> str:
    """`11 of 40 seen · 31 min left`."""
    seen = _("{n} of {total} seen").format(n=len(set(view.run.seen)), total=len(view.story.scenes))
    if grid.width < RIBBON:
        return seen
    return f"{seen} {signs.dot} " + _("{n} min left").format(n=minutes_left(view.story, view.run))


def map_legend(signs: Signs, grid: Grid) -> Row:
    """The meaning of the signs."""
    gap = "   " if grid.width >= RIBBON else "  "
    warned = _("warned, with a way round") if grid.width >= RIBBON else _("warned")
    seen = Run(f"{signs.stands} {_('seen')}{gap}{signs.replaced} {_('not yet')}{gap}", "chrome")
    return seen, Run(signs.warned, "alert-sign"), Run(f" {warned}", "chrome")


def map_lines(pen: Pen, found: tuple[Entry, ...], grid: Grid, *, airy: bool = False) -> list[Line]:
    """One row a chapter, one a scene of those that are open; of one's own way only scenes.

    Args:
        pen: the pen.
        found: the rows.
        grid: a column of the map.
        airy: a blank row stands before each chapter.
    """
    draw = {"chapter": _chapter}
    lines: list[Line] = []
    for index, entry in enumerate(found):
        if airy and entry.kind == "chapter" and lines:
            lines.append(BLANK)
        lines.append(draw.get(entry.kind, _scene)(pen, entry, index, grid))
    return lines


def _middle(grid: Grid) -> int:
    """The column of dots and remarks, from the first text column."""
    return _TITLE if grid.block >= STANDARD - 2 * _SIDE else 30


def _dots(pen: Pen, entry: Entry, room: int) -> Row:
    signs = pen.signs
    states = entry.states
    if len(states) > room:
        return ()
    drawn = {"seen": (signs.stands, "text"), "here": (signs.hand, "accent-strong")}
    runs: list[Run] = []
    for state in states:
        sign, style = drawn.get(state, (signs.replaced, "chrome"))
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
    tail = f"{entry.detail}   {minutes:>6}" if grid.block >= STANDARD - 2 * _SIDE else f"{minutes:>6}"
    dots = _dots(pen, entry, grid.block - middle - width(tail) - 2)
    blank = Run(" " * (middle - width(head.text)), "text")
    return Line((head, blank, *dots), (Run(tail, "chrome"),), margin, index)


def _remark(pen: Pen, entry: Entry, room: int) -> Row:
    """That one is here, and that a scene is warned: in fewer words where the column is narrow."""
    here = (Run(_("you are here"), "chrome"),) if entry.here else ()
    sign = (Run(pen.signs.warned, "alert-sign"),) if entry.warned else ()
    word = (Run(f" {_('warned')}", "chrome"),) if entry.warned else ()
    gap = (Run("  ", "text"),) if here and sign else ()
    forms: tuple[Row, ...] = ((*here, *gap, *sign, *word), (*here, *gap, *sign), (*sign, *word))
    return next((form for form in forms if cells(form) <= room), sign)


def _scene(pen: Pen, entry: Entry, index: int, grid: Grid) -> Line:
    signs = pen.signs
    indent = 2 * entry.depth
    mark = Run(f"{signs.stands if entry.seen else signs.replaced} ", "text" if entry.seen else "chrome")
    title = Run(pen.text(entry.label), "strong" if entry.here else "text")
    minutes: Row = (Run(_("{n} min").format(n=entry.minutes), "chrome"),)
    warned: Row = (Run(signs.warned, "alert-sign"),) if entry.warned else ()
    if grid.width < RIBBON:
        tail: Row = (Run(" ", "text"), *warned) if warned else ()
        room = grid.block - indent - width(mark.text) - width("".join(run.text for run in tail))
        if width(title.text) > room - 7:  # the title is worth more than its minutes
            minutes = ()
        runs = fit((mark, title), room + width(mark.text), signs.ellipsis)
        return Line((*runs, *tail), minutes, (), index, indent)
    room = grid.block - indent - cells(minutes) - 2
    remark = _remark(pen, entry, room - width(title.text) - 4)
    asks = pen.text(pen.story.scenes[entry.id].asks)
    beside = _TITLE + 4 + (cells(remark) + 2 if remark else 0)
    if asks and not title.text.endswith("?") and room - beside >= _QUESTION:
        remark = (*remark, *((Run("  ", "text"),) if remark else ()), Run(asks, "chrome"))
        gap = max(2, _TITLE + 4 - indent - width(title.text))
    else:
        gap = max(2, _middle(grid) - indent - 2 - width(title.text))
    runs = (mark, title, *((Run(" " * gap, "text"), *remark) if remark else ()))
    return Line(fit(runs, room, signs.ellipsis), minutes, (), index, indent)
