"""What stands before a hard scene: its text, the gentle way first, the other by a key of its own."""

from __future__ import annotations

from explainer.messages import _
from explainer.paint.cells import text_width
from explainer.paint.cells.canvas import Canvas
from explainer.paint.cells.rows import Frame, Run
from explainer.paint.cells.text_width import cut
from explainer.paint.cells.wrapping import wrap_text
from explainer.paint.chrome import FOOTERS, footer, header, key_label, ribbon, room_line
from explainer.paint.grid import RIBBON, Grid
from explainer.paint.ink import Pen
from explainer.paint.ribbon import when_words
from explainer.paint.scene import finished
from explainer.reading.view import Layout, View
from explainer.reading.way import onward
from explainer.story.pace import minutes


def compose_warning(view: View, grid: Grid, canvas: Canvas) -> Frame:
    """The whole screen of a warning. Nobody reads on into the scene by the key they always press."""
    story = view.story
    scene = story.scenes[view.run.visit.scene]
    pen = Pen(story, "", canvas.profile.glyphs)
    header(canvas, grid, view)
    ribbon(canvas, grid, view)
    airy = grid.height >= 24
    row = grid.title + (1 if airy else 0)
    canvas.write(row, max(0, grid.margin), canvas.signs.warned, "alert-sign")
    heading = _("Before you read on")
    canvas.write(row, grid.left, heading, "strong")
    fact = when_words(story, scene.when).replace("·", canvas.signs.dot)
    if grid.width >= RIBBON and text_width(fact) + text_width(heading) + 3 <= grid.measure:
        canvas.put_right(row, grid.left + grid.measure, (Run(fact, "chrome"),))
    row += 2
    for line in wrap_text(pen.text(scene.warning.text if scene.warning else ""), grid.measure):
        canvas.put(row, grid.left, line)
        row += 1
    row += 1 if grid.height >= 18 else 0
    row = _ways(view, grid, canvas, pen, row)
    floor = grid.peek(grid.least_choice_rows) if airy else grid.footer - 4
    if not grid.compact and row < floor:
        canvas.rule(floor, grid.left, grid.right)
        canvas.write(
            floor + (2 if airy else 1), grid.left, _("What you choose here is shown to nobody."), "chrome"
        )
    if view.message and grid.room < 0:
        canvas.clear(grid.footer - 1)
        canvas.write(grid.footer - 1, grid.left, cut(view.message, grid.block, canvas.signs.ellipsis))
    footer(
        canvas,
        grid,
        FOOTERS["warning"],
        {"next": _("go on without it") if grid.width >= RIBBON else _("go on")},
    )
    room_line(canvas, grid, view)
    return finished(canvas, view, Layout())


def _ways(view: View, grid: Grid, canvas: Canvas, pen: Pen, row: int) -> int:
    story, run = view.story, view.run
    scene = story.scenes[run.visit.scene]
    step = onward(story, run)
    round_words = _("One sentence in its place, then “{title}”.").format(
        title=story.scenes[step.target].title
    )
    leave = _("“{title}”. {key} shows the ways out at any line.").format(
        title=scene.title, key=key_label("choices", pen.glyphs)
    )
    back = next((visit for visit in reversed(run.past) if visit.scene != scene.id), None)
    offered = [
        ("next", _("Go on without it"), story.scenes[step.target].words, round_words),
        ("consent", _("Read it"), scene.words, leave),
    ]
    if back is not None:
        offered.append(("back", _("Back to “{title}”").format(title=story.scenes[back.scene].title), 0, ""))
    spread = grid.height >= 24
    for action, label, words, detail in offered:
        if row >= grid.footer - 1:
            break
        row = _way(canvas, grid, pen, row, action, label, words, detail if grid.height >= 18 else "")
        row += 1 if spread else 0
    return row


def _way(
    canvas: Canvas, grid: Grid, pen: Pen, row: int, action: str, label: str, words: int, detail: str
) -> int:
    reference = f"action:{action}"
    indent = 3 if grid.width >= RIBBON else 2
    canvas.write(row, grid.left, key_label(action, pen.glyphs)[:5], "accent-strong", reference)
    for index, line in enumerate(wrap_text(pen.text(label), grid.block - indent - 8, "strong", reference)):
        canvas.put(row, grid.left + indent, line)
        if not index and words:
            canvas.put_right(
                row, grid.right, (Run(_("{n} min").format(n=minutes(words)), "chrome", reference),)
            )
        row += 1
    for line in wrap_text(pen.text(detail), grid.block - indent, "chrome", reference) if detail else ():
        canvas.put(row, grid.left + indent, line)
        row += 1
    return row
