"""A guest with a screen: thin first, an app from the first key on, and a whole terminal at the end."""

from __future__ import annotations

import asyncio
import gc
import re
import warnings
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from explainer.serve.answers import QUESTIONS
from explainer.serve.ending import MODES_OFF, PATIENCE
from explainer.serve.guest_app import GuestApp
from explainer.serve.host import Host
from explainer.serve.linear_guest import LinearGuest
from explainer.serve.parked import ParkedRun
from explainer.serve.screen_guest import MODES_ON
from explainer.story.model import Story
from tests.unit.serve.guests import host_of
from tests.unit.serve.screens import ATTRIBUTES, RECEIPT, Seat, gone, traps_closed

MODES = re.compile(rb"\x1b\[\?(1049|1000|1002|1003|1006|2004|25)([hl])")


@pytest.fixture(autouse=True)
def as_in_a_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with traps_closed(monkeypatch):
        yield


def left_on(sent: bytes) -> set[int]:
    """Modes that a guest's terminal is left in; the cursor (25) is meant to be on."""
    last = {int(mode): switch == b"h" for mode, switch in MODES.findall(sent)}
    return {mode for mode, on in last.items() if on != (mode == 25)}


# thin


async def test_a_guest_who_only_looks_has_no_app(host: Host) -> None:
    with Seat(host) as seat:
        await seat.shows("The storm")
        assert seat.sent.startswith(MODES_ON)
        await seat.still()
        assert seat.app is None
        assert (host.counters.apps_started, host.counters.apps) == (0, 0)


async def test_it_is_said_once_that_one_reads_alone(host: Host) -> None:
    with Seat(host) as seat, Seat(host) as other:
        await seat.shows("You are reading alone.")
        await other.shows("You are reading alone.")
        await seat.reads()
        seat.guest.feed(b"?\x1b")
        await seat.until(lambda: "You are reading alone" not in seat.look(), "the line is free again")
        seat.guest.feed(b"\x1b")
        await seat.still()
        assert "You are reading alone" not in seat.look() and "You are reading alone" in other.look()


async def test_the_last_words_are_whole_words_in_a_narrow_window(host: Host) -> None:
    with Seat(host, size=(40, 15)) as seat:
        await seat.reads()
        await seat.until(lambda: seat.parked.told, "the phrase")
        seat.guest.say_goodbye("The server is stopping now.")
        await seat.until(lambda: seat.line.code is not None, "the end")
        said = seat.sent[seat.sent.rindex(MODES_OFF) + len(MODES_OFF) :]
        lines = said.decode().split("\r\n")
        assert len(lines) == 4 and lines[-1] == ""
        assert all(len(one) <= 40 and one == one.strip() for one in lines)
        assert " ".join(lines).startswith("The server is stopping now. Your place is kept for 30 minutes.")


async def test_the_phrase_is_whole_or_unsaid_in_whatever_size_the_window_gets(host: Host) -> None:
    with Seat(host, size=(120, 40)) as seat:
        seat.parked._phrase = phrase = "fern oval copper tide north"  # a longer one has less said beside it
        await seat.reads()
        await seat.shows("Your phrase: ")
        for columns, rows, told in (
            (80, 24, f"Your phrase: {phrase}; P"),
            (40, 15, "P: your phrase"),
            (160, 40, f"Your phrase: {phrase}. It brings you back"),
        ):
            seat.screen.resize(rows, columns)
            seat.guest.resize(columns, rows)
            await seat.shows(told)
            assert "…" not in seat.screen.display[-2] + seat.screen.display[-1]


async def test_in_a_window_that_is_too_low_the_answers_are_seen(host: Host) -> None:
    with Seat(host, size=(30, 10)) as seat:
        await seat.shows("This window is 30x10")
        await seat.reads()
        await seat.until(lambda: seat.parked.told, "the move")
        seat.guest.feed(b"q")
        await seat.shows("y keep it for 30 days")
        assert "n leave, nothing stays Esc stay" in seat.look()


async def test_questions_follow_the_first_frame_once(host: Host) -> None:
    with Seat(host, answers=False) as seat:
        await seat.until(lambda: QUESTIONS in seat.sent, "the questions")
        assert b"The storm" in seat.sent[: seat.sent.index(QUESTIONS)]
        seat.guest.resize(100, 30)
        await seat.still()
        assert seat.sent.count(QUESTIONS) == 1


@pytest.mark.parametrize("term", ["linux", "vt220"])
async def test_old_terminals_are_asked_nothing(host: Host, term: str) -> None:
    with Seat(host, term=term) as seat:
        await seat.still()
        assert QUESTIONS not in seat.sent
        assert b"\x1b[5n" not in seat.sent


@pytest.mark.parametrize("step", [1, 3, 1_000])
async def test_answers_are_no_keys(host: Host, step: int) -> None:
    """However they are cut: no app is made for them, and nothing of them is typed."""
    answers = b"\x1b]11;rgb:ffff/ffff/ffff\x1b\\\x1b[?2026;2$y\x1bP>|kitty(0.35)\x1b\\\x1b[?62;c\x1b[0n"
    with Seat(host, answers=False, environment={}) as seat:
        await seat.until(lambda: QUESTIONS in seat.sent, "the questions")
        for start in range(0, len(answers), step):
            seat.guest.feed(answers[start : start + step])
        assert seat.terminal.synchronized
        assert (seat.terminal.profile.theme, seat.terminal.profile.depth) == ("light", "truecolor")
        await seat.until(lambda: b"\x1b[?2026h" in seat.sent, "a frame in one")
        await seat.still()
        assert seat.app is None
        assert b"38;2;" in seat.sent and b"38;5;" in seat.sent


async def test_answers_that_change_nothing_paint_nothing(host: Host) -> None:
    with Seat(host, answers=False) as seat:
        await seat.still()
        frames = host.counters.frames
        seat.guest.feed(b"\x1b]11;rgb:0000/0000/0000\x1b\\" + ATTRIBUTES + RECEIPT)
        await seat.still()
        assert host.counters.frames == frames == 1


async def test_no_colour_means_no_colour_sequence(host: Host) -> None:
    with Seat(host, environment={"NO_COLOR": "1", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}) as seat:
        await seat.reads()
        seat.guest.feed(b"/")
        await seat.shows("Search")
        seat.guest.feed(b"storm")
        await seat.shows("Search storm")
        for numbers in re.findall(rb"\x1b\[([0-9;]*)m", seat.sent):
            assert not any(30 <= int(n or 0) <= 49 or 90 <= int(n or 0) <= 107 for n in numbers.split(b";"))


@pytest.mark.parametrize("term", ["linux", "vt100", "xterm"])
async def test_the_last_words_do_not_stand_amid_a_page(host: Host, term: str) -> None:
    """Seen by a terminal without another screen, as these old kinds are; xterm goes back to the first, unharmed."""
    with Seat(host, term=term) as seat:
        await seat.reads()
        seat.guest.say_goodbye("The server is stopping.")
        await seat.until(lambda: seat.line.code is not None, "the end")
        shown = seat.look()
        assert shown.startswith("The server is stopping. Your place") == (term != "xterm")
        assert (b"\x1b[J" in seat.sent[seat.sent.rindex(b"\x1b[?2004l") - 20 :]) == (term != "xterm")


@pytest.mark.parametrize("key", [b"q", b"\x03", b"\x11"])
async def test_leaving_at_once_needs_no_app(host: Host, key: bytes) -> None:
    with Seat(host) as seat:
        await seat.still()
        seat.guest.feed(key)
        await seat.until(lambda: seat.line.code is not None, "the end")
        assert seat.line.code == 0
        assert host.counters.apps_started == 0
        assert not left_on(seat.sent)


async def test_many_guests_of_one_size_cost_one_drawing(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    from explainer.serve import first_frames

    drawn: list[tuple[int, int]] = []
    compose = first_frames.compose

    def counting(view: Any, columns: int, rows: int, profile: Any) -> Any:
        drawn.append((columns, rows))
        return compose(view, columns, rows, profile)

    monkeypatch.setattr(first_frames, "compose", counting)
    for size in ((80, 24), (80, 24), (100, 24), (80, 24)):
        with Seat(host, size) as seat:
            await seat.shows("The storm")
    assert drawn == [(80, 24), (100, 24)]


# the app


async def test_the_first_key_makes_the_app_and_is_played_to_it(host: Host) -> None:
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


async def test_keys_behind_the_one_that_opens_the_palette_are_typed_there(host: Host) -> None:
    """Also those that waited for the app: none is obeyed by the page below."""
    with Seat(host) as seat:
        await seat.shows("The storm")
        seat.guest.feed(b"\x10qui")
        seat.guest.feed(b"t")
        await seat.shows("Find quit")
        assert seat.line.code is None


async def test_the_app_begins_with_what_was_on_screen(host: Host) -> None:
    """A key that changes nothing sends no second picture."""
    with Seat(host) as seat:
        await seat.still()
        before = len(seat.sent)
        seat.guest.feed(b"\x1b[24~")
        await seat.until(lambda: seat.app is not None and seat.app.is_ready, "the app")
        await seat.still()
        assert len(seat.sent) - before < 200, seat.sent[before:]


async def test_keys_typed_while_the_app_is_made_are_kept_up_to_a_bound(host: Host) -> None:
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
        one.guest.feed(b"\x03")
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


async def test_b_goes_on_line_by_line_at_the_same_place(host: Host) -> None:
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
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("explainer.serve.screen_guest.GIVEN_UP_AFTER", 0.1)
    with Seat(host) as seat:
        await seat.reads()
        seat.guest.feed(b"/")
        await seat.shows("Search")
        seat.guest.feed(b"\x1b[200~storm")
        await asyncio.sleep(0.2)
        seat.guest.feed(b"s")
        await seat.shows("Search storms")


async def test_random_bytes_make_nothing_fail(host: Host) -> None:
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
async def test_another_size_is_painted_whole(host: Host, size: tuple[int, int]) -> None:
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


async def test_500_sizes_at_once_send_little(host: Host) -> None:
    with Seat(host) as seat:
        await seat.reads()
        before = len(seat.sent)
        for number in range(500):
            seat.guest.resize(80 + number % 7, 24 + number % 5)
        seat.guest.resize(90, 30)
        await seat.still()
        assert seat.app.size == (90, 30)
        assert len(seat.sent) - before < 60_000


async def test_clicks_and_the_wheel_work_and_moves_are_not_asked_for(host: Host) -> None:
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


async def test_the_theme_a_guest_chooses_is_painted(host: Host) -> None:
    with Seat(host) as seat:
        await seat.reads()
        seat.guest.feed(b"t")
        await seat.shows("theme: light")
        assert seat.terminal.profile.theme == "light"
        seat.guest.feed(b"\x1b]11;rgb:ffff/ffff/ffff\x07")
        seat.guest.feed(b"t")
        await seat.shows("theme: high contrast")


async def test_a_late_answer_reaches_the_app(host: Host) -> None:
    with Seat(host) as seat:
        await seat.reads()
        seat.guest.feed(b"\x1b]11;rgb:ffff/ffff/ffff\x07")
        await seat.until(lambda: seat.app.profile.theme == "light", "the light page")
        await seat.until(lambda: b"48;2;250;248;243" in seat.sent, "its paper")


async def test_what_is_copied_goes_to_the_guests_clipboard(host: Host) -> None:
    with Seat(host) as seat:
        await seat.reads()
        seat.guest.feed(b"y")
        await seat.shows("copied with its citation")
        assert seat.sent.count(b"\x1b]52;c;") == 1
        seat.app.copy_to_clipboard("x" * 8_193)
        await seat.still()
        assert seat.sent.count(b"\x1b]52;c;") == 1


async def test_nothing_can_be_written_on_the_server(
    host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with Seat(host) as seat:
        await seat.reads()
        seat.guest.feed(b"S")
        await seat.shows("Files are neither read nor written on this server.")
    assert [path.name for path in tmp_path.iterdir() if path.name != "parked"] == []


async def test_no_key_for_a_file_is_offered_on_the_server(host: Host) -> None:
    with Seat(host, (80, 40)) as seat:
        await seat.reads()
        seat.guest.feed(b"T")
        await seat.shows("What you take along")
        assert "with guesses" in seat.look() and "to a file" not in seat.look()
        seat.guest.feed(b"?")
        await seat.shows("Find and keep")
        assert "T what you take along" in seat.look() and "save" not in seat.look()
        seat.guest.feed(b"\x10")
        await seat.shows("what you take along: your way")
        assert "whole run" not in seat.look()


@pytest.mark.parametrize("keys", [b"N\x03", b"S\x03"])
async def test_keys_behind_one_that_asks_leave_nothing_begun(host: Host, keys: bytes) -> None:
    with warnings.catch_warnings(record=True) as warned, Seat(host) as seat:
        warnings.simplefilter("always")
        await seat.reads()
        seat.guest.feed(keys)
        await seat.until(lambda: seat.line.code is not None, "the end")
        await gone(host)
        gc.collect()
    assert [str(warning.message) for warning in warned] == []


# the phrase


async def test_the_phrase_is_said_once_at_the_first_move(host: Host) -> None:
    with Seat(host, (130, 30)) as seat:
        seat.parked._phrase = phrase = "fern oval copper tide north"
        await seat.still()
        assert "phrase" not in seat.look()
        seat.guest.feed(b"1")
        await seat.shows(f"Your phrase: {phrase}. It brings you back here for 30 minutes after you leave;")
        assert phrase.encode() not in b"".join(re.findall(rb"\x1b\]2;([^\x07]*)", seat.sent))
        seat.guest.feed(b"n")
        await seat.until(lambda: phrase not in seat.look(), "the next page")
        seat.guest.feed(b"P")
        await seat.shows(f"{phrase} This is your phrase.")


async def test_a_phrase_is_never_cut(host: Host) -> None:
    for columns in (40, 60, 80):
        with Seat(host, (columns, 24)) as seat:
            seat.parked._phrase = "upright orchard another village quarter"
            await seat.still()
            seat.guest.feed(b"1")
            await seat.until(lambda: seat.parked.told, "the phrase")
            await seat.still()
            said = seat.look()
            assert "phrase" in said
            words = seat.parked.phrase().split()
            assert all(word in said for word in words) or not any(word in said.split() for word in words)


async def test_one_who_came_back_is_not_told_again(host: Host) -> None:
    phrase = ParkedRun(host).phrase()
    with Seat(host, parked=ParkedRun(host, phrase)) as seat:
        await seat.still()
        seat.guest.feed(b"1")
        await seat.until(lambda: seat.app and seat.app.reading.view.run.past, "a move")
        await seat.still()
        assert phrase not in seat.look()


async def parked_of(host: Host, seat: Seat) -> bytes | None:
    from tests.unit.serve.guests import until

    await until(lambda: not host.errands)
    found = host.parking.find(host.parking.ticket(seat.parked.phrase()))
    return found.run if found else None


@pytest.mark.parametrize(("answer", "stays"), [(b"y", True), (b"n", False)])
async def test_leaving_asks_whether_the_place_is_kept(host: Host, answer: bytes, stays: bool) -> None:
    with Seat(host) as seat:
        await seat.still()
        seat.guest.feed(b"1")
        await seat.shows("phrase")
        seat.guest.feed(b"q")
        await seat.shows("May this server keep your place for 30 days?")
        seat.guest.feed(answer)
        await seat.until(lambda: seat.line.code is not None, "the end")
        assert seat.line.code == 0
        assert (b"30 days. Log in" in seat.sent[seat.sent.index(MODES_OFF) :]) is stays
        assert (await parked_of(host, seat) is not None) is stays


async def test_one_who_did_nothing_is_asked_nothing(host: Host) -> None:
    with Seat(host) as seat:
        await seat.still()
        seat.guest.feed(b"?")
        await seat.until(lambda: seat.app and seat.app.is_ready, "the app")
        await seat.still()
        seat.guest.feed(b"q")
        await seat.until(lambda: seat.line.code is not None, "the end")


async def test_a_broken_line_parks_the_run_and_ends_the_app(host: Host) -> None:
    with Seat(host) as seat:
        await seat.still()
        seat.guest.feed(b"1")
        await seat.shows("phrase")
        seat.guest.lost()
        assert seat.parked._over
        await gone(host)
        assert await parked_of(host, seat) is not None
        sent = len(seat.sent)
        seat.guest.feed(b"n")
        await asyncio.sleep(0.05)
        assert len(seat.sent) == sent


async def test_a_line_that_breaks_while_the_app_is_made(host: Host) -> None:
    for turns in range(12):
        with Seat(host) as seat:
            await seat.still(0.02)
            seat.guest.feed(b" ")
            for _turn in range(turns):
                await asyncio.sleep(0)
            seat.guest.lost()
    await gone(host)
    assert (host.counters.apps, host.counters.crashes) == (0, 0)
    assert not host.app_slots.locked()


# the end


async def test_the_end_makes_the_terminal_whole(host: Host) -> None:
    with Seat(host) as seat:
        await seat.reads()
        assert left_on(seat.sent)
        seat.guest.feed(b"\x03")
        await seat.until(lambda: seat.line.code is not None, "the end")
        assert seat.line.code == 130
        assert not left_on(seat.sent)
        assert seat.sent.count(b"\x1b[22;2t") == seat.sent.count(b"\x1b[23;2t") == 1
        assert re.findall(rb"\x1b\[(\d*) q", seat.sent)[-1] == b"0"


async def test_the_server_stops_with_a_word(host: Host) -> None:
    for reads in (False, True):
        with Seat(host) as seat:
            await seat.still()
            if reads:
                await seat.reads()
            seat.guest.say_goodbye("The server is stopping.")
            await seat.until(lambda: seat.line.code is not None, "the end")
            assert seat.line.code == 0
            assert not left_on(seat.sent)
            _before, word, after = seat.sent.partition(b"The server is stopping.\r\n")
            assert word
            assert (b"your phrase opens it" in after) == reads  # who moved is told the way back


async def test_answers_on_their_way_are_waited_for(host: Host) -> None:
    """They would be typed into the guest's own shell."""
    with Seat(host, answers=False) as seat:
        await seat.still()
        seat.guest.feed(ATTRIBUTES)
        seat.guest.feed(b"q")
        await asyncio.sleep(0.1)
        assert MODES_OFF in seat.sent and seat.line.code is None
        seat.guest.feed(b"typed meanwhile")
        seat.guest.feed(RECEIPT)
        await asyncio.sleep(0.05)
        assert seat.line.code == 0


async def test_answers_that_never_come_are_not_waited_for_long(host: Host) -> None:
    with Seat(host, answers=False) as seat:
        await seat.still()
        begun = asyncio.get_running_loop().time()
        seat.guest.feed(b"q")
        await seat.until(lambda: seat.line.code is not None, "the end")
        assert asyncio.get_running_loop().time() - begun < PATIENCE + 0.3


async def test_a_fault_ends_this_guest_alone_with_a_plain_sentence(story: Story, tmp_path: Path) -> None:
    told: list[str] = []
    host = host_of(story, tmp_path)
    host._report = told.append
    with Seat(host) as seat, Seat(host) as other:
        await seat.still()
        await other.reads()
        seat.guest.feed(b"1")
        await seat.shows("phrase")

        async def fails(_action: object) -> None:
            raise ValueError("a secret that a guest typed")

        seat.app.reading.act = fails
        before, now = other.look(), len(other.sent)
        seat.guest.feed(b"n")
        await seat.until(lambda: seat.line.code is not None, "the end")
        assert seat.line.code == 1
        assert not left_on(seat.sent)
        assert b"Something went wrong here and was noted without your words." in seat.sent
        assert host.counters.crashes == 1
        assert len(told) == 1 and told[0].startswith("ValueError") and "secret" not in told[0]
        assert await parked_of(host, seat) is not None
        await other.still()
        assert (other.look(), len(other.sent)) == (before, now)
        other.guest.feed(b"?")
        await other.until(lambda: other.app.reading.view.screen == "help", "help")
    await gone(host)


async def test_a_page_that_cannot_be_painted_is_such_a_fault(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_arguments: object) -> None:
        raise ValueError("a secret")

    monkeypatch.setattr("explainer.serve.first_frames.compose", fails)
    with Seat(host) as seat:
        await seat.until(lambda: seat.line.code is not None, "the end")
        assert seat.line.code == 1
        assert b"secret" not in seat.sent and not left_on(seat.sent)
        assert host.counters.crashes == 1


async def test_an_app_that_cannot_be_made_is_such_a_fault(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_arguments: object, **_named: object) -> None:
        raise ValueError("a secret")

    monkeypatch.setattr("explainer.serve.screen_guest.GuestApp", fails)
    with Seat(host) as seat:
        await seat.still()
        seat.guest.feed(b" ")
        await seat.until(lambda: seat.line.code is not None, "the end")
        assert seat.line.code == 1
        assert (host.counters.crashes, host.counters.apps) == (1, 0)
        assert not host.app_slots.locked()


async def test_what_fails_once_the_app_is_over_is_such_a_fault(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Seat(host) as seat:
        await seat.reads()
        monkeypatch.setattr(seat.guest, "_farewell", lambda app: app.no_such_thing)
        seat.guest.feed(b"\x03")
        await seat.until(lambda: seat.line.code is not None, "the end")
        assert b"Something went wrong" in seat.sent and seat.line.code == 1
        assert not left_on(seat.sent)
    assert host.counters.crashes == 1


async def test_a_server_that_stops_promises_no_place_that_it_may_not_get_to_write(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(host, "hashed", lambda _phrase: asyncio.sleep(60))
    for stopping in (False, True):
        with Seat(host) as seat:
            await seat.reads()
            await seat.until(lambda: seat.parked.told, "the phrase")
            if stopping:
                host.stopping.set()
            seat.guest.say_goodbye("The server is stopping.")
            await seat.until(lambda: seat.line.code is not None, "the end")
            assert (b"Your place is kept" in seat.sent) is not stopping
            assert (b"Your phrase may open your place again: log in as resume." in seat.sent) is stopping
    for task in host.errands:
        task.cancel()


async def test_a_guest_who_reads_nothing_is_cut_and_parked(story: Story, tmp_path: Path) -> None:
    host = host_of(story, tmp_path, stalled_seconds=0.2)
    with Seat(host) as seat:
        await seat.reads()
        seat.line.behind = 100_000
        for _key in range(3):
            seat.guest.feed(b"t")
            await asyncio.sleep(0.1)
        for _turn in range(100):
            await asyncio.sleep(0.02)
            if seat.line.was_cut:
                break
        assert seat.line.was_cut
        assert host.counters.stalled == 1


# leaks


@pytest.mark.parametrize("ending", ["leaves", "is lost", "fails"])
async def test_nothing_of_a_guest_who_left_stays(host: Host, ending: str) -> None:
    apps: weakref.WeakSet[GuestApp] = weakref.WeakSet()
    seats = [await come_and_go(host, ending, apps.add) for _guest in range(10)]
    await gone(host)
    await asyncio.sleep(0)
    gc.collect()
    assert not list(apps), "and not even where something still holds the session"
    assert host.counters.apps_started == len(seats) == 10


async def come_and_go(host: Host, ending: str, note: Callable[[GuestApp], None]) -> Seat:
    with Seat(host) as seat:
        await seat.reads(0.01)
        note(seat.app)
        seat.guest.feed(b"/\x1b[B")
        await seat.still(0.02)
        if ending == "leaves":
            seat.guest.feed(b"\x03")
            await seat.until(lambda: seat.line.code is not None, "the end")
        elif ending == "fails":
            seat.app.reading.view = None
            seat.guest.feed(b"\x1b[B")
            await seat.until(lambda: seat.line.code is not None, "the end")
    return seat


async def test_memory_does_not_grow_with_guests_who_came_and_left(host: Host) -> None:
    """The benchmark does this with 1,000; here the objects of 30 are counted after the 10th."""
    counted = []
    for number in range(30):
        await come_and_go(host, "leaves", lambda _app: None)
        if number in (9, 29):
            await gone(host)
            gc.collect()
            counted.append(len(gc.get_objects()))
    assert counted[1] < counted[0] * 1.02, counted
