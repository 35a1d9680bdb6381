"""The small story, loaded once; a host over it, a line, an open room."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from explainer.serve.host import Host
from explainer.story.loader import read_story
from explainer.story.model import Story
from tests.tiny import write_story
from tests.unit.serve.guests import FakeLine, host_of
from tests.unit.serve.rooms.hall import Hall
from tests.unit.serve.screens import traps_closed


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    return read_story(write_story(Path(tmp_path_factory.mktemp("tiny"))))


@pytest.fixture
async def host(story: Story, tmp_path: Path) -> Host:
    return host_of(story, tmp_path)


@pytest.fixture
def line() -> FakeLine:
    return FakeLine()


@pytest.fixture
async def hall(host: Host, tmp_path: Path) -> AsyncIterator[Hall]:
    """An open room with a leader who has not begun."""
    hall = await Hall.open(host, tmp_path)
    yield hall
    await hall.close()


@pytest.fixture
def as_in_a_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever would end, change or hold up a whole process is closed off, as it is where many guests share one."""
    with traps_closed(monkeypatch):
        yield
