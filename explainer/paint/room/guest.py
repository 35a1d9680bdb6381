"""The room's rows on a guest's page: its code, where the leader is, what waits, and the keys of the room.

The row under the page is the room's; the row before the keys is the guest's own. Both say a thing once, in words.
"""

from __future__ import annotations

from collections.abc import Iterable

from explainer.messages import _
from explainer.paint.cells.canvas import Canvas, Line, draw_lines, fit
from explainer.paint.cells.rows import Row, Run
from explainer.paint.cells.wrapping import cut, width
from explainer.paint.page import chrome
from explainer.paint.page.layout import RIBBON, Grid, Page
from explainer.paint.page.offers import opens
from explainer.paint.page.prose import Pen
from explainer.paint.room.poll import panel_part
from explainer.reading.room import RoomView
from explainer.reading.view import View, in_hand
from explainer.session.room_page import front_of, in_warned, is_answered_here, is_looking, on_leaders_step
from explainer.story.model.prose import readable_steps

FOLLOWING = (
    "help", "open", "doubt", "question", "step-out", "quit", "ready", "slower", "faster", "search", "story-map",
)  # fmt: skip
ROAMING = ("follow", "help", "next", "open", "question", "step-out", "quit", "search", "story-map")
FRONT = ("close", "help", "doubt", "question", "step-out", "quit")
COMPACT = ("help", "follow", "answer", "doubt", "question", "step-out", "quit")
_LEAST_PANEL = 4
"""Rows of a panel that has more of them: the question, two of its options, the guest's own answer."""


def room_row(view: View, room: RoomView, pen: Pen) -> tuple[tuple[str, ...], str]:
    """The leader's place and the guest's state, the longest form first; and the key back, if one is away."""
    if not room.connected:
        whole = _("Not connected to the room. Your page stays; answers cannot be sent.")
        return (whole, _("Not connected.")), ""
    if room.waited:
        return (_("Waiting for the room."),), ""
    if room.follows:
        return _with_leader(view, room, pen), ""
    back = _("{key} follow").format(key=chrome.key_label("follow", pen.glyphs))
    at, step = pen.text(room.leader_at), leader_step(room)
    own = _("Free reading") if room.mode == "free" else _("Own way")
    if not at:
        return (f"{own} {pen.signs.dot} {_('the leader has not begun')}",), back
    there = _("the leader is at {place}").format(place=at)
    whole = f"{own} {pen.signs.dot} {there}"
    brief = f"{own} {pen.signs.dot} {_('leader: {place}').format(place=at)}"
    return (f"{whole}, {step}", whole, brief) if step else (whole, brief), back


def _with_leader(view: View, room: RoomView, pen: Pen) -> tuple[str, ...]:
    if is_looking(view) and (gone := _leader_gone(view, room, pen)):
        return (gone,)
    if room.leader_scene and room.leader_scene != view.run.visit.scene:
        whole = _("You are on the way round; the leader’s next scene brings you along.")
        return whole, _("on the way round")
    if room.state == "held":
        return _("The leader holds this page for a task."), _("held for a task")
    place = leader_step(room)
    following = _("Following the leader")
    return (f"{following} {pen.signs.dot} {place}",) if place else (following,)


def leader_step(room: RoomView) -> str:
    """`step 2 of 5`; empty at a warning and before the start."""
    if not room.leader_step:
        return ""
    return _("step {n} of {total}").format(n=room.leader_step, total=room.leader_steps)


def news(view: View, room: RoomView, pen: Pen) -> list[str]:
    """The things that wait for this guest, most urgent first, a few words each."""
    found = [room.row] if room.row else []
    poll, front = room.poll, front_of(view)
    key = chrome.key_label("answer", pen.glyphs)
    if poll is not None and front not in ("poll", "result"):
        if in_warned(view) and poll.phase == "open":
            found.append(_("a poll is open; it waits until the leader goes on"))
        elif poll.phase == "open" and poll.own >= 0 and poll.own_state == "counted":
            found.append(_("a poll is open, you: {n}; {key} shows it").format(n=poll.own + 1, key=key))
        elif poll.phase == "open" and is_answered_here(view, room):
            found.append(_("a poll is open: Enter answers with it"))
        elif poll.phase == "open":
            found.append(_("a poll is open: {key} answers it").format(key=key))
        elif poll.phase == "revealed" and poll.result is not None:
            found.append(_("the result is there: {key} shows it").format(key=key))
    if room.question and front != "question":
        found.append(_("Question: {text}").format(text=pen.verbatim(room.question)))
    if room.away:
        found.append(room.away)
    return found


def own_row(view: View, room: RoomView, pen: Pen, measure: int) -> Row:
    """The guest's own row: as much of the news as has room."""
    said = _in_one_row(news(view, room, pen), pen, measure)
    return (Run(said, "text"),) if said else ()


def _in_one_row(said: Iterable[str], pen: Pen, measure: int) -> str:
    """As many of the sentences as one row holds; the first one is there in any case."""
    row = ""
    for each in filter(None, said):
        longer = f"{row} {pen.signs.dot} {each}" if row else each
        if not row or width(longer) <= measure:
            row = longer
    return row


def news_while_looking(view: View, room: RoomView, pen: Pen, measure: int) -> str:
    """While something is open: where the leader has gone meanwhile, and what waits; empty when nothing did."""
    said = [_leader_gone(view, room, pen)] if room.follows else []
    words = _in_one_row([*said, *news(view, room, pen)], pen, measure)
    return cut(words, measure, pen.signs.ellipsis)


def _leader_gone(view: View, room: RoomView, pen: Pen) -> str:
    visit = view.run.visit
    if room.leader_scene and room.leader_scene != visit.scene:
        return _("The leader is at {place}").format(place=pen.text(room.leader_at))
    steps = [step.id for step in readable_steps(view.story.scenes[visit.scene])]
    own = steps.index(visit.step) + 1 if visit.step in steps else 1
    place = leader_step(room)
    return _("The leader is at {place}").format(place=place) if place and room.leader_step != own else ""


def panel_lines(view: View, grid: Grid, pen: Pen, first: int) -> list[Line]:
    """The rows of what stands in front, its last one the guest's own; at most half of the page: the step stays."""
    if view.room is None or not front_of(view):
        return []
    return panel_part(view.room, pen, grid.block, max(_LEAST_PANEL, (grid.room - first + 1) // 2))


def rows_under(view: View, grid: Grid, rows: int, glyphs: str, first: int) -> int:
    """The rows of the choices, or those that the panel in their place needs."""
    if grid.compact or not front_of(view):
        return rows
    return max(rows, len(panel_lines(view, grid, Pen(view.story, "", glyphs), first)) - 1)


def room_floor(
    view: View, grid: Grid, canvas: Canvas, found: chrome.Ways, said: Row, fact: str, first: int
) -> None:
    """Peek line, the room's row, choices or the panel, the guest's own row, keys.

    Args:
        view: the view, in a room.
        grid: where things stand.
        canvas: where to draw.
        found: the choices, with the rows they have.
        said: what is in hand.
        fact: the page's number.
        first: the first row of text.
    """
    if (room := view.room) is None:
        return
    pen, row = Pen(view.story, "", canvas.profile.glyphs), grid.peek(found.rows)
    own: Row = (Run(view.message, "text"),) if view.message else own_row(view, room, pen, grid.block)
    if grid.compact:
        if room.state == "held" and not own:
            own = (Run(_("Hold: {task}").format(task=pen.text(room.task)), "text"),)
        _compact_floor(view, room, grid, canvas, said, fact, own)
        return
    lines = panel_lines(view, grid, pen, first)
    taken_up = question_beside(view, room, pen) if lines else ()
    chrome.peek(canvas, grid, row, said if said or grid.airy else taken_up, fact)
    forms, back = room_row(view, room, pen)
    if grid.airy and taken_up:
        canvas.put(row + 1, grid.left, fit(taken_up, grid.block, canvas.signs.ellipsis))
    elif grid.airy:
        _put_row(canvas, grid, row + 1, forms, back)
    if lines:
        draw_lines(canvas, lines[:-1], grid.room - len(lines) + 1, grid.left, grid.block)
        if not view.message:
            draw_lines(canvas, lines[-1:], grid.room, grid.left, grid.block)
    else:
        chrome.draw_ways(canvas, grid, grid.room - found.rows, found)
    if view.message:
        chrome.room_line(canvas, grid, view)
    elif not lines and own:
        canvas.put(grid.room, grid.left, fit(own, grid.block, canvas.signs.ellipsis))
    elif not lines and not grid.airy:
        _put_row(canvas, grid, grid.room, forms, back)
    room_footer(canvas, grid, view, room)


def question_beside(view: View, room: RoomView, pen: Pen) -> Row:
    """A question that was taken up while something else has the panel: one row beside it."""
    if not room.question or front_of(view) == "question":
        return ()
    return (Run(_("Question: {text}").format(text=pen.verbatim(room.question)), "text"),)


def _compact_floor(
    view: View, room: RoomView, grid: Grid, canvas: Canvas, said: Row, fact: str, own: Row
) -> None:
    pen = Pen(view.story, "", canvas.profile.glyphs)
    words = chrome.longest_fitting(room_row(view, room, pen)[0], grid.block)
    shown = said or (own if grid.room < 0 else ()) or (Run(words, "chrome"),)
    chrome.peek(canvas, grid, grid.peek(0), shown, fact, room=view.message)
    if grid.room >= 0 and own:
        canvas.put(grid.room, grid.left, fit(own, grid.block, canvas.signs.ellipsis))
    room_footer(canvas, grid, view, room)


def _put_row(canvas: Canvas, grid: Grid, row: int, forms: tuple[str, ...], back: str) -> None:
    end = grid.right
    if back:
        end = canvas.put_right(row, grid.right, (Run(back, "accent-strong", "action:follow"),)) - 2
    said = (Run(chrome.longest_fitting(forms, end - grid.left), "chrome"),)
    canvas.put(row, grid.left, fit(said, end - grid.left, canvas.signs.ellipsis))


def room_footer(canvas: Canvas, grid: Grid, view: View, room: RoomView) -> None:
    """The keys of the page, those of the room among them."""
    front = front_of(view)
    words = {
        "quit": _("leave"), "help": _("keys"), "step-out": _("step out") if grid.width >= RIBBON else _("out"),
    }  # fmt: skip
    if reference := in_hand(view):
        words["open"] = opens(view, reference)
    keys: dict[str, str] = {}
    actions: tuple[str, ...] = FRONT
    if front in ("poll", "result", "question"):
        words["close"] = _("later") if front == "poll" else _("put away")
    elif grid.compact:
        actions = COMPACT
    else:
        actions = FOLLOWING if room.follows else ROAMING
    poll = room.poll
    if front == "poll" and poll is not None and poll.kind != "sentence":
        count = min(9, len(poll.options))
        keys["choose"], words["choose"] = (f"1-{count}" if count > 1 else "1"), _("answer")
        actions = ("choose", *actions)
    elif front == "task":
        actions = ("ready", *(action for action in actions if action not in ("ready", "next")))
    elif poll is not None and not front and "answer" not in actions:
        actions = (actions[0], "answer", *actions[1:])
    idle = {"follow"} if room.follows else set()
    if poll is None or front or in_warned(view):
        idle.add("answer")
    if room.muted:
        idle.add("question")
    chrome.footer(canvas, grid, [action for action in actions if action not in idle], words, keys)


def leader_margin(view: View, canvas: Canvas, grid: Grid, page: Page, row: int) -> None:
    """A line down the margin beside the leader's step, where one is with it: its shape says it, not its ink."""
    if not on_leaders_step(view):
        return
    visit = view.run.visit
    steps = [step.id for step in readable_steps(view.story.scenes[visit.scene])]
    led = visit.step if visit.step in steps else next(iter(steps), "")
    for part in page.slices:
        row += part.gap
        for _line in part.lines:
            if part.block.step == led:
                canvas.write(row, max(0, grid.left - 3), canvas.signs.led, "text")
            row += 1


def room_floor_message(canvas: Canvas, grid: Grid, message: str) -> None:
    """A message or news over the keys of a page without a peek line."""
    chrome.message_row(canvas, grid, grid.room if grid.room >= 0 else grid.footer - 1, message)
