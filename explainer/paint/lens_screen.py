"""The screen of the date: a line to type a day on, the ribbon large, the marked days and the way back."""

from __future__ import annotations

from explainer.messages import _
from explainer.paint.cells import text_width
from explainer.paint.cells.canvas import Canvas, Line, draw_lines, text_lines, window, with_fact
from explainer.paint.cells.rows import Frame, Row, Run
from explainer.paint.cells.text_width import cut
from explainer.paint.chrome import FOOTERS, footer, lens_day, screen_head
from explainer.paint.grid import RIBBON, Grid
from explainer.paint.ink import Pen
from explainer.paint.ribbon import Tick, day_ticks
from explainer.reading.asof import chosen_day, lens_entries
from explainer.reading.view import Layout, View
from explainer.story.dates import MONTHS, long, parts, short

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
    large = _large(pen, day_ticks(view.story.ribbon), chosen, lens_day(view), grid.block)
    row = draw_lines(canvas, large, row, grid.left, grid.block) + (1 if large else 0)
    row = draw_lines(canvas, _said(pen, view, chosen, grid.block), row, grid.left, grid.block) + 1
    lines = _rows(pen, view, grid)
    last = grid.footer - 1
    start, end = window(lines, last - row, 0, selected)
    draw_lines(canvas, lines[start:end], row, grid.left, grid.block, selected, grid.bar)
    if view.message:
        canvas.clear(last)
        canvas.write(last, grid.left, cut(pen.text(view.message), grid.block, canvas.signs.ellipsis))
    words = {"next-reference": _("choose"), "open": _("set it"), "day-after": _("day")}
    actions = [a for a in FOOTERS["lens"] if a != "day-after" or large or grid.width < RIBBON]
    footer(canvas, grid, actions, words, {"day-after": pen.signs.left_right})
    title = f"{view.story.title} · {_('date')}"
    return Frame(canvas.rows(), Layout(rows=last - row), canvas.cursor, title=title)


def _head(canvas: Canvas, grid: Grid, view: View, typed: str) -> None:
    """The name, what is typed, and the date of now at the right edge."""
    on = lens_day(view)
    brief = grid.width < RIBBON
    if on:
        fact = _("As known on {date}").format(date=short(on) if brief else long(on))
    else:
        checked = view.story.checked_on
        fact = (
            _("as checked on {date}").format(date=short(checked) if brief else long(checked))
            if checked
            else ""
        )
    name = _("Date")
    row: Row = (Run(name, "chrome"), Run("  ", "text"), Run(typed, "strong"))
    screen_head(canvas, grid, row, "" if on else fact)
    if on:
        canvas.put_right(grid.header, grid.right, (Run(f" {fact} ", "lens-label"),))
    at = grid.left + text_width(name) + 2 + text_width(typed)
    canvas.write(grid.header, at, canvas.signs.caret, "accent")


def _large(pen: Pen, marks: tuple[Tick, ...], chosen: str, on: str, room: int) -> list[Line]:
    """The ribbon in two rows: the line with its days, under it the month or the first and last year."""
    if not marks or room < 56:
        return []
    cells = sum(text_width(tick.label) for tick in marks) + 2 * sum(tick.after_gap for tick in marks) + 2
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
        exact = index == at and tick.start <= chosen <= tick.end
        if exact:
            runs.append(Run(f"{signs.day_open}{tick.label}{signs.lens}", "accent-strong"))
        else:
            runs.append(Run(tick.label, "chrome"))
    year, month = parts(marks[0].start)[:2]
    name = f"{_(MONTHS[month - 1])} {year}" if marks[0].start == marks[0].end else ""
    lines = [Line(tuple(runs))]
    if name:
        lines.append(Line((Run(name, "chrome"),)))
    return lines


def _said(pen: Pen, view: View, chosen: str, measure: int) -> list[Line]:
    """What the day in hand would do; or how one is typed."""
    listing = view.listings[-1]
    typed = listing.query.strip()
    if typed and not chosen:
        words = _("“{words}” is no day yet. Type one like 8 January 2022, or 2022-01-08.").format(words=typed)
        return text_lines(pen.text(words), measure)
    if not chosen:
        return text_lines(_("Type a day, or choose one with the arrows."), measure, "chrome")
    words = _("As known on {date} you read what was said by that day; the rest is folded, not lost.")
    return text_lines(words.format(date=long(chosen)), measure)


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
        room = grid.block - _NAME - (text_width(fact) + 2 if fact else 0)
        runs = (
            Run(label.ljust(_NAME), style),
            Run(cut(detail, room, pen.signs.ellipsis), "chrome"),
        )
        lines.append(Line(runs, (Run(fact, "chrome"),) if fact else (), item=index))
    return lines
