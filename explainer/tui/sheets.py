"""Screens of the app's own that no story page is: a question, a list to pick from, a text to select. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from explainer.messages import _
from explainer.paint.cells.canvas import Canvas
from explainer.paint.cells.rows import Frame, Run
from explainer.paint.cells.style import Profile
from explainer.paint.cells.wrapping import clean, cut, width
from explainer.paint.page.layout import Grid, grid
from explainer.reading.view import Layout

_ROOMY = 20
"""Rows from which on a question leaves the head of the screen free."""
_NOTE_ROWS = 12
"""Rows of a text that is being written; more of them scroll."""


class Asked(NamedTuple):
    """A question that is answered by typing."""

    title: str
    text: str = ""
    """What it is about, in a quieter ink; at most four rows of it are shown."""
    value: str = ""
    """What stands there already."""
    several: bool = False
    """The answer may have several lines."""
    hidden: bool = False
    """What is typed is not shown."""
    keys: tuple[tuple[str, str], ...] = ()


def folded(text: str, room: int) -> list[str]:
    """A text in lines of at most `room` cells, broken at blanks; a word longer than that is cut."""
    room = max(2, room)
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in clean(paragraph).split(" "):
            while width(word) > room:
                cut = next(n for n in range(len(word), 0, -1) if width(word[:n]) <= room)
                lines.extend([line] if line else [])
                lines.append(word[:cut])
                line, word = "", word[cut:]
            if line and width(line) + 1 + width(word) > room:
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}" if line else word
        lines.append(line)
    return lines


def question(
    columns: int,
    rows: int,
    profile: Profile,
    title: str,
    text: str,
    ways: Sequence[tuple[str, str]],
    chosen: int,
) -> Frame:
    """A question on a screen of its own, its answers below, the one that Enter takes in hand."""
    canvas, lines = Canvas(columns, rows, profile), grid(columns, rows, single=True)
    asked, told = folded(title, lines.measure), folded(text, lines.measure)
    if lines.title + len(asked) + len(told) + len(ways) + 2 > rows:
        told = []  # in a window that is too low the answers come before what explains them
    row = max(0, min(lines.title, rows - len(asked) - len(ways) - 1))
    for line in asked:
        canvas.write(row, lines.left, line, "strong")
        row += 1
    row += 1
    for line in told:
        canvas.write(row, lines.left, line)
        row += 1
    _choices(canvas, lines, row + 1 if told else row, ways, chosen)
    return _finished(canvas)


def _choices(canvas: Canvas, lines: Grid, row: int, ways: Iterable[tuple[str, str]], chosen: int) -> None:
    for index, (key, words) in enumerate(ways):
        reference = f"item:{index}"
        if index == chosen:
            canvas.bar(row + index, lines.bar)
            canvas.write(row + index, lines.margin, canvas.signs.hand, "accent-strong", reference)
            canvas.point(row + index, lines.left)
        runs = (Run(f"{key:<5}", "accent-strong", reference), Run(words, "text", reference))
        canvas.put(row + index, lines.left, runs)


def selection(columns: int, rows: int, profile: Profile, text: str, page: int) -> tuple[Frame, bool]:
    """A text from the first column on, nothing beside it, for selecting; and whether more follows."""
    canvas = Canvas(columns, rows, profile)
    shown = folded(text, columns)
    room = max(1, rows - 2)
    for row, line in enumerate(shown[page * room : (page + 1) * room]):
        canvas.write(row, 0, line)
    more = len(shown) > (page + 1) * room
    said = _("any key: the rest") if more else _("shown for selection, press any key")
    canvas.write(rows - 1, 0, said, "chrome")
    return _finished(canvas), more


def picker(
    columns: int, rows: int, profile: Profile, query: str, entries: Sequence[tuple[str, str]], chosen: int
) -> Frame:
    """A line to type on and what fits it; each entry with a quiet word at the right edge."""
    canvas, lines = Canvas(columns, rows, profile), grid(columns, rows, single=True)
    name = _("Find")
    canvas.write(lines.header, lines.left, name, "chrome")
    canvas.write(lines.header, lines.left + width(name) + 2, query, "strong")
    canvas.rule(lines.header + 1, lines.left, lines.right)
    first, room = lines.header + 2, max(1, rows - lines.header - 4)
    top = max(0, min(chosen - room // 2, len(entries) - room))
    for index, (words, detail) in enumerate(entries[top : top + room], top):
        _entry(canvas, lines, first + index - top, index, (words, detail), index == chosen)
    if not entries:
        canvas.write(first, lines.left, _('Nothing here has "{words}".').format(words=query))
    _keys(canvas, lines, ((_("Enter"), _("take it")), (_("Esc"), _("back"))))
    return _finished(canvas)


def _entry(canvas: Canvas, lines: Grid, row: int, index: int, entry: tuple[str, str], chosen: bool) -> None:
    reference = f"item:{index}"
    words, detail = entry
    room = lines.block - (width(detail) + 2 if detail else 0)
    if chosen:
        canvas.bar(row, lines.bar)
        canvas.write(row, lines.margin, canvas.signs.hand, "accent-strong", reference)
    canvas.write(row, lines.left, cut(words, room, canvas.signs.ellipsis), "text", reference)
    if detail:
        canvas.put_right(row, lines.right, (Run(detail, "chrome", reference),))


def asking(columns: int, rows: int, profile: Profile, asked: Asked, fact: str) -> Frame:
    """A question that is answered by typing: what it is about, room for the answer, what the keys do.

    Args:
        columns: of the screen.
        rows: of the screen.
        profile: the terminal's.
        asked: the question.
        fact: at the right end of the rule under the answer, such as why the last one was not taken.
    """
    canvas, lines = Canvas(columns, rows, profile), grid(columns, rows, single=True)
    row = lines.title if rows >= _ROOMY else lines.header
    for style, text, most in (("strong", asked.title, 2), ("chrome", asked.text, 4)):
        for line in _short(folded(text, lines.measure), most, canvas.signs.ellipsis) if text else ():
            canvas.write(row, lines.left, line, style)
            row += 1
    first = row + 1
    room = max(1, min(lines.footer - first - 2, _NOTE_ROWS)) if asked.several else 1
    canvas.write(first, lines.margin, canvas.signs.hand, "accent")
    words = folded(fact, lines.block)[0] if fact else ""
    canvas.rule(first + room, lines.left, lines.right)
    if words:
        canvas.write(first + room + 1, lines.left, words)
    _keys(canvas, lines, asked.keys)
    where = (lines.left, first, lines.measure)
    return Frame(canvas.rows(), Layout(rows=room), (lines.left, first), query=where)


def _short(lines: list[str], most: int, ellipsis: str) -> list[str]:
    return lines if len(lines) <= most else [*lines[: most - 1], f"{lines[most - 1]} {ellipsis}"]


def _keys(canvas: Canvas, lines: Grid, keys: Iterable[tuple[str, str]]) -> None:
    """Keys and what they do, in the last row; those that do not fit drop whole, from the end."""
    at = lines.left
    for key, said in keys:
        if at + width(key) + 1 + width(said) > lines.right:
            return
        at = canvas.put(lines.footer, at, (Run(key, "accent-strong"), Run(f" {said}", "chrome"))) + 3


def query_room(frame: Frame, columns: int, rows: int) -> tuple[int, int, int]:
    """Where the line to type on stands: column, row, width.

    The painter leaves it in the header, after the screen's name and before the fact at the right edge.
    """
    lines = grid(columns, rows, single=True)
    row = frame.rows[lines.header] if lines.header < len(frame.rows) else ()
    named = [run for run in row if run.text.strip()]
    start = lines.left + (width(named[0].text.rstrip()) + 2 if named else 0)
    at, end = 0, lines.right
    for run in row:
        if at > start and at + width(run.text) == lines.right and run.style in ("chrome", "lens-label"):
            end = at - 2
        at += width(run.text)
    return start, lines.header, max(4, end - start)


def _finished(canvas: Canvas) -> Frame:
    return Frame(rows=canvas.rows(), layout=Layout(), cursor=canvas.cursor)
