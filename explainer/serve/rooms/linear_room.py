"""A guest of a room line by line: news at an empty line, the answer to a vote once it is counted.

A leader's move is said at once; a second one within a second waits until the leader rests, and then the newest alone
is said. What comes while one types follows the reply to one's own line. Without a terminal half a line cannot be
seen: there all news waits for Enter.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from explainer.linear.wrapping import written
from explainer.reading.options import ReaderOptions
from explainer.serve.parking.parked_runs import ParkedRun
from explainer.serve.ssh.guest_terminal import GuestTerminal
from explainer.serve.ssh.linear_guest import BEHIND, LOOK_AGAIN, LinearGuest

if TYPE_CHECKING:
    from explainer.serve.processes.worker_context import WorkerContext
    from explainer.serve.rooms.membership import Membership
    from explainer.serve.ssh.guest_session import GuestSession

REST = 1.0
"""Seconds without a move after which the leader rests."""
PATIENCE = 1.0
"""Seconds for which the answer to a vote or a question waits until it is counted; then that is told later."""


class RoomLinearGuest(LinearGuest):
    """Counts as a guest of the room from the first line to the last."""

    def __init__(
        self,
        host: WorkerContext,
        line: GuestSession,
        terminal: GuestTerminal | None,
        options: ReaderOptions,
        parked: ParkedRun,
        reason: str,
        member: Membership,
    ) -> None:
        super().__init__(host, line, terminal, options, parked, reason)
        assert self._talk.room is not None
        self._room = self._talk.room
        self._room.at_once = terminal is not None
        self._member = member
        self._loop = asyncio.get_running_loop()
        self._saying: asyncio.Handle | None = None
        self._patience: asyncio.TimerHandle | None = None
        self._moved = self._room.moved
        self._moved_at = float("-inf")
        self._end_hearing = member.subscribe(self._changed)

    @property
    def stays(self) -> bool:
        """A follower presses nothing for an hour; only when the room is over silence means that nobody is there."""
        return not self._member.live.state.closed

    def start(self) -> None:
        self._member.join()
        super().start()

    # the room

    def _changed(self) -> None:
        """The room is another now; its view is looked at later, once it has told everybody."""
        if self._over:
            return
        if self._waits:
            if not self._room.is_sending:
                self._loop.call_soon(self._counted)
            return
        moved, now = self._room.moved, self._loop.time()
        if moved != self._moved:
            hurries = now - self._moved_at < REST
            self._moved, self._moved_at = moved, now
            if hurries:
                self._say_soon(REST)
                return
        if self._saying is None:
            self._say_soon(0)

    def _say_soon(self, seconds: float) -> None:
        if self._saying is not None:
            self._saying.cancel()
        self._saying = self._loop.call_later(seconds, self._say_by_itself)

    def _say_by_itself(self) -> None:
        """No call of the session's stands behind it."""
        self._saying = None
        try:
            self._say()
        except Exception as error:
            self._line.failed(error)

    def _say(self) -> None:
        if self._over or self._waits or self._turn is not None or not self._input.is_idle:
            return  # it follows the reply to the guest's own line
        if self._line.waiting() > BEHIND:
            self._say_soon(LOOK_AGAIN)
            return
        lines = self._talk.news()
        if lines:
            self._send(self._input.announce(written(self._talk, lines, self._columns, self._encoding)))

    def _idle(self) -> None:
        """What came while something was typed that is not any more."""
        if self._saying is None and not self._over:
            self._say_soon(0)

    # answers

    def _answer(self, line: str) -> list[str]:
        self._member.noticed()
        lines = super()._answer(line)
        if self._room.is_sending and not self._talk.ended:
            self._waits = True
            self._patience = self._loop.call_later(PATIENCE, self._counted)
        return lines

    def _counted(self) -> None:
        """What was sent is counted, or was refused, or takes longer than one waits."""
        if not self._waits or self._over:
            return
        if self._patience is not None:
            self._patience.cancel()
        try:
            self._came(self._talk.reply() or self._room.still_sending())
        except Exception as error:
            self._line.failed(error)

    def _end(self) -> None:
        super()._end()
        self._end_hearing()
        for handle in (self._saying, self._patience):
            if handle is not None:
                handle.cancel()
        self._member.leave(dropped=not self._talk.ended)
