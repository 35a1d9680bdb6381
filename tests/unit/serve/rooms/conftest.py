"""The terminal that opened the room of the hall; a disk that takes its time changes no word of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from explainer.serve.rooms import linear_room
from tests.unit.serve.rooms.chair import Chair
from tests.unit.serve.rooms.hall import Hall


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who hears a room line by line is told "counted" however long a write takes; one test asks what is said before."""
    monkeypatch.setattr(linear_room, "PATIENCE", 60.0)


@pytest.fixture
async def chair(hall: Hall, tmp_path: Path) -> AsyncIterator[Chair]:
    made = Chair(hall, tmp_path)
    yield made
    await made.console.rest()
    assert not made.faults
