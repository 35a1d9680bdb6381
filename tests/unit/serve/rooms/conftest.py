"""A room over the small story in a SQLite store, a hub, its leader, its guests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from explainer.serve.host import Host
from explainer.story.model import Story
from tests.unit.serve.guests import host_of
from tests.unit.serve.rooms.hall import Hall


@pytest.fixture
async def hall(story: Story, tmp_path: Path) -> AsyncIterator[Hall]:
    """An open room with a leader who has not begun."""
    host: Host = host_of(story, tmp_path)
    hall = await Hall.open(host, tmp_path)
    yield hall
    await hall.close()
