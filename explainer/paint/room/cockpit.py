"""The leader's cockpit: everything urgent on one screen, at 80x24, side by side from 110x30, in one column below.

Only who leads sees it. It shows what it is handed: no number is hidden or reckoned here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from explainer.messages import _
from explainer.paint.cells.canvas import Canvas, cells, draw_lines, fit
from explainer.paint.cells.rows import Frame, Run
from explainer.paint.cells.style import Profile, key_name
from explainer.paint.cells.wrapping import cut, width
from explainer.paint.page.chrome import put_text
from explainer.paint.page.help import brief_words
from explainer.paint.page.layout import LEAST_HEIGHT, LEAST_WIDTH, too_small
from explainer.paint.room.cockpit_parts import (
    draw_parts,
    next_parts,
    now_part,
    plan_lines,
    room_parts,
    shared,
)
from explainer.reading.actions import ACTIONS, BY_ID
from explainer.reading.cockpit import CockpitView
from explainer.reading.view import Layout

WIDE, HIGH = 110, 30
"""From here on the step stands beside the numbers, over the plan."""
_ALWAYS = ("help", "join-card")
"""Keys that are in sight at every size."""
_SIDE = 0.58
"""The part of the width that the step has beside the room's numbers."""


class _Place(NamedTuple):
    """Columns of the cockpit."""

    left: int
    right: int

    @property
    def measure(self) -> int:
        return self.right - self.left


def compose_cockpit(view: CockpitView, columns: int, rows: int, profile: Profile) -> Frame:
    """The whole cockpit as exactly `rows` rows, none wider than `columns`."""
    canvas = Canvas(columns, rows, profile)
    name = f"{view.story} · {_('cockpit')}" if view.story else _("cockpit")
    if too_small(columns, rows):
        words = _("The cockpit needs {least}x{low}; this window is {width}x{height}.").format(
            least=LEAST_WIDTH, low=LEAST_HEIGHT, width=columns, height=rows
        )
        put_text(canvas, 0, 0, max(1, columns), words)
        return Frame(canvas.rows(), Layout(), title=name)
    place = _Place(1, min(columns, 200) - 1)
    if view.card:
        view = msgspec.structs.replace(view, late="")  # a card needs the row; who reads it is not led on
    row = _head(canvas, place, view)
    foot = _foot(canvas, place, view, rows)
    if view.card:
        for index, text in enumerate(view.card[: foot - row]):
            canvas.write(row + index, place.left, cut(text, columns - place.left, canvas.signs.ellipsis))
    elif view.help:
        _help(canvas, place, row, foot)
    elif columns >= WIDE and rows >= HIGH:
        _wide(canvas, place, view, row, foot)
    else:
        _narrow(canvas, place, view, row, foot)
    return Frame(canvas.rows(), Layout(), canvas.cursor, title=name)


def body_rows(view: CockpitView, columns: int, rows: int, profile: Profile) -> int:
    """Rows between head and foot: how much of a card is on one page."""
    canvas = Canvas(columns, rows, profile)
    place = _Place(1, min(columns, 200) - 1)
    view = msgspec.structs.replace(view, late="")
    return max(1, _foot(canvas, place, view, rows) - _head(canvas, place, view))


# head


def _head(canvas: Canvas, place: _Place, view: CockpitView) -> int:
    """Code, who leads, how many, the hour; then the plan, or what is wrong. Returns the first row after the rule."""
    end = canvas.put_right(0, place.right, (Run(view.clock, "chrome"),)) - 2 if view.clock else place.right
    at = canvas.write(0, place.left, view.code, "strong") + 3
    at = canvas.put(0, at, fit((Run(_chair(view, canvas), "text"),), end - at, canvas.signs.ellipsis)) + 3
    row = 1
    if view.trouble:
        if at + width(view.trouble) <= end:
            canvas.write(0, at, view.trouble, "alert-strong")
        else:
            trouble = cut(view.trouble, place.measure, canvas.signs.ellipsis)
            canvas.write(row, place.left, trouble, "alert-strong")
            row += 1
        for text in view.trouble_lines if canvas.height >= 20 else view.trouble_lines[:1]:
            row = put_text(canvas, row, place.left, place.measure, text)
    else:
        counts = _counts(view, canvas)
        if at + width(counts) <= end:
            start = max(at, (place.left + place.right - width(counts)) // 2)
            canvas.write(0, min(start, end - width(counts)), counts)
        else:
            canvas.write(row, place.left, cut(counts, place.measure, canvas.signs.ellipsis))
            row += 1
        row = _plan_row(canvas, place, view, row)
    canvas.rule(row, place.left, place.right)
    return row + 1


def _chair(view: CockpitView, canvas: Canvas) -> str:
    key = key_name(BY_ID["lead"].keys[0], canvas.profile.glyphs)
    return {
        "you": _("you lead"),
        "other": _("the other leads"),
        "silent": _("the chair is silent for {n} s: {key} takes it").format(n=view.silent_for, key=key),
        "empty": _("the chair is empty: {key} takes it").format(key=key),
        "offered": _("the chair is offered to you: {key} takes it").format(key=key),
    }.get(view.chair, view.chair)


def _counts(view: CockpitView, canvas: Canvas) -> str:
    form = _("{n} connected: {follow} follow, {roam} roam")
    said = form.format(n=view.connected, follow=view.following, roam=view.roaming)
    extra = [_("{n} gone").format(n=view.gone)] if view.gone else []
    extra += [view.door] if view.door else []
    return f" {canvas.signs.dot} ".join([said, *extra])


def _plan_row(canvas: Canvas, place: _Place, view: CockpitView, row: int) -> int:
    """The plan's item and the clock against it; what to leave out goes on the row after where it has no room."""
    clock = _("now {now}").format(now=view.elapsed) if view.elapsed else ""
    if view.planned:
        clock = _("now {now}, planned {planned}").format(now=view.elapsed, planned=view.planned)
    item = f"{view.item_span}  {view.item}".strip()
    if not item and not clock:
        return row
    late = f" {canvas.signs.dot} {view.late}" if view.late else ""
    whole = clock + late
    beside = width(item) + width(whole) + 2 <= place.measure
    end = canvas.put_right(row, place.right, (Run(whole if beside else clock, "text"),)) - 2
    canvas.write(row, place.left, cut(item, end - place.left, canvas.signs.ellipsis))
    if view.late and not beside:
        row += 1
        canvas.write(row, place.left, cut(view.late, place.measure, canvas.signs.ellipsis), "accent")
    return row + 1


# body


def _narrow(canvas: Canvas, place: _Place, view: CockpitView, first: int, end: int) -> None:
    """The leader's page over the room's numbers, a rule between."""
    upper = [now_part(view, place.measure), *next_parts(view, place.measure)]
    lower = room_parts(view, place.measure, 3 if canvas.height >= 24 else 1)
    got = shared([*upper, *lower], end - first - 1)
    row = draw_parts(canvas, upper, got[: len(upper)], first, place.left, place.measure)
    canvas.rule(row, place.left, place.right)
    draw_parts(canvas, lower, got[len(upper) :], row + 1, place.left, place.measure, view.chosen)


def _wide(canvas: Canvas, place: _Place, view: CockpitView, first: int, end: int) -> None:
    """The step at the left, the room's numbers and the queue at the right; under them what comes, and the plan."""
    split = place.left + int(place.measure * _SIDE)
    low = first + (end - first) * 3 // 5
    side = _Place(split + 3, place.right)
    for row in range(first, low):
        canvas.write(row, split, canvas.signs.column, "rule")
    left = split - 2 - place.left
    step = now_part(view, left)
    draw_parts(canvas, [step], [min(low - first, len(step.lines))], first, place.left, left)
    parts = room_parts(view, side.measure, 3)
    draw_parts(canvas, parts, shared(parts, low - first), first, side.left, side.measure, view.chosen)
    canvas.rule(low, place.left, place.right)
    below = next_parts(view, place.measure)
    wanted = min(11, len(view.plan)) if view.plan else 0
    room = end - low - 1
    got = shared(below, max(room - wanted - 1, room // 2) if wanted else room)
    row = draw_parts(canvas, below, got, low + 1, place.left, place.measure)
    if wanted and end - row > 2:
        canvas.write(row + 1, place.left, _("PLAN"), "chrome")
        lines = plan_lines(view, place.measure, end - row - 1)
        draw_lines(canvas, lines, row + 1, place.left + 7, place.measure - 7)


def _help(canvas: Canvas, place: _Place, first: int, end: int) -> None:
    """All keys of the cockpit, in a second and third column where the rows are too few."""
    glyphs = canvas.profile.glyphs
    found = [spec for spec in ACTIONS if spec.in_cockpit or spec.leading]
    columns = min(-(-len(found) // max(1, end - first)), 3 if place.measure >= 72 else 2)
    each = place.measure // columns
    per = -(-len(found) // columns)
    for at, spec in enumerate(found):
        column, row = divmod(at, per)
        if row >= end - first:
            continue
        left = place.left + column * each
        said = words_of(spec.id)
        if spec.in_cockpit:
            said = brief_words(spec.description, said, each - 8)
        canvas.write(first + row, left, key_of(spec.id, glyphs), "accent-strong")
        canvas.write(first + row, left + 6, cut(said, each - 7, canvas.signs.ellipsis))


# foot


def _foot(canvas: Canvas, place: _Place, view: CockpitView, rows: int) -> int:
    """The answer or question of a key, else who else is here; then the keys. Returns the first row of it."""
    key_rows = 2 if rows >= 20 else 1
    first = rows - key_rows - 1
    canvas.rule(first - 1, place.left, place.right)
    _said(canvas, place, view, first)
    last = place.right
    if key_rows == 2 and place.measure >= 60:
        last = canvas.put_right(rows - 1, last, (Run(_("only you see this screen"), "chrome"),)) - 2
    always = [action for action in _ALWAYS if action in view.keys]
    others = [action for action in view.keys if action not in always]
    if key_rows == 2:
        left = _keys(canvas, place, others, first + 1, place.right)
        _keys(canvas, place, [*always, *left], rows - 1, last)
    else:
        _keys(canvas, place, [*others[:1], *always, *others[1:]], first + 1, last)
    return first - 1


def _said(canvas: Canvas, place: _Place, view: CockpitView, row: int) -> None:
    if view.question:
        at = canvas.write(row, place.left, cut(view.question, place.measure, canvas.signs.ellipsis), "strong")
        if view.typing is not None:
            room = place.right - at - 2
            typed = view.typing[-room:] if room > 0 else ""
            at = canvas.write(row, at + 1, typed)
            canvas.point(row, at)
        return
    if view.message:
        canvas.write(row, place.left, cut(view.message, place.measure, canvas.signs.ellipsis), "strong")
        return
    right = _("projector: {what}").format(what=view.projector) if view.projector else ""
    end = canvas.put_right(row, place.right, (Run(right, "chrome"),)) - 2 if right else place.right
    if view.co_leader:
        left = _("Co-leader: {what}").format(what=view.co_leader)
        canvas.write(row, place.left, cut(left, end - place.left, canvas.signs.ellipsis), "chrome")


def key_of(action: str, glyphs: str) -> str:
    """The key of an action in the cockpit, as the leader knows it."""
    if action == "choose":
        return "1-9"
    spec = BY_ID[action]
    keys = spec.leading or spec.keys
    return key_name(keys[0], glyphs) if keys else ""


def words_of(action: str) -> str:
    """The name of an action in the cockpit, in two or three words."""
    own = {
        "next": _("next"), "choose": _("that way"), "consent": _("lead in"), "help": _("keys"), "quit": _("leave"),
        "next-reference": _("question below"), "previous-reference": _("question above"),
        "open": _("open for all"), "close": _("put away"), "lens": _("day for all"),
    }  # fmt: skip
    return own.get(action, BY_ID[action].short)


def _keys(canvas: Canvas, place: _Place, actions: Sequence[str], row: int, end: int) -> Sequence[str]:
    """As many keys as one row holds; returns those that are left."""
    at = place.left
    for index, action in enumerate(actions):
        reference = f"action:{action}"
        key = Run(key_of(action, canvas.profile.glyphs), "accent-strong", reference)
        runs = key, Run(f" {words_of(action)}", "chrome", reference)
        gap = 0 if at == place.left else 3 if place.measure >= 60 else 2
        if at + gap + cells(runs) > end:
            return actions[index:]
        at = canvas.put(row, at + gap, runs)
    return ()
