"""The preview's app without a terminal: panes as strips, saves while something else is in front, what is held on to."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from textual.pilot import Pilot

from explainer.cli.preview_folder import Folder
from explainer.paint.page import blocks
from explainer.paint.preview_looks import USUAL, parse_looks
from explainer.problems import Problem
from explainer.reading.options import ReaderOptions
from explainer.reading.previewing.preview import Found, Reading, Walk, walked
from explainer.reading.run import begin
from explainer.reading.view import View
from explainer.story.check.report import Reloader
from explainer.story.model.structs import Story
from explainer.tui.preview import MistakesScreen, PreviewApp
from explainer.tui.screens.palette import PaletteScreen
from tests.tiny import changed, write_story

LAMP = "night/the-lamp.yaml"
WRONG = Problem(LAMP, 1, 1, "", "error", "it is not so", "make it so")
SIZES = [(80, 24), (120, 40), (170, 52), (40, 15)]


class Still(Folder):
    """The tiny story's folder, whose saves are those of the test."""

    async def saves(self) -> AsyncIterator[tuple[str, ...]]:
        for never in ():
            yield never


def reading(folder: Path, *saved: str) -> Reading:
    loaded = Reloader(folder).read()
    return Reading(loaded.story, loaded.problems, loaded.sources_text, saved)


def begun(story: Story) -> View:
    return View(story, begin(story), files=False)


@contextlib.asynccontextmanager
async def preview(folder: Path, size: tuple[int, int]) -> AsyncIterator[tuple[PreviewApp, Pilot[str]]]:
    source = Still(folder)
    now = source.read(())
    assert now.story is not None
    options = ReaderOptions(now.story, begin(now.story), private=True, depth="truecolor", glyphs="braille")
    app = PreviewApp(source, now, options, parse_looks(USUAL), False, begun)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield app, pilot


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_story(tmp_path / "story")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("keys", [(), ("f7",), ("f6",), ("f6", "f6"), ("f6", "f7", "f7"), ("f7",) * 5])
async def test_every_row_is_as_wide_as_the_screen(
    folder: Path, size: tuple[int, int], keys: tuple[str, ...]
) -> None:
    async with preview(folder, size) as (app, pilot):
        await pilot.press("n", *keys)
        await app.previewed.take_found(Found((WRONG,)))
        strips = [app.previewed.page.strip_at(y) for y in range(size[1])]
        assert [line.cell_length for line in strips] == [size[0]] * size[1]
        words = "\n".join(line.text for line in strips)
        assert "1 mistake" in words and "F2" in words


async def test_a_save_while_one_looks_for_an_action_leaves_cursor_and_words_where_they_are(
    folder: Path,
) -> None:
    storm = "night/the-storm.yaml"
    async with preview(folder, (80, 24)) as (app, pilot):
        await pilot.press("n", "tab", "tab", "ctrl+p", "g", "l")
        await pilot.pause()
        assert isinstance(app.screen, PaletteScreen)
        before = (app.cursor_position, app.cursor_wanted)
        write_story(folder, changed(storm, "title: A light", "title: The light"))
        await app.previewed.take(reading(folder, storm))
        await pilot.pause()
        assert isinstance(app.screen, PaletteScreen)
        assert (app.cursor_position, app.cursor_wanted) == before
        await pilot.press("escape")
        await pilot.pause()
        assert app.reading.view.story.scenes["the-storm"].title == "The light goes out"
        assert app.cursor_position == app.reading.page.frame.cursor


async def test_the_list_is_renewed_while_it_is_in_front_and_reached_from_a_search(folder: Path) -> None:
    async with preview(folder, (80, 24)) as (app, pilot):
        await pilot.press("slash", "l", "a", "f2")
        await pilot.pause()
        assert isinstance(app.screen, MistakesScreen)
        assert "Nothing is wrong" in shown(app.screen)
        (folder / LAMP).write_text("scene: the-lamp\n")
        await app.previewed.take(reading(folder, LAMP))
        assert "`title` is missing" in shown(app.screen)
        await pilot.press("down", "end", "pageup", "home", "escape")
        await pilot.pause()
        assert app.screen is app.reading
        assert app.reading.view.listings[-1].query == "la"


async def test_checks_may_be_done_before_the_list_is_mounted(folder: Path) -> None:
    async with preview(folder, (80, 24)) as (app, pilot):
        screen = MistakesScreen(app.previewed)
        app.push_screen(screen)
        assert app.screen is screen and not screen.page.is_mounted
        screen.renew()
        await pilot.pause()
        assert "Nothing is wrong" in shown(screen)


async def test_the_mistake_in_hand_stays_in_hand_when_the_walk_finds_more(folder: Path) -> None:
    warnings = tuple(Problem(LAMP, n, 1, "", "warning", f"warning {n}", "") for n in range(1, 4))
    found = Problem(
        LAMP, 1, 1, "", "error", "it never ends; the way there: the-storm -> 1", "Let it lead on."
    )
    async with preview(folder, (80, 24)) as (app, pilot):
        await app.previewed.take_found(Found(warnings, "walking"))
        await pilot.press("f2", "down")
        assert isinstance(app.screen, MistakesScreen)
        assert "not yet walked" in shown(app.screen)
        row = app.screen.page.frame.cursor
        await app.previewed.take_found(walked(warnings, Walk((found,), "", is_whole=True)))
        assert "it never ends; the way there: the-storm -> 1" in shown(app.screen)
        assert "not yet walked" not in shown(app.screen)
        assert app.screen.page.frame.cursor != row
        await pilot.press("up")
        assert app.screen._in_hand == warnings[0]
        await pilot.press("up")
        assert app.screen._in_hand == found


async def test_of_stories_read_before_none_is_held(folder: Path) -> None:
    async with preview(folder, (80, 24)) as (app, pilot):
        for number in range(5):
            write_story(folder, changed(LAMP, "title: The lamp", f"title: Lamp {number}"))
            await app.previewed.take(reading(folder, LAMP))
            await pilot.pause()
        held = [story for story, _blocks in blocks._cache.values()]
        assert {id(story) for story in held} == {id(app.reading.view.story)}


async def test_theme_and_signs_are_those_of_a_look_and_the_terminals_own_otherwise(folder: Path) -> None:
    async with preview(folder, (80, 24)) as (app, pilot):
        await pilot.press("t")
        assert app.profile.theme == "light"
        await pilot.press("f7", "t")
        assert app.profile.theme == "light"
        assert "F7 goes back" in app.reading.view.message


def shown(screen: MistakesScreen) -> str:
    return "\n".join("".join(run.text for run in row) for row in screen.page.frame.rows)
