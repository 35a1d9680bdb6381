"""A guest who reads line by line: with a terminal through our line editor, without one as lines come.

One answer a turn of the event loop, and none while the guest is behind in taking in: whoever pastes a book or reads
nothing holds up no one else. What is typed ahead waits with the client.
"""

from __future__ import annotations

import asyncio
import codecs
from typing import TYPE_CHECKING, Protocol

from explainer.linear.conversation import Conversation
from explainer.linear.editor import NEW_LINE, Editor, Fed
from explainer.linear.wrapping import is_remembered, written
from explainer.messages import _
from explainer.reading.options import ReaderOptions
from explainer.serve.parking.parked_runs import ParkedRun
from explainer.serve.ssh.guest_terminal import GuestTerminal

if TYPE_CHECKING:
    from explainer.serve.processes.worker_context import WorkerContext
    from explainer.serve.ssh.guest_session import GuestSession


LONGEST_LINE = 10_000
"""Characters of a line; what comes beyond them is dropped. More than are read, so that a cut is said."""


class PlainLines:
    """Gives one line after another, each when it was asked for."""

    escape = False
    is_idle = False
    """Half a line stays with the client: what it types is not known here."""

    def __init__(self) -> None:
        self._text = ""
        self._reading = False
        self._kept: list[str] = []

    def begin(self, *, secret: bool = False) -> Fed:
        """Wait for a line: first the news that was kept."""
        said = "".join(f"{line}\n" for line in self._kept)
        self._kept = []
        self._reading = True
        fed = self.feed("")
        return Fed(said, fed.line)

    def feed(self, text: str) -> Fed:
        """Take in what came, up to the end of a line."""
        self._text += text
        line, end, rest = self._text.partition("\n")
        if not end:
            self._text = self._text[:LONGEST_LINE]
        if not end or not self._reading:
            return Fed()
        self._text, self._reading = rest, False
        return Fed(line=line[:LONGEST_LINE].removesuffix("\r"))

    def no_more(self) -> None:
        """There are no keys here."""

    def announce(self, lines: list[str]) -> str:
        """News that nobody asked for follows the guest's next line."""
        self._kept.extend(lines)
        return ""

    def resize(self, width: int) -> str:
        """There is no window here."""
        return ""

    def remember(self, line: str) -> None:
        """Nothing is offered again here."""

    def rest(self) -> str:
        """What came after the last line that was asked for; it is taken away."""
        text, self._text = self._text, ""
        return text


ESCAPE_SECONDS = 0.1
"""So long after an Escape the rest of a key's sequence would have come."""
PIECE = 512
"""Characters looked at in one turn: a key may draw a whole line anew, and 64 KiB of them would take a second."""
BEHIND = 32 * 1024
"""Bytes on the way above which the next answer waits."""
LOOK_AGAIN = 0.05
REMEMBERED = 500
"""Characters of a line that the Up key offers again."""
SILENT = 60.0
"""Seconds without a line after which a guest without a terminal is not typing one."""


class Input(Protocol):
    """Where lines come from."""

    @property
    def escape(self) -> bool: ...
    @property
    def is_idle(self) -> bool: ...
    def begin(self, *, secret: bool = False) -> Fed: ...
    def feed(self, text: str) -> Fed: ...
    def no_more(self) -> None: ...
    def announce(self, lines: list[str]) -> str: ...
    def resize(self, width: int) -> str: ...
    def remember(self, line: str) -> None: ...


class LinearGuest:
    """One conversation over one line."""

    def __init__(
        self,
        host: WorkerContext,
        line: GuestSession,
        terminal: GuestTerminal | None,
        options: ReaderOptions,
        parked: ParkedRun,
        reason: str,
    ) -> None:
        """
        Args:
            host: of the worker.
            line: to the guest.
            terminal: None: lines come and go.
            options: the story and the run.
            parked: where the run is written as they read.
            reason: why the mode is on, as the end of "Linear mode is on: ...".
        """
        self._host = host
        self._line = line
        self._terminal = terminal
        self._parked = parked
        parked.tell = self.tell
        self._reason = reason
        self._talk = Conversation(options.story, options.run, options)
        self._encoding = "ascii" if terminal is not None and terminal.profile.glyphs == "ascii" else "utf-8"
        self._decoder = codecs.getincrementaldecoder(self._encoding)(errors="replace")
        self._input: Input = Editor(terminal.columns, encoding=self._encoding) if terminal else PlainLines()
        self._given = ""
        """What came and was not yet looked at."""
        self._next: Fed | None = None
        """A line that was typed ahead."""
        self._no_more_comes = False
        self._turn: asyncio.Handle | None = None
        self._escape: asyncio.TimerHandle | None = None
        self._heard = self._taken = host.clock()
        self._over = False
        self._waits = False
        """What the last line asked for is on its way: the answer and the prompt come with it."""

    # what the session calls

    def start(self) -> None:
        self._send(self._said(self._talk.opening(self._reason)) + self._begin())
        self._go_on()

    def feed(self, data: bytes) -> None:
        self._heard = self._host.clock()
        self._given += self._decoder.decode(data)
        if self._turn is None:
            self._work()

    def resize(self, columns: int, rows: int) -> None:
        if self._terminal is not None and self._terminal.resize(columns, rows):
            self._send(self._input.resize(self._terminal.columns))

    def eof(self) -> None:
        self._no_more_comes = True
        self._given += self._decoder.decode(b"", final=True) + ("\n" if self._terminal is None else "")
        if self._turn is None:
            self._work()

    def lost(self) -> None:
        if not self._over:
            self._end()
            self._parked.left()

    def tell(self, words: str) -> None:
        lines = written(self._talk, [words], self._columns, self._encoding)
        silent = self._host.clock() - self._heard > SILENT
        if self._terminal is None and silent:
            self._send("".join(f"{line}\n" for line in lines))
        else:
            self._send(self._input.announce(lines))

    def say_goodbye(self, words: str) -> None:
        back = [self._way_back()] if self._talk.is_parked else []
        start = NEW_LINE if self._terminal is not None else ""
        self._send(start + self._said([words, *back]))
        self.lost()
        self._line.close(0)

    # own

    def _way_back(self) -> str:
        if self._parked.is_in_doubt:
            return _("Your phrase may open your place again: log in as resume.")
        return _("Log in as resume; your phrase brings you back.")

    def _by_itself(self) -> None:
        """A turn that no call of the session's stands behind, which would end this guest for what is raised in it."""
        try:
            self._work()
        except Exception as error:
            self._line.failed(error)

    def _work(self) -> None:
        """One piece of what came, or one line."""
        self._turn = None
        if self._over or self._waits:
            return
        if self._line.waiting() > BEHIND:
            self._wait()
            return
        self._taken = self._host.clock()
        self._stop_escape()
        fed, self._next = self._next, None
        if fed is None:
            piece, self._given = self._given[:PIECE], self._given[PIECE:]
            fed = self._input.feed(piece)
        out = fed.output
        if fed.line is not None or fed.ended:
            out += self._reply(fed)
        self._send(out)
        if self._talk.ended:
            self._leave()
        else:
            self._go_on()

    def _reply(self, fed: Fed) -> str:
        """The answer and the next prompt, sent as one: a screen reader says "blank" in between otherwise."""
        if fed.line is None:
            return self._said(self._talk.leave())
        if len(fed.line) <= REMEMBERED and is_remembered(self._talk, fed.line):
            self._input.remember(fed.line)
        said = self._said(self._answer(fed.line))
        return said if self._talk.ended or self._waits else said + self._begin()

    def _answer(self, line: str) -> list[str]:
        """The answer; where it comes later, `_waits` is set and `_came` says it."""
        return self._talk.answer(line)

    def _came(self, lines: list[str]) -> None:
        """What was waited for is there: say it, and listen again."""
        self._waits = False
        said = self._said(lines)
        self._send(said if self._talk.ended else said + self._begin())
        self._go_on()

    def _idle(self) -> None:
        """All that was typed is answered; the guest is waited for."""

    def _begin(self) -> str:
        """Wait for a line; one that was typed ahead is kept for the next turn."""
        fed = self._input.begin(secret=self._talk.secret)
        if fed.line is not None or fed.ended:
            self._next = Fed("", fed.line, fed.ended)
        return fed.output

    def _go_on(self) -> None:
        """The next turn, as soon as others had theirs; else wait for the guest."""
        if self._waits:
            self._line.hold(True)
        elif self._next is not None or self._given:
            self._line.hold(True)
            self._turn = asyncio.get_running_loop().call_soon(self._by_itself)
        elif self._no_more_comes:
            self._send(self._said(self._talk.leave()))
            self._leave()
        else:
            if self._input.escape:
                self._escape = asyncio.get_running_loop().call_later(ESCAPE_SECONDS, self._input.no_more)
            self._line.hold(False)
            self._idle()

    def _wait(self) -> None:
        """The guest takes in less than is said; who takes in nothing for long is gone."""
        if self._host.clock() - self._taken > self._host.settings.limits.stalled_seconds:
            self._line.cut()
            return
        self._line.hold(True)
        self._turn = asyncio.get_running_loop().call_later(LOOK_AGAIN, self._by_itself)

    def _leave(self) -> None:
        """The guest left as they wished: what stays of them was asked, or nothing was written."""
        self._end()
        self._parked.left()
        self._line.close(0)

    def _end(self) -> None:
        self._over = True
        self._given, self._next = "", None
        if self._turn is not None:
            self._turn.cancel()
        self._stop_escape()

    def _stop_escape(self) -> None:
        if self._escape is not None:
            self._escape.cancel()
            self._escape = None

    def _said(self, lines: list[str]) -> str:
        return "".join(f"{line}\n" for line in written(self._talk, lines, self._columns, self._encoding))

    @property
    def _columns(self) -> int:
        return self._terminal.columns if self._terminal is not None else 0

    def _send(self, text: str) -> None:
        """A client's terminal is raw and wants CR and LF; a pipe wants LF alone."""
        text = text.replace(NEW_LINE, "\n")
        if self._terminal is not None:
            text = text.replace("\n", NEW_LINE)
        self._line.write(text.encode(self._encoding, "replace"))
