"""Forgetting that is cut short is finished by the next sweep of any process; dumps of Valkey are files, too."""

from __future__ import annotations

from pathlib import Path

import pytest

from explainer.workshop.stores import sqlite, valkey_connection
from explainer.workshop.stores.interface import Store, Unreachable
from tests.e2e.valkey_server import valkey_server
from tests.unit.workshop.stores.places import NOW, Place, ballot, opened, until

MARKS = (b"EventPlanted", b"AnswerPlanted", b"QuestionPlanted")


async def planted(store: Store) -> str:
    room = await opened(store, first=(MARKS[0] * 300,))
    await store.box.cast(room, "poll", ballot(), MARKS[1].decode())
    await store.box.ask(room, ballot(), MARKS[2].decode())
    return room


def is_clean(place: Place) -> bool:
    raw = place.raw()
    return not any(mark in raw for mark in MARKS)


async def test_what_a_killed_process_left_is_finished_by_the_next_sweep(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, other = place.open(), place.open()
    room = await planted(store)
    assert await other.sweep(NOW) == 0
    await until(lambda: not is_clean(place))  # Valkey may write a moment after it has answered

    def killed(*_: object) -> None:
        raise Unreachable("killed between the deletion and the rewriting of the files")

    with monkeypatch.context() as patch:
        patch.setattr(sqlite.Log, "scrub", killed)
        patch.setattr(valkey_connection.Scrubber, "_rewrite", killed)
        patch.setattr(valkey_connection.Scrubber, "WAIT", 0.2)
        with pytest.raises(Unreachable):
            await store.forget(room)
        await store.close()
    assert await other.rooms() == ()
    assert not is_clean(place), "else the test shows nothing"
    assert await other.sweep(NOW) == 0
    await until(lambda: is_clean(place))


@pytest.mark.parametrize("appending", ["yes", "no"])
async def test_a_dump_is_written_anew(tmp_path: Path, appending: str) -> None:
    with valkey_server("everysec", "--appendonly", appending, "--save", "3600 100000") as server:
        place = Place(tmp_path, server)
        store = place.open()
        room = await planted(store)
        server.client().save()
        assert MARKS[1] in (server.folder / "dump.rdb").read_bytes()
        await store.forget(room)
        await until(lambda: is_clean(place))
        await place.close()
