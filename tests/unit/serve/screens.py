"""A guest's terminal in memory: what was sent shown by pyte, questions answered, or not."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
from collections.abc import Callable, Iterator
from typing import Any

import pyte
import pytest

from explainer.reading.options import ReaderOptions
from explainer.reading.run import begin
from explainer.serve.parking.parked_runs import ParkedRun
from explainer.serve.processes.worker_context import WorkerContext
from explainer.serve.ssh.frame_cache import welcome
from explainer.serve.ssh.guest_terminal import GuestTerminal
from explainer.serve.ssh.screen_guest import ScreenGuest
from tests.e2e.terminal import _NOISE, _Screen
from tests.unit.serve.guests import FakeLine, until

RECEIPT, ATTRIBUTES = b"\x1b[0n", b"\x1b[?62;c"
MODES = re.compile(rb"\x1b\[\?(1049|1000|1002|1003|1006|2004|25)([hl])")


class Seat:
    """One guest with a screen on a host; `Line` and terminal in one."""

    def __init__(
        self,
        host: WorkerContext,
        size: tuple[int, int] = (80, 24),
        term: str = "xterm-256color",
        *,
        answers: bool = True,
        parked: ParkedRun | None = None,
        environment: dict[str, str] | None = None,
    ) -> None:
        self.host = host
        self.line = FakeLine()
        told = {"COLORTERM": "truecolor", "LANG": "C.UTF-8"} if environment is None else environment
        self.terminal = GuestTerminal(term, size, told)
        self.parked = parked or ParkedRun(host)
        resumed = self.parked.resumed
        options = ReaderOptions(
            host.story,
            begin(host.story),
            parked=self.parked,
            resumed=resumed,
            message="" if resumed else welcome(host),
        )
        self.guest = ScreenGuest(host, self.line.session, self.terminal, options, self.parked)
        self.screen = _Screen(size[0], size[1])
        self._stream = pyte.ByteStream(self.screen)
        self._read = 0
        self.answers = answers

    def __enter__(self) -> Seat:
        self.guest.start()
        return self

    def __exit__(self, *_error: object) -> None:
        if self.line.code is None:
            self.guest.lost()

    @property
    def app(self) -> Any:
        return self.guest._app

    @property
    def sent(self) -> bytes:
        return self.line.sent

    def look(self) -> str:
        """The words on the screen, in one line."""
        new = self.sent[self._read :]
        self._read = len(self.sent)
        self._stream.feed(_NOISE.sub(b"", new))
        if self.answers and self.line.code is None:
            reply = RECEIPT * new.count(b"\x1b[5n") + ATTRIBUTES * new.count(b"\x1b[c")
            if reply:
                self.guest.feed(reply)
        return " ".join(" ".join(self.screen.display).split())

    async def until(self, true: Callable[[], object], what: str = "") -> None:
        """Read on until something holds."""
        for _turn in range(6_000):
            self.look()
            if true():
                return
            await asyncio.sleep(0.005)
        raise AssertionError(f"{what} did not come: {self.look()}\n{self.sent[-300:]!r}")

    async def shows(self, words: str) -> None:
        await self.until(lambda: words in self.look(), repr(words))

    async def still(self, seconds: float = 0.08) -> None:
        """Read on until nothing comes any more; a silence in which this machine stood still is none.

        After half a minute any will do: where a machine stands still all the time, no other comes.
        """
        length, now, stood = -1, asyncio.get_running_loop().time, False
        patient_until = now() + 30.0
        while stood or length != len(self.sent):
            length = len(self.sent)
            self.look()
            began = now()
            await asyncio.sleep(seconds)
            stood = seconds + 0.1 < now() - began and began < patient_until

    async def reads(self, quiet: float = 0.08) -> None:
        """Open an app: the second page, or the next scene."""
        self.guest.feed(b" ")
        await self.until(lambda: self.app is not None and self.app.is_ready, "the app")
        await self.until(lambda: self.app.reading.view.run.past, "the move")
        await self.still(quiet)


async def gone(host: WorkerContext, seconds: float = 30.0) -> None:
    """Until no app is left."""
    async with asyncio.timeout(seconds):
        while host.counters.apps or host.errands:
            await asyncio.sleep(0.01)


@contextlib.contextmanager
def traps_closed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As in a server's process; undone afterwards, since other tests are no server."""
    import textual.app
    from textual._styles_cache import StylesCache
    from textual._xterm_parser import XTermParser

    from explainer.serve.processes.template import FOREIGN, patch_textual

    for place, name in (
        (textual.app, "redirect_stdout"),
        (textual.app, "redirect_stderr"),
        (StylesCache, "get_inner_outer"),
        (XTermParser, "_parse_extended_key"),
    ):
        monkeypatch.setattr(place, name, place.__dict__[name])
    for name in [*FOREIGN, *(name for name in os.environ if name.startswith("TEXTUAL"))]:
        monkeypatch.delenv(name, raising=False)
    patch_textual()
    yield


def left_on(sent: bytes) -> set[int]:
    """Modes that a guest's terminal is left in; the cursor (25) is meant to be on."""
    last = {int(mode): switch == b"h" for mode, switch in MODES.findall(sent)}
    return {mode for mode, on in last.items() if on != (mode == 25)}


async def parked_of(host: WorkerContext, seat: Seat) -> bytes | None:
    """The run that is kept of a guest, once nothing is under way to the disk."""
    await until(lambda: not host.errands)
    found = host.parking.find(host.parking.ticket(seat.parked.phrase()))
    return found.run if found else None
