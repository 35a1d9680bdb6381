"""A timeline and who is who in words."""

from __future__ import annotations

import pytest

from explainer.linear.conversation import Conversation
from explainer.reading.run import begin
from explainer.story.model.outline import Lens
from explainer.story.model.structs import Story
from tests.unit.harbour import with_figures


@pytest.fixture
def talk(story: Story) -> Conversation:
    told = with_figures(story)
    talk = Conversation(told, begin(told))
    talk.answer("go the-warning")
    return talk


def test_a_timeline_begins_at_the_scene_s_day(talk: Conversation) -> None:
    said = talk.answer("timeline")
    assert said[0].startswith("Timeline: Days of the storm. 4 events.")
    assert "3 February 1931, 16:37, at sea: The lamp goes out, Skerry, you are here." in said[0]
    assert "in town: A letter is sent. Not known: who wrote it." in said[0]
    assert "Boats leave" not in said[0]
    rest = " ".join(talk.answer("all"))
    assert "Before that, 1 more" in rest


def test_words_choose_the_events_by_lane_place_and_text(talk: Conversation) -> None:
    assert "1 event." in talk.answer("timeline quay")[0]
    assert "2 events." in talk.answer("timeline in town")[0]
    assert "1 event." in talk.answer("timeline 5 february")[0]
    assert talk.answer("timeline whale") == ["Cannot say that: no event of the timeline has these words."]


def test_a_chapter_s_title_or_number_says_its_events(talk: Conversation) -> None:
    for words in ("the night", "chapter 1", "chapter the night", "night"):
        assert "2 events." in talk.answer(f"timeline {words}")[0], words
    assert talk.answer("timeline chapter 9")[0].startswith("Cannot say that")


def test_what_one_has_seen_and_where_an_event_is_told(talk: Conversation) -> None:
    lamp = " ".join(talk.answer("timeline lamp"))
    assert "The lamp goes out, Skerry, you are here." in lamp
    assert "go the-warning:1." in lamp
    assert "Source: Port Gazette." in " ".join(talk.answer("timeline count"))
    talk.answer("go the-morning")
    assert "The lamp goes out, Skerry, seen." in " ".join(talk.answer("timeline lamp"))


def test_who_says_a_name_and_its_ties_with_days(talk: Conversation) -> None:
    said = talk.answer("who")[0]
    assert said.startswith("Who: Ada Berg. 2 ties.")
    assert "To Port Office: keeper, 1926 to 5 February 1931." in said
    assert "From Bo Lind: brother of." in said
    assert talk.answer("who cyril")[0] == "Who: Cyril Dahl. 1 tie. To Port Office: head, 1 January 1930."
    assert talk.answer("who nobody")[0].startswith("Cannot say that name")


def test_a_post_that_ended_by_the_scene_s_day_says_so(story: Story) -> None:
    told = with_figures(story)
    talk = Conversation(told, begin(told))
    talk.answer("go the-inquiry")
    day = told.scenes[talk.run.visit.scene].when.start
    ended = "ended by the scene's day" in talk.answer("who")[0]
    assert ended == (day >= "1931-02-05")


def test_under_a_lens_what_was_said_later_is_counted(story: Story) -> None:
    told = with_figures(story)
    talk = Conversation(told, begin(told, lens=Lens("1931-02-04")))
    said = " ".join([*talk.answer("timeline"), *talk.answer("all")])
    assert "A count is read" not in said
    assert "Said later: 1." in said


def test_a_story_without_them_says_so(story: Story) -> None:
    talk = Conversation(story, begin(story))
    assert talk.answer("timeline") == ["Cannot say a timeline: this story has none."]
    assert talk.answer("who") == ["Cannot say who is who: this story has no such figure."]
