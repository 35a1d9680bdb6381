"""How long reading takes is one figure: door, header, story map, trail list, exports and `list` say the same."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from explainer.cli.stories import shipped_story
from explainer.export.book import make_book
from explainer.export.site import Page
from explainer.export.takeaway import gather
from explainer.reading.lists import choice_entries, entries
from explainer.reading.moves import choices, minutes_left, whole_minutes
from explainer.reading.run import begin
from explainer.reading.view import Listing, View
from explainer.story.load.loader import read_story
from explainer.story.model.json_records import record
from explainer.story.model.prose import minutes_of
from explainer.story.model.structs import Story


@pytest.fixture(scope="module")
def shipped() -> Story:
    return read_story(shipped_story())


def test_a_trail_has_one_figure(shipped: Story) -> None:
    book = make_book(shipped)
    doors = {choice.target: choice for choice in choices(shipped, begin(shipped)) if choice.kind == "trail"}
    site = {door.label: door.minutes for door in Page(shipped, book).doors()}
    assert doors, "the start offers a trail"
    for trail in book.trails:
        key = trail.trail.id
        told = {
            "list": record(shipped, "trail", key)["minutes"],
            "header": minutes_left(shipped, begin(shipped, trail=key)),
            "book": trail.minutes,
        }
        if key in doors:
            told |= {"door": doors[key].minutes, "site": site[doors[key].label]}
        assert len(set(told.values())) == 1, (key, told)


def test_the_whole_story_has_one_figure(shipped: Story) -> None:
    run = begin(shipped)
    whole = [choice for choice in choices(shipped, run) if choice.kind == "branch" and choice.minutes]
    named = {choice.label for choice in whole}
    doors = Page(shipped, make_book(shipped)).doors()
    told = {whole_minutes(shipped), minutes_left(shipped, run)}
    told |= {door.minutes for door in doors if door.label in named}
    told |= {
        row.minutes for row in choice_entries(shipped, run) if row.kind == "choice" and row.label in named
    }
    assert whole
    assert len(told | {choice.minutes for choice in whole}) == 1, told


def test_a_scene_and_a_chapter_have_one_figure(shipped: Story) -> None:
    book = make_book(shipped)
    chapters = {chapter.id: chapter for chapter in book.chapters}
    rows = entries(View(shipped, begin(shipped), listings=(Listing("story-map"),)))
    assert {row.kind for row in rows} == {"chapter", "scene"}
    for row in rows:
        told = {row.minutes}
        if row.kind == "scene":
            told |= {record(shipped, "scene", row.id)["minutes"], book.scenes[row.id].minutes}
        else:
            told |= {chapters[row.id].minutes, minutes_of(shipped, chapters[row.id].scenes)}
        assert len(told) == 1, (row.id, told)


@pytest.mark.parametrize("read", [1, 5])
def test_what_one_takes_along_counts_what_is_left_alike(shipped: Story, read: int) -> None:
    run = replace(begin(shipped), seen=shipped.order[:read])
    left = minutes_of(shipped, (key for key in shipped.scenes if key not in run.seen))
    assert f"about {left} min" in gather(shipped, run).unread
