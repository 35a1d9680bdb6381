"""The line editor beside its keys: history, secrets, leaving, drawing anew, and news that comes while one types."""

from __future__ import annotations

import pytest

from explainer.linear.editor import HISTORY
from explainer.linear.words import INTERRUPT
from tests.unit.linear.dumb_terminal import DOWN, LEFT, UP, Dumb, Seat

# history


def test_up_and_down_bring_back_what_was_remembered_and_the_draft() -> None:
    seat = Seat()
    for line in ("open 1", "open 1", "  ", "glossary"):
        seat.editor.remember(line)
    seat.begin()
    seat.type("dra")
    shown = []
    for key in (UP, UP, UP, DOWN, DOWN, DOWN, "\x10", "\x0e"):
        seat.type(key)
        shown.append(seat.terminal.row())
    assert shown == [
        "> glossary", "> open 1", "> open 1", "> glossary", "> dra", "> dra", "> glossary", "> dra",
    ]  # fmt: skip
    seat.type("\x1bOA")
    assert seat.line() == "glossary"


def test_nothing_is_remembered_by_itself() -> None:
    seat = Seat()
    seat.type("a secret\r")
    seat.begin()
    seat.type(UP)
    assert seat.line() == ""


def test_history_has_an_end() -> None:
    seat = Seat()
    for number in range(HISTORY + 50):
        seat.editor.remember(f"line {number}")
    seat.begin()
    seat.type(UP * (HISTORY + 100))
    assert seat.line() == "line 50"


def test_a_secret_is_neither_shown_nor_mixed_with_history() -> None:
    seat = Seat()
    seat.editor.remember("open 1")
    seat.terminal = Dumb(40)
    seat.begin(secret=True)
    seat.type("hunterr", "\x7f", "2", UP, DOWN, "\x0c")
    seat.terminal.write(seat.editor.resize(10))
    seat.terminal.write(seat.editor.announce(["News."]))
    assert "".join(seat.terminal.text).replace("> ", "").strip(" >") == ""
    assert seat.line() == "hunter2"
    seat.begin()
    seat.type(UP, UP)
    assert seat.line() == "open 1"


# leaving, drawing anew


@pytest.mark.parametrize(("key", "line"), [("\x03", INTERRUPT), ("\x04", None)])
def test_ctrl_c_and_ctrl_d_end_an_empty_line(key: str, line: str | None) -> None:
    seat = Seat()
    fed = seat.type(key)
    assert fed.ended is (line is None)
    assert fed.line == line
    assert fed.output == "\r\n"


def test_ctrl_c_puts_a_half_typed_line_away() -> None:
    seat = Seat()
    fed = seat.type("half" + LEFT + "\x03")
    assert not fed.ended
    assert seat.terminal.text == ["> half", ">"]
    assert seat.editor.empty
    assert seat.type("\x03").line == INTERRUPT


def test_ctrl_l_says_the_line_again() -> None:
    seat = Seat()
    seat.type("half" + LEFT, "\x0c", "!")
    assert seat.terminal.text == ["> half", "> hal!f"]


def test_a_window_that_narrows_over_the_line_has_it_drawn_anew() -> None:
    seat = Seat(width=40)
    seat.type("a line of thirty characters, so")
    assert seat.editor.resize(60) == ""
    out = seat.editor.resize(20)
    seat.terminal = Dumb(20)
    seat.terminal.write(out)
    assert seat.terminal.row(0) == ""
    assert seat.terminal.row().endswith("ters, so")
    assert seat.editor.resize(0) == "", "a window that does not tell its width"


# news


def test_news_comes_at_once_at_an_empty_line_and_leaves_no_stray_prompt() -> None:
    seat = Seat()
    seat.terminal.write(seat.editor.announce(["Leader: step 3 of 4.", "Officials offered 85 to 90 tenge."]))
    assert seat.terminal.text == ["Leader: step 3 of 4.", "Officials offered 85 to 90 tenge.", ">"]
    assert seat.cursor == 2
    seat.type("next")
    assert seat.terminal.row() == "> next"


def test_news_shorter_than_the_prompt_still_covers_it() -> None:
    seat = Seat()
    seat.terminal.write(seat.editor.announce(["x"]))
    assert seat.terminal.text == ["x", ">"]


def test_news_waits_while_one_types_and_only_the_newest_follows_the_reply() -> None:
    seat = Seat()
    seat.type("search aki")
    for number in (1, 2, 3):
        assert seat.editor.announce([f"Leader: step {number} of 4."]) == ""
    assert seat.terminal.text == ["> search aki"]
    assert seat.type("mat\r").line == "search akimat"
    seat.terminal.write("Search: 3 found.\r\n")
    seat.begin()
    assert seat.terminal.text == ["> search akimat", "Search: 3 found.", "Leader: step 3 of 4.", ">"]
    seat.type("\r")
    seat.begin()
    assert "".join(seat.terminal.text).count("Leader") == 1


def test_news_between_a_line_and_its_reply_follows_the_reply() -> None:
    seat = Seat()
    seat.type("next\r")
    assert seat.editor.announce(["Leader: step 2 of 4."]) == ""
    seat.terminal.write("Reply.\r\n")
    seat.begin()
    assert seat.terminal.text == ["> next", "Reply.", "Leader: step 2 of 4.", ">"]


def test_news_of_nothing_says_nothing() -> None:
    assert Seat().editor.announce([]) == ""


def test_a_large_paste_is_taken_in_good_time_and_cut() -> None:
    seat = Seat()
    seat.type("x" * 300_000)
    line = seat.line()
    assert line is not None
    assert len(line) == 10_000
