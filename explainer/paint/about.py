"""The about screen: what the story is, its edition, what changed, and how to report an error."""

from __future__ import annotations

from collections.abc import Sequence

from explainer.messages import _
from explainer.paint.cells.canvas import Line, parted, pieces_lines, text_lines
from explainer.paint.cells.rows import Run
from explainer.paint.chrome import key_label
from explainer.paint.ink import Pen
from explainer.reading import reporting
from explainer.reading.corrections import newest_first, told_in
from explainer.reading.view import View
from explainer.story.dates import long
from explainer.story.model import Change


def about_lines(view: View, pen: Pen, measure: int) -> list[Line]:
    """What changed in scenes this reader had read comes first; all else in the order of use."""
    story = view.story
    told = told_in(view.run, story)
    groups = [_moved(view, pen, measure)] if view.moved else []
    groups += [_told(view, pen, told, number, measure) for number in range(len(told))]
    groups += [
        text_lines(pen.text(" ".join(part.split())), measure) for part in story.about.split("\n\n") if part
    ]
    edition = text_lines(_("Edition {edition}.").format(edition=story.edition), measure)
    if story.checked_on:
        edition += text_lines(_("As checked on {date}.").format(date=long(story.checked_on)), measure)
    groups.append(edition)
    groups.append(_reporting(view, pen, measure))
    others = [change for change in newest_first(story) if change not in told]
    for number, change in enumerate(others):
        heading = text_lines(_("Changes"), measure, "chrome") if not number else []
        groups.append([*heading, *_change(pen, others, number, measure, change.scenes)])
    return parted(groups)


def _reporting(view: View, pen: Pen, measure: int) -> list[Line]:
    """Where to write, in the story's own words too, and the line that this reader comes from."""
    story, meant = view.story, reporting.named(view.story, reporting.line_meant(view))
    where = reporting.where_to_write(story)
    before, address, _after = where.partition(story.corrections) if story.corrections else (where, "", "")
    pieces = [Run(pen.text(before), "text")]
    if address:
        to = reporting.link(story, meant)
        pieces.append(Run(pen.text(address), "address", f"address:{to}" if to else ""))
    own = text_lines(pen.text(story.report_errors), measure) if story.report_errors else []
    line = _("The line you come from: {line}.").format(line=meant)
    key = Run(key_label("copy", pen.glyphs), "accent-strong", "action:copy")
    copies = (Run(f"{line} ", "text"), key, Run(" " + _("copies it with its words."), "text"))
    return [
        *text_lines(_("To report an error"), measure, "chrome"),
        *pieces_lines(pieces, measure),
        *own,
        *pieces_lines(copies, measure),
    ]


def _moved(view: View, pen: Pen, measure: int) -> list[Line]:
    """What became of the place and the notes of this reader, said in full."""
    from explainer.paint.notes_screen import moved_lines  # loaded where there is something to tell

    heading = text_lines(_("Since your run was kept"), measure, "chrome")
    return [*heading, *moved_lines(pen, view.moved, measure)]


def _told(view: View, pen: Pen, told: tuple[Change, ...], number: int, measure: int) -> list[Line]:
    """A correction of scenes that were read; its other scenes are not named."""
    heading = text_lines(_("Changed since you read it"), measure, "chrome") if not number else []
    read = tuple(scene for scene in told[number].scenes if scene in view.run.changed)
    return [*heading, *_change(pen, told, number, measure, read)]


def _change(
    pen: Pen, changes: Sequence[Change], number: int, measure: int, scenes: tuple[str, ...]
) -> list[Line]:
    """A correction: its day and edition where they are not those of the one before, what, why, where."""
    change = changes[number]
    before = changes[number - 1] if number else None
    lines: list[Line] = []
    if before is None or (before.on, before.edition) != (change.on, change.edition):
        lines = text_lines(_head(change), measure, "strong")
    lines += text_lines(pen.text(f"{change.what} {change.why}".strip()), measure)
    for name in scenes:
        if name in pen.story.scenes:
            rows = text_lines(pen.text(pen.story.scenes[name].title), measure - 2, "chrome")
            first, rest = f"{pen.signs.dot} ", "  "
            lines += [
                row._replace(runs=(Run(rest if n else first, "chrome"), *row.runs))
                for n, row in enumerate(rows)
            ]
    return lines


def _head(change: Change) -> str:
    day = long(change.on)
    if not change.edition:
        return day
    return _("{date}, edition {edition}").format(date=day, edition=change.edition)
