"""The line editor, on a terminal that obeys CR, LF, backspace and characters alone, and fails at anything else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainer.paint.cells import wrapping
from tests.unit.linear.dumb_terminal import DELETE, DOWN, END, HOME, LEFT, RIGHT, UP, Seat


@pytest.mark.parametrize(
    ("keys", "line", "cursor"),
    [
        ("next", "next", 4),
        ("nxt" + LEFT * 2 + "e", "next", 2),
        ("nexxt" + LEFT + "\x7f", "next", 3),
        ("nexxt" + LEFT + "\x08", "next", 3),
        ("nexxt" + LEFT * 2 + DELETE, "next", 3),
        ("nexxt" + LEFT * 2 + "\x04", "next", 3),
        ("ext" + HOME + "n" + END, "next", 4),
        ("ext\x1bOHn\x1bOF", "next", 4),
        ("ext\x1b[1~n\x1b[4~", "next", 4),
        ("ext\x01n\x05", "next", 4),
        ("xxnext\x01" + RIGHT * 2 + "\x15", "next", 0),
        ("nextxx" + LEFT * 2 + "\x0b", "next", 4),
        ("next  xx \x17\x17next", "next", 4),
        ("open 3 4\x1bb\x1bb5 ", "open 5 3 4", 7),
        ("open 3 4\x1b[1;5D\x1b[1;5D5 \x1b[1;5C", "open 5 3 4", 8),
        ("open 3 4\x1b[5D5", "open 3 54", 8),
        ("open three\x1bb\x1bd4", "open 4", 6),
        ("open three\x1b\x7f3", "open 3", 6),
        (LEFT + RIGHT + "\x7f" + DELETE + "\x17\x15\x0b", "", 0),
        ("a\tb", "a b", 3),
        ("a\x00\x07\x1cb", "ab", 2),
    ],
)
def test_keys_edit_the_line_and_the_screen_shows_it(keys: str, line: str, cursor: int) -> None:
    seat = Seat()
    seat.type(keys)
    assert seat.terminal.row() == f"> {line}".rstrip()
    assert seat.cursor == 2 + cursor
    one_by_one = Seat()
    one_by_one.type(*keys)
    assert one_by_one.terminal.text == seat.terminal.text
    assert (one_by_one.line(), seat.line()) == (line, line)


@pytest.mark.parametrize(
    "sequence",
    [
        "\x1b[5~", "\x1b[20~", "\x1bOP", "\x1b[[A", "\x1b[200~", "\x1b[201~", "\x1b[<0;3;4M", "\x1b[?1;2c", "\x1b[1;2P",
        "\x1b]0;title\x07", "\x1b]11;rgb:0/0/0\x1b\\", "\x1bP1$r0m\x1b\\", "\x1bx", "\x9b5~", "\x8fP", "\x9d0;t\x9c",
    ],
)  # fmt: skip
def test_a_sequence_that_means_nothing_leaves_nothing(sequence: str) -> None:
    for parts in ([f"ab{sequence}c"], ["ab", *sequence, "c"]):
        seat = Seat()
        seat.type(*parts)
        assert seat.line() == "abc", parts


def test_sequences_that_never_end_do_not_hold_the_line() -> None:
    seat = Seat()
    assert seat.type("\x1b]0;never", "\r").line == ""
    seat.begin()
    seat.type("\x1b[" + "1" * 2_000)
    assert not seat.editor.escape
    seat.begin()
    assert seat.type("\x1b[12\rnext").line is not None


def test_the_escape_key_alone_eats_no_letter() -> None:
    seat = Seat()
    seat.type("\x1b")
    assert seat.editor.escape
    seat.editor.no_more()
    seat.type("back")
    assert seat.line() == "back"


def test_a_key_that_comes_in_pieces_over_a_slow_line_is_still_that_key() -> None:
    seat = Seat()
    seat.type("ab\x1b[")
    assert not seat.editor.escape
    seat.editor.no_more()
    seat.type("D", "!")
    assert seat.line() == "a!b"


@pytest.mark.parametrize(
    ("given_in", "lines"),
    [
        (["a\rb\r"], ["a", "b"]),
        (["a\nb\n"], ["a", "b"]),
        (["a\r\nb\r\n"], ["a", "b"]),
        (["a\r", "\nb\r", "\n"], ["a", "b"]),
        (["\r\r"], ["", ""]),
        (["\n\n"], ["", ""]),
    ],
)
def test_each_kind_of_line_end_is_one_enter(given_in: list[str], lines: list[str]) -> None:
    seat, found = Seat(), []
    for text in given_in:
        fed = seat.type(text)
        while fed.line is not None:
            found.append(fed.line)
            fed = seat.begin()
    assert found == lines
    assert seat.editor.empty


def test_a_paste_of_lines_is_shown_and_answered_line_by_line() -> None:
    seat = Seat()
    assert seat.type("one\ntwo\nthr").line == "one"
    seat.terminal.write("Answer.\r\n")
    assert seat.begin().line == "two"
    assert seat.begin().line is None
    assert seat.terminal.text == ["> one", "Answer.", "> two", "> thr"]
    assert seat.type("ee\r").line == "three"


def test_wide_characters_and_marks_step_as_wide_as_they_are() -> None:
    seat = Seat()
    seat.type("日本" + "e\u0301")
    assert seat.cursor == 2 + 5
    seat.type(LEFT)
    assert seat.cursor == 2 + 4
    seat.type(LEFT)
    assert seat.cursor == 2 + 2
    seat.type("\x7f")
    assert seat.terminal.row() == "> 本e\u0301"
    seat.type(END, "\x7f")
    assert seat.line() == "本", "a letter goes with its mark"


def test_marks_without_a_letter_and_heaps_of_them_are_dropped() -> None:
    seat = Seat()
    seat.type("\u0301" + "e" + "\u0301" * 500)
    line = seat.line()
    assert line is not None
    assert line[0] == "e"
    assert len(line) < 12


def test_what_a_terminal_would_obey_never_enters_the_line() -> None:
    seat = Seat()
    seat.type("a\u202eb\u200bc\x85d\x84")
    assert seat.line() == "abcd"


@pytest.mark.parametrize(("encoding", "shown"), [("ascii", "> caf? ?"), ("latin-1", "> café ?")])
def test_what_a_terminal_cannot_show_is_a_question_mark_of_one_cell(encoding: str, shown: str) -> None:
    seat = Seat(encoding=encoding)
    seat.type("café 日")
    assert seat.terminal.row() == shown
    seat.type("\x7f\x7f!")
    assert seat.line() == "café!"


def test_a_long_line_scrolls_in_its_window() -> None:
    seat = Seat(width=20)
    text = "abcdefghijklmnopqrstuvwxyz0123456789"
    seat.type(*text)
    assert seat.terminal.row().endswith("6789")
    assert len(seat.terminal.rows) == 1
    seat.type(HOME)
    assert seat.terminal.row() == "> abcdefghijklmnopq"
    assert seat.cursor == 2
    seat.type(*(RIGHT * 3), "!")
    assert seat.line() == "abc!" + text[3:]


def test_scrolling_draws_half_a_window_at_a_time() -> None:
    """A speech program says again what is drawn again: most keys must send one character."""
    seat = Seat(width=40)
    sent = []
    for character in "m" * 200:
        sent.append(len(seat.type(character).output))
    assert sum(one > 1 for one in sent) <= 200 / (37 // 2) + 1


KEYS = st.lists(
    st.sampled_from([
        "a", "b ", "日", "e\u0301", "word ", LEFT, RIGHT, HOME, END, DELETE, "\x7f", "\x17", "\x15", "\x0b", "\x1bb",
        "\x1bf", "\x1bd", UP, DOWN, "\x1b[5~",
    ]),
    max_size=60,
)  # fmt: skip


@given(KEYS, st.integers(7, 30))
def test_the_screen_always_shows_the_line_around_the_cursor(keys: list[str], width: int) -> None:
    seat = Seat(width=width)
    seat.editor.remember("an earlier line that is long")
    seat.begin()
    for key in keys:
        seat.type(key)
        line = seat.editor._line
        row = seat.terminal.row()[2:]
        assert row == row.strip() or row in line.text, (row, line.text)
        assert row in line.text, "only what is typed, nothing left over"
        before = "".join(seat.terminal.rows[-1][2 : seat.cursor])
        assert "".join(line.clusters[: line.cursor]).endswith(before)
        if wrapping.width(line.text) <= width - 3:
            assert row == line.text.rstrip()
            assert seat.cursor == 2 + wrapping.width("".join(line.clusters[: line.cursor]))


@given(st.text(max_size=200), st.lists(st.integers(1, 5), max_size=50))
def test_any_text_split_anywhere_gives_the_same_lines_and_harms_nothing(text: str, sizes: list[int]) -> None:
    def lines(parts: list[str]) -> list[str]:
        seat, found = Seat(width=30), []
        for part in parts:
            fed = seat.type(part)
            while fed.line is not None or fed.ended:
                found.append("<end>" if fed.ended else str(fed.line))
                fed = seat.begin()
        return found

    parts, rest = [], text
    for size in sizes:
        parts.append(rest[:size])
        rest = rest[size:]
    assert lines([*parts, rest]) == lines([text])
