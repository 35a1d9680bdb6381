"""Reading on in another language in the app: the key under every layout, the palette, rooms that are not left."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from explainer.paint.compose import rows_text
from explainer.reading.run import begin
from explainer.reading.view import in_hand
from explainer.story.load.loader import read_story
from explainer.story.model.structs import Story
from explainer.tui.screens.palette import commands
from tests.tui.conftest import Make
from tests.tui.rooms import MemoryRoom
from tests.two_languages import write_two_languages


@pytest.fixture
def story(tmp_path: Path) -> Story:
    return read_story(write_two_languages(tmp_path / "two"))


@pytest.mark.parametrize("key", ["L", "Д"])
async def test_the_key_reads_on_in_the_other_language_and_back(make: Make, key: str) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("right")
        place = app.reading.view.run.visit.place
        await pilot.press(key)
        view = app.reading.view
        assert (view.story.language, view.run.visit.place) == ("ru", place)
        assert app.profile.language == "ru"
        assert view.message == "Русский; also: English"
        await pilot.press(key)
        assert app.reading.view.story.language == "en"
    assert app.failure is None


async def test_what_is_in_hand_stays_in_hand(make: Make) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("right", "tab", "tab")
        held = in_hand(app.reading.view)
        assert held is not None
        before = app.reading.view.cursor
        await pilot.press("L")
        now = in_hand(app.reading.view)
        assert now is not None
        assert (now.kind, now.id, now.step) == (held.kind, held.id, held.step)
        assert app.reading.view.cursor != before, "the first two terms stand the other way round"


async def test_the_palette_names_each_other_language_and_goes_there(make: Make) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        named = [one.name for one in commands(app.reading.view, "braille") if one.action.id == "language"]
        assert named == ["language: Русский"]
        await pilot.press("ctrl+p", *"русс", "enter")
        await pilot.pause()
        assert app.reading.view.story.language == "ru"
        again = [one.name for one in commands(app.reading.view, "braille") if one.action.id == "language"]
        assert again == ["language: English"]


async def test_what_one_takes_along_is_made_in_the_language(make: Make) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("T")
        assert "A light goes out" in rows_text(app.reading.page.frame.rows)
        await pilot.press("L")
        await pilot.pause()
        assert app.reading.view.screen == "takeaway"
        shown = rows_text(app.reading.page.frame.rows)
        assert "Огонь гаснет" in shown
        assert "A light goes out" not in shown


async def test_a_guest_who_switches_goes_on_following(enter: Any, room: MemoryRoom) -> None:
    async with enter() as guest:
        before = guest.app.reading.view.run.visit.place
        await guest.pilot.press("L")
        await guest.pilot.pause()
        assert guest.app.reading.view.story.language == "ru"
        assert guest.app.reading.view.run.visit.place == before
        assert room.view.follows
        assert room.language == "ru"


async def test_a_guest_who_roams_makes_no_move_by_switching(enter: Any, room: MemoryRoom) -> None:
    async with enter(size=(40, 15)) as guest:
        await guest.press("n")
        await guest.press("p")
        told = list(room.done)
        assert ("moved",) in [one[:1] for one in told]
        await guest.press("L")
        assert guest.app.reading.view.story.language == "ru"
        assert room.done == told


async def test_a_run_that_names_a_language_begins_in_it(make: Make, story: Story) -> None:
    app = make(run=replace(begin(story), language="ru"))
    async with app.run_test(size=(80, 24)):
        assert app.reading.view.story.title == "Буря 1931 года"


async def test_who_is_held_or_asked_switches_and_loses_neither(enter: Any, room: MemoryRoom) -> None:
    async with enter() as guest:
        room.change(state="held", mode="hold", task="Find the number.")
        await guest.pilot.pause()
        before = guest.app.reading.view.run.visit.place
        await guest.press("L")
        assert guest.app.reading.view.story.language == "ru"
        assert guest.app.reading.view.run.visit.place == before
        assert guest.app.reading.view.room is not None
        assert guest.app.reading.view.room.state == "held"
        room.change(state="following", mode="lead")
        room.poll()
        await guest.pilot.pause()
        assert "Which of them?" in rows_text(guest.app.reading.page.frame.rows)
        await guest.press("L")
        assert guest.app.reading.view.story.language == "en"
        assert "Which of them?" in rows_text(guest.app.reading.page.frame.rows)
        assert not [one for one in room.done if one[0] in ("moved", "answer")]


async def test_a_switch_at_a_warning_consents_to_nothing(make: Make) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        view = app.reading.view
        visit = replace(view.run.visit, scene="the-rescue", step="", threshold=True)
        await app.reading.show(replace(view, run=replace(view.run, visit=visit)))
        assert "people in the water" in rows_text(app.reading.page.frame.rows)
        await pilot.press("L")
        await pilot.pause()
        shown = rows_text(app.reading.page.frame.rows)
        assert "о людях в воде" in shown
        assert "Четверо" not in shown
        run = app.reading.view.run
        assert run.visit.threshold
        assert run.consented == ()
