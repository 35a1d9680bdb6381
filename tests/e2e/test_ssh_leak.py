"""1,000 who came and left: no app of theirs lives, nor anything else. The figure of memory is in `benchmarks/ssh.py`.

Sessions, connections and sockets are real, in this process, where the collector can be asked what is left.
"""

from __future__ import annotations

import asyncio
import gc
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from itertools import pairwise
from pathlib import Path
from statistics import median

import asyncssh
import pytest

from benchmarks.ssh_guest import RIGHT, Guest, connect, join
from explainer.serve.parking.parked_runs import ParkedRun
from explainer.serve.processes.worker import forget_the_gone
from explainer.serve.processes.worker_context import WorkerContext
from explainer.serve.ssh.connection import GuestServer, server_options
from explainer.serve.ssh.frame_sender import FrameSender
from explainer.serve.ssh.guest_app import GuestApp, KeyParser
from explainer.serve.ssh.guest_session import GuestSession
from explainer.serve.ssh.linear_guest import LinearGuest
from explainer.serve.ssh.login import ResumeGuest
from explainer.serve.ssh.reading_commands import CommandGuest
from explainer.serve.ssh.screen_guest import ScreenGuest
from explainer.story.load.loader import read_story
from tests.tiny import write_story
from tests.unit.serve.guests import host_of, until
from tests.unit.serve.screens import gone, traps_closed

PARTS, PART, AT_ONCE = 5, 200, 20
PATIENCE = 120.0
"""Seconds for anything: twenty come at once, and share their processor with others."""
OF_A_GUEST = (
    GuestApp, GuestServer, GuestSession, ScreenGuest, LinearGuest, CommandGuest, ResumeGuest, FrameSender, ParkedRun,
    KeyParser, asyncssh.SSHServerConnection,
)  # fmt: skip
"""What each guest has of their own."""
GROWN = PART // 2
"""Objects by which a part of the thousand may add to what is left: not one of every second guest.

The median of the parts counts. What is kept for good, as a module that the 300th guest was first to need, comes once;
timers that have not run out, some 80 objects either way, come and go; what each guest leaves comes with every part.
"""


@pytest.fixture
async def serving(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[WorkerContext, int]]:
    """A worker's host in this process, and the port it listens on."""
    with traps_closed(monkeypatch):
        host = host_of(read_story(write_story(tmp_path / "story")), tmp_path / "state")
        options = server_options(asyncssh.generate_private_key("ssh-ed25519"))
        listening = await asyncssh.listen(
            "127.0.0.1", 0, options=options, server_factory=lambda: GuestServer(host)
        )
        try:
            yield host, listening.get_port()
        finally:
            listening.close()


@pytest.fixture
def only_new_objects() -> Iterator[None]:
    """The collector counts what is made from here on, as in a worker."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


# ways to come and go


async def _looks(port: int) -> None:
    guest = await join(port)
    await guest.frame(0, PATIENCE)
    guest.leave()
    await guest.over.wait()


async def _reads(port: int) -> None:
    """With an app; gone without a word."""
    guest = await join(port)
    await guest.frame(0, PATIENCE)
    await guest.press(RIGHT, PATIENCE)
    guest.leave()
    await guest.over.wait()


async def _writes(port: int) -> None:
    """With an app and a note, which is parked; leaves as one should."""
    guest = await join(port)
    await guest.frame(0, PATIENCE)
    await guest.press(RIGHT, PATIENCE)
    for key in (b"N", b"seen", b"\r", b"q", b"n"):
        guest.write(key)
        await guest.settle(0.05)
    async with asyncio.timeout(PATIENCE):
        while (
            not guest.over.is_set()
        ):  # a key may have come as another page's; a note is lost by no habit, but by `n`
            guest.write(b"\x03")
            await guest.settle(0.2)
            guest.write(b"n")
            await guest.settle(0.2)


async def _types(port: int) -> None:
    await _line_by_line(port, "linear", b"next\nsearch storm\nquit\nno\n", term="xterm")


async def _tries(port: int) -> None:
    await _line_by_line(port, "resume", b"one two three\n\n")


async def _asks(port: int) -> None:
    await _line_by_line(port, "reader", b"", command="list scene")


async def _line_by_line(
    port: int, login: str, typed: bytes, term: str = "", command: str | None = None
) -> None:
    guest = Guest()
    guest.connection = await connect(port, login)
    await guest.connection.create_session(
        lambda: guest, command, encoding=None, term_type=term or None, term_size=(80, 24)
    )  # fmt: skip
    guest.write(typed)
    if not term and command is None:
        guest.channel.write_eof()
    await asyncio.wait_for(guest.over.wait(), PATIENCE)
    await guest.connection.wait_closed()


async def _turns_away(port: int) -> None:
    """A handshake and nothing more."""
    line = await connect(port)
    line.abort()
    await line.wait_closed()


VISITS: tuple[Callable[[int], Awaitable[None]], ...] = (
    _looks, _reads, _looks, _types, _looks, _asks, _writes, _turns_away, _looks, _tries,
)  # fmt: skip


async def visited(host: WorkerContext, port: int, guests: int) -> int:
    """So many come and go; the objects that are left once the worker had its quiet seconds."""
    for batch in range(0, guests, AT_ONCE):
        await asyncio.gather(*(VISITS[(batch + at) % len(VISITS)](port) for at in range(AT_ONCE)))
    await until(lambda: not host.guests)
    await gone(host)
    await asyncio.sleep(0.5)
    forget_the_gone()
    return len(gc.get_objects())


async def test_nothing_is_left_of_those_who_left(
    serving: tuple[WorkerContext, int], only_new_objects: None
) -> None:
    host, port = serving
    counts = [await visited(host, port, PART) for _part in range(PARTS)]
    left = Counter(type(one).__name__ for one in gc.get_objects() if isinstance(one, OF_A_GUEST))
    assert host.counters.apps_started >= PARTS * PART // 5
    assert host.counters.crashes == 0
    assert not left
    assert median(later - sooner for sooner, later in pairwise(counts)) < GROWN, counts
