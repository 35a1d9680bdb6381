"""Guests who are a burden: lines that stall, lines that are slow, one who sends more than a person can."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable

from benchmarks import machine
from benchmarks.report import percentile
from benchmarks.ssh_crowd import Answers, Asked, reader, turns
from benchmarks.ssh_guest import FORTH_AND_BACK, Guest, join
from tests.e2e.shaping import Shape, Shaper

SLOW = Shape(delay=0.3, rate=8000, stalls=0.02, stall=0.3)
"""300 ms each way, 64 kbit/s, one packet in fifty lost and sent again."""
ROUND_TRIP = 2 * SLOW.delay
ALL, STALLED = 100, 20


async def stalled(asked: Asked) -> Answers:
    """100 turn pages, 20 of them without reading, in turns; the last time for 500 turns of theirs all together."""
    shapers = [Shaper(asked.port) for _ in range(STALLED)]
    slow = [await reader(await shaper.start()) for shaper in shapers]
    others = [await reader(asked.port) for _ in range(ALL - STALLED)]
    found: Answers = {name: [] for name in ("before", "during", "before p95", "during p95", "old", "back")}
    rounds = 2 if asked.quick else 4
    await _turned(others, slow, 1)
    for left in reversed(range(rounds)):
        await _round(others, slow, "before", found)
        if not left:
            # The same turns while all read: what a worker keeps of pages for all is no guest's burden.
            await _many_turns(slow)
            await asyncio.sleep(1)
            memory = machine.pss_kib(asked.worker)
        for shaper in shapers:
            shaper.stop_reading()
        await _many_turns(slow, 8)  # until nothing more of theirs is taken
        await _round(others, slow, "during", found)
        if left:
            for shaper in shapers:
                shaper.read_on()
            await asyncio.gather(*(guest.settle(0.5) for guest in slow))
    await _many_turns(slow)
    await asyncio.sleep(1)
    found["memory"] = [(machine.pss_kib(asked.worker) - memory) / STALLED]
    await _return(shapers, slow, found)
    found["after"] = await _turned(others, slow, 1)
    return found


async def _round(others: list[Guest], slow: list[Guest], name: str, found: Answers) -> None:
    """One more p95: a pause of another process spoils one round, not all."""
    took = await _turned(others, slow, 1)
    found[name] += took
    found[f"{name} p95"].append(percentile(took, 95))


async def _turned(others: list[Guest], slow: list[Guest], rounds: int) -> list[float]:
    """Each turns a page in turn, thirty a second; what it took those of the first list."""
    took: list[float] = []
    waiting: list[asyncio.Task[float]] = []
    mixed = [guest for five in zip(*[iter(others)] * 4, slow, strict=True) for guest in five]
    for _turn in range(rounds * len(FORTH_AND_BACK) // 2):
        for guest in mixed:
            if guest in slow:
                guest.write(guest.turn_key())
            else:
                waiting.append(asyncio.create_task(guest.turn()))
            await asyncio.sleep(0.03)
    took += await asyncio.gather(*waiting)
    return took


async def _many_turns(slow: list[Guest], count: int = 24) -> None:
    """Until each has turned so many pages more; a multiple of eight, so that all are where they were."""
    for _turn in range(count):
        for guest in slow:
            guest.write(guest.turn_key())
            await asyncio.sleep(0.02)


async def _return(shapers: list[Shaper], slow: list[Guest], found: Answers) -> None:
    """All read again: pages that came before the newest, and seconds until that."""
    loop = asyncio.get_running_loop()
    seen, began = [len(guest.ends) for guest in slow], loop.time()
    for shaper in shapers:
        shaper.read_on()
    await asyncio.gather(*(guest.settle(1.0) for guest in slow))
    for guest, before in zip(slow, seen, strict=True):
        found["old"].append(max(0, len(guest.ends) - before - 1))
        found["back"].append(guest.ends[-1] - began if len(guest.ends) > before else 99.0)


async def burdens(asked: Asked) -> Answers:
    """Ten readers turn pages while one guest sends what no person can; each kind of burden by itself."""
    others = [await reader(asked.port) for _ in range(10)]
    found: Answers = {"nothing": await _meanwhile(asked.port, others, _nothing)}
    for name, burden in BURDENS.items():
        found[name] = await _meanwhile(asked.port, others, burden)
        await asyncio.sleep(0.5)
    return found


async def _meanwhile(
    port: int, others: list[Guest], burden: Callable[[Guest], Awaitable[None]]
) -> list[float]:
    """Page turns while it lasts; again and again by new guests, so that most of three seconds are of it."""
    loop = asyncio.get_running_loop()
    took: list[float] = []
    spent = 0.0
    while spent < 3:
        guest = await reader(port)
        began, load = loop.time(), asyncio.ensure_future(burden(guest))
        while not load.done():
            for other in others:
                took += await turns(other, 1, 0.01)
        await load
        spent += loop.time() - began
        guest.leave()
    return took


async def _nothing(_guest: Guest) -> None:
    await asyncio.sleep(3)


async def keys(guest: Guest) -> None:
    """40,000 keys, as fast as the line takes them."""
    for number in range(400):
        guest.write(b"\x1b[C\x1b[Dj?" * 25)
        await _taken(guest)
        if number % 20 == 0:
            await asyncio.sleep(0)


async def paste(guest: Guest) -> None:
    """4 MiB in one paste, into the search."""
    guest.write(b"/")
    await asyncio.sleep(0.3)
    await _send(guest, b"\x1b[200~" + b"what stands where " * (4 * 2**20 // 18) + b"\x1b[201~")


async def mouse(guest: Guest) -> None:
    """20,000 moves of the mouse, which nobody asked to be told."""
    luck = random.Random(1)
    for _hundred in range(200):
        moves = (b"\x1b[<35;%d;%dM" % (luck.randint(1, 80), luck.randint(1, 24)) for _ in range(100))
        guest.write(b"".join(moves))
        await _taken(guest)


async def resizes(guest: Guest) -> None:
    """500 sizes, among them impossible ones."""
    luck = random.Random(2)
    odd = [(1, 1), (0, 0), (65535, 65535)]
    for number in range(500):
        size = odd[number % 3] if number % 50 < 3 else (luck.randint(20, 200), luck.randint(6, 60))
        guest.resize(*size)
        await asyncio.sleep(0.004)
    guest.resize(80, 24)


BURDENS: dict[str, Callable[[Guest], Awaitable[None]]] = {
    "40,000 keys": keys,
    "a paste of 4 MiB": paste,
    "20,000 mouse moves": mouse,
    "500 resizes": resizes,
}


async def _send(guest: Guest, data: bytes) -> None:
    for start in range(0, len(data), 16384):
        guest.write(data[start : start + 16384])
        await _taken(guest)


async def _taken(guest: Guest) -> None:
    """Wait until the server has taken most of it."""
    while guest.channel.get_write_buffer_size() > 32768 and not guest.over.is_set():
        await asyncio.sleep(0.005)


async def slow_line(asked: Asked) -> Answers:
    """One reader far away: key to page, and a key held down; how far behind the screen ever is."""
    shaper = Shaper(asked.port, SLOW)
    loop = asyncio.get_running_loop()
    began = loop.time()
    guest = await join(await shaper.start())
    found: Answers = {"first": [await guest.frame(0) - began], "page": [], "behind": [], "trip": []}
    await guest.turn()
    await guest.settle(2.0)
    for _turn in range(8 if asked.quick else 24):
        found["page"].append(await guest.turn() / 1000)
        await guest.settle(1.5)
    start = len(guest.ends)
    for _turn in range(80):
        guest.write(guest.turn_key())
        await asyncio.sleep(0.05)
    last = loop.time()
    await guest.settle(2.5)
    # What the server sent before the last key reached it, and then the newest.
    found["behind"] = [float(max(0, sum(end > last + SLOW.delay for end in guest.ends) - 1))]
    found["newest"] = [guest.ends[-1] - last]
    # A frame leaves when the receipt of the last but one has come: never sooner than a round trip after that one.
    held = guest.ends[start:]
    found["trip"] = [later - sooner for sooner, later in zip(held, held[2:], strict=False)]
    await shaper.close()
    return found


CROWDS = (stalled, burdens, slow_line)
