"""Sessions with a client that reads nothing, or too little: what it costs, and that it is cut off."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

import asyncssh
import pytest

from explainer.paint.cells.rows import Run
from explainer.serve.ssh import guest_session as module
from explainer.serve.ssh.frame_sender import WAITING_MUCH, FrameSender, Shown
from explainer.serve.ssh.terminal_input import ASK_RECEIPT
from tests.unit.serve.guests import until
from tests.unit.serve.sessions import Recorder, Serve, Served, opened

# A client that reads nothing


class Turning(Recorder):
    """A reader whose page changes all the time."""

    def start(self) -> None:
        self.page = 0
        self.stalled = False
        self.most = 0
        assert self.terminal is not None
        host = self.line._host  # type: ignore[attr-defined]
        self.line.write(b"hello\r\n")
        self.outbox = FrameSender(
            self.line,
            self.terminal,
            self.shown,
            host.counters,
            self.line.cut,
            host.settings.limits.stalled_seconds,
        )

    def feed(self, data: bytes) -> None:
        for _receipt in range(data.count(b"\x1b[0n")):
            self.outbox.receipt()

    def shown(self) -> Shown:
        return Shown(tuple((Run(f"page {self.page:05} row {row} " + "x" * 50, "text"),) for row in range(24)))

    def turn(self) -> None:
        self.page += 1
        self.outbox.dirty()
        self.most = max(self.most, self.line.waiting())


async def _stopped(served: Served) -> tuple[asyncssh.SSHClientConnection, Any, Turning]:
    """A client whose socket is no longer read from."""
    served.make = Turning
    connection = await served.connect()
    process = await opened(connection)
    connection._transport.pause_reading()  # type: ignore[union-attr]
    return connection, process, served.handlers[-1]


@pytest.mark.parametrize("receipts", [True, False])
async def test_one_who_stops_reading_costs_little_and_sees_the_newest_page_soon(
    serve: Serve, receipts: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("explainer.serve.ssh.frame_sender.NO_RECEIPTS_AFTER", 0.0)
    served = await serve()
    connection, process, handler = await _stopped(served)
    if receipts:
        handler.outbox.receipt()
    for _turn in range(1_500):
        handler.outbox.forget()
        handler.turn()
        await asyncio.sleep(0)
    assert handler.most <= 2 * WAITING_MUCH
    connection._transport.resume_reading()  # type: ignore[union-attr]
    seen = b""
    async with asyncio.timeout(30):
        while b"page 01500" not in seen:
            piece = await process.stdout.read(65_536)
            process.stdin.write(b"\x1b[0n" * piece.count(ASK_RECEIPT))
            seen += piece
    pages = {seen[at + 5 : at + 10] for at in range(len(seen)) if seen[at : at + 5] == b"page "}
    if receipts:
        assert len(pages) <= 4, "three old ones and the newest"
    assert max(pages) == b"01500"
    connection.abort()


async def test_one_who_reads_nothing_for_long_is_cut_off_and_parked(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("explainer.serve.ssh.frame_sender.SELDOM", 0.02)
    served = await serve(stalled_seconds=0.3)
    connection, _process, handler = await _stopped(served)
    handler.outbox.receipt()
    for _turn in range(10):
        handler.turn()
        await asyncio.sleep(0.01)
    await until(lambda: handler.events == ["lost"])
    assert not served.host.guests
    connection.abort()


async def test_who_was_closed_and_takes_nothing_in_does_not_stay(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LINGER", 0.2)
    served = await serve()
    connection, _process, handler = await _stopped(served)
    handler.line.write(b"x" * 8_000_000)  # an answer of any length is not cut for its length
    assert served.host.guests
    handler.line.close(0)
    session = served.lines[0]
    await until(lambda: session._channel is None)
    connection.abort()


async def test_a_handler_that_writes_without_end_is_cut_off(serve: Serve) -> None:
    served = await serve()
    connection, _process, handler = await _stopped(served)
    for _write in range(1_000):
        handler.line.write(b"x" * 10_000)
        if served.lines[0].waiting() > 1_000_000:
            break
    await until(lambda: handler.events == ["lost"])
    connection.abort()


async def test_writing_after_the_end_does_nothing(serve: Serve) -> None:
    served = await serve()
    connection = await served.connect()
    await opened(connection)
    line = served.lines[0]
    connection.abort()
    await until(lambda: served.handlers[0].events)
    line.write(b"late")
    line.aside(b"late")
    line.hold(False)
    line.close(0)
    assert line.waiting() == 0
    with contextlib.suppress(Exception):
        line.cut()
    line.failed(ValueError())
    assert served.host.counters.crashes == 1
