"""Every mistake and warning of a story on a screen of its own: where, what, the line it stands in, what to do."""

from __future__ import annotations

from explainer.messages import _
from explainer.paint.cells import text_width
from explainer.paint.cells.canvas import BLANK, Canvas, Line, draw_lines, pieces_lines, text_lines, window
from explainer.paint.cells.glyphs import key_name, signs
from explainer.paint.cells.rows import Frame, Run
from explainer.paint.cells.style import Profile
from explainer.paint.cells.text_width import clean, cut
from explainer.paint.chrome import screen_head
from explainer.paint.grid import Grid, grid, too_small
from explainer.paint.preview import place_of
from explainer.problems import Problem
from explainer.reading.preview import Preview, beside, counted, known
from explainer.reading.view import Layout

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
    if waiting and text_width(name) + text_width(counts) + _BETWEEN > at.block:
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
        words = (
            _("Nothing is wrong with this story.") if preview.stage == "walked" else _("Nothing was found.")
        )
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
    free = room - text_width(kind) - _BETWEEN
    named = clean(place_of(problem))
    if text_width(named) > free:  # a line that is cut away tells nobody where to look
        named = clean(place_of(problem, brief=True))
    shows_kind = text_width(named) <= free
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
    if waiting and column + text_width(words) <= at.right:
        canvas.write(at.footer, column, words, "chrome")
