"""A guest with a screen: thin until they do something of their own, then with an app of their own at the same page.

Thin, a guest is a view and an outbox: 40 KiB, and no work but one page. An app is 0.4 MiB and 20 ms to make; what is
typed meanwhile is kept and played to it.
"""

from __future__ import annotations

import asyncio
import contextvars
import dataclasses
from typing import TYPE_CHECKING

import msgspec

from explainer.messages import _
from explainer.paint.page.layout import STANDARD
from explainer.reading.options import ReaderOptions
from explainer.serve.parking.parked_runs import ParkedRun
from explainer.serve.ssh import frame_cache
from explainer.serve.ssh.frame_sender import Shown
from explainer.serve.ssh.guest_app import GuestApp, Learnt, Told
from explainer.serve.ssh.guest_terminal import GuestTerminal
from explainer.serve.ssh.linear_guest import LinearGuest
from explainer.serve.ssh.painted_guest import PaintedGuest
from explainer.serve.ssh.terminal_input import PASTE_GIVEN_UP_AFTER, Answer, TypingLimit
from explainer.tui.app import first_view

if TYPE_CHECKING:
    from explainer.serve.processes.worker_context import WorkerContext
    from explainer.serve.ssh.guest_session import GuestSession

LEAVING = (b"q", b"\x03", b"\x11")
"""What leaves before there is an app: nothing was read, so nothing is asked."""
LINEAR = b"b"
ABORTED_AFTER = 5.0
"""Seconds an app may take to end by itself."""


class ScreenGuest(PaintedGuest):
    """The handler of such a guest."""

    def __init__(
        self,
        host: WorkerContext,
        line: GuestSession,
        terminal: GuestTerminal,
        options: ReaderOptions,
        parked: ParkedRun,
    ) -> None:
        super().__init__(host, line, terminal)
        self._options = dataclasses.replace(options, go_linear=lambda run, glyphs: 0)
        self._parked = parked
        parked.tell = self.tell
        self._view = first_view(options)
        if self._view.story.language != host.story.language:
            terminal.profile = msgspec.structs.replace(terminal.profile, language=self._view.story.language)
        self._intake = TypingLimit(host.settings.limits, host.clock)
        self._early = b""
        self._app: GuestApp | None = None
        self._reading: asyncio.Task[None] | None = None

    # `Handler`

    def tell(self, words: str) -> None:
        if self._app is not None and self._app.is_ready:
            self._app.post_message(Told(words))
        else:
            self._view = msgspec.structs.replace(self._view, message=words)
            self._outbox.dirty()

    def say_goodbye(self, words: str) -> None:
        self._leave("\r\n".join(filter(None, (words, self._way_back()))), 0)

    def _resized(self) -> None:
        if self._app is not None:
            self._app.resize(self._terminal.columns, self._terminal.rows)

    def _left(self) -> None:
        self._parked.left()

    def _learnt(self, answer: Answer) -> None:
        if self._app is not None:
            self._app.post_message(Learnt(answer))
        else:
            super()._learnt(answer)

    # what is on the screen

    def _now(self) -> Shown | None:
        terminal, app = self._terminal, self._app
        if app is not None and app.is_ready:
            terminal.profile = app.profile
            return app.shown(terminal.columns, terminal.rows)
        if self._asked_at is None:
            self._ask()
        return self._thin()

    def _thin(self) -> Shown | None:
        """The screen of a guest who has no app."""
        terminal = self._terminal
        frame = frame_cache.shared_frame(
            self._host, self._view, terminal.columns, terminal.rows, terminal.profile
        )
        shared = frame_cache.is_shared(self._host, self._view)
        return Shown(frame.rows, frame.cursor, frame.title, shared)

    # what is typed

    def _typed(self, typed: bytes) -> None:
        if not typed or self._ending is not None:
            return
        if self._app is not None and self._app.is_ready:
            self._play(typed)
        elif self._reading is None and typed in LEAVING:
            self._leave("", 0)
        elif self._reading is None and self._is_full():
            self._turned_away(typed)
        else:
            if len(self._early) + len(typed) <= self._host.settings.limits.early_bytes:
                self._early += typed
            else:
                self._host.counters.keys_dropped += 1
            if self._reading is None:
                # A context of its own: what is made inside one app's belongs to that app.
                self._reading = self._loop.create_task(self._read(), context=contextvars.Context())

    def _play(self, typed: bytes) -> None:
        app, intake, counters = self._app, self._intake, self._host.counters
        assert app is not None
        dropped, cut = intake.dropped, intake.cut
        pending = app.feed(intake.take(typed))
        counters.keys_dropped += intake.dropped - dropped
        counters.pastes_cut += intake.cut - cut
        self._later("key", pending, app.lapse)
        self._later("paste", PASTE_GIVEN_UP_AFTER if intake.pasting else 0.0, self._end_paste)

    def _end_paste(self) -> None:
        if self._app is not None:
            self._app.feed(self._intake.end_paste())

    # the app

    def _is_full(self) -> bool:
        return self._host.counters.apps >= self._host.settings.limits.apps

    def _turned_away(self, typed: bytes) -> None:
        """More apps would slow all guests down; line by line there is always room."""
        if typed == LINEAR:
            self._go_linear()
            return
        # The line of messages is 72 signs long, in the narrowest window 36.
        long = _("All screens are in use: b reads line by line, or try a key again later.")
        short = _("Full just now; b reads line by line.")
        self.tell(long if self._terminal.columns >= STANDARD else short)

    async def _read(self) -> None:
        try:
            await self._read_on_screen()
        except Exception as error:
            self._host.crashed(error)
            self._loop.call_soon(self._apologise)

    async def _read_on_screen(self) -> None:
        """Make the app, play it what was typed, and wait for its end."""
        counters = self._host.counters
        async with self._host.app_slots:
            if self._ending is not None or self._gone:
                return
            options = dataclasses.replace(self._options, message=self._view.message)
            app = GuestApp(options, self._terminal.profile, self._outbox, self._outbox.dirty)
            self._app = app
            ready = asyncio.Event()
            size = (self._terminal.columns, self._terminal.rows)
            running = self._loop.create_task(app.read(size, ready.set), context=contextvars.Context())
            running.add_done_callback(lambda _task: ready.set())
            counters.apps_started += 1
            counters.apps += 1
            try:
                await ready.wait()
            except asyncio.CancelledError:
                running.cancel()
                counters.apps -= 1
                raise
        try:
            self._begin(app)
            await running
        except Exception as error:
            app.failure = app.failure or error
        finally:
            counters.apps -= 1
            running.cancel()
        self._loop.call_soon(self._guarded, lambda: self._over(app))

    def _begin(self, app: GuestApp) -> None:
        """The app is there: the size may have changed, and keys wait."""
        if app.is_ready:
            app.resize(self._terminal.columns, self._terminal.rows)
            early, self._early = self._early, b""
            if early:
                self._play(early)

    def _over(self, app: GuestApp) -> None:
        """The app has ended by itself: its reader left, went on line by line, or it failed."""
        self._app = self._reading = None
        failure, app.failure = app.failure, None
        if self._gone or self._ending is not None:
            return
        if failure is not None:
            self._host.crashed(failure)
            self._apologise()
        elif app.return_value == "linear":
            self._options = dataclasses.replace(self._options, run=app.reading.view.run)
            self._go_linear()
        else:
            self._leave(self._farewell(app), app.return_code or 0)

    def _farewell(self, app: GuestApp) -> str:
        """What becomes of the place of one who left; asked, and without a yes, it is gone."""
        return self._way_back() if self._parked.long or app.return_code else ""

    def _way_back(self) -> str:
        """For one who was told their phrase; itself it stays out of their scrollback."""
        if self._parked.told and self._parked.is_in_doubt:
            return _("Your phrase may open your place again: log in as resume.")
        if self._parked.long:
            return _("Your place is kept for 30 days. Log in as resume; your phrase opens it.")
        if self._parked.told:
            return _("Your place is kept for 30 minutes. Log in as resume; your phrase opens it.")
        return ""

    def _put_away(self) -> None:
        """End the app, if there is one; it is not waited for."""
        super()._put_away()
        app, reading = self._app, self._reading
        if app is not None and app.is_ready:
            app.stop(0)
        if reading is not None:
            # One that is just being made has no ear for that.
            self._loop.call_later(ABORTED_AFTER if app is not None and app.is_ready else 0, reading.cancel)

    # the end

    def _go_linear(self) -> None:
        def become() -> None:
            run, parked = self._options.run, self._parked
            options = ReaderOptions(self._host.first, run, resumed=parked.resumed, parked=parked)
            if parked.resumed:
                parked.moved(run)
            self._host.counters.linear += 1
            reason = _("you chose it")
            self._line.become(LinearGuest(self._host, self._line, self._terminal, options, parked, reason))

        self._end(become)
