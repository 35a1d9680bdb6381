"""200 marked guests at the same moment behind one address, with the usual limits; some are killed, and one worker."""

from __future__ import annotations

import asyncio
import os
import signal
from contextlib import suppress
from pathlib import Path

import asyncssh

from benchmarks.ssh_guest import RIGHT, Guest, join
from tests.e2e.crowding import faults_in
from tests.e2e.marked import KINDS, MARK, Marked, check_unmarked, watched

CROWD = 200
KILLED_AFTER = 1.5
"""Seconds after all are in: the screens are in the middle of what they do."""
LOST = (OSError, asyncssh.Error, asyncio.IncompleteReadError, AssertionError)
"""What those see whose worker was killed."""


async def _comes(number: int, one: Marked) -> None:
    with suppress(*LOST):
        await KINDS[number % len(KINDS)](one)


async def _reads(other: Guest) -> None:
    """Somebody unmarked who turns pages all the while, as far as their worker lives."""
    with suppress(ConnectionError):
        while not other.over.is_set():
            await other.press(RIGHT)
            await other.press(b"\x1b[D")


async def crowded(port: int, worker: int, key: asyncssh.SSHKey) -> tuple[list[Marked], list[Guest], int]:
    """The marked, the others, and how many of the others lost their line with the worker."""
    others = [await join(port, keeps=True) for _worker in range(4)]
    for other in others:
        await other.frame(0)
    reading = [asyncio.ensure_future(_reads(other)) for other in others]
    guests = [Marked(port, number, key) for number in range(CROWD)]
    gate = asyncio.Barrier(CROWD + 1)
    for one in guests:
        one.gate = gate
    coming = [asyncio.ensure_future(_comes(number, one)) for number, one in enumerate(guests)]
    async with asyncio.timeout(300):
        await gate.wait()
    await asyncio.sleep(KILLED_AFTER)
    os.kill(worker, signal.SIGKILL)
    await asyncio.gather(*coming)
    late = Marked(port, CROWD, key)
    await KINDS[0](late)
    assert late.came, "there is a worker for who comes later"
    lost = sum(other.over.is_set() for other in others)
    for task in reading:
        task.cancel()
    await asyncio.wait(reading)
    for other in others:
        other.leave()
    return [*guests, late], others, lost


def test_marks_of_two_hundred_are_nowhere(tmp_path: Path) -> None:
    key = asyncssh.generate_private_key("ssh-ed25519", comment=f"{MARK}-comment")
    with watched(tmp_path) as host:
        workers = host.server.workers()
        guests, others, lost = asyncio.run(crowded(host.server.port, workers[0], key))
        assert lost == len(others) // 2, "the other half went on reading"
        typed = [one for one in guests if one.text in one.came]
        # Line by line a fifth of them; half of these with the worker that is killed, perhaps before it has answered.
        # That leaves a tenth, were they shared out evenly: half as many are enough.
        assert len(typed) > CROWD // 20, "who typed a mark sees it: the marks arrived"
        assert workers[0] not in host.server.workers()
        for number in (signal.SIGUSR1, signal.SIGHUP):
            host.server.server.signal(number)
        figures = host.figures()
        told = {"figures": figures} | host.processes()
        assert b"explainer_workers_lost_total 1\n" in figures
        assert (
            b"explainer_refused_address_total 0\n" in figures
            and b"explainer_refused_full_total 0\n" in figures
        )
        assert b"explainer_crashes_total 0\n" in figures
        assert host.server.server.end() == 0
    told["stderr"] = host.server.server.errors.encode()
    told |= {f"screen of another {at}": bytes(other.raw or b"") for at, other in enumerate(others)}
    files = host.files()
    assert len(files) > 20, "places were parked"
    check_unmarked(told | files, key)
    faults = [fault for one in guests for fault in one.faults()]
    faults += [fault for one in guests for fault in faults_in(one.came, -1, cut=True)]
    assert not faults, faults[:10]
