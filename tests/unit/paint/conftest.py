"""The tiny story, and one with a long scene, for the painter."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from explainer.story.load.loader import read_story
from explainer.story.model.structs import Scene, Span, Step, Story
from tests.tiny import write_story

PARAGRAPHS = (7, 48, 95, 3, 61, 22, 140, 30)
"""Words of each paragraph of the long scene."""


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    return read_story(write_story(Path(tmp_path_factory.mktemp("tiny"))))


@pytest.fixture(scope="session")
def long_story(story: Story) -> Story:
    """The tiny story with a long side scene in which every word stands once."""
    steps = tuple(_step(str(n + 1), count) for n, count in enumerate(PARAGRAPHS))
    scene = msgspec.structs.replace(story.scenes["the-lamp"], steps=steps)
    return msgspec.structs.replace(story, scenes=story.scenes | {"the-lamp": scene})


def _step(step: str, count: int) -> Step:
    words = [f"{'abcdefghij'[n % 10] * (1 + n % 7)}{step}x{n}" for n in range(count)]
    middle = count // 2
    prose = (
        Span("text", " ".join(words[:middle]) + " "),
        Span("term", words[middle], ref="lightkeeper"),
        Span("text", " " + " ".join(words[middle + 1 :])),
        Span("excerpt", ref="lamp-out"),
        Span("mark", ref="boats-lost"),
    )
    return Step(step, "text", prose, rests_on=("log-book",))


def scene_of(story: Story, name: str) -> Scene:
    return story.scenes[name]
