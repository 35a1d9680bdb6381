"""A closed room is erased, also where the store was out of reach at its close, or the server was killed after it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from explainer.serve.hosting import local_console
from explainer.serve.rooms import lifecycle
from explainer.serve.rooms.leading import leader
from explainer.serve.rooms.registry import RoomRegistry
from explainer.workshop.stores.interface import Unreachable
from tests.unit.serve.guests import until
from tests.unit.serve.rooms.chair import Chair
from tests.unit.serve.rooms.hall import Hall


@pytest.fixture
def failing(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """How often erasing was tried; it comes to nothing twice."""
    tried: list[int] = []
    forget = hall.live.store.forget

    async def gone(room: str) -> None:
        tried.append(1)
        if len(tried) <= 2:
            raise Unreachable("test")
        await forget(room)

    monkeypatch.setattr(hall.live.store, "forget", gone)
    monkeypatch.setattr(lifecycle, "FIRST_RETRY", 0.05)
    monkeypatch.setattr(leader, "ERASED_AFTER", 0.01)
    monkeypatch.setattr(local_console, "ERASED_AFTER", 0.01)
    yield tried


async def until_erased(hall: Hall) -> None:
    async with asyncio.timeout(15):
        while await hall.live.store.rooms():
            await asyncio.sleep(0.02)


async def test_a_leader_elsewhere_is_told_and_it_is_tried_again(hall: Hall, failing: list[int]) -> None:
    await hall.leader.close_room()
    assert "tried again" in hall.leader.message and len(failing) == 1
    await until_erased(hall)
    assert len(failing) == 3


async def test_the_terminal_that_opened_it_leaves_once_it_is_done(
    hall: Hall, tmp_path: Path, failing: list[int]
) -> None:
    chair = Chair(hall, tmp_path)
    chair.type("Zy")
    await until(lambda: chair.console.erased is False)
    assert "tried again" in chair.look() and not chair.left
    await until(lambda: chair.left)
    assert chair.console.erased and len(failing) == 3 and not chair.faults


async def test_a_server_that_starts_erases_what_was_closed(
    hall: Hall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await hall.leader.close_room(erase=False)
    other = RoomRegistry(hall.live.story, "", tmp_path / "rooms", time.monotonic, hall.host.crashed)
    await other.tidy()
    assert await hall.live.store.rooms(), "its guests still read the last word"
    monkeypatch.setattr(lifecycle, "LAST_WORD", -1)
    again = RoomRegistry(hall.live.story, "", tmp_path / "rooms", time.monotonic, hall.host.crashed)
    await again.tidy()
    await until_erased(hall)
    await other.close()
    await again.close()


async def test_an_open_room_is_erased_by_no_start(
    hall: Hall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lifecycle, "LAST_WORD", -1)
    await hall.press("next")
    hub = RoomRegistry(hall.live.story, "", tmp_path / "rooms", time.monotonic, hall.host.crashed)
    await hub.tidy()
    await hub.close()
    assert len(await hall.live.store.rooms()) == 1
