"""A guest with a screen from the first key on: the app, what it is sent, and what it may not do on a server."""

from __future__ import annotations

import asyncio
import gc
import warnings
from pathlib import Path

import pytest

from explainer.serve.processes.worker_context import WorkerContext
from explainer.serve.ssh.guest_terminal import MODES_OFF
from explainer.serve.ssh.linear_guest import LinearGuest
from explainer.story.model.structs import Story
from tests.unit.serve.guests import host_of
from tests.unit.serve.screens import Seat, gone, left_on

pytestmark = pytest.mark.usefixtures("as_in_a_server")


async def test_the_first_key_makes_the_app_and_is_played_to_it(host: WorkerContext) -> None:
    with Seat(host) as seat:
        await seat.shows("The storm")
        first = seat.look()
        alone = "You are reading alone. A room’s code looks like word-NN. "
        page = first.replace(alone, "")  # said until the first key
        seat.guest.feed(b"?")
        await seat.until(lambda: seat.app is not None and seat.look() != first, "help")
        assert host.counters.apps == 1
        seat.guest.feed(b"\x1b")
        await seat.until(lambda: seat.look() == page, "the first page again")


async def test_keys_behind_the_one_that_opens_the_palette_are_typed_there(host: WorkerContext) -> None:
    """Also those that waited for the app: none is obeyed by the page below."""
    with Seat(host) as seat:
        await seat.shows("The storm")
        seat.guest.feed(b"\x10qui")
        seat.guest.feed(b"t")
        await seat.shows("Find quit")
        assert seat.line.code is None


async def test_the_app_begins_with_what_was_on_screen(host: WorkerContext) -> None:
    """A key that changes nothing sends no second picture."""
    with Seat(host) as seat:
        await seat.still()
        before = len(seat.sent)
        seat.guest.feed(b"\x1b[24~")
        await seat.until(lambda: seat.app is not None and seat.app.is_ready, "the app")
        await seat.still()
        assert len(seat.sent) - before < 200, seat.sent[before:]


async def test_keys_typed_while_the_app_is_made_are_kept_up_to_a_bound(host: WorkerContext) -> None:
    with Seat(host) as seat:
        await seat.still()
        for key in (b"/", b"s", b"t", b"o", b"r", b"m"):
            seat.guest.feed(key)
        assert seat.app is None or not seat.app.is_ready
        seat.guest.feed(b"x" * 5_000)
        await seat.shows("Search storm")
        assert "stormx" not in seat.look()
        assert host.counters.keys_dropped == 1


async def test_no_more_apps_than_the_host_allows(story: Story, tmp_path: Path) -> None:
    host = host_of(story, tmp_path, apps=1)
    with Seat(host) as one, Seat(host) as other:
        await one.reads()
        other.guest.feed(b" ")
        await other.shows("All screens are in use")
        assert other.app is None
        one.guest.feed(b"\x03\x03")
        await gone(host)
        await other.reads()
        assert host.counters.apps == 1


@pytest.mark.parametrize("size", [(40, 15), (60, 20), (79, 24), (80, 24)])
async def test_that_there_is_no_room_is_said_whole(
    story: Story, tmp_path: Path, size: tuple[int, int]
) -> None:
    host = host_of(story, tmp_path, apps=1)
    with Seat(host) as one, Seat(host, size) as other:
        await one.reads()
        other.guest.feed(b" ")
        said = "All screens are in use: b reads" if size[0] >= 80 else "Full just now; b reads"
        await other.shows(said)
        (told,) = [row.rstrip() for row in other.screen.display if said in row]
        assert told.endswith(".")


async def test_whoever_finds_no_room_may_go_on_line_by_line(story: Story, tmp_path: Path) -> None:
    host = host_of(story, tmp_path, apps=1)
    with Seat(host) as one, Seat(host) as other:
        await one.reads()
        other.guest.feed(b"b")
        await other.until(lambda: other.line.handler is not None, "linear mode")


async def test_b_goes_on_line_by_line_at_the_same_place(host: WorkerContext) -> None:
    with Seat(host) as seat:
        await seat.reads()
        run = seat.app.reading.view.run
        seat.guest.feed(b"b")
        await seat.until(lambda: seat.line.handler is not None, "linear mode")
        assert isinstance(seat.line.handler, LinearGuest)
        assert not left_on(seat.sent[: seat.sent.index(MODES_OFF) + len(MODES_OFF)])
        after = seat.sent[seat.sent.index(MODES_OFF) + len(MODES_OFF) :]
        assert b"\x1b" not in after and b"Linear mode is on" in after
        assert seat.line.handler._talk.run.visit == run.visit
        seat.line.handler.lost()


async def test_keys_beyond_the_limit_are_dropped(story: Story, tmp_path: Path) -> None:
    host = host_of(story, tmp_path, key_burst=50)
    with Seat(host) as seat:
        await seat.reads()
        for _packet in range(10):
            seat.guest.feed(b"\t" * 4_000)
        assert host.counters.keys_dropped == 10
        await seat.still()
        assert seat.app is not None


async def test_a_paste_that_never_ends_does_not_swallow_the_keyboard(
    host: WorkerContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("explainer.serve.ssh.screen_guest.PASTE_GIVEN_UP_AFTER", 0.1)
    with Seat(host) as seat:
        await seat.reads()
        seat.guest.feed(b"/")
        await seat.shows("Search")
        seat.guest.feed(b"\x1b[200~storm")
        await asyncio.sleep(0.2)
        seat.guest.feed(b"s")
        await seat.shows("Search storms")


async def test_random_bytes_make_nothing_fail(host: WorkerContext) -> None:
    import random

    chance = random.Random(6)
    with Seat(host) as seat:
        await seat.reads()
        for _packet in range(60):
            # No letters that leave.
            noise = bytes(b for b in chance.randbytes(40) if b not in b"\x03\x11qb\xd0\xd1")
            seat.guest.feed(noise)
            await asyncio.sleep(0)
        await seat.still()
        assert host.counters.crashes == 0


@pytest.mark.parametrize("size", [(20, 6), (40, 12), (200, 60)])
async def test_another_size_is_painted_whole(host: WorkerContext, size: tuple[int, int]) -> None:
    with Seat(host) as seat:
        await seat.reads()
        seat.screen.resize(size[1], size[0])
        seat.guest.resize(*size)
        await seat.still()
        shown = seat.app.shown(*size)
        assert shown is not None and len(shown.rows) == size[1]
        assert seat.app.size == size
        frame = seat.app.reading.page.frame
        words = " ".join("".join(run.text for run in row) for row in frame.rows).split()
        assert seat.look().split() == words


async def test_500_sizes_at_once_send_little(host: WorkerContext) -> None:
    with Seat(host) as seat:
        await seat.reads()
        before = len(seat.sent)
        for number in range(500):
            seat.guest.resize(80 + number % 7, 24 + number % 5)
        seat.guest.resize(90, 30)
        await seat.still()
        assert seat.app.size == (90, 30)
        assert len(seat.sent) - before < 60_000


async def test_clicks_and_the_wheel_work_and_moves_are_not_asked_for(host: WorkerContext) -> None:
    with Seat(host) as seat:
        assert b"1003" not in seat.sent
        await seat.reads()
        rows = seat.app.reading.page.frame.rows
        y = next(y for y, row in enumerate(rows) if any(run.reference == "action:help" for run in row))
        x = 0
        for run in rows[y]:
            if run.reference == "action:help":
                break
            x += len(run.text)
        seat.guest.feed(f"\x1b[<0;{x + 1};{y + 1}M\x1b[<0;{x + 1};{y + 1}m".encode())
        await seat.until(lambda: seat.app.reading.view.screen == "help", "help")


async def test_the_theme_a_guest_chooses_is_painted(host: WorkerContext) -> None:
    with Seat(host) as seat:
        await seat.reads()
        seat.guest.feed(b"t")
        await seat.shows("theme: light")
        assert seat.terminal.profile.theme == "light"
        seat.guest.feed(b"\x1b]11;rgb:ffff/ffff/ffff\x07")
        seat.guest.feed(b"t")
        await seat.shows("theme: high contrast")


async def test_a_late_answer_reaches_the_app(host: WorkerContext) -> None:
    with Seat(host) as seat:
        await seat.reads()
        seat.guest.feed(b"\x1b]11;rgb:ffff/ffff/ffff\x07")
        await seat.until(lambda: seat.app.profile.theme == "light", "the light page")
        await seat.until(lambda: b"48;2;250;248;243" in seat.sent, "its paper")


async def test_what_is_copied_goes_to_the_guests_clipboard(host: WorkerContext) -> None:
    with Seat(host) as seat:
        await seat.reads()
        seat.guest.feed(b"y")
        await seat.shows("copied with its citation")
        assert seat.sent.count(b"\x1b]52;c;") == 1
        seat.app.copy_to_clipboard("x" * 8_193)
        await seat.still()
        assert seat.sent.count(b"\x1b]52;c;") == 1


async def test_nothing_can_be_written_on_the_server(
    host: WorkerContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with Seat(host) as seat:
        await seat.reads()
        seat.guest.feed(b"S")
        await seat.shows("Files are neither read nor written on this server.")
    assert [path.name for path in tmp_path.iterdir() if path.name != "parked"] == []


async def test_no_key_for_a_file_is_offered_on_the_server(host: WorkerContext) -> None:
    with Seat(host, (80, 40)) as seat:
        await seat.reads()
        seat.guest.feed(b"T")
        await seat.shows("What you take along")
        assert "with guesses" in seat.look() and "to a file" not in seat.look()
        seat.guest.feed(b"?")
        await seat.shows("Find and keep")
        assert "T takeaway" in seat.look() and "save" not in seat.look()
        seat.guest.feed(b"\x10")
        await seat.shows("what you take along: your way")
        assert "whole run" not in seat.look()


@pytest.mark.parametrize("keys", [b"N\x03\x03", b"S\x03\x03"])
async def test_keys_behind_one_that_asks_leave_nothing_begun(host: WorkerContext, keys: bytes) -> None:
    with warnings.catch_warnings(record=True) as warned, Seat(host) as seat:
        warnings.simplefilter("always")
        await seat.reads()
        seat.guest.feed(keys)
        await seat.until(lambda: seat.line.code is not None, "the end")
        await gone(host)
        gc.collect()
    assert [str(warning.message) for warning in warned] == []
