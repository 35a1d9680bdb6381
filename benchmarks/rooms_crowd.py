"""Halls of guests in a room, each in a process of its own: `python -m benchmarks.rooms_crowd NAME`, JSON in and out.

A turn is timed from the leader's key, over the leader's own line, to the last byte of a guest's frame.
"""

from __future__ import annotations

import asyncio
import dataclasses
import gc
import json
import random
import subprocess
import sys
from collections.abc import Awaitable, Callable

import msgspec

from benchmarks import machine
from benchmarks.rooms_turns import (
    IDLE,
    PATIENCE,
    REST,
    WAY,
    Asked,
    Browser,
    Turns,
    browser,
    followers,
    leader,
    told,
    until,
)  # fmt: skip
from benchmarks.ssh_crowd import ROOT, Answers
from benchmarks.ssh_guest import Guest, join
from benchmarks.ssh_rough import SLOW
from tests.e2e.shaping import Shaper

Hall = Callable[[Asked], Awaitable[Answers]]


def send(name: str, asked: Asked) -> Answers:
    """Run a hall in a process of its own; what it measured."""
    command = [sys.executable, "-m", "benchmarks.rooms_crowd", name]
    ran = subprocess.run(
        command, input=msgspec.json.encode(asked), stdout=subprocess.PIPE, cwd=ROOT, timeout=600, check=False
    )
    if ran.returncode:
        raise RuntimeError(f"the hall {name!r} failed")
    return msgspec.json.decode(ran.stdout, type=Answers)


# one profile


async def alike(asked: Asked) -> Answers:
    """200 in windows alike; then as many bytes written to 200 by asyncssh alone."""
    return await _hall(asked, 200, 12 if asked.quick else 36)


async def thousand(asked: Asked) -> Answers:
    """1,000 in windows alike."""
    return await _hall(asked, 1_000, 12 if asked.quick else 24)


async def _hall(asked: Asked, count: int, turns: int) -> Answers:
    chair = await leader(asked)
    guests = await followers(asked, count)
    await asyncio.sleep(1.0)
    play = Turns(chair, guests)
    await play.run(len(WAY))  # every page once
    _calm()
    idle = await _at_rest(asked.server)
    play = Turns(chair, guests)
    before, began = machine.cpu_ms(asked.server), asyncio.get_running_loop().time()
    await play.run(turns)
    used, lasted = machine.cpu_ms(asked.server) - before, asyncio.get_running_loop().time() - began
    found = told(play)
    for guest in guests:
        guest.leave()
    if asked.yardstick:
        size = play.bytes // max(1, play.frames)
        raw = await _raw(asked, count, turns, size)
        found["cpu"] = [max(0.0, used - idle * lasted) / count / turns * 1000]
        found["raw cpu"] = [raw / count / turns * 1000]
        found["idle"] = [idle / 10]
    return found


async def _at_rest(processes: list[int]) -> float:
    """Milliseconds of processor a second while nobody does anything: no turn's share."""
    before = machine.cpu_ms(processes)
    await asyncio.sleep(IDLE)
    return (machine.cpu_ms(processes) - before) / IDLE


async def _raw(asked: Asked, count: int, turns: int, size: int) -> float:
    """Milliseconds of the yardstick's processor for as many bytes to as many guests as often."""
    guests: list[Guest] = []
    for start in range(0, count, 50):
        guests += await asyncio.gather(*(join(asked.yardstick) for _ in range(min(50, count - start))))
    await asyncio.gather(*(guest.frame(0) for guest in guests))
    await asyncio.sleep(1.0)
    before = machine.cpu_ms([asked.yardstick_process])
    for _turn in range(turns):
        seen = [len(guest.ends) for guest in guests]
        guests[0].write(b"!%d" % size)
        await asyncio.gather(*(guest.frame(at) for guest, at in zip(guests, seen, strict=True)))
        await asyncio.sleep(REST)
    used = machine.cpu_ms([asked.yardstick_process]) - before
    for guest in guests:
        guest.leave()
    return used


def _calm() -> None:
    """A collection in this process is no delay of the server's."""
    gc.collect()
    gc.freeze()
    gc.disable()


# a mixed hall


SIZES = [(columns, rows) for columns in (44, 60, 72, 80, 90, 100, 120, 140) for rows in (18, 24, 30, 40, 50)]
DEPTHS: tuple[dict[bytes | str, bytes | str], ...] = ({"COLORTERM": "truecolor"}, {}, {"NO_COLOR": "1"})
LIGHT = {b"\x1b]11;?\x1b\\": b"\x1b]11;rgb:ffff/ffff/ffff\x1b\\"}


async def mixed(asked: Asked) -> Answers:
    """200: forty sizes, three depths of colour, dark and light, a tenth of them roaming, some line by line."""
    luck = random.Random(7)
    chair = await leader(asked)

    async def one(number: int) -> Guest:
        guest = await join(
            asked.port,
            login=asked.code,
            size=SIZES[number % len(SIZES)],
            environment=DEPTHS[number % len(DEPTHS)],
        )
        await guest.frame(0, PATIENCE)
        if number % 2:
            guest.write(b"\x1b]11;rgb:ffff/ffff/ffff\x1b\\")  # a light window
        return guest

    guests = list(await asyncio.gather(*(one(number) for number in range(190))))
    lines = list(await asyncio.gather(*(_line_by_line(asked) for _ in range(10))))
    pages = list(await asyncio.gather(*(browser(asked) for _ in range(10)))) if asked.web else []
    roaming = luck.sample(guests, 20)
    for guest in roaming:
        guest.write(b"n")
    await asyncio.sleep(3.0)
    staying = [guest for guest in guests if guest not in roaming]
    await asyncio.gather(*(guest.settle() for guest in guests))
    play = Turns(chair, staying)
    await play.run(2)
    _calm()
    play = Turns(chair, staying)
    play.turned = 2
    await play.run(10 if asked.quick else 34)
    found = told(play)
    found["lines"], found["pages"] = await _heard(play, lines, pages)
    for page in pages:
        await page.close()
    return found


async def _line_by_line(asked: Asked) -> Guest:
    guest = await join(asked.port, login=f"linear-{asked.code}")
    await guest.settle(1.0)
    return guest


async def _heard(play: Turns, lines: list[Guest], pages: list[Browser]) -> tuple[list[float], list[float]]:
    """Milliseconds until those who read line by line, and in a browser, have something of a turn."""
    loop = asyncio.get_running_loop()
    heard: tuple[list[float], list[float]] = ([], [])
    await asyncio.sleep(2 * REST)
    for _turn in range(6):
        seen, got = [guest.received for guest in lines], [len(page.came) for page in pages]
        began = loop.time()
        await play.one()
        # A second turn within a second would wait until the leader rests: see `serve/rooms/linear_room.py`.
        await asyncio.sleep(2 * REST)
        heard[0].extend(
            (guest.came_at - began) * 1000 if guest.received > before else 5_000.0
            for guest, before in zip(lines, seen, strict=True)
        )
        heard[1].extend(
            (page.came[at] - began) * 1000 if len(page.came) > at else 5_000.0
            for page, at in zip(pages, got, strict=True)
        )
    return heard


# everybody leaves


async def leave(asked: Asked) -> Answers:
    """200 press a key at once and get an app each; ten others go on following, and the leader goes on turning."""
    chair = await leader(asked)
    guests = await followers(asked, 200)
    staying = await followers(asked, 10)
    await asyncio.gather(*(guest.settle() for guest in guests))
    found: Answers = {}
    play = Turns(chair, staying)
    await play.run(3)
    play = Turns(chair, staying)
    used = machine.cpu_ms(asked.server)
    leaving = asyncio.ensure_future(_all_leave(guests))
    while not leaving.done():
        await play.run(1, rest=0.2)
    found["usable"] = await leaving
    found["cpu"] = [(machine.cpu_ms(asked.server) - used) / len(guests)]
    found["turns"], found["last"] = play.took, play.last
    found["missing"] = [float(play.missing)]
    found["gone"] = [float(sum(guest.over.is_set() for guest in guests))]
    return found


async def _all_leave(guests: list[Guest]) -> list[float]:
    """Seconds until each has a page of their own and has answered one more key."""
    loop = asyncio.get_running_loop()
    began = loop.time()

    async def one(guest: Guest) -> float:
        await guest.press(b"n", PATIENCE)
        await guest.press(b"\t", PATIENCE)
        return loop.time() - began

    return list(await asyncio.gather(*(one(guest) for guest in guests)))


# many come


async def arriving(asked: Asked) -> Answers:
    """50 follow; 200 more come at once, round after round, while the leader goes on turning."""
    chair = await leader(asked)
    staying = await followers(asked, 50)
    await asyncio.sleep(1.0)
    quiet = Turns(chair, staying)
    await quiet.run(len(WAY))  # every page once
    quiet = Turns(chair, staying)
    await quiet.run(8 if asked.quick else 16, rest=0.2)
    rush = Turns(chair, staying)
    rush.turned = quiet.turned
    for _round in range(2 if asked.quick else 4):
        coming = asyncio.ensure_future(followers(asked, 200))
        while not coming.done():
            await rush.run(1, rest=0.2)
        for guest in await coming:
            guest.leave()
        await asyncio.sleep(1.0)
    return {"quiet": quiet.took, "rush": rush.took, "missing": [float(quiet.missing + rush.missing)]}


# a line far away


async def far(asked: Asked) -> Answers:
    """Ten over lines of 300 ms and 64 kbit/s beside 50 near ones."""
    chair = await leader(asked)
    near = await followers(asked, 50)
    shapers = [Shaper(asked.port, dataclasses.replace(SLOW, seed=seed)) for seed in range(10)]
    guests = []
    for shaper in shapers:
        guest = await join(await shaper.start(), login=asked.code)
        await guest.frame(0, PATIENCE)
        guests.append(guest)
    await asyncio.gather(*(guest.settle(2.0) for guest in guests))
    play = Turns(chair, [*near, *guests])
    await play.run(2, rest=2.0)
    found: Answers = {"far": [], "near": []}
    for _turn in range(10 if asked.quick else 30):
        far_ones = Turns(chair, guests)
        far_ones.turned = play.turned
        play.turned += 1
        await far_ones.one()
        found["far"] += [took / 1000 for took in far_ones.took] + [5.0] * far_ones.missing
        await asyncio.sleep(1.5)
    for shaper in shapers:
        await shaper.close()
    return found


# ballots


async def ballots(asked: Asked) -> Answers:
    """200 press a digit at once: until each reads "counted", and until the leader's number has moved."""
    chair = await leader(asked)
    guests = [await join(asked.port, login=asked.code, keeps=True) for _ in range(200)]
    await asyncio.gather(*(guest.frame(0, PATIENCE) for guest in guests))
    await asyncio.sleep(1.5)
    found: Answers = {}
    loop = asyncio.get_running_loop()
    chair.write(b"p")
    await asyncio.sleep(2.5)  # the panel's first second takes no digit
    for guest in (chair, *guests):
        assert guest.raw is not None
        guest.raw.clear()
    seen, first, began = [len(guest.ends) for guest in guests], len(chair.ends), loop.time()
    for guest in guests:
        guest.write(b"1")
    moved = loop.create_task(chair.frame(first))
    counting = (_counted(guest, at, began) for guest, at in zip(guests, seen, strict=True))
    found["counted"] = list(await asyncio.gather(*counting))
    found["moved"] = [(await moved - began) * 1000]
    await until(lambda: b"200" in bytes(chair.raw or b""))
    found["all"] = [(loop.time() - began) * 1000]
    return found


async def _counted(guest: Guest, number: int, began: float) -> float:
    """Milliseconds until their page says that their answer is counted."""
    while True:
        at = await guest.frame(number, PATIENCE)
        number += 1
        if b"counted" in bytes(guest.raw or b""):
            return (at - began) * 1000


HALLS: dict[str, Hall] = {
    hall.__name__: hall for hall in (alike, thousand, mixed, leave, arriving, far, ballots)
}


def main() -> None:
    random.seed(1)
    hall = HALLS[sys.argv[1]]
    asked = msgspec.json.decode(sys.stdin.buffer.read(), type=Asked)
    json.dump(asyncio.run(_run(hall, asked)), sys.stdout)


async def _run(hall: Hall, asked: Asked) -> Answers:
    return await hall(asked)


if __name__ == "__main__":
    main()
