"""The terminal that opened the room of the hall."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.unit.serve.rooms.chair import Chair
from tests.unit.serve.rooms.hall import Hall


@pytest.fixture
async def chair(hall: Hall, tmp_path: Path) -> AsyncIterator[Chair]:
    made = Chair(hall, tmp_path)
    yield made
    await made.console.rest()
    assert not made.faults
