"""A guest's login: which door their login name and command open, and the handler behind it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from explainer.messages import _
from explainer.reading.options import ReaderOptions
from explainer.reading.run import Run, begin
from explainer.reading.storage.store import decode, fit
from explainer.serve.parking.parked_runs import Parked, ParkedRun, Ticket
from explainer.serve.parking.phrases import understood
from explainer.serve.rooms import entering
from explainer.serve.ssh.asked_guest import AskedGuest
from explainer.serve.ssh.frame_cache import welcome
from explainer.serve.ssh.guest_terminal import GuestTerminal, without_screen
from explainer.serve.ssh.handler import Handler
from explainer.serve.ssh.linear_guest import LinearGuest
from explainer.serve.ssh.reading_commands import CommandGuest
from explainer.serve.ssh.screen_guest import ScreenGuest
from explainer.workshop.texts import folded, named

if TYPE_CHECKING:
    from explainer.reading.storage.updating import Kept
    from explainer.serve.processes.worker_context import WorkerContext
    from explainer.serve.ssh.guest_session import GuestSession


class Door(msgspec.Struct, frozen=True):
    """Where a guest is let in."""

    kind: str
    """screen, linear, resume, command or room."""
    argument: str = ""
    """A command as it was typed; for linear, and in a room, why the mode is on: empty for a screen."""
    code: str = ""
    """A name of the shape of a room's code; whether there is such a room is not known here."""
    word: str = ""
    """A one-use join word."""
    role: str = ""
    """In a room: guest, lead or show."""
    respelt: bool = False
    """The name was not written as the code is: it may be somebody's own."""


def door_of(login: str, *, has_pty: bool, term: str = "", command: str | None = None) -> Door:
    """The door of a session.

    Args:
        login: the name before the `@`; used here and forgotten.
        has_pty: the client asked for a terminal.
        term: its `TERM`.
        command: what was typed behind the host's name; None for a plain login.
    """
    if command is not None:
        return Door("command", command)
    if (name := folded(login)) == "resume":
        return Door("resume", _linear_reason("", has_pty, term))
    if room := named(login):
        role = room.role if room.role in ("lead", "show") else "guest"
        reason = _linear_reason(room.role, has_pty, term)
        return Door("room", reason, room.code, room.word, role, room.code not in login)
    if reason := _linear_reason(name, has_pty, term):
        return Door("linear", reason)
    return Door("screen")


def _linear_reason(name: str, has_pty: bool, term: str) -> str:
    """Why one reads line by line, as the first line says it; empty: on a screen."""
    if name == "linear":
        return _("you logged in as linear")
    return without_screen(has_pty=has_pty, term=term)


def handler_of(
    host: WorkerContext, line: GuestSession, door: Door, terminal: GuestTerminal | None
) -> Handler:
    """Return the handler behind a door, not yet started."""
    if door.kind == "command":
        host.counters.commands += 1
        return CommandGuest(host, line, terminal, door.argument, partial(reader_of, host, line, terminal))
    if door.kind == "room":
        return entering.Entering(host, line, terminal, door)
    if door.kind == "resume":
        return ResumeGuest(host, line, terminal, door.argument)
    return reader_of(host, line, terminal, begin(host.story), door.argument, said=welcome(host))


def reader_of(
    host: WorkerContext,
    line: GuestSession,
    terminal: GuestTerminal | None,
    run: Run,
    reason: str,
    parked: ParkedRun | None = None,
    kept: Kept | None = None,
    said: str = "",
) -> Handler:
    """Return the handler of a guest who reads a run, on a screen, or line by line if there is a reason.

    Args:
        host, line, terminal: of the guest.
        run: where they begin.
        reason: why line by line; empty: on a screen.
        parked: of a guest who came back; else one is made.
        kept: what became of the run they came back to.
        said: on the first page, until they do something.
    """
    parked = parked or ParkedRun(host)
    options = ReaderOptions(host.first, run, resumed=parked.resumed, parked=parked, message=said)
    if kept is not None:
        options = replace(options, message=kept.message, news=kept.news, moved=kept.moved)
    if parked.resumed:
        parked.moved(run)  # who came back and only reads on: their time begins when they leave
    if reason or terminal is None:
        host.counters.linear += 1
        return LinearGuest(host, line, terminal, options, parked, reason)
    return ScreenGuest(host, line, terminal, options, parked)


class ResumeGuest(AskedGuest):
    """A guest who comes back: asks for the phrase, unseen on a terminal, and goes on where they were."""

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
        room = await entering.back(self._host, found.place) if found.place else None
        if not self._over:
            self._hand_over(self._reader(meant, ticket, found, room))
        return ""

    def _reader(self, phrase: str, ticket: Ticket, found: Parked, room: entering.Back | None) -> Handler:
        """Return the handler of the guest who reads on, in their room if it is still open, else alone."""
        kept = fit(decode(found.run), self._host.story)
        assert kept.run is not None
        parked = ParkedRun(self._host, phrase, ticket, long=found.long)
        if room is None:
            return reader_of(self._host, self._line, self._terminal, kept.run, self._reason, parked, kept)
        return entering.guest_of(
            self._host, self._line, self._terminal, room.live, self._reason,
            run=kept.run, parked=parked, guest=room.guest,
        )  # fmt: skip
