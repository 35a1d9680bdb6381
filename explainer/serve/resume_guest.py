"""A guest who comes back: asks for the phrase, unseen where there is a terminal, and goes on where they were."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from explainer.messages import _
from explainer.reading.storage.store import decode, fit
from explainer.serve.asked_guest import AskedGuest
from explainer.serve.parked import ParkedRun
from explainer.serve.parking import Parked, Ticket
from explainer.serve.phrases import understood
from explainer.serve.terminal import GuestTerminal

if TYPE_CHECKING:
    from explainer.serve.handler import Handler
    from explainer.serve.processes.worker_context import WorkerContext
    from explainer.serve.rooms.entering import Back
    from explainer.serve.session import GuestSession


class ResumeGuest(AskedGuest):
    """Asks, looks the phrase up in a thread, and hands over."""

    def __init__(
        self, host: WorkerContext, line: GuestSession, terminal: GuestTerminal | None, reason: str
    ) -> None:
        """
        Args:
            host: whose parking is asked.
            line, terminal: as `AskedGuest`.
            reason: why the guest will read line by line; empty: on a screen.
        """
        super().__init__(host, line, terminal)
        self._reason = reason

    def _question(self) -> str:
        if self._terminal is None:
            return _("Type your phrase, five words.")
        return _("Type your phrase, five words; it is not shown. An empty line leaves.")

    def _parting(self) -> str:
        return _("Log in with any other name to begin at the start.")

    def _meant(self, typed: str) -> str:
        return understood(typed)

    async def _enter(self, meant: str) -> str:
        counters = self._host.counters
        ticket = await self._host.hashed(meant, guessed=True)
        found = await asyncio.to_thread(self._host.parking.find, ticket)
        if found is None:
            counters.wrong_phrases += 1
            return _("No place is kept under that phrase, or its time is over.")
        counters.resumed += 1
        back = await self._room_of(found)
        if not self._over:
            self._hand_over(self._reader(meant, ticket, found, back))
        return ""

    async def _room_of(self, found: Parked) -> Back | None:
        """The room in which the guest was, if it is open."""
        if not found.place:
            return None
        from explainer.serve.rooms.entering import back

        return await back(self._host, found.place)

    def _reader(self, phrase: str, ticket: Ticket, found: Parked, back: Back | None) -> Handler:
        """Whoever reads on from the run."""
        from explainer.serve import entrances

        kept = fit(decode(found.run), self._host.story)
        assert kept.run is not None
        parked = ParkedRun(self._host, phrase, ticket, long=found.long)
        if back is None:
            return entrances.reading(
                self._host, self._line, self._terminal, kept.run, self._reason, parked, kept
            )
        from explainer.serve.rooms.entering import guest_of

        return guest_of(
            self._host, self._line, self._terminal, back.live, self._reason,
            run=kept.run, parked=parked, guest=back.guest,
        )  # fmt: skip
