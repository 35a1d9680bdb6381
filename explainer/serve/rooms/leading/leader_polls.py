"""The leader's part in polls: opened, closed, opened again, counted, shown. Used by `Leader`."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any

from explainer.messages import _
from explainer.problems import Cannot
from explainer.serve.rooms.leading.leader_chair import Cockpit
from explainer.serve.rooms.stages import How, next_poll, text_of, under_plan
from explainer.workshop import commands, disclosure
from explainer.workshop.ballots import ask_again
from explainer.workshop.events import Poll, Result, Stage
from explainer.workshop.rules import UNDO, already_moved, seconds_to_undo
from explainer.workshop.state import PollState
from explainer.workshop.stores.interface import Conflict, PollIsClosed, RoomIsGone, StoreError


class PollLeader(Cockpit):
    """A cockpit that puts polls."""

    async def _told(self, work: Coroutine[Any, Any, str]) -> None:
        """Have `message` say what came of some work, or why nothing did."""
        async with self._turn:
            try:
                self.message = await work
            except Cannot as cannot:
                self.message = str(cannot)
            except Conflict:
                self.message = already_moved()
            except (
                PollIsClosed,
                RoomIsGone,
            ):  # a leader's own poll is closed by its box only where its room is gone
                self.message = _(
                    "The store has this room no longer: nothing was done. A new one can be opened."
                )
            except StoreError:
                self.message = _("Not connected to the room: it may not be done. Look once it is back.")
        self._changed()

    async def _staged(self, stage: Stage, how: How, item: int | None) -> str:
        raise NotImplementedError

    def next_poll(self) -> Poll:
        """The plan's next poll here; without one that of this scene, or a vote on the way from here.

        Raises:
            Cannot: there is nothing to ask here.
        """
        return next_poll(self.live.story, self.live.state)

    async def ask(self, poll: Poll) -> None:
        """Put a question to the room; one that was closed a moment ago is counted first."""
        await self._told(self._ask(poll))

    async def _ask(self, poll: Poll) -> str:
        await self._count_paused()
        return await self._open_poll(poll)

    async def _count_paused(self) -> None:
        """Count a poll whose closing could still be taken back: another one comes."""
        if self.live.state.uncounted_poll is not None and self.live.state.open_poll is None:
            await self._count()

    async def _open_poll(self, poll: Poll) -> str:
        """Open it; one about a text's sentences leads to the text first, since there it is answered."""
        live, there = self.live, text_of(self.live.story, self.live.state, poll)
        if there is not None:
            await self._staged(under_plan(live.story, live.state, there, None), "", None)
        await self._append(commands.OpenPoll(poll))
        return _("The poll is open.") if there is None else _("Led to the text, and the poll is open.")

    async def _close_poll(self) -> str:
        """Close the open poll, which may be taken back for a while; once more counts it."""
        if self.live.state.open_poll is None:
            return await self._count()
        await self._append(commands.PausePoll())
        return _("Closed. U opens it again for {n} s; v shows the result.").format(n=UNDO)

    async def _reopen_poll(self) -> str:
        state = self.live.state
        if state.uncounted_poll is None and state.polls:
            return await self._open_poll(ask_again(state, state.polls[-1].poll.id))
        await self._append(commands.ResumePoll())
        return _("Open again, with the answers that it had.")

    async def count(self) -> None:
        """Close a poll that is open, or was closed a moment ago, for good."""
        await self._told(self._count())

    async def _count(self) -> str:
        poll = self.live.state.uncounted_poll
        if poll is None:
            raise Cannot(_("No poll is open."))
        result = await self.result_of(poll)
        await self._append(commands.ClosePoll(result))
        await self._settled(poll)
        return (
            _("Ask aloud, and decide: fewer than five answered.") if result.few else _("The poll is closed.")
        )

    async def _each_look(self) -> None:
        await super()._each_look()
        if self._is_due:
            await self._told(self._count_what_is_due())

    @property
    def _is_due(self) -> bool:
        """Whether a poll was closed so long ago that this cannot be taken back any more."""
        poll = self.live.state.uncounted_poll
        paused = self.leads and poll is not None and poll.phase == "paused"
        return paused and poll is not None and not seconds_to_undo(poll, int(self._clock()))

    async def _count_what_is_due(self) -> str:
        return await self._count() if self._is_due else self.message

    async def _reveal(self) -> str:
        poll = self.live.state.uncounted_poll
        result = await self.result_of(poll) if poll is not None else None
        await self._append(commands.Reveal(result=result))
        if poll is not None:
            await self._settled(poll)
        return _("Shown to the room.")

    async def result_of(self, poll: PollState) -> Result:
        """Close an open poll's box for good and count it. A second call counts the same: a killed one can be finished.

        Raises:
            Unreachable: it is not known whether it was closed.
        """
        live = self.live
        self._must_lead()
        totals = await live.store.box.close(live.id, poll.poll.id)
        await live.tell_presence()  # the figures of a worker that was busy for seconds are too old to count
        crowd = await live.look_around()
        return disclosure.result(disclosure.by_option(totals, len(poll.poll.options)), crowd.connected)

    async def _settled(self, poll: PollState) -> None:
        await self.live.store.box.settled(self.live.id, poll.poll.id)

    def _must_lead(self) -> None:
        if not self.leads:
            raise Cannot(_("You sit beside: the moves are the chair's."))
