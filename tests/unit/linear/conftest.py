"""The tiny story, loaded once, and a conversation over it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from explainer.linear.conversation import Conversation
from explainer.reading.run import begin
from explainer.story.load.loader import read_story
from explainer.story.model.structs import Story
from tests.tiny import write_story


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    return read_story(write_story(Path(tmp_path_factory.mktemp("tiny"))))


@pytest.fixture
def talk(story: Story) -> Conversation:
    return Conversation(story, begin(story))


@pytest.fixture
def said(talk: Conversation) -> Callable[..., list[str]]:
    """The answer to the last of some typed lines."""

    def answer(*lines: str) -> list[str]:
        found: list[str] = []
        for line in lines:
            found = talk.answer(line)
        return found

    return answer
