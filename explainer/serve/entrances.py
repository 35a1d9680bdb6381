"""The handler behind each door."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from explainer.reading.options import ReaderOptions
from explainer.reading.run import Run, begin
from explainer.serve.doors import Door
from explainer.serve.handler import Handler
from explainer.serve.last_words import last_words
from explainer.serve.parked import ParkedRun
from explainer.serve.terminal import GuestTerminal

if TYPE_CHECKING:
    from explainer.reading.storage.updating import Kept
    from explainer.serve.processes.worker_context import WorkerContext
    from explainer.serve.session import GuestSession

NOT_FOUND = 1


def behind(host: WorkerContext, line: GuestSession, door: Door, terminal: GuestTerminal | None) -> Handler:
    """A handler, not yet started."""
    if door.kind == "command":
        host.counters.commands += 1
        from explainer.serve.command_guest import CommandGuest

        return CommandGuest(host, line, terminal, door.argument)
    if door.kind == "room":
        from explainer.serve.rooms.entering import Entering

        return Entering(host, line, terminal, door)
    if door.kind == "resume":
        from explainer.serve.resume_guest import ResumeGuest

        return ResumeGuest(host, line, terminal, door.argument)
    from explainer.serve.first_frames import welcome

    return reading(host, line, terminal, begin(host.story), door.argument, said=welcome())


def reading(
    host: WorkerContext,
    line: GuestSession,
    terminal: GuestTerminal | None,
    run: Run,
    reason: str,
    parked: ParkedRun | None = None,
    kept: Kept | None = None,
    said: str = "",
) -> Handler:
    """A guest who reads a run, on a screen, or line by line where there is a reason for it.

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
        from explainer.serve.linear_guest import LinearGuest

        return LinearGuest(host, line, terminal, options, parked, reason)
    from explainer.serve.screen_guest import ScreenGuest

    return ScreenGuest(host, line, terminal, options, parked)


class Refusal:
    """One plain line, and the end."""

    def __init__(
        self, line: GuestSession, terminal: GuestTerminal | None, words: str, code: int = NOT_FOUND
    ) -> None:
        self._line = line
        self._said = last_words(words, terminal)
        self._code = code

    def start(self) -> None:
        self._line.write(self._said)
        self._line.close(self._code)

    def feed(self, data: bytes) -> None:
        pass

    def resize(self, columns: int, rows: int) -> None:
        pass

    def eof(self) -> None:
        pass

    def lost(self) -> None:
        pass

    def tell(self, words: str) -> None:
        pass

    def say_goodbye(self, words: str) -> None:
        self._line.close(self._code)
