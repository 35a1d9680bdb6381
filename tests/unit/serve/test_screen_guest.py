"""A guest with a screen: thin first, and the phrase that brings them back."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import pytest

from explainer.serve.parking.parked_runs import ParkedRun
from explainer.serve.processes.worker_context import WorkerContext
from explainer.serve.ssh.guest_terminal import MODES_OFF
from explainer.serve.ssh.painted_guest import MODES_ON
from explainer.serve.ssh.terminal_input import QUESTIONS
from tests.unit.serve.screens import ATTRIBUTES, RECEIPT, Seat, gone, left_on, parked_of

pytestmark = pytest.mark.usefixtures("as_in_a_server")

# thin


async def test_a_guest_who_only_looks_has_no_app(host: WorkerContext) -> None:
    with Seat(host) as seat:
        await seat.shows("The storm")
        assert seat.sent.startswith(MODES_ON)
        await seat.still()
        assert seat.app is None
        assert (host.counters.apps_started, host.counters.apps) == (0, 0)


async def test_it_is_said_once_that_one_reads_alone(host: WorkerContext) -> None:
    with Seat(host) as seat, Seat(host) as other:
        await seat.shows("You are reading alone.")
        await other.shows("You are reading alone.")
        await seat.reads()
        seat.guest.feed(b"?\x1b")
        await seat.until(lambda: "You are reading alone" not in seat.look(), "the line is free again")
        seat.guest.feed(b"\x1b")
        await seat.still()
        assert "You are reading alone" not in seat.look() and "You are reading alone" in other.look()


async def test_the_last_words_are_whole_words_in_a_narrow_window(host: WorkerContext) -> None:
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


async def test_the_phrase_is_whole_or_unsaid_in_whatever_size_the_window_gets(host: WorkerContext) -> None:
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


async def test_in_a_window_that_is_too_low_the_answers_are_seen(host: WorkerContext) -> None:
    with Seat(host, size=(30, 10)) as seat:
        await seat.shows("This window is 30x10")
        await seat.reads()
        await seat.until(lambda: seat.parked.told, "the move")
        seat.guest.feed(b"q")
        await seat.shows("y keep it for 30 days")
        assert "n leave, nothing stays Esc stay" in seat.look()


async def test_questions_follow_the_first_frame_once(host: WorkerContext) -> None:
    with Seat(host, answers=False) as seat:
        await seat.until(lambda: QUESTIONS in seat.sent, "the questions")
        assert b"The storm" in seat.sent[: seat.sent.index(QUESTIONS)]
        seat.guest.resize(100, 30)
        await seat.still()
        assert seat.sent.count(QUESTIONS) == 1


@pytest.mark.parametrize("term", ["linux", "vt220"])
async def test_old_terminals_are_asked_nothing(host: WorkerContext, term: str) -> None:
    with Seat(host, term=term) as seat:
        await seat.still()
        assert QUESTIONS not in seat.sent
        assert b"\x1b[5n" not in seat.sent


@pytest.mark.parametrize("step", [1, 3, 1_000])
async def test_answers_are_no_keys(host: WorkerContext, step: int) -> None:
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


async def test_answers_that_change_nothing_paint_nothing(host: WorkerContext) -> None:
    with Seat(host, answers=False) as seat:
        await seat.still()
        frames = host.counters.frames
        seat.guest.feed(b"\x1b]11;rgb:0000/0000/0000\x1b\\" + ATTRIBUTES + RECEIPT)
        await seat.still()
        assert host.counters.frames == frames == 1


async def test_no_colour_means_no_colour_sequence(host: WorkerContext) -> None:
    with Seat(host, environment={"NO_COLOR": "1", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}) as seat:
        await seat.reads()
        seat.guest.feed(b"/")
        await seat.shows("Search")
        seat.guest.feed(b"storm")
        await seat.shows("Search storm")
        for numbers in re.findall(rb"\x1b\[([0-9;]*)m", seat.sent):
            assert not any(30 <= int(n or 0) <= 49 or 90 <= int(n or 0) <= 107 for n in numbers.split(b";"))


@pytest.mark.parametrize("term", ["linux", "vt100", "xterm"])
async def test_the_last_words_do_not_stand_amid_a_page(host: WorkerContext, term: str) -> None:
    """Seen by a terminal without another screen, as these old kinds are; xterm goes back to the first, unharmed."""
    with Seat(host, term=term) as seat:
        await seat.reads()
        seat.guest.say_goodbye("The server is stopping.")
        await seat.until(lambda: seat.line.code is not None, "the end")
        shown = seat.look()
        assert shown.startswith("The server is stopping. Your place") == (term != "xterm")
        assert (b"\x1b[J" in seat.sent[seat.sent.rindex(b"\x1b[?2004l") - 20 :]) == (term != "xterm")


@pytest.mark.parametrize("key", [b"q", b"\x03", b"\x11"])
async def test_leaving_at_once_needs_no_app(host: WorkerContext, key: bytes) -> None:
    with Seat(host) as seat:
        await seat.still()
        seat.guest.feed(key)
        await seat.until(lambda: seat.line.code is not None, "the end")
        assert seat.line.code == 0
        assert host.counters.apps_started == 0
        assert not left_on(seat.sent)


async def test_many_guests_of_one_size_cost_one_drawing(
    host: WorkerContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    from explainer.serve.ssh import frame_cache

    drawn: list[tuple[int, int]] = []
    compose = frame_cache.compose

    def counting(view: Any, columns: int, rows: int, profile: Any) -> Any:
        drawn.append((columns, rows))
        return compose(view, columns, rows, profile)

    monkeypatch.setattr(frame_cache, "compose", counting)
    for size in ((80, 24), (80, 24), (100, 24), (80, 24)):
        with Seat(host, size) as seat:
            await seat.shows("The storm")
    assert drawn == [(80, 24), (100, 24)]


# the phrase


async def test_the_phrase_is_said_once_at_the_first_move(host: WorkerContext) -> None:
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


async def test_a_phrase_is_never_cut(host: WorkerContext) -> None:
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


async def test_one_who_came_back_is_not_told_again(host: WorkerContext) -> None:
    phrase = ParkedRun(host).phrase()
    with Seat(host, parked=ParkedRun(host, phrase)) as seat:
        await seat.still()
        seat.guest.feed(b"1")
        await seat.until(lambda: seat.app and seat.app.reading.view.run.past, "a move")
        await seat.still()
        assert phrase not in seat.look()


@pytest.mark.parametrize(("answer", "stays"), [(b"y", True), (b"n", False)])
async def test_leaving_asks_whether_the_place_is_kept(
    host: WorkerContext, answer: bytes, stays: bool
) -> None:
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


@pytest.mark.parametrize(("answer", "stays"), [(b"q", True), (b"\r", True), (b"y", True), (b"n", False)])
async def test_a_yes_can_be_taken_back_at_the_next_leaving(
    host: WorkerContext, answer: bytes, stays: bool
) -> None:
    phrase = ParkedRun(host).phrase()
    parked = ParkedRun(host, phrase, host.parking.ticket(phrase), long=True)
    with Seat(host, parked=parked) as seat:
        await seat.still()
        seat.guest.feed(b"1")
        await seat.until(lambda: seat.app and seat.app.reading.view.run.past, "a move")
        seat.guest.feed(b"q")
        await seat.shows("Your place is kept here. Shall it stay?")
        seat.guest.feed(answer)
        await seat.until(lambda: seat.line.code is not None, "the end")
        assert (b"30 days. Log in" in seat.sent[seat.sent.index(MODES_OFF) :]) is stays
        assert (await parked_of(host, seat) is not None) is stays


async def test_one_who_did_nothing_is_asked_nothing(host: WorkerContext) -> None:
    with Seat(host) as seat:
        await seat.still()
        seat.guest.feed(b"?")
        await seat.until(lambda: seat.app and seat.app.is_ready, "the app")
        await seat.still()
        seat.guest.feed(b"q")
        await seat.until(lambda: seat.line.code is not None, "the end")


async def test_a_broken_line_parks_the_run_and_ends_the_app(host: WorkerContext) -> None:
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


async def test_a_line_that_breaks_while_the_app_is_made(host: WorkerContext) -> None:
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
