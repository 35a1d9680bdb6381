"""A room's polls as they are said: the question with its options, what was counted, the result. Pure.

A listener hears at most five options at once, three where they are long; the rest waits behind `more`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from explainer.linear import room_news
from explainer.linear.answers import Told
from explainer.messages import _, ngettext
from explainer.problems import Cannot
from explainer.reading.room import PollView, ResultView, RoomView
from explainer.reading.run import Visit
from explainer.story.model.structs import Story
from explainer.telling.names import sentence, step_at
from explainer.workshop.disclosure import in_words, undecided

if TYPE_CHECKING:
    from explainer.linear.rooming import Rooming

AT_ONCE, FEWER = 5, 3
POLL_WORDS = 30
"""Words of a poll or result of four options, as measured on model transcripts."""
LONG_WORDS = 45
"""From here on three options are said at once."""
SENTENCE_WORDS = 6
"""First words of a sentence on a ballot: it was heard before, and `document` says it whole."""


def poll_told(poll: PollView) -> Told:
    """An open poll: the question, its options, how one answers."""
    items = _options(poll)
    head = sentence(_("Poll: {question}").format(question=poll.question))
    if poll.asked == "after":
        head = _("{head} Asked again.").format(head=head)
    if len(items) > AT_ONCE:
        head = _("{head} {n} options.").format(head=head, n=len(items))
    short = _("Type answer and a number.")
    whole = _("Blind until the leader shows it. Type answer and a number.")
    tail = whole if _words(head, *items, whole) <= POLL_WORDS else short
    return _listed(head, items, tail, short=poll.kind == "sentence")


def _listed(head: str, items: list[str], tail: str = "", *, short: bool = False) -> Told:
    long = not short and _words(head, *items[:AT_ONCE]) > LONG_WORDS
    size = FEWER if long and len(items) > AT_ONCE else AT_ONCE
    now = " ".join(part for part in (head, *items[:size], tail) if part)
    return Told([now], items[size:], size, joined=True)


def _words(*texts: str) -> int:
    return len(" ".join(texts).split())


def _options(poll: PollView) -> list[str]:
    return [sentence(f"{number} {_option(poll, number - 1)}") for number in range(1, len(poll.options) + 1)]


def _option(poll: PollView, at: int) -> str:
    """An option's words; of a sentence its first ones, without the number that stands before it."""
    text = poll.options[at]
    if poll.kind != "sentence":
        return text
    words = text.removeprefix(f"{at + 1}. ").split()
    return " ".join(words[:SENTENCE_WORDS]).rstrip(".,;:…")


def headline(poll: PollView) -> str:
    """That a poll is open, or shown, for one who is about something else."""
    if poll.phase == "open":
        return _("Poll: open. answer says it.")
    return _("Result: shown. answer says it.")


def answered(number: int, before: int) -> str:
    """What the box holds now.

    Args:
        number: the answer, from 1.
        before: the answer that was counted until now; 0: none.
    """
    if not before:
        return _("Answered: {n}, counted. You can change it until the poll closes.").format(n=number)
    if before == number:
        return _("Answered: {n}, counted.").format(n=number)
    return _("Answered: {n}, counted, instead of {before}.").format(n=number, before=before)


# results


def result_told(story: Story, poll: PollView, result: ResultView) -> Told:
    """A result as everyone may hear it: how many, then the options in the order asked; the shift waits."""
    head = sentence(_("Result: {question}").format(question=poll.question))
    words = in_words(result, poll.options, result.before)
    parts = [head, words or counted(result)]
    if result.few:
        return Told([" ".join(parts)])
    if poll.kind == "branch":
        parts.append(way_taken(result, len(poll.options)))
    shift = [] if words else _shift(poll, result)
    later = [line for line in (*shift, _right(story, poll, result)) if line]
    if words:
        return Told([" ".join(parts)], later, 1, joined=True)
    if poll.kind == "sentence":
        return _highest(poll, result, " ".join(parts), later)
    items = [_value(poll, result, at) for at in range(len(poll.options))]
    now = " ".join([*parts, *items])
    return Told([now], later, 1, joined=True)


def counted(result: ResultView) -> str:
    """`23 answers, 26 connected.`; `Nearly all.` in place of both."""
    if result.nearly:
        return _("Nearly all.")
    return sentence(
        ", ".join((answers_said(result), _("{n} connected").format(n=result.connected), *_margin(result)))
    )


def answers_said(result: ResultView) -> str:
    return ngettext("{n} answer", "{n} answers", result.answers).format(n=result.answers)


def _margin(result: ResultView) -> list[str]:
    return [_("margin {n}").format(n=result.margin)] if result.margin > 0 else []


def _value(poll: PollView, result: ResultView, at: int) -> str:
    option = _option(poll, at)
    said = option if option[-1:] in "?!…" else f"{option},"
    return sentence(f"{at + 1} {said} {figure(result, at)}")


def _sentence_value(poll: PollView, result: ResultView, at: int) -> str:
    """`17, 8 answers: its first words.`; sentences end in numbers of their own."""
    many = figure(result, at)
    if at < len(result.counts):
        many = ngettext("{n} answer", "{n} answers", result.counts[at]).format(n=result.counts[at])
    return sentence(f"{at + 1}, {many}: {_option(poll, at)}")


def figure(result: ResultView, at: int) -> str:
    """How many, or the rounded share."""
    if at < len(result.counts):
        return str(result.counts[at])
    return _("about {n} percent").format(n=result.shares[at]) if at < len(result.shares) else _("not told")


def _highest(poll: PollView, result: ResultView, head: str, later: list[str]) -> Told:
    """Of many sentences the five that most named, then the next ones; those that nobody named are not said."""
    values = result.counts or result.shares
    order = sorted((at for at in range(len(values)) if values[at]), key=lambda at: (-values[at], at))
    items = [_sentence_value(poll, result, at) for at in order]
    head = _("{head} Highest first.").format(head=head)
    return _listed(head, [*items, *later], short=True)


def way_taken(result: ResultView, options: int) -> str:
    """What the room chose, and where the leader goes, as everyone hears it.

    Args:
        result: of a vote on the way.
        options: how many ways were on the ballot; one that was not has no number.
    """
    if result.few:
        return ""
    if result.small and result.chosen < 0:
        return undecided()
    off = result.taken >= options
    if result.chosen < 0 and result.taken < 0:
        return _("A tie: the leader decides.")
    if result.chosen < 0 and off:
        return _("A tie: the leader goes another way.")
    if result.chosen < 0:
        return _("A tie: the leader goes {n}.").format(n=result.taken + 1)
    if result.taken in (-1, result.chosen):
        return _("The room chose {n}.").format(n=result.chosen + 1)
    if off:
        return _("The room chose {n}, the leader goes another way.").format(n=result.chosen + 1)
    return _("The room chose {n}, the leader goes {other}.").format(
        n=result.chosen + 1, other=result.taken + 1
    )


def override(story: Story, poll: PollView, result: ResultView) -> str:
    """Said with the leader's move away from what the room chose: the way not taken stays one line away."""
    if result.few or result.taken < 0 or result.taken == result.chosen:
        return ""
    said = _("Result: {what}").format(what=_lower(way_taken(result, len(poll.options))))
    target = poll.targets[result.chosen] if 0 <= result.chosen < len(poll.targets) else ""
    if target not in story.scenes:
        return said
    title = story.scenes[target].title.rstrip(".?")
    return f"{said} {_('go {title} reads the other alone.').format(title=title)}"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _shift(poll: PollView, after: ResultView) -> list[str]:
    """The answers of before with the difference of each; no way from one answer to another is told."""
    before = after.before
    if before is None:
        return []
    told = _("nearly all") if before.nearly else answers_said(before)
    parts = [_("Result: before, {told}; not always the same people.").format(told=told)]
    for at in range(len(poll.options)):
        value = _value(poll, before, at)
        if at < len(after.counts) and at < len(before.counts):
            value = sentence(f"{value[:-1]}, {_change(after.counts[at] - before.counts[at])}")
        parts.append(value)
    return [" ".join(parts)]


def _change(by: int) -> str:
    if not by:
        return _("now the same")
    return _("now {n} more").format(n=by) if by > 0 else _("now {n} fewer").format(n=-by)


def _right(story: Story, poll: PollView, result: ResultView) -> str:
    """Which answer the record bears out, and where it stands."""
    if not 0 <= result.right < len(poll.options):
        return ""
    said = _("Result: the record says {n}, {option}.").format(
        n=result.right + 1, option=poll.options[result.right].rstrip(".")
    )
    return f"{said} {sentence(_line(story, result.line))}" if result.line else said


def _line(story: Story, line: str) -> str:
    """The line that says so; an address is said as its place."""
    scene, _colon, step = line.partition(":")
    if scene not in story.scenes:
        return line
    number = step_at(story, Visit(scene, step)) + 1
    return _("step {n} of {title}").format(n=number, title=story.scenes[scene].title.rstrip("."))


# A room's poll as one guest hears it: once in full or as a headline, their answer when it is counted, the
# result.


class RoomPolls:
    """What was said of polls in one conversation."""

    def __init__(self, room: Rooming) -> None:
        self._room = room
        self.waits = False
        """A headline was said, and what it tells of was not."""
        self._answered: dict[str, int] = {}
        """By poll the answer, from 1, that was said to be counted."""
        self._refused = ("", "")
        """The poll, and why its answer was not taken, that was said last."""
        self._again = False
        """An answer was given: that it is counted is said, also where it is the same."""

    def is_new(self, was: RoomView, view: RoomView) -> bool:
        """Whether a poll was opened or shown since."""
        now, before = view.poll, was.poll
        return now is not None and (before is None or (now.id, now.phase) != (before.id, before.phase))

    def changed(self, was: RoomView, view: RoomView, *, whole: bool) -> list[str]:
        """What is said of a change.

        Args:
            was: the room as it was told of.
            view: the room now.
            whole: with its options; else a headline.
        """
        poll, old = view.poll, was.poll
        if poll is None or (old is not None and poll.id != old.id):
            self.waits = False
        if poll is None:
            return [_("Poll: closed.")] if old is not None and old.phase == "open" else []
        if poll.result is not None and old is not None and old.result is not None and poll.id == old.id:
            gone = poll.result.taken != old.result.taken
            said = override(self._room.talk.story, poll, poll.result) if gone else ""
            return [said] if said else []
        if not self.is_new(was, view) or poll.phase == "closed":
            return []
        return self.lines(whole=whole and view.follows)

    def lines(self, *, whole: bool) -> list[str]:
        """The poll; beside a warned scene, and where something else is in front, a headline."""
        poll = self._room.view.poll
        if poll is None or poll.phase == "closed":
            return []
        if whole and not self._room.in_warned:
            return self.said()
        self.waits = True
        return [headline(poll)]

    def said(self) -> list[str]:
        """The open poll with its options and the guest's own answer, or the result; nothing where there is none."""
        poll, talk = self._room.view.poll, self._room.talk
        self.waits = False
        if poll is None or poll.phase == "closed":
            return []
        if poll.result is not None:
            lines = talk.tell(result_told(talk.story, poll, poll.result))
            return [*lines, _("Poll: closed before you came.")] if poll.late else lines
        lines = talk.tell(poll_told(poll))
        if poll.own >= 0 and poll.own_state == "counted":
            self._answered[poll.id] = poll.own + 1
            lines.append(_("Answered: {n}, counted.").format(n=poll.own + 1))
        return lines

    def own(self, poll: PollView | None) -> list[str]:
        """What became of the guest's answer."""
        if poll is None or poll.phase != "open":
            return []
        if poll.said and poll.own_state != "sending":
            fresh, self._refused, self._again = (
                self._refused != (poll.id, poll.said),
                (poll.id, poll.said),
                False,
            )
            return [room_news.refused(poll.said)] if fresh else []
        number, before = poll.own + 1, self._answered.get(poll.id, 0)
        if poll.own_state != "counted" or (number == before and not self._again):
            return []
        self._again = False
        self._answered[poll.id] = number
        return [answered(number, before)]

    def answer(self, number: int) -> None:
        """Answer the open poll.

        Raises:
            Cannot: none is open, or it has no such option.
        """
        room, poll = self._room, self._room.view.poll
        if poll is None or poll.phase == "closed":
            raise Cannot(_("Cannot answer: no poll is open."))
        if poll.phase == "open" and not 1 <= number <= len(poll.options):
            said = _("Cannot answer {n}: this poll has options 1 to {count}.")
            raise Cannot(said.format(n=number, count=len(poll.options)))
        room.link.answer(number - 1)
        self._again, self._refused, self.waits = True, ("", ""), False
        room.sending = "answer"
