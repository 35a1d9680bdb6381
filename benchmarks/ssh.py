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

from benchmarks.report import Table, Unit
from benchmarks.ssh_crowd import ROOT, Asked, send
from benchmarks.ssh_rough import ROUND_TRIP
from tests.e2e.processes import parent_of
from tests.e2e.serving import Server

MANY = "open_per_address=100_000, burst_per_address=100_000"
"""A bench is one address. What one address may do is tried by the tests, with the limits as they are."""
BOUND = {
    "first screen, truecolor": "ssh-first",
    "page, truecolor": "ssh-page",
    "cursor, truecolor": "ssh-cursor",
    "picture, truecolor": "ssh-picture",
    "day step, truecolor": "ssh-day",
    "idle, truecolor": "ssh-idle",
    "first screen, none": "ssh-first-none",
    "page, none": "ssh-page-none",
    "idle, none": "ssh-idle-none",
    "colours, none": "ssh-no-color",
}
BURDENS = {
    "40,000 keys": "ssh-keys",
    "a paste of 4 MiB": "ssh-paste",
    "20,000 mouse moves": "ssh-mouse",
    "500 resizes": "ssh-resizes",
}


def units(home: Path, story: Path, quick: bool) -> list[Unit]:
    """Everything promised about readers over SSH, in what can be measured by itself."""
    bench = _Bench(home, story, quick)
    return [
        bench.rush, bench.among, bench.bytes, bench.memory, bench.leak, bench.stalled, bench.burdens,
        bench.slow_line, bench.flood,
    ]  # fmt: skip


@contextmanager
def yardstick() -> Iterator[tuple[int, int]]:
    """asyncssh with nothing behind it: its process and its port."""
    command = [sys.executable, "-m", "benchmarks.ssh_yardstick"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout and process.stdin
        yield process.pid, int(process.stdout.readline())
        process.stdin.close()


class _Bench:
    def __init__(self, home: Path, story: Path, quick: bool) -> None:
        self._home, self._story, self._quick = home, story, quick

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

    def rush(self, table: Table) -> None:
        table.title("Who comes in")
        with self._serving(2) as asked, yardstick() as (process, port):
            asked.yardstick, asked.worker = port, process
            found = send("rush", asked)
        table.promise("ssh-rush", found["last"])
        bare = table.report("a bare handshake, empty server", found["bare"], "ms", note="processor time")
        table.promise("ssh-rush-cpu", found["cpu"], bare)

    def among(self, table: Table) -> None:
        table.title("One reader's keys")
        with self._serving(1) as asked, yardstick() as (_process, asked.yardstick):
            found = send("among", asked)
        table.report("yardstick: key to last byte, empty server", found["yardstick"], "ms")
        table.report("one reader alone: key to last byte", found["alone"], "ms")
        table.report("one reader among 200: key to last byte", found["among"], "ms")
        alone = table.report("p95 alone, three rounds", found["alone p95"], "ms")
        table.promise("ssh-among", found["among p95"], alone)

    def bytes(self, table: Table) -> None:
        table.title("Bytes, 80x24")
        with self._serving(1) as asked:
            found = send("count_bytes", asked)
        for name, values in found.items():
            if name in BOUND:
                table.promise(BOUND[name], values)
            else:
                table.report(name, values, "B")

    def memory(self, table: Table) -> None:
        table.title("Memory")
        with self._serving(1) as asked:
            found = send("memory", asked)
        table.promise("ssh-worker", found["empty"])
        table.promise("ssh-guest", found["thin"])
        table.promise("ssh-thin", found["thin"], table.promise("ssh-guest-app", found["app"]))

    def leak(self, table: Table) -> None:
        table.title("Memory after many have left")
        with self._serving(1) as asked:
            found = send("leak", asked)
        first = table.report("a worker after the 200th has left", found["200th"], "MiB")
        table.promise("ssh-leak", found["last"], first, "after 400 only" if self._quick else "")

    def stalled(self, table: Table) -> None:
        table.title("Guests who stop reading")
        with self._serving(1, f"{MANY}, apps=120") as asked:
            found = send("stalled", asked)
        table.report("100 read: key to last byte", found["before"], "ms")
        table.report("20 of them stop reading: the others", found["during"], "ms")
        table.report("they read again: the others", found["after"], "ms")
        before = table.report("p95 before", found["before p95"], "ms")
        table.promise("ssh-stalled", found["during p95"], before)
        table.promise("ssh-stalled-memory", found["memory"])
        table.promise("ssh-stalled-old", found["old"])
        table.report("seconds until the newest", found["back"], "s")

    def burdens(self, table: Table) -> None:
        table.title("A guest who is a burden")
        with self._serving(1) as asked:
            found = send("burdens", asked)
        for name, values in found.items():
            if name in BURDENS:
                table.promise(BURDENS[name], values)
            else:
                table.report(f"{name} from one guest: the others", values, "ms")

    def slow_line(self, table: Table) -> None:
        table.title("A line far away")
        with self._serving(1) as asked:
            found = send("slow_line", asked)
        far = "300 ms, 64 kbit/s, 2 % stalls"
        table.report(f"{far}: first page", found["first"], "s")
        table.promise("ssh-far", found["page"])
        table.promise("ssh-far-behind", found["behind"])
        table.promise("ssh-far-newest", found["newest"])
        # Judged from below: the shortest time from one frame to the next but one, as a share of the round trip.
        share = [ROUND_TRIP / trip for trip in found["trip"]]
        table.promise("ssh-far-flying", share, note="round trip, of a frame to the next but one")

    def flood(self, table: Table) -> None:
        table.title("Silent lines of one address")
        with self._serving(2, "idle_seconds=600") as asked:
            found = send("flood", asked)
        table.report("a join while nobody else comes", found["before"], "s")
        table.report("a join during 300 silent lines of another", found["during"], "s")
