"""The word `language`: the same line in other words, and what is not translated is said to be so."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from explainer.linear.conversation import Conversation
from explainer.problems import Cannot
from explainer.reading.actions import Action
from explainer.reading.moves import apply
from explainer.reading.options import ReaderOptions
from explainer.reading.run import begin
from explainer.story.load.loader import read_story
from explainer.story.model.structs import Story
from tests.tiny import write_story
from tests.two_languages import LATE, write_two_languages


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    return read_story(write_two_languages(tmp_path_factory.mktemp("two") / "s"))


@pytest.fixture
def talk(story: Story) -> Conversation:
    return Conversation(story, begin(story))


def steps(talk: Conversation) -> Iterator[str]:
    """The step in hand at each line of the way, each scene to its end."""
    for scene in talk.story.order:
        talk.answer(f"go {scene}")
        if talk.run.visit.threshold:
            talk.answer("consent")
        while talk.run.visit.scene == scene:
            yield talk.step.id if talk.step else ""
            before = talk.run
            try:
                talk.run = apply(talk.story, talk.run, Action("next"), _next(talk))
            except Cannot:
                break
            if talk.run is before:
                break


def _next(talk: Conversation):  # type: ignore[no-untyped-def]
    from explainer.linear.sentences import following

    return following(talk.story, talk.run.visit)


def test_a_switch_and_back_keeps_the_step_at_every_line(talk: Conversation) -> None:
    met = 0
    for step in steps(talk):
        place = talk.run.visit.place
        talk.answer("language ru")
        assert talk.story.language == "ru"
        assert talk.run.visit.place == place
        assert (talk.step.id if talk.step else "") == step
        talk.answer("language en")
        assert talk.story.language == "en"
        assert (talk.run.visit.place, talk.step.id if talk.step else "") == (place, step)
        met += 1
    assert met > 10


def test_the_first_lines_say_what_there_is(talk: Conversation) -> None:
    lines = talk.opening("you typed --linear")
    assert "Language: English. Also: ru, Русский. Type language and a code." in lines


def test_a_story_of_one_language_has_nothing_to_say_of_it(tmp_path_factory: pytest.TempPathFactory) -> None:
    alone = read_story(write_story(tmp_path_factory.mktemp("one") / "s"))
    talk = Conversation(alone, begin(alone))
    assert not any("Language" in line for line in talk.opening("x"))
    assert talk.answer("language") == ["Language: English; the story is in no other."]
    assert talk.answer("language ru") == ["Cannot: This story is in one language: English."]


def test_the_line_is_said_in_its_words(talk: Conversation) -> None:
    talk.answer("next")
    lines = talk.answer("language русский")
    assert lines[0] == "Language: Русский."
    assert any("лампа погасла в 16:40" in line for line in lines)


def test_a_language_it_is_not_in_is_refused(talk: Conversation) -> None:
    assert talk.answer("language fr") == [
        "Cannot: This story is not in that language. It is in: English, Русский."
    ]


def test_what_is_in_hand_is_said_again_in_the_language(talk: Conversation) -> None:
    talk.answer("next")
    talk.answer("open 1")
    held = talk.in_hand
    lines = talk.answer("language ru")
    assert talk.in_hand == held == ("term", "lightkeeper")
    assert "Кто следит за огнём маяка" in " ".join(lines)
    assert "смотрИтель" in " ".join(talk.answer("more")) or talk.in_hand == held


def test_a_list_still_answers_numbers(talk: Conversation) -> None:
    talk.answer("glossary")
    assert talk.listed is not None
    wanted = talk.listed.items[1].id
    talk.answer("language ru")
    talk.answer("2")
    assert talk.in_hand == ("term", wanted)


def test_what_is_not_translated_says_so_first(story: Story) -> None:
    run = apply(story, begin(story), Action("go", "the-morning:late"))
    talk = Conversation(story, run)
    lines = talk.answer("language ru")
    at = lines.index("Not yet in Русский; in English:")
    assert lines[at + 1] == LATE
    assert "Not yet" not in " ".join(talk.answer("language en"))


def test_a_run_that_names_a_language_is_read_in_it(story: Story) -> None:
    from msgspec.structs import replace

    run = replace(begin(story), language="ru")
    assert Conversation(story, run, ReaderOptions(story, run)).story.language == "ru"
