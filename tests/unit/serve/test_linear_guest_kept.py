"""What stays of a guest who reads line by line: the phrase, the place, and nothing where they said no."""

from __future__ import annotations

import asyncio
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from explainer.serve.parking.parked_runs import ParkedRun
from explainer.serve.processes.worker_context import WorkerContext
from tests.unit.serve.guests import FakeLine, terminal, until
from tests.unit.serve.linear_lines import kept_of, linear_guest, phrase_in, say

# what stays


async def test_the_phrase_is_said_once_with_the_first_move(host: WorkerContext, line: FakeLine) -> None:
    guest = linear_guest(host, line)
    assert "Phrase" not in line.take()
    assert "Phrase" not in await say(guest, line, b"where\n")
    moved = await say(guest, line, b"next\n")
    phrase_in(moved)
    assert "It brings you back here for 30 minutes" in " ".join(moved.split())
    assert "Phrase" not in await say(guest, line, b"again\n")
    assert "Phrase" not in await say(guest, line, b"next\n")
    guest.lost()


async def test_nothing_is_written_before_a_move(host: WorkerContext, line: FakeLine, tmp_path: Path) -> None:
    guest = linear_guest(host, line)
    await say(guest, line, b"where\n")
    assert "Nothing was written. Goodbye." in await say(guest, line, b"quit\n")
    await asyncio.gather(*host.errands)
    assert line.code == 0 and [path.name for path in (tmp_path / "parked").iterdir()] == ["salt"]


async def test_a_dropped_line_is_parked_where_it_was(host: WorkerContext, line: FakeLine) -> None:
    guest = linear_guest(host, line)
    phrase = phrase_in(await say(guest, line, b"go the-lamp\n"))
    guest.lost()
    await until(lambda: not host.errands)
    assert kept_of(host, phrase) == "the-lamp" and line.code is None


async def test_leaving_with_no_leaves_nothing(host: WorkerContext, tmp_path: Path) -> None:
    for end in (b"quit\nno\n", b"quit\n\n", b"quit\nquit\n"):
        line = FakeLine()
        guest = linear_guest(host, line)
        phrase = phrase_in(await say(guest, line, b"go the-lamp\n"))
        asked = await say(guest, line, end)  # at once: the run may be under way to the disk
        assert "for 30 days" in " ".join(asked.split()) and "Removed" in asked
        await until(lambda: not host.errands)
        assert line.code == 0 and not kept_of(host, phrase)


async def test_what_is_under_way_to_the_disk_does_not_outlive_a_no(
    host: WorkerContext, line: FakeLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    writing, park = threading.Event(), host.parking.park

    def slowly(*given: Any, **named: Any) -> None:
        writing.set()
        time.sleep(0.2)
        park(*given, **named)

    monkeypatch.setattr(host.parking, "park", slowly)
    guest = linear_guest(host, line)
    phrase = phrase_in(await say(guest, line, b"go the-lamp\n"))
    await until(writing.is_set)
    assert "Removed" in await say(guest, line, b"quit\nno\n")
    await until(lambda: not host.errands)
    assert not kept_of(host, phrase)


async def test_a_dropped_line_is_kept_from_then_on(
    host: WorkerContext, line: FakeLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes: list[bytes] = []
    monkeypatch.setattr(host.parking, "park", lambda ticket, story, run, **named: writes.append(run))
    guest = linear_guest(host, line)
    await say(guest, line, b"go the-lamp\n")
    await until(lambda: writes and not host.errands)
    guest.lost()
    await until(lambda: not host.errands)
    assert len(writes) == 2


async def test_leaving_with_yes_keeps_it_for_long(host: WorkerContext, line: FakeLine) -> None:
    guest = linear_guest(host, line)
    phrase = phrase_in(await say(guest, line, b"go the-lamp\n"))
    await say(guest, line, b"next\nquit\n")
    assert "yes or no" in await say(guest, line, b"maybe\n")
    assert "Kept for 30 days" in await say(guest, line, b"yes\n")
    await until(lambda: not host.errands)
    found = host.parking.find(host.parking.ticket(phrase))
    assert found is not None and found.long and line.code == 0


async def test_who_comes_back_and_only_says_yes_is_kept_for_long(host: WorkerContext, line: FakeLine) -> None:
    guest = linear_guest(host, line)
    phrase = phrase_in(await say(guest, line, b"go the-lamp\n"))
    guest.lost()
    await until(lambda: not host.errands)
    back = linear_guest(host, line, parked=ParkedRun(host, phrase, host.parking.ticket(phrase)))
    assert "Kept for 30 days" in await say(back, line, b"quit\nyes\n")
    await until(lambda: not host.errands)
    found = host.parking.find(host.parking.ticket(phrase))
    assert found is not None and found.long


@pytest.mark.parametrize(
    ("answer", "stays"), [(b"\n", True), (b"quit\n", True), (b"yes\n", True), (b"no\n", False)]
)
async def test_a_yes_can_be_taken_back_at_the_end_of_the_next_visit(
    host: WorkerContext, line: FakeLine, answer: bytes, stays: bool
) -> None:
    guest = linear_guest(host, line)
    phrase = phrase_in(await say(guest, line, b"go the-lamp\n"))
    guest.lost()
    await until(lambda: not host.errands)
    back = linear_guest(host, line, parked=ParkedRun(host, phrase, host.parking.ticket(phrase), long=True))
    assert "Enter is yes, and no removes it" in " ".join((await say(back, line, b"quit\n")).split())
    said = await say(back, line, answer)
    assert ("Kept for 30 days" if stays else "Removed") in said
    await until(lambda: not host.errands)
    found = host.parking.find(host.parking.ticket(phrase))
    assert (found is not None and found.long) is stays


async def test_a_phrase_asked_for_before_a_move_is_asked_about_at_the_end(
    host: WorkerContext, line: FakeLine
) -> None:
    guest = linear_guest(host, line)
    said = await say(guest, line, b"phrase\n")
    assert "Log in as resume" in " ".join(said.split())
    phrase = phrase_in(said)
    assert "Phrase" not in await say(guest, line, b"next\n")
    assert "for 30 days" in " ".join((await say(guest, line, b"quit\n")).split())
    assert "Removed" in await say(guest, line, b"\n")
    await until(lambda: not host.errands)
    assert not kept_of(host, phrase)


async def test_the_end_of_the_input_is_quit_with_no(host: WorkerContext, line: FakeLine) -> None:
    guest = linear_guest(host, line)
    line.take()
    guest.feed(b"go the-lamp\nwhere")
    guest.eof()
    await until(lambda: line.code is not None)
    assert line.code == 0 and "Where: " in line.text and "Removed" in line.text
    await until(lambda: not host.errands)
    assert not kept_of(host, phrase_in(line.text))


async def test_a_key_that_ends_the_input(host: WorkerContext) -> None:
    for key in (b"\x04", b"\x03"):
        line = FakeLine()
        guest = linear_guest(host, line, terminal())
        guest.feed(key)
        assert line.code == 0 and line.text.endswith("Goodbye.\r\n")


async def test_no_file_of_the_server_is_written(
    host: WorkerContext, line: FakeLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    guest = linear_guest(host, line)
    for word in (b"save run.json\n", b"takeaway html page.html\n", b"takeaway /tmp/page.txt\n"):
        assert "Cannot" in await say(guest, line, word)
    guest.lost()
    assert [path.name for path in tmp_path.iterdir()] == ["parked"]
