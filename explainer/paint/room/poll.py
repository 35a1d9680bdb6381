"""The panel of a room under the step: a task, an open poll, a result, a question that was taken up.

A panel stands in place of the choices, since digits answer while it is in front. Numbers are drawn as they come:
what may not be told is not in the view.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from explainer.messages import _, ngettext
from explainer.paint.cells.canvas import Canvas, Line, cells, draw_lines, text_lines
from explainer.paint.cells.rows import Row, Run
from explainer.paint.cells.style import Profile
from explainer.paint.cells.wrapping import WrappedLine, width, wrap, wrap_text
from explainer.paint.page.chrome import key_label, longest_fitting
from explainer.paint.page.layout import RIBBON
from explainer.paint.page.prose import Pen
from explainer.reading.room import PollView, ResultView, RoomView
from explainer.session.room_page import in_front
from explainer.story.model.prose import readable_steps
from explainer.workshop.disclosure import in_words, undecided

_WIDE_ENOUGH = 66
"""From here on a shift stands in three rows."""
_GAP = 4
"""Cells between two options on one row."""
Item = tuple[Run, ...]


def panel(room: RoomView, pen: Pen, measure: int, *, brief: bool = False) -> list[Line]:
    """The rows of what stands in front of a guest's choices, the guest's own row last; nothing in front: none.

    Args:
        room, pen, measure: of the guest.
        brief: a result beside the one before it takes as few rows as it can.
    """
    front = in_front(room)
    if front == "task":
        return _task(room, pen, measure)
    if front == "question":
        name = _("Question, yours") if room.question_own else _("Question")
        return _headed(name, pen.verbatim(room.question), "", pen, measure)
    poll = room.poll
    if poll is None or not front:
        return []
    if front == "result" and poll.result is not None:
        own = -1 if poll.late else poll.own
        lines = result_lines(poll, poll.result, pen, measure, own=own, fact=True, brief=brief)
        return [*lines, *_after_result(poll, measure)]
    return _open(poll, pen, measure)


def panel_part(room: RoomView, pen: Pen, measure: int, most: int) -> list[Line]:
    """As much of what stands in front as has room, its last row the guest's own; a key turns to the rest.

    Args:
        room, pen, measure: as for `panel`.
        most: rows it may have, the guest's own among them.
    """
    lines = panel(room, pen, measure)
    if len(lines) > most:
        lines = panel(room, pen, measure, brief=True)
    if len(lines) <= most or room.poll is None:
        return lines
    is_own = room.poll.phase == "open" or bool(_after_result(room.poll, measure))
    body, per = lines[:-1] if is_own else lines, max(1, most - 1)
    pages = -(-len(body) // per)
    at = room.poll.page % pages
    fact = _("{key} more, {n} of {total}").format(key=key_label("answer", pen.glyphs), n=at + 1, total=pages)
    own = panel(room, pen, measure - width(fact) - 2)[-1] if is_own else Line(())
    return [*body[at * per : (at + 1) * per], own._replace(right=(Run(fact, "chrome", "action:answer"),))]


def panel_text(room: RoomView, pen: Pen, measure: int, profile: Profile) -> tuple[str, ...]:
    """The rows of `panel` as plain text, for one who looks at it before guests do."""
    lines = panel(room, pen, measure)
    canvas = Canvas(measure, len(lines), profile)
    draw_lines(canvas, lines, 0, 0, measure)
    return tuple("".join(run.text for run in row).rstrip() for row in canvas.rows())


def _task(room: RoomView, pen: Pen, measure: int) -> list[Line]:
    lines = _headed(_("Hold"), pen.text(room.task or _("tick when you are done")), "", pen, measure)
    key = key_label("ready", pen.glyphs)
    said = {
        "done": _("Ready: done. The leader sees how many, not who. {key} changes it."),
        "working": _("Ready: working. The leader sees how many, not who. {key} changes it."),
        "stuck": _("Ready: stuck. The leader sees how many, not who. {key} changes it."),
    }.get(room.ready, _("{key} says that you are done. What you open stays open; the page waits."))
    return [*lines, *text_lines(said.format(key=key), measure, "chrome")]


def _open(poll: PollView, pen: Pen, measure: int) -> list[Line]:
    kind = _("Vote") if poll.kind == "branch" else _("Poll")
    asked = {"blind": _("blind"), "before": _("before"), "after": _("after")}.get(poll.asked, poll.asked)
    name = f"{kind} {pen.signs.dot} {asked}" if asked else kind
    lines = _headed(name, pen.text(poll.question), _("Esc later"), pen, measure)
    if poll.kind != "sentence":
        lines += flow((_option(poll, pen, at) for at in range(len(poll.options))), measure)
    return [*lines, *text_lines(longest_fitting(_own_forms(poll), measure), measure, "chrome")]


def _option(poll: PollView, pen: Pen, at: int) -> Item:
    reference = f"choice:{at + 1}"
    number = Run(f"{at + 1} ", "accent-strong", reference)
    style = "strong" if poll.own == at else "text"
    mark = (Run(f" {pen.signs.mark}", "accent", reference),) if poll.own == at else ()
    return (number, Run(pen.text(poll.options[at]), style, reference), *mark)


def _own_forms(poll: PollView) -> tuple[str, ...]:
    """The state of one's own answer, the longest form first."""
    if poll.said:
        return (poll.said,)
    if poll.own < 0 or not poll.own_state:
        if poll.kind == "sentence":
            return _("On the text, Enter on a sentence answers."), _("On the text, Enter answers.")
        return _("A number answers. Answers are counted, not kept by person."), _("A number answers.")
    number = poll.own + 1
    if poll.own_state == "sending":
        return (_("You: {n}, sending.").format(n=number),)
    if poll.own_state == "refused":
        return _("Not counted: the room is out of reach."), _("Not counted: out of reach.")
    counted = _("You: {n}, counted.").format(n=number)
    return f"{counted} {_('Another number changes it until the poll closes.')}", counted


def _after_result(poll: PollView, measure: int) -> list[Line]:
    """The row under a result that is for this guest alone."""
    words = _("A number goes that way on your own; Esc puts this away.") if poll.targets else ""
    words = _("This poll closed before you came.") if poll.late else poll.said or words
    return text_lines(words, measure, "chrome")


def result_within(
    poll: PollView, result: ResultView, pen: Pen, measure: int, most: int, *, fact: bool = False
) -> list[Line]:
    """A result where nobody can turn to its rest: of more options than have room the highest, and how many more.

    They stay in the order asked; of equals the one that was asked first is shown.

    Args:
        poll, result, pen, measure, fact: as for `result_lines`.
        most: rows it may have.
    """
    values = result.counts or result.shares
    by_value = sorted(range(len(values)), key=lambda at: (-values[at], at))
    lines = result_lines(poll, result, pen, measure, fact=fact)
    for kept in range(len(values) - 1, 0, -1):
        if len(lines) <= most:
            break
        lines = result_lines(poll, result, pen, measure, fact=fact, only=tuple(sorted(by_value[:kept])))
    return lines


def result_lines(
    poll: PollView,
    result: ResultView,
    pen: Pen,
    measure: int,
    *,
    own: int = -1,
    fact: bool = False,
    only: tuple[int, ...] | None = None,
    brief: bool = False,
) -> list[Line]:
    """A result as everyone may read it, options in the order asked, never by size.

    Args:
        poll: what was asked.
        result: what may be told of it.
        pen: sets the words.
        measure: width of the rows.
        own: the guest's own answer, marked; -1: none.
        fact: the numbers of answers and guests stand at the right edge of the first row.
        only: the options that are shown, and how many more there are after them; None: all.
        brief: beside the result before it two numbers stand behind each option, without their difference.
    """
    options = tuple(range(len(poll.options))) if only is None else only
    name = _("The room’s choice") if poll.kind == "branch" else _("Result")
    told = _facts(result, pen, with_answers=result.before is None)
    lines = _headed(name, pen.text(poll.question), told if fact else "", pen, measure)
    if words := in_words(result, poll.options, result.before):
        lines += text_lines(pen.text(words), measure)
        if result.few:
            return lines
    elif result.before is not None and not brief:
        lines += _shift(poll, result, result.before, options, pen, measure)
    else:
        lines += text_lines(_totals(result, result.before), measure, "chrome") if result.before else []
        lines += flow((_counted(poll, result, pen, at, own) for at in options), measure)
    if left := len(poll.options) - len(options):
        lines += text_lines(more_options(left), measure, "chrome")
    if poll.kind == "branch":
        lines += text_lines(_way_taken(result, len(poll.options)), measure)
    if result.right >= 0:
        lines += text_lines(_record(poll, result, pen), measure)
    return lines


def _record(poll: PollView, result: ResultView, pen: Pen) -> str:
    said = _("The record says {n}, {option}.").format(n=result.right + 1, option=poll.options[result.right])
    return f"{pen.text(said)} {_stands_at(result.line, pen)}".strip()


def _stands_at(line: str, pen: Pen) -> str:
    """The line that says so; of a poll made at a step it is an address, which is told as its place."""
    name, _colon, step = line.partition(":")
    scene = pen.story.scenes.get(name)
    if scene is None:
        return pen.text(line)
    title = pen.text(scene.title.rstrip("."))
    steps = [each.id for each in readable_steps(scene)]
    if step not in steps:
        return _("See {title}.").format(title=title)
    return _("Step {n} of {title}.").format(n=steps.index(step) + 1, title=title)


def more_options(left: int) -> str:
    """Said under options that do not all have room."""
    return _("and {n} more").format(n=left)


def _facts(result: ResultView, pen: Pen, *, with_answers: bool) -> str:
    if result.few or result.small:
        return ""
    if result.nearly:
        return _("nearly all")
    answers = ngettext("{n} answer", "{n} answers", result.answers).format(n=result.answers)
    parts = [answers] if with_answers else []
    parts.append(_("{n} connected").format(n=result.connected))
    if result.margin >= 0:
        parts.append(_("margin {n}").format(n=result.margin))
    return f" {pen.signs.dot} ".join(parts)


def _counted(poll: PollView, result: ResultView, pen: Pen, at: int, own: int) -> Item:
    value = figure_of(result, at)
    if result.before is not None:
        value = f"{figure_of(result.before, at)}, {value}"
    mine = (Run(f" {pen.signs.mark} {_('yours')}", "accent"),) if at == own else ()
    label = Run(pen.text(poll.options[at]), "text")
    return (Run(f"{at + 1} ", "accent-strong"), label, Run(f" {value}", "strong"), *mine)


def figure_of(result: ResultView, at: int) -> str:
    """The count or the rounded share of an option; empty where neither is told."""
    if at < len(result.counts):
        return str(result.counts[at])
    return _("{n} %").format(n=result.shares[at]) if at < len(result.shares) else ""


def _shift(
    poll: PollView, after: ResultView, before: ResultView, options: Sequence[int], pen: Pen, measure: int
) -> list[Line]:
    """Before, after and the difference; two totals side by side, no arrows from option to option."""
    if measure < _WIDE_ENOUGH:
        return _shift_table(poll, after, before, options, pen, measure)
    labels = (_("before"), _("after"), _("shift"))
    room = max(width(label) for label in labels) + 2
    lines: list[Line] = []
    for label, found in zip(labels, (before, after), strict=False):
        total = _facts_of_one(found)
        items = [(Run(f"{pen.text(poll.options[at])} {figure_of(found, at)}", "text"),) for at in options]
        lines += _labelled(label, _row_of(items, pen), total, room, measure)
    if after.counts and before.counts:
        changes = [a - b for a, b in zip(after.counts, before.counts, strict=True)]
        items = [(Run(f"{pen.text(poll.options[at])} {changes[at]:+d}", "text"),) for at in options]
        lines += _labelled(labels[2], _row_of(items, pen), "", room, measure)
    return lines


def _shift_table(
    poll: PollView, after: ResultView, before: ResultView, options: Sequence[int], pen: Pen, measure: int
) -> list[Line]:
    """The same with an option a row, numbers in columns at the right edge."""
    heads = [_("before"), _("after")] + ([_("shift")] if after.counts and before.counts else [])
    wide = max(width(head) for head in heads) + 2
    lines = text_lines(_totals(after, before), measure, "chrome")
    lines.append(Line((), (Run("".join(f"{head:>{wide}}" for head in heads), "chrome"),)))
    for at in options:
        values = [figure_of(before, at), figure_of(after, at)]
        if len(heads) > len(values):
            values.append(f"{after.counts[at] - before.counts[at]:+d}")
        rows = [Line(row) for row in wrap_text(pen.text(poll.options[at]), measure - wide * len(heads) - 1)]
        numbers = Run("".join(f"{value:>{wide}}" for value in values), "text")
        lines += [rows[0]._replace(right=(numbers,)), *rows[1:]]
    return lines


def _totals(after: ResultView, before: ResultView) -> str:
    form = _("{before} before, {after} after")
    return form.format(before=_facts_of_one(before), after=_facts_of_one(after))


def _facts_of_one(result: ResultView) -> str:
    if result.nearly:
        return _("nearly all")
    return ngettext("{n} answer", "{n} answers", result.answers).format(n=result.answers)


def _row_of(items: Sequence[Item], pen: Pen) -> Row:
    row: Row = ()
    for item in items:
        row = (*row, Run(f" {pen.signs.dot} ", "chrome"), *item) if row else item
    return row


def _labelled(label: str, row: Row, fact: str, room: int, measure: int) -> list[Line]:
    """A row behind a label, wrapped under itself; the fact at the right edge, or on a row of its own."""
    beside = width(fact) + 2 if fact and measure >= RIBBON - 4 else 0
    head = Run(label + " " * (room - width(label)), "chrome")
    lines = _behind(head, wrap(row, measure - room - beside), room)
    if beside:
        lines[0] = lines[0]._replace(right=(Run(fact, "chrome"),))
    elif fact:
        lines.append(Line((Run(fact, "chrome"),), indent=room))
    return lines


def _way_taken(result: ResultView, options: int) -> str:
    """The room's choice and the leader's way; a way that was on no ballot has no number."""
    if result.small and result.chosen < 0:
        return undecided()
    tied, off = result.chosen < 0, result.taken >= options
    if result.taken < 0:
        form = _("A tie: the leader decides.") if tied else _("The room chose {n}.")
    elif result.taken == result.chosen:
        form = _("The room chose {n}, the leader goes with it.")
    elif off:
        other = _("The room chose {n}, the leader goes another way.")
        form = _("A tie: the leader goes another way.") if tied else other
    else:
        other = _("The room chose {n}, the leader goes {other}.")
        form = _("A tie: the leader goes {n}.") if tied else other
    return form.format(n=(result.taken if tied else result.chosen) + 1, other=result.taken + 1)


def _headed(name: str, text: str, fact: str, pen: Pen, measure: int) -> list[Line]:
    """A name in bold and a text after it; the fact at the right edge of the first row, where there is room."""
    pieces = [Run(name, "strong")]
    if text:
        pieces += [Run(f" {pen.signs.dot} ", "chrome"), Run(text, "text")]
    has_room = measure >= RIBBON - 4 or cells(pieces) + width(fact) < measure
    beside = width(fact) + 2 if fact and has_room else 0
    lines = [Line(line.runs) for line in wrap(pieces, measure - beside)]
    if beside:
        lines[0] = lines[0]._replace(right=(Run(fact, "chrome"),))
    elif fact and not fact.startswith("Esc"):
        lines.append(Line((Run(fact, "chrome"),)))
    return lines


def flow(items: Iterable[Item], measure: int) -> list[Line]:
    """Options on one row if they fit, side by side if each fits half, else one under the other."""
    found = list(items)
    widths = [cells(item) for item in found]
    if sum(widths) + _GAP * (len(found) - 1) <= measure:
        return [Line(_spread(found, widths, [each + _GAP for each in widths]))]
    half = (measure - _GAP) // 2
    if measure >= RIBBON - 4 and max(widths) <= half:
        per = (len(found) + 1) // 2
        rows = [(found[at], found[at + per : at + per + 1]) for at in range(per)]
        return [Line(_spread([left, *right], [cells(left)], [half + _GAP, half])) for left, right in rows]
    lines: list[Line] = []
    room = max(width(number.text) for number, *_rest in found)  # an option's text goes on under itself
    for number, *rest in found:
        head = number._replace(text=number.text + " " * (room - width(number.text)))
        lines += _behind(head, wrap(rest, measure - room), room)
    return lines


def _behind(head: Run, wrapped: Sequence[WrappedLine], room: int) -> list[Line]:
    """Rows behind a head, wrapped under themselves."""
    return [Line(row.runs, indent=room) if at else Line((head, *row.runs)) for at, row in enumerate(wrapped)]


def _spread(items: Sequence[Item], widths: Sequence[int], columns: Sequence[int]) -> Row:
    row: list[Run] = []
    for at, item in enumerate(items):
        row += item
        if at + 1 < len(items):
            row.append(Run(" " * (columns[at] - widths[at]), "text"))
    return tuple(row)
