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
from explainer.paint.cells import text_width
from explainer.paint.cells.canvas import Canvas, cells, fit
from explainer.paint.cells.glyphs import key_name, signs
from explainer.paint.cells.rows import Frame, Row, Run
from explainer.paint.cells.style import Profile
from explainer.paint.cells.text_width import clean, take
from explainer.paint.grid import LEAST_HEIGHT, grid, too_small
from explainer.paint.ink import Pen
from explainer.paint.page import compose
from explainer.paint.preview_looks import Look, label
from explainer.paint.preview_panes import Pane, arrange
from explainer.problems import Problem
from explainer.reading.preview import KEYS, LOOK, MISTAKES, PANES, STAY, Preview, status
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
    bands = [
        band
        for pane, frame in zip(panes, frames, strict=True)
        for band in _bands(pane, frame, panes, own, view)
    ]
    bands.append(Band(0, room, columns, foot, own))
    read = frames[0]
    shown = tuple(read.rows[row] if row < panes[0].rows else () for row in range(rows))
    cursor = _seen(read, panes[0].columns, panes[0].rows)
    return Composite(_replace(read, rows=shown, cursor=cursor), tuple(bands), panes)


def fitting(looks: tuple[Look, ...], count: int, columns: int, rows: int) -> int:
    """How many of the first `count` looks have room side by side."""
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
    hand = (
        Run(f"{signs(own.glyphs).hand} ", "accent")
        if pane is panes[0] and len(panes) > 1
        else Run("  ", "text")
    )
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
        room -= text_width(text)
        rest += run.text[len(text) :]
        if text:
            kept.append(run._replace(text=text))
    if not rest.strip():
        return tuple(kept)
    last = kept[-1]
    kept[-1] = last._replace(text=take(last.text, text_width(last.text) - 1))
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
    if text_width(words) > room - _FIRST_KEY:
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
        heads = [
            (Run(place_of(one, brief=brief), "strong"), Run(f"  {clean(one.message)}", "text"))
            for one in told
        ]
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
