"""The scene's screen: a page of prose, what is in hand, what is open, the choices."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from explainer.messages import _
from explainer.paint.cells.canvas import Canvas, Line, cells, draw_lines, sight_words, window, with_fact
from explainer.paint.cells.rows import Frame, Row, Run, from_right
from explainer.paint.cells.style import transliterated
from explainer.paint.cells.wrapping import cut, width, wrap_text
from explainer.paint.page import chrome
from explainer.paint.page.blocks import ASKS, Block, Lead, scene_blocks
from explainer.paint.page.layout import RIBBON, STANDARD, Grid, Page, page_from, page_showing
from explainer.paint.page.offers import first_help, of_page, of_sheet
from explainer.paint.page.records import Record
from explainer.paint.page.ribbon import date_words
from explainer.paint.page.sheet import (
    has_own_notes,
    peek_row,
    row_in_hand,
    second_column,
    selected_reference,
    sheet_record,
)
from explainer.reading.run import Run as ReadingRun
from explainer.reading.run import Visit
from explainer.reading.view import Layout, View, stops
from explainer.story.model.prose import readable_steps
from explainer.story.model.structs import Story

_PARAGRAPH = 5
"""Rows of the paragraph in hand that stay in sight over a sheet."""
_ROWS_UNDER = 9
"""Rows of versions that stand under the paragraph in hand; more of them take its place."""


class Setting(NamedTuple):
    """A scene laid out for a size, before it is drawn."""

    blocks: tuple[Block, ...]
    page: Page
    ways: chrome.Ways
    first: int
    """First row of text."""
    end: int
    """The row after the last one of text."""


def step_of_sheet(view: View) -> str:
    """The step to which the open sheet belongs; empty when it does not say."""
    if view.sheets and view.sheets[-1].kind == "rests-on":
        return view.sheets[-1].id
    reference = selected_reference(view)
    return reference.step if reference and view.sheets else ""


def blocks_of(view: View, grid: Grid, glyphs: str, room: int = 0) -> tuple[Block, ...]:
    """The blocks of the view's scene at a grid's measure; `room` as in `scene_blocks`."""
    scene = view.story.scenes[view.run.visit.scene]
    opening = scene.id == view.story.start and view.room is None  # its first screen asks it already
    asks = grid.width >= STANDARD and grid.height >= 24 and not opening
    lead = Lead(view.run.visit.recap, view.run.visit.bridge, asks)
    own = _own_words(view.story, view.run)
    on, unfolded = chrome.lens_day(view), _unfolded(view)
    return scene_blocks(view.story, scene, grid.measure, on, glyphs, lead, unfolded, own, room=room)


def _unfolded(view: View) -> frozenset[str]:
    """The steps that the reader opened although they were said later."""
    if not view.run.unfolded:
        return frozenset()
    from explainer.reading.lens import unfolded_in  # loaded with the first of them

    return unfolded_in(view.run)


def lay_out(view: View, grid: Grid, glyphs: str, opened: int = -1) -> Setting:
    """Find the page of a view. The choices keep their rows on every page, whatever the way on is called.

    Args:
        view: the view.
        grid: where things stand.
        glyphs: the glyph set.
        opened: how many blocks stand on the opening, which is then the first page; -1: there is none.
    """
    first = grid.title + 2 + chrome.title_rows(grid, view, glyphs)
    rows = max(chrome.ways(view, grid, lines, glyphs).rows for lines in (0, 99))
    if view.room is not None:
        from explainer.paint.room.guest import rows_under  # loaded with the first page of a room

        rows = rows_under(view, grid, rows, glyphs, first)
    end = grid.text_end(rows)
    beside = grid.side > 0
    blocks = blocks_of(view, grid, glyphs, 0 if beside else end - first)[max(0, opened) :]
    page = page_of(view, blocks, end - first)
    if opened >= 0:
        page = page._replace(number=page.number + 1, total=page.total + 1)
    found = chrome.ways(view, grid, page.lines_left, glyphs)._replace(rows=rows)
    under_title = bool(page.slices) and page.slices[0].block.kind == ASKS
    return Setting(blocks, page, found, first - under_title, end)


def page_of(view: View, blocks: tuple[Block, ...], rows: int) -> Page:
    """The page of a view: for one who follows a page with the leader's whole step."""
    visit = view.run.visit
    led = view.room is not None and view.room.follows and not visit.offset
    page = (page_showing if led else page_from)(blocks, visit, max(1, rows))
    if visit.top and view.run.lens and page.total == 1:  # folded to one page, nothing of it stands above
        page = page_from(blocks, msgspec.structs.replace(visit, top=False), max(1, rows))
    if (
        view.cursor >= 0 and not led and not _holds(page, view.cursor)
    ):  # as after a resize: what is in hand stays
        found = _line_of(blocks, view.cursor)
        page = page_from(blocks, msgspec.structs.replace(visit, **found), max(1, rows)) if found else page
    return page


def _holds(page: Page, stop: int) -> bool:
    return any(run.reference == f"ref:{stop}" for part in page.slices for x in part.lines for run in x.runs)


def _line_of(blocks: tuple[Block, ...], stop: int) -> dict[str, str | int | bool]:
    """Step and offset of the line that a stop stands on; nothing where the scene does not show it."""
    for block in blocks:
        for line in block.lines:
            if any(run.reference == f"ref:{stop}" for run in line.runs):
                return {"step": block.step, "offset": line.offset, "top": False}
    return {}


def compose_scene(view: View, grid: Grid, canvas: Canvas, opened: int = -1) -> Frame:
    """The whole screen of a scene; `opened` as in `lay_out`."""
    setting = lay_out(view, grid, canvas.profile.glyphs, opened)
    layout = layout_of(view, setting.page)
    if view.sheets and not grid.side:
        return _under_sheet(view, grid, canvas, setting, layout)
    handed = view  # as on the page: what Enter opens is shown to be in hand; the column beside follows the reader's own
    if view.cursor < 0 <= layout.hand and not view.sheets:
        handed = msgspec.structs.replace(view, cursor=layout.hand)
    chrome.header(canvas, grid, view)
    chrome.ribbon(canvas, grid, view)
    chrome.title(canvas, grid, view)
    draw_page(canvas, grid, handed, setting.page, setting.first)
    if view.room is not None:
        from explainer.paint.room.guest import leader_margin

        leader_margin(view, canvas, grid, setting.page, setting.first)
    if view.dated:
        _mark_changed(view, grid, canvas, setting)  # before the margin, whose sign it replaces
    chrome.lens_margin(canvas, grid, view, grid.title, setting.end)
    if grid.side:
        at = grid.peek(setting.ways.rows)
        layout = second_column(view, grid, canvas, layout, text_end=setting.end, peek_row=at)
    _floor(handed if view.room is None else view, grid, canvas, setting)  # a room says there where it stands
    return chrome.finished(canvas, view, layout, setting.page)


def _mark_changed(view: View, grid: Grid, canvas: Canvas, setting: Setting) -> None:
    """Mark what another date changed on the page."""
    from explainer.paint.page.dated import before, mark_changed  # loaded with the first date

    glyphs = canvas.profile.glyphs
    room = 0 if grid.side else setting.end - grid.title - 2 - chrome.title_rows(grid, view, glyphs)
    was = blocks_of(before(view), grid, glyphs, room)
    mark_changed(canvas, max(0, grid.left - 3), setting.first, setting.page, setting.blocks, was)


def layout_of(view: View, page: Page) -> Layout:
    """The layout of a page, which the next key needs."""
    following = None
    if page.following:
        visit = view.run.visit
        step, offset = page.following
        following = Visit(
            visit.scene,
            step,
            offset,
            bridge=visit.bridge,
            recap=visit.recap,
            trail=visit.trail,
            return_to=visit.return_to,
        )
    found: dict[int, None] = {}
    for part in page.slices:
        for line in part.lines:
            for run in line.runs:
                if run.reference.startswith("ref:"):
                    found[int(run.reference[4:])] = None
    step = next((part.block.step for part in page.slices if part.block.step), "")
    rows = sum(len(part.lines) for part in page.slices)
    folds = {part.block.stop for part in page.slices if part.block.kind == "fold"}
    return Layout(
        following, tuple(found), step, rows, hand=_only_one(view, (x for x in found if x not in folds))
    )


def _only_one(view: View, found: Iterable[int]) -> int:
    """The page's only guess, figure or document among its stops; -1 where it has none or several."""
    known = stops(view.story.scenes[view.run.visit.scene])
    wanted = [stop for stop in found if known[stop].kind in ("guess", "figure", "document")]
    return wanted[0] if len(wanted) == 1 else -1


def draw_page(canvas: Canvas, grid: Grid, view: View, page: Page, row: int) -> int:
    """Draw the rows of a page, what is in hand filled or signed. Returns the row after them."""
    hand, left_mark = f"ref:{view.cursor}", chrome.mark_column(grid, view)
    own = own_marks(view, page, canvas)
    for index, part in enumerate(page.slices):
        row += part.gap
        for number, line in enumerate(part.lines):
            whole = part.block.stop >= 0 and view.cursor == part.block.stop
            turned = from_right(line.runs)
            mark = grid.left + grid.measure + 1 if turned else left_mark
            if whole:
                # a title has its sign alone: filled, its rows are more than the 0.6 KB of a move
                if len(part.lines) == 1 and line.runs[:1] and line.runs[0].style != "strong":
                    canvas.bar(row, (max(0, grid.left - 1), grid.left + grid.measure + 1))
                if canvas.cursor is None:
                    canvas.write(row, mark, canvas.signs.hand_left if turned else canvas.signs.hand, "accent")
                    canvas.point(row, grid.left + (grid.measure - 1 if turned else 0))
            if sign := own.get((index, number)):  # before the margin's own sign, which it replaces
                canvas.write(row, mark, sign, "accent", "action:notes")
            if line.margin:
                canvas.put(row, mark, line.margin)
            kept = whole or (part.block.kind == "figure" and number > 0)  # a picture keeps its inks
            _draw_runs(canvas, row, grid.left, line.runs, "" if kept else hand)
            if line.right:
                canvas.put_right(row, grid.left + grid.measure, line.right)
            row += 1
    return row


def own_marks(view: View, page: Page, canvas: Canvas) -> dict[tuple[int, int], str]:
    """By slice and line, the sign of what is the reader's own there."""
    if not has_own_notes(view):
        return {}
    from explainer.paint.page.notes import margin_marks  # loaded with the first note, bookmark or doubt

    return margin_marks(view, page, canvas.signs)


def _draw_runs(canvas: Canvas, row: int, column: int, runs: Row, hand: str) -> None:
    filled = tuple(Run(run.text, "cursor", hand) if run.reference == hand else run for run in runs)
    canvas.put(row, column, filled if hand else runs, hand)


def _floor(view: View, grid: Grid, canvas: Canvas, setting: Setting) -> None:
    """Peek line, choices, message, footer."""
    row = grid.peek(setting.ways.rows)
    reference = selected_reference(view)
    said = peek_row(view, canvas.profile.glyphs, reference) if reference else _own_peek(view, canvas, setting)
    fact = _page_fact(view, grid, canvas, setting.page)
    if view.room is not None:
        from explainer.paint.room.guest import room_floor

        room_floor(view, grid, canvas, setting.ways, said, fact, setting.first)
        return
    first = first_help(view, canvas.profile.glyphs, grid.block)
    chrome.peek(canvas, grid, row, said, fact, room=view.message or ("" if said else first))
    if not grid.compact:
        chrome.draw_ways(canvas, grid, grid.room - setting.ways.rows, setting.ways)
    layout = layout_of(view, setting.page)
    chrome.footer(canvas, grid, *of_page(view, grid, canvas.profile, layout, reference))
    chrome.room_line(canvas, grid, view, first)


def _own_peek(view: View, canvas: Canvas, setting: Setting) -> Row:
    """With nothing in hand: what is the reader's own beside the first step of the page."""
    if not has_own_notes(view):
        return ()
    from explainer.paint.page.notes import peek_of_notes

    own = peek_of_notes(view, layout_of(view, setting.page).step, canvas.signs)
    return tuple(run._replace(text=transliterated(run.text, canvas.profile.glyphs)) for run in own)


def _page_fact(view: View, grid: Grid, canvas: Canvas, page: Page) -> str:
    if page.total > 1:
        fact = _("{n} of {total}").format(n=page.number, total=page.total)
        return f"{fact} {canvas.signs.down}" if page.following else fact
    if grid.side and view.sheets:
        return _("Esc closes")
    return _("Enter opens") if view.cursor >= 0 and grid.width >= RIBBON else ""


def _under_sheet(view: View, grid: Grid, canvas: Canvas, setting: Setting, layout: Layout) -> Frame:
    """A sheet below 110 columns: under the paragraph in hand; the whole screen where that is small."""
    glyphs = canvas.profile.glyphs
    sheet = view.sheets[-1]
    record = sheet_record(view, sheet, grid.block, glyphs)
    small = grid.width < RIBBON or grid.height < 20
    if small:
        first = _sheet_head(canvas, grid, record, 0)
        if on := chrome.lens_day(view):  # nothing else on this screen says the date
            canvas.put_right(first - 1, grid.right, date_words(view.story, on, brief=True))
    elif sheet.kind == "claim" and len(record.lines) > _ROWS_UNDER:  # a table of versions needs the rows
        chrome.header(canvas, grid, view)
        chrome.ribbon(canvas, grid, view)
        first = _sheet_head(canvas, grid, record, grid.title)
        chrome.lens_margin(canvas, grid, view, grid.title, grid.footer - 1)
    else:
        chrome.header(canvas, grid, view)
        chrome.ribbon(canvas, grid, view)
        chrome.title(canvas, grid, view)
        row = _paragraph_in_hand(canvas, grid, view, setting)
        chrome.lens_margin(canvas, grid, view, grid.title, row)
        first = _sheet_rule(canvas, grid, record, row + 1)
    shown = _scrolled(view, grid, canvas, record, first)
    layout = Layout(layout.following, layout.references, layout.step, *shown)
    chrome.footer(canvas, grid, *of_sheet(view, grid, canvas.profile.glyphs, layout))
    return chrome.finished(canvas, view, layout, setting.page)


def _scrolled(view: View, grid: Grid, canvas: Canvas, record: Record, first: int) -> tuple[int, int]:
    """The rows of a sheet from a row down to the footer. Returns how many are shown at once, and how many are below."""
    last = grid.footer - 1
    rows = last - first
    if len(record.lines) == rows + 1 and not view.message:  # no rule for the sake of one line
        rows += 1
    hand = row_in_hand(view, canvas)
    start, end = window(record.lines, rows, view.sheet_top, hand)
    draw_lines(canvas, record.lines[start:end], first, grid.left, grid.block, hand, grid.bar)
    below = len(record.lines) - end
    if view.message:
        canvas.write(last, grid.left, cut(view.message, grid.block, canvas.signs.ellipsis))
    elif below or start:
        fact = sight_words(record.lines, start, end, canvas.signs.down)
        chrome.fact_rule(canvas, grid, last, fact)
    return rows, below


def _sheet_head(canvas: Canvas, grid: Grid, record: Record, row: int) -> int:
    lines = with_fact(record.title, record.title_style, record.fact, grid.block)
    return draw_lines(canvas, lines, row, grid.left, grid.block) + 1


def _sheet_rule(canvas: Canvas, grid: Grid, record: Record, row: int) -> int:
    """The sheet's own title in a rule under the paragraph."""
    room = grid.block - width(record.fact) - 6
    rows = wrap_text(record.title, room, record.title_style)
    last = draw_lines(canvas, map(Line, rows), row, grid.left, grid.block) - 1
    end = canvas.put_right(last, grid.right, (Run(record.fact, "chrome"),)) - 1 if record.fact else grid.right
    canvas.rule(last, grid.left + cells(rows[-1]) + 1, end)
    return last + 2


def _paragraph_in_hand(canvas: Canvas, grid: Grid, view: View, setting: Setting) -> int:
    """At most five rows of the paragraph, the marked line among them."""
    hand, mark = f"ref:{view.cursor}", chrome.mark_column(grid, view)
    step = step_of_sheet(view) or next((p.block.step for p in setting.page.slices if p.block.step), "")
    mine = [block for block in setting.blocks if block.step == step]
    block, at = (mine[0], 0) if mine else (None, 0)
    for candidate in mine:
        for index, line in enumerate(candidate.lines):
            if any(run.reference == hand for run in line.runs):
                block, at = candidate, index
                break
    if block is None:
        return setting.first
    first = max(0, min(at - 2, len(block.lines) - _PARAGRAPH))
    lines = block.lines[first : first + _PARAGRAPH]
    row = setting.first
    for line in lines:
        if line.margin:
            at = grid.left + grid.measure + 1 if from_right(line.runs) else mark
            canvas.put(row, at, line.margin)
        _draw_runs(canvas, row, grid.left, line.runs, hand)
        row += 1
    return row


def _own_words(story: Story, run: ReadingRun) -> tuple[tuple[str, str], ...]:
    """What the reader guessed or marked in the scene they are in, by step; for their own page alone."""
    scene = story.scenes[run.visit.scene]
    found: list[tuple[str, str]] = []
    for step in readable_steps(scene):
        key = f"{scene.id}:{step.id}"
        if step.guess is not None and key in run.guesses:
            from explainer.reading import guesses  # loaded with the first guess that was made

            answer = guesses.answer_of(story, run, key)
            words = (
                _("your order") if step.guess.kind == "order" else guesses.answer_words(step.guess, answer)
            )
            if answer:
                said = _("Your guess is kept: {words}. Enter shows it beside the record.")
                found.append((step.id, said.format(words=words)))
        elif step.kind == "document" and step.ref in run.marks:
            from explainer.reading import documents  # loaded with the first mark

            number = documents.marked_number(story, run, step.ref)
            if number:
                found.append(
                    (step.id, _("Your mark: sentence {n}, the one you trust least.").format(n=number))
                )
    return tuple(found)
