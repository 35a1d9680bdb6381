"""The screen of an author: the page as readers get it, or several looks of it, and below what is wrong with the story.

Mistakes stand under the page and never over it, as long as the window has the rows: a window of the least height
lends them those of the footer.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath
from typing import NamedTuple

import msgspec

from explainer.messages import _
from explainer.paint.cells.canvas import (
    BLANK,
    Canvas,
    Line,
    cells,
    draw_lines,
    fit,
    pieces_lines,
    text_lines,
    window,
)
from explainer.paint.cells.rows import Frame, Row, Run
from explainer.paint.cells.style import Profile, key_name, signs
from explainer.paint.cells.wrapping import clean, cut, take, width
from explainer.paint.compose import compose
from explainer.paint.page.chrome import screen_head
from explainer.paint.page.layout import LEAST_HEIGHT, Grid, grid, too_small
from explainer.paint.page.prose import Pen
from explainer.paint.preview_looks import Look, Pane, arrange, label
from explainer.problems import Problem
from explainer.reading.previewing.preview import (
    KEYS,
    LOOK,
    MISTAKES,
    PANES,
    STAY,
    Preview,
    beside,
    counted,
    known,
    status,
)
from explainer.reading.view import Layout, View

Linear = Callable[[View, int], tuple[str, ...]]
_replace = msgspec.structs.replace
_RULE = 4
"""Cells of rule and blanks between the words and the keys of the line below the page."""
_FIRST_KEY = 14
"""Cells of the first key and its word, and of the sign before the words."""
_MARGIN = 1
"""Of the line below several panes, which have margins of their own."""


class Band(NamedTuple):
    """A part of the screen painted with a profile of its own."""

    x: int
    y: int
    columns: int
    rows: tuple[Row, ...]
    profile: Profile


class Composite(NamedTuple):
    """A whole screen. Where there are bands they are what is shown; the frame is that of the page one reads on."""

    frame: Frame
    bands: tuple[Band, ...] = ()
    panes: tuple[Pane, ...] = ()


def compose_preview(
    view: View,
    preview: Preview,
    looks: tuple[Look, ...],
    columns: int,
    rows: int,
    own: Profile,
    linear: Linear,
) -> Composite:
    """The screen of a size.

    Args:
        view: what is read, on the last good version.
        preview: what is told beside it.
        looks: the looks wanted, that one reads on first; none: the page of this very terminal alone.
        columns: of the screen.
        rows: of the screen.
        own: the terminal's profile.
        linear: the page as linear mode says it.
    """
    if view.hidden or too_small(columns, rows):
        return Composite(compose(view, columns, rows, own))
    if not preview.started:
        return Composite(Frame(Canvas(columns, rows, own).rows(), Layout()))
    foot = foot_rows(preview, columns, rows, own, wide=bool(looks))
    room = rows - len(foot)
    if not looks:
        page = compose(view, columns, max(room, LEAST_HEIGHT), own)
        return Composite(_replace(page, rows=(*page.rows[:room], *foot), cursor=_seen(page, columns, room)))
    panes = arrange(looks, columns, room)
    frames = [_frame(view, pane.look, own, linear) for pane in panes]
    told = [_bands(pane, frame, panes, own, view) for pane, frame in zip(panes, frames, strict=True)]
    bands = [band for each in told for band in each]
    bands.append(Band(0, room, columns, foot, own))
    read = frames[0]
    shown = tuple(read.rows[row] if row < panes[0].rows else () for row in range(rows))
    cursor = _seen(read, panes[0].columns, panes[0].rows)
    return Composite(_replace(read, rows=shown, cursor=cursor), tuple(bands), panes)


def fitting(looks: tuple[Look, ...], count: int, columns: int, rows: int) -> int:
    """The number of the first `count` looks that have room side by side."""
    return len(arrange(looks[:count], columns, rows - 1))


def _seen(frame: Frame, columns: int, rows: int) -> tuple[int, int] | None:
    cursor = frame.cursor
    return cursor if cursor and cursor[0] < columns and cursor[1] < rows else None


def _frame(view: View, look: Look, own: Profile, linear: Linear) -> Frame:
    frame = compose(view, look.columns, look.rows, look.profile(own))
    if not look.linear:
        return frame
    canvas = Canvas(look.columns, look.rows, own)
    for row, line in enumerate(linear(view, look.columns)):
        canvas.write(row, 0, line)
    return _replace(frame, rows=canvas.rows(), cursor=None)


def _bands(pane: Pane, frame: Frame, panes: tuple[Pane, ...], own: Profile, view: View) -> list[Band]:
    """A pane's rows as much as is seen of them, and its caption.

    What a key answered stands in the caption where the row of the page that says it is out of sight.
    """
    profile = pane.look.profile(own)
    ellipsis = signs(profile.glyphs).ellipsis
    rows = tuple(cut_row(row, pane.columns, ellipsis) for row in frame.rows[: pane.rows])
    in_hand = pane is panes[0] and len(panes) > 1
    hand = Run(f"{signs(own.glyphs).hand} ", "accent") if in_hand else Run("  ", "text")
    canvas = Canvas(pane.columns, 1, own)
    below = any(cells(row) for row in frame.rows[pane.rows :])
    unseen = pane is panes[0] and (pane.look.linear or pane.rows < pane.look.rows)
    said = Pen(view.story, "", own.glyphs).text(view.message) if unseen else ""
    words = Run(said, "text") if said else Run(_caption(pane, own, below), "chrome")
    canvas.put(0, 0, fit((hand, words), pane.columns, canvas.signs.ellipsis))
    return [
        Band(pane.x, pane.y, pane.columns, rows, profile),
        Band(pane.x, pane.y + pane.rows, pane.columns, canvas.rows(), own),
    ]


def _caption(pane: Pane, own: Profile, below: bool) -> str:
    words = [label(pane.look, own)]
    if pane.columns < pane.look.columns:
        words.append(_("{n} columns shown").format(n=pane.columns))
    if below:
        words.append(_("{n} rows shown").format(n=pane.rows))
    return ", ".join(words)


def cut_row(row: Row, columns: int, ellipsis: str) -> Row:
    """A row cut at a column, with a mark in its last cell where words go on behind it."""
    if cells(row) <= columns:
        return row
    kept: list[Run] = []
    room, rest = columns, ""
    for run in row:
        text = take(run.text, room)
        room -= width(text)
        rest += run.text[len(text) :]
        if text:
            kept.append(run._replace(text=text))
    if not rest.strip():
        return tuple(kept)
    last = kept[-1]
    kept[-1] = last._replace(text=take(last.text, width(last.text) - 1))
    return (*kept, Run(ellipsis, "chrome"))


# below the page


def foot_rows(
    preview: Preview, columns: int, rows: int, own: Profile, *, wide: bool = False
) -> tuple[Row, ...]:
    """The line about the newest reading, and the first mistakes as far as there is room for them."""
    told = [problem for problem in preview.problems if problem.severity == "error"]
    most = 1 if rows < 24 else 2 if rows < 30 else 3
    told = told[:most]
    left, right = _edges(columns, rows, own, wide)
    lines = _told(told, right - left, own)
    canvas = Canvas(columns, 1 + len(lines), own)
    said = _status(preview, canvas, right - left - _RULE)
    keys = _keys(preview, right - left - cells(said) - _RULE)
    start = canvas.put_right(0, right, keys) if keys else right
    words = fit(said, start - left - _RULE, canvas.signs.ellipsis)
    at = canvas.put(0, left, words)
    canvas.rule(0, at + 1, start - 1 if keys else right)
    for row, line in enumerate(lines, 1):
        canvas.put(row, left, line)
    return canvas.rows()


def _edges(columns: int, rows: int, own: Profile, wide: bool) -> tuple[int, int]:
    if wide:
        return _MARGIN, columns - _MARGIN
    found = grid(columns, rows, own.measure)
    return found.left, found.right


def _status(preview: Preview, canvas: Canvas, room: int) -> Row:
    words = clean(status(preview))
    if width(words) > room - _FIRST_KEY:
        words = clean(status(preview, brief=True))
    if not preview.mistakes:
        return (Run(words, "chrome"),)
    return (Run(f"{canvas.signs.warned} ", "alert-sign"), Run(words, "alert"))


def _keys(preview: Preview, room: int) -> Row:
    """`F2 mistakes   F3 stay`: those that fit, the last ones dropped whole; the first one always stands."""
    order = [MISTAKES] if preview.problems or preview.stage == "short" else []
    order += [STAY, PANES, LOOK]
    runs: list[Run] = []
    for name in order:
        key, words = KEYS[name].key, KEYS[name].short
        if name == STAY and preview.stays:
            words = _("follow")
        more = [Run("  ", "text")] if runs else []
        more += [Run(key_name(key), "accent-strong"), Run(f" {words}", "chrome")]
        if runs and cells((*runs, *more)) > room:
            break
        runs += more
    return tuple(runs)


def _told(told: list[Problem], room: int, own: Profile) -> list[Row]:
    """Each mistake in two rows at most: where and what, then what to do about it; places all in full, or none."""
    ellipsis = signs(own.glyphs).ellipsis
    heads: list[Row] = []
    for brief in (False, True):
        named = [(place_of(one, brief=brief), f"  {clean(one.message)}") for one in told]
        heads = [(Run(place, "strong"), Run(said, "text")) for place, said in named]
        if all(cells(head) <= room for head in heads):
            break
    rows: list[Row] = []
    for head, problem in zip(heads, told, strict=True):
        rows.append(fit(head, room, ellipsis))
        if problem.hint:
            rows.append(fit((Run(problem.hint, "chrome"),), room, ellipsis))
    return rows


def place_of(problem: Problem, *, brief: bool = False) -> str:
    """`night/the-lamp.yaml:14:5`; in brief without folder and column."""
    name = PurePosixPath(problem.file).name if brief else problem.file
    parts = [name or _("the folder"), *([str(problem.line)] if problem.line else [])]
    if problem.column and not brief:
        parts.append(str(problem.column))
    return ":".join(parts)


# Every mistake and warning of a story on a screen of its own: where, what, the line it stands in, what to do.

_INDENT = 2
_BETWEEN = 2
"""Cells at least between what stands at the two ends of a row."""
_BEFORE = 30
"""A long line is shown from so many characters before its mistake."""


def compose_mistakes(preview: Preview, selected: int, columns: int, rows: int, own: Profile) -> Frame:
    """The list of a size; `selected` is the mistake in hand, which is in sight."""
    canvas = Canvas(columns, rows, own)
    if too_small(columns, rows):
        return Frame(canvas.rows(), Layout())
    at = grid(columns, rows, single=True)
    waiting = not preview.started
    counts = counted(preview) if waiting else known(preview, brief=True)
    name = _("This story cannot be read yet") if waiting else _("Mistakes")
    if waiting and width(name) + width(counts) + _BETWEEN > at.block:
        name = _("Not readable")
    screen_head(canvas, at, (Run(name, "strong"),), counts)
    first, end = at.header + (2 if rows < 20 else 3), at.footer - 1
    lines = _lines(preview, at.block, own, end - first)
    start, stop = window(lines, end - first, 0, selected)
    draw_lines(canvas, lines[start:stop], first, at.left, at.block, selected, at.bar)
    _foot(canvas, at, preview, waiting)
    return Frame(canvas.rows(), Layout(rows=end - first), cursor=canvas.cursor, title=name)


def _lines(preview: Preview, measure: int, own: Profile, rows: int) -> list[Line]:
    more = text_lines(beside(preview), measure, "chrome") if preview.started else []
    more = _without_middle(more, rows // 2 - 1 if preview.problems else rows - 2, own)
    lines: list[Line] = []
    if not preview.problems and preview.stage in ("walked", "short"):
        walked = preview.stage == "walked"
        words = _("Nothing is wrong with this story.") if walked else _("Nothing was found.")
        lines += text_lines(words, measure)
    lines += [BLANK, *more] if lines and more else more
    for number, problem in enumerate(preview.problems):
        lines += [BLANK] if lines else []
        lines += _problem(problem, preview, number, measure, own, rows)
    return lines


def _without_middle(lines: list[Line], most: int, own: Profile) -> list[Line]:
    """A text in so many rows; of a longer one, such as a way of many choices, both ends. `check` prints all of it."""
    most = max(most, 3)
    if len(lines) <= most:
        return lines
    head = most // 2
    between = lines[0]._replace(runs=(Run(signs(own.glyphs).ellipsis, "chrome"),))
    return [*lines[:head], between, *lines[head + 1 - most :]]


def _problem(
    problem: Problem, preview: Preview, number: int, measure: int, own: Profile, rows: int
) -> list[Line]:
    mark = signs(own.glyphs)
    wrong = problem.severity == "error"
    sign = Run(f"{mark.warned if wrong else mark.dot} ", "alert-sign" if wrong else "chrome")
    kind = _("mistake") if wrong else _("warning")
    room = measure - _INDENT
    free = room - width(kind) - _BETWEEN
    named = clean(place_of(problem))
    if width(named) > free:  # a line that is cut away tells nobody where to look
        named = clean(place_of(problem, brief=True))
    shows_kind = width(named) <= free
    place = Run(named if shows_kind else cut(named, room, mark.ellipsis), "strong")
    lines = [Line((sign, place), (Run(kind, "chrome"),) if shows_kind else (), item=number)]
    hint = pieces_lines([Run(problem.hint, "text")], room, item=number) if problem.hint else []
    message = pieces_lines([Run(problem.message, "text")], room, item=number)
    lines += _without_middle(message, rows - len(hint) - 2, own)
    if source := _source(problem, preview):
        text = cut(clean(f"{problem.line} {mark.column} {source}"), room, mark.ellipsis)
        lines.append(Line((Run(text, "chrome"),), item=number))
    lines += hint
    return [lines[0], *(line._replace(indent=_INDENT) for line in lines[1:])]


def _source(problem: Problem, preview: Preview) -> str:
    """The line a mistake stands in, without what stands far before it."""
    lines = preview.texts.get(problem.file, "").split("\n")
    if not 0 < problem.line <= len(lines):
        return ""
    line = lines[problem.line - 1]
    start = max(0, problem.column - _BEFORE) if len(line) > 2 * _BEFORE else 0
    return line[start:].strip()


def _foot(canvas: Canvas, at: Grid, preview: Preview, waiting: bool) -> None:
    arrows = "Up Down" if canvas.profile.glyphs == "ascii" else canvas.signs.up_down
    keys = [] if waiting else [(key_name("escape"), _("page"))]
    keys += [(arrows, _("go"))] if preview.problems else []
    keys += [] if waiting or not preview.problems else [(key_name("enter"), _("to its scene"))]
    keys += [("q", _("quit"))] if waiting else []
    column = at.left
    for key, words in keys:
        column = canvas.put(at.footer, column, (Run(key, "accent-strong"), Run(f" {words}", "chrome"))) + 3
    words = _("save a file and it is read again")
    if waiting and column + width(words) <= at.right:
        canvas.write(at.footer, column, words, "chrome")
