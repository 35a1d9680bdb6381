"""Rows of the story in short: its screen, the choice among a line's scenes, what is said of a line in hand."""

from __future__ import annotations

from explainer.messages import _, ngettext
from explainer.paint.cells.canvas import BLANK, Line, pieces_lines, text_lines
from explainer.paint.cells.rows import Row, Run
from explainer.paint.page.layout import Grid
from explainer.paint.page.prose import Pen
from explainer.paint.page.records import Record
from explainer.reading.in_short import leads_to, line_of, short_legend
from explainer.reading.view import Entry, View
from explainer.story.model.prose import Reference, in_short_step, plain
from explainer.story.model.structs import Scene, Step


def short_lines(pen: Pen, found: tuple[Entry, ...], grid: Grid) -> list[Line]:
    """Each line after its number and the word of what kind of knowledge it is."""
    step = in_short_step(pen.story)
    lines: list[Line] = []
    for index, entry in enumerate(found):
        head = f"{entry.id:>2} "
        count = len(leads_to(pen.story, step, index))
        pieces = [Run(pen.text(entry.detail), "strong"), Run(f" {pen.signs.dot} ", "chrome")]
        pieces.append(Run(pen.text(entry.label), "text"))
        if count > 1:
            scenes = ngettext("{n} scene", "{n} scenes", count).format(n=count)
            pieces.append(Run(f" ({scenes})", "chrome"))
        rows = pieces_lines(pieces, grid.block - len(head), indent=0, item=index)
        lines += [BLANK] if lines and grid.height >= 20 else []
        for number, row in enumerate(rows):
            before = Run(head if not number else " " * len(head), "chrome")
            lines.append(row._replace(runs=(before, *row.runs)))
    return lines


def legend_row(grid: Grid) -> Row:
    """What the words mean, where there is room for it."""
    words = short_legend()
    return (Run(words, "chrome"),) if len(words) <= grid.block - 16 else ()


def line_scenes(pen: Pen, number: str, found: tuple[Entry, ...], grid: Grid) -> list[Line]:
    """The line, then its scenes to choose from."""
    said = plain(pen.story, in_short_step(pen.story, pen.on).items[int(number) - 1], pen.on)
    lines = [*text_lines(pen.text(" ".join(said.split())), grid.block, "chrome"), BLANK]
    for index, entry in enumerate(found):
        time = (Run(_("{n} min").format(n=entry.minutes), "chrome"),)
        seen = [Run(f" {pen.signs.dot} {_('seen')}", "chrome")] if entry.seen else []
        lines.append(Line((Run(pen.text(entry.label), "text"), *seen), time, item=index))
    return lines


def peek_of_line(pen: Pen, view: View, reference: Reference) -> Row:
    """The effect of Enter on a line in hand."""
    scenes = leads_to(view.story, _step(view, reference.step), line_of(reference))
    if len(scenes) == 1:
        title = pen.text(view.story.scenes[scenes[0]].title)
        return (Run(_("Enter goes to “{title}”").format(title=title), "chrome"),)
    said = ngettext("{n} scene tells it; Enter chooses", "{n} scenes tell it; Enter chooses", len(scenes))
    return (Run(said.format(n=len(scenes)), "chrome"),)


def record_of_line(pen: Pen, scene: Scene, line: str, measure: int) -> Record:
    """The scenes of a line in hand, for the second column."""
    key, _colon, number = line.rpartition(":")
    step = next(step for step in scene.steps if step.id == key)
    rows: list[Line] = []
    for to in leads_to(pen.story, step, int(number)):
        rows += text_lines(pen.text(pen.story.scenes[to].title), measure)
    return Record(_("Told in"), "", rows)


def _step(view: View, key: str) -> Step:
    return next(step for step in view.story.scenes[view.run.visit.scene].steps if step.id == key)
