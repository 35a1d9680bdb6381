"""The about screen: what the story is, its edition, what changed, and how to report an error."""

from __future__ import annotations

from explainer.messages import _
from explainer.paint.ink import Pen
from explainer.paint.lines import Line, parted, pieces_lines, text_lines
from explainer.paint.rows import Run
from explainer.reading.corrections import newest_first, told_in
from explainer.reading.view import View
from explainer.story.dates import long
from explainer.story.model import Change


def about_lines(view: View, pen: Pen, measure: int) -> list[Line]:
    """What changed in scenes this reader had read comes first; all else in the order of use."""
    story = view.story
    told = told_in(view.run, story)
    groups = [_told(view, pen, change, measure, heading=not number) for number, change in enumerate(told)]
    groups += [
        text_lines(pen.text(" ".join(part.split())), measure) for part in story.about.split("\n\n") if part
    ]
    edition = text_lines(_("Edition {edition}.").format(edition=story.edition), measure)
    if story.checked_on:
        edition += text_lines(_("As checked on {date}.").format(date=long(story.checked_on)), measure)
    groups.append(edition)
    if story.report_errors:
        heading = text_lines(_("To report an error"), measure, "chrome")
        groups.append([*heading, *text_lines(pen.text(story.report_errors), measure)])
    others = [change for change in newest_first(story) if change not in told]
    for number, change in enumerate(others):
        heading = text_lines(_("Changes"), measure, "chrome") if not number else []
        groups.append([*heading, *_change(pen, change, measure, change.scenes)])
    return parted(groups)


def _told(view: View, pen: Pen, change: Change, measure: int, *, heading: bool) -> list[Line]:
    """A correction of scenes that were read; its other scenes are not named."""
    lines = text_lines(_("Changed since you read it"), measure, "chrome") if heading else []
    read = tuple(scene for scene in change.scenes if scene in view.run.changed)
    return [*lines, *_change(pen, change, measure, read)]


def _change(pen: Pen, change: Change, measure: int, scenes: tuple[str, ...]) -> list[Line]:
    day = long(change.on)
    head = _("{date}, edition {edition}").format(date=day, edition=change.edition) if change.edition else day
    lines = pieces_lines((Run(head, "strong"),), measure)
    lines += text_lines(pen.text(f"{change.what} {change.why}".strip()), measure)
    for name in scenes:
        if name in pen.story.scenes:
            title = pen.text(pen.story.scenes[name].title)
            dot = f"{pen.signs.dot} "
            rows = text_lines(title, measure - 2, "chrome")
            lines += [
                row._replace(runs=(Run(dot if not n else "  ", "chrome"), *row.runs))
                for n, row in enumerate(rows)
            ]
    return lines
