"""The cockpit's keys in the terminal that opened the room: here the report is written, and here the room ends."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import msgspec

from explainer.export import report as report_module
from explainer.export.card import JoinCard, command, written
from explainer.messages import _
from explainer.paint.cells.style import Profile
from explainer.reading.actions import Action
from explainer.reading.cockpit import CockpitView
from explainer.serve.processes.listening import is_ours
from explainer.serve.processes.state_files import write_named
from explainer.serve.rooms.leading.console import Console
from explainer.serve.rooms.leading.leader import ERASED_AFTER, Leader
from explainer.serve.rooms.leading.leader_tallies import sums_of
from explainer.workshop.report import report_of
from explainer.workshop.stores.interface import StoreError

LOOKED = 5.0
"""Seconds between two looks whether the address on the card is still this computer's."""


class LocalConsole(Console):
    """One whose user owns the machine: it asks before it goes, writes files where it was started, knows the secret."""

    def __init__(
        self,
        leader: Leader,
        card: Callable[[], JoinCard],
        *,
        changed: Callable[[], None],
        leave: Callable[[], None],
        crashed: Callable[[BaseException], None],
        clock: Callable[[], float],
        secret: str = "",
        folder: Path | None = None,
        card_file: Path | None = None,
        serves: bool = True,
    ) -> None:
        """As `Console`.

        Args:
            leader, card, changed, leave, crashed, clock: as there.
            secret: of the room, for a co-leader and the projector; empty: nobody else comes, as in a rehearsal.
            folder: where a report goes; None: the folder the program was started in.
            card_file: where the card to print is; written again with each new code.
            serves: the server is ours: it stops when whoever leads goes.
        """
        super().__init__(leader, card, changed=changed, leave=leave, crashed=crashed, clock=clock)
        self._secret = secret
        self._folder = folder or Path.cwd()
        self._card_file = card_file
        self._card_code = ""
        self._serves = serves
        self._is_private = False
        """The secret is in front."""
        self._gone_since: float | None = None
        """When the card's address was last this computer's."""
        self._looked = 0.0
        self._closes = False
        """It is closed from here."""
        self.erased: bool | None = None
        """Whether the room closed from here is gone from the store; None: it was not tried yet, or is not ours."""
        self.has_left = False
        """Whoever sits here has gone: nothing waits for the store any more."""
        self.most_connected = 0
        """Guests at one time, as far as was seen."""
        self.reports: tuple[Path, ...] = ()
        """Files that were written."""

    # the screen

    def view(self, columns: int, rows: int, profile: Profile) -> CockpitView:
        view = super().view(columns, rows, profile)
        self.most_connected = max(self.most_connected, self.live.crowd.connected)
        if self.live.state.closed:
            said = view.message if self._closes else _("The room is closed. q leaves.")
            return msgspec.structs.replace(view, chair=_("closed"), message=said, question="")
        return msgspec.structs.replace(view, card=self._private_rows()) if self._is_private else view

    def _private_rows(self) -> tuple[str, ...]:
        card = self._card_of()
        return (
            _("Only for you: not while this screen is on a wall."),
            "",
            _("For a co-leader    {command}").format(command=command(card, "lead")),
            _("For the projector  {command}").format(command=command(card, "show")),
            "",
            _("Both are asked for the secret:"),
            f"  {self._secret}",
        )

    def _trouble(self, clock: float) -> tuple[str, ...]:
        since = self._gone_since
        if since is None:
            return super()._trouble(clock)
        return (
            _("NO NETWORK AT {host} for {n} s").format(host=self._card_of().host, n=int(clock - since)),
            _("This computer is in another network, or in none. Guests keep their place."),
            _("Back in it, all goes on. In another: q q, start again: same room, new address."),
        )

    async def look(self) -> None:
        """Once a second: is the address ours, has the card another code."""
        card, now = self._card_of(), self._clock()
        if self._card_file is not None and card.code != self._card_code:
            await self.write_card()
        if self._serves and card.host and not card.is_alone and now - self._looked >= LOOKED:
            self._looked = now
            ours = await asyncio.to_thread(is_ours, card.host)
            self._gone_since = None if ours else self._gone_since or now

    async def write_card(self) -> None:
        """The card to print, with the code of now."""
        assert self._card_file is not None
        card = self._card_of()
        try:
            await asyncio.to_thread(write_named, self._card_file, written(card, self._card_file))
        except OSError as error:
            self.leader.message = _not_written(self._card_file, error)
        self._card_code = card.code

    # keys

    def act(self, action: Action) -> None:
        was_private, self._is_private = self._is_private, False
        if action.id == "hand-over" and self._secret and not self.leader.others and not was_private:
            self.leader.message = _("Nobody sits beside yet. h or Esc puts this away.")
            self._is_private = True
            return
        if action.id == "hand-over" and was_private:
            self.leader.message = ""
            return
        super().act(action)

    def _put_down(self) -> None:
        if self._is_private:
            self._is_private, self.leader.message = False, ""
        else:
            super()._put_down()

    def quit(self) -> None:
        if self.live.state.closed or self._question:
            self._leave()
            return
        stays = (
            _("q leaves it open, the same words go on · c closes it for good · Esc stays")
            if self._serves
            else _("q leaves, the room goes on · c closes it for good · Esc stays")
        )
        self.ask(stays, {"q": self._leave, "c": self.close_room})

    def close_room(self) -> None:
        self.ask(
            _("Close it, answers erased? r saves a report first · y without · Esc stays"),
            {"r": lambda: self.do(self._close(report=True)), "y": lambda: self.do(self._close(report=False))},
        )

    async def report(self) -> None:
        await self._write_report()

    async def _write_report(self) -> bool:
        """Write it in all its forms; whether it is there."""
        live = self.live
        if not self.leader.leads:
            self.leader.message = _("You sit beside: the report is the chair's to write.")
            return False
        try:
            sums = await sums_of(live, self.most_connected)
        except StoreError:
            self.leader.message = _("Not connected to the room: no report was written.")
            return False
        report = report_of(live.state, live.story, sums, int(self.leader.now()))
        out = self._folder / f"report-{live.state.code}"
        try:
            made = report_module.files(report, out)
            for path, text in made.items():
                await asyncio.to_thread(write_named, path, text)
        except OSError as error:
            self.leader.message = _not_written(out, error)
            return False
        self.reports = tuple(made)
        self.leader.message = _("Written here: {file}.html, .md and .json").format(file=out.name)
        return True

    async def _close(self, *, report: bool) -> None:
        """Close the room, with an open poll counted before the report is made; erase it once all have seen it."""
        if report:
            if self.live.state.uncounted_poll is not None:
                await self.leader.count()
            if not await self._write_report():
                return
        self._closes = True
        await self.leader.close_room(erase=False)
        if not self.live.state.closed:
            return
        self._changed()
        after = ERASED_AFTER
        while not (did := await self.live.erasing.erase(self.live.id, after)):
            self.erased, after = did, 0.0
            if self.has_left:
                return
            self.leader.message = _(
                "Closed. Erasing it is tried again until it is done; q leaves that to a server."
            )
            self._changed()
        self.erased = True
        self._leave()


def _not_written(file: Path, error: OSError) -> str:
    """Without the folder: a path may be longer than the row."""
    return _("Not written, {why}: {file}").format(why=error.strerror or error, file=file.name)
