"""A guest's terminal, from what its own client told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainer.serve.ssh.guest_terminal import (
    ENVIRONMENT,
    HIGHEST,
    LOWEST,
    NARROWEST,
    WIDEST,
    GuestTerminal,
    clamped,
    environment_of,
)


@pytest.mark.parametrize(
    ("told", "size"),
    [
        ((80, 24), (80, 24)),
        ((0, 0), (80, 24)),
        ((0, 50), (80, 24)),
        ((-5, 24), (80, 24)),
        ((1, 1), (NARROWEST, LOWEST)),
        ((65_535, 65_535), (WIDEST, HIGHEST)),
        ((4_294_967_295, 2), (WIDEST, LOWEST)),
    ],
)
def test_sizes_stay_within_bounds(told: tuple[int, int], size: tuple[int, int]) -> None:
    assert clamped(*told) == size
    terminal = GuestTerminal("xterm", told, {})
    assert (terminal.columns, terminal.rows) == size


def test_the_bounds_are_the_ones_that_screens_are_drawn_for() -> None:
    assert (NARROWEST, WIDEST, LOWEST, HIGHEST) == (20, 400, 6, 200)
    assert clamped(20, 6) == (20, 6) and clamped(400, 200) == (400, 200)


def test_a_resize_tells_whether_anything_changed() -> None:
    terminal = GuestTerminal("xterm", (WIDEST, 24), {})
    assert not terminal.resize(9_999, 24)
    assert terminal.resize(100, 30)
    assert (terminal.columns, terminal.rows) == (100, 30)


@pytest.mark.parametrize(
    ("term", "environment", "depth"),
    [
        ("vt100", {}, "none"),
        ("xterm", {}, "16"),
        ("xterm-256color", {}, "256"),
        ("xterm-direct", {}, "truecolor"),
        ("xterm-kitty", {}, "truecolor"),
        ("xterm", {"COLORTERM": "truecolor"}, "truecolor"),
        ("xterm-256color", {"NO_COLOR": "1", "COLORTERM": "truecolor"}, "none"),
        ("", {}, "16"),
    ],
)
def test_colours(term: str, environment: dict[str, str], depth: str) -> None:
    assert GuestTerminal(term, (80, 24), environment).profile.depth == depth


def test_nothing_of_the_servers_own_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (
        ("NO_COLOR", "1"),
        ("COLORTERM", "truecolor"),
        ("LANG", "C"),
        ("TERM", "xterm-direct"),
    ):
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("COLUMNS", "33")
    profile = GuestTerminal("xterm-256color", (0, 0), {"LANG": "en_GB.UTF-8"}).profile
    assert (profile.depth, profile.glyphs, profile.motion) == ("256", "braille", True)
    assert GuestTerminal("xterm", (0, 0), {}).columns == 80


def test_of_a_kind_of_any_length_little_is_kept() -> None:
    assert len(GuestTerminal("x" * 200_000, (80, 24), {}).term) == 64


def test_a_term_in_the_environment_does_not_win_over_the_pty() -> None:
    assert GuestTerminal("vt100", (80, 24), {"TERM": "xterm-direct"}).profile.depth == "none"


@pytest.mark.parametrize("term", ["vt100", "vt220", "ansi", "linux"])
def test_the_oldest_are_asked_nothing(term: str) -> None:
    assert not GuestTerminal(term, (80, 24), {}).asks


@pytest.mark.parametrize("term", ["xterm", "xterm-256color", "screen", "tmux-256color", "", "unknown"])
def test_others_are_asked_and_nothing_is_known_before_they_answer(term: str) -> None:
    terminal = GuestTerminal(term, (80, 24), {})
    assert terminal.asks and not terminal.synchronized


@pytest.mark.parametrize(
    ("term", "fills"),
    [("vt100", False), ("vt220", False), ("ansi", False), ("linux", True), ("xterm", True), ("screen", True)],
)
def test_the_oldest_do_not_fill_what_they_clear(term: str, fills: bool) -> None:
    assert GuestTerminal(term, (80, 24), {}).fills == fills


def test_latin_locales_get_seven_bits() -> None:
    assert GuestTerminal("xterm", (80, 24), {"LANG": "de_DE.ISO-8859-1"}).profile.glyphs == "ascii"
    assert GuestTerminal("xterm", (80, 24), {}).profile.glyphs == "braille"


def test_only_what_tells_about_a_terminal_is_kept() -> None:
    told = {
        b"LANG": b"en_GB.UTF-8",
        b"COLORTERM": b"truecolor",
        b"SECRET": b"x",
        b"LD_PRELOAD": b"/tmp/x",
        b"TERM_PROGRAM": b"a\x1b[31m",
        b"LC_ALL": b"x" * 65,
        b"LC_CTYPE": b"\xff\xfe\n",
    }
    assert environment_of(told) == {"LANG": "en_GB.UTF-8", "COLORTERM": "truecolor"}


def test_each_value_that_tells_about_a_terminal_is_kept() -> None:
    told = {name.encode(): b"a value" for name in ENVIRONMENT} | {b"TERM": b"xterm-direct", b"LC_TIME": b"C"}
    assert set(environment_of(told)) == {
        "LANG", "LC_ALL", "LC_CTYPE", "COLORTERM", "NO_COLOR", "TERM_PROGRAM", "KONSOLE_VERSION", "EXPLAINER_BIDI"
    }  # fmt: skip
    assert environment_of({b"LANG": b"x" * 64, b"NO_COLOR": b""}) == {"LANG": "x" * 64, "NO_COLOR": ""}
    assert environment_of({b"LANG": b"de\xff"})["LANG"] == "de\ufffd"


@pytest.mark.parametrize(
    ("environment", "bidi"),
    [
        ({}, "ours"),
        ({"KONSOLE_VERSION": "250400"}, "terminal"),
        ({"TERM_PROGRAM": "Apple_Terminal"}, "terminal"),
        ({"TERM_PROGRAM": "iTerm.app"}, "ours"),
        ({"KONSOLE_VERSION": "250400", "EXPLAINER_BIDI": "ours"}, "ours"),
        ({"EXPLAINER_BIDI": "terminal"}, "terminal"),
        ({"EXPLAINER_BIDI": "\x1b[8h"}, "ours"),
    ],
)
def test_who_orders_right_to_left_text(environment: dict[str, str], bidi: str) -> None:
    assert GuestTerminal("xterm", (80, 24), environment).profile.bidi == bidi


@given(st.dictionaries(st.sampled_from([b"LANG", b"LC_ALL", b"NO_COLOR", b"X"]), st.binary(max_size=80)))
def test_values_are_printable_and_short(told: dict[bytes, bytes]) -> None:
    found = environment_of(told)
    assert all(len(value) <= 64 and value.isprintable() for value in found.values())
    GuestTerminal("xterm", (80, 24), found)
