"""A worker: an event loop with the guests the front hands over. Forked by the template, never started alone."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import gc
import logging
import os
import signal
import socket
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import asyncssh
from rich.cells import cached_cell_len
from rich.segment import Segment

from explainer.messages import _
from explainer.paint.cells import encoder, wrapping
from explainer.paint.page import blocks
from explainer.serve.parking.parked_runs import Parking
from explainer.serve.processes.ipc import (
    Channel,
    Drain,
    Entered,
    Fault,
    Figures,
    Given,
    Guessed,
    Guest,
    Left,
    Message,
    Stop,
    Taken,
    Up,
)
from explainer.serve.processes.listening import WEB
from explainer.serve.processes.metrics import place_of
from explainer.serve.processes.settings import Settings
from explainer.serve.processes.state_files import HostKey
from explainer.serve.processes.worker_context import WorkerContext
from explainer.serve.ssh.connection import GuestServer, holds_back, server_options
from explainer.story.model.structs import Story
from explainer.story.search import stems
from explainer.story.text import curled
from explainer.tui import inks

if TYPE_CHECKING:
    from explainer.serve.web.certificate import Certificate
    from explainer.serve.web.server import WebDoor


# What caches of texts hold of guests who left: typed words, notes, phrases. None of it stays. They are keyed by
# text, 1,024 to 32,768 texts each, so that a guest's own line would lie in memory for days; and each guest adds
# a few, which 1,000 guests make 3 MiB.

_TEXTS = (
    inks.strip, encoder._cells_of_run, curled, wrapping.clean, wrapping.width, cached_cell_len,
    Segment._split_cells,
    stems.fold, stems.stem, stems._stemmer,
)  # fmt: skip


def forget_the_gone() -> None:
    """Empty the caches of texts, and give back the memory of apps that are over: they are full of cycles.

    Whoever is here pays for it once more with a page measured anew, 2 ms, with the next search, 1 ms, and with the
    pause of the collection.
    """
    for cached in _TEXTS:
        cached.cache_clear()
    if bidi := sys.modules.get("explainer.paint.cells.bidi"):
        bidi.visual.cache_clear()
    if latin := sys.modules.get("explainer.story.search.stems"):
        latin.spelt.cache_clear()
    if notes := sys.modules.get("explainer.paint.page.notes"):
        notes.forget()
    blocks.forget()
    gc.collect()
    _give_back()


def _give_back() -> None:
    """Hand the C library's free pages back to the system, where it is glibc: 0.3 to 1.8 ms.

    Without it a worker grew by a twentieth from the 200th guest to the 1,000th although not one object more was alive:
    cryptography's and the slow hash's buffers, freed in pieces that glibc keeps.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


THRESHOLDS = (20_000, 20, 1_000)
"""A full collection over many apps stops every guest (0.28 s at 200): it is made in quiet seconds instead."""
QUIET = 5
"""Seconds without a frame after which a full collection hurts nobody."""
MANY_LEFT = 20
"""Guests who may leave before a full collection that waits for no quiet seconds: without it 200 who come and go one
after the other grow a busy worker by 100 MiB, which stays. 0.05 s; never more often than apps that are here: 0.15 s."""
AGAIN = 7
"""Seconds after a collection until the next, once: apps that were still ending held on to what they showed."""
SWEEP = 60
ROOMS = "rooms"
"""The folder of the rooms, in the state folder."""
SWITCH = 0.0005
"""Seconds for which the loop keeps the interpreter from a thread that waits for it. With the usual 5 ms each step of a
write to the rooms' store waits so long while apps are made: a leader's turn then took 424 ms at p95 instead of 269."""
BEAT = 0.1
"""Seconds between two looks at how late the loop is: whatever held it up for longer is noticed, at least in part."""
CUT = 0.5
"""Seconds for lines that were cut to end, and as many at least for what is still being written."""


def run(
    channel: Channel,
    settings: Settings,
    story: Story,
    key: HostKey,
    parking: Parking,
    certificate: Certificate | None = None,
) -> int:
    """Serve until told to end, or until the front is gone; the exit code."""
    try:
        _say_nothing()
        gc.set_threshold(*THRESHOLDS)
        sys.setswitchinterval(SWITCH)
        asyncio.run(Worker(channel, settings, story, key, parking, certificate).serve())
    except Exception as error:  # told in one place; a traceback could show what guests sent
        with contextlib.suppress(OSError, ValueError):
            channel.send(Fault(place_of(error)))
        return 1
    return 0


def _say_nothing() -> None:
    """No log, warning or traceback of this process goes anywhere: libraries put addresses and names into them.

    asyncssh alone writes, per guest, peer address, login name, every command line and window size at INFO, and one
    `basicConfig` anywhere would show it. What fails is told through `Fault`: type, module, line.
    """
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)
    os.close(nowhere)
    sys.excepthook = lambda *_error: None
    sys.unraisablehook = lambda _unraisable: None


class Worker:
    """The worker's own part; what guests see of it is `Host`."""

    def __init__(
        self,
        channel: Channel,
        settings: Settings,
        story: Story,
        key: HostKey,
        parking: Parking,
        certificate: Certificate | None = None,
    ) -> None:
        self._channel = channel
        self._settings = settings
        self._story = story
        self._key = key
        self._parking = parking
        self._certificate = certificate
        self._web: WebDoor | None = None
        self._browsers: set[int] = set()
        """Connections of browsers that are over their handshake."""
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._connections: dict[int, asyncssh.SSHServerConnection] = {}
        self._lag = 0.0
        """The latest that the loop was since the figures were last told, in seconds."""
        self._draining = False
        self._told: bytes = b""

    async def serve(self) -> None:
        """All of it."""
        loop = asyncio.get_running_loop()
        self._ended = asyncio.Event()
        self._host = WorkerContext(self._story, self._settings, self._parking, loop.time, self._report)
        self._host.public = self._key.public
        self._open_rooms()
        await self._open_web()
        self._options = server_options(
            asyncssh.import_private_key(self._key.private), self._settings.limits.login_seconds
        )
        loop.set_exception_handler(self._failed)
        loop.add_signal_handler(signal.SIGTERM, self._ended.set)
        self._channel.attach(self._heard, self._ended.set)
        self._channel.send(Up())
        ticking = [asyncio.create_task(self._tick()), asyncio.create_task(self._look_at_the_loop())]
        await self._ended.wait()
        await self._say_goodbye()
        for task in ticking:
            task.cancel()
        if self._host.hub is not None:
            await self._host.hub.close()
        self._tell_figures()
        self._channel.close()

    def _open_rooms(self) -> None:
        """Rooms are looked for with the first code that is asked for; a server without any opens no file of theirs."""
        from explainer.serve.rooms.registry import RoomRegistry

        host, settings = self._host, self._settings
        folder = Path(settings.state) / ROOMS
        host.hub = RoomRegistry(self._story, settings.rooms, folder, host.clock, host.crashed)

    def _heard(self, message: Message, given: Given) -> None:
        if isinstance(message, Guest):
            self._receive(message.number, given, message.door)
        elif isinstance(message, Drain):
            self._draining = True
            if self._host.hub is not None:
                self._host.hub.superseded()
            if self._web is not None:
                self._web.drain()
            self._end_if_drained()
        elif isinstance(message, Stop):
            self._ended.set()

    def _receive(self, number: int, line: Given, door: str) -> None:
        if line is None or self._ended.is_set():
            # No open file was free to take it, or we are ending: the front counts it out again.
            if line:
                line.close()
            self._channel.send(Left(number))
            return
        self._channel.send(Taken(number))
        guest = self._browser(number, line) if door == WEB else self._guest(number, line)
        self._tasks[number] = asyncio.create_task(guest)

    async def _guest(self, number: int, line: socket.socket) -> None:
        host = self._host
        try:
            connection = await asyncssh.run_server(
                line, options=self._options, server_factory=lambda: GuestServer(host)
            )
            self._connections[number] = connection
            host.counters.joined += 1
            self._channel.send(Entered(number))
            await connection.wait_closed()
            host.counters.left += 1
        except (asyncssh.Error, OSError, TimeoutError, ValueError):
            # Whoever knocks with rubbish is no crash: asyncssh 2.24 lets through what it trips over in a version line
            # that is not ASCII (UnicodeError) and in a packet that is cut short (PacketDecodeError).
            host.counters.failed_handshakes += 1
        except Exception as error:
            host.crashed(error)
        finally:
            line.close()
            self._connections.pop(number, None)
            self._tasks.pop(number, None)
            self._channel.send(Left(number))
            self._end_if_drained()

    async def _browser(self, number: int, line: socket.socket) -> None:
        try:
            if self._web is not None:
                await self._web.serve(
                    line, lambda: self._web_entered(number), lambda: self._channel.send(Guessed(number))
                )
        except (OSError, TimeoutError):  # a handshake that came to nothing; `ssl.SSLError` is an OSError
            self._host.counters.failed_handshakes += 1
        except Exception as error:
            self._host.crashed(error)
        finally:
            line.close()
            self._browsers.discard(number)
            self._tasks.pop(number, None)
            self._channel.send(Left(number))
            self._end_if_drained()

    def _web_entered(self, number: int) -> None:
        self._browsers.add(number)
        self._channel.send(Entered(number))

    async def _open_web(self) -> None:
        """Only where browsers are served is its library there."""
        if self._settings.web is None:
            return
        from explainer.serve.web.server import WebDoor

        certificate = self._certificate
        self._web = WebDoor(self._host, certificate.context if certificate is not None else None)
        await self._web.open()

    def _end_if_drained(self) -> None:
        if self._draining and not self._tasks:
            self._ended.set()

    async def _say_goodbye(self) -> None:
        host, loop = self._host, asyncio.get_running_loop()
        over = loop.time() + self._settings.limits.goodbye_seconds + 2 * CUT
        host.stopping.set()
        for guest in list(host.guests):
            try:
                guest.say_goodbye(_("The server is stopping. Thank you for reading; come back later."))
            except Exception as error:
                host.crashed(error)
        for number, task in list(self._tasks.items()):
            if number not in self._connections and number not in self._browsers:
                task.cancel()  # in its handshake: there is nobody to talk to yet
        if self._web is not None:
            await self._web.close()
        await self._until_gone(self._settings.limits.goodbye_seconds)
        for connection in list(self._connections.values()):
            connection.abort()  # reads nothing: would hold the stop for ever
        await self._until_gone(CUT)
        if host.errands:
            # Runs that are being parked. Guests are gone sooner than they may be: what is left of their time is for
            # the slow hashes of those who began last, 0.05 s each.
            await asyncio.wait(list(host.errands), timeout=max(CUT, over - loop.time()))

    async def _until_gone(self, seconds: float) -> None:
        if self._tasks:
            await asyncio.wait(list(self._tasks.values()), timeout=seconds)

    async def _look_at_the_loop(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + BEAT
            await asyncio.sleep(BEAT)
            self._lag = max(self._lag, loop.time() - due)

    # Once a second

    async def _tick(self) -> None:
        counters = self._host.counters
        beats = quiet = frames = collected = again = 0
        while True:
            await asyncio.sleep(1.0)
            counters.lag_ms, self._lag = round(self._lag * 1000), 0.0
            self._tell_figures()
            self._cut_who_hold_back()
            beats += 1
            quiet, frames = (quiet + 1, frames) if counters.frames == frames else (0, counters.frames)
            gone = counters.left - collected
            if (gone and quiet >= QUIET) or gone >= max(MANY_LEFT, counters.apps):
                # The memory of those who left comes back here and only here.
                collected, again = counters.left, beats + AGAIN
                forget_the_gone()
            elif again and quiet >= QUIET and beats >= again:
                again = 0
                forget_the_gone()
            if quiet >= QUIET and self._host.stock.is_short:
                self._host.background(self._host.stock.add())
            if beats % SWEEP == 0:
                await self._sweep()
                if self._host.hub is not None:
                    await self._host.hub.tidy()

    def _cut_who_hold_back(self) -> None:
        for connection in list(self._connections.values()):
            if holds_back(connection):
                connection.abort()

    async def _sweep(self) -> None:
        try:
            await asyncio.to_thread(self._host.parking.sweep)
        except Exception as error:
            self._host.crashed(error)

    def _tell_figures(self) -> None:
        counters = self._host.counters
        counters.guests = len(self._host.guests)
        told = repr(counters).encode()
        if told != self._told:
            self._told = told
            self._channel.send(Figures(counters))

    def _failed(self, _loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
        error = context.get("exception")
        if isinstance(error, BaseException):
            self._host.crashed(error)

    def _report(self, place: str) -> None:
        self._channel.send(Fault(place))
