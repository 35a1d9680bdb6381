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
from benchmarks.report import Measure, Table, Unit
from benchmarks.rooms_crowd import send
from benchmarks.rooms_turns import Asked
from benchmarks.ssh import MANY, yardstick
from benchmarks.ssh_crowd import Answers
from explainer.story.load.cache import open_story
from tests.e2e.room_hall import hall
from tests.e2e.serving import Server

HALL = f"{MANY}, guests=1200, apps=300"
"""A bench is one address; 1,000 are more than the usual 500 of a worker."""
BALLOTS = 3
"""Rooms whose 200 vote: one poll of each."""


def units(home: Path, story: Path, quick: bool) -> list[Unit]:
    """All parts, from the store upwards."""
    bench = _Bench(home, story, quick)
    return [
        lambda table: rooms_store.measure(table, home, quick),
        bench.alike, bench.mixed, bench.leave, bench.arriving, bench.ballots, bench.far,
    ]  # fmt: skip


class _Bench:
    def __init__(self, home: Path, story: Path, quick: bool) -> None:
        self._home, self._folder, self._quick = home, story, quick
        self._few: Measure | None = None
        """Of 200 alike: until 95 of 100 have a turn's page."""
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

    def _turns(self, table: Table, who: str, found: Answers, late: str, last: str = "") -> Measure:
        """A turn's times; a guest without the page within five seconds fails the bench."""
        if missing := sum(found["missing"]):
            raise RuntimeError(f"{who}: {missing:.0f} pages did not come")
        table.report(
            f"{who}: turn to page, each guest", found["took"], "ms", f"{found['bytes'][0]:.0f} B a page"
        )
        kept = table.promise(late, found["late"])
        if last:
            table.promise(last, found["last"])
        else:
            table.report(f"{who}: until the last has it", found["last"], "ms")
        return kept

    def alike(self, table: Table) -> None:
        """200, and 1,000 against them."""
        table.title("Windows alike")
        with self._room(2) as asked, yardstick() as (asked.yardstick_process, asked.yardstick):
            found = send("alike", asked)
        few = self._turns(table, "200 alike", found, "room-200", "room-200-last")
        raw = table.report("asyncssh alone, same bytes", found["raw cpu"], "µs", "a guest and turn")
        rest = f"receipts and the next page included; at rest {found['idle'][0]:.1f} % of a core"
        table.promise("room-cpu", found["cpu"], raw, rest)
        many = self._turns(table, "1,000, two workers", self._send("thousand", 2), "room-1000")
        table.promise("room-1000-200", many.values, few)
        self._few = few

    def mixed(self, table: Table) -> None:
        table.title(
            "A mixed hall: 40 sizes, 3 depths, 2 themes, 10 % roaming, some line by line, some in browsers"
        )
        found = self._send("mixed", 2, "--web", "127.0.0.1:0")
        late = self._turns(table, "mixed hall", found, "room-mixed").values
        table.promise("room-mixed-ahead", late)
        if self._few is not None:
            table.promise("room-mixed-alike", late, self._few)
        table.promise("room-mixed-lines", found["lines"])
        table.promise("room-mixed-pages", found["pages"])

    def leave(self, table: Table) -> None:
        table.title("Everybody leaves the leader")
        found = self._send("leave", 2)
        if lost := sum(found["gone"]):
            raise RuntimeError(f"{lost:.0f} guests lost their line")
        table.promise("room-leave", found["usable"])
        table.promise("room-leave-turns", found["turns"])

    def arriving(self, table: Table) -> None:
        table.title("Many come while the leader goes on")
        found = self._send("arriving", 2)
        if missing := sum(found["missing"]):
            raise RuntimeError(f"many come: {missing:.0f} pages did not come")
        quiet = table.report("50 follow, nobody comes: turn to page", found["quiet"], "ms")
        table.promise("room-rush", found["rush"])
        table.promise("room-rush-quiet", found["rush"], quiet)

    def ballots(self, table: Table) -> None:
        table.title("Everybody votes")
        rounds = [self._send("ballots", 2) for _room in range(BALLOTS)]
        counted = [took for found in rounds for took in found["counted"]]
        table.report("200 press at once: page says counted", counted, "ms", "the store's own share is above")
        table.promise("room-moved", [found["moved"][0] for found in rounds])
        table.report("leader's number is 200", [found["all"][0] for found in rounds], "ms")

    def far(self, table: Table) -> None:
        table.title("Lines far away, in a room")
        table.promise("room-far", self._send("far", 1)["far"])
