"""Whatever a store may raise, at whatever key: the cockpit has a sentence for it, and goes on."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from explainer.reading.actions import Action
from explainer.serve.processes.worker_context import WorkerContext
from explainer.serve.rooms.keys import meanings
from explainer.story.model.structs import Story
from explainer.workshop.stores import interface as stores
from explainer.workshop.stores.interface import StoreError
from tests.e2e.valkey_server import valkey_server
from tests.unit.serve.guests import host_of, until
from tests.unit.serve.rooms.chair import Chair
from tests.unit.serve.rooms.hall import Hall

ERRORS = [stores.Conflict, stores.Unreachable, stores.PollIsClosed, stores.CodeTaken, stores.RoomIsGone,
          stores.Shortened]  # fmt: skip
WRITES = ("append", "change_code", "forget")
BOX = ("close", "settled", "settle", "totals", "polls", "waiting")


def test_all_errors_are_tried() -> None:
    assert set(ERRORS) == set(StoreError.__subclasses__())


class Broken:
    """A store whose every call raises one error, and how often it was asked for the leader's sake."""

    def __init__(self, hall: Hall, error: type[StoreError], patch: pytest.MonkeyPatch) -> None:
        self.asked = 0
        store = hall.live.store

        async def failing(*_given: Any, **_named: Any) -> Any:
            self.asked += 1
            raise error("test")

        async def passing(*_given: Any, **_named: Any) -> Any:
            raise error("test")

        for name in WRITES:
            patch.setattr(store, name, failing)
        for name in BOX:
            patch.setattr(store.box, name, failing if name in ("close", "settled", "settle") else passing)
        patch.setattr(store.presence, "sum", passing)


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.__name__)
@pytest.mark.parametrize("poll", [False, True], ids=["", "poll"])
async def test_every_key_of_the_cockpit_ends_in_a_sentence(
    hall: Hall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[StoreError], poll: bool
) -> None:
    chair = Chair(hall, tmp_path)
    await hall.press("next")
    if poll:
        await hall.press("poll")
    await hall.live.store.box.ask(hall.live.id, b"q" * 16, "Why?")
    await until(lambda: hall.leader.queue)
    before = hall.state
    monkeypatch.setattr("explainer.serve.rooms.live.COMES_BACK", 0.01)
    with monkeypatch.context() as patch:
        broken, leader = Broken(hall, error, patch), hall.leader
        for key, action in meanings("cockpit").items():
            leader.message, asked = "", broken.asked
            chair.console.act(Action(action.id, action.argument))
            chair.console._put_down_question()
            async with asyncio.timeout(20):
                await chair.console.rest()
            if broken.asked > asked:
                assert leader.message.endswith((".", ")")) and "Taken" not in leader.message, (key, action.id)
        for work in (leader.hold("a task"), leader.do(Action("plan", "0")), leader.close_room()):
            leader.message = ""
            async with asyncio.timeout(20):
                await work
            assert leader.message.endswith("."), leader.message
    assert not chair.faults and broken.asked > 10
    assert hall.state == before, "nothing was done"
    assert "Shown" in await hall.press("reveal") or not poll, "and it goes on"


async def test_a_valkey_that_was_flushed_is_told_by_a_sentence(story: Story, tmp_path: Path) -> None:
    with valkey_server() as server:
        host: WorkerContext = host_of(story, tmp_path)
        hall = await Hall.open(host, tmp_path, server.url)
        chair = Chair(hall, tmp_path)
        await hall.press("next")
        await hall.press("poll")
        server.client().flushall()
        said = await hall.press("reveal")
        assert said.endswith(".") and "no longer" in said
        await until(lambda: hall.state.closed)
        for key in ("next", "reveal", "close-poll", "change-code", "let-roam", "approve"):
            assert (await hall.press(key)).endswith("."), key
        assert not chair.faults
        await hall.close()
