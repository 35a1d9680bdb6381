"""A guest who is asked for something before all else: a phrase, a leader's secret; unseen where there is a terminal."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

from explainer.linear.editor import NEW_LINE, Editor, Fed
from explainer.linear.words import INTERRUPT
from explainer.problems import ExplainerError
from explainer.serve.ssh.guest_terminal import GuestTerminal
from explainer.serve.ssh.handler import last_words
from explainer.serve.ssh.linear_guest import Input, PlainLines

if TYPE_CHECKING:
    from explainer.serve.processes.worker_context import WorkerContext
    from explainer.serve.ssh.guest_session import GuestSession
    from explainer.serve.ssh.handler import Handler

TRIES = 5
GIVEN_UP = 1
"""The exit code of who does not know it."""
LONGEST_ANSWER = 2_000
"""Characters of what is typed before it is found; the rest is dropped."""


class AskedGuest:
    """Half a handler: what is asked, and what is behind it, are its heirs'."""

    def __init__(self, host: WorkerContext, line: GuestSession, terminal: GuestTerminal | None) -> None:
        """
        Args:
            host: of the worker.
            line: to the guest.
            terminal: None: what is asked for is a line as it comes.
        """
        self._host = host
        self._line = line
        self._terminal = terminal
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._input: Input = Editor(terminal.columns) if terminal else PlainLines()
        self._tries = 0
        self._looking = False
        self._no_more_comes = False
        self._over = False

    # of the heirs

    def _question(self) -> str:
        """What to type."""
        raise NotImplementedError

    def _parting(self) -> str:
        """Said to who gives up."""
        raise NotImplementedError

    def _meant(self, typed: str) -> str:
        """What was typed as it is looked up, at once. Raises `Cannot`: it cannot be that; says why."""
        return typed

    async def _enter(self, meant: str) -> str:
        """Look it up and `_hand_over` to what is behind it; else why not, in one sentence.

        Raises:
            Cannot: likewise.
        """
        raise NotImplementedError

    # `Handler`

    def start(self) -> None:
        self._say(self._question())
        self._ask()

    def feed(self, data: bytes) -> None:
        if not self._over:
            self._take(self._input.feed(self._decoder.decode(data)[:LONGEST_ANSWER]))

    def resize(self, columns: int, rows: int) -> None:
        if self._terminal is not None and self._terminal.resize(columns, rows):
            self._input.resize(self._terminal.columns)

    def eof(self) -> None:
        self._no_more_comes = True
        if self._terminal is None:
            self.feed(b"\n")
        if not self._looking and not self._over:
            self._give_up()

    def lost(self) -> None:
        self._over = True

    def tell(self, words: str) -> None:
        if isinstance(self._input, Editor) and not self._looking:
            # An editor keeps news while a secret is typed; here they are about the line itself, and cannot wait.
            self._send("\n")
            self._say(words)
            self._send(self._input.redraw())
        else:
            self._send(self._input.announce([words]))

    def say_goodbye(self, words: str) -> None:
        if self._terminal is not None and not self._looking:
            self._send("\n")  # the prompt stands there
        self._say(words)
        self._over = True
        self._line.close(0)

    # own

    def _ask(self) -> None:
        self._take(self._input.begin(secret=True))

    def _take(self, fed: Fed) -> None:
        self._send(fed.output)
        if fed.ended or (fed.line is not None and not fed.line.strip(f" {INTERRUPT}")):
            self._give_up()
        elif fed.line is not None:
            self._try(fed.line)

    def _try(self, typed: str) -> None:
        try:
            meant = self._meant(typed)
        except ExplainerError as error:
            self._wrong(str(error))
            return
        self._looking = True
        self._line.hold(True)
        self._host.background(self._look(meant))

    async def _look(self, meant: str) -> None:
        """The slow hash takes tenths of a second; others read meanwhile."""
        try:
            said = await self._enter(meant)
        except ExplainerError as error:
            said = str(error)
        except Exception as error:
            # Of whoever reads now, if it failed at their first page: the session ends both.
            self._over = True
            self._line.failed(error)
            return
        self._looking = False
        if said and not self._over:
            self._wrong(said)
            if not self._over and not self._looking:
                self._line.hold(False)

    def _hand_over(self, handler: Handler) -> None:
        """What was piped after the answer goes to whoever is asked nothing any more."""
        self._over = True
        self._line.become(handler)
        if isinstance(self._input, PlainLines) and (rest := self._input.rest()):
            handler.feed(rest.encode())
        if self._no_more_comes:
            handler.eof()
        self._line.hold(False)

    def _wrong(self, said: str) -> None:
        self._say(said)
        self._tries += 1
        if self._tries >= TRIES:
            self._give_up()
            return
        self._ask()
        if self._no_more_comes and not self._looking:
            self._give_up()

    def _give_up(self) -> None:
        if not self._over:
            self._over = True
            self._say(self._parting())
            self._line.close(GIVEN_UP)

    def _say(self, text: str) -> None:
        self._line.write(last_words(text, self._terminal))

    def _send(self, text: str) -> None:
        text = text.replace(NEW_LINE, "\n")
        if self._terminal is not None:
            text = text.replace("\n", NEW_LINE)
        self._line.write(text.encode())
