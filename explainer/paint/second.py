"""The second column of a scene: what is open, else what is in hand, else what the page shows or rests on."""

from __future__ import annotations

from explainer.messages import _
from explainer.paint.cells.canvas import Canvas, draw_lines, fit, window, with_fact
from explainer.paint.cells.rows import Row, Run
from explainer.paint.chrome import key_label, lens_day
from explainer.paint.grid import Grid
from explainer.paint.in_hand import folded_row, held, keeps_anything
from explainer.paint.ink import Pen
from explainer.paint.records import Record
from explainer.paint.sheet import figure_beside, rests_on_record, sheet_record
from explainer.reading.stops import is_whole
from explainer.reading.view import Layout, Sheet, View


def second_column(
    view: View, grid: Grid, canvas: Canvas, layout: Layout, *, text_end: int, peek_row: int
) -> Layout:
    """What is open, else what is in hand, else what the page's first paragraph rests on; never empty."""
    glyphs = canvas.profile.glyphs
    reference = held(view)
    step = reference.step if reference else layout.step
    if view.sheets:
        sheet = view.sheets[-1]
        record = sheet_record(view, sheet, grid.side, glyphs, step=step if sheet.kind != "rests-on" else "")
    elif is_whole(view.story.scenes[view.run.visit.scene], step):
        from explainer.paint.whole import record_of_step

        record = record_of_step(Pen(view.story, lens_day(view), glyphs), view, step, grid.side)
    elif reference and not (lens_day(view) and folded_row(view)):
        record = sheet_record(view, Sheet(reference.kind, reference.id), grid.side, glyphs, step=step)
    else:
        record = figure_beside(view, layout, grid.side, glyphs) or rests_on_record(
            view, step, grid.side, glyphs
        )
    left, first = grid.side_left, grid.title
    for row in range(first, peek_row):
        canvas.write(row, left - 2, canvas.signs.column, "rule")
    if not view.sheets and keeps_anything(view.run):
        first = _own_lines(view, grid, canvas, step, first)
    first = _side_title(canvas, grid, record, first) + 1
    rows = text_end - first - (2 if view.sheets else 0)
    if len(record.lines) > rows:  # a row for saying so
        rows -= 1
    start, end = window(record.lines, rows, view.sheet_top if view.sheets else 0)
    row = draw_lines(canvas, record.lines[start:end], first, left, grid.side)
    below = len(record.lines) - end
    if below:
        more = f"{_('{n} more').format(n=below)} {canvas.signs.down}"
        canvas.put_right(row, left + grid.side, (Run(more, "chrome"),))
    if view.sheets:
        _side_keys(canvas, grid, min(row + 1, text_end - 1))
    return Layout(layout.following, layout.references, layout.step, rows, below)


def _own_lines(view: View, grid: Grid, canvas: Canvas, step: str, row: int) -> int:
    """What the reader wrote beside the line, over what it rests on. Returns the row after it and a blank."""
    from explainer.paint.mine import beside  # loaded with the first note, bookmark or doubt

    lines = beside(view, step, grid.side, canvas.signs, canvas.profile.glyphs)
    return draw_lines(canvas, lines, row, grid.side_left, grid.side) + 1 if lines else row


def _side_keys(canvas: Canvas, grid: Grid, row: int) -> None:
    """The keys of what is open, at its foot."""
    keys: Row = ()
    for action, words in (("copy", _("copy with citation")), ("close", _("close"))):
        gap = "   " if keys else ""
        reference = f"action:{action}"
        key = Run(gap + key_label(action, canvas.profile.glyphs), "accent-strong", reference)
        keys = (*keys, key, Run(f" {words}", "chrome", reference))
    canvas.put(row, grid.side_left, fit(keys, grid.side, canvas.signs.ellipsis))


def _side_title(canvas: Canvas, grid: Grid, record: Record, row: int) -> int:
    """The sheet's title with its fact; the fact goes under it where there is no room beside."""
    lines = with_fact(record.title, record.title_style, record.fact, grid.side)
    return draw_lines(canvas, lines, row, grid.side_left, grid.side)
