"""Every page of the shipped story at five sizes: none too short, each figure drawn, each guess answered in its place,
and Enter does what the page says.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import msgspec
import pytest

from explainer.paint.compose import compose, rows_text
from explainer.paint.page.blocks import FEWEST
from explainer.paint.page.layout import Page
from explainer.paint.page.layout import grid as grid_of
from explainer.paint.page.scene import lay_out
from explainer.reading import view_actions
from explainer.reading.actions import Action
from explainer.reading.run import Visit, begin
from explainer.reading.view import PICKED, Layout, View, stops
from explainer.story.load.loader import read_story
from explainer.story.model.structs import Story
from tests.unit.paint.looks import PROFILE

_replace = msgspec.structs.replace
SIZES = [(80, 24), (100, 30), (120, 40), (40, 15), (200, 60)]
PICTURE = 4
"""Rows of a figure with its picture beyond its name and the fewest words."""


@cache
def shipped() -> Story:
    return read_story(Path(__file__).parents[2] / "scenes")


def pages(size: tuple[int, int]) -> Iterator[tuple[View, Page, Layout]]:
    """Each page of each scene as one turns to it."""
    story = shipped()
    for scene in story.scenes:
        run = _replace(begin(story), visit=Visit(scene), consented=tuple(story.scenes))
        view: View | None = View(story, run)
        while view is not None:
            frame = compose(view, *size, PROFILE)
            yield view, lay_out(view, grid_of(*size), PROFILE.glyphs).page, frame.layout
            after = frame.layout.following
            view = None if after is None else _replace(view, run=_replace(view.run, visit=after))


def where(view: View, page: Page) -> str:
    return f"{view.run.visit.scene}, page {page.number}"


@pytest.mark.parametrize("size", SIZES)
def test_no_page_is_short_before_the_scene_ends(size: tuple[int, int]) -> None:
    fewest = (
        FEWEST if size[1] > 15 else FEWEST - 1
    )  # of seven rows: 16 rows of text before a figure make 5, 5 and 6
    short = [
        (where(view, page), rows)
        for view, page, _layout in pages(size)
        if (rows := sum(len(part.lines) + part.gap for part in page.slices)) < fewest and page.following
    ]
    assert not short, "\n".join(map(str, short))


@pytest.mark.parametrize("size", SIZES)
def test_every_figure_is_drawn(size: tuple[int, int]) -> None:
    """On its page, whole; from 110 columns on in the column beside it."""
    beside = grid_of(*size).side > 0
    for view, page, layout in pages(size):
        for part in page.slices:
            if part.block.kind != "figure":
                continue
            assert part.lines == part.block.lines, f"cut: {where(view, page)}"
            if beside:
                text = rows_text(compose(view, *size, PROFILE).rows)
                title = view.story.figures[_figure(view, layout)].title.replace("'", "’")
                assert text.count(title) >= 2, where(view, page)  # over its words, and over its picture
            else:
                assert len(part.lines) >= 1 + PICTURE, f"no picture: {where(view, page)}"


def _figure(view: View, layout: Layout) -> str:
    found = stops(view.story.scenes[view.run.visit.scene])
    return next(found[stop].id for stop in layout.references if found[stop].kind == "figure")


@pytest.mark.parametrize("size", SIZES)
def test_a_guess_stands_with_its_options_and_is_answered_there(size: tuple[int, int]) -> None:
    for view, page, layout in pages(size):
        found = stops(view.story.scenes[view.run.visit.scene])
        asked = {found[stop].step for stop in layout.references if found[stop].kind == "guess"}
        for step in view.story.scenes[view.run.visit.scene].steps:
            if step.id not in asked or step.guess is None or step.guess.kind not in PICKED:
                continue
            options = [s for s in layout.references if found[s].kind == "option" and found[s].step == step.id]
            assert len(options) == len(step.guess.options) or size == (40, 15), where(view, page)
            for number, stop in enumerate(options):
                told = view_actions.perform(_replace(view, cursor=stop), Action("open"), layout)
                assert told.run.guesses == {
                    f"{view.run.visit.scene}:{step.id}": (step.guess.options[number],)
                }
                assert told.listings[-1].revealed


@pytest.mark.parametrize("size", SIZES)
def test_enter_opens_what_is_in_hand_on_the_page(size: tuple[int, int]) -> None:
    """The only guess, figure or document of a page needs no other key first."""
    opened = {"figure": "figure", "document": "document", "guess": "guess"}
    for view, page, layout in pages(size):
        found = stops(view.story.scenes[view.run.visit.scene])
        wanted = [found[s] for s in layout.references if found[s].kind in opened]
        if len(wanted) != 1:
            continue
        told = view_actions.perform(view, Action("open"), layout)
        if told.screen == "scene":  # the options stand on the page: the first one is in hand
            assert found[told.cursor].kind == "option" and found[told.cursor].step == wanted[0].step, where(
                view, page
            )
        else:
            assert told.screen == opened[wanted[0].kind], where(view, page)
            assert told.listings[-1].subject in (
                wanted[0].id,
                f"{view.run.visit.scene}:{wanted[0].step}",
            ) or (wanted[0].kind == "document")
