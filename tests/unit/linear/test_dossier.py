"""A source's dossier line by line, corrections told once, about."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from explainer.linear.answers import Item
from explainer.linear.conversation import Conversation
from explainer.reading.options import ReaderOptions
from explainer.reading.run import begin
from explainer.story.model.outline import Lens
from explainer.story.model.structs import Story

Said = Callable[..., list[str]]


def _told(talk: Conversation) -> str:
    return "\n".join(talk.answer("source 1") + talk.answer("all"))


def test_the_record_then_what_leans_on_it_numbered(story: Story) -> None:
    talk = Conversation(story, begin(story))
    talk.answer("go the-storm:lamp")
    said = _told(talk)
    assert said.startswith("Source: Harbour archive, official, 2 February 1931, in English.")
    for words in (
        "Carriage: The publisher's own page.",
        "How sure: Nothing is written down about how far to trust it.",
        "Taken from it: 1 Quote: “At 16:40 the lamp went out",
        "Claims it supports: 2 How many boats were lost? 15 boats. The crews, about February 1931. Stands.",
        "What others say to the same questions: 3 How many boats were lost? 12 boats. Harbour office",
        "Used in: 4 A light goes out, step 2.",
    ):
        assert words in said
    assert "Reliability:" not in said
    order = [said.index(words) for words in ("Carriage", "How sure", "Address", "Taken from it", "Used in")]
    assert order == sorted(order)


def test_a_number_goes_there(story: Story) -> None:
    for number, begins in (("1", "Source: Harbour"), ("2", "Claim: How many"), ("4", "Scene: A light")):
        talk = Conversation(story, begin(story))
        talk.answer("go the-storm:lamp")
        talk.answer("source 1")
        assert talk.answer(number)[0].startswith(begins)


def test_under_a_lens_what_was_said_later_is_folded(story: Story) -> None:
    talk = Conversation(story, begin(story, lens=Lens("1931-02-02")))
    talk.open(Item("source", "port-gazette", ""))
    said = "\n".join(talk.answer("source") + talk.answer("all"))
    assert "Said later: 3 February 1931." in said
    assert "1 Port Gazette, said later: 3 February 1931." in said
    assert "Supports also: 1 claim, said later." in said
    assert "7 boats" not in said and "12 boats" not in said


def test_a_returning_reader_is_told_once_and_about_says_it_first(story: Story) -> None:
    run = msgspec.structs.replace(begin(story), changed=("the-storm",))
    talk = Conversation(story, run, ReaderOptions(story, run, news=("the-storm",)))
    assert "Story: 1 scene you read has changed. about says what." in talk.opening("a test")
    first = talk.answer("about")
    assert (
        first[1] == "Changed on 6 May 2024: A count was added. A reader found the log. In: A light goes out."
    )
    again = Conversation(story, run, ReaderOptions(story, run))
    assert not [line for line in again.opening("a test") if "has changed" in line]


def test_others_hear_of_changes_behind_more(said: Said) -> None:
    assert not [line for line in said("about") if "Changed on" in line]
    assert [line for line in said("about", "all") if line.startswith("Changed on 6 May 2024")]
    none = "Report an error: This story names no address for corrections. Tell the tests."
    assert none in said("about", "all")


def test_copy_takes_what_is_in_hand(story: Story) -> None:
    talk = Conversation(story, begin(story))
    talk.answer("go the-warning")
    assert talk.answer("copy")[0].startswith("Copy: The harbour office says")
    talk.answer("open 1")
    assert talk.answer("copy")[:2] == [
        "Copy: How many boats were lost?",
        "Stands: 12 boats. Harbour office, 8 February 1931.",
    ]
    talk.answer("source 1")
    assert talk.answer("copy")[0].startswith("Copy: Port Gazette, “The storm, day by day”")
