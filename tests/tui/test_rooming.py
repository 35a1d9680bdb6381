"""A guest's screen in a room: it goes with the leader, and nothing of the guest's own is taken away by that."""

from __future__ import annotations

from typing import Any

import pytest

from explainer.paint.compose import rows_text
from explainer.reading.actions import BY_ID, keys_under_layouts
from explainer.reading.room import RoomLink, RoomView
from explainer.reading.run import Visit
from explainer.session.room_page import front_of
from explainer.story.model.structs import Story
from explainer.tui.screens.ask import AskScreen
from tests.tui.conftest import Make
from tests.tui.rooms import Guest, MemoryRoom


def test_the_room_in_memory_keeps_the_protocol(room: MemoryRoom) -> None:
    link: RoomLink = room
    assert link.view.code == "maple-42"


async def test_a_follower_goes_with_the_leader(enter: Any, room: MemoryRoom, story: Story) -> None:
    async with enter() as guest:
        assert guest.visit == room.visit
        assert "room maple-42" in guest.text and "Following the leader · step 1" in guest.text
        room.stage("the-lamp", 1)
        await guest.see()
        assert guest.visit.scene == "the-lamp"
        assert story.scenes["the-lamp"].title in guest.text
        assert not room.done


async def test_many_moves_at_once_are_one_change(enter: Any, room: MemoryRoom, monkeypatch: Any) -> None:
    async with enter() as guest:
        shown: list[str] = []
        show = guest.app.reading.show

        async def counted(view: Any) -> None:
            shown.append(view.run.visit.scene)
            await show(view)

        monkeypatch.setattr(guest.app.reading, "show", counted)
        for _turn in range(6):
            room.stage("the-lamp", 1)
            room.stage("the-warning", 2)
        await guest.see()
        assert guest.visit == room.visit
        assert len(shown) == 1


@pytest.mark.parametrize("key", ["right", "left", "m", "d", "1"])
async def test_an_own_move_unfollows_quietly_and_follow_returns(
    enter: Any, room: MemoryRoom, key: str
) -> None:
    room.stage("the-storm", 1)
    room.stage("the-warning", 1)
    keys = {"m": ("m", "down", "enter"), "d": ("d", *"8 feb", "enter"), "1": ("left", "f", "1")}.get(
        key, (key,)
    )
    if key == "1":
        room.stage("the-storm", 1)
    async with enter(run=_been(room)) as guest:
        await guest.press(*keys)
        assert room.view.state == "roaming", room.done
        assert "Own way · the leader is at" in guest.text
        there = guest.visit
        room.stage("the-lamp", 1)
        await guest.see()
        assert guest.visit == there
        await guest.press("f")
        assert room.view.state == "following"
        assert guest.visit.scene == "the-lamp"
        assert guest.app.reading.view.run.lens is None


def _been(room: MemoryRoom) -> Any:
    """A run that has somewhere to go back to."""
    from explainer.reading.moves import enter
    from explainer.reading.run import begin

    return enter(room.story, begin(room.story), Visit("the-lamp"))


@pytest.mark.parametrize("keys", [("tab", "enter"), ("slash", *"keep"), ("g",), ("question_mark",)])
async def test_what_is_open_stays_and_closing_lands_on_the_step_of_now(
    enter: Any, room: MemoryRoom, keys: tuple[str, ...]
) -> None:
    room.stage("the-morning", 1)
    async with enter() as guest:
        await guest.press(*keys)
        assert room.done[-1] == ("looking", True)
        before = guest.app.reading.view
        room.stage("the-lamp", 1)
        room.poll()
        await guest.see()
        after = guest.app.reading.view
        assert (after.sheets, after.listings, after.run) == (before.sheets, before.listings, before.run)
        assert "The leader is at" in guest.text or keys[0] in ("slash", "g")
        assert front_of(after) == ""
        room.stage("the-warning", 1)
        await guest.press("escape")
        assert room.done[-1] == ("looking", False)
        assert guest.visit.scene == "the-warning" and room.view.state == "following"
        assert "Which of them?" in guest.text


async def test_what_the_leader_opens_is_opened_and_no_looking(enter: Any, room: MemoryRoom) -> None:
    async with enter() as guest:
        room.change(opened="source:log-book")
        await guest.see()
        assert [sheet.id for sheet in guest.app.reading.view.sheets] == ["log-book"]
        room.stage("the-lamp", 1, opened="")
        await guest.see()
        assert guest.app.reading.view.sheets == () and guest.visit.scene == "the-lamp"
        room.change(opened="source:port-gazette")
        await guest.see()
        await guest.press("escape")
        assert guest.app.reading.view.sheets == ()
        room.change(row="news")
        await guest.see()
        assert guest.app.reading.view.sheets == ()  # put away by the guest, it stays away
        room.change(opened="claim:boats-lost")
        await guest.see()
        assert guest.app.reading.view.screen == "claim"
        room.change(opened="term:no-such")
        await guest.see()
        assert guest.app.reading.view.screen == "scene"
        assert not any(what[0] == "looking" for what in room.done)


async def test_a_note_being_written_is_not_moved(enter: Any, room: MemoryRoom) -> None:
    async with enter() as guest:
        await guest.press("N", *"mine")
        assert isinstance(guest.app.screen, AskScreen)
        room.stage("the-lamp", 1)
        await guest.see()
        assert guest.app.screen.typed == "mine"
        await guest.press("enter")
        await guest.see()
        assert guest.app.reading.view.run.notes[0].anchor.scene == "the-warning"
        assert guest.visit.scene == "the-lamp"


async def test_held_own_moves_wait_and_looking_works(enter: Any, room: MemoryRoom) -> None:
    async with enter() as guest:
        room.change(state="held", mode="hold", task="Find the number.")
        await guest.see()
        assert "Hold · Find the number." in guest.text
        await guest.press("right")
        assert guest.visit == room.visit and not room.done
        assert "moves wait" in guest.text
        await guest.press("1")
        assert guest.visit == room.visit
        await guest.press("r")
        assert guest.app.reading.view.sheets
        await guest.press("escape", "R")
        assert ("ready", "done") in room.done
        assert "Ready: done" in guest.text
        await guest.press("R", "R")
        assert [what[1] for what in room.done if what[0] == "ready"] == ["done", "stuck", "working"]


async def test_waiting_any_own_move_roams(enter: Any, room: MemoryRoom, story: Story) -> None:
    room.change(state="waiting", leader_scene="", leader_at="", leader_step=0)
    async with enter() as guest:
        assert "The leader has not begun." in guest.text
        await guest.press("t")
        assert "The leader has not begun." in guest.text
        await guest.press("right")
        assert room.view.state == "roaming"
        assert story.scenes[story.start].title in guest.text


async def test_a_closed_room_lets_one_read_on_alone(enter: Any, room: MemoryRoom) -> None:
    async with enter() as guest:
        room.change(state="closed")
        await guest.see()
        assert "The room is closed." in guest.text
        await guest.press("right")
        assert guest.app.reading.view.room is None and "maple-42" not in guest.text
        assert room.heard_by == 0
        await guest.press("f")
        assert "maple-42" not in guest.text


async def test_at_the_end_a_guest_sees_what_was_read_and_stays_with_the_leader(
    enter: Any, room: MemoryRoom
) -> None:
    room.stage("the-morning")
    async with enter() as guest:
        assert "The story ends here: what you read, where to go on" in guest.text
        await guest.press("right")
        assert "You read" in guest.text and "Disputed in what you read" in guest.text
        await guest.press("escape")
        assert room.view.state == "following" and "The story ends here" in guest.text
        await guest.press("right")
        room.change(state="closed")
        await guest.press("escape")
        assert "E says what you read and what is left" in guest.text
        await guest.press("E")
        assert "You read" in guest.text
        await guest.press("right")
        assert guest.app.failure is None


async def test_quitting_leaves_at_once_and_asks_nothing(enter: Any, room: MemoryRoom) -> None:
    async with enter() as guest:
        await guest.press("q")
        assert guest.app.return_value == "left"
        assert room.done[-1] == ("quit",) and room.heard_by == 0


async def test_a_doubt_is_counted_by_claim(enter: Any, room: MemoryRoom) -> None:
    async with enter() as guest:
        await guest.press("tab", "D")
        assert room.done == [("doubt", "boats-lost", True)]
        assert guest.app.reading.view.run.doubts
        await guest.press("D")
        assert room.done[-1] == ("doubt", "boats-lost", False)
        assert not guest.app.reading.view.run.doubts


async def test_pace_and_its_refusal_are_said(enter: Any, room: MemoryRoom) -> None:
    async with enter() as guest:
        await guest.press("minus")
        assert room.done == [("pace", "slower")] and "for five minutes" in guest.text
        room.refuses = "Counted already."
        await guest.press("plus")
        assert "Counted already." in guest.text


@pytest.mark.parametrize("action", ["follow", "answer", "question", "ready", "slower", "faster", "step-out"])
async def test_every_key_of_the_room_works_under_every_layout(
    enter: Any, room: MemoryRoom, action: str
) -> None:
    for key in BY_ID[action].keys:
        for pressed in (key, *keys_under_layouts(key)):
            room.done.clear()
            room.change(state="roaming" if action == "follow" else "following", poll=None)
            room.poll(front=False)
            async with enter() as guest:
                before = (guest.app.reading.view, guest.app.screen)
                await guest.press(pressed)
                assert room.done or (guest.app.reading.view, guest.app.screen) != before, pressed


async def test_keys_of_the_room_do_nothing_alone(make: Make) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f", "V", "A", "R", "O", "minus")
        assert app.reading.view.room is None and app.screen is app.reading
        await pilot.press("question_mark")
        assert "step out" not in rows_text(app.reading.page.frame.rows)


async def test_help_shows_the_rooms_keys_in_a_room(enter: Any, room: MemoryRoom) -> None:
    async with enter() as guest:
        await guest.press("question_mark")
        assert "step out" in guest.text and "leader" in guest.text


async def test_a_small_window_keeps_the_place(enter: Any, room: MemoryRoom) -> None:
    async with enter() as guest:
        await guest.pilot.resize_terminal(20, 6)
        await guest.see()
        assert "linear-maple-42" in guest.text and "Too small" in guest.text
        room.stage("the-lamp", 1)
        await guest.see()
        await guest.pilot.resize_terminal(80, 24)
        await guest.see()
        assert guest.visit.scene == "the-lamp" and "Following the leader" in guest.text


async def test_a_page_turned_within_the_leaders_step_still_follows(make: Make, story: Story) -> None:
    import msgspec

    from tests.unit.paint.conftest import _step

    scene = msgspec.structs.replace(story.scenes["the-lamp"], steps=(_step("1", 140), _step("2", 10)))
    long_story = msgspec.structs.replace(story, scenes=story.scenes | {"the-lamp": scene})
    room = MemoryRoom(long_story, "the-lamp", 1)
    app = make(story=long_story, room=room)
    async with app.run_test(size=(40, 15)) as pilot:
        guest = Guest(app, pilot)
        await guest.see()
        first = guest.text
        await guest.press("right")
        assert guest.text != first and guest.visit.offset and not room.done
        room.change(row="news")
        await guest.see()
        assert guest.visit.offset
        room.stage("the-lamp", 2)
        await guest.see()
        assert guest.visit == Visit("the-lamp", "2")


async def test_the_phrase_is_told_at_the_guests_own_move_not_the_leaders(
    enter: Any, room: MemoryRoom
) -> None:
    parked = _Parked()
    async with enter(parked=parked) as guest:
        room.stage("the-lamp", 1)
        await guest.see()
        assert guest.visit.scene == "the-lamp" and not parked.told and not parked.written
        await guest.press("left")
        assert parked.told and "fern oval" in guest.text
        await guest.press("q")
        assert parked.forgotten


class _Parked:
    """A place on a server, in memory."""

    resumed = told = long = forgotten = False

    def __init__(self) -> None:
        self.written: list[Any] = []

    def phrase(self) -> str:
        return "fern oval copper tide north"

    def moved(self, run: Any) -> None:
        self.written.append(run)

    def keep_long(self) -> None:
        self.long = True

    def forget(self) -> None:
        self.forgotten = True


def test_a_view_without_a_room_is_alone() -> None:
    assert not RoomView("maple-42").follows
