"""Polls, warnings and questions on a guest's screen in a room."""

from __future__ import annotations

from typing import Any

import pytest

from explainer.paint.compose import rows_text
from explainer.reading.room import ResultView
from explainer.reading.run import Visit
from explainer.session import machine
from explainer.workshop.texts import QUESTION
from tests.tui.rooms import MemoryRoom


class TestPolls:
    async def test_digits_answer_while_the_panel_is_in_front(
        self, enter: Any, room: MemoryRoom, late: None
    ) -> None:
        async with enter() as guest:
            room.poll()
            await guest.see()
            assert "Which of them?" in guest.text and "1 One" in guest.text
            await guest.press("2")
            assert room.done == [("answer", 1)]
            assert "You: 2, counted." in guest.text
            await guest.press("ү")  # 8 under the Kazakh layout
            assert "There are 3 answers" in guest.text
            await guest.press("ә")
            assert room.done[-1] == ("answer", 1)

    async def test_for_its_first_second_it_takes_no_digit(
        self, enter: Any, room: MemoryRoom, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert machine.DEAF == 1.0
        monkeypatch.setattr(machine, "DEAF", 1_000.0)  # a second here may be over before the key is there
        async with enter() as guest:
            room.poll()
            await guest.see()
            await guest.press("2")
            assert room.done == [] and guest.visit == room.visit

    async def test_escape_puts_it_down_to_a_row_and_a_key_brings_it_back(
        self, enter: Any, room: MemoryRoom
    ) -> None:
        async with enter() as guest:
            room.poll()
            await guest.see()
            await guest.press("escape")
            assert "a poll is open: V answers it" in guest.text and "1 One" not in guest.text
            room.stage("the-lamp", 1)
            await guest.see()
            assert "1 One" not in guest.text
            await guest.press("V", "1")
            assert room.done == [("answer", 0)]
            room.poll(phase="revealed", result=ResultView(6, 7, (1, 2, 3)))
            await guest.see()
            assert "6 answers · 7 connected" in guest.text and "yours" in guest.text
            await guest.press("escape")
            assert "the result is there" in guest.text

    async def test_nobody_answers_what_is_hidden_by_a_source(
        self, enter: Any, room: MemoryRoom, late: None
    ) -> None:
        async with enter() as guest:
            await guest.press("r")
            room.poll()
            await guest.see()
            await guest.press("1")
            assert ("answer", 0) not in room.done
            await guest.press("V", "1")
            assert room.done[-1] == ("answer", 0)

    async def test_the_way_not_taken_is_one_key_away(self, enter: Any, room: MemoryRoom) -> None:
        async with enter() as guest:
            room.poll(
                kind="branch", options=("A", "B"), targets=("the-lamp", "the-morning"), phase="revealed",
                result=ResultView(9, 9, (6, 3), margin=3, chosen=0, taken=1),
            )  # fmt: skip
            await guest.see()
            assert "The room chose 1, the leader goes 2." in guest.text
            await guest.press("1")
            assert guest.visit.scene == "the-lamp" and room.view.state == "roaming"

    async def test_a_poll_never_stands_beside_a_warned_scene(self, enter: Any, room: MemoryRoom) -> None:
        async with enter() as guest:
            room.stage("the-rescue", 1)
            room.poll()
            await guest.see()
            assert "Before the next scene" in guest.text and "Which of them?" not in guest.text
            await guest.press("o", "V")
            assert "Which of them?" not in guest.text and "waits" in guest.text

    async def test_without_a_poll_the_key_says_so(self, enter: Any, room: MemoryRoom) -> None:
        async with enter() as guest:
            await guest.press("V")
            assert "No poll is open." in guest.text


@pytest.fixture
def late(monkeypatch: pytest.MonkeyPatch) -> None:
    """Panels came long ago."""
    monkeypatch.setattr(machine, "DEAF", 0.0)


class TestWarnings:
    async def test_three_ways_that_stand_equal(self, enter: Any, room: MemoryRoom) -> None:
        async with enter() as guest:
            room.stage("the-rescue", 1)
            await guest.see()
            for words in ("go round it", "read it", "step out", "Nobody is told"):
                assert words in guest.text
            assert guest.visit.threshold

    async def test_going_round_still_follows(self, enter: Any, room: MemoryRoom) -> None:
        async with enter() as guest:
            room.stage("the-rescue", 1)
            await guest.see()
            await guest.press("right")
            assert room.done == [("went-round", "the-rescue")]
            assert guest.visit.bridge == "the-rescue" and room.view.state == "following"
            room.stage("the-rescue", 1)
            await guest.see()
            assert guest.visit.bridge == "the-rescue"
            room.stage("the-lamp", 1)
            await guest.see()
            assert guest.visit.scene == "the-lamp"

    async def test_reading_it_still_follows(self, enter: Any, room: MemoryRoom) -> None:
        async with enter() as guest:
            room.stage("the-rescue", 1, threshold=True)
            await guest.see()
            await guest.press("o")
            assert room.done == [("consented", "the-rescue")]
            assert not guest.visit.threshold and room.view.state == "following"
            room.stage("the-rescue", 1)
            await guest.see()
            assert guest.visit == Visit("the-rescue", room.visit.step)

    async def test_stepping_out_is_an_empty_page_with_the_key_back(
        self, enter: Any, room: MemoryRoom
    ) -> None:
        async with enter() as guest:
            room.stage("the-rescue", 1)
            await guest.see()
            await guest.press("O")
            assert "You have stepped out." in guest.text
            room.stage("the-lamp", 1)
            room.poll()
            await guest.see()
            assert "Which of them?" not in guest.text and "lamp" not in guest.text.lower()
            await guest.press("right", "enter", "1")
            assert "You have stepped out." in guest.text and room.done == [("step-out",)]
            await guest.press("f")
            assert guest.visit.scene == "the-lamp"


class TestAsking:
    async def test_the_limit_is_said_before_and_a_draft_survives_a_move(
        self, enter: Any, room: MemoryRoom
    ) -> None:
        async with enter() as guest:
            await guest.press("A", *"Who")
            assert str(QUESTION) in rows_text(guest.app.screen.page.frame.rows)
            room.stage("the-lamp", 1)
            await guest.see()
            await guest.press("escape")
            assert "not sent yet" in guest.text and guest.visit.scene == "the-lamp"
            await guest.press("A", "question_mark", "enter")
            await guest.see()
            assert room.done == [("ask", "Who?")]
            assert "sent to the leader only" in guest.text

    async def test_too_long_is_said_and_nothing_is_lost(self, enter: Any, room: MemoryRoom) -> None:
        async with enter() as guest:
            await guest.press("A")
            guest.app.screen._area.text = "x" * (QUESTION + 1)
            await guest.press("enter")
            assert room.done == [] and "are the most" in rows_text(guest.app.screen.page.frame.rows)

    async def test_paused_keeps_what_was_begun(self, enter: Any, room: MemoryRoom) -> None:
        async with enter() as guest:
            await guest.press("A", *"Why", "escape")
            room.change(muted=True)
            await guest.press("A")
            await guest.see()
            assert "Questions are paused." in guest.text
            room.change(muted=False)
            room.refuses = "Not counted: the room is out of reach."
            await guest.press("A", "enter")
            await guest.see()
            assert "out of reach" in guest.text
            room.refuses = ""
            await guest.press("A", "enter")
            await guest.see()
            assert room.done == [("ask", "Why")]
