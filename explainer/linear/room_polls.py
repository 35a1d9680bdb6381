"""A room's poll as one guest hears it: once in full or as a headline, their answer when it is counted, the result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explainer.linear import polls, room_news
from explainer.messages import _
from explainer.problems import Cannot
from explainer.reading.room import PollView, RoomView

if TYPE_CHECKING:
    from explainer.linear.rooming import Rooming


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
            whole: with its answers; else a headline.
        """
        poll, old = view.poll, was.poll
        if poll is None or (old is not None and poll.id != old.id):
            self.waits = False
        if poll is None:
            return [_("Poll: closed.")] if old is not None and old.phase == "open" else []
        if poll.result is not None and old is not None and old.result is not None and poll.id == old.id:
            gone = poll.result.taken != old.result.taken
            said = polls.override(self._room.talk.story, poll, poll.result) if gone else ""
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
        return [polls.headline(poll)]

    def said(self) -> list[str]:
        """The open poll with its answers and the guest's own, or the result; nothing where there is none."""
        poll, talk = self._room.view.poll, self._room.talk
        self.waits = False
        if poll is None or poll.phase == "closed":
            return []
        if poll.result is not None:
            lines = talk.tell(polls.result_told(talk.story, poll, poll.result))
            return [*lines, _("Poll: closed before you came.")] if poll.late else lines
        lines = talk.tell(polls.poll_told(poll))
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
        return [polls.answered(number, before)]

    def answer(self, number: int) -> None:
        """Answer the open poll.

        Raises:
            Cannot: none is open, or it has no such answer.
        """
        room, poll = self._room, self._room.view.poll
        if poll is None or poll.phase == "closed":
            raise Cannot(_("Cannot answer: no poll is open."))
        if poll.phase == "open" and not 1 <= number <= len(poll.options):
            said = _("Cannot answer {n}: this poll has answers 1 to {count}.")
            raise Cannot(said.format(n=number, count=len(poll.options)))
        room.link.answer(number - 1)
        self._again, self._refused, self.waits = True, ("", ""), False
        room.sending = "answer"
