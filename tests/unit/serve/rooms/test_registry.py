"""Rooms of a worker: loaded with their first guest, let go, kept in their edition, forgotten after a week."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import msgspec
import pytest

from explainer.serve.processes.worker_context import WorkerContext
from explainer.serve.rooms import registry as hubs
from explainer.serve.rooms.lifecycle import EDITIONS
from explainer.serve.rooms.registry import RoomRegistry
from explainer.story.model.outline import Edition
from explainer.story.model.structs import Story
from explainer.workshop.state import state_hash
from tests.unit.serve.guests import until
from tests.unit.serve.rooms.hall import Hall


def another(hall: Hall, tmp_path: Path, story: Story | None = None) -> RoomRegistry:
    """The hub of another worker over the same files."""
    return RoomRegistry(story or hall.live.story, "", tmp_path / "rooms", time.monotonic, hall.host.crashed)


async def test_two_workers_fold_one_room(hall: Hall, tmp_path: Path) -> None:
    other = another(hall, tmp_path)
    there = await other.find(hall.code)
    assert there is not None and there is not hall.live
    for key in ("next", "next", "poll", "next", "reveal", "let-roam", "call-back"):
        await hall.press(key)
    await until(lambda: there.state.seq == hall.state.seq)
    assert state_hash(there.state) == state_hash(hall.state)
    await until(lambda: there.pages.run == hall.live.pages.run)
    late = another(hall, tmp_path)
    loaded = await late.find(hall.code)
    assert loaded is not None and state_hash(loaded.state) == state_hash(hall.state)
    assert loaded.pages.run.visit == hall.live.pages.run.visit
    await other.close()
    await late.close()


async def test_a_room_keeps_its_edition_over_a_reload(hall: Hall, tmp_path: Path) -> None:
    newer = msgspec.structs.replace(hall.live.story, edition=Edition("9.9", "0" * 12), title="Newer")
    reloaded = another(hall, tmp_path, newer)
    there = await reloaded.find(hall.code)
    assert there is not None and there.story.title == hall.live.story.title
    await reloaded.tidy()
    assert len(list((tmp_path / "rooms" / EDITIONS).iterdir())) == 1, "a room needs it"
    await hall.live.store.forget(hall.live.id)
    reloaded._beats = 0
    await reloaded.tidy()
    assert not list((tmp_path / "rooms" / EDITIONS).iterdir())
    await reloaded.close()


async def test_a_room_is_let_go_and_found_again(
    hall: Hall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hubs, "LET_GO", 0.05)
    other = another(hall, tmp_path)
    there = await other.find(hall.code)
    assert await other.find(hall.code) is there
    await asyncio.sleep(0.1)
    await other.tidy()
    again = await other.find(hall.code)
    assert again is not None and again is not there
    guest = hall.guest()
    await guest.shows(hall.code)
    await asyncio.sleep(0.1)
    await hall.hub.tidy()
    assert hall.hub.here(hall.code) is hall.live, "someone is in it"
    await other.close()


async def test_a_server_without_rooms_makes_no_file_of_theirs(host: WorkerContext, tmp_path: Path) -> None:
    hub = RoomRegistry(host.story, "", tmp_path / "none", time.monotonic, host.crashed)
    await hub.tidy()
    assert hub.here("walnut-42") is None
    assert not (tmp_path / "none").exists()
    await hub.close()


async def test_an_erased_room_is_closed_for_those_inside(hall: Hall) -> None:
    await hall.press("next")
    guest = hall.guest()
    await guest.shows("step 1 of 3")
    await hall.live.store.forget(hall.live.id)
    await guest.until(lambda: guest.member.view.state == "closed", "closed")
    assert await hall.hub.find(hall.code) is None
