"""All is killed while 200 ballots arrive: a worker, the whole server, Valkey. What was acknowledged is there, once."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from pathlib import Path

import asyncssh
import pytest

from explainer.story.load.cache import open_story
from explainer.story.model.structs import Story
from explainer.workshop import disclosure
from explainer.workshop.state import RoomState
from tests.e2e.processes import alive
from tests.e2e.room_hall import MANY, PATIENCE, Hall, Seat, hall
from tests.e2e.ssh_server import SshServer, needs_ssh, running
from tests.e2e.valkey_server import valkey_server
from tests.tiny import write_story

pytestmark = needs_ssh

GUESTS = 200
ENOUGH = 40
"""Answers acknowledged before it happens."""
OPTIONS = 2
"""Answers to "Who would you have told first?"."""


class Vote:
    """200 guests, a poll, and a moment in which something dies."""

    def __init__(self, place: Hall, port: int) -> None:
        self.place = place
        self.port = port
        self.guests: list[Seat] = []
        self.pressed: Counter[str] = Counter()
        """By option, guests who pressed its digit at all."""

    async def open(self) -> None:
        """A leader, all guests, the second step, a poll in front of all."""
        self.leader = await self.place.leader(self.port)
        self.guests = await self.place.guests(self.port, [0] * GUESTS)
        for words in ("step 1 of 3", "step 2 of 3"):
            self.leader.write(b" ")
            await asyncio.gather(*(guest.shows(words) for guest in self.guests))
        self.leader.write(b"p")
        await asyncio.gather(*(guest.shows("Esc later") for guest in self.guests))
        await asyncio.sleep(1.2)  # the panel's first second takes no digit

    async def poll(self) -> str:
        """The open poll's id."""
        state = await self.place.state()
        assert state.open_poll is not None
        return state.open_poll.poll.id

    async def press(self) -> None:
        """Half of them at once; when some of these are counted the other half, whose answers are then on their way."""
        self._marks = [len(guest.bytes) for guest in self.guests]
        half = GUESTS // 2
        self._press(range(half))
        end = time.monotonic() + PATIENCE
        while self._counted() < ENOUGH:
            assert time.monotonic() < end, "nobody is counted:\n" + "\n".join(self.guests[0].lines())
            await asyncio.sleep(0.001)
        self._press(range(half, GUESTS))
        await asyncio.sleep(0.01)

    def _press(self, numbers: range) -> None:
        for number in numbers:
            self.pressed[str(number % OPTIONS)] += 1
            self.guests[number].write(str(number % OPTIONS + 1).encode())

    def _counted(self) -> int:
        """Without the emulators, which are slow: the word comes with the row that says so."""
        return sum(
            b"counted" in guest.bytes[mark:] for guest, mark in zip(self.guests, self._marks, strict=True)
        )

    def acknowledged(self) -> Counter[str]:
        """By option, those whose own page says that they are counted."""
        found: Counter[str] = Counter()
        for number, guest in enumerate(self.guests):
            if _is_counted(guest, number):
                found[str(number % OPTIONS)] += 1
        return found

    def check(self, totals: dict[str, int], acknowledged: Counter[str]) -> None:
        """What was acknowledged is there, and nobody is there twice."""
        for option in map(str, range(OPTIONS)):
            count = totals.get(option, 0)
            assert acknowledged[option] <= count <= self.pressed[option], (option, totals, acknowledged)
        print(f"\nacknowledged {acknowledged.total()}, in the box {sum(totals.values())}, pressed {GUESTS}")


def _is_counted(guest: Seat, number: int) -> bool:
    """Whether the guest's own page says so."""
    return f"You: {number % OPTIONS + 1}, counted." in guest.look()


def _same(before: RoomState, after: RoomState) -> None:
    """Code, step, poll: what a room is for those in it."""
    assert (after.code, after.stage, after.polls, after.mode) == (
        before.code,
        before.stage,
        before.polls,
        before.mode,
    )


async def _goes_on(place: Hall, port: int, began: float, what: str) -> None:
    """The leader is back in the chair, guests on the same step; the next step reaches them."""
    guest = await _again(lambda: place.guest(port))
    await guest.shows("step 2 of 3")
    print(f"{what}: a guest reads the same step again {time.monotonic() - began:.1f} s after it")
    leader = await _again(lambda: place.leader(port))
    print(f"{what}: in the chair again after {time.monotonic() - began:.1f} s")
    leader.write(b" ")
    await guest.shows("step 3 of 3")
    leader.write(b"v")
    await guest.shows("Result")


async def _again(come: Callable[[], Awaitable[Seat]]) -> Seat:
    """Come in, also where the first tries meet a server that is not up yet."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return await come()
        except (OSError, asyncssh.Error):
            if time.monotonic() > end:
                raise
            await asyncio.sleep(0.1)


class Place:
    """A server over a store, which can be killed and started again on the same files."""

    def __init__(self, home: Path, url: str) -> None:
        self.home = home
        self.url = url
        self.story: Story = open_story(write_story(home / "story"), cache_folder=None)
        self._stack = contextlib.ExitStack()
        self.server = self.start()

    def start(self) -> SshServer:
        options = ("--workers", "2", *(("--rooms", self.url) if self.url else ()))
        self.server = self._stack.enter_context(
            running(self.home, self.home / "story", *options, limits=MANY)
        )
        return self.server

    def kill(self) -> None:
        """Front, template and workers, as a power switch would."""
        for pid in (self.server.server.process.pid, *self.server.server.family()):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.server.server.process.wait()

    def end(self) -> None:
        self._stack.close()

    def hall(self) -> contextlib.AbstractAsyncContextManager[Hall]:
        return hall(self.url, self.server.state / "rooms", self.story)


@pytest.fixture(params=["sqlite", "valkey"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    with contextlib.ExitStack() as stack:
        url = stack.enter_context(valkey_server("everysec")).url if request.param == "valkey" else ""
        made = Place(tmp_path, url)
        stack.callback(made.end)
        yield made


def test_a_worker_is_killed_while_200_ballots_arrive(place: Place) -> None:
    async def play() -> None:
        async with place.hall() as room:
            vote = Vote(room, place.server.port)
            await vote.open()
            before, poll = await room.state(), await vote.poll()
            dead = place.server.workers()[0]
            await vote.press()
            began = time.monotonic()
            os.kill(dead, signal.SIGKILL)
            staying = await _settled(vote, dead)
            assert 0 < len(staying) < GUESTS, "who is with the other worker stays"
            acknowledged = vote.acknowledged()
            vote.check(await room.totals(poll), acknowledged)
            _same(before, await room.state())
            if vote.leader.over.is_set():
                await _goes_on(room, place.server.port, began, "a worker killed")
            else:
                print("a worker killed: the leader was with the other, and goes on")
                vote.leader.write(b" ")
                vote.leader.write(b"v")
            await asyncio.gather(*(guest.shows("step 3 of 3") for guest in staying))
            await asyncio.gather(*(guest.shows("Result") for guest in staying))

    asyncio.run(play())


async def _settled(vote: Vote, dead: int) -> list[Seat]:
    """Those whose line holds, all of them counted; the others are gone, which the last of them may hear late."""
    gone, before = 0, -1
    async with asyncio.timeout(PATIENCE):
        while alive(dead) or not gone or gone != before:
            await asyncio.sleep(1.0)
            gone, before = sum(guest.over.is_set() for guest in vote.guests), gone
    for number, guest in enumerate(vote.guests):
        if not guest.over.is_set():
            await guest.until(partial(_is_counted, guest, number), "counted")
    return [guest for guest in vote.guests if not guest.over.is_set()]


def test_everything_is_killed_while_200_ballots_arrive(place: Place) -> None:
    async def play() -> None:
        async with place.hall() as room:
            vote = Vote(room, place.server.port)
            await vote.open()
            before, poll = await room.state(), await vote.poll()
            await vote.press()
            place.kill()
            await asyncio.gather(*(guest.over.wait() for guest in (*vote.guests, vote.leader)))
            acknowledged = vote.acknowledged()
            assert ENOUGH <= acknowledged.total() <= GUESTS
            vote.check(await room.totals(poll), acknowledged)
            began = time.monotonic()
            await asyncio.to_thread(place.start)
            _same(before, await room.state())
            counted = await room.totals(poll)
            port = await asyncio.to_thread(lambda: place.server.port)
            await _goes_on(room, port, began, "all killed, and started again")
            (known,) = (await room.state()).polls
            assert known.phase == "revealed" and known.result is not None
            by_option = disclosure.by_option(counted, OPTIONS)
            assert known.result == disclosure.result(by_option, known.result.connected), (
                "each once in the result"
            )
            assert not await room.totals(poll), "and no longer in the box"

    asyncio.run(play())


@pytest.mark.parametrize("fsync", ["always", "everysec"])
def test_valkey_is_killed_while_200_ballots_arrive(tmp_path: Path, fsync: str) -> None:
    with valkey_server(fsync) as valkey, contextlib.closing(_Closing(Place(tmp_path, valkey.url))) as closing:
        place = closing.place

        async def play() -> None:
            async with place.hall() as room:
                vote = Vote(room, place.server.port)
                await vote.open()
                before, poll = await room.state(), await vote.poll()
                await vote.press()
                valkey.kill()
                await asyncio.sleep(0.5)
                acknowledged = vote.acknowledged()
                vote.leader.write(b" ")
                await vote.leader.shows("Not connected")
                await asyncio.sleep(2.0)
                assert not any(guest.over.is_set() for guest in (*vote.guests, vote.leader)), (
                    "nobody lost a line"
                )
                await asyncio.to_thread(valkey.start)
                began = time.monotonic()
                await _moves(vote, room, before)
                print(
                    f"\nValkey ({fsync}) back: the next step is written after {time.monotonic() - began:.1f} s"
                )
                await asyncio.gather(*(guest.shows("step 3 of 3") for guest in vote.guests))
                print(f"and all 200 read it after {time.monotonic() - began:.1f} s")
                vote.check(await room.totals(poll), acknowledged)
                after = await room.state()
                assert (after.code, after.holder) == (before.code, before.holder), "same code, same chair"
                # Whoever was not counted presses again, and so do all others: each is there once.
                await asyncio.gather(*(_pressed_again(guest, at) for at, guest in enumerate(vote.guests)))
                totals = await room.totals(poll)
                assert totals == dict(vote.pressed), "all of them, each once"

        asyncio.run(play())


async def _moves(vote: Vote, room: Hall, before: RoomState) -> None:
    """The leader presses until the room has moved; what was pressed while out of reach did nothing."""
    assert (await room.state()).stage == before.stage, "nothing was written that the leader was told was not"
    end = time.monotonic() + PATIENCE
    while (await room.state()).stage == before.stage:
        assert time.monotonic() < end, "the leader moves nobody"
        vote.leader.write(b" ")
        late = time.monotonic() + 5.0  # a press that is only slow and one more would be two steps
        while (await room.state()).stage == before.stage and time.monotonic() < late:
            await asyncio.sleep(0.1)


async def _pressed_again(guest: Seat, number: int) -> None:
    guest.write(str(number % OPTIONS + 1).encode())
    await guest.until(partial(_is_counted, guest, number), "counted")


class _Closing:
    def __init__(self, place: Place) -> None:
        self.place = place
        self.close = place.end
