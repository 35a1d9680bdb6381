"""Two servers over one Valkey are one room: led on one, followed on both, in one order, with one replay."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import shutil
import signal
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from functools import partial
from pathlib import Path

import aiohttp
import pytest

from explainer.serve.parking.places import PLACE_KEY
from explainer.serve.processes.state_files import HOST_KEY_FILE
from explainer.story.load.cache import open_story
from explainer.story.model.structs import Story
from explainer.workshop.events import decode
from explainer.workshop.guests import BALLOT
from explainer.workshop.state import RoomState, fold, state_hash
from explainer.workshop.stores.factory import open_store
from tests.e2e.browsing import web_address
from tests.e2e.room_hall import MANY, PATIENCE, Hall, Seat, hall, seat
from tests.e2e.ssh_server import SshServer, needs_ssh, running
from tests.e2e.valkey_server import ValkeyServer, valkey_server
from tests.tiny import write_story

pytestmark = needs_ssh

GUESTS = 100
"""On each of the two."""
WAY = (b" ", b" ", b" ", b"\x7f", b"\x7f", b" ", b" ", b"\x7f", b" ", b"\x7f")
PHRASE = re.compile(r"Your phrase: ([a-z ]+);")
STEPS = re.compile(r"step (\d) of 3")


class Hosts:
    """Two servers, each with a home of its own, one store, one host key."""

    def __init__(self, folder: Path, valkey: ValkeyServer) -> None:
        self.valkey = valkey
        self.story: Story = open_story(write_story(folder / "story"), cache_folder=None)
        self._stack = contextlib.ExitStack()
        self.servers: list[SshServer] = []
        for name in ("first", "second"):
            home = folder / name
            (home / "state").mkdir(parents=True, mode=0o700)
            if self.servers:  # as the page for hosts says: a balancer's servers show one key
                shutil.copy(self.servers[0].state / HOST_KEY_FILE, home / "state" / HOST_KEY_FILE)
            options = ("--workers", "1", "--rooms", valkey.url, "--web", "127.0.0.1:0")
            self.servers.append(
                self._stack.enter_context(running(home, folder / "story", *options, limits=MANY))
            )
        self.ports = [server.port for server in self.servers]

    def kill_first(self) -> None:
        """Front, template and workers of the first server, as a power switch would."""
        server = self.servers[0].server
        for pid in (server.process.pid, *server.family()):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        server.process.wait()

    def end(self) -> None:
        self._stack.close()


@pytest.fixture
def hosts(tmp_path: Path) -> Iterator[Hosts]:
    with valkey_server() as valkey:
        made = Hosts(tmp_path, valkey)
        yield made
        made.end()


class Follower:
    """Whoever hears of the room as a worker does: by the tail, one event after the other as they come."""

    def __init__(self, place: Hall, url: str, folder: Path) -> None:
        self.place = place
        self.state = RoomState()
        self.order: list[int] = []
        self._store = open_store(url, folder)
        self._task = asyncio.ensure_future(self._follow())

    async def _follow(self) -> None:
        async for seq, raw in self._store.tail(self.place.room, 0):
            self.order.append(seq)
            self.state = fold(self.state, seq, decode(raw), self.place.story)

    async def upto(self, seq: int) -> None:
        async with asyncio.timeout(PATIENCE):
            while self.state.seq < seq:
                await asyncio.sleep(0.02)

    async def end(self) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        await self._store.close()


def _fingerprint(server: SshServer) -> str:
    found = re.search(r"SHA256:\S{43}", server.server.errors)
    assert found
    return found[0]


def test_two_servers_one_valkey_one_room(hosts: Hosts, tmp_path: Path) -> None:
    first, second = hosts.ports
    assert _fingerprint(hosts.servers[0]) == _fingerprint(hosts.servers[1])

    async def play() -> None:
        async with hall(hosts.valkey.url, tmp_path, hosts.story) as place:
            heard = [Follower(place, hosts.valkey.url, tmp_path) for _host in range(2)]
            leader = await place.leader(first)
            beside = await _sits_beside(place, second)
            groups = [await place.guests(port, [0] * GUESTS) for port in (first, second)]
            seen: dict[Seat, list[str]] = {guest: [] for group in groups for guest in group}
            steps = await _led(leader, seen)
            await _both_write(place, leader, beside, groups)
            state = await place.state()
            for one in heard:
                await one.upto(state.seq)
            assert heard[0].order == heard[1].order == list(range(1, state.seq + 1))
            assert {state_hash(one.state) for one in heard} == {state_hash(state)}, (
                "a replay is the same room"
            )
            for guest, pages in seen.items():
                assert pages == steps, f"another order at {guest}"
            print(
                f"\n{state.seq} events, {2 * GUESTS} guests on two servers, hash {state_hash(state)[:12]} thrice"
            )
            for one in heard:
                await one.end()

    asyncio.run(play())


async def _sits_beside(place: Hall, port: int) -> Seat:
    """A second cockpit, on the other server: the chair is taken."""
    taken = await seat(port, f"lead-{place.code}", (100, 30))
    await taken.shows("Type the leader's secret")
    taken.write(place.secret.encode() + b"\r")
    await taken.until(lambda: place.code in taken.look(), "the cockpit")
    taken.write(b" ")
    await taken.shows("You sit beside")
    return taken


async def _led(leader: Seat, seen: dict[Seat, list[str]]) -> list[str]:
    """Ten moves; every guest's page is noted each time."""
    steps, at = [], 0
    for key in WAY:
        at += 1 if key == b" " else -1
        leader.write(key)
        steps.append(str(at))
        await asyncio.gather(*(guest.shows(f"step {at} of 3") for guest in seen))
        for guest, pages in seen.items():
            found = STEPS.search(guest.look())
            assert found
            pages.append(found[1])
    return steps


async def _both_write(place: Hall, leader: Seat, beside: Seat, groups: list[list[Seat]]) -> None:
    """Ballots on both servers for one poll; both cockpits write; then the chair goes over to the other server."""
    leader.write(b"p")
    everybody = [guest for group in groups for guest in group]
    await asyncio.gather(*(guest.shows("Esc later") for guest in everybody))
    await asyncio.sleep(1.2)  # the panel's first second takes no digit
    for number, guest in enumerate(everybody):
        guest.write(b"1" if number % 4 else b"2")
    await asyncio.gather(*(guest.shows("counted.") for guest in everybody))
    state = await place.state()
    assert state.open_poll is not None
    assert await place.totals(state.open_poll.poll.id) == {"0": GUESTS * 3 // 2, "1": GUESTS // 2}
    await leader.until(partial(_says, leader, "200"), "the leader's number")
    leader.write(b"v")
    await asyncio.gather(*(guest.shows("Result") for guest in everybody))
    leader.write(b"h")
    await beside.shows("offer")
    beside.write(b"L")
    await beside.shows("you lead")
    before = (await place.state()).stage
    beside.write(b" ")
    await asyncio.gather(
        *(guest.until(partial(_lacks, guest, "Result"), "the next step") for guest in everybody)
    )
    assert (await place.state()).stage != before


def test_a_guest_of_a_dead_server_is_back_on_the_other_with_the_same_ballot(
    hosts: Hosts, tmp_path: Path
) -> None:
    """Where the phrase was given is gone for good; it opens the place all the same, and the answer is changed there."""
    first, second = hosts.ports

    async def play() -> None:
        async with hall(hosts.valkey.url, tmp_path, hosts.story) as place:
            leader = await place.leader(second)
            guest, other = await place.guest(first), await place.guest(second)
            leader.write(b" ")
            for one in (guest, other):
                await one.shows("step 1 of 3")
            leader.write(b"p")
            for one in (guest, other):
                await one.shows("Esc later")
                await one.votes("1")
            await guest.shows("You: 1, counted")
            guest.write(b"P")
            await guest.until(lambda: PHRASE.search(guest.look()), "the phrase")
            found = PHRASE.search(guest.look())
            assert found
            poll = (await place.state()).open_poll
            assert poll is not None
            assert await place.totals(poll.poll.id) == {"0": 2}
            async with asyncio.timeout(PATIENCE):  # until its place is written
                while not hosts.valkey.client().keys(f"{PLACE_KEY}*"):
                    await asyncio.sleep(0.1)
            await asyncio.sleep(1.5)  # and what came after it
            await asyncio.to_thread(hosts.kill_first)
            back = await seat(second, "resume")
            await back.shows("Type your phrase")
            back.write(found[1].encode() + b"\r")
            await back.shows("You: 1, counted")
            await back.until(partial(_changed, back), "another answer")
            assert await place.totals(poll.poll.id) == {"0": 1, "1": 1}, "changed, and not counted twice"

    asyncio.run(play())


def test_after_a_close_valkeys_files_hold_no_answer(hosts: Hosts, tmp_path: Path) -> None:
    """Neither which option a ballot took, nor a question, a doubt or the room: whatever reads the disk afterwards."""
    valkey = hosts.valkey

    async def play() -> None:
        async with hall(valkey.url, tmp_path, hosts.story) as place:
            leader = await place.leader(hosts.ports[0])
            guests = [await place.guest(port) for port in hosts.ports]
            leader.write(b" ")
            for one in guests:
                await one.shows("step 1 of 3")
            leader.write(b"p")
            for number, one in enumerate(guests):
                await one.shows("Esc later")
                await one.votes(str(number + 1))
                await one.shows("counted")
            poll = (await place.state()).open_poll
            assert poll is not None
            cast = _ballots(valkey)
            assert len(cast) == len(guests)
            marks = {*cast, place.room.encode(), place.code.encode()}
            async with asyncio.timeout(PATIENCE):  # else the test shows nothing
                while not all(mark in valkey.raw() for mark in marks):
                    await asyncio.sleep(0.1)
            leader.write(b"Z")
            await leader.shows("Close it, answers erased?")
            leader.write(b"y")
            for one in guests:
                await one.shows("closed")
            async with asyncio.timeout(PATIENCE):
                while left := [mark for mark in marks if mark in valkey.raw()]:
                    await asyncio.sleep(0.1)
            assert not left and not _ballots(valkey)

    asyncio.run(play())


def _ballots(valkey: ValkeyServer) -> set[bytes]:
    """The numbers of all answers that are there."""
    client = valkey.client()
    tables = client.keys("explainer:box:*:ballots:*")
    return {member[:BALLOT] for key in tables for member in client.zrange(key, 0, -1)}


def test_a_browser_of_a_dead_server_goes_on_with_the_other(hosts: Hosts, tmp_path: Path) -> None:
    """Its cookie is all it has; the answer it had given there is its own here."""
    first, second = (web_address(server) for server in hosts.servers)

    async def play() -> None:
        jar = aiohttp.CookieJar(unsafe=True)  # for an address of numbers; a cookie knows no port
        async with (
            hall(hosts.valkey.url, tmp_path, hosts.story) as place,
            aiohttp.ClientSession(cookie_jar=jar) as browser,
        ):
            leader = await place.leader(hosts.ports[1])
            leader.write(b" ")
            await _sends(browser, first, f"{place.code}/join", {})
            leader.write(b"p")
            asked = await _page_with(browser, f"{first}/{place.code}", 'id="option.0"')
            press = {"token": _token(asked), "do": "answer", "option": "0"}
            await _sends(browser, first, f"{place.code}/do", press)
            await _page_with(browser, f"{first}/{place.code}", "You: 1, counted")
            await asyncio.to_thread(hosts.kill_first)
            await _page_with(browser, f"{second}/{place.code}", "You: 1, counted")
            press["option"] = "1"
            await _sends(browser, second, f"{place.code}/do", press)
            await _page_with(browser, f"{second}/{place.code}", "You: 2, counted")
            poll = (await place.state()).open_poll
            assert poll is not None
            assert await place.totals(poll.poll.id) == {"1": 1}, "changed, and not counted twice"

    asyncio.run(play())


async def _sends(browser: aiohttp.ClientSession, server: str, path: str, fields: dict[str, str]) -> str:
    return await _page(browser.post(f"{server}/{path}", data=fields, headers={"Origin": server}))


async def _page(asked: AbstractAsyncContextManager[aiohttp.ClientResponse]) -> str:
    async with asked as answer:
        assert answer.status == 200, await answer.text()
        return await answer.text()


async def _page_with(browser: aiohttp.ClientSession, address: str, words: str) -> str:
    """The page, as soon as it holds the words."""
    async with asyncio.timeout(PATIENCE):
        while words not in (found := await _page(browser.get(address))):
            await asyncio.sleep(0.1)
    return found


def _token(page: str) -> str:
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found
    return found[1]


def _changed(guest: Seat) -> bool:
    if "You: 2, counted" in guest.look():
        return True
    guest.write(b"2")
    return False


def _says(seat: Seat, words: str) -> bool:
    return words in seat.look()


def _lacks(seat: Seat, words: str) -> bool:
    return words not in seat.look()
