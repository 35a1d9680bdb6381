"""Whatever a guest sends, an app gets keys, clicks and pastes, and goes on understanding them."""

from __future__ import annotations

import pytest
from textual import events

from explainer.serve.processes.worker_context import WorkerContext
from explainer.serve.ssh.guest_app import KeyParser
from explainer.tui.screens.ask import AskScreen
from tests.unit.serve.screens import Seat

HUGE = b"\x1b[48;60000;60000;60000;60000t"
NO_PIXELS = b"\x1b[48;24;80;0;0t"
NO_KEYS = (
    b"\x1b[1114112u",
    b"\x1b[99999999;5u",
    b"\x1b[27;1;1114112~",
    b"\x1b[97:65:99999999;2:3;u",
    b"\x1b[;;u",
)


def keys(keyboard: KeyParser, typed: bytes) -> list[str]:
    return [event.key for event in keyboard.feed(typed.decode()) if isinstance(event, events.Key)]


@pytest.mark.parametrize("typed", NO_KEYS)
def test_numbers_that_no_key_has_are_dropped_and_later_keys_are_understood(typed: bytes) -> None:
    keyboard = KeyParser()
    list(keyboard.feed(typed.decode()))
    assert keys(keyboard, b"n\x1b[A") == ["n", "up"]


def test_half_a_surrogate_pair_is_no_key() -> None:
    keyboard = KeyParser()
    assert keys(keyboard, b"a\x1b[55296ub") == ["a", "b"]
    assert all("\ud800" not in (event.character or "") for event in KeyParser().feed("\x1b[0;1;55296u"))  # type: ignore[attr-defined]


def test_a_size_that_is_typed_is_none_and_clicks_stay_cells() -> None:
    keyboard = KeyParser()
    found = list(keyboard.feed((HUGE + NO_PIXELS + b"\x1b[<0;7;3M").decode()))
    assert [type(event) for event in found] == [events.MouseDown]
    assert (found[0].x, found[0].y) == (6, 2)  # type: ignore[attr-defined]


def test_nothing_typed_ends_nothing() -> None:
    keyboard = KeyParser()
    assert keys(keyboard, b"") == []
    assert keys(keyboard, b"x") == ["x"]


@pytest.mark.parametrize("typed", [HUGE, NO_PIXELS + b"\x1b[<0;7;3M", *NO_KEYS])
async def test_an_app_lives_on_at_its_size(host: WorkerContext, typed: bytes) -> None:
    with Seat(host) as seat:
        await seat.reads()
        seat.guest.feed(typed)
        await seat.still()
        assert seat.app.size == (80, 24)
        seat.guest.feed(b"\x1b[27u?")
        await seat.until(lambda: seat.app.reading.view.screen == "help", "help")
    assert host.counters.crashes == 0


@pytest.mark.parametrize("typed", [b"q\r/", b"qy/", b"q\rN", b"q\rm", b"q\r/x\x1b?"])
async def test_keys_behind_the_one_that_left_are_no_fault(host: WorkerContext, typed: bytes) -> None:
    with Seat(host) as seat:
        await seat.reads()
        seat.guest.feed(typed)
        await seat.until(lambda: seat.line.code is not None, "the end")
        assert (seat.line.code, host.counters.crashes) == (0, 0)


async def test_enter_twice_closes_one_screen_and_takes_one_answer(host: WorkerContext) -> None:
    with Seat(host) as seat:
        await seat.reads()
        seat.guest.feed(b"N")
        await seat.until(lambda: isinstance(seat.app.screen, AskScreen), "the question")
        await seat.still()
        seat.guest.feed(b"seen")
        asking = seat.app.screen
        await seat.until(lambda: asking.typed == "seen", "what was typed")
        seat.app.call_later(lambda: [asking._take() for _time in range(2)] and None)
        await seat.still()
        assert host.counters.crashes == 0
        assert seat.app.failure is None
        assert [note.text for note in seat.app.reading.view.run.notes] == ["seen"]
