"""The warning of the leader's scene for one who follows: three ways that stand equal, and nobody is told which."""

from __future__ import annotations

from explainer.messages import _
from explainer.paint.cells import text_width
from explainer.paint.cells.canvas import Canvas
from explainer.paint.cells.rows import Frame, Run
from explainer.paint.cells.wrapping import wrap_text
from explainer.paint.chrome import footer, header, key_label
from explainer.paint.grid import RIBBON, Grid
from explainer.paint.ink import Pen
from explainer.paint.room import news, room_floor_message
from explainer.paint.scene import finished
from explainer.reading.room import RoomView
from explainer.reading.view import Layout, View

_KEY = 9
"""Cells of the keys' column: `Shift+O` and two blanks."""


def compose_rooms_warning(view: View, room: RoomView, grid: Grid, canvas: Canvas) -> Frame:
    """The whole screen. The key that one always presses goes round; no way is longer, brighter or first in hand."""
    scene = view.story.scenes[view.run.visit.scene]
    pen = Pen(view.story, "", canvas.profile.glyphs)
    header(canvas, grid, view)
    canvas.rule(grid.header + 1, grid.left, grid.left + grid.block)
    roomy = grid.height >= 20
    row = grid.title if roomy else grid.header + 2
    canvas.write(row, max(0, grid.margin), canvas.signs.warned, "alert-sign")
    canvas.write(row, grid.left, _("Before the next scene"), "strong")
    row += 2 if roomy else 1
    for line in wrap_text(pen.text(scene.warning.text if scene.warning else ""), grid.measure):
        canvas.put(row, grid.left, line)
        row += 1
    row += 1
    for action, words in _three(pen, brief=grid.width < RIBBON):
        reference = f"action:{action}"
        canvas.write(row, grid.left, _key(action, pen), "accent-strong", reference)
        for line in wrap_text(words, grid.measure - _KEY, "text", reference):
            canvas.put(row, grid.left + _KEY, line)
            row += 1
    told = _(
        "Nobody is told what you choose. Whatever it is, you are with the leader again at the next scene."
    )
    lines = wrap_text(told, grid.measure, "chrome")
    if row + 1 + len(lines) > grid.footer - 1:
        lines = wrap_text(_("Nobody is told what you choose."), grid.measure, "chrome")
    row += 1 if roomy or row + 1 + len(lines) < grid.footer else 0
    for line in lines:
        canvas.put(row, grid.left, line)
        row += 1
    _foot(view, room, grid, canvas, pen)
    footer(
        canvas, grid, ("help", "hide", "back", "story-map", "quit"), {"help": _("keys"), "quit": _("leave")}
    )
    return finished(canvas, view, Layout())


def _three(pen: Pen, *, brief: bool) -> tuple[tuple[str, str], ...]:
    back = key_label("follow", pen.glyphs)
    if brief:
        return (
            ("next", _("go round it")),
            ("consent", _("read it")),
            ("step-out", _("step out for a while")),
        )
    return (
        ("next", _("go round it: one sentence in its place, then the story goes on")),
        ("consent", _("read it: the scene as the leader shows it")),
        ("step-out", _("step out for a while; {key} brings you back").format(key=back)),
    )


def _key(action: str, pen: Pen) -> str:
    """The key; of a capital letter both keys, since the small one does something else here."""
    name = key_label(action, pen.glyphs)
    return _("Shift+{key}").format(key=name) if len(name) == 1 and name.isupper() else name


def _foot(view: View, room: RoomView, grid: Grid, canvas: Canvas, pen: Pen) -> None:
    words = view.message or " · ".join(news(view, room, pen)[:1]).replace("·", pen.signs.dot)
    room_floor_message(canvas, grid, words)
    if grid.airy:
        canvas.rule(grid.room - 2, grid.left, grid.left + grid.block)
        said = _("The leader is at a warned scene")
        if text_width(said) <= grid.block:
            canvas.put(grid.room - 1, grid.left, (Run(said, "chrome"),))
