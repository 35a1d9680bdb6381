"""What of a guest's typing is taken, and that nothing is torn by it."""

from __future__ import annotations

import time
from typing import Any

import pytest

from explainer.serve.processes.settings import Limits
from explainer.serve.ssh.terminal_input import PASTE_BEGINS, PASTE_ENDS, TypingLimit


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def intake(clock: Clock, **limits: Any) -> TypingLimit:
    return TypingLimit(Limits(**limits), clock)


def test_a_burst_is_taken_and_the_rest_of_a_flood_is_not(clock: Clock) -> None:
    taker = intake(clock, key_burst=20, keys_per_second=10)
    assert taker.take(b"n" * 100) == "n" * 20
    assert taker.dropped == 1
    assert taker.take(b"n") == ""
    clock.now += 0.5
    assert taker.take(b"n" * 100) == "n" * 5
    clock.now += 1_000
    assert taker.take(b"n" * 100) == "n" * 20, "a long silence earns no more than a burst"


def test_a_key_of_many_bytes_is_one_key(clock: Clock) -> None:
    taker = intake(clock, key_burst=3, keys_per_second=1)
    assert taker.take(b"\x1b[1;5C\x1bOP\xd1\x84n") == "\x1b[1;5C\x1bOPф"


def test_a_key_cut_by_the_limit_is_not_typed_as_letters(clock: Clock) -> None:
    taker = intake(clock, key_burst=2, keys_per_second=1)
    assert taker.take(b"nnnn\x1b[1;") == "nn\x1b[1;"
    clock.now += 1
    assert taker.take(b"5C").endswith("5")  # its beginning went on, so that this is its end and no key


def test_letters_cut_in_two_are_put_together(clock: Clock) -> None:
    taker = intake(clock)
    assert taker.take(b"\xd1") + taker.take(b"\x84") == "ф"
    assert taker.take(b"\xff\xfe") == "��"


def test_a_long_paste_is_cut_and_ends(clock: Clock) -> None:
    taker = intake(clock, paste_bytes=10)
    taken = (
        taker.take(PASTE_BEGINS + b"a" * 6) + taker.take(b"b" * 6) + taker.take(b"c" * 6 + PASTE_ENDS + b"n")
    )
    assert taken == "\x1b[200~" + "a" * 6 + "b" * 4 + "\x1b[201~n"
    assert (taker.cut, taker.pasting) == (1, False)


def test_a_paste_without_an_end_is_ended(clock: Clock) -> None:
    taker = intake(clock)
    taker.take(PASTE_BEGINS + b"abc")
    assert taker.pasting
    assert taker.end_paste() == "\x1b[201~"
    assert taker.end_paste() == ""
    assert taker.take(b"n") == "n"


def test_a_paste_is_not_counted_as_keys(clock: Clock) -> None:
    taker = intake(clock, key_burst=2, keys_per_second=1)
    assert taker.take(PASTE_BEGINS + b"abcdef" + PASTE_ENDS) == "\x1b[200~abcdef\x1b[201~"


def test_floods_cost_little(clock: Clock) -> None:
    taker = intake(clock)
    begun = time.process_time()
    for _chunk in range(64):
        taker.take(b"\x1b[<35;10;10M" * 5_000)
        taker.take(PASTE_BEGINS + b"x" * 65_536 + PASTE_ENDS)
    assert time.process_time() - begun < 5.0
