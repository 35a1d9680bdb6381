"""A text under study and guesses with real keys: arrows, lifting, typing, marks, and the way out."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from explainer.reading.actions import ACTIONS
from explainer.reading.run import Visit, begin
from explainer.reading.storage.store import Store
from explainer.reading.view import View
from explainer.story.load.cache import open_story
from explainer.story.model.structs import Story
from explainer.tui.app import ReaderApp, make_app
from tests.tiny import ASKING, write_story
from tests.tui.conftest import Make

SIZES = [(80, 24), (120, 40), (40, 15)]


@pytest.fixture
def story(tmp_path: Path) -> Story:
    return open_story(write_story(tmp_path / "asking", ASKING), cache_folder=None)


def at(make: Make, story: Story, scene: str, step: str = "") -> ReaderApp:
    run = msgspec.structs.replace(begin(story), visit=Visit(scene, step), seen=(scene,))
    return make(story=story, run=run)


def listing(app: ReaderApp) -> tuple[str, str]:
    front = app.reading.view.listings
    return (front[-1].screen, front[-1].subject) if front else ("scene", "")


@pytest.mark.parametrize("size", SIZES)
async def test_a_sentence_is_marked_its_record_opened_and_the_line_is_there_again(
    make: Make, story: Story, size: tuple[int, int]
) -> None:
    app = at(make, story, "the-lamp", "2")
    async with app.run_test(size=size) as pilot:
        while app.reading.view.cursor < 0 or listing(app)[0] == "scene":
            await pilot.press("tab")
            held = app.reading.view
            await pilot.press("enter")
            if listing(app)[0] == "document":
                break
            await pilot.press("escape")
        await pilot.press("down", "x", "enter")
        assert listing(app) == ("sentence", "the-log:sea-high")
        assert app.reading.view.run.marks == {"the-log": "sea-high"}
        await pilot.press("escape", "escape")
        assert msgspec.structs.replace(app.reading.view, message="").cursor == held.cursor
        assert listing(app)[0] == "scene"
    assert app.failure is None


async def test_an_order_is_lifted_and_compared_with_keys_of_any_layout(make: Make, story: Story) -> None:
    app = at(make, story, "the-lamp", "in-order")
    async with app.run_test(size=(80, 24)) as pilot:
        await open_guess(app, "the-lamp:in-order")
        before = app.reading.view.listings[-1].answer
        await pilot.press("space", "down", "space", "enter")
        answer = app.reading.view.run.guesses["the-lamp:in-order"]
        assert answer == (before[1], before[0], before[2])
        assert app.reading.view.listings[-1].revealed
        await pilot.press("с")  # the key of c under a Russian layout
        assert not app.reading.view.listings[-1].revealed
        await pilot.press("2", "escape")
        assert listing(app)[0] == "scene"


async def test_a_number_is_typed_and_letters_are_no_keys(make: Make, story: Story) -> None:
    app = at(make, story, "the-lamp", "how-long")
    async with app.run_test(size=(80, 24)) as pilot:
        await open_guess(app, "the-lamp:how-long")
        await pilot.pause()
        await pilot.press(*"m7", "left", "left", "delete", "enter")
        assert app.reading.view.run.guesses == {"the-lamp:how-long": ("7",)}
        assert app.focused is None
        column = app.reading.page.frame
        assert column.query is None
        await pilot.press("tab", "enter")
        assert listing(app)[0] == "source"


async def test_what_is_no_number_is_said_and_the_line_stays(make: Make, story: Story) -> None:
    app = at(make, story, "the-lamp", "how-long")
    async with app.run_test(size=(80, 24)) as pilot:
        await open_guess(app, "the-lamp:how-long")
        await pilot.pause()
        await pilot.press(*"many", "enter")
        assert "Type a number" in app.reading.view.message
        assert app.reading.view.listings[-1].query == "many"
        assert app.focused is not None


async def test_right_skips_and_goes_on_to_the_next_question(make: Make, story: Story) -> None:
    app = at(make, story, "the-storm")
    async with app.run_test(size=(80, 24)) as pilot:
        await open_guess(app, "the-storm:1")
        await pilot.press("right")
        assert listing(app)[0] == "scene" and app.reading.view.run.visit.step == "lamp"
        assert not app.reading.view.run.guesses


async def test_a_click_on_an_option_sets_it_beside_the_record(make: Make, story: Story) -> None:
    app = at(make, story, "the-storm")
    async with app.run_test(size=(80, 24)) as pilot:
        row = next(y for y in range(24) if "all" in app.reading.page.strip_at(y).text.split())
        await pilot.click(offset=(8, row))
        assert app.reading.view.run.guesses == {"the-storm:1": ("all",)}
        assert app.reading.view.listings[-1].revealed
        await pilot.press("c", "up", "enter")
        assert app.reading.view.run.guesses == {"the-storm:1": ("some",)}


async def test_a_guess_is_in_hand_and_answered_on_its_page(make: Make, story: Story) -> None:
    app = at(make, story, "the-storm")
    async with app.run_test(size=(80, 24)) as pilot:
        shown = app.reading.view
        assert shown.cursor == -1 and app.reading.layout_found.hand >= 0, (
            "Enter opens it without any other key"
        )
        await pilot.press("enter")
        assert listing(app)[0] == "scene", "the first option is in hand, nothing is answered"
        assert not app.reading.view.run.guesses
        await pilot.press("down", "enter")
        assert app.reading.view.run.guesses == {"the-storm:1": ("some",)}
        assert app.reading.view.listings[-1].revealed


async def test_every_key_of_these_screens_does_something(make: Make, story: Story) -> None:
    places = {
        "mark": ("document", ()), "guess": ("the-storm:1", ()), "lift": ("the-lamp:in-order", ()),
        "change": ("the-storm:1", ("enter",)), "skip": ("the-storm:1", ()),
    }  # fmt: skip
    specs = [spec for spec in ACTIONS if spec.purpose == "guessing"]
    assert {spec.id for spec in specs} == set(places)
    for spec in specs:
        for key in spec.keys:
            where, first = places[spec.id]
            app = at(make, story, "the-lamp" if where == "document" else where.partition(":")[0])
            async with app.run_test(size=(80, 24)) as pilot:
                await open_guess(app, where)
                await pilot.press(*first)
                before: View = app.reading.view
                await pilot.press(key)
                await pilot.pause()
                assert app.reading.view != before, (spec.id, key)
            assert app.failure is None


async def test_nothing_of_a_guess_is_written_before_the_reader_agrees(story: Story, store: Store) -> None:
    from explainer.reading.options import ReaderOptions

    app = make_app(ReaderOptions(story=story, run=begin(story), store=store), environment={"TERM": "xterm"})
    async with app.run_test(size=(80, 24)) as pilot:
        await open_guess(app, "the-storm:1")
        await pilot.press("enter", "right")
    assert not store.folder.exists() or not list(store.folder.glob("*.run.json"))


async def open_guess(app: ReaderApp, key: str) -> None:
    """Come to a guess, or to the document, as its stop in the scene does."""
    from explainer.reading import view_actions
    from explainer.reading.actions import Action

    kind = "document" if key == "document" else "guess"
    step = key.partition(":")[2]
    found = view_actions.scene_references(app.reading.view)
    number = next(n for n, stop in enumerate(found) if stop.kind == kind and step in ("", stop.step))
    held = msgspec.structs.replace(app.reading.view, cursor=number)
    await app.reading.show(held)
    await app.reading.act(Action("open"))
