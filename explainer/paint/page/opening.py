"""Pages in place of prose: the first one of a story, and the one before a warned scene."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from explainer.messages import _, ngettext
from explainer.paint.cells.canvas import Canvas, cells, fit, text_lines
from explainer.paint.cells.rows import Frame, Row, Run
from explainer.paint.cells.style import SAMPLE, SAMPLE_PLAIN, transliterated
from explainer.paint.cells.wrapping import cut, width, wrap_text
from explainer.paint.page import chrome
from explainer.paint.page.blocks import Block
from explainer.paint.page.layout import RIBBON, STANDARD, Grid, Page, Slice
from explainer.paint.page.layout import grid as grid_of
from explainer.paint.page.offers import opens
from explainer.paint.page.prose import Pen
from explainer.paint.page.ribbon import date_words, ribbon_row, when_words
from explainer.paint.page.scene import blocks_of, compose_scene, draw_page, lay_out, layout_of
from explainer.reading.moves import Choice, choices, onward
from explainer.reading.view import Layout, View, in_hand
from explainer.story.model.prose import minutes
from explainer.story.model.structs import Story

# The first screen: what this is, the doors, how signs show, and the mode without a screen.

_DOOR = 4
"""Cells of a door's digit and the space after it."""


def is_opening(view: View) -> bool:
    """Return whether the scene is the story's start with doors, and not yet read beyond its first page."""
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
    if (
        view.run.visit.top and step
    ):  # another date may have made room for the line here: the page still begins with it
        shown = min(
            shown, next((at for at, block in enumerate(blocks) if block.step == step), shown) or shown
        )
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
    asks: int
    """The row of the question that the scene answers; 0: it has no room of its own."""


def _plan(view: View, grid: Grid, blocks: tuple[Block, ...]) -> _Place:
    """The question and as many whole blocks as fit over the doors; the whole stands in the middle of tall windows.

    The question goes before all blocks but the first: people who read no further have seen what the story is for.
    """
    count = len(choices(view.story, view.run))
    over = 3 if grid.width >= RIBBON else 2
    step = 2 if grid.height >= 30 else 1
    under = 1 + (count - 1) * step + 1 + (2 if grid.height >= 20 else 1) + 2 + 1
    room = grid.footer - (1 if grid.height >= 18 else 0) - over - under
    scene = view.story.scenes[view.run.visit.scene]
    asked = 1 + len(wrap_text(scene.asks, grid.measure)) if scene.asks else 0
    if not blocks or len(blocks[0].lines) + asked > room:
        asked = 0
    shown, used = 0, 0
    for index, block in enumerate(blocks):
        rows = len(block.lines) + (block.gap if index else 0)
        if used + rows + asked > room or (index and blocks[index - 1].kind == "guess" != block.kind):
            break
        shown, used = index + 1, used + rows
    asks = 0
    if not shown:
        used = min(room, len(wrap_text(scene.asks or scene.title, grid.measure)))
    elif asked:
        asks, used = used + 1, used + asked
    head = max(0, room - used) // 2 if grid.height >= 20 else 0
    doors = head + over + used + 1
    if grid.height < 20:
        doors = grid.footer - under + 1
    signs = doors + (count - 1) * step + 1 + (2 if grid.height >= 20 else 1)
    return _Place(shown, head, head + over, doors, step, signs, asks and head + over + asks)


def _draw(view: View, grid: Grid, canvas: Canvas, page: Page, place: _Place) -> Frame:
    story = view.story
    pen = Pen(story, chrome.lens_day(view), canvas.profile.glyphs)
    head = place.head
    dated = date_words(story, pen.on, brief=grid.width < 100)
    room = grid.block
    if width(story.title) + cells(dated) + 3 <= grid.block and grid.width >= RIBBON:
        canvas.put_right(head, grid.right, dated)
        room -= cells(dated) + 2
    canvas.write(head, grid.left, cut(pen.text(story.title), room, canvas.signs.ellipsis), "strong")
    if grid.width >= RIBBON:
        undated = msgspec.structs.replace(story, checked_on="")  # the date stands beside the title
        canvas.put(head + 1, grid.left, ribbon_row(undated, None, "", grid.block, canvas.signs))
    if page.slices:
        draw_page(canvas, grid, view, page, place.text)
    if place.asks or not page.slices:
        scene = story.scenes[view.run.visit.scene]
        at = place.asks or place.text
        lines = text_lines(pen.text(scene.asks or scene.title), grid.measure)
        for index, line in enumerate(lines[: max(0, place.doors - at)]):
            runs = tuple(run._replace(style="strong") for run in line.runs) if place.asks else line.runs
            canvas.put(at + index, grid.left, runs)
    _doors(view, grid, canvas, pen, place)
    _notes(view, grid, canvas, place.signs)
    words = {"choose": _("open")}
    reference = in_hand(view)
    idle = () if reference else ("open",)
    if reference:
        words["open"] = opens(view, reference)
    count = len(choices(story, view.run))
    keys = {"choose": f"1-{count}" if count > 1 else "1"}
    actions = [action for action in chrome.FOOTERS["opening"] if action not in idle]
    chrome.footer(canvas, grid, actions, words, keys)
    chrome.room_line(canvas, grid, view)
    if grid.room < 0:  # no room line: the sentence above the keys gives way until the next one
        chrome.message_row(canvas, grid, grid.footer - 1, pen.text(view.message))
    return chrome.finished(canvas, view, layout_of(view, page), page)


def _doors(view: View, grid: Grid, canvas: Canvas, pen: Pen, place: _Place) -> None:
    """A table: digit, name, what it is, scenes and minutes."""
    found = choices(view.story, view.run)
    names = max(width(choice.label) for choice in found)
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
        if choice.detail and detail + width(choice.detail) + 2 <= end:
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
    key, line = chrome.key_label("glyphs", glyphs), chrome.key_label("linear", glyphs)
    wide = grid.width >= STANDARD
    key_run = Run(key, "accent-strong", "action:glyphs")
    if glyphs == "ascii":
        words: Row = (Run(_("plain ASCII signs;") + " ", "chrome"), key_run)
        words = (*words, Run(" " + _("changes them"), "chrome"))
    else:
        ask = _("four different signs? If not,") if wide else _("four signs? if not,")
        after = " " + _("changes how things are drawn") if wide else ""
        sample = SAMPLE if glyphs == "braille" else SAMPLE_PLAIN
        words = (Run(f"{sample}   ", "text"), Run(f"{ask} ", "chrome"), key_run, Run(after, "chrome"))
    canvas.put(row, grid.left, words)
    linear = _("reads line by line")
    if wide:
        linear = _("reads line by line: for screen readers, braille, slow lines")
    way = Run(line, "accent-strong", "action:linear"), Run(f" {linear}", "chrome", "action:linear")
    end = canvas.put(row + 1, grid.left, way)
    if len(view.story.languages) > 1:
        _languages(canvas, grid, view.story, row + 1, end)


def _languages(canvas: Canvas, grid: Grid, story: Story, row: int, taken: int) -> None:
    """The key to the story's other languages, by their own names, where the row has room for them."""
    from explainer.story.model.translation import own_name  # not for a story of one language

    glyphs = canvas.profile.glyphs
    names = ", ".join(own_name(one) for one in story.languages if one != story.language)
    key = Run(chrome.key_label("language", glyphs), "accent-strong", "action:language")
    runs = key, Run(f" {transliterated(names, glyphs)}", "chrome", "action:language")
    if taken + 2 + sum(width(run.text) for run in runs) <= grid.right:
        canvas.put_right(row, grid.right, runs)


# What stands before a hard scene: its text, the gentle way first, the other by a key of its own.


def compose_warning(view: View, grid: Grid, canvas: Canvas) -> Frame:
    """The whole screen of a warning. Nobody reads on into the scene by the key they always press."""
    story = view.story
    scene = story.scenes[view.run.visit.scene]
    pen = Pen(story, "", canvas.profile.glyphs)
    chrome.header(canvas, grid, view)
    chrome.ribbon(canvas, grid, view)
    airy = grid.height >= 24
    row = grid.title + (1 if airy else 0)
    canvas.write(row, max(0, grid.margin), canvas.signs.warned, "alert-sign")
    heading = _("Before you read on")
    canvas.write(row, grid.left, heading, "strong")
    fact = transliterated(when_words(story, scene.when).replace("·", canvas.signs.dot), canvas.profile.glyphs)
    if grid.width >= RIBBON and width(fact) + width(heading) + 3 <= grid.measure:
        canvas.put_right(row, grid.left + grid.measure, (Run(fact, "chrome"),))
    row += 2
    words = pen.text(scene.warning.text if scene.warning else "")
    row = chrome.put_text(canvas, row, grid.left, grid.measure, words)
    row += 1 if grid.height >= 18 else 0
    row = _ways(view, grid, canvas, pen, row)
    floor = grid.peek(grid.least_choice_rows) if airy else grid.footer - 4
    if not grid.compact and row < floor:
        canvas.rule(floor, grid.left, grid.right)
        told = _("What you choose here is shown to nobody.")
        canvas.write(floor + (2 if airy else 1), grid.left, told, "chrome")
    if grid.room < 0:
        chrome.message_row(canvas, grid, grid.footer - 1, view.message)
    onwards = _("go on without it") if grid.width >= RIBBON else _("go on")
    actions = [action for action in chrome.FOOTERS["warning"] if action != "back" or view.run.past]
    chrome.footer(canvas, grid, actions, {"next": onwards})
    chrome.room_line(canvas, grid, view)
    return chrome.finished(canvas, view, Layout())


def _ways(view: View, grid: Grid, canvas: Canvas, pen: Pen, row: int) -> int:
    story, run = view.story, view.run
    scene = story.scenes[run.visit.scene]
    step = onward(story, run)
    target, key = story.scenes[step.target], chrome.key_label("choices", pen.glyphs)
    round_words = _("One sentence in its place, then “{title}”.").format(title=target.title)
    leave = _("“{title}”. {key} shows the ways out at any line.").format(title=scene.title, key=key)
    back = next((visit for visit in reversed(run.past) if visit.scene != scene.id), None)
    offered = [
        ("next", _("Go on without it"), target.words, round_words),
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
    canvas.write(row, grid.left, chrome.key_label(action, pen.glyphs)[:5], "accent-strong", reference)
    if words:
        time = Run(_("{n} min").format(n=minutes(words)), "chrome", reference)
        canvas.put_right(row, grid.right, (time,))
    at, room = grid.left + indent, grid.block - indent
    row = chrome.put_text(canvas, row, at, room - 8, pen.text(label), "strong", reference)
    return chrome.put_text(canvas, row, at, room, pen.text(detail), "chrome", reference)


def compose_reading(view: View, own: Grid, canvas: Canvas) -> Frame:
    """Return the page that a visit stands on: a warning, the opening of the story, or a scene's text."""
    single = grid_of(canvas.columns, canvas.height, canvas.profile.measure, single=True)
    if view.run.visit.threshold:
        return compose_warning(view, single, canvas)
    if view.room is None and is_opening(view):
        return compose_opening(view, single, own, canvas)
    return compose_scene(view, own, canvas)
