"""A rehearsal with oneself in the chair: this terminal is the cockpit of a room whose guests are simulated."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from explainer.export.card import JoinCard
from explainer.messages import _
from explainer.reading.actions import Action
from explainer.serve.hosting.cockpit_app import Window
from explainer.serve.hosting.local_console import LocalConsole
from explainer.serve.rooms.leading.leader import Leader
from explainer.serve.rooms.live import LiveRoom

DOORS = ("join-card", "join-words", "close-door", "change-code")


class RehearsalConsole(LocalConsole):
    """One whose room is gone when its leader goes; nobody comes in by a door."""

    def act(self, action: Action) -> None:
        if action.id in DOORS:
            self.leader.message = _("In a rehearsal nobody comes by a door: the people are simulated.")
        else:
            super().act(action)

    def quit(self) -> None:
        if self._answers:
            self._leave()
        else:
            self.close_room()

    def close_room(self) -> None:
        """The report is made by whoever rehearses, from the room as it then is."""
        self.ask(
            _("End the rehearsal? q or y ends it, and tells how it went · Esc stays"),
            {"q": self._leave, "y": self._leave},
        )


class Oneself:
    """In the chair; as `rehearsal.chair.Chair`, but for who decides."""

    left_out: tuple[str, ...] = ()
    refusals: tuple[str, ...] = ()

    def __init__(
        self, live: LiveRoom, clock: Callable[[], float], crashed: Callable[[BaseException], None]
    ) -> None:
        """
        Args:
            live: the room.
            clock: seconds since the epoch, as the room's events have them.
            crashed: told of what goes wrong behind a key.
        """
        self._window = Window()
        self._crashed = crashed
        self.leader = Leader(live, changed=self._window.changed, clock=clock)
        self._console = RehearsalConsole(
            self.leader,
            lambda: JoinCard(live.state.code, live.state.title),
            changed=self._window.changed,
            leave=self._window.leave,
            crashed=self._failed,
            clock=asyncio.get_running_loop().time,
            serves=False,
        )

    @property
    def most_connected(self) -> int:
        return self._console.most_connected

    @property
    def reports(self) -> tuple[Path, ...]:
        """Files that were written from the cockpit."""
        return self._console.reports

    def _failed(self, error: BaseException) -> None:
        self._window.crashed(error)
        self._crashed(error)

    async def lead(self) -> None:
        """Until whoever sits here ends it, or the terminal is gone."""
        await self._window.run(self._console, self._console.look)
        await self._console.rest()
