"""Who is in a bench's room: a leader, followers, pages in browsers; and the leader's turns, timed.

A turn is timed from the leader's key, over the leader's own line, to the last byte of a guest's frame.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from benchmarks.report import percentile
from benchmarks.ssh_crowd import Answers
from benchmarks.ssh_guest import Guest, join

PATIENCE = 60.0
FORTH, BACK = b" ", b"\x7f"
REST = 0.6
"""Seconds between two turns: the next step is drawn ahead in them; a leader takes longer."""
IDLE = 5.0
"""Seconds for which a room at rest is watched."""


class Asked(msgspec.Struct):
    """What a hall is told."""

    port: int
    code: str
    secret: str
    server: list[int] = []
    """Its processes, for processor time."""
    yardstick: int = 0
    """Port of the server with nothing behind it."""
    yardstick_process: int = 0
    web: int = 0
    """Port of the door for browsers."""
    quick: bool = False


# who is there


async def leader(asked: Asked) -> Guest:
    """In the chair, over `lead-CODE`."""
    guest = await join(asked.port, login=f"lead-{asked.code}", size=(100, 30), keeps=True)
    assert guest.raw is not None
    await until(lambda: b"secret" in guest.raw)  # type: ignore[operator]
    guest.write(asked.secret.encode() + b"\r")
    await until(lambda: b"you lead" in guest.raw)  # type: ignore[operator]
    guest.write(FORTH)  # the room begins
    await asyncio.sleep(1.0)
    return guest


async def followers(asked: Asked, count: int, **options: Any) -> list[Guest]:
    """All at once, until each has the first page and nothing more comes."""

    async def one() -> Guest:
        guest = await join(asked.port, login=asked.code, **options)
        await guest.frame(0, PATIENCE)
        return guest

    came: list[Guest] = []
    for start in range(0, count, 100):  # a worker lets in 64 at a time
        came += await asyncio.gather(*(one() for _ in range(min(100, count - start))))
    return came


async def until(true: Callable[[], object], seconds: float = PATIENCE) -> None:
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.02)


class Turns:
    """A leader's turns, and when guests have the page of each."""

    def __init__(self, chair: Guest, guests: Iterable[Guest]) -> None:
        self.chair = chair
        self.guests = list(guests)
        self.took: list[float] = []
        """Milliseconds of each guest and turn."""
        self.late: list[float] = []
        """Of each turn until 95 of 100 had it."""
        self.last: list[float] = []
        self.missing = 0
        """Guests who had no page in time."""
        self.frames = 0
        self.bytes = 0
        self.turned = 0

    async def run(self, count: int, rest: float = REST, patience: float = 5.0) -> None:
        """So many turns, forth and back."""
        for _turn in range(count):
            await self.one(patience)
            await asyncio.sleep(rest)

    async def one(self, patience: float = 5.0) -> None:
        """One turn, until everybody has it."""
        loop = asyncio.get_running_loop()
        seen = [(guest, len(guest.ends), guest.received) for guest in self.guests]
        began = loop.time()
        self.chair.write(WAY[self.turned % len(WAY)])
        self.turned += 1
        await asyncio.gather(
            *(guest.frame(number, patience) for guest, number, _received in seen), return_exceptions=True
        )
        took = sorted(
            (guest.ends[at] - began) * 1000 for guest, at, _received in seen if len(guest.ends) > at
        )
        self.missing += len(seen) - len(took)
        self.took += took
        self.late.append(percentile(took, 95))
        self.last.append(took[-1])
        await asyncio.sleep(0.05)
        self.frames += sum(len(guest.ends) - at for guest, at, _received in seen)
        self.bytes += sum(guest.received - before for guest, _at, before in seen)


WAY = (FORTH, FORTH, FORTH, FORTH, FORTH, FORTH, BACK, BACK, BACK, BACK, BACK, BACK)


class Browser:
    """A page in a browser, as far as its stream of news: when the last byte of each came."""

    def __init__(self) -> None:
        self.came: list[float] = []
        self.visit: Any = None
        self.stream: Any = None
        self.reading: asyncio.Task[None] | None = None

    async def close(self) -> None:
        """The window is closed."""
        if self.reading is not None:
            self.reading.cancel()
        await self.visit.close()

    async def read(self) -> None:
        """News upon news; signs of life are none."""
        waiting = b""
        async for data in self.stream.content.iter_any():
            *whole, waiting = (waiting + data).split(b"\n\n")
            self.came += [asyncio.get_running_loop().time()] * sum(b"data:" in one for one in whole)


async def browser(asked: Asked) -> Browser:
    """Comes in by the code, and hears the news of its page."""
    import aiohttp

    made = Browser()
    visit = made.visit = aiohttp.ClientSession(
        f"http://127.0.0.1:{asked.web}",
        cookie_jar=aiohttp.CookieJar(unsafe=True),
        timeout=aiohttp.ClientTimeout(total=None),
    )
    pressed = {"Origin": f"http://127.0.0.1:{asked.web}", "Content-Type": "application/x-www-form-urlencoded"}
    async with visit.post(f"/{asked.code}/join", data=b"word=", headers=pressed) as page:
        assert page.status == 200, page.status
        await page.read()
    made.stream = await visit.get(f"/{asked.code}/events")
    made.reading = asyncio.ensure_future(made.read())
    return made


def told(play: Turns) -> Answers:
    return {
        "took": play.took,
        "late": play.late,
        "last": play.last,
        "missing": [float(play.missing)],
        "frames": [play.frames / len(play.guests) / len(play.late)],
        "bytes": [play.bytes / max(1, play.frames)],
    }
