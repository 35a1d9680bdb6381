"""The story map: the room it has, what a title asks, and that one can go along it in two columns."""

from __future__ import annotations

from pathlib import Path

import pytest

from explainer.paint.cells.wrapping import width
from explainer.paint.compose import compose, rows_text
from explainer.reading.lists import entries
from explainer.reading.view import View
from explainer.story.load.loader import read_story
from explainer.story.model.structs import Story
from tests.unit.paint.looks import PROFILE, act, at, text


@pytest.fixture(scope="module")
def shipped() -> Story:
    return read_story(Path(__file__).parents[4] / "scenes")


def _map(story: Story, size: tuple[int, int]) -> View:
    return act(at(story, "the-call"), "story-map", size=size)


@pytest.mark.parametrize("size", [(120, 40), (160, 45), (200, 60)])
def test_a_wide_window_shows_every_scene_in_two_columns(shipped: Story, size: tuple[int, int]) -> None:
    view = _map(shipped, size)
    assert len(entries(view)) == len(shipped.scenes) + len(shipped.chapters)
    found = text(view, size)
    rows = found.split("\n")
    assert all(width(row) <= size[0] for row in rows)
    assert sum("min" in row for row in rows) < 40
    here = next(row for row in rows if "The president asks for troops" in row)
    assert here.index("The president") > size[0] // 2, "in the second column"
    assert " of 54" not in found, "none is out of sight"
    frame = compose(view, *size, PROFILE)
    assert frame.cursor is not None
    column, row = frame.cursor
    assert rows_text(frame.rows).split("\n")[row][column:].startswith("○ The president asks for troops")


def test_each_row_comes_into_the_hand_in_both_columns(shipped: Story) -> None:
    size = (120, 40)
    view = act(_map(shipped, size), *["previous-reference"] * 60, size=size)
    for number in range(len(entries(view))):
        assert view.listings[-1].selected == number
        cursor = compose(view, *size, PROFILE).cursor
        assert cursor is not None and (cursor[0] > 60) == (number >= 29)
        view = act(view, "next-reference", size=size)


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (40, 15), (110, 30)])
def test_where_not_all_have_room_the_other_chapters_are_folded(shipped: Story, size: tuple[int, int]) -> None:
    found = text(_map(shipped, size), size)
    assert "How many soldiers came" in found
    assert "City hall at three o’clock" not in found
    assert all(width(row) <= size[0] for row in found.split("\n"))


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (100, 30)])
def test_what_the_scene_in_hand_asks_stands_at_the_foot(shipped: Story, size: tuple[int, int]) -> None:
    foot = text(_map(shipped, size), size).split("\n")[-2]
    assert "5-6 Jan · Why did the president call foreign troops" in foot


@pytest.mark.parametrize("size", [(100, 30), (200, 60)])
def test_a_title_has_its_question_beside_it_unless_it_is_one(shipped: Story, size: tuple[int, int]) -> None:
    view = act(_map(shipped, size), "close", "go=half-the-wealth", "story-map", size=size)
    rows = text(view, size).split("\n")
    assert any("From 60 to 120 tenge" in row and "Why did the price of one fuel" in row for row in rows)
    one = next(row for row in rows if "162 people, counted by whom?" in row)
    assert "Who gets the oil money" not in one
