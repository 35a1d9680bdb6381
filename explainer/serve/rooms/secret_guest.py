"""The door of who leads, or shows a room on a wall: the leader's secret is typed unseen."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from explainer.messages import _
from explainer.serve.rooms.live import LiveRoom
from explainer.serve.rooms.secrets import is_right
from explainer.serve.ssh.asked_guest import AskedGuest
from explainer.serve.ssh.guest_terminal import GuestTerminal
from explainer.serve.ssh.handler import Handler

if TYPE_CHECKING:
    from explainer.serve.processes.worker_context import WorkerContext
    from explainer.serve.ssh.guest_session import GuestSession


class SecretGuest(AskedGuest):
    """Asks for the leader's secret and hands over to the chair or the projector."""

    _terminal: GuestTerminal

    def __init__(
        self, host: WorkerContext, line: GuestSession, terminal: GuestTerminal, live: LiveRoom, role: str
    ) -> None:
        """
        Args:
            host, line, terminal: as `AskedGuest`; there is a terminal.
            live: the room.
            role: lead or show.
        """
        super().__init__(host, line, terminal)
        self._live = live
        self._role = role

    def _question(self) -> str:
        return _("Type the leader's secret; it is not shown. An empty line leaves.")

    def _parting(self) -> str:
        return _("The card says how to come in as a guest.")

    async def _enter(self, meant: str) -> str:
        guesses = self._host.guesses
        assert guesses is not None  # who is here came through a hub
        await asyncio.to_thread(guesses.check)
        if not await self._host.slowly(is_right, meant, self._live.record.secret):
            await asyncio.to_thread(guesses.wrong)
            return _("That is not the secret. It is on the first line of the leader's terminal.")
        if not self._over:
            self._hand_over(self._behind())
        return ""

    def _behind(self) -> Handler:
        if self._role == "show":
            from explainer.serve.rooms.projector_guest import ProjectorGuest

            return ProjectorGuest(self._host, self._line, self._terminal, self._live)
        from explainer.serve.rooms.cockpit_guest import CockpitGuest

        return CockpitGuest(self._host, self._line, self._terminal, self._live)
