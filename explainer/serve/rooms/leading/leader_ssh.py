"""A cockpit over SSH: painted rows, and the keys of the registry's cockpit; what they do is the `Leader`'s."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from explainer.export.card import JoinCard
from explainer.export.report import to_markdown
from explainer.messages import _
from explainer.paint.room.projector import compose_projector
from explainer.problems import Cannot
from explainer.serve.rooms.join_card import card_of, join_code, join_lines
from explainer.serve.rooms.keys import keys_in
from explainer.serve.rooms.leading.console import CLOCK, Console
from explainer.serve.rooms.leading.leader import Leader
from explainer.serve.rooms.leading.leader_secret import refusal
from explainer.serve.rooms.live import LiveRoom
from explainer.serve.rooms.showing import projector_view
from explainer.serve.ssh.asked_guest import AskedGuest
from explainer.serve.ssh.frame_sender import Shown
from explainer.serve.ssh.guest_terminal import GuestTerminal
from explainer.serve.ssh.handler import Handler, last_words
from explainer.serve.ssh.painted_guest import PaintedGuest
from explainer.serve.ssh.screen_guest import LEAVING
from explainer.story.model.translation import in_language
from explainer.story.text import clean
from explainer.workshop.events import Event

if TYPE_CHECKING:
    from explainer.serve.processes.worker_context import WorkerContext
    from explainer.serve.ssh.guest_session import GuestSession

NO_LIFE = 2.5
"""Seconds without a byte from a terminal that is asked every second, after which its token is told no longer; the ten
seconds of a silent chair begin then."""


class RemoteConsole(Console):
    """One whose user is elsewhere: no file of theirs is written on the server, the report goes home over their line."""

    printed = ""
    """The report, as Markdown, for the terminal once the screen is given back."""

    async def report(self) -> None:
        await self._make_report()

    async def _make_report(self) -> bool:
        """Make it of the room as it is now; whether it is there."""
        leader = self.leader
        try:
            report = await leader.report()
        except Cannot as cannot:
            leader.message = str(cannot)
            return False
        self.printed = clean(await asyncio.to_thread(to_markdown, report))
        leader.message = _("The report is made: printed here, as Markdown, when you leave (q).")
        return True

    def close_room(self) -> None:
        self.ask(
            _("Close it, answers erased? r makes a report first · y without · Esc stays"),
            {"r": lambda: self.do(self._report_and_close()), "y": lambda: self.do(self.leader.close_room())},
        )

    async def _report_and_close(self) -> None:
        """An open poll is counted before the report is made."""
        if self.live.state.uncounted_poll is not None:
            await self.leader.count()
        if await self._make_report():
            await self.leader.close_room()
            self.leader.message = _("The room is closed. The report is printed here when you leave (q).")


class CockpitGuest(PaintedGuest):
    """The handler of a leader, or of one who sits beside."""

    def __init__(
        self, host: WorkerContext, line: GuestSession, terminal: GuestTerminal, live: LiveRoom
    ) -> None:
        super().__init__(host, line, terminal)
        self._live = live
        self._leader = Leader(live, changed=self._outbox.dirty)
        self._console = RemoteConsole(
            self._leader,
            self._join_card,
            changed=self._outbox.dirty,
            leave=self._go,
            crashed=self._crashed,
            clock=host.clock,
        )
        self._left_well = False
        self._heard_at = self._loop.time()

    @property
    def stays(self) -> bool:
        """Thinking is not silence."""
        return not self._live.state.closed

    def feed(self, data: bytes) -> None:
        self._heard_at = self._loop.time()
        self._leader.is_alive = True
        super().feed(data)

    def start(self) -> None:
        super().start()
        self._console.do(self._console.begin())
        self._tick()

    def _tick(self) -> None:
        self._outbox.dirty()
        self._look_for_life()
        self._later("clock", CLOCK, self._tick)

    def _look_for_life(self) -> None:
        """A laptop that sleeps ends no connection for a minute: where the terminal gives receipts, it is asked."""
        silent = self._loop.time() - self._heard_at
        if self._outbox.gives_receipts and silent > NO_LIFE:
            self._leader.is_alive = False
        elif silent > CLOCK:
            self._outbox.ask()

    def _join_card(self) -> JoinCard:
        host, state = self._host, self._live.state
        short = bool(self._live.story.in_short)
        return card_of(state.code, state.title, host.settings, host.public, in_short=short)

    def _crashed(self, error: BaseException) -> None:
        self._host.crashed(error)
        self._apologise()

    # `PaintedGuest`

    def tell(self, words: str) -> None:
        self._leader.message = words
        self._outbox.dirty()

    def _now(self) -> Shown | None:
        self._ask()
        terminal = self._terminal
        frame = self._console.frame(terminal.columns, terminal.rows, terminal.profile)
        return Shown(frame.rows, frame.cursor, frame.title)

    def _typed(self, typed: bytes) -> None:
        for key in keys_in(typed):
            if self._ending is None:
                self._console.press(key)

    # the end

    def _go(self) -> None:
        self._left_well = True
        closed, report = self._live.state.closed, self._console.printed
        stays = _("The room stays open. Log in again with the secret to lead it.")
        self._leave("", 0)
        self._line.write("".join(f"{line}\r\n" for line in report.splitlines()).encode())
        self._line.write(last_words(_("The room is closed.") if closed else stays, self._terminal))

    def _left(self) -> None:
        self._host.background(self._leader.end(clean=self._left_well))


# The door of who leads, or shows a room on a wall: the leader's secret is typed unseen.


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
        if said := await refusal(self._host, meant, self._live.record.secret):
            return said
        if not self._over:
            self._hand_over(self._behind())
        return ""

    def _behind(self) -> Handler:
        if self._role == "show":
            return ProjectorGuest(self._host, self._line, self._terminal, self._live)

        return CockpitGuest(self._host, self._line, self._terminal, self._live)


# The projector: the stage on a wall. Keys do nothing but leave; nothing private has a way onto it.

BLANK, JOIN = b".", b"j"
"""Keys on the projector's own machine: all off, and the join lines on or off."""


class ProjectorGuest(PaintedGuest):
    """The handler of a projector."""

    def __init__(
        self, host: WorkerContext, line: GuestSession, terminal: GuestTerminal, live: LiveRoom
    ) -> None:
        super().__init__(host, line, terminal)
        self._live = live
        self._seq = 0
        self._is_blank = False
        self._shows_join = True
        self._is_here = False

    @property
    def stays(self) -> bool:
        """Nobody presses anything on a wall."""
        return not self._live.state.closed

    def start(self) -> None:
        self._end_hearing = self._live.listen(self)
        self._live.projectors += 1
        self._is_here = True
        super().start()

    # `Listener`

    def changed(self, news: tuple[Event, ...]) -> None:
        self._outbox.dirty()

    def behind(self, seq: int) -> bool:
        return self._seq < seq and not self._outbox.is_waiting

    # `PaintedGuest`

    def tell(self, words: str) -> None:
        """What is meant for a guest is not said on a wall."""

    def _now(self) -> Shown | None:
        self._ask()
        live, terminal = self._live, self._terminal
        self._seq = live.state.seq
        settings, named = self._host.settings, live.state.code
        join = join_lines(named, settings) if self._shows_join else ()
        code = join_code(named, settings, terminal.profile) if join and live.state.stage is None else ()
        story = in_language(live.story, settings.language)
        view = projector_view(story, live.state, live.lately, join=join, code=code, blank=self._is_blank)
        frame = compose_projector(story, view, terminal.columns, terminal.rows, terminal.profile)
        return Shown(frame.rows, frame.cursor, frame.title)

    def _typed(self, typed: bytes) -> None:
        if self._ending is not None:
            return
        if typed in LEAVING:
            self._leave(_("The projector is off."), 0)
        elif typed == BLANK:
            self._is_blank = not self._is_blank
            self._outbox.dirty()
        elif typed == JOIN:
            self._shows_join = not self._shows_join
            self._outbox.dirty()

    def _left(self) -> None:
        if self._is_here:
            self._is_here = False
            self._live.projectors -= 1
            self._end_hearing()
