"""Pages of a room in place of the story's: not begun, stepped out, closed, a panel on a small screen, too small."""

from __future__ import annotations

import msgspec

from explainer.messages import _
from explainer.paint.cells import text_width
from explainer.paint.cells.canvas import Canvas, draw_lines, fit
from explainer.paint.cells.rows import Frame
from explainer.paint.cells.text_width import cut
from explainer.paint.cells.wrapping import wrap_text
from explainer.paint.chrome import footer, header, key_label
from explainer.paint.grid import Grid
from explainer.paint.grid import grid as one_column
from explainer.paint.ink import Pen
from explainer.paint.pages import page_from, page_showing
from explainer.paint.poll import panel_part
from explainer.paint.room import (
    fitting,
    leader_margin,
    led_step,
    looking_words,
    question_beside,
    room_floor_message,
    room_footer,
    room_row,
)
from explainer.paint.scene import blocks_of, draw_page, finished, layout_of
from explainer.reading.room import RoomView
from explainer.reading.rooming import at_rooms_warning, front_of, on_leaders_step
from explainer.reading.view import Layout, View

CALM = ("waiting", "out", "closed")
"""States that have a page of their own."""


def compose_in_a_room(view: View, room: RoomView, grid: Grid, canvas: Canvas) -> Frame | View:
    """A page of the room's own; else the view as any page is made of it, on other screens with news as its message."""
    if view.listings or (view.sheets and not grid.side):
        if view.message:
            return view
        pen = Pen(view.story, "", canvas.profile.glyphs)
        return msgspec.structs.replace(view, message=looking_words(view, room, pen, grid.block))
    single = one_column(canvas.columns, canvas.height, canvas.profile.measure, single=True)
    if room.state in CALM:
        return compose_calm(view, room, single, canvas)
    if grid.compact and front_of(view) not in ("", "task"):  # a task is done on the page that it is about
        return compose_panel(view, room, grid, canvas)
    if at_rooms_warning(view):
        from explainer.paint.room_warning import compose_rooms_warning

        return compose_rooms_warning(view, room, single, canvas)
    if view.run.visit.threshold and not view.message:  # their own warning, on an own way
        return msgspec.structs.replace(view, message=_way_back(view, room, canvas, single.block))
    return view


def _way_back(view: View, room: RoomView, canvas: Canvas, measure: int) -> str:
    """Where the leader is and the key back, in one row."""
    forms, back = room_row(view, room, Pen(view.story, "", canvas.profile.glyphs))
    end = f" {canvas.signs.dot} {back}" if back else ""
    return f"{fitting(forms, measure - text_width(end))}{end}"


def compose_calm(view: View, room: RoomView, grid: Grid, canvas: Canvas) -> Frame:
    """The page while the leader has not begun, after stepping out, and once the room is closed."""
    pen = Pen(view.story, "", canvas.profile.glyphs)
    if room.state != "out":
        header(canvas, grid, view)
        canvas.rule(grid.header + 1, grid.left, grid.right)
    title, texts, keys = _calm(view, room, pen)
    row = grid.title
    for line in wrap_text(title, grid.measure, "strong"):
        canvas.put(row, grid.left, line)
        row += 1
    for text in texts:
        lines = wrap_text(text, grid.measure)
        if row + 1 + len(lines) > grid.footer - 1:
            break
        row += 1
        for line in lines:
            canvas.put(row, grid.left, line)
            row += 1
    room_floor_message(canvas, grid, view.message or room.row)
    words = {"follow": _("follow"), "help": _("keys"), "quit": _("leave"), "next": _("read alone")}
    if room.state == "closed":
        words["quit"] = _("quit")
    footer(canvas, grid, keys, words)
    return finished(canvas, view, Layout())


def _calm(view: View, room: RoomView, pen: Pen) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Title, texts and keys of a calm page."""

    def key(action: str) -> str:
        return key_label(action, pen.glyphs)

    if room.state == "out":
        return (
            _("You have stepped out."),
            (_("Nobody is told. {key} brings you back to the leader.").format(key=key("follow")),),
            ("follow", "help", "hide", "quit"),
        )
    if room.state == "closed":
        return (
            _("The room is closed."),
            (
                _("Single answers are gone; totals stay only in the leader’s report, if one was saved."),
                _("You can read on alone: {next}. {takeaway} keeps your way.").format(
                    next=key("next"), takeaway=key("takeaway")
                ),
            ),
            ("next", "takeaway", "help", "quit"),
        )
    return (
        pen.text(room.title or view.story.title),
        (
            _("The leader has not begun. The first page comes here by itself."),
            _("You have no name here; answers are counted, not kept by person."),
            _(
                "Safe to try: {help} keys, {theme} colours, {glyphs} signs, {linear} line by line, a larger window."
            ).format(help=key("help"), theme=key("theme"), glyphs=key("glyphs"), linear=key("linear")),
        ),
        ("help", "theme", "glyphs", "linear", "step-out", "quit"),
    )


def compose_panel(view: View, room: RoomView, grid: Grid, canvas: Canvas) -> Frame:
    """What stands in front on a small screen: in the place of the scene's name, the step over it."""
    glyphs = canvas.profile.glyphs
    header(canvas, grid, view)
    canvas.rule(grid.header + 1, grid.left, grid.right)
    first, end = grid.header + 2, grid.footer - 1
    lines = panel_part(room, Pen(view.story, "", glyphs), grid.block, max(1, (end - first) // 2))
    top = end - len(lines)
    visit, rows = view.run.visit, top - 1 - first
    led = room.follows and not visit.offset
    page = (page_showing if led else page_from)(blocks_of(view, grid, glyphs, rows), visit, max(1, rows))
    draw_page(canvas, grid, view, page, first)
    if on_leaders_step(view):
        leader_margin(canvas, grid, page, led_step(view), first)
    canvas.rule(top - 1, grid.left, grid.right)
    draw_lines(canvas, lines, top, grid.left, grid.block)
    if not view.message:
        beside = question_beside(view, room, Pen(view.story, "", glyphs))
        canvas.put(end, grid.left, fit(beside, grid.block, canvas.signs.ellipsis))
    room_floor_message(canvas, grid, view.message)
    room_footer(canvas, grid, view, room)
    return finished(canvas, view, layout_of(view, page), page)


def too_small_in_a_room(view: View, room: RoomView, canvas: Canvas) -> Frame:
    """A window under 40x15: where one is, the key back, and the other way in; the place is kept."""
    pen = Pen(view.story, "", canvas.profile.glyphs)
    scene = view.story.scenes[view.run.visit.scene]
    hidden = room.state in CALM or view.run.visit.threshold
    title = room.code if hidden else pen.text(scene.title)
    room_width = max(1, canvas.columns)
    lines = [cut(title, room_width, canvas.signs.ellipsis)]
    said = _("Too small for the page; 40x15 is the least.")
    words = fitting(room_row(view, room, pen)[0], room_width)
    back = _("{key} follow").format(key=key_label("follow", pen.glyphs))
    key = _("your place is kept") if room.follows else back
    for text in (said, key, f"linear-{room.code}", words):
        wrapped = ["".join(run.text for run in line) for line in wrap_text(text, room_width)]
        if len(lines) + len(wrapped) <= canvas.height:
            lines += wrapped
    for row, line in enumerate(lines):
        canvas.write(row, 0, line, "text" if row else "strong")
    return finished(canvas, view, Layout())
