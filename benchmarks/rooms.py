"""Rooms: everything promised about many people in one, each part against its budget.

Server and hall are processes of their own on the same machine; what a figure is compared with runs beside it. Of a
turn's time to 95 of 100 the median over the turns is bound: a busy moment of the machine spoils one turn, not all.
"""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import rooms_store
from benchmarks.report import Measure, Table, percentile
from benchmarks.rooms_crowd import send
from benchmarks.rooms_turns import Asked
from benchmarks.ssh import MANY, yardstick
from benchmarks.ssh_crowd import Answers
from explainer.story.cache import open_story
from tests.e2e.room_hall import hall
from tests.e2e.serving import Server

HALL = f"{MANY}, guests=1200, apps=300"
"""A bench is one address; 1,000 are more than the usual 500 of a worker."""
BALLOTS = 3
"""Rooms whose 200 vote: one poll of each."""


def measure(table: Table, home: Path, story: Path, quick: bool) -> None:
    """All parts, from the store upwards."""
    rooms_store.measure(table, home, quick)
    table.title("Rooms over SSH, the shipped story, leader and guests on the same cores as the server")
    bench = _Bench(table, home, story, quick)
    few = bench.alike()
    bench.thousand(few)
    for part in (bench.mixed, bench.leave, bench.ballots, bench.far):
        part()


class _Bench:
    def __init__(self, table: Table, home: Path, story: Path, quick: bool) -> None:
        self._table, self._home, self._folder, self._quick = table, home, story, quick
        self._story = open_story(story, cache_folder=None)

    @contextmanager
    def _room(self, workers: int, *options: str) -> Iterator[Asked]:
        """A server with one room, nobody in it."""
        state = self._home / f"rooms-{os.urandom(4).hex()}"
        server = Server(
            self._folder, state, "--workers", str(workers), *options, standin=False, limits=HALL
        )  # fmt: skip
        try:
            port = server.port
            code, secret = asyncio.run(self._open(state))
            web = re.search(r"listening on http://127\.0\.0\.1:(\d+)", server.errors)
            processes = [server.process.pid, *server.family()]
            yield Asked(port, code, secret, processes, quick=self._quick, web=int(web[1]) if web else 0)
        finally:
            server.end()

    async def _open(self, state: Path) -> tuple[str, str]:
        async with hall("", state / "rooms", self._story) as opened:
            return opened.code, opened.secret

    def _send(self, name: str, workers: int, *options: str) -> Answers:
        with self._room(workers, *options) as asked:
            return send(name, asked)

    def _add(self, name: str, values: list[float], unit: str, budget: float | None = None, of: str = "median",
             against: Measure | None = None, note: str = "") -> Measure:  # fmt: skip
        return self._table.add(Measure(name, values, unit, budget, against, of, note))

    def _turns(self, who: str, found: Answers, late: float, last: float | None = None) -> Measure:
        """A turn's times; a guest without the page within five seconds fails the bench."""
        if missing := sum(found["missing"]):
            raise RuntimeError(f"{who}: {missing:.0f} pages did not come")
        p95 = f"p95 of all {percentile(sorted(found['took']), 95):.0f} ms; {found['bytes'][0]:.0f} B a page"
        self._add(f"{who}: turn to page, each guest", found["took"], "ms", note=p95)
        kept = self._add(f"{who}: until 95 of 100 have it", found["late"], "ms", late)
        self._add(f"{who}: until the last has it", found["last"], "ms", last)
        return kept

    def alike(self) -> Measure:
        with self._room(2) as asked, yardstick() as (asked.yardstick_process, asked.yardstick):
            found = send("alike", asked)
        kept = self._turns("200 alike", found, 60, 100)
        raw = self._add(
            "asyncssh alone, same bytes", found["raw cpu"], "µs", note="processor, a guest and turn"
        )
        rest = f"at rest {found['idle'][0]:.1f} % of a core"
        self._add("server: receipts, next page drawn", found["cpu"], "µs", 3, against=raw, note=rest)
        return kept

    def thousand(self, few: Measure) -> None:
        kept = self._turns("1,000, two workers", self._send("thousand", 2), 150)
        self._add("1,000 against 200", list(kept.values), "ms", 6, against=few)

    def mixed(self) -> None:
        found = self._send("mixed", 2, "--web", "127.0.0.1:0")
        self._turns("mixed hall", found, 200)
        self._add("those who read line by line", found["lines"], "ms", 200)
        if found["pages"]:
            self._add("those in a browser", found["pages"], "ms", 200)

    def leave(self) -> None:
        found = self._send("leave", 2)
        if lost := sum(found["gone"]):
            raise RuntimeError(f"{lost:.0f} guests lost their line")
        self._add("200 leave at once: own page, one key more", found["usable"], "s", 5, of="max")
        self._add("turns meanwhile, those who stay", found["turns"], "ms", 300, of="p95")

    def ballots(self) -> None:
        rounds = [self._send("ballots", 2) for _room in range(BALLOTS)]
        counted = [took for found in rounds for took in found["counted"]]
        late = f"p99 {percentile(sorted(counted), 99):.0f} ms; the store's own share is above"
        self._add("200 press at once: page says counted", counted, "ms", note=late)
        self._add("leader's number has moved", [found["moved"][0] for found in rounds], "ms", 150)
        self._add("leader's number is 200", [found["all"][0] for found in rounds], "ms")

    def far(self) -> None:
        found = self._send("far", 1)
        self._add("300 ms, 64 kbit/s: turn to the right step", found["far"], "s", 1.5, of="p95")
