"""Pages of a scene: every word on one page, no lone lines, and a resize keeps the line one reads."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest

from explainer.paint.compose import compose, rows_text
from explainer.paint.page.blocks import Lead, scene_blocks
from explainer.paint.page.layout import page_from, page_showing, page_starts
from explainer.reading.run import Visit
from explainer.reading.view import View
from explainer.story.load.loader import read_story
from explainer.story.model.structs import Story
from tests.unit.paint.looks import PROFILE, SIZES, act, at

WORD = re.compile(r"[a-j]+\dx\d+")


def turned(view: View, size: tuple[int, int]) -> list[str]:
    """The text of every page, as `next` shows them."""
    pages = []
    while True:
        found = compose(view, *size, PROFILE)
        pages.append(rows_text(found.rows))
        assert found.page == len(pages)
        if found.layout.following is None:
            assert found.pages == len(pages)
            return pages
        view = act(view, "next", size=size)


def words_of(story: Story, scene: str) -> list[str]:
    return [w for s in story.scenes[scene].steps for span in s.prose for w in WORD.findall(span.text)]


@pytest.mark.parametrize("size", SIZES)
def test_pages_hold_every_word_once_and_in_order(long_story: Story, size: tuple[int, int]) -> None:
    pages = turned(at(long_story, "the-lamp"), size)
    shown = [word for page in pages for word in WORD.findall(page)]
    assert shown == words_of(long_story, "the-lamp")


@pytest.mark.parametrize("height", range(7, 20))
def test_no_page_begins_or_ends_with_a_lone_line(long_story: Story, height: int) -> None:
    """Lower than that a page is filled to its last row instead."""
    scene = long_story.scenes["the-lamp"]
    blocks = scene_blocks(long_story, scene, 36, "", "braille", Lead(), frozenset())
    starts = [*page_starts(blocks, height), (len(blocks), 0)]
    for (block, line), (end_block, end_line) in pairwise(starts):
        if line:
            rest = len(blocks[block].lines) - line
            assert rest >= 2
        if end_line:
            first = line if end_block == block else 0
            assert end_line - first >= 2


@pytest.mark.parametrize("size", SIZES)
def test_a_resize_keeps_the_line_one_reads(long_story: Story, size: tuple[int, int]) -> None:
    view = at(long_story, "the-lamp")
    for _turn in range(3):
        page = compose(view, 80, 24, PROFILE)
        first = WORD.findall(rows_text(page.rows))[0]
        assert first in rows_text(compose(view, *size, PROFILE).rows)
        if page.layout.following is None:
            return
        view = act(view, "next")


@pytest.mark.parametrize("size", SIZES)
def test_a_resize_keeps_the_reference_in_hand_on_the_page(size: tuple[int, int]) -> None:
    """The last one of a page at 80x24, wherever that is in a window of another size."""
    view = at(read_story(Path(__file__).parents[4] / "scenes"), "the-spread")
    page = compose(view, 80, 24, PROFILE)
    held = msgspec.structs.replace(view, cursor=page.layout.references[-1])
    assert held.cursor in compose(held, *size, PROFILE).layout.references


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("step", ["1", "3", "7", "8"])
def test_a_step_one_jumps_to_is_whole_where_it_fits(
    long_story: Story, size: tuple[int, int], step: str
) -> None:
    blocks = scene_blocks(long_story, long_story.scenes["the-lamp"], 36, "", "braille", Lead(), frozenset())
    page = compose(at(long_story, "the-lamp", step), *size, PROFILE)
    own = next(s for s in long_story.scenes["the-lamp"].steps if s.id == step)
    words = [w for span in own.prose for w in WORD.findall(span.text)]
    shown = WORD.findall(rows_text(page.rows))
    assert words[0] in shown
    if sum(len(b.lines) for b in blocks if b.step == step) <= 6:
        assert set(words) <= set(shown)
    elif page.layout.following and page.layout.following.step == step:
        assert shown[0] == words[0]  # it does not fit whole, so it stands at the top


def test_an_unknown_step_is_the_start_of_the_scene(long_story: Story) -> None:
    blocks = scene_blocks(long_story, long_story.scenes["the-lamp"], 72, "", "braille", Lead(), frozenset())
    assert page_from(blocks, Visit("the-lamp", "no-such"), 12).number == 1


def test_the_following_visit_keeps_how_one_came(long_story: Story) -> None:
    view = at(long_story, "the-lamp", recap=True)
    visit = msgspec.structs.replace(view.run.visit, trail="short-way", return_to="the-storm")
    view = msgspec.structs.replace(view, run=msgspec.structs.replace(view.run, visit=visit))
    following = compose(view, 80, 24, PROFILE).layout.following
    assert following is not None
    assert (following.recap, following.trail, following.return_to) == (True, "short-way", "the-storm")


@pytest.mark.parametrize("height", range(4, 40))
def test_the_page_for_followers_shows_the_step_whole_or_from_its_top(long_story: Story, height: int) -> None:
    scene = long_story.scenes["the-lamp"]
    blocks = scene_blocks(long_story, scene, 36, "", "braille", Lead(), frozenset())
    starts = page_starts(blocks, height)
    for step in scene.steps:
        page = page_showing(blocks, Visit("the-lamp", step.id), height)
        own = [line for block in blocks if block.step == step.id for line in block.lines]
        on_it = [line for part in page.slices if part.block.step == step.id for line in part.lines]
        first = page.slices[0]
        assert on_it[0] == own[0]
        if on_it != own:  # it has no page on which it is whole: from its top
            assert first.block.step == step.id and first.lines[0] == own[0]
        elif first.block.step != step.id or first.lines[0] != own[0]:
            at = blocks.index(first.block), len(first.block.lines) - len(first.lines)
            assert at in starts


def test_followers_without_a_step_see_the_start_of_the_scene(long_story: Story) -> None:
    blocks = scene_blocks(long_story, long_story.scenes["the-lamp"], 72, "", "braille", Lead(), frozenset())
    for step in ("", "no-such"):
        assert page_showing(blocks, Visit("the-lamp", step), 12) == page_showing(
            blocks, Visit("the-lamp", "1"), 12
        )


def test_reading_on_leads_through_a_recap_that_is_longer_than_a_page(story: Story) -> None:
    """It stands before the first step, so that its second page had no place of its own: one never came on."""
    scene = msgspec.structs.replace(story.scenes["the-lamp"], recap="A storm put out the light. " * 40)
    longer = msgspec.structs.replace(story, scenes=story.scenes | {"the-lamp": scene})
    pages = turned(at(longer, "the-lamp", recap=True), (40, 15))
    assert 3 < len(pages) == len(set(pages)) < 20
