"""Stores of rooms for tests: each suite runs over both kinds."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from explainer.workshop.stores.interface import Store
from tests.e2e.valkey_server import ValkeyServer, valkey_server
from tests.unit.workshop.stores.places import Place


@pytest.fixture(scope="session")
def valkey() -> Iterator[ValkeyServer]:
    """One server for all tests of a run that do not kill it."""
    with valkey_server() as server:
        yield server


@pytest.fixture(params=["sqlite", "valkey"])
async def place(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Place]:
    """An empty place."""
    server: ValkeyServer | None = None
    if request.param == "valkey":
        server = request.getfixturevalue("valkey")
        server.client().flushall()
    place = Place(tmp_path / "rooms", server)
    yield place
    await place.close()


@pytest.fixture
async def store(place: Place) -> Store:
    return place.open()
