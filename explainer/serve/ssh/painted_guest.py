"""A guest whose screen is painted rows through an outbox: modes, questions, answers, timers and the end of it.

What is shown and what keys mean is for those who inherit: a reader, a guest of a room, a cockpit, a projector.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from explainer.serve.ssh.frame_sender import NO_RECEIPTS_AFTER, FrameSender, Shown
from explainer.serve.ssh.guest_terminal import MOUSE_ON, Ending, GuestTerminal, learn, restoring
from explainer.serve.ssh.handler import crash_words, last_words
from explainer.serve.ssh.terminal_input import QUESTIONS, Answer, AnswerFilter
from explainer.tui.compat import KEEP_TITLE, ORDERED

if TYPE_CHECKING:
    from explainer.serve.processes.worker_context import WorkerContext
    from explainer.serve.ssh.guest_session import GuestSession

MODES_ON = b"\x1b[?1049h" + KEEP_TITLE.encode() + MOUSE_ON + b"\x1b[?2004h"
"""Another screen, the window's title kept, mouse, pastes marked as such. No keyboard protocol that could be left on."""


class PaintedGuest:
    """Half a handler: `tell`, `_typed` and `_now` are its heirs'."""

    def __init__(self, host: WorkerContext, line: GuestSession, terminal: GuestTerminal) -> None:
        self._host = host
        self._line = line
        self._terminal = terminal
        self.restores = restoring(terminal)
        """What makes the terminal whole, also when the session has to end without us."""
        self._loop = asyncio.get_running_loop()
        self._filter = AnswerFilter()
        self._outbox = FrameSender(line, terminal, self._shown, host.counters, self._stalled, self._patience)
        self._asked_at: float | None = None
        self._open_questions = False
        self._answered = False
        """The terminal has answered anything at all."""
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._ending: Ending | None = None
        self._gone = False

    # `Handler`

    def start(self) -> None:
        self._outbox.control(MODES_ON)
        if self._terminal.profile.bidi == "ours":
            self._outbox.control(ORDERED.encode())
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
            self._resized()

    def eof(self) -> None:
        self._leave("", 0)

    def lost(self) -> None:
        self._gone = True
        self._put_away()
        self._left()
        if self._ending is not None:
            self._ending.cancel()

    def tell(self, words: str) -> None:
        raise NotImplementedError

    def say_goodbye(self, words: str) -> None:
        self._leave(words, 0)

    # of the heirs

    @property
    def _patience(self) -> float:
        """Seconds for which the guest may read nothing of what is sent."""
        return self._host.settings.limits.stalled_seconds

    def _typed(self, typed: bytes) -> None:
        """What was typed, without answers; maybe nothing."""
        raise NotImplementedError

    def _now(self) -> Shown | None:
        """The screen of now; None: there is nothing to show."""
        raise NotImplementedError

    def _resized(self) -> None:
        """The window has another size, which the terminal has taken already."""

    def _left(self) -> None:
        """The guest is gone or going: what is to be kept is kept now."""

    def _learnt(self, answer: Answer) -> None:
        """The terminal told its colours or its name."""
        if (profile := learn(self._terminal.profile, answer)) != self._terminal.profile:
            self._terminal.profile = profile
            self._outbox.forget()

    # what is on the screen

    def _shown(self) -> Shown | None:
        """For the outbox. What goes wrong in it is this guest's alone."""
        if self._ending is not None:
            return None
        try:
            return self._now()
        except Exception as error:
            self._host.crashed(error)
            self._loop.call_soon(self._apologise)
            return None

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
        else:
            self._learnt(answer)
        if self._ending is not None:
            self._ending.answered()

    # timers

    def _lapse(self) -> None:
        self._typed(self._filter.lapse())

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

    # the end

    def _put_away(self) -> None:
        """Nothing more is shown."""
        self._outbox.close()
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()

    def _stalled(self) -> None:
        self._host.counters.stalled += 1
        self._line.cut()

    def _apologise(self) -> None:
        self._leave(crash_words(self), 1)

    def _leave(self, words: str, code: int) -> None:
        """Make the terminal whole, say the last words, keep what is to be kept, close."""
        if self._ending is not None or self._gone:
            return
        self._end(lambda: self._line.close(code))
        self._line.write(last_words(words, self._terminal))
        self._left()

    def _end(self, then: Callable[[], None]) -> None:
        now, asked = self._loop.time(), self._asked_at
        hopeless = not self._answered and (asked is None or now - asked > NO_RECEIPTS_AFTER)
        self._ending = Ending(self._is_settled, lambda: self._closing(then))
        self._put_away()
        self._outbox.flush_now()
        self._line.write(self.restores)
        self._ending.begin(hopeless=hopeless)

    def _is_settled(self) -> bool:
        return not self._outbox.outstanding and not self._open_questions

    def _closing(self, then: Callable[[], None]) -> None:
        try:
            then()
        except Exception as error:
            self._host.crashed(error)
            self._line.close(1)
