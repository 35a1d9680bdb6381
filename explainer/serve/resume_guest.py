"""A guest who comes back: asks for the phrase, unseen where there is a terminal, and goes on where they were."""

from __future__ import annotations

import asyncio
import codecs
from typing import TYPE_CHECKING

from explainer.linear.editor import NEW_LINE, Editor, Fed
from explainer.messages import _
from explainer.problems import ExplainerError
from explainer.reading.store import decode, fit
from explainer.serve.last_words import last_words
from explainer.serve.linear_guest import Input
from explainer.serve.parked import ParkedRun
from explainer.serve.parking import Parked, Ticket
from explainer.serve.phrases import understood
from explainer.serve.plain_lines import PlainLines
from explainer.serve.terminal import GuestTerminal

if TYPE_CHECKING:
    from explainer.serve.handler import Handler
    from explainer.serve.host import Host
    from explainer.serve.rooms.entering import Back
    from explainer.serve.session import GuestSession

TRIES = 5
GIVEN_UP = 1
LONGEST = 2_000
"""Characters of what is typed before the phrase is found; the rest is dropped."""


class ResumeGuest:
    """Asks, looks the phrase up in a thread, and hands over."""

    def __init__(self, host: Host, line: GuestSession, terminal: GuestTerminal | None, reason: str) -> None:
        """
        Args:
            host: whose parking is asked.
            line: to the guest.
            terminal: None: the phrase is a line as it comes.
            reason: why the guest will read line by line; empty: on a screen.
        """
        self._host = host
        self._line = line
        self._terminal = terminal
        self._reason = reason
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._input: Input = Editor(terminal.columns) if terminal else PlainLines()
        self._tries = 0
        self._looking = False
        self._no_more_comes = False
        self._over = False

    def start(self) -> None:
        if self._terminal is None:
            self._say(_("Type your phrase, five words."))
        else:
            self._say(_("Type your phrase, five words; it is not shown. An empty line leaves."))
        self._ask()

    def feed(self, data: bytes) -> None:
        if not self._over:
            self._take(self._input.feed(self._decoder.decode(data)[:LONGEST]))

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
        if fed.ended or (fed.line is not None and not fed.line.strip()):
            self._give_up()
        elif fed.line is not None:
            self._try(fed.line)

    def _try(self, typed: str) -> None:
        try:
            phrase = understood(typed)
        except ExplainerError as error:
            self._wrong(str(error))
            return
        self._looking = True
        self._line.hold(True)
        self._host.background(self._look(phrase))

    async def _look(self, phrase: str) -> None:
        """The slow hash takes tenths of a second; others read meanwhile."""
        parking = self._host.parking
        found, said = None, _("No place is kept under that phrase, or its time is over.")
        try:
            ticket = await self._host.hashed(phrase, guessed=True)
            found = await asyncio.to_thread(parking.find, ticket)
            self._host.counters.resumed += found is not None
            self._host.counters.wrong_phrases += found is None
            back = await self._room_of(found)
            if found is not None and not self._over:
                self._hand_over(phrase, ticket, found, back)
        except ExplainerError as error:
            found, said = None, str(error)
        except Exception as error:
            # Of whoever reads now, if it failed at their first page: the session ends both.
            self._over = True
            self._line.failed(error)
            return
        self._looking = False
        if found is None and not self._over:
            self._wrong(said)
            if not self._over and not self._looking:
                self._line.hold(False)

    async def _room_of(self, found: Parked | None) -> Back | None:
        """The room in which the guest was, if it is open."""
        if found is None or not found.place:
            return None
        from explainer.serve.rooms.entering import back

        return await back(self._host, found.place)

    def _hand_over(self, phrase: str, ticket: Ticket, found: Parked, back: Back | None) -> None:
        """Read on from the run; what was piped after the phrase goes to whoever reads now."""
        from explainer.serve import entrances

        kept = fit(decode(found.run), self._host.story)
        assert kept.run is not None
        parked = ParkedRun(self._host, phrase, ticket, long=found.long)
        reader: Handler
        if back is not None:
            from explainer.serve.rooms.entering import guest_of

            reader = guest_of(
                self._host, self._line, self._terminal, back.live, self._reason,
                run=kept.run, parked=parked, guest=back.guest,
            )  # fmt: skip
        else:
            reader = entrances.reading(
                self._host, self._line, self._terminal, kept.run, self._reason, parked, kept
            )
        self._over = True
        self._line.become(reader)
        if isinstance(self._input, PlainLines) and (rest := self._input.rest()):
            reader.feed(rest.encode())
        if self._no_more_comes:
            reader.eof()
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
            self._say(_("Log in with any other name to begin at the start."))
            self._line.close(GIVEN_UP)

    def _say(self, text: str) -> None:
        self._line.write(last_words(text, self._terminal))

    def _send(self, text: str) -> None:
        text = text.replace(NEW_LINE, "\n")
        if self._terminal is not None:
            text = text.replace("\n", NEW_LINE)
        self._line.write(text.encode())
