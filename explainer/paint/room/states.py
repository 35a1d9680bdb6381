"""Pages of a room in place of the story's: not begun, stepped out, closed, a panel on a small screen, too small."""

from __future__ import annotations

import msgspec

from explainer.messages import _
from explainer.paint.cells.canvas import Canvas, draw_lines, fit
from explainer.paint.cells.rows import Frame, Run
from explainer.paint.cells.wrapping import cut, width, wrap_text
from explainer.paint.page import chrome
from explainer.paint.page.layout import RIBBON, Grid
from explainer.paint.page.layout import grid as one_column
from explainer.paint.page.prose import Pen
from explainer.paint.page.scene import blocks_of, draw_page, layout_of, page_of
from explainer.paint.room import guest
from explainer.paint.room.poll import panel, panel_part
from explainer.reading.room import RoomView
from explainer.reading.view import Layout, View
from explainer.session.room_page import CALM, at_rooms_warning, front_of


def compose_in_a_room(view: View, room: RoomView, grid: Grid, canvas: Canvas) -> Frame | View:
    """A page of the room's own; else the view as any page is made of it, on other screens with news as its message."""
    if view.listings or (view.sheets and not grid.side):
        if view.message:
            return view
        pen = Pen(view.story, "", canvas.profile.glyphs)
        return msgspec.structs.replace(view, message=guest.news_while_looking(view, room, pen, grid.block))
    single = one_column(canvas.columns, canvas.height, canvas.profile.measure, single=True)
    if room.state in CALM:
        return compose_calm(view, room, single, canvas)
    if grid.compact and front_of(view) not in ("", "task"):  # a task is done on the page that it is about
        return compose_panel(view, room, grid, canvas)
    if at_rooms_warning(view):
        return compose_rooms_warning(view, room, single, canvas)
    if view.run.visit.threshold and not view.message:  # their own warning, on an own way
        forms, back = guest.room_row(view, room, Pen(view.story, "", canvas.profile.glyphs))
        end = f" {canvas.signs.dot} {back}" if back else ""
        message = f"{chrome.longest_fitting(forms, single.block - width(end))}{end}"
        return msgspec.structs.replace(view, message=message)
    return view


def compose_calm(view: View, room: RoomView, grid: Grid, canvas: Canvas) -> Frame:
    """The page while the leader has not begun, under which a poll may stand, after stepping out, and once the room is
    closed."""
    pen = Pen(view.story, "", canvas.profile.glyphs)
    if room.state != "out":
        chrome.header(canvas, grid, view)
        canvas.rule(grid.header + 1, grid.left, grid.right)
    title, texts, keys = _calm(view, room, pen)
    row = chrome.put_text(canvas, grid.title, grid.left, grid.measure, title, "strong")
    floor = grid.room if grid.room >= 0 else grid.footer - 1
    asked = panel_part(room, pen, grid.block, floor - row - 1) if front_of(view) else []
    for text in texts:
        if row + 1 + len(wrap_text(text, grid.measure)) > floor - len(asked):
            break
        row = chrome.put_text(canvas, row + 1, grid.left, grid.measure, text)
    draw_lines(canvas, asked, floor - len(asked), grid.left, grid.block)
    news = guest.own_row(view, room, pen, grid.block) if room.state == "waiting" else ()
    guest.room_floor_message(canvas, grid, view.message or "".join(run.text for run in news) or room.row)
    if asked:
        guest.room_footer(canvas, grid, view, room)
        return chrome.finished(canvas, view, Layout())
    leave = _("quit") if room.state == "closed" else _("leave")
    words = {"follow": _("follow"), "help": _("keys"), "quit": leave, "next": _("read alone")}
    chrome.footer(canvas, grid, keys, words)
    return chrome.finished(canvas, view, Layout())


def _calm(view: View, room: RoomView, pen: Pen) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Title, texts and keys of a calm page."""

    def key(action: str) -> str:
        return chrome.key_label(action, pen.glyphs)

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
                _(
                    "You can read on alone: {next}. {ending} says what you read and what is left;"
                    " {takeaway} keeps your way."
                ).format(next=key("next"), ending=key("ending"), takeaway=key("takeaway")),
            ),
            ("next", "ending", "takeaway", "help", "quit"),
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
    """A panel on a small screen: under the leader's step, which stands in place of the scene's name."""
    glyphs = canvas.profile.glyphs
    chrome.header(canvas, grid, view)
    canvas.rule(grid.header + 1, grid.left, grid.right)
    first, end = grid.header + 2, grid.footer - 1
    pen, most = Pen(view.story, "", glyphs), max(1, end - first)
    is_whole = len(panel(room, pen, grid.block, brief=True)) <= most
    lines = panel_part(room, pen, grid.block, most if is_whole else max(1, most // 2))
    top = end - len(lines)
    rows = max(1, top - 1 - first)
    page = page_of(view, blocks_of(view, grid, glyphs, rows), rows)
    if top - 1 > first:  # who answers sees all options at once; what is left is the page's
        draw_page(canvas, grid, view, page, first)
        guest.leader_margin(view, canvas, grid, page, first)
        canvas.rule(top - 1, grid.left, grid.right)
    draw_lines(canvas, lines, top, grid.left, grid.block)
    if not view.message:
        beside = guest.question_beside(view, room, pen)
        canvas.put(end, grid.left, fit(beside, grid.block, canvas.signs.ellipsis))
    guest.room_floor_message(canvas, grid, view.message)
    guest.room_footer(canvas, grid, view, room)
    return chrome.finished(canvas, view, layout_of(view, page), page)


def too_small_in_a_room(view: View, room: RoomView, canvas: Canvas) -> Frame:
    """A window under 40x15: where one is, the key back, and the other way in; the place is kept."""
    pen = Pen(view.story, "", canvas.profile.glyphs)
    scene = view.story.scenes[view.run.visit.scene]
    hidden = room.state in CALM or view.run.visit.threshold
    title = room.code if hidden else pen.text(scene.title)
    room_width = max(1, canvas.columns)
    lines = [cut(title, room_width, canvas.signs.ellipsis)]
    said = _("Too small for the page; 40x15 is the least.")
    words = chrome.longest_fitting(guest.room_row(view, room, pen)[0], room_width)
    back = _("{key} follow").format(key=chrome.key_label("follow", pen.glyphs))
    key = _("your place is kept") if room.follows else back
    for text in (said, key, f"linear-{room.code}", words):
        wrapped = ["".join(run.text for run in line) for line in wrap_text(text, room_width)]
        if len(lines) + len(wrapped) <= canvas.height:
            lines += wrapped
    for row, line in enumerate(lines):
        canvas.write(row, 0, line, "text" if row else "strong")
    return chrome.finished(canvas, view, Layout())


# The warning of the leader's scene for one who follows: three ways that stand equal, and nobody is told which.

_KEY = 9
"""Cells of the keys' column: `Shift+O` and two blanks."""


def compose_rooms_warning(view: View, room: RoomView, grid: Grid, canvas: Canvas) -> Frame:
    """The whole screen. The key that one always presses goes round; no way is longer, brighter or first in hand."""
    scene = view.story.scenes[view.run.visit.scene]
    pen = Pen(view.story, "", canvas.profile.glyphs)
    chrome.header(canvas, grid, view)
    canvas.rule(grid.header + 1, grid.left, grid.left + grid.block)
    roomy = grid.height >= 20
    row = grid.title if roomy else grid.header + 2
    canvas.write(row, max(0, grid.margin), canvas.signs.warned, "alert-sign")
    canvas.write(row, grid.left, _("Before the next scene"), "strong")
    row += 2 if roomy else 1
    text = pen.text(scene.warning.text if scene.warning else "")
    row = chrome.put_text(canvas, row, grid.left, grid.measure, text) + 1
    for action, words in _three(pen, brief=grid.width < RIBBON):
        reference = f"action:{action}"
        canvas.write(row, grid.left, _key(action, pen), "accent-strong", reference)
        row = chrome.put_text(canvas, row, grid.left + _KEY, grid.measure - _KEY, words, "text", reference)
    brief = _("Nobody is told what you choose.")
    told = _(
        "Nobody is told what you choose. Whatever it is, you are with the leader again at the next scene."
    )
    if row + 1 + len(wrap_text(told, grid.measure)) > grid.footer - 1:
        told = brief
    row += 1 if roomy or row + 1 + len(wrap_text(told, grid.measure)) < grid.footer else 0
    chrome.put_text(canvas, row, grid.left, grid.measure, told, "chrome")
    _foot(view, room, grid, canvas, pen)
    said = {"help": _("keys"), "quit": _("leave")}
    chrome.footer(canvas, grid, ("help", "hide", "back", "story-map", "quit"), said)
    return chrome.finished(canvas, view, Layout())


def _three(pen: Pen, *, brief: bool) -> tuple[tuple[str, str], ...]:
    """The three ways with their keys, in the order in which they stand."""
    if brief:
        words = _("go round it"), _("read it"), _("step out for a while")
    else:
        words = (
            _("go round it: one sentence in its place, then the story goes on"),
            _("read it: the scene as the leader shows it"),
            _("step out for a while; {key} brings you back").format(
                key=chrome.key_label("follow", pen.glyphs)
            ),
        )
    return tuple(zip(("next", "consent", "step-out"), words, strict=True))


def _key(action: str, pen: Pen) -> str:
    """The key; of a capital letter both keys, since the small one does something else here."""
    name = chrome.key_label(action, pen.glyphs)
    return _("Shift+{key}").format(key=name) if len(name) == 1 and name.isupper() else name


def _foot(view: View, room: RoomView, grid: Grid, canvas: Canvas, pen: Pen) -> None:
    words = view.message or " · ".join(guest.news(view, room, pen)[:1]).replace("·", pen.signs.dot)
    guest.room_floor_message(canvas, grid, words)
    if grid.airy:
        canvas.rule(grid.room - 2, grid.left, grid.left + grid.block)
        said = _("The leader is at a warned scene")
        if width(said) <= grid.block:
            canvas.put(grid.room - 1, grid.left, (Run(said, "chrome"),))
