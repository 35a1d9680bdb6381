"""The small story, loaded once; a host over it, a line, the runs of a host on disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from explainer.serve.host import Host
from explainer.story.loader import read_story
from explainer.story.model import Story
from tests.tiny import write_story
from tests.unit.serve.guests import FakeLine, host_of


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    return read_story(write_story(Path(tmp_path_factory.mktemp("tiny"))))


@pytest.fixture
async def host(story: Story, tmp_path: Path) -> Host:
    return host_of(story, tmp_path)


@pytest.fixture
def line() -> FakeLine:
    return FakeLine()
