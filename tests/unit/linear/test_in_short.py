"""The story in short and what no source says, as they are heard line by line."""

from __future__ import annotations

from pathlib import Path

import pytest

from explainer.linear.conversation import Conversation
from explainer.reading.options import ReaderOptions
from explainer.reading.run import begin
from explainer.reading.storage.store import Store
from explainer.story.check.report import check
from tests.short import SHORT
from tests.tiny import write_story


@pytest.fixture
def talk(tmp_path: Path) -> Conversation:
    write_story(tmp_path / "story", SHORT)
    story = check(tmp_path / "story").story
    assert story is not None
    run = begin(story)
    return Conversation(story, run, ReaderOptions(story, run, Store(tmp_path / "state")))


def test_the_lines_are_a_list_and_a_number_goes_to_the_scene(talk: Conversation) -> None:
    (said,) = talk.answer("in-short")
    assert said == (
        "List: the story in short, 3 lines. 1 Known: The lamp of Skerry went out at 16:40. 2 Argued: The lightkeeper "
        "is said to have slept. 3 Not known: Nobody has shown why no boat came."
    )
    assert talk.answer("3")[0].startswith("Scene: The morning.")


def test_a_line_of_several_scenes_asks_which(talk: Conversation) -> None:
    talk.answer("in-short")
    assert talk.answer("2") == ["List: 2 scenes tell it. 1 A light goes out, you are here. 2 The lamp."]
    assert talk.answer("2")[0].startswith("Scene: The lamp.")


def test_a_step_says_the_lines_with_their_marks_and_open_lists_their_scenes(talk: Conversation) -> None:
    assert talk.answer("go the-morning")[1:] == [
        "Known: The lamp of Skerry went out at 16:40.",
        "Argued: The lightkeeper is said to have slept.",
        "Not known: Nobody has shown why no boat came.",
        "References: 5.",
    ]
    (listed,) = talk.answer("open")
    assert "3 A light goes out, a scene." in listed


def test_what_no_source_says_is_said_under_its_own_word(talk: Conversation) -> None:
    talk.answer("go the-morning")
    assert talk.answer("")[:2] == [
        "Not known:",
        "No source says who saw the lamp last. Scene: A light goes out.",
    ]
    assert "Not known:" in talk.answer("go the-storm:not-known")


def test_under_a_date_the_lines_wait(talk: Conversation) -> None:
    talk.answer("lens 1931-02-03")
    (said,) = talk.answer("in-short")
    assert "1 Known: The lamp of Skerry went out at 16:40." in said
    assert "slept" not in said
    assert "said later" in said
