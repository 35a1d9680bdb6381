"""Crowds of guests, each kind in a process of its own: `python -m benchmarks.ssh_crowd NAME`, JSON in and out."""

from __future__ import annotations

import asyncio
import json
import random
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import msgspec

from benchmarks import machine
from benchmarks.report import percentile
from benchmarks.ssh_guest import BACKTAB, FORTH_AND_BACK, LEFT, RIGHT, TAB, Guest, connect, join, join_many
from benchmarks.terminal import colours_in

ROOT = Path(__file__).resolve().parent.parent
COLLECTED = 14.0
"""Seconds until a quiet worker has given back what those who left had: it collects after five quiet ones, and once
more seven later."""
Answers = dict[str, list[float]]


class Asked(msgspec.Struct):
    """What a crowd is told."""

    port: int
    server: list[int] = []
    """Its processes, for processor time."""
    worker: int = 0
    """The one whose memory is looked at."""
    quick: bool = False
    yardstick: int = 0
    """Port of the server with nothing behind it."""


Crowd = Callable[[Asked], Awaitable[Answers]]


def send(name: str, asked: Asked) -> Answers:
    """Run a crowd in a process of its own; what it measured."""
    command = [sys.executable, "-m", "benchmarks.ssh_crowd", name]
    ran = subprocess.run(
        command, input=msgspec.json.encode(asked), stdout=subprocess.PIPE, cwd=ROOT, timeout=600, check=False
    )
    if ran.returncode:
        raise RuntimeError(f"the crowd {name!r} failed")
    return msgspec.json.decode(ran.stdout, type=Answers)


# Who comes in


async def rush(asked: Asked) -> Answers:
    """200 at the same moment; bare handshakes with the yardstick before each."""
    loop, count = asyncio.get_running_loop(), 200
    found: Answers = {"last": [], "cpu": [], "bare": []}
    for _round in range(3 if asked.quick else 6):
        # Twice as many: the kernel counts processor time by 10 ms, and theirs is the shorter one.
        found["bare"].append(await _bare(asked, 2 * count))
        began, cpu = loop.time(), machine.cpu_ms(asked.server)
        guests = await join_many(asked.port, count)
        found["last"].append(max(guest.ends[0] for guest in guests) - began)
        found["cpu"].append((machine.cpu_ms(asked.server) - cpu) / count)
        await _all_leave(guests)
    return found


async def _bare(asked: Asked, count: int) -> float:
    """Milliseconds of the yardstick's processor for one handshake."""
    before = machine.cpu_ms([asked.worker])
    lines = await asyncio.gather(*(connect(asked.yardstick) for _ in range(count)))
    used = machine.cpu_ms([asked.worker]) - before
    for line in lines:
        line.abort()
    await asyncio.sleep(0.3)
    return used / count


async def _all_leave(guests: list[Guest]) -> None:
    for guest in guests:
        guest.leave()
    await asyncio.gather(*(guest.over.wait() for guest in guests))
    await asyncio.sleep(0.5)


# One reader


async def reader(port: int, **options: Any) -> Guest:
    """A guest with an app of their own, who has seen the pages that are turned."""
    guest = await join(port, **options)
    await guest.frame(0)
    for _key in FORTH_AND_BACK:
        await guest.turn()
        await guest.settle(0.1)
    return guest


async def turns(guest: Guest, count: int, pause: float = 0.02) -> list[float]:
    """Milliseconds from key to last byte, for so many page turns."""
    took = []
    for _turn in range(count):
        took.append(await guest.turn())
        await asyncio.sleep(pause)
    return took


async def among(asked: Asked) -> Answers:
    """One reader's keys: alone, among 200 who do nothing, and the yardstick's answer of as many bytes."""
    found: Answers = {"alone": [], "among": [], "yardstick": [], "alone p95": [], "among p95": []}
    count = 80 if asked.quick else 200
    guest = await reader(asked.port)
    idle = await join(asked.yardstick)
    await idle.frame(0)
    for _round in range(3):
        found["yardstick"] += await turns(idle, count // 2)
        alone = await turns(guest, count)
        others = await join_many(asked.port, 200)
        await asyncio.sleep(1)
        crowded = await turns(guest, count)
        await _all_leave(others)
        found["alone"] += alone
        found["among"] += crowded
        found["alone p95"].append(percentile(alone, 95))
        found["among p95"].append(percentile(crowded, 95))
    return found


async def count_bytes(asked: Asked) -> Answers:
    """Bytes of the first screen, of pages, of cursor moves, and of doing nothing, at two depths."""
    found: Answers = {}
    depths: dict[str, dict[bytes | str, bytes | str]]
    depths = {"truecolor": {"COLORTERM": "truecolor"}, "none": {"NO_COLOR": "1"}}
    for name, environment in depths.items():
        guest = await join(asked.port, environment=environment, keeps=True)
        await guest.frame(0)
        await guest.settle()
        found[f"first screen, {name}"] = [float(guest.sizes[0])]
        await guest.press(TAB)  # the app is made at the page that is there
        await guest.settle()
        found[f"cursor, {name}"] = await _sizes(guest, [TAB, BACKTAB] * 5)
        found[f"page, {name}"] = await _sizes(guest, [RIGHT] * (15 if asked.quick else 60))
        found[f"picture, {name}"] = (await _sizes(guest, [b"z"]))[:1]
        found[f"day step, {name}"] = await _sizes(guest, [RIGHT, RIGHT, RIGHT, LEFT, LEFT, LEFT])
        before = guest.received
        await asyncio.sleep(1 if asked.quick else 5)
        found[f"idle, {name}"] = [float(guest.received - before)]
        assert guest.raw is not None
        found[f"colours, {name}"] = [float(colours_in(bytes(guest.raw)))]
        guest.leave()
    return found


async def _sizes(guest: Guest, keys: list[bytes]) -> list[float]:
    """Bytes that each key gives; one that changes nothing gives none and ends the row."""
    sizes = []
    for key in keys:
        before = guest.received
        guest.write(key)
        await guest.settle(0.12)
        if guest.received == before:
            break
        sizes.append(float(guest.received - before))
    return sizes


# Memory


async def memory(asked: Asked) -> Answers:
    """KiB of an empty worker, of a guest without an app, of one with."""
    found: Answers = {"empty": [machine.pss_kib(asked.worker) / 1024]}
    await reader(asked.port)
    warm = await join_many(asked.port, 10)
    before = await _rested(asked)
    thin = await join_many(asked.port, 200)
    found["thin"] = [(await _rested(asked) - before) / 200]
    # From 10 to 90: the first ones fill caches that all share.
    for guest in warm:
        await guest.press(TAB)
    before = await _rested(asked)
    for guest in thin[:80]:
        await guest.press(TAB)
    found["app"] = [(await _rested(asked) - before) / 80]
    return found


async def _rested(asked: Asked) -> float:
    await asyncio.sleep(1.5)
    return float(machine.pss_kib(asked.worker))


async def leak(asked: Asked) -> Answers:
    """MiB of a worker after 200 who came, made an app and left, and after 1,000."""
    found: Answers = {}
    for upto, more in (("200th", 200), ("last", 200 if asked.quick else 800)):
        for _batch in range(more // 20):
            await _visit(asked.port)
        await asyncio.sleep(COLLECTED)
        found[upto] = [machine.pss_kib(asked.worker) / 1024]
    return found


async def _visit(port: int) -> None:
    """Twenty who come, turn a page and leave: every other one without a word."""
    guests = await join_many(port, 20)
    await asyncio.gather(*(guest.press(RIGHT) for guest in guests))
    for number, guest in enumerate(guests):
        if number % 2:
            guest.leave()
        else:
            guest.write(b"\x03")
            guest.write(b"\x03")
    await asyncio.sleep(0.4)
    for guest in guests:
        guest.leave()
    await asyncio.gather(*(guest.over.wait() for guest in guests))


# One address's flood


async def flood(asked: Asked) -> Answers:
    """Seconds until a guest has the first page while another address holds 300 lines that never say a word."""
    loop = asyncio.get_running_loop()
    found: Answers = {"before": [], "during": []}
    silent: list[asyncio.StreamWriter] = []
    for where, times in (("before", 3), ("during", 8)):
        if where == "during":
            for _line in range(300):
                silent.append(
                    (await asyncio.open_connection("127.0.0.1", asked.port, local_addr=("127.0.0.2", 0)))[1]
                )
        for _time in range(times):
            began = loop.time()
            guest = await join(asked.port)
            found[where].append(await guest.frame(0) - began)
            guest.leave()
            await asyncio.sleep(1.0 if where == "during" else 0.2)
    for line in silent:
        line.close()
    return found


def crowds() -> dict[str, Crowd]:
    """All of them by name."""
    from benchmarks import ssh_rough

    here: tuple[Crowd, ...] = (rush, among, count_bytes, memory, leak, flood)
    return {crowd.__name__: crowd for crowd in (*here, *ssh_rough.CROWDS)}


def main() -> None:
    random.seed(1)
    crowd = crowds()[sys.argv[1]]
    answers = asyncio.run(_run(crowd, msgspec.json.decode(sys.stdin.buffer.read(), type=Asked)))
    json.dump(answers, sys.stdout)


async def _run(crowd: Crowd, asked: Asked) -> Answers:
    return await crowd(asked)


if __name__ == "__main__":
    main()
