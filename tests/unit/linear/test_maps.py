"""A map in words: the same frame as the picture, days by their number."""

from __future__ import annotations

import pytest

from explainer.linear.conversation import Conversation
from explainer.reading.run import begin
from explainer.story.model.outline import Lens
from explainer.story.model.structs import Story
from tests.unit.paint.country import with_map


@pytest.fixture
def island(story: Story) -> Story:
    return with_map(story)


def said(talk: Conversation, line: str) -> str:
    return " ".join(talk.answer(line))


def test_a_map_says_who_is_new_and_the_rest_on_more(island: Story) -> None:
    talk = Conversation(island, begin(island))
    words = said(talk, "day 2")
    assert "Map: Where the storm came, 2 February 1931." in words
    assert "New this day (2): Mill, about 2 February 1931, Quay (Old Quay)." in words
    assert "Already under way (1): North Port." in words and "More: 4 left." in words
    rest = said(talk, "all")
    assert "Flooded (1): The west 16:00." in rest and "Not yet (1): Fields." in rest
    assert "Day not found (1): Hut." in rest and "Days: 1 to 4 February 1931" in rest


def test_a_map_opens_on_the_scenes_day_and_other_days_are_refused(island: Story) -> None:
    talk = Conversation(island, begin(island))
    day = int(island.scenes[island.start].when.start[8:10])
    assert f", {min(max(day, 1), 4)} February 1931." in said(talk, "map")
    assert "Cannot say that day: the map shows 1 to 4 February 1931." in said(talk, "day 9")
    assert "4 February 1931" in said(talk, "day 1931-02-04")


def test_under_a_lens_only_the_number_of_what_was_said_later(island: Story) -> None:
    talk = Conversation(island, begin(island, lens=Lens("1931-02-03")))
    words = said(talk, "day 2") + said(talk, "all")
    assert "Quay" not in words and "Said later: 1." in words


def test_a_story_without_a_map_says_so(story: Story) -> None:
    assert "this story has none" in said(Conversation(story, begin(story)), "map")
