"""The reader's notes, bookmarks and doubts: signs in the margin, the note beside its line, the list of notes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from explainer.messages import _
from explainer.paint.cells.canvas import BLANK, Line, parted, pieces_lines, text_lines
from explainer.paint.cells.rows import Row, Run
from explainer.paint.cells.style import Signs, transliterated
from explainer.paint.cells.wrapping import cut, width
from explainer.paint.page.chrome import hanging
from explainer.paint.page.layout import Grid, Page
from explainer.paint.page.prose import Pen
from explainer.reading.anchors import find
from explainer.reading.run import KeptEntry, Mine, kept_entries, mine
from explainer.reading.view import Entry, View
from explainer.story.model.structs import Story

# What is the reader's own beside a page: marks in the margin, the first words of a note, the note itself.
# Loaded with the first note, bookmark or doubt. No sign here is shaped like a verdict, and each is told in
# help.


class Mark(NamedTuple):
    """One thing of the reader's own at a step."""

    kind: str
    """note, bookmark or doubt, in this order at one step."""
    text: str = ""
    """A note's."""


MarksByStep = dict[str, tuple[Mark, ...]]
"""By step."""

_BESIDE = 6
"""Rows of a note that stand over what the second column says of the line."""
_found: list[tuple[Story, Mine, str, MarksByStep]] = []
"""What was found last: a page is painted at every key, and notes change rarely."""


def marks_by_step(view: View) -> MarksByStep:
    """The notes and marks beside each step of the scene."""
    story, own, scene = view.story, mine(view.run), view.run.visit.scene
    if _found:
        of, kept, where, found = _found[-1]
        if of is story and where == scene and kept == own:
            return found
    marks = [
        *((note.anchor, Mark("note", note.text)) for note in own.notes),
        *((kept_at, Mark("bookmark")) for kept_at in own.bookmarks),
        *((kept_at, Mark("doubt")) for kept_at in own.doubts),
    ]
    made: dict[str, tuple[Mark, ...]] = {}
    for kept_at, mark in marks:
        place = find(story, kept_at).place
        if place is not None and place.scene == scene:
            made[place.step] = (*made.get(place.step, ()), mark)
    _found[:] = [(story, own, scene, made)]
    return made


def forget() -> None:
    """Hold nobody's notes any more: on a server the last reader's would stay after they left."""
    _found.clear()


def sign_of(kind: str, signs: Signs) -> str:
    """The sign of a note, a bookmark, a doubt."""
    return {"note": signs.mark, "bookmark": signs.bookmark}.get(kind, signs.doubt)


def margin_marks(view: View, page: Page, signs: Signs) -> dict[tuple[int, int], str]:
    """By slice and line of a page, the sign that hangs beside it.

    A step's signs stand on its first rows on the page, on those whose margin is free; where none is, on its first.
    """
    kinds = {step: dict.fromkeys(mark.kind for mark in marks) for step, marks in marks_by_step(view).items()}
    rows: dict[str, list[tuple[int, int]]] = {}
    free: dict[str, list[tuple[int, int]]] = {}
    for index, part in enumerate(page.slices):
        for number, line in enumerate(part.lines):
            if line.runs and part.block.step in kinds:
                rows.setdefault(part.block.step, []).append((index, number))
                if not line.margin:
                    free.setdefault(part.block.step, []).append((index, number))
    marks: dict[tuple[int, int], str] = {}
    for step, at in rows.items():
        for place, kind in zip(free.get(step) or at[:1], kinds[step], strict=False):
            marks[place] = sign_of(kind, signs)
    return marks


def peek_of_notes(view: View, step: str, signs: Signs) -> Row:
    """The first words of the note on a line with nothing else in hand, else that it is bookmarked or doubted."""
    marks = marks_by_step(view).get(step, ())
    note = next((mark.text for mark in marks if mark.kind == "note"), "")
    if note:
        words = f" {signs.dot} {' '.join(note.split())}"
        return (Run(f"{signs.mark} {_('your note')}", "strong"), Run(words, "chrome"))
    said = f" {signs.dot} ".join(_said(mark.kind, signs) for mark in marks)
    return (Run(said, "strong"),) if said else ()


def _said(kind: str, signs: Signs) -> str:
    words = {"note": _("your note"), "bookmark": _("bookmarked")}.get(kind) or _("you doubt this line")
    return f"{sign_of(kind, signs)} {words}"


def note_lines(view: View, step: str, measure: int, signs: Signs, glyphs: str) -> list[Line]:
    """The notes on a line and what else is marked there, for the head of the second column."""
    lines: list[Line] = []
    for mark in marks_by_step(view).get(step, ()):
        lines.append(Line((Run(_said(mark.kind, signs), "strong"),)))
        for paragraph in mark.text.splitlines():
            lines += text_lines(transliterated(paragraph, glyphs), measure)
    if len(lines) > _BESIDE:
        more = _("{n} more rows; M shows them").format(n=len(lines) - _BESIDE + 1)
        lines = [*lines[: _BESIDE - 1], Line((Run(more, "chrome"),))]
    return lines


# The list of what is the reader's own, and the text they take along.

_INDENT = 2
_WHOLE = 8
"""Rows of a note that its row shows while it is in hand."""
_MOVED = 4
"""Sentences about what moved that stand over the list; the about screen has all of them."""


def notes_lines(view: View, pen: Pen, found: tuple[Entry, ...], grid: Grid, selected: int) -> list[Line]:
    """Rows of the list: the note in hand whole, of the others the first row; under each the line it stands beside."""
    told = moved_lines(pen, view.moved[:_MOVED], grid.block)
    if len(view.moved) > _MOVED:
        more = _("{n} more; a tells all").format(n=len(view.moved) - _MOVED)
        told += text_lines(more, grid.block, "chrome")
    if not found:
        words = _("No notes yet; N writes one here.")
        more = _(
            "B sets a bookmark at a line, D marks that you doubt it. They stay yours: nothing of them is sent anywhere."
        )
        quiet = text_lines(pen.text(more), grid.block, "chrome")
        return parted((told, text_lines(pen.text(words), grid.block), quiet))
    kept = {(one.kind, one.key): one for one in kept_entries(view.story, view.run, view.listings[-1].query)}
    lines = parted((told, [BLANK])) if told else []
    for index, entry in enumerate(found):
        if entry.kind == "heading":
            lines += [*([BLANK] if lines else []), *text_lines(entry.label, grid.block, "chrome"), BLANK]
            continue
        lines += _row(pen, entry, kept[entry.kind, entry.id], index, grid, whole=index == selected)
    return lines


def moved_lines(pen: Pen, moved: Iterable[str], measure: int) -> list[Line]:
    """A sentence for each thing that moved or was lost since the run was kept."""
    lines: list[Line] = []
    for sentence in moved:
        rows = text_lines(pen.text(sentence), measure - _INDENT)
        lines += hanging(rows, (Run(f"{pen.signs.dot} ", "chrome"),), "chrome")
    return lines


def _row(pen: Pen, entry: Entry, kept: KeptEntry, index: int, grid: Grid, *, whole: bool) -> list[Line]:
    room = grid.block - _INDENT
    sign = sign_of(entry.kind, pen.signs)
    lines = _note(pen, kept.text, room, index) if whole and kept.text else []
    if not lines:
        text = pen.text(entry.label)
        lines = [Line((Run(cut(text, room, pen.signs.ellipsis), "text"),), item=index, indent=_INDENT)]
    lines[0] = lines[0]._replace(runs=(Run(f"{sign} ", "accent"), *lines[0].runs), indent=0)
    named = {"bookmark": _("bookmark"), "doubt": _("doubted")}.get(entry.kind, "")
    stands = _("beside: {words}").format(words=kept.words) if kept.text and kept.words else ""
    facts = [", ".join(filter(None, (named, entry.group))), entry.detail if kept.how != "same" else stands]
    facts = [fact for fact in facts if fact]
    about = f" {pen.signs.dot} ".join(pen.text(fact) for fact in facts)
    if kept.how == "same":
        about = cut(about, room, pen.signs.ellipsis)
    return [*lines, *pieces_lines([Run(about, "chrome")], grid.block, indent=_INDENT, item=index)]


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
    """The number of notes and marks, for the head of the list."""
    total = sum(entry.kind != "heading" for entry in found)
    return str(total) if total else ""


def takeaway_lines(view: View, pen: Pen, measure: int) -> list[Line]:
    """The text a reader takes along, as the front end made it; what is too long for this window is wrapped."""
    lines: list[Line] = []
    for text in view.listings[-1].text:
        words = pen.text(text)
        indent = len(words) - len(words.lstrip(" "))
        row: Row = (Run(words, "text"),)
        fits = width(words) <= measure
        lines += [Line(row)] if fits else text_lines(words, measure, indent=min(indent, measure // 2))
    return lines
