"""The end of the story, and of a trail: what it says, what can be opened from it, and that one goes on."""

from __future__ import annotations

import msgspec
import pytest

from explainer.paint.cells.wrapping import width
from explainer.problems import Cannot
from explainer.reading.run import begin
from explainer.reading.view import View
from explainer.story.model.outline import Lens
from explainer.story.model.structs import Story, Trail
from tests.unit.paint.looks import SIZES, act, at, text


def _at_the_end(story: Story, size: tuple[int, int] = (80, 24), lens: str = "") -> View:
    """The story read on to its end."""
    view = View(story, begin(story, lens=Lens(lens) if lens else None))
    for _key in range(200):
        if view.screen == "ending":
            return view
        view = act(view, "next", size=size)
    raise AssertionError("reading on comes to no end")


@pytest.mark.parametrize("size", SIZES)
def test_reading_on_ends_on_what_was_read(story: Story, size: tuple[int, int]) -> None:
    view = _at_the_end(story, size)
    found = text(view, size)
    assert "The story ends here" in found
    assert "You read" in found
    assert all(width(row) <= size[0] for row in found.split("\n"))
    closed = act(view, "close", size=size)
    assert closed.screen == "scene"
    assert "The story ends here: what you read" in text(closed, size) or size[0] < 60


def test_each_group_is_there_and_opens(story: Story) -> None:
    view = act(_at_the_end(story), "close", "note=Who saw it?", "ending")
    found = text(view)
    assert "Disputed in what you read: 1" in found
    assert "You noted: 1 note" in found
    assert "Who saw it?" in found
    assert "T take it along" in found
    opened = act(view, "open")
    assert opened.screen == "claim"
    assert act(opened, "close").screen == "ending"
    assert act(view, "takeaway").screen == "takeaway"


def test_at_the_very_end_there_is_nothing_further(story: Story) -> None:
    with pytest.raises(Cannot, match="The story ends here"):
        act(_at_the_end(story), "next")


def test_a_trail_says_that_it_is_its_end_and_goes_on(story: Story) -> None:
    trail = Trail(id="short", title="The short way", scenes=("the-storm", "the-warning"))
    story = msgspec.structs.replace(story, trails={**story.trails, "short": trail})
    view = at(story, "the-warning")
    view = msgspec.structs.replace(
        view,
        run=msgspec.structs.replace(view.run, visit=msgspec.structs.replace(view.run.visit, trail="short")),
    )
    while view.screen == "scene":
        last, view = view, act(view, "next")
    assert "The trail ends here: what you read, what is left" in text(last)
    assert "The trail “The short way” ends here" in text(view)
    assert "Where to go on" in text(view)
    beyond = act(view, "next")
    assert beyond.run.visit.scene == story.scenes["the-warning"].next
    assert not beyond.run.visit.trail


def test_under_a_date_nothing_later_is_counted(story: Story) -> None:
    now, then = text(_at_the_end(story)), text(_at_the_end(story, lens="1931-02-01"))
    assert "Disputed" in now
    assert "Disputed" not in then


def test_before_an_end_it_says_what_was_read_so_far(story: Story) -> None:
    assert "What you read so far" in text(act(at(story, "the-warning"), "ending"))
