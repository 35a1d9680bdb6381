"""The first screen: what this is, the doors, how signs show, and the mode without a screen."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from explainer.messages import _, ngettext
from explainer.paint.blocks import Block
from explainer.paint.cells import text_width
from explainer.paint.cells.canvas import Canvas, cells, fit, text_lines
from explainer.paint.cells.glyphs import SAMPLE, SAMPLE_PLAIN, transliterated
from explainer.paint.cells.rows import Frame, Row, Run
from explainer.paint.cells.text_width import cut
from explainer.paint.cells.wrapping import wrap_text
from explainer.paint.chrome import FOOTERS, footer, key_label, lens_day, room_line
from explainer.paint.grid import RIBBON, STANDARD, Grid
from explainer.paint.ink import Pen
from explainer.paint.pages import Page, Slice
from explainer.paint.ribbon import date_words, ribbon_row
from explainer.paint.scene import blocks_of, compose_scene, draw_page, finished, lay_out, layout_of
from explainer.reading.moves import Choice, choices
from explainer.reading.view import View
from explainer.story.model import Story

_DOOR = 4
"""Cells of a door's digit and the space after it."""


def is_opening(view: View) -> bool:
    """Whether the scene is the story's start with doors, and not yet read beyond its first page."""
    visit = view.run.visit
    return (
        visit.scene == view.story.start
        and not visit.threshold
        and bool(view.story.scenes[visit.scene].branches)
        and bool(choices(view.story, view.run))
    )


def compose_opening(view: View, single: Grid, grid: Grid, canvas: Canvas) -> Frame:
    """The opening; its further pages, and what is opened on it, are those of any scene.

    Args:
        view: the view.
        single: the grid of one column, for the opening.
        grid: the grid of any scene, for further pages.
        canvas: where to draw.
    """
    glyphs = canvas.profile.glyphs
    blocks = blocks_of(view, single, glyphs)
    place = _plan(view, single, blocks)
    shown = place.shown
    step = view.run.visit.step
    rest = blocks[shown:]
    here = not step or step not in {block.step for block in rest}
    if view.sheets or not here:
        return compose_scene(view, grid, canvas, -1 if here else shown)
    following = (rest[0].step, rest[0].lines[0].offset) if rest else None
    total = 1 + (lay_out(view, grid, glyphs, shown).page.total - 1 if rest else 0)
    slices = tuple(Slice(b, b.lines, b.gap if i else 0) for i, b in enumerate(blocks[:shown]))
    page = Page(slices, 1, total, following, sum(len(b.lines) for b in rest))
    return _draw(view, single, canvas, page, place)


class _Place(NamedTuple):
    """Rows of the opening's parts."""

    shown: int
    """Blocks of the scene on it."""
    head: int
    text: int
    doors: int
    step: int
    """Rows from one door to the next."""
    signs: int


def _plan(view: View, grid: Grid, blocks: tuple[Block, ...]) -> _Place:
    """As many whole blocks as fit over the doors; the whole stands in the middle of tall windows."""
    count = len(choices(view.story, view.run))
    over = 3 if grid.width >= RIBBON else 2
    step = 2 if grid.height >= 30 else 1
    under = 1 + (count - 1) * step + 1 + (2 if grid.height >= 20 else 1) + 2 + 1
    room = grid.footer - (1 if grid.height >= 18 else 0) - over - under
    shown, used = 0, 0
    for index, block in enumerate(blocks):
        rows = len(block.lines) + (block.gap if index else 0)
        if used + rows > room or (index and blocks[index - 1].kind == "guess" != block.kind):
            break
        shown, used = index + 1, used + rows
    if not shown:
        scene = view.story.scenes[view.run.visit.scene]
        used = min(room, len(wrap_text(scene.asks or scene.title, grid.measure)))
    head = max(0, room - used) // 2 if grid.height >= 20 else 0
    doors = head + over + used + 1
    if grid.height < 20:
        doors = grid.footer - under + 1
    signs = doors + (count - 1) * step + 1 + (2 if grid.height >= 20 else 1)
    return _Place(shown, head, head + over, doors, step, signs)


def _draw(view: View, grid: Grid, canvas: Canvas, page: Page, place: _Place) -> Frame:
    story = view.story
    pen = Pen(story, lens_day(view), canvas.profile.glyphs)
    head = place.head
    dated = date_words(story, pen.on, brief=grid.width < 100)
    room = grid.block
    if text_width(story.title) + cells(dated) + 3 <= grid.block and grid.width >= RIBBON:
        canvas.put_right(head, grid.right, dated)
        room -= cells(dated) + 2
    canvas.write(head, grid.left, cut(pen.text(story.title), room, canvas.signs.ellipsis), "strong")
    if grid.width >= RIBBON:
        row = ribbon_row(_undated(view), None, "", grid.block, canvas.signs)
        canvas.put(head + 1, grid.left, row)
    if page.slices:
        draw_page(canvas, grid, view, page, place.text)
    else:
        scene = story.scenes[view.run.visit.scene]
        lines = text_lines(pen.text(scene.asks or scene.title), grid.measure)
        for index, line in enumerate(lines[: max(0, place.doors - place.text)]):
            canvas.put(place.text + index, grid.left, line.runs)
    _doors(view, grid, canvas, pen, place)
    _notes(view, grid, canvas, place.signs)
    words = {"choose": _("open")}
    count = len(choices(story, view.run))
    footer(canvas, grid, FOOTERS["opening"], words, {"choose": f"1-{count}" if count > 1 else "1"})
    room_line(canvas, grid, view)
    if (
        view.message and grid.room < 0
    ):  # no room line: the sentence above the keys gives way until the next one
        canvas.clear(grid.footer - 1)
        canvas.write(
            grid.footer - 1, grid.left, cut(pen.text(view.message), grid.block, canvas.signs.ellipsis)
        )
    return finished(canvas, view, layout_of(view, page), page)


def _doors(view: View, grid: Grid, canvas: Canvas, pen: Pen, place: _Place) -> None:
    """A table: digit, name, what it is, scenes and minutes."""
    found = choices(view.story, view.run)
    names = max(text_width(choice.label) for choice in found)
    for index, choice in enumerate(found):
        row = place.doors + index * place.step
        reference = f"choice:{index + 1}"
        canvas.write(row, grid.left, str(index + 1), "accent-strong", reference)
        fact = _fact(choice, grid, pen)
        end = canvas.put_right(row, grid.right, (Run(fact, "chrome", reference),)) if fact else grid.right
        name = Run(pen.text(choice.label), "strong", reference)
        at = grid.left + (_DOOR - 1 if grid.width >= RIBBON else 2)
        canvas.put(row, at, fit((name,), end - at - 2, canvas.signs.ellipsis))
        detail = at + names + 3
        if choice.detail and detail + text_width(choice.detail) + 2 <= end:
            canvas.write(row, detail, pen.text(choice.detail), "text", reference)


def _fact(choice: Choice, grid: Grid, pen: Pen) -> str:
    parts = []
    if choice.scenes and grid.width >= RIBBON:
        parts.append(ngettext("{n} scene", "{n} scenes", choice.scenes).format(n=choice.scenes))
    if choice.minutes:
        parts.append(_("{n} min").format(n=f"{choice.minutes:>2}"))
    return f" {pen.signs.dot} ".join(parts)


def _notes(view: View, grid: Grid, canvas: Canvas, row: int) -> None:
    """Four sample signs with the key that changes how things are drawn; the mode without a screen."""
    if grid.height >= 20:
        canvas.rule(row - 1, grid.left, grid.right)
    glyphs = canvas.profile.glyphs
    key, line = key_label("glyphs", glyphs), key_label("linear", glyphs)
    wide = grid.width >= STANDARD
    key_run = Run(key, "accent-strong", "action:glyphs")
    if glyphs == "ascii":
        words: Row = (
            Run(_("plain ASCII signs;") + " ", "chrome"),
            key_run,
            Run(" " + _("changes them"), "chrome"),
        )
    else:
        ask = _("four different signs? If not,") if wide else _("four signs? if not,")
        after = " " + _("changes how things are drawn") if wide else ""
        sample = SAMPLE if glyphs == "braille" else SAMPLE_PLAIN
        words = (Run(f"{sample}   ", "text"), Run(f"{ask} ", "chrome"), key_run, Run(after, "chrome"))
    canvas.put(row, grid.left, words)
    linear = (
        _("reads line by line: for screen readers, braille, slow lines") if wide else _("reads line by line")
    )
    end = canvas.put(
        row + 1,
        grid.left,
        (Run(line, "accent-strong", "action:linear"), Run(f" {linear}", "chrome", "action:linear")),
    )
    if len(view.story.languages) > 1:
        _languages(canvas, grid, view.story, row + 1, end)


def _languages(canvas: Canvas, grid: Grid, story: Story, row: int, taken: int) -> None:
    """The key to the story's other languages, by their own names, where the row has room for them."""
    from explainer.story.languages import own_name  # not for a story of one language

    glyphs = canvas.profile.glyphs
    names = ", ".join(own_name(one) for one in story.languages if one != story.language)
    runs = (
        Run(key_label("language", glyphs), "accent-strong", "action:language"),
        Run(f" {transliterated(names, glyphs)}", "chrome", "action:language"),
    )
    if taken + 2 + sum(text_width(run.text) for run in runs) <= grid.right:
        canvas.put_right(row, grid.right, runs)


def _undated(view: View) -> Story:
    """The story without the date in its ribbon's row: on the opening the date stands beside the title."""
    return msgspec.structs.replace(view.story, checked_on="")
