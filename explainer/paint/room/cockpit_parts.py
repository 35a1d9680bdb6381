"""The parts of the cockpit: what is now and next, the plan, the poll, tallies, the queue; and which rows each gets.

A part has a label, rows of text and the fewest rows that say something. Where rows are few, parts that can wait are
left out whole, so that what is urgent is never cut to a heading.
"""

from __future__ import annotations

from typing import NamedTuple

from explainer.messages import _
from explainer.paint.cells.canvas import Canvas, Line, fit, text_lines, with_fact
from explainer.paint.cells.rows import Run
from explainer.paint.cells.wrapping import width
from explainer.reading.cockpit import CockpitView

LABEL = 7
"""Cells of the labels' column: the longest has five letters."""


class Part(NamedTuple):
    """One part before it has its rows."""

    name: str
    lines: tuple[Line, ...]
    least: int = 1
    """Rows without which the part is left out."""
    rank: int = 0
    """Parts of a low rank get their rows first."""


def now_part(view: CockpitView, measure: int) -> Part:
    """The step as followers have it, and how many have it."""
    room = measure - LABEL
    if not view.now_title:
        return Part(_("NOW"), tuple(text_lines(_("not begun"), room)), 1, 0)
    reached = ""
    if view.reached >= 0 and view.reached_of:
        reached = _("with {n} of {total}").format(n=view.reached, total=view.reached_of)
    title = f"{view.now_title} · {view.now_fact}" if view.now_fact else view.now_title
    lines = with_fact(title, "strong", reached, room)
    mode = {
        "free": _("everyone reads where they like"),
        "hold": _("held: {task}").format(task=view.task) if view.task else _("held"),
    }.get(view.mode, "")
    lines += text_lines(mode, room, "accent") if mode else []
    for paragraph in view.now_text:
        lines += text_lines(paragraph, room)
    return Part(_("NOW"), tuple(lines), min(2, len(lines)), 0)


def next_parts(view: CockpitView, measure: int) -> list[Part]:
    """The effect of the next key, what comes after, the private note."""
    room = measure - LABEL
    where = " · ".join(f"{title} {number}" for title, number in view.by_scene)
    found = [
        Part(_("NEXT"), tuple(text_lines(view.next, room)), 1, 2),
        Part(_("THEN"), tuple(line for text in view.then for line in text_lines(text, room)), 1, 7),
        Part(_("SAY"), tuple(text_lines(view.say, room)), 1, 4),
        Part(_("ALOUD"), tuple(line for text in view.aloud for line in text_lines(text, room)), 1, 4),
        Part(_("NOTE"), tuple(text_lines(view.note, room)), 1, 4),
        Part(_("WHERE"), tuple(text_lines(where, room)), 1, 8),
    ]
    return [part for part in found if part.lines]


def room_parts(view: CockpitView, measure: int, asked: int) -> list[Part]:
    """The poll, ready, pace, doubt, and the queue, of which so many rows are asked for: what the room says."""
    room = measure - LABEL
    poll = text_lines(view.poll, room) if view.poll else []
    for text in (*view.poll_lines, view.poll_next):
        poll += text_lines(text, room) if text else []
    cue = text_lines(_("cue: {text}").format(text=view.cue), room, "chrome") if view.cue else []
    found = [
        Part(_("POLL"), (*poll, *cue), min(1 + bool(view.poll_lines), len(poll)), 1),
        Part(_("READY"), tuple(text_lines(view.ready, room)), 1, 3),
        Part(_("PACE"), tuple(text_lines(view.pace, room)), 1, 6),
        Part(_("DOUBT"), tuple(line for text in view.doubt for line in text_lines(text, room)), 1, 5),
        Part(_("OTHER"), tuple(text_lines(view.opposed, room)), 1, 9),
    ]
    return [*(part for part in found if part.lines), _asked_part(view, measure, asked)]


def _asked_part(view: CockpitView, measure: int, least: int) -> Part:
    """The queue: its numbers, then its rows, the one in hand whole."""
    room = measure - LABEL
    states = [row.state for row in view.queue]
    said = [_("{n} waiting").format(n=states.count("waiting"))]
    if approved := states.count("approved"):
        said.append(_("{n} approved").format(n=approved))
    if answered := states.count("answered"):
        said.append(_("{n} answered").format(n=answered))
    said.append(_("paused") if view.muted else _("open"))
    lines = text_lines(" · ".join(said), room, "accent" if view.muted or "waiting" in states else "text")
    for at, row in enumerate(view.queue):
        fact = {"approved": _("approved"), "answered": _("answered")}.get(row.state, "")
        rows = with_fact(f"{at + 1} {row.text}", "text", fact, room, item=at)
        if at != view.chosen and len(rows) > 1:
            rows = [rows[0]._replace(runs=(*rows[0].runs, Run(" …", "chrome")))]
        lines += rows
    return Part(_("ASKED"), tuple(lines), min(least, len(lines)), 2)


def plan_lines(view: CockpitView, measure: int, rows: int) -> list[Line]:
    """The plan around the item of now."""
    here = next((at for at, row in enumerate(view.plan) if row.state == "now"), 0)
    first = max(0, min(here - rows // 2, len(view.plan) - rows))
    lines = []
    for row in view.plan[first : first + rows]:
        style = "strong" if row.state == "now" else "text" if row.state == "ahead" else "chrome"
        fact = (Run(_("left out"), "chrome"),) if row.state == "left-out" else ()
        margin = (Run("▸ ", "accent"),) if row.state == "now" else ()
        lines.append(Line((Run(f"{row.span:<10} ", "chrome"), Run(row.title, style)), fact, margin))
    return lines


def shared(parts: list[Part], rows: int) -> list[int]:
    """The number of rows each part gets; 0: it is left out.

    First the least of each in the order of rank, then a row at a time in the same order until all have theirs.
    """
    order = sorted(range(len(parts)), key=lambda at: parts[at].rank)
    got = [0] * len(parts)
    left = rows
    for at in order:
        if parts[at].least <= left:
            got[at] = parts[at].least
            left -= parts[at].least
    grown = True
    while left and grown:
        grown = False
        for at in order:
            if left and got[at] and got[at] < len(parts[at].lines):
                got[at] += 1
                left -= 1
                grown = True
    return got


def draw_parts(
    canvas: Canvas, parts: list[Part], got: list[int], row: int, left: int, measure: int, chosen: int = -1
) -> int:
    """Draw parts under each other, each in the rows that it got. Returns the row after them."""
    for part, rows in zip(parts, got, strict=True):
        if rows:
            row = _draw_part(canvas, part, rows, row, left, measure, chosen)
    return row


def _draw_part(canvas: Canvas, part: Part, rows: int, row: int, left: int, measure: int, chosen: int) -> int:
    """Draw a part in its rows; the row in hand stays in sight, and what is cut says so. Returns the row after it."""
    shown = list(part.lines)
    if len(shown) > rows:
        shown = _window(shown, rows, chosen)
    canvas.write(row, left, part.name, "chrome")
    at = left + LABEL
    room = measure - LABEL
    for line in shown:
        in_hand = line.item >= 0 and line.item == chosen
        reference = f"item:{line.item}" if line.item >= 0 else ""
        fact = sum(width(run.text) for run in line.right) + 2 if line.right else 0
        runs = fit(line.runs, room - fact, canvas.signs.ellipsis)
        canvas.put(row, at, [run._replace(reference=reference) for run in runs] if reference else runs)
        if line.right:
            canvas.put_right(row, at + room, line.right)
        if in_hand:
            canvas.bar(row, (at - 1, at + room))
            if canvas.cursor is None:
                canvas.write(row, at - 2, canvas.signs.hand, "accent")
                canvas.point(row, at)
        row += 1
    return row


def _window(lines: list[Line], rows: int, chosen: int) -> list[Line]:
    """As many of the lines as there are rows: the first ones, or those around the row in hand."""
    here = [at for at, line in enumerate(lines) if line.item >= 0 and line.item == chosen]
    head, body = lines[:1], lines[1:]
    if not here or here[-1] < rows:
        kept = lines[:rows]
        last = kept[-1]
        if last.item < 0:
            kept[-1] = last._replace(runs=(*last.runs, Run(" …", "chrome")))
        return kept
    first = min(here[-1] - (rows - 1), here[0] - 1)
    return [*head, *body[first : first + rows - 1]] if rows > 1 else head
