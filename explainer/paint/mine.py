"""What is the reader's own beside a page: marks in the margin, the first words of a note, the note itself.

Loaded with the first note, bookmark or doubt. No sign here is shaped like a verdict, and each is told in help.
"""

from __future__ import annotations

from typing import NamedTuple

from explainer.messages import _
from explainer.paint.cells.canvas import Line, text_lines
from explainer.paint.cells.glyphs import Signs, transliterated
from explainer.paint.cells.rows import Row, Run
from explainer.paint.pages import Page
from explainer.reading.anchors import find
from explainer.reading.notes import Mine, mine
from explainer.reading.view import View
from explainer.story.model import Story


class Mark(NamedTuple):
    """One thing of the reader's own at a step."""

    kind: str
    """note, bookmark or doubt, in this order at one step."""
    text: str = ""
    """A note's."""


Own = dict[str, tuple[Mark, ...]]
"""By step."""

_BESIDE = 6
"""Rows of a note that stand over what the second column says of the line."""
_found: list[tuple[Story, Mine, str, Own]] = []
"""What was found last: a page is painted at every key, and notes change rarely."""


def own_in(view: View) -> Own:
    """What stands beside each step of the scene."""
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


def sign_of(kind: str, signs: Signs) -> str:
    """The sign of a note, a bookmark, a doubt."""
    return {"note": signs.mark, "bookmark": signs.bookmark}.get(kind, signs.doubt)


def margin_marks(view: View, page: Page, signs: Signs) -> dict[tuple[int, int], str]:
    """By slice and line of a page, the sign that hangs beside it.

    A step's signs stand on its first rows on the page, on those whose margin is free; where none is, on its first.
    """
    kinds = {step: dict.fromkeys(mark.kind for mark in marks) for step, marks in own_in(view).items()}
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


def peek_of_own(view: View, step: str, signs: Signs) -> Row:
    """The first words of the note on a line with nothing else in hand, else that it is bookmarked or doubted."""
    marks = own_in(view).get(step, ())
    note = next((mark.text for mark in marks if mark.kind == "note"), "")
    if note:
        words = f" {signs.dot} {' '.join(note.split())}"
        return (Run(f"{signs.mark} {_('your note')}", "strong"), Run(words, "chrome"))
    said = f" {signs.dot} ".join(_said(mark.kind, signs) for mark in marks)
    return (Run(said, "strong"),) if said else ()


def _said(kind: str, signs: Signs) -> str:
    words = {"note": _("your note"), "bookmark": _("bookmarked")}.get(kind) or _("you doubt this line")
    return f"{sign_of(kind, signs)} {words}"


def beside(view: View, step: str, measure: int, signs: Signs, glyphs: str) -> list[Line]:
    """The notes on a line and what else is marked there, for the head of the second column."""
    lines: list[Line] = []
    for mark in own_in(view).get(step, ()):
        lines.append(Line((Run(_said(mark.kind, signs), "strong"),)))
        for paragraph in mark.text.splitlines():
            lines += text_lines(transliterated(paragraph, glyphs), measure)
    if len(lines) > _BESIDE:
        more = _("{n} more rows; M shows them").format(n=len(lines) - _BESIDE + 1)
        lines = [*lines[: _BESIDE - 1], Line((Run(more, "chrome"),))]
    return lines
