"""A guest who sent a command: it is answered, and the line closed with its exit code."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING

from msgspec.structs import replace

from explainer.export.as_text.lines import Answer
from explainer.messages import _
from explainer.problems import ExplainerError
from explainer.reading.options import ReaderOptions, set_out
from explainer.reading.run import begin
from explainer.serve import words
from explainer.serve.doors import without_screen
from explainer.serve.terminal import GuestTerminal
from explainer.serve.words import Reading
from explainer.story.text import clean

if TYPE_CHECKING:
    from explainer.serve.processes.worker_context import WorkerContext
    from explainer.serve.session import GuestSession

PIECE, MOST = 16 * 1024, 64 * 1024
"""Bytes written at once, and bytes on the way to a guest above which the rest of an answer waits: the sources of a
story are 360 KB as JSON, and a guest holds 64 KiB of the server at most."""
LOOK_AGAIN = 0.02
ENDED = 0


class CommandGuest:
    """Answers once. What does not fit on the way is sent as the guest takes it in."""

    def __init__(
        self, host: WorkerContext, line: GuestSession, terminal: GuestTerminal | None, command: str
    ) -> None:
        self._host = host
        self._line = line
        self._terminal = terminal
        self._command = command
        self._pieces: deque[bytes] = deque()
        self._code = 0
        self._timer: asyncio.TimerHandle | None = None
        self._taken = 0.0
        """When the guest last took something in."""

    def start(self) -> None:
        command, self._command = self._command, ""
        try:
            given = words.answer(self._host.story, command)
            if isinstance(given, Reading):
                self._read(given)
                return
        except ExplainerError as error:
            self._refuse(error)
            return
        self._say(given)

    def feed(self, data: bytes) -> None:
        """What is piped into a command that reads nothing is dropped; Ctrl+C on a terminal ends it."""
        if self._terminal is not None and b"\x03" in data:
            self._end()

    def resize(self, columns: int, rows: int) -> None:
        pass

    def eof(self) -> None:
        pass

    def lost(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._pieces.clear()

    def tell(self, words: str) -> None:
        pass

    def say_goodbye(self, words: str) -> None:
        self._end()

    def _read(self, wanted: Reading) -> None:
        """Not an answer but a reader: on the guest's terminal where there is one."""
        from explainer.serve import entrances

        story = self._host.story
        run = set_out(ReaderOptions(story, begin(story)), wanted.at, wanted.trail, wanted.on).run
        run = replace(run, language=wanted.language)
        term = self._terminal.term if self._terminal is not None else ""
        reason = without_screen(has_pty=self._terminal is not None, term=term)
        if wanted.linear and not reason:
            reason = _("you typed --linear")
        self._line.become(entrances.reading(self._host, self._line, self._terminal, run, reason))

    def _say(self, given: Answer) -> None:
        if given.said:
            self._line.aside(self._encoded(given.said + "\n"))
        data = self._encoded(given.data)
        self._pieces.extend(data[at : at + PIECE] for at in range(0, len(data), PIECE))
        self._taken = self._host.clock()
        self._send()

    def _refuse(self, error: ExplainerError) -> None:
        self._line.aside(self._encoded(f"{error}\n"))
        self._line.close(error.exit_code)

    def _send(self) -> None:
        """The next pieces, and the end after the last."""
        now = self._host.clock()
        while self._pieces and self._line.waiting() < MOST:
            self._line.write(self._pieces.popleft())
            self._taken = now
        if not self._pieces:
            self._line.close(ENDED)
        elif now - self._taken > self._host.settings.limits.stalled_seconds:
            self._line.cut()
        else:
            self._timer = asyncio.get_running_loop().call_later(LOOK_AGAIN, self._go_on)

    def _go_on(self) -> None:
        """From a timer, behind which no call of the session's stands."""
        try:
            self._send()
        except Exception as error:
            self._line.failed(error)

    def _end(self) -> None:
        self.lost()
        self._line.close(ENDED)

    def _encoded(self, text: str) -> bytes:
        """Nothing that a terminal obeys; a client with a terminal of its own set it to raw."""
        text = clean(text)
        return (text.replace("\n", "\r\n") if self._terminal is not None else text).encode()
