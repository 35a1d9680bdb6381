"""How much is said at once, over every step of the shipped story, also with notes: words by kind of message."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from explainer.linear import sentences
from explainer.linear.conversation import Conversation
from explainer.reading.run import begin
from explainer.story.load.loader import read_story
from explainer.story.model.structs import Story

LIMITS = {
    "Scene": 15, "References": 2, "Choose": 30, "Enter": 15, "The story ends here": 15, "Document": 30,
    "Where": 30, "Help": 60, "Note": 20, "Bookmark": 20, "Doubt": 20, "Warning": 40, "Said later": 12,
    "More": 3, "notes": 40, "rests": 45,
}  # fmt: skip
"""Words by kind. A list of notes holds the reader's own words and its titles; a list of sources their long names."""


@pytest.fixture(scope="module")
def shipped() -> Story:
    return read_story(Path(__file__).parents[3] / "scenes")


def count(line: str) -> int:
    return len(line.split())


def kind_of(line: str) -> str:
    return next((kind for kind in LIMITS if line.startswith((f"{kind}:", f"{kind}."))), "")


def steps(talk: Conversation, scene: str) -> Iterator[list[str]]:
    """What is said on the way through a scene, with its warning; the conversation stands at the step meanwhile."""
    said = talk.answer(f"go {scene}")
    if talk.run.visit.threshold:
        yield [" ".join(said)]
        said = talk.answer("consent")
    yield said
    while sentences.following(talk.story, talk.run.visit) is not None:
        yield talk.answer("")


def furniture(talk: Conversation, scene: str) -> Iterator[str]:
    """Everything that is not the story's own words: around the steps, and in answer to what one may ask there."""
    for said in steps(talk, scene):
        yield from said
        yield from talk.answer("where") + talk.answer("help")
        if talk.run.visit.threshold:
            continue
        for word in ("note One two three four five six seven", "bookmark", "doubt", "help"):
            yield from talk.answer(word)
        yield f"notes: {talk.answer('notes')[0].partition(': ')[2]}"
        yield from talk.answer("help")
        rests = talk.answer("rests-on")[0]
        yield f"rests: {rests}" if rests.startswith("Rests on") else rests
        yield from talk.answer("help")
        talk.answer("close")


@pytest.fixture(scope="module")
def said(shipped: Story) -> list[str]:
    return [
        line for scene in shipped.order for line in furniture(Conversation(shipped, begin(shipped)), scene)
    ]


def test_the_first_screen(shipped: Story) -> None:
    talk = Conversation(shipped, begin(shipped))
    assert sum(map(count, talk.opening("EXPLAINER_LINEAR is set"))) <= 100


@pytest.mark.parametrize("kind", LIMITS)
def test_no_message_is_longer_than_is_heard_at_once(said: list[str], kind: str) -> None:
    found = [line for line in said if kind_of(line) == kind]
    if kind not in ("Said later", "More"):  # only under a date, and behind long lists
        assert found, "a limit for what is never said measures nothing"
    assert not [line for line in found if count(line) > LIMITS[kind]]


def test_what_is_open_says_what_can_be_said_of_it_in_sixty_words(shipped: Story) -> None:
    heard = set()
    for scene in shipped.order:
        talk = Conversation(shipped, begin(shipped))
        for _said in steps(talk, scene):
            talk.answer("open")
            for number in range(1, 1 + len(talk.listed.items if talk.listed else ())):
                talk.answer(f"open {number}")
                (line,) = talk.answer("help")
                assert count(line) <= LIMITS["Help"], line
                heard.add(line)
            talk.answer("close")
    assert len(heard) >= 5
