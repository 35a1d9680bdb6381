"""A guest with a screen: thin until they do something of their own, then with an app of their own at the same page.

Thin, a guest is a view and an outbox: 40 KiB, and no work but one page. An app is 0.4 MiB and 20 ms to make; what is
typed meanwhile is kept and played to it.
"""

from __future__ import annotations

import asyncio
import contextvars
import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from explainer.messages import _
from explainer.reading.options import ReaderOptions
from explainer.serve import first_frames
from explainer.serve.answers import QUESTIONS, Answer, AnswerFilter
from explainer.serve.ending import MODES_OFF, Ending
from explainer.serve.guest_app import GuestApp, Learnt, Told
from explainer.serve.guest_driver import MOUSE_ON
from explainer.serve.intake import GIVEN_UP_AFTER, Intake
from explainer.serve.learnt import learn
from explainer.serve.outbox import NO_RECEIPTS_AFTER, Outbox, Shown
from explainer.serve.parked import ParkedRun
from explainer.serve.terminal import GuestTerminal
from explainer.tui.app import first_view
from explainer.tui.compat import KEEP_TITLE

if TYPE_CHECKING:
    from explainer.serve.host import Host
    from explainer.serve.session import GuestSession

MODES_ON = b"\x1b[?1049h" + KEEP_TITLE.encode() + MOUSE_ON + b"\x1b[?2004h"
"""Another screen, the window's title kept, mouse, pastes marked as such. No keyboard protocol that could be left on."""
LEAVING = (b"q", b"\x03", b"\x11")
"""What leaves before there is an app: nothing was read, so nothing is asked."""
LINEAR = b"b"
ABORTED_AFTER = 5.0
"""Seconds an app may take to end by itself."""


class ScreenGuest:
    """The handler of such a guest."""

    restores = MODES_OFF
    """What makes the terminal whole when the session has to end without us."""

    def __init__(
        self,
        host: Host,
        line: GuestSession,
        terminal: GuestTerminal,
        options: ReaderOptions,
        parked: ParkedRun,
    ) -> None:
        self._host = host
        self._line = line
        self._terminal = terminal
        self._options = dataclasses.replace(options, go_linear=lambda run: 0)
        self._parked = parked
        self._loop = asyncio.get_running_loop()
        self._view = first_view(options)
        self._filter = AnswerFilter()
        self._intake = Intake(host.settings.limits, host.clock)
        self._outbox = Outbox(
            line, terminal, self._shown, host.counters, self._stalled, host.settings.limits.stalled_seconds
        )
        self._asked_at: float | None = None
        self._open_questions = False
        self._answered = False
        """The terminal has answered anything at all."""
        self._early = b""
        self._app: GuestApp | None = None
        self._reading: asyncio.Task[None] | None = None
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._ending: Ending | None = None
        self._gone = False

    # `Handler`

    def start(self) -> None:
        self._outbox.control(MODES_ON)
        self._outbox.dirty()

    def feed(self, data: bytes) -> None:
        typed, answers = self._filter.feed(data)
        for answer in answers:
            self._learn(answer)
        self._later("lapse", self._filter.patience, self._lapse)
        self._typed(typed)

    def resize(self, columns: int, rows: int) -> None:
        if self._terminal.resize(columns, rows):
            self._outbox.forget()
            if self._app is not None:
                self._app.resize(self._terminal.columns, self._terminal.rows)

    def eof(self) -> None:
        self._leave("", 0)

    def lost(self) -> None:
        self._gone = True
        self._put_away()
        self._parked.left()
        if self._ending is not None:
            self._ending.cancel()

    def tell(self, words: str) -> None:
        if self._app is not None and self._app.is_ready:
            self._app.post_message(Told(words))
        else:
            self._view = msgspec.structs.replace(self._view, message=words)
            self._outbox.dirty()

    def say_goodbye(self, words: str) -> None:
        self._leave("\r\n".join(filter(None, (words, self._way_back()))), 0)

    # what is on the screen

    def _shown(self) -> Shown | None:
        """For the outbox. What goes wrong in it is this guest's alone."""
        try:
            return self._now()
        except Exception as error:
            self._host.crashed(error)
            self._loop.call_soon(self._apologise)
            return None

    def _now(self) -> Shown | None:
        terminal, app = self._terminal, self._app
        if self._ending is not None:
            return None
        if app is not None and app.is_ready:
            terminal.profile = app.profile
            return app.shown(terminal.columns, terminal.rows)
        if self._asked_at is None:
            self._ask()
        frame = first_frames.frame(self._host, self._view, terminal.columns, terminal.rows, terminal.profile)
        shared = first_frames.is_shared(self._host, self._view)
        return Shown(frame.rows, frame.cursor, frame.title, shared)

    def _ask(self) -> None:
        """Ask the terminal what it is, after the first frame: before it, a slow line would show it twice as late."""
        if self._asked_at is None and self._ending is None and self._terminal.asks:
            self._asked_at = self._loop.time()
            self._open_questions = True
            self._outbox.behind(QUESTIONS)

    def _learn(self, answer: Answer) -> None:
        self._answered = True
        if answer.kind == "receipt":
            self._outbox.receipt()
        elif answer.kind == "attributes":
            self._open_questions = False
        elif answer.kind == "synchronized":
            self._terminal.synchronized = True
        elif self._app is not None:
            self._app.post_message(Learnt(answer))
        elif (profile := learn(self._terminal.profile, answer)) != self._terminal.profile:
            self._terminal.profile = profile
            self._outbox.forget()
        if self._ending is not None:
            self._ending.answered()

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
        self._later("paste", GIVEN_UP_AFTER if intake.pasting else 0.0, self._end_paste)

    def _lapse(self) -> None:
        self._typed(self._filter.lapse())

    def _end_paste(self) -> None:
        if self._app is not None:
            self._app.feed(self._intake.end_paste())

    def _later(self, name: str, seconds: float, call: Callable[[], None]) -> None:
        """One timer of each name; 0 seconds: it is not wanted."""
        if (timer := self._timers.pop(name, None)) is not None:
            timer.cancel()
        if seconds and not self._gone:
            self._timers[name] = self._loop.call_later(seconds, self._guarded, call)

    def _guarded(self, call: Callable[[], None]) -> None:
        try:
            call()
        except Exception as error:
            self._host.crashed(error)
            self._apologise()

    # the app

    def _is_full(self) -> bool:
        return self._host.counters.apps >= self._host.settings.limits.apps

    def _turned_away(self, typed: bytes) -> None:
        """More apps would slow all guests down; line by line there is always room."""
        if typed == LINEAR:
            self._go_linear()
            return
        self.tell(_("All screens are in use. b goes on line by line; or press a key again a little later."))

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
        self._loop.call_soon(self._over, app)

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
        if self._parked.long:
            return _("Your place is kept for 30 days. Log in here as resume; your phrase brings you back.")
        if self._parked.told:
            return _("Your place is kept for 30 minutes. Log in here as resume; your phrase brings you back.")
        return ""

    def _put_away(self) -> None:
        """End the app, if there is one; it is not waited for."""
        self._outbox.close()
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
        app, reading = self._app, self._reading
        if app is not None and app.is_ready:
            app.stop(0)
        if reading is not None:
            # One that is just being made has no ear for that.
            self._loop.call_later(ABORTED_AFTER if app is not None and app.is_ready else 0, reading.cancel)

    # the end

    def _stalled(self) -> None:
        self._host.counters.stalled += 1
        self._line.cut()

    def _apologise(self) -> None:
        self._leave(_("Something went wrong here and was noted without your words. Come in again."), 1)

    def _leave(self, words: str, code: int) -> None:
        """Make the terminal whole, say the last words, park what is to be parked, close."""
        if self._ending is not None or self._gone:
            return
        self._end(lambda: self._line.close(code))
        self._line.write(f"{words}\r\n".encode() if words else b"")
        self._parked.left()

    def _go_linear(self) -> None:
        from explainer.serve import entrances

        def become() -> None:
            run, reason = self._options.run, _("you chose it")
            handler = entrances.reading(self._host, self._line, self._terminal, run, reason, self._parked)
            self._line.become(handler)

        self._end(become)

    def _end(self, then: Callable[[], None]) -> None:
        now, asked = self._loop.time(), self._asked_at
        hopeless = not self._answered and (asked is None or now - asked > NO_RECEIPTS_AFTER)
        self._ending = Ending(self._is_settled, lambda: self._closing(then))
        self._put_away()
        self._outbox.flush_now()
        self._line.write(MODES_OFF)
        self._ending.begin(hopeless=hopeless)

    def _is_settled(self) -> bool:
        return not self._outbox.outstanding and not self._open_questions

    def _closing(self, then: Callable[[], None]) -> None:
        try:
            then()
        except Exception as error:
            self._host.crashed(error)
            self._line.close(1)
