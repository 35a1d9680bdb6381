"""The box of a store: ballots that replace each other, closed polls, questions in waiting."""

from __future__ import annotations

import asyncio

import pytest

from explainer.workshop.stores.interface import PollIsClosed, Store
from tests.unit.workshop.stores.places import Place, ballot, opened

# --- the box


async def test_a_repeated_cast_replaces_and_totals_count_each_ballot_once(store: Store) -> None:
    room, mine, box = await opened(store), ballot(), store.box
    await asyncio.gather(*(box.cast(room, "poll", ballot(), choice) for choice in ("0", "1", "1", "wörd")))
    await box.cast(room, "poll", mine, "0")
    await box.cast(room, "poll", mine, "1")
    await box.cast(room, "poll", mine, "1")
    assert await box.totals(room, "poll") == {"0": 1, "1": 3, "wörd": 1}
    assert await box.look(room, "poll", mine) == "1"
    assert await box.look(room, "poll", ballot()) is None
    await box.withdraw(room, "poll", mine)
    await box.withdraw(room, "poll", mine)
    assert await box.totals(room, "poll") == {"0": 1, "1": 2, "wörd": 1}
    assert await box.totals(room, "other") == {}


async def test_answers_of_one_turn_keep_the_order_of_one_ballot(store: Store) -> None:
    room, mine = await opened(store), ballot()
    others = [ballot() for _ in range(30)]
    casts = [store.box.cast(room, "poll", mine, "0")]
    casts += [store.box.cast(room, "poll", other, "1") for other in others]
    casts += [store.box.withdraw(room, "poll", mine), store.box.cast(room, "poll", mine, "2")]
    await asyncio.gather(*casts)
    assert await store.box.look(room, "poll", mine) == "2"
    assert await store.box.totals(room, "poll") == {"1": 30, "2": 1}


async def test_polls_by_prefix(store: Store) -> None:
    room, other, box = await opened(store), await opened(store, "lamp-07"), store.box
    mine = ballot()
    await box.cast(room, "doubt:a", mine, "1")
    await box.cast(room, "doubt:a", ballot(), "1")
    await box.cast(room, "doubt:b:c", ballot(), "1")
    await box.cast(room, "doubts", ballot(), "1")
    await box.cast(other, "doubt:d", ballot(), "1")
    await box.cast(room, "doubt:gone", mine, "1")
    await box.withdraw(room, "doubt:gone", mine)
    assert await box.polls(room, "doubt:") == {"doubt:a": {"1": 2}, "doubt:b:c": {"1": 1}}
    assert set(await box.polls(room, "")) == {"doubt:a", "doubt:b:c", "doubts"}
    assert await box.polls("none", "") == {}


async def test_a_closed_poll_is_closed_for_good_everywhere(place: Place) -> None:
    here, there = place.open(), place.open()
    room, mine = await opened(here), ballot()
    await here.box.cast(room, "poll", mine, "0")
    await there.box.cast(room, "poll", ballot(), "1")
    assert await here.box.close(room, "poll") == {"0": 1, "1": 1}
    for store in (here, there):
        with pytest.raises(PollIsClosed):
            await store.box.cast(room, "poll", mine, "1")
        with pytest.raises(PollIsClosed):
            await store.box.withdraw(room, "poll", mine)
        assert await store.box.look(room, "poll", mine) is None
        assert await store.box.polls(room, "") == {}
        assert await store.box.totals(room, "poll") == {"0": 1, "1": 1}
        assert await store.box.close(room, "poll") == {"0": 1, "1": 1}, "whoever closed may have been killed"
    await here.box.settled(room, "poll")
    assert await there.box.close(room, "poll") == {}
    with pytest.raises(PollIsClosed):
        await there.box.cast(room, "poll", mine, "1")
    assert await here.box.close(room, "never") == {}


async def test_what_is_acknowledged_before_a_close_is_in_its_totals(place: Place) -> None:
    here, there = place.open(), place.open()
    room = await opened(here)
    casts = [
        asyncio.create_task((here, there)[n % 2].box.cast(room, "poll", ballot(), "1")) for n in range(300)
    ]
    await asyncio.sleep(0.002)
    totals = await there.box.close(room, "poll")
    outcomes = await asyncio.gather(*casts, return_exceptions=True)
    counted = sum(outcome is None for outcome in outcomes)
    assert {type(outcome) for outcome in outcomes if outcome is not None} <= {PollIsClosed}
    assert totals == ({"1": counted} if counted else {})


async def test_questions_wait_in_fives_without_an_order_inside(store: Store) -> None:
    room, box = await opened(store), store.box
    tickets = [bytes([250 - n]) * 16 for n in range(12)]  # sorted, they would stand upside down
    for n, ticket in enumerate(tickets):
        await box.ask(room, ticket, f"question {n}")
    await box.ask(room, tickets[0], "question 0, again")
    waiting = await box.waiting(room)
    assert [ticket for ticket, _ in waiting] == [*tickets[4::-1], *tickets[9:4:-1], *tickets[:9:-1]]
    assert dict(waiting)[tickets[0]] == "question 0, again"
    for ticket in (tickets[10], tickets[11], tickets[1], b"x" * 16):
        await box.settle(room, ticket)
    await box.ask(room, b"\0" * 16, "newest")
    assert [ticket for ticket, _ in await box.waiting(room)][-1] == b"\0" * 16
    assert len(await box.waiting(room)) == 10


async def test_a_malformed_answer_harms_nobody_else(store: Store) -> None:
    room, box = await opened(store), store.box
    outcomes = await asyncio.gather(
        box.cast(room, "poll", ballot(), "1"),
        box.cast(room, "poll", b"short", "1"),
        box.cast(room, "poll", ballot(), "half \udcff"),
        box.ask(room, ballot(), "\ud800"),
        box.cast(room, "poll", ballot(), "1"),
        return_exceptions=True,
    )
    assert [isinstance(outcome, ValueError) for outcome in outcomes] == [False, True, True, True, False]
    assert await box.totals(room, "poll") == {"1": 2}
