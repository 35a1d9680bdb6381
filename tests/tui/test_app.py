"""The app without a terminal: keys, typing, dialogs and what is painted."""

from __future__ import annotations

import asyncio
import contextlib
import re

import pytest
from textual import events
from textual._xterm_parser import XTermParser

from explainer.paint.compose import compose
from explainer.reading.actions import ACTIONS, BY_ID, Action
from explainer.reading.storage.store import Store
from explainer.story.model.structs import Story
from explainer.tui.app import ReaderApp
from explainer.tui.inks import strip
from explainer.tui.screens.keep import KeepScreen
from explainer.tui.screens.palette import PaletteScreen, commands, matching
from tests.tui.conftest import Make, until

SIZES = [(80, 24), (120, 40), (40, 15)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "keys", [(), ("n",), ("n", "tab"), ("n", "tab", "enter"), ("m",), ("g",), ("question_mark",)]
)
async def test_the_screen_shows_what_the_painter_painted(
    make: Make, size: tuple[int, int], keys: tuple[str, ...]
) -> None:
    app = make()
    async with app.run_test(size=size) as pilot:
        await pilot.press(*keys)
        rows = compose(app.reading.view, *size, app.profile).rows
        shown = [app.reading.page.strip_at(y) for y in range(size[1])]
        assert [line.text for line in shown] == [strip(row, size[0], app.profile).text for row in rows]
        assert all(line.cell_length == size[0] for line in shown)


async def test_every_key_of_the_registry_does_something_on_its_screens(make: Make) -> None:
    for spec in ACTIONS:
        if spec.purpose == "guessing":  # its screens open from a step only: test_study has them
            continue
        if spec.purpose in ("room", "leading"):  # only in a room, and in its cockpit: test_rooming has them
            continue
        if spec.screens[0] == "figure":  # the small story's figure has no days: e2e/test_figures_pty has them
            continue
        for key in spec.keys:
            app = make()
            async with app.run_test(size=(80, 24)) as pilot:
                if spec.screens[0] not in ("any", "scene"):
                    await app.reading.act(
                        Action("story-map" if "story-map" in spec.screens else spec.screens[0])
                    )
                elif spec.id in ("page-down", "page-up", "close"):
                    await app.reading.act(Action("story-map"))
                before = (app.reading.view, app.profile, app.screen)
                await pilot.press(key)
                await pilot.pause()
                after = (app.reading.view, app.profile, app.screen)
                assert app.return_value or after != before or spec.id == "width", (spec.id, key)
            assert app.failure is None


async def test_an_impossible_action_is_said_on_the_room_line_until_the_next_key(make: Make) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("left")
        assert "where you began" in app.reading.view.message
        assert any("where you began" in app.reading.page.strip_at(y).text for y in range(24))
        await pilot.press("tab")
        assert app.reading.view.message == ""


async def test_typing_filters_and_enter_lands_on_the_line(make: Make, story: Story) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("slash", *"keeper")
        assert app.reading.view.listings[-1].query == "keeper"
        assert app.focused is not None
        await pilot.press("down", "down", "enter")
        assert app.reading.view.screen != "search"
        assert app.focused is None
        await pilot.press("g")
        await pilot.press(*"oda")
        assert [app.reading.view.listings[-1].query, app.reading.view.screen] == ["oda", "glossary"]
        await pilot.press("escape")
        assert app.reading.view.screen != "glossary"


async def test_letters_typed_before_the_line_is_there_are_not_taken_for_keys(make: Make) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        for key in ("slash", *"quartz"):  # q quits, t changes the theme, a opens another screen
            app.post_message(events.Key(key, "/" if key == "slash" else key))
        await until(pilot, lambda: app.reading.view.screen == "search")
        await until(pilot, lambda: len(app.reading.view.listings[-1].query) >= len("quartz"))
        assert app.reading.view.listings[-1].query == "quartz"


async def test_a_paste_goes_into_the_line(make: Make) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("slash")
        app.post_message(events.Paste("смотритель"))
        await until(pilot, lambda: app.reading.view.listings[-1].query)
        assert app.reading.view.listings[-1].query == "смотритель"
        assert app.cursor_position.x > 10 and app.cursor_wanted


async def test_the_cursor_stands_on_what_is_in_hand(make: Make) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        assert not app.cursor_wanted or app.reading.page.frame.cursor is not None
        await pilot.press("n", "tab")
        cursor = app.reading.page.frame.cursor
        assert cursor is not None and app.cursor_wanted
        assert tuple(app.cursor_position) == cursor
        await pilot.press("escape")
        assert not app.cursor_wanted


async def test_a_click_opens_and_hovering_holds_while_it_lasts(make: Make) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n")
        if app.reading.view.run.visit.scene == "the-storm":
            page = app.reading.page
            place, number = next(
                ((sum(len(run.text) for run in row[:index]), y), int(run.reference.partition(":")[2]))
                for y, row in enumerate(page.frame.rows)
                for index, run in enumerate(row)
                if run.reference.startswith("ref:")
            )
            await pilot.hover(offset=place)
            assert app.reading.view.cursor == number
            await pilot.hover(offset=(0, 0))
            await pilot.pause()
            assert app.reading.view.cursor == -1
            await pilot.click(offset=place)
            assert app.reading.view.sheets
            await pilot.press("escape")
            assert not app.reading.view.sheets


async def test_the_palette_offers_a_file_where_one_can_be_written(
    make: Make, story: Story, store: Store
) -> None:
    for kept, offered in ((store, True), (None, False)):
        app = make(store=kept)
        async with app.run_test(size=(80, 24)):
            found = {command.action.id for command in commands(app.reading.view, "braille")}
            assert ("save" in found) is offered and "takeaway" in found


async def test_the_palette_finds_an_action_a_trail_and_a_chapter(make: Make, story: Story) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        names = [entry.name for entry in commands(app.reading.view, "braille")]
        assert any(story.trails["short-way"].title in name for name in names)
        assert any(story.chapters[1].title in name for name in names)
        await pilot.press("ctrl+p")
        assert isinstance(app.screen, PaletteScreen)
        await pilot.press(*"high contrast", "enter")
        await pilot.pause()
        assert app.screen is app.reading
        assert app.profile.theme == "light"
        await pilot.press("ctrl+p", *"short way", "enter")
        await pilot.pause()
        assert app.reading.view.run.trail == "short-way"
        await pilot.press("ctrl+p", "escape")
        assert app.screen is app.reading


@pytest.mark.parametrize(
    ("typed", "first", "never"),
    [("date", "lens", "hide"), ("map", "map", "theme"), ("scenes", "story-map", "hide"), ("mpa", "", "map")],
)
async def test_the_palette_matches_words_by_their_beginning_and_nothing_else(
    make: Make, typed: str, first: str, never: str
) -> None:
    app = make()
    async with app.run_test(size=(80, 24)):
        found = [command.action.id for command in matching(commands(app.reading.view, "braille"), typed)]
        assert (found[:1] or [""]) == [first] and never not in found
        for command in matching(commands(app.reading.view, "braille"), typed):
            spec = BY_ID.get(command.action.id)
            told = f"{command.name} {command.action.id} {spec.short if spec else ''}"
            assert any(word.startswith(typed) for word in re.split(r"[\W_]+", told.casefold())), told


def send(app: ReaderApp, typed: str) -> None:
    """Type something as one packet: no key waits until the one before it has done its work."""
    for event in XTermParser().feed(typed):
        app.post_message(event)


async def test_keys_behind_the_one_that_opens_the_palette_are_typed_there(make: Make) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        send(app, "\x10quit")
        for _turn in range(200):
            await pilot.pause()
            if isinstance(app.screen, PaletteScreen) and app.screen._words == "quit":
                break
        assert isinstance(app.screen, PaletteScreen)
        assert app.screen._words == "quit"
        assert app.return_value is None
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is app.reading)
        send(app, "\x10high contrast\r")
        for _turn in range(200):
            await pilot.pause()
            if app.profile.theme != "dark":
                break
        assert app.profile.theme == "light"
        assert app.screen_stack == [app.reading]


async def test_what_comes_while_the_palette_does_stays_in_order(make: Make) -> None:
    """A second packet, and a paste, that arrive while the line is made."""
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        send(app, "\x10ab")
        for more in ("c", "d", "\x1b[200~pasted\x1b[201~", "e"):
            await asyncio.sleep(0)
            send(app, more)
        for _turn in range(200):
            await pilot.pause()
            if isinstance(app.screen, PaletteScreen) and len(app.screen._words) == 11:
                break
        assert isinstance(app.screen, PaletteScreen)
        assert app.screen._words == "abcdpastede"


async def test_keys_still_on_their_way_through_a_slow_page_are_typed_first(make: Make) -> None:
    """The page gets them before it is known that a question comes, and gives them back after the line has the keys."""
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        page = app.reading.focused or app.reading
        send(app, "\x10")
        app.call_later(page.call_later, asyncio.sleep, 0.3)
        send(app, "quit")
        for _turn in range(200):
            await pilot.pause()
            if isinstance(app.screen, PaletteScreen) and not app.typed_ahead.is_due:
                break
        await pilot.pause()
        assert isinstance(app.screen, PaletteScreen)
        assert app.screen._words == "quit"


async def test_a_note_typed_in_one_packet_is_a_note(make: Make) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n")
        send(app, "Nquit quietly\r")
        for _turn in range(200):
            await pilot.pause()
            if app.reading.view.run.notes:
                break
        assert [note.text for note in app.reading.view.run.notes] == ["quit quietly"]
        assert not app.typed_ahead.is_due
        await pilot.press("m")
        assert app.reading.view.screen == "story-map", "keys are the page's again"


async def test_a_question_that_does_not_come_gives_the_keys_back(make: Make) -> None:
    app = make(store=None)
    async with app.run_test(size=(80, 24)) as pilot:
        send(app, "Sm")  # nothing can be written: there is no question
        for _turn in range(200):
            await pilot.pause()
            if app.reading.view.screen == "story-map":
                break
        assert app.reading.view.screen == "story-map"
        assert not app.typed_ahead.is_due


@pytest.mark.parametrize(
    ("key", "leaves", "agreed"),
    [
        ("y", True, True),
        ("н", True, True),
        ("n", True, False),
        ("enter", True, False),
        ("escape", False, False),
    ],
)
async def test_the_first_quit_asks_once(
    make: Make, store: Store, key: str, leaves: bool, agreed: bool
) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n", "n", "q")
        await pilot.pause()
        assert isinstance(app.screen, KeepScreen)
        assert not store.folder.exists()
        await pilot.press(key)
        await until(pilot, lambda: app.return_value == "left" if leaves else app.screen is app.reading)
        assert (app.return_value == "left") is leaves
        assert store.agreed is agreed
        assert store.path(app.options.story.id).exists() is agreed


async def test_nothing_read_is_nothing_to_ask_about(make: Make) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("q")
        await until(pilot, lambda: app.return_value == "left")


async def test_after_consent_each_new_scene_is_kept_and_a_failure_is_said(
    make: Make, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.agree()
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        while app.reading.view.run.visit.scene == "the-storm":
            await pilot.press("n")
        await app.workers.wait_for_complete()
        kept = Store(store.folder).load(app.options.story).run
        assert kept is not None and kept.visit.scene == app.reading.view.run.visit.scene

        from explainer.problems import Cannot

        def full(_run: object, _story: object) -> None:
            raise Cannot("Your place could not be saved: the disk is full. Nothing else is lost.")

        monkeypatch.setattr(store, "save", full)
        scene = app.reading.view.run.visit.scene
        while app.reading.view.run.visit.scene == scene:
            await pilot.press("n")
        await until(pilot, lambda: "the disk is full" in app.reading.view.message)
        await pilot.press("q")
        await pilot.pause(0.1)
        assert app.return_value is None
        await pilot.press("q")
        await until(pilot, lambda: app.return_value == "left")


async def test_hidden_shows_nothing_and_any_key_shows_it_again(make: Make) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n", "H")
        assert all(not app.reading.page.strip_at(y).text.strip() for y in range(24))
        await pilot.press("z")
        await pilot.pause()
        assert not app.reading.view.hidden
        assert app.reading.page.strip_at(3).text.strip()


async def test_a_resize_keeps_the_step(make: Make) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n")
        before = app.reading.view.run.visit
        for size in ((40, 15), (120, 40), (38, 10), (80, 24)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert app.reading.view.run.visit == before
            assert app.reading.page.strip_at(0).cell_length == size[0]


async def test_a_fault_stops_the_app_without_a_word_of_the_reader(
    make: Make, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from explainer.reading import view_actions

    app = make()

    def broken(*_arguments: object) -> None:
        raise KeyError("what the reader searched for")

    with pytest.raises(KeyError):
        async with app.run_test(size=(80, 24)) as pilot:
            monkeypatch.setattr(view_actions, "perform", broken)
            await pilot.press("n")
            await pilot.pause()
    assert isinstance(app.failure, KeyError)
    assert app.return_code == 1
    said = capsys.readouterr()
    assert "searched" not in said.out + said.err


async def test_two_readers_in_one_process_do_not_meet(make: Make, story: Story) -> None:
    one, other = make(), make({"NO_COLOR": "1"}, store=None)
    async with contextlib.AsyncExitStack() as stack:
        first = await stack.enter_async_context(one.run_test(size=(80, 24)))
        await first.press("t", "n")
        second = await stack.enter_async_context(other.run_test(size=(40, 15)))
        await second.press("m")
        assert (one.profile.theme, one.profile.depth) == ("light", "truecolor")
        assert (other.profile.theme, other.profile.depth) == ("dark", "none")
        assert one.reading.view.screen == "scene" and other.reading.view.screen == "story-map"
        for app, width in ((one, 80), (other, 40)):
            with app._context():
                assert app.reading.page.strip_at(0).cell_length == width
