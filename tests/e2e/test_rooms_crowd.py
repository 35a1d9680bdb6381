"""60 guests over SSH in one room, a terminal emulator before each: the leader moves twenty times.

200 with `make soak`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from benchmarks.report import percentile
from explainer.story.load.cache import open_story
from explainer.workshop.events import Stage
from tests.e2e.room_hall import MANY, PATIENCE, WINDOWS, Hall, Seat, hall
from tests.e2e.ssh_server import SshServer, needs_ssh, running
from tests.e2e.terminal import Terminal
from tests.soak import amount
from tests.tiny import write_story

pytestmark = needs_ssh

GUESTS, ROAMERS, LATE, READERS, STOCK = amount(60, 200), 20, 12, 6, 4
"""Of the guests some roam; those who read consent at the warning; beside them a few come with OpenSSH's own client."""
WARNED = "rowers"
"""Words of the scene behind the warning, and of no other page."""
WARNING = "people in the water"
STORM, NEXT = "A light goes out", "The telegram"
PAGES: dict[str, tuple[str, ...]] = {
    "storm 1": (STORM, "step 1 of 3"),
    "storm 2": (STORM, "step 2 of 3", "lightkeeper wrote"),
    "storm 3": (STORM, "step 3 of 3", "At 16:40 the lamp"),
    "telegram 1": (NEXT, "step 1 of 2", "harbour office says"),
    "telegram 2": (NEXT, "step 2 of 2", "count went from 7"),
    "warning": ("Before the next scene", WARNING),
    "led in": ("Before the next scene", WARNING),
    "morning": ("The morning", "No source we hold"),
}
"""What stands on a follower's page, typed from the story by hand."""
SPACE, BACK, CONSENT = b" ", b"\x7f", b"o"
WAY: tuple[tuple[bytes, str], ...] = (
    (SPACE, "storm 1"),
    (SPACE, "storm 2"),
    (SPACE, "storm 3"),
    (BACK, "storm 2"),
    (SPACE, "storm 3"),
    (SPACE, "telegram 1"),
    (SPACE, "telegram 2"),
    (BACK, "telegram 1"),
    (SPACE, "telegram 2"),
    (SPACE, "warning"),
    (BACK, "telegram 2"),
    (SPACE, "warning"),
    (CONSENT, "led in"),
    (SPACE, "morning"),
    (BACK, "led in"),
    (BACK, "telegram 2"),
    (BACK, "telegram 1"),
    (BACK, "storm 3"),
    (BACK, "storm 2"),
    (SPACE, "storm 3"),
)
"""Twenty keys of the leader, and where they bring the room."""
ROAM_AT, LATE_AT = 2, (6, 12, 18)
"""Moves after which some leave, and after which some come."""


MARKED = {
    "storm 1": "",
    "storm 2": "paper counted",
    "storm 3": "Oda Berg, 2 February",
    "telegram 1": "boats",
    "telegram 2": "Boats counted as lost",
    "morning": "asked twice",
}
"""What stands beside the mark of the leader's step, and beside that of no other of its scene."""


def _marked(lines: list[str]) -> str:
    """The words on rows that bear the mark of the leader's step."""
    return " ".join(line.partition("┃")[2] for line in lines if "┃" in line)


class Show:
    """The twenty moves, with everybody there."""

    def __init__(self, place: Hall, server: SshServer) -> None:
        self.place = place
        self.server = server
        self.port = server.port
        self.followers: list[Seat] = []
        self.readers: list[Seat] = []
        """Those who consented."""
        self.roamers: dict[Seat, list[str]] = {}
        self.took: list[float] = []
        """Milliseconds from the leader's key to the last byte of a guest's frame."""

    async def run(self) -> None:
        self.leader = await self.place.leader(self.port)
        began = time.monotonic()
        self.followers = await self.place.guests(self.port, range(GUESTS - LATE))
        print(f"\n{len(self.followers)} guests in {time.monotonic() - began:.1f} s")
        with self._stock() as stock:
            for number, (key, page) in enumerate(WAY, start=1):
                await self._move(number, key, page)
                for one in stock:
                    await asyncio.to_thread(_shows, one, page)
        self._figures()

    def _stock(self) -> _Stock:
        return _Stock(self.server, self.place.code)

    async def _move(self, number: int, key: bytes, page: str) -> None:
        before = await self.place.state()
        seen = {one: len(one.ends) for one in self.followers}
        began = asyncio.get_running_loop().time()
        self.leader.write(key)
        await asyncio.gather(*(self._sees(one, page) for one in self.followers))
        self.took += [
            (one.ends[seen[one]] - began) * 1000 for one in self.followers if len(one.ends) > seen[one]
        ]
        after = await self.place.state()
        assert _page_of(after.stage) == page and after.stage_seq > before.stage_seq, (
            "moved once, to that page"
        )
        self._check_roamers()
        if number == ROAM_AT:
            await self._some_roam()
        if number in LATE_AT:
            await self._some_come(page)
        if page == "led in" and not self.readers:
            await self._some_read()

    async def _sees(self, one: Seat, page: str) -> None:
        words = PAGES[page]
        if one in self.readers and page == "led in":
            words = (WARNED,)
        await one.until(lambda: all(word in one.look() for word in words), f"{page} ({words})")
        if page in MARKED:
            lines = one.lines()
            marked = _marked(lines)
            # In a narrow window a dash or a quotation mark hangs where the mark would be.
            assert marked or one.screen.columns < 80, f"no step is marked on {page}:\n" + "\n".join(lines)
            assert not marked or MARKED[page] in marked, f"another is marked on {page}:\n" + "\n".join(lines)

    async def _some_roam(self) -> None:
        leaving, self.followers = self.followers[:ROAMERS], self.followers[ROAMERS:]
        for one in leaving:
            one.write(b"n")
        for one in leaving:
            await one.until(partial(_roams, one), "the own way")
            await one.settle(1.0)
            self.roamers[one] = _own(one)

    def _check_roamers(self) -> None:
        for one, lines in self.roamers.items():
            assert _own(one) == lines, "a roamer was moved"

    async def _some_come(self, page: str) -> None:
        came = await self.place.guests(self.port, range(LATE // len(LATE_AT)))
        await asyncio.gather(*(self._sees(one, page) for one in came))
        self.followers += came

    async def _some_read(self) -> None:
        self.readers = self.followers[:READERS]
        for one in self.followers:
            assert WARNED not in one.look()
        for one in self.readers:
            one.write(b"o")
        for one in self.readers:
            await one.shows(WARNED)

    def _figures(self) -> None:
        raw = [one.bytes for one in (*self.followers, *self.roamers) if one not in self.readers]
        assert len(raw) == GUESTS - READERS
        assert not [one for one in raw if WARNED.encode() in one], (
            "nobody is sent a warned scene they did not ask for"
        )
        took = sorted(self.took)
        total = sum(one.received for one in (*self.followers, *self.roamers))
        print(
            f"{len(WAY)} moves, {len(took)} pages: median {percentile(took, 50):.0f} ms,"
            f" p95 {percentile(took, 95):.0f} ms, last {took[-1]:.0f} ms; {total / 1e6:.1f} MB in all;"
            f" {len(self.roamers)} roamed and stayed where they were (the emulators share the cores)"
        )


class _Stock:
    """A few with OpenSSH's client on a PTY."""

    def __init__(self, server: SshServer, code: str) -> None:
        self._terminals = [
            server.terminal(login=code, columns=size[0], rows=size[1], term=term)
            for size, term, _environment in WINDOWS[:STOCK]
        ]

    def __enter__(self) -> list[Terminal]:
        for one in self._terminals:
            one.wait_until(partial(one.modes.get, 1049), "a screen", PATIENCE)
        return self._terminals

    def __exit__(self, *_error: object) -> None:
        for one in self._terminals:
            one.close()


def _shows(one: Terminal, page: str) -> None:
    one.wait_until(lambda: all(word in one.flat for word in PAGES[page]), page, PATIENCE)


def _roams(one: Seat) -> bool:
    return "own way" in one.look().lower()


def _own(one: Seat) -> list[str]:
    """A roamer's page down to its rule; the rows below say where the leader is."""
    lines = one.lines()
    rules = [number for number, line in enumerate(lines) if "────" in line]
    return lines[1 : rules[-1]]


def _page_of(stage: Stage | None) -> str:
    """The page's name here, of what the log says."""
    assert stage is not None
    if stage.scene == "the-rescue":
        return "warning" if stage.threshold else "led in"
    if stage.scene == "the-morning":
        return "morning"
    name, steps = {"the-storm": ("storm", ("1", "lamp", "3")), "the-warning": ("telegram", ("1", "2"))}[
        stage.scene
    ]
    return f"{name} {steps.index(stage.step or '1') + 1}"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[SshServer]:
    with running(tmp_path, write_story(tmp_path / "story"), "--workers", "2", limits=MANY) as server:
        yield server


def test_a_crowd_is_led_for_twenty_moves(server: SshServer) -> None:
    story = open_story(server.state.parent / "story", cache_folder=None)

    async def show() -> None:
        async with hall("", server.state / "rooms", story) as place:
            await Show(place, server).run()

    asyncio.run(show())
    assert "failed" not in server.server.errors, server.server.errors
