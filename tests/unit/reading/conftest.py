"""The tiny story, loaded once."""

from __future__ import annotations

from pathlib import Path

import pytest

from explainer.story.load.loader import read_story
from explainer.story.model.structs import Story
from tests.tiny import write_story


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    return read_story(write_story(Path(tmp_path_factory.mktemp("tiny"))))
