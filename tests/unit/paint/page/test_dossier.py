"""The dossier and the about screen, drawn."""

from __future__ import annotations

import msgspec
import pytest

from explainer.paint.cells.style import Profile
from explainer.paint.compose import compose
from explainer.reading.actions import Action
from explainer.reading.lists import entries
from explainer.reading.view import Layout, Listing, View
from explainer.reading.view_actions import perform
from explainer.story.model.structs import Story
from tests.unit.paint.looks import SIZES, at, frame, text

THREE = ((40, 15), (80, 24), (120, 40))


def _source(story: Story, key: str, lens: str = "", **more: int) -> View:
    return at(story, "the-warning", lens=lens, listings=(Listing("source", key, **more),))


def _walk(view: View, size: tuple[int, int], action: str, most: int = 80) -> list[View]:
    """The views that a key makes, until it changes nothing."""
    views = [view]
    while len(views) < most:
        following = perform(views[-1], Action(action), frame(views[-1], size).layout)
        if following == views[-1]:
            return views
        views.append(following)
    raise AssertionError("it never ends")


@pytest.mark.parametrize("size", SIZES)
def test_it_opens_at_its_top_with_nothing_in_hand(story: Story, size: tuple[int, int]) -> None:
    shown = text(_source(story, "port-gazette"), size)
    assert "The storm, day by day" in shown
    assert "▸" not in shown


@pytest.mark.parametrize("size", THREE)
@pytest.mark.parametrize("action", ["next-reference", "page-down"])
def test_every_line_of_it_comes_into_sight(story: Story, size: tuple[int, int], action: str) -> None:
    whole = text(_source(story, "port-gazette"), (size[0], 200)).split("\n")
    rows = {line.strip(" ▸") for line in whole[2:-3] if line.strip() and "──" not in line}
    seen = " ".join(text(view, size) for view in _walk(_source(story, "port-gazette"), size, action))
    assert not [row for row in rows if row not in seen]


@pytest.mark.parametrize("size", THREE)
def test_every_row_comes_into_the_hand_and_back_again(story: Story, size: tuple[int, int]) -> None:
    down = _walk(_source(story, "port-gazette"), size, "next-reference")
    held = [0, *(view.listings[-1].selected for view in down if "▸" in text(view, size))]
    assert sorted(set(held)) == list(range(len(entries(down[0]))))
    assert held == sorted(held)
    for view in down:  # what is in the hand is what Enter takes
        found, listing = frame(view, size), view.listings[-1]
        shown = listing.selected > 0 and (not listing.loose or listing.selected in found.layout.references)
        assert any("▸" in run.text for row in found.rows for run in row) is shown
    up = _walk(down[-1], size, "previous-reference")
    assert "The storm, day by day" in text(up[-1], size)


def test_it_says_what_it_is_and_how_sure(story: Story) -> None:
    source = msgspec.structs.replace(
        story.sources["late-report"],
        reliability="weak: a copy",
        carriage="machine translation",
        repeats=("log-book",),
    )
    changed = msgspec.structs.replace(story, sources=story.sources | {"late-report": source})
    shown = " ".join(text(_source(changed, "late-report"), (80, 60)).split())
    assert "A machine’s translation: a word may be wrong, and none is quoted as anyone’s own." in shown
    assert "A weak source: a copy." in shown
    assert "It repeats Harbour archive, 2 Feb 1931: Log of the Skerry light" in shown
    other = " ".join(text(_source(changed, "log-book"), (80, 60)).split())
    assert "Merely repeated by Board of inquiry, about Jun 1932: What the inquiry found" in other


def test_versions_have_sign_and_word(story: Story) -> None:
    shown = text(_source(story, "port-gazette"), (80, 60))
    assert "○ 7 boats" in shown and "replaced 8 Feb" in shown
    assert "● 12 boats" in shown and "stands" in shown
    assert shown.index("Claims it supports") < shown.index("What others say to the same questions")
    assert "● 15 boats" in shown.partition("What others say")[2]


def test_under_a_lens_it_folds(story: Story) -> None:
    shown = text(_source(story, "port-gazette", "1931-02-02"), (80, 60))
    assert "said later: 3 February 1931" in shown
    assert "1 claim, said later" in shown
    assert "boats missing" not in shown and "7 boats" not in shown


@pytest.mark.parametrize("glyphs", ["braille", "ascii"])
def test_without_colour_the_words_remain(story: Story, glyphs: str) -> None:
    rows = compose(_source(story, "port-gazette"), 80, 60, Profile(depth="none", glyphs=glyphs)).rows
    shown = "\n".join("".join(run.text for run in row) for row in rows)
    assert "replaced 8 Feb" in shown and "stands" in shown
    assert glyphs != "ascii" or shown.isascii()


@pytest.mark.parametrize("size", THREE)
def test_a_long_name_goes_before_the_fact_beside_it(story: Story, size: tuple[int, int]) -> None:
    source = msgspec.structs.replace(story.sources["log-book"], publisher="Harbour archive of the two ports")
    changed = msgspec.structs.replace(story, sources=story.sources | {"log-book": source})
    assert "Harbour archive of the two ports" in text(_source(changed, "log-book"), size)


@pytest.mark.parametrize("size", THREE)
def test_about_lists_first_what_changed_in_scenes_that_were_read(story: Story, size: tuple[int, int]) -> None:
    view = at(story, "the-warning", listings=(Listing("about"),))
    told = msgspec.structs.replace(view, run=msgspec.structs.replace(view.run, changed=("the-storm",)))
    shown = text(told, size)
    assert (
        shown.index("Changed since you read it") < shown.index("A small story for tests.")
        if size[1] > 15
        else True
    )
    assert "A count was added." in shown and "A light goes out" in shown
    whole = " ".join(text(view, (size[0], 60)).split())
    assert "Changed since you read it" not in whole
    for words in (
        "edition 1.2",
        "Edition 1.2",
        "To report an error This story names no address for corrections. Tell the tests.",
        "Changes 6 May 2024, edition 1.2",
    ):
        assert words in whole


def test_layout_tells_what_is_in_sight(story: Story) -> None:
    layout: Layout = frame(_source(story, "port-gazette"), (80, 60)).layout
    assert layout.references and layout.references[0] == 1 and layout.overflow == 0
