"""The outbox sends the newest frame when there is room, and never a queue of old ones."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from types import SimpleNamespace
from typing import cast

import msgspec
import pytest

from explainer.paint.cells.rows import Row, Run
from explainer.serve.processes.metrics import Counters
from explainer.serve.ssh import frame_sender as module
from explainer.serve.ssh.frame_sender import (
    CONTROLS,
    CREDIT,
    NO_RECEIPTS_AFTER,
    WAITING_LITTLE,
    WAITING_MUCH,
    FrameSender,
    Shown,
)
from explainer.serve.ssh.terminal_input import ASK_RECEIPT
from tests.unit.serve.guests import FakeLine, terminal, until


class Line(FakeLine):
    """Keeps each write by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.writes: list[bytes] = []
        self.error: Exception | None = None

    def write(self, data: bytes) -> None:
        super().write(data)
        if data:
            self.writes.append(data)

    def failed(self, error: Exception) -> None:
        self.error = error


class Guest:
    """An outbox, and the page it is to show."""

    def __init__(self, term: str = "xterm", stalled_seconds: float = 600.0) -> None:
        self.line = Line()
        self.counters = Counters()
        self.terminal = terminal(term=term)
        self.page = 0
        self.asked = 0
        self.shown: list[int] = []
        self.cursor: tuple[int, int] | None = None
        self.title = ""
        self.stalls = 0
        self.outbox = FrameSender(
            self.line, self.terminal, self.source, self.counters, self.stalled, stalled_seconds
        )
        self.now = 0.0

    def has_a_clock_of_its_own(self) -> None:
        """What its outbox takes for the time is `now`: no stall of this machine is one of the guest's."""
        loop = asyncio.get_running_loop()
        own = SimpleNamespace(time=lambda: self.now, call_soon=loop.call_soon, call_later=loop.call_later)
        self.outbox._loop = cast(asyncio.AbstractEventLoop, own)

    def source(self) -> Shown | None:
        self.asked += 1
        self.shown.append(self.page)
        rows: tuple[Row, ...] = (
            (Run(f"page {self.page} ", "text"),),
            *((Run("text", "text"),) for _row in range(23)),
        )
        return Shown(rows, self.cursor, self.title)

    def stalled(self) -> None:
        self.stalls += 1

    async def turn(self, pages: int = 1) -> None:
        for _page in range(pages):
            self.page += 1
            self.outbox.dirty()
            await asyncio.sleep(0)
            await asyncio.sleep(0)

    @property
    def frames(self) -> list[bytes]:
        return [write for write in self.line.writes if write.endswith(ASK_RECEIPT)]


async def test_many_changes_in_one_turn_of_the_loop_are_one_frame_and_none_is_skipped() -> None:
    guest = Guest()
    for _change in range(50):
        guest.outbox.dirty()
    await asyncio.sleep(0.01)
    assert len(guest.line.writes) == guest.asked == guest.counters.frames == 1
    assert guest.counters.frames_skipped == 0


async def test_two_frames_are_on_the_way_at_most_and_then_the_newest_is_sent() -> None:
    guest = Guest()
    await guest.turn(20)
    assert len(guest.frames) == CREDIT
    assert guest.outbox.outstanding == CREDIT
    assert guest.counters.frames_skipped == 17
    guest.outbox.receipt()
    await asyncio.sleep(0.01)
    assert len(guest.frames) == CREDIT + 1
    assert guest.shown[-1] == 20
    for _receipt in range(2):
        guest.outbox.receipt()
    await asyncio.sleep(0.01)
    assert guest.outbox.outstanding == 0
    assert len(guest.frames) == CREDIT + 1, "nothing old follows"


async def test_a_page_is_made_only_when_it_can_be_sent() -> None:
    guest = Guest()
    await guest.turn(100)
    assert guest.asked == CREDIT


async def test_a_terminal_that_gives_no_receipts_goes_on_by_bytes() -> None:
    guest = Guest()
    guest.has_a_clock_of_its_own()
    await guest.turn(10)
    assert len(guest.frames) == CREDIT
    guest.now += NO_RECEIPTS_AFTER
    await until(lambda: len(guest.frames) == CREDIT + 1)
    assert guest.shown[-1] == 10, "the newest"
    await guest.turn(5)
    assert len(guest.frames) == CREDIT + 6, "and from now on at once"
    assert guest.outbox.outstanding == CREDIT, "the end waits for no more than that"


async def test_receipts_of_a_slow_line_that_come_late_are_all_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "NO_RECEIPTS_AFTER", 0.0)
    guest = Guest()
    await guest.turn(8)
    sent = len(guest.frames)
    assert sent > CREDIT
    guest.outbox.receipt()
    assert guest.outbox.outstanding == sent - 1
    await guest.turn()
    assert len(guest.frames) == sent, "seven are still on the way"
    for _receipt in range(sent - CREDIT):
        guest.outbox.receipt()
    await asyncio.sleep(0.01)
    assert len(guest.frames) == sent + 1


async def test_bytes_that_wait_hold_frames_back_until_few_are_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "POLL", 0.01)
    guest = Guest(term="vt100")
    guest.line.behind = WAITING_MUCH + 1
    await guest.turn(5)
    assert not guest.line.writes
    guest.line.behind = WAITING_LITTLE + 1
    await asyncio.sleep(0.05)
    assert not guest.line.writes, "not yet: it would stutter"
    guest.line.behind = WAITING_LITTLE
    await until(lambda: guest.line.writes)
    assert len(guest.line.writes) == 1
    assert b"page 5" in guest.line.writes[0]
    assert ASK_RECEIPT not in guest.line.sent, "a vt100 is asked nothing"


async def test_one_who_takes_in_nothing_waits_with_little_and_is_told_of_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "POLL", 0.01)
    guest = Guest(term="vt100", stalled_seconds=0.1)
    guest.line.takes = False
    for _turn in range(2_000):
        await guest.turn()
    assert guest.line.most_behind <= 2 * WAITING_MUCH
    await until(lambda: guest.stalls)
    await guest.turn(5)
    await asyncio.sleep(0.05)
    assert guest.stalls == 1


async def test_one_who_gives_no_more_receipts_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SELDOM", 0.01)
    guest = Guest(stalled_seconds=0.1)
    guest.outbox.receipt()
    await guest.turn(5)
    await until(lambda: guest.stalls)
    assert len(guest.frames) == CREDIT


async def test_a_slow_guest_is_not_a_stalled_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SELDOM", 0.01)
    monkeypatch.setattr(module, "PROBED_AFTER", 3_600.0)
    guest = Guest(stalled_seconds=600.0)
    guest.has_a_clock_of_its_own()
    guest.outbox.receipt()
    for _turn in range(8):
        await guest.turn(3)
        guest.now += 500.0
        await asyncio.sleep(0.05)
        guest.outbox.receipt()
    assert guest.stalls == 0
    await guest.turn(3)
    guest.now += 601.0
    await until(lambda: guest.stalls)


async def test_lost_receipts_cost_a_pause_not_the_session(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SELDOM", 0.01)
    monkeypatch.setattr(module, "PROBED_AFTER", 0.05)
    guest = Guest()
    await guest.turn()
    guest.outbox.receipt()
    await guest.turn(2)  # their receipts never come
    await guest.turn(5)
    await until(lambda: len(guest.frames) == CREDIT + 2)
    await guest.turn(5)
    await asyncio.sleep(0.2)
    assert len(guest.frames) == CREDIT + 2, "one probe: a guest who reads nothing has three pages on the way"
    guest.outbox.receipt()
    await until(lambda: len(guest.frames) == CREDIT + 3)
    await guest.turn()
    assert len(guest.frames) == CREDIT + 4, "the credit is back"


async def test_controls_go_out_before_the_frame_and_too_much_of_them_does_not() -> None:
    guest = Guest()
    guest.outbox.control(b"\x1b[?1049h")
    guest.outbox.dirty()
    guest.outbox.control(b"x" * (CONTROLS + 1))
    await asyncio.sleep(0.01)
    [write] = guest.line.writes
    assert write.startswith(b"\x1b[?1049h")
    assert b"xxx" not in write
    guest.outbox.control(b"\x07")
    await asyncio.sleep(0.01)
    assert guest.line.writes[1:] == [b"\x07"], "without a frame, and without a receipt"


async def test_at_the_end_what_waits_goes_out_and_nothing_after_it() -> None:
    guest = Guest()
    await guest.turn(5)
    guest.outbox.control(b"\x1b[?25h")
    guest.outbox.close()
    guest.outbox.flush_now()
    assert guest.line.writes[-1] == b"\x1b[?25h"
    before = len(guest.line.writes)
    guest.outbox.receipt()
    guest.outbox.forget()
    guest.outbox.control(b"late")
    await asyncio.sleep(0.1)
    assert len(guest.line.writes) == before


async def test_an_unchanged_page_sends_nothing_and_a_changed_one_only_what_changed() -> None:
    guest = Guest()
    await guest.turn()
    guest.outbox.receipt()
    guest.outbox.dirty()
    await asyncio.sleep(0.01)
    assert len(guest.line.writes) == 1
    await guest.turn()
    assert len(guest.line.writes[1]) < len(guest.line.writes[0]) / 4
    guest.outbox.forget()
    guest.outbox.receipt()
    await asyncio.sleep(0.01)
    assert b"text" in guest.line.writes[-1]


@pytest.mark.parametrize(
    "change",
    [
        lambda guest: guest.terminal.resize(100, 24),
        lambda guest: setattr(
            guest.terminal, "profile", msgspec.structs.replace(guest.terminal.profile, theme="light")
        ),
    ],
)
async def test_for_another_width_or_other_colours_the_frame_is_whole(
    change: Callable[[Guest], object],
) -> None:
    guest = Guest()
    await guest.turn()
    guest.outbox.receipt()
    change(guest)
    guest.outbox.dirty()
    await asyncio.sleep(0.01)
    assert b"text" in guest.line.writes[-1]


async def test_the_cursor_comes_and_goes_without_the_page_changing() -> None:
    guest = Guest()
    await guest.turn()
    guest.outbox.receipt()
    for cursor, sent in (((3, 4), b"\x1b[5;4H"), (None, b"\x1b[?25l")):
        guest.cursor = cursor
        guest.outbox.dirty()
        await asyncio.sleep(0.01)
        assert sent in guest.line.writes[-1]
        guest.outbox.receipt()


async def test_a_title_is_sent_once_and_ends_no_sequence() -> None:
    guest = Guest()
    guest.title = "The lamp\x07\x1b]52;c;aGFja2Vk\x07\x9c"
    await guest.turn()
    guest.outbox.receipt()
    await guest.turn()
    assert guest.line.sent.count(b"\x1b]2;") == 1
    assert guest.line.sent.count(b"\x07") == 1
    assert "\x9c" not in guest.line.text


async def test_nothing_to_show_sends_nothing_and_waits_for_the_next_mark() -> None:
    guest = Guest()
    source, guest.outbox._source = guest.outbox._source, lambda: None
    await guest.turn()
    assert not guest.line.writes
    guest.outbox._source = source
    await guest.turn()
    assert len(guest.frames) == 1


async def test_a_fault_in_a_page_ends_this_guest_and_is_told_to_the_line() -> None:
    guest = Guest()

    def broken() -> Shown:
        raise ValueError("a page")

    guest.outbox._source = broken
    await guest.turn(3)
    assert isinstance(guest.line.error, ValueError)
    assert not guest.line.writes
