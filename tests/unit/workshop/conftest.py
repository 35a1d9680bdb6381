"""The story with forks, read once."""

from __future__ import annotations

import pytest

from explainer.story.load.loader import read_story
from explainer.story.model.structs import Story
from tests.tiny import write_story
from tests.unit.workshop.halls import FORKS, Hall


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    return read_story(write_story(tmp_path_factory.mktemp("forks"), FORKS))


@pytest.fixture
def hall(story: Story) -> Hall:
    return Hall(story)
