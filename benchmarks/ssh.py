"""Readers over SSH: joins, keys, bytes, memory, and guests who are a burden, each against its budget.

Server and crowd are processes of their own on the same machine; what a figure is compared with runs beside it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.report import Measure, Table
from benchmarks.ssh_crowd import ROOT, Answers, Asked, send
from benchmarks.ssh_rough import ROUND_TRIP
from tests.e2e.serving import Server, parent_of

MANY = "open_per_address=100_000, burst_per_address=100_000"
"""A bench is one address. What one address may do is tried by the tests, with the limits as they are."""


def measure(table: Table, home: Path, story: Path, quick: bool) -> None:
    """Everything promised about readers over SSH."""
    table.title("Readers over SSH, 80x24, server and crowd on the same cores")
    bench = _Bench(table, home, story, quick)
    for part in (
        bench.rush,
        bench.among,
        bench.bytes,
        bench.memory,
        bench.leak,
        bench.stalled,
        bench.burdens,
    ):
        part()
    bench.slow_line()
    bench.flood()


@contextmanager
def yardstick() -> Iterator[tuple[int, int]]:
    """asyncssh with nothing behind it: its process and its port."""
    command = [sys.executable, "-m", "benchmarks.ssh_yardstick"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout and process.stdin
        yield process.pid, int(process.stdout.readline())
        process.stdin.close()


class _Bench:
    def __init__(self, table: Table, home: Path, story: Path, quick: bool) -> None:
        self._table, self._home, self._story, self._quick = table, home, story, quick

    @contextmanager
    def _serving(self, workers: int, limits: str = MANY) -> Iterator[Asked]:
        state = self._home / f"ssh-{os.urandom(4).hex()}"
        server = Server(
            self._story, state, "--workers", str(workers), standin=False, limits=limits
        )  # fmt: skip
        try:
            port = server.port
            family = server.family()
            worker = next(pid for pid in family if parent_of(pid) in family)
            yield Asked(port, [server.process.pid, *family], worker, self._quick)
        finally:
            server.end()

    def _add(
        self,
        name: str,
        values: list[float],
        unit: str,
        budget: float | None = None,
        *,
        of: str = "median",
        against: Measure | None = None,
        note: str = "",
    ) -> Measure:
        return self._table.add(Measure(name, values, unit, budget, against, of, note))

    def rush(self) -> None:
        with self._serving(2) as asked, yardstick() as (process, port):
            asked.yardstick, asked.worker = port, process
            found = send("rush", asked)
        self._add("200 join at once: page at the last", found["last"], "s", 1.0)
        bare = self._add("a bare handshake, empty server", found["bare"], "ms", note="processor time")
        self._add(
            "a join with its page", found["cpu"], "ms", 3.0, against=bare, note="processor time, all of ours"
        )

    def among(self) -> None:
        with self._serving(1) as asked, yardstick() as (_process, asked.yardstick):
            found = send("among", asked)
        self._add("yardstick: key to last byte, empty server", found["yardstick"], "ms")
        self._add("one reader alone: key to last byte", found["alone"], "ms")
        self._add("one reader among 200: key to last byte", found["among"], "ms")
        alone = self._add("p95 alone, three rounds", found["alone p95"], "ms")
        self._add("p95 among 200, three rounds", found["among p95"], "ms", 2.0, against=alone)

    def bytes(self) -> None:
        with self._serving(1) as asked:
            found = send("count_bytes", asked)
        bounds = {"first screen, truecolor": 6144, "page, truecolor": 4096, "cursor, truecolor": 614}
        bounds |= {"first screen, none": 6144, "page, none": 2048, "idle, truecolor": 0, "idle, none": 0}
        bounds |= {"colours, none": 0, "picture, truecolor": 12_288, "day step, truecolor": 8_192}
        for name, values in found.items():
            self._add(f"over SSH: {name}", values, "B", bounds.get(name), of="max")

    def memory(self) -> None:
        with self._serving(1) as asked:
            found = send("memory", asked)
        self._add("an empty worker", found["empty"], "MiB", 60)
        self._add("a guest without an app", found["thin"], "KiB", 64)
        self._add("a guest with an app", found["app"], "KiB", 614)

    def leak(self) -> None:
        with self._serving(1) as asked:
            found = send("leak", asked)
        first = self._add("a worker after the 200th has left", found["200th"], "MiB")
        name = "after the 400th" if self._quick else "after the 1,000th"
        self._add(name, found["last"], "MiB", 1.05, against=first)

    def stalled(self) -> None:
        with self._serving(1, f"{MANY}, apps=120") as asked:
            found = send("stalled", asked)
        self._add("100 read: key to last byte", found["before"], "ms")
        self._add("20 of them stop reading: the others", found["during"], "ms")
        self._add("they read again: the others", found["after"], "ms")
        before = self._add("p95 before", found["before p95"], "ms")
        self._add("p95 of the others while 20 stall", found["during p95"], "ms", 1.2, against=before)
        self._add("memory of one that stalls", found["memory"], "KiB", 64)
        self._add("old pages on return", found["old"], "", 3, of="max")
        self._add("seconds until the newest", found["back"], "s")

    def burdens(self) -> None:
        with self._serving(1) as asked:
            found = send("burdens", asked)
        self._burdens(found)

    def _burdens(self, found: Answers) -> None:
        for name, values in found.items():
            budget = None if name == "nothing" else 100
            self._add(f"{name} from one guest: the others", values, "ms", budget, of="p95")

    def slow_line(self) -> None:
        with self._serving(1) as asked:
            found = send("slow_line", asked)
        far = "300 ms, 64 kbit/s, 2 % stalls"
        self._add(f"{far}: first page", found["first"], "s")
        self._add(f"{far}: key to page", found["page"], "s", 1.5, of="p95")
        self._add("a key held down: frames behind at its end", found["behind"], "", 2, of="max")
        self._add("a key held down: until the newest", found["newest"], "s", 1.5)
        # Judged from below: the shortest time from one frame to the next but one, as a share of the round trip.
        share = [ROUND_TRIP / trip for trip in found["trip"]]
        self._add(
            "round trip, of frame to next but one", share, "x", 1.05, of="max", note="more: three on the way"
        )

    def flood(self) -> None:
        with self._serving(2, "idle_seconds=600") as asked:
            found = send("flood", asked)
        self._add("a join while nobody else comes", found["before"], "s")
        self._add("a join during 300 silent lines of another", found["during"], "s")
