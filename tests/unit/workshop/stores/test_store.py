"""What every store does alike, shown on SQLite and on a real Valkey."""

from __future__ import annotations

import asyncio
import os

import msgspec
import pytest

from explainer.problems import UsageError
from explainer.workshop.stores import notifications
from explainer.workshop.stores.factory import open_store
from explainer.workshop.stores.interface import (
    KEPT,
    CodeTaken,
    Conflict,
    PollIsClosed,
    RoomIsGone,
    Shortened,
    Store,
    Unreachable,
)
from tests.unit.workshop.stores.places import NOW, Place, ballot, opened, record, until

# --- the log


async def test_a_room_is_opened_once_and_found_by_its_exact_code(store: Store) -> None:
    room = record()
    assert await store.open_room(room, [b"a", b"b"]) == 2
    assert await store.open_room(room, [b"a", b"b"]) == 2, "asked again after an outage: once all the same"
    assert await store.read(room.id, 0) == ((1, b"a"), (2, b"b"))
    assert await store.find("river-42") == room
    for near in (
        "river-43",
        "River-42",
        "river-4",
        "river",
        "",
        "river-42 ",
        "%",
        "*",
        "\udcff\udcfe",
        "rivér-42",
    ):
        assert await store.find(near) is None
    with pytest.raises(CodeTaken):
        await store.open_room(record(), [b"x"])
    assert await store.rooms() == (room,)


async def test_append_numbers_without_gaps_and_expect_refuses_the_second_of_two(store: Store) -> None:
    room = await opened(store)
    assert await store.append(room, [b"b", b"c"], expect=1) == 3
    with pytest.raises(Conflict):
        await store.append(room, [b"never"], expect=1)
    with pytest.raises(Conflict):
        await store.append(room, [b"never"], expect=9)
    assert await store.append(room, [], expect=3) == 3
    assert await store.append(room, [b"d"]) == 4
    assert [seq for seq, _ in await store.read(room, 1)] == [2, 3, 4]
    assert await store.read(room, 4) == ()


async def test_of_many_who_expect_the_same_one_appends(place: Place) -> None:
    left, right = place.open(), place.open()
    room = await opened(left)
    turns = [store.append(room, [b"%d" % n], expect=1) for n in range(20) for store in (left, right)]
    outcomes = await asyncio.gather(*turns, return_exceptions=True)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Conflict"] * 39 + ["int"]
    assert len(await left.read(room, 0)) == 2


async def test_events_are_opaque_bytes(store: Store) -> None:
    odd = [b"", b"\0", bytes(range(256)), b"x" * 100_000, "half \N{SNOWMAN}".encode()[:-1]]
    room = await opened(store, first=tuple(odd))
    assert [payload for _, payload in await store.read(room, 0)] == odd


async def test_code_and_event_change_in_one_step(store: Store) -> None:
    room, other = await opened(store), await opened(store, "lamp-07")
    with pytest.raises(CodeTaken):
        await store.change_code(room, "lamp-07", [b"code"], expect=1)
    with pytest.raises(Conflict):
        await store.change_code(room, "boat-11", [b"code"], expect=0)
    assert (await store.find("river-42")).id == room
    assert await store.change_code(room, "boat-11", [b"code"], expect=1) == 2
    assert await store.find("river-42") is None
    found = await store.find("boat-11")
    assert (found.id, found.code, found.secret) == (room, "boat-11", b"slow hash")
    assert (await store.find("lamp-07")).id == other
    assert await opened(store, "river-42") not in (room, other), "the old code is free again"


@pytest.mark.parametrize("hinted", [True, False])
async def test_tail_replays_then_follows_what_another_appends(
    place: Place, monkeypatch: pytest.MonkeyPatch, hinted: bool
) -> None:
    """By hints alone; and when all hints are lost, by looking."""
    here, there = place.open(), place.open()
    if hinted:
        await _heard_of(here, there)
        monkeypatch.setattr(notifications, "LOOK_EVERY", 3600.0)
    else:
        monkeypatch.setattr(notifications.Bell, "ring", lambda *_: None)
    room = await opened(here, first=(b"1", b"2"))
    seen: list[tuple[int, bytes]] = []
    late: list[tuple[int, bytes]] = []
    tails = [
        asyncio.create_task(_follow(there, room, 0, seen)),
        asyncio.create_task(_follow(here, room, 1, late)),
    ]
    await until(lambda: len(seen) == 2)
    for n in range(3, 30):
        await here.append(room, [b"%d" % n])
    await until(lambda: len(seen) == 29 and len(late) == 28)
    assert seen == [(n, b"%d" % n) for n in range(1, 30)]
    assert late == seen[1:]
    await here.forget(room)
    await asyncio.wait_for(asyncio.gather(*tails), 60)  # it is gone: nobody waits for ever


async def test_two_who_append_at_once_make_one_order_for_all(place: Place) -> None:
    stores = [place.open() for _ in range(3)]
    room = await opened(stores[0])
    seen: list[list[tuple[int, bytes]]] = [[] for _ in stores]
    tails = [
        asyncio.create_task(_follow(store, room, 0, got)) for store, got in zip(stores, seen, strict=True)
    ]
    await asyncio.gather(*(stores[n % 2].append(room, [b"%d" % n]) for n in range(200)))
    await until(lambda: all(len(got) == 201 for got in seen))
    replay = list(await stores[2].read(room, 0))
    assert seen == [replay] * 3
    assert [seq for seq, _ in replay] == list(range(1, 202))
    for tail in tails:
        tail.cancel()


async def _follow(store: Store, room: str, after: int, into: list[tuple[int, bytes]]) -> None:
    async for entry in store.tail(room, after):
        into.append(entry)


async def test_a_log_shorter_than_what_was_read_is_told(store: Store) -> None:
    room = await opened(store)
    with pytest.raises(Shortened):
        await asyncio.wait_for(_follow(store, room, 7, []), 60)


async def test_the_newest_snapshot_stays(store: Store) -> None:
    room = await opened(store)
    assert await store.latest(room) is None
    await store.snapshot(room, 5, b"five")
    await store.snapshot(room, 3, b"three")
    assert await store.latest(room) == (5, b"five")
    await store.snapshot(room, 8, b"eight")
    assert await store.latest(room) == (8, b"eight")


# --- presence and hints


async def test_presence_adds_up_and_lives_three_seconds(place: Place) -> None:
    here, there = place.open(), place.open()
    await asyncio.gather(here.find("none-00"), there.find("none-00"))
    await _heard_of(here, there)
    loop = asyncio.get_running_loop()
    began = loop.time()
    await here.presence.tell("room", "w1", {"following": 2, "gone": 1}, {"a": 2}, ("token",))
    await here.presence.tell("room", "w1", {"following": 3}, {"a": 1, "b": 2}, ("token",))
    await there.presence.tell("room", "w2", {"following": 4, "roaming": 1}, {"b": 4}, ())
    expected = ({"following": 7, "roaming": 1}, {"a": 1, "b": 6}, frozenset({"token"}))
    for store in (here, there):
        async with asyncio.timeout(60):
            while await store.presence.sum("room") != expected:
                await asyncio.sleep(0.01)
    assert await here.presence.sum("other") == ({}, {}, frozenset())
    while await here.presence.sum("room") != ({}, {}, frozenset()):
        await asyncio.sleep(0.05)
    assert loop.time() - began > 2.9
    assert b"token" not in place.raw()


async def _heard_of(*stores: Store) -> None:
    """Until each hears the first: a channel is joined in the background."""
    async with asyncio.timeout(60):
        while not all([(await store.presence.sum("hello"))[0] for store in stores]):
            await stores[0].presence.tell("hello", "w", {"here": 1}, {}, ())
            await asyncio.sleep(0.02)


async def test_watchers_hear_of_the_others_and_a_faulty_one_disturbs_nobody(place: Place) -> None:
    here, there = place.open(), place.open()
    room = await opened(here)
    await _heard_of(here, there)
    faults: list[dict[str, object]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: faults.append(context))
    heard: list[tuple[str, str]] = []
    there.watch(lambda _room, _kind: 1 / 0)
    end = there.watch(lambda room, kind: heard.append((room, kind)))
    await here.append(room, [b"x"])
    await here.box.cast(room, "poll", ballot(), "1")
    await here.presence.tell(room, "w", {}, {}, ())
    await until(lambda: {(room, "log"), (room, "box"), (room, "presence")} <= set(heard))
    assert faults
    end()
    heard.clear()
    await here.append(room, [b"y"])
    await there.append(room, [b"z"])
    await asyncio.sleep(0.05)
    assert heard == []


# --- forgetting

EVENT, ANSWER, QUESTION, STATE = b"EventPlanted", "AnswerPlanted", "QuestionPlanted", b"StatePlanted"
PLANTED = (EVENT, ANSWER.encode(), QUESTION.encode(), STATE, b"slow hash")


async def plant(store: Store, code: str) -> str:
    """A room with marked bytes everywhere, enough of them to move between pages."""
    room = await opened(store, code, (EVENT * 500,))
    for n in range(60):
        await store.append(room, [EVENT * (1 + n * 7 % 90)])
        await store.box.ask(room, ballot(), QUESTION * (1 + n % 9))
        await store.box.cast(room, f"poll{n % 3}", ballot(), ANSWER * (1 + n % 5))
        await store.snapshot(room, n + 1, STATE * (n * 11 % 80))
    await store.box.close(room, "poll0")
    for ticket, _ in (await store.box.waiting(room))[::2]:
        await store.box.settle(room, ticket)
    return room


def found_in(place: Place) -> set[bytes]:
    raw = place.raw()
    return {mark for mark in PLANTED if mark in raw}


async def test_a_forgotten_room_leaves_no_byte(place: Place) -> None:
    store = place.open()
    room = await plant(store, "river-42")
    other = await opened(store, "lamp-07")
    await until(lambda: found_in(place) == set(PLANTED))  # else the test shows nothing
    await store.forget(room)
    await store.forget(other)
    await _files_are_clean(place)
    await store.forget(room)  # twice is harmless
    for refused in (store.append(room, [b"x"]), store.change_code(room, "boat-11", [], expect=None)):
        with pytest.raises(RoomIsGone):
            await refused
    with pytest.raises(RoomIsGone):
        await store.box.ask(room, ballot(), QUESTION)
    with pytest.raises(RoomIsGone):
        await store.snapshot(room, 1, STATE)
    for late in (store.box.cast(room, "p", ballot(), ANSWER), store.box.close(room, "p")):
        with pytest.raises(PollIsClosed):
            await late
    await store.box.settle(room, ballot())
    assert await store.find("river-42") is None and await store.rooms() == ()
    assert await store.read(room, 0) == () and await store.latest(room) is None
    await store.close()
    await _files_are_clean(place)


async def _files_are_clean(place: Place) -> None:
    """Valkey unlinks the file it has rewritten in a thread of its own."""
    await until(lambda: not found_in(place))


async def test_a_closed_poll_leaves_no_answer(place: Place) -> None:
    store = place.open()
    room = await opened(store)
    cast = [ballot() for _ in range(150)]
    for start in range(0, 150, 15):
        await asyncio.gather(*(store.box.cast(room, "poll", one, ANSWER) for one in cast[start : start + 15]))
    await until(lambda: all(one in place.raw() for one in cast))
    assert await store.box.close(room, "poll") == {ANSWER: 150}
    await store.box.settled(room, "poll")
    if place.server:
        await until(lambda: not any(one in place.raw() for one in cast))
        await store.forget(
            await opened(store, "lamp-07")
        )  # the totals in its file go with the next rewriting
        await until(lambda: ANSWER.encode() not in place.raw())
    raw = place.raw()
    assert not any(one in raw for one in cast)
    assert ANSWER.encode() not in raw


async def test_sweep_forgets_seven_days_after_the_last_event(place: Place) -> None:
    store = place.open()
    old, young = await plant(store, "river-42"), None
    place.now += KEPT - 10
    young = await opened(store, "lamp-07")
    assert await store.sweep(NOW + KEPT - 1) == 0
    assert await store.sweep(NOW + KEPT) == 1
    assert [room.id for room in await store.rooms()] == [young]
    assert await store.read(old, 0) == ()
    await until(lambda: {EVENT, ANSWER.encode(), QUESTION.encode(), STATE} & found_in(place) == set())
    place.now += KEPT
    await store.append(young, [b"still here"])
    assert await store.sweep(int(place.now)) == 0
    assert await store.sweep(int(place.now) + KEPT) == 1


# --- what an address means


async def test_addresses(tmp_path: os.PathLike[str]) -> None:
    for url in (
        "http://localhost",
        "mysql:",
        "sqlite:/elsewhere",
        "valkey:",
        "valkey://host:port:7",
        "rooms",
    ):
        with pytest.raises(UsageError) as refused:
            open_store(url, tmp_path)
        assert "valkey://HOST:PORT" in str(refused.value)
    unread = msgspec.msgpack.encode("x")
    gone = open_store("valkey://127.0.0.1:1", tmp_path)
    began = asyncio.get_running_loop().time()
    with pytest.raises(Unreachable):
        await gone.append("room", [unread])
    assert asyncio.get_running_loop().time() - began < 10
    assert not gone.reachable
    await gone.close()


async def test_a_look_at_a_poll_fetches_sums_not_ballots(place: Place) -> None:
    """1,000 ballots are 17 KB and more: ten looks a second would have a worker read them all each time."""
    if place.server is None:
        return
    store = place.open()
    room = await opened(store)
    await asyncio.gather(*(store.box.cast(room, "doubt:x", ballot(), str(n % 4)) for n in range(1000)))
    client = place.server.client()
    before = client.info("stats")["total_net_output_bytes"]
    for _look in range(10):
        expected = {str(n): 250 for n in range(4)}
        assert await store.box.totals(room, "doubt:x") == expected
        assert await store.box.polls(room, "doubt:") == {"doubt:x": expected}
    assert client.info("stats")["total_net_output_bytes"] - before < 40_000
