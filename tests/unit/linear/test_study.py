"""A text under study and guesses, line by line: what is said, what is typed, how much at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from explainer.linear.conversation import Conversation
from explainer.reading.run import begin
from explainer.story.load.loader import read_story
from explainer.story.model.structs import Story
from tests.tiny import ASKING, write_story


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    return read_story(write_story(Path(tmp_path_factory.mktemp("asking")), ASKING))


@pytest.fixture
def talk(story: Story) -> Conversation:
    return Conversation(story, begin(story))


def said(talk: Conversation, *lines: str) -> list[str]:
    found: list[str] = []
    for line in lines:
        found = talk.answer(line)
    return found


def test_a_guess_is_asked_with_its_options_and_how_to_answer(talk: Conversation) -> None:
    asked = said(talk, "go the-storm:1")[1]
    assert asked == (
        "Guess: Did boats come back? 1 none. 2 some. 3 all. Type guess and a number; Enter reads on."
    )
    asked = said(talk, "go the-lamp:how-long")[1]
    assert asked == "Guess: How long was the light out? Unit: hours. Type guess and a number; Enter reads on."


def test_a_guess_is_set_beside_the_record_with_its_sources(talk: Conversation) -> None:
    lines = said(talk, "go the-lamp:how-long", "guess 7 hours")
    assert lines == [
        "Guess: You put 7 hours. The record gives 15 hours.",
        "The board reckoned 15 hours and told why.",
        "References: 1. open says them.",
    ]
    assert said(talk, "open") == ["References: 1 Board of inquiry, about June 1932, a report."]
    assert said(talk, "1")[0].startswith("Source: Board of inquiry")


def test_a_guess_can_be_heard_again_and_changed_and_a_bare_number_never_answers_it(
    talk: Conversation,
) -> None:
    said(talk, "go the-lamp:how-long", "guess 7")
    assert said(talk, "guess")[0] == "Guess: You put 7 hours. The record gives 15 hours."
    assert said(talk, "guess 15")[0] == "Guess: You put 15 hours, and so does the record."
    assert talk.run.guesses == {"the-lamp:how-long": ("15",)}
    assert "Yours: 15 hours." in said(talk, "close")[0]
    said(talk, "7")
    assert talk.run.guesses == {"the-lamp:how-long": ("15",)}


def test_an_order_is_typed_as_numbers_and_told_row_by_row(talk: Conversation) -> None:
    asked = said(talk, "go the-lamp:in-order")[1]
    assert "Type guess and the numbers in your order" in asked
    lines = said(talk, "guess 3 2 1")
    assert lines[0].startswith("Guess: ") and " of the three stand" in lines[0]
    assert lines[1].startswith("Record: 1 the lamp went out, yours ")
    assert said(talk, "guess 1 1 2")[0].startswith("Cannot: Type each number once")


def test_enter_reads_on_without_an_answer(talk: Conversation) -> None:
    said(talk, "go the-storm:1")
    assert said(talk, "")[0].startswith("The lightkeeper wrote")
    assert not talk.run.guesses
    assert said(talk, "guess 2") == ["Cannot guess: nothing is asked at this step."]


def test_a_document_is_one_line_then_its_sentences(talk: Conversation) -> None:
    assert said(talk, "go the-lamp:2")[1] == (
        "Document: The log of that night, a copy, two sentences of it, 2 sentences."
        " document says them, mark and a number marks the one you trust least."
    )
    line = said(talk, "document")[0]
    assert line.startswith("Document: The log of that night, a copy, two sentences of it. 2 sentences. Which")
    assert "1 “At 16:40 the lamp went out and nobody came until morning.” 2 “The sea" in line
    assert "wrong" not in line


def test_without_verdicts_only_what_was_on_record_then(talk: Conversation) -> None:
    lines = said(talk, "go the-lamp:2", "document", "open 1")
    assert lines[1:] == [
        "Record by 3 February 1931: The paper knew of 7 boats.",
        "References: 1. open says them.",
    ]
    assert "Record by 3 February 1931: none is set beside it." in said(talk, "document 2")


def test_with_verdicts_the_word_the_record_and_what_is_behind(talk: Conversation) -> None:
    lines = said(talk, "go the-morning:2", "document 1")
    assert lines[1] == "Verdict: wrong in a detail."
    assert lines[2].startswith("Record: The board of inquiry found nobody at the mast.")
    assert said(talk, "open")[0].endswith("3 A light goes out, a scene.")
    assert said(talk, "3")[0].startswith("Scene: A light goes out.")


def test_a_mark_is_set_moved_and_taken_back(talk: Conversation) -> None:
    said(talk, "go the-lamp:2")
    assert said(talk, "mark") == ["Mark: none yet. mark and a number marks the sentence you trust least."]
    assert said(talk, "mark 2")[0].startswith("Mark: sentence 2, the one you trust least.")
    assert "Your mark: 2." in said(talk, "close")[0]
    assert "Mark: yours, the sentence you trust least." in said(talk, "document 2")
    assert said(talk, "mark 1")[0].startswith("Mark: sentence 1")
    assert said(talk, "mark 1") == ["Mark: taken back."]
    assert talk.run.marks == {}


def test_what_cannot_be_done_is_said_in_a_few_words(talk: Conversation) -> None:
    for line in ("document", "mark 1", "guess 1"):
        answer = said(talk, "go the-warning", line)
        assert len(answer) == 1 and answer[0].startswith("Cannot") and len(answer[0].split()) <= 12
    for line in ("document 9", "mark 0", "mark x"):
        assert said(talk, "go the-lamp:2", line) == ["Cannot find that: type a number from 1 to 2."]


def test_where_tells_nothing_of_a_guess_or_a_mark(talk: Conversation) -> None:
    said(talk, "go the-lamp:how-long", "guess 777", "go the-lamp:2", "mark 2")
    for line in ("where", "copy"):
        assert "777" not in " ".join(said(talk, line)) and "mark" not in " ".join(said(talk, line)).casefold()


def test_open_at_a_document_says_it_and_its_sources_are_named(talk: Conversation, story: Story) -> None:
    step = next(step.id for step in story.scenes["the-lamp"].steps if step.kind == "document")
    assert said(talk, f"go the-lamp:{step}", "open")[0].startswith("Document: The log of that night")
    assert said(talk, f"go the-lamp:{step}", "open 1") == said(talk, f"go the-lamp:{step}", "document 1")
    assert said(talk, f"go the-lamp:{step}", "rests-on")[0].startswith(
        "Rests on: 1 source. 1 Harbour archive"
    )
