"""What a room answered, in lines for a guest's takeaway: the results that were shown to all, and nothing of anybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from explainer.messages import _
from explainer.reading.room import PollView, ResultView
from explainer.story.clean import clean_line


@dataclass(frozen=True, slots=True)
class RoomResult:
    """One question and what came of it."""

    question: str
    lines: tuple[str, ...]
    """An option each, then what is said of the whole."""


def room_results(polls: Sequence[PollView]) -> tuple[RoomResult, ...]:
    """The results of polls that were shown, in order."""
    return tuple(
        RoomResult(clean_line(poll.question), tuple(map(clean_line, _lines(poll, poll.result))))
        for poll in polls
        if poll.result is not None
    )


def room_note() -> str:
    """What a guest does not find there, and why."""
    return _("Your own answers are not among them: each was forgotten when its poll closed.")


def _lines(poll: PollView, result: ResultView) -> list[str]:
    if result.few:
        return [_("Fewer than five answered: not shown.")]
    lines = _options(poll, result)
    if result.nearly:
        lines.append(_("Shares in tens: all or all but one answered, or agree."))
    else:
        text = _("{answers} answers, {connected} connected.")
        lines.append(text.format(answers=result.answers, connected=result.connected))
    if 0 <= result.right < len(poll.options):
        lines.append(_("The sources give: {option}.").format(option=poll.options[result.right].rstrip(".")))
    if poll.kind == "branch" and 0 <= result.taken < len(poll.options):
        lines.append(_("The leader went: {option}").format(option=poll.options[result.taken]))
    elif result.line and result.right >= 0:
        lines.append(result.line)
    return lines


def _options(poll: PollView, result: ResultView) -> list[str]:
    """Of a document's sentences only those that somebody marked."""
    now = _numbers(result)
    before = _numbers(result.before) if result.before is not None else ()
    if len(before) != len(now) or (result.before is not None and result.before.nearly != result.nearly):
        before = ()  # counts beside shares would be compared
    lines = []
    for number, option in enumerate(poll.options):
        if poll.kind == "sentence" and not (now[number] or (before and before[number])):
            continue
        unit = " %" if result.nearly else ""
        if before:
            text = _("{option}: {before} before, {after} after")
            lines.append(
                text.format(option=option, before=f"{before[number]}{unit}", after=f"{now[number]}{unit}")
            )
        else:
            lines.append(_("{option}: {n}").format(option=option, n=f"{now[number]}{unit}"))
    return lines


def _numbers(result: ResultView) -> tuple[int, ...]:
    return result.shares if result.nearly else result.counts
