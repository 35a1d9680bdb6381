"""The list of what is the reader's own, and the text they take along."""

from __future__ import annotations

from collections.abc import Iterable

from explainer.messages import _
from explainer.paint.cells import text_width
from explainer.paint.cells.canvas import BLANK, Line, parted, pieces_lines, text_lines
from explainer.paint.cells.rows import Row, Run
from explainer.paint.cells.text_width import cut
from explainer.paint.grid import Grid
from explainer.paint.ink import Pen
from explainer.paint.mine import sign_of
from explainer.reading.lists import Entry
from explainer.reading.notes import KeptEntry, kept_entries
from explainer.reading.view import View

_INDENT = 2
_WHOLE = 8
"""Rows of a note that its row shows while it is in hand."""
_MOVED = 4
"""Sentences about what moved that stand over the list; the about screen has all of them."""


def notes_lines(view: View, pen: Pen, found: tuple[Entry, ...], grid: Grid, selected: int) -> list[Line]:
    """Rows of the list: the note in hand whole, of the others the first row; under each the line it stands beside."""
    told = moved_lines(pen, view.moved[:_MOVED], grid.block)
    if len(view.moved) > _MOVED:
        told += text_lines(
            _("{n} more; a tells all").format(n=len(view.moved) - _MOVED), grid.block, "chrome"
        )
    if not found:
        return parted((told, _empty(view, pen, grid)))
    kept = {(one.kind, one.key): one for one in kept_entries(view.story, view.run, view.listings[-1].query)}
    lines = parted((told, [BLANK])) if told else []
    for index, entry in enumerate(found):
        if entry.kind == "heading":
            lines += [*([BLANK] if lines else []), *text_lines(entry.label, grid.block, "chrome"), BLANK]
            continue
        lines += _row(pen, entry, kept[entry.kind, entry.id], index, grid, whole=index == selected)
    return lines


def _empty(view: View, pen: Pen, grid: Grid) -> list[Line]:
    words = _("No notes yet; N writes one here.")
    more = _(
        "B sets a bookmark at a line, D marks that you doubt it. They stay yours: nothing of them is sent anywhere."
    )
    return parted((text_lines(pen.text(words), grid.block), text_lines(pen.text(more), grid.block, "chrome")))


def moved_lines(pen: Pen, moved: Iterable[str], measure: int) -> list[Line]:
    """What moved or was lost since the run was kept, a sentence each."""
    lines: list[Line] = []
    for sentence in moved:
        rows = text_lines(pen.text(sentence), measure - _INDENT)
        for number, row in enumerate(rows):
            head = f"{pen.signs.dot} " if not number else "  "
            lines.append(row._replace(runs=(Run(head, "chrome"), *row.runs)))
    return lines


def _row(pen: Pen, entry: Entry, kept: KeptEntry, index: int, grid: Grid, *, whole: bool) -> list[Line]:
    room = grid.block - _INDENT
    sign = sign_of(entry.kind, pen.signs)
    lines = _note(pen, kept.text, room, index) if whole and kept.text else []
    if not lines:
        text = pen.text(entry.label)
        lines = [Line((Run(cut(text, room, pen.signs.ellipsis), "text"),), item=index, indent=_INDENT)]
    lines[0] = lines[0]._replace(runs=(Run(f"{sign} ", "accent"), *lines[0].runs), indent=0)
    facts = [fact for fact in (_name(entry), entry.detail if kept.how != "same" else _stands(kept)) if fact]
    about = f" {pen.signs.dot} ".join(pen.text(fact) for fact in facts)
    if kept.how == "same":
        about = cut(about, room, pen.signs.ellipsis)
    return [*lines, *pieces_lines([Run(about, "chrome")], grid.block, indent=_INDENT, item=index)]


def _name(entry: Entry) -> str:
    """The scene's title, else what the row is; a bookmark and a doubt say what their sign means."""
    named = {"bookmark": _("bookmark"), "doubt": _("doubted")}.get(entry.kind, "")
    return ", ".join(part for part in (named, entry.group) if part)


def _stands(kept: KeptEntry) -> str:
    """The words a note stands beside; of the others they are the row's own."""
    return _("beside: {words}").format(words=kept.words) if kept.text and kept.words else ""


def _note(pen: Pen, text: str, room: int, index: int) -> list[Line]:
    """A note in hand: all of it, or as much as leaves the list in sight."""
    lines: list[Line] = []
    for paragraph in text.splitlines():
        rows = text_lines(pen.text(paragraph), room, item=index)
        lines += rows or [Line(item=index)]
    lines = [line._replace(indent=_INDENT) for line in lines]
    if len(lines) > _WHOLE:
        more = _("{n} more rows; N opens the note").format(n=len(lines) - _WHOLE + 1)
        lines = [*lines[: _WHOLE - 1], Line((Run(more, "chrome"),), item=index, indent=_INDENT)]
    return lines


def count_words(found: tuple[Entry, ...]) -> str:
    """How many there are, for the head of the list."""
    total = sum(entry.kind != "heading" for entry in found)
    return str(total) if total else ""


def takeaway_lines(view: View, pen: Pen, measure: int) -> list[Line]:
    """The text a reader takes along, as the front end made it; what is too long for this window is wrapped."""
    lines: list[Line] = []
    for text in view.listings[-1].text:
        words = pen.text(text)
        indent = len(words) - len(words.lstrip(" "))
        row: Row = (Run(words, "text"),)
        fits = text_width(words) <= measure
        lines += [Line(row)] if fits else text_lines(words, measure, indent=min(indent, measure // 2))
    return lines
