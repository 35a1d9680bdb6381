"""Measures every promise and exits 1 on a miss: `python -m benchmarks [--quick] [--only start,keys] [--write]`."""

from __future__ import annotations

import argparse
import importlib
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

from benchmarks import commands, figures, frames, keys, machine, page, readers, rooms, ssh, stock
from benchmarks.budgets import BUDGETS
from benchmarks.report import Table, Unit, measured
from explainer.story.load.cache import open_story
from explainer.story.model.structs import Story

SCENES = Path(__file__).resolve().parent.parent / "scenes"


class Asked(NamedTuple):
    """What all parts are given."""

    home: Path
    story: Story
    quick: bool

    @property
    def rounds(self) -> int:
        return 5 if self.quick else 15


class Part(NamedTuple):
    """What can be asked for by name."""

    about: str
    minutes: tuple[float, float]
    """On two cores of 2024: all rounds, and few."""
    units: Callable[[Asked], list[Unit]]


def _later(name: str, few: int, many: int, asked: Asked) -> list[Unit]:
    """Parts that bring much along are loaded when it is their turn; few or many rounds of theirs."""

    def unit(table: Table) -> None:
        part = importlib.import_module(f"benchmarks.{name}")
        part.measure(table, asked.home, few if asked.quick else many)

    return [unit]


PARTS = {
    "start": Part(
        "Start, on one's own machine", (0.5, 0.2),
        lambda asked: [lambda table: commands.start(table, asked.home, asked.rounds)],
    ),
    "keys": Part(
        "Keys, on one's own machine", (1, 0.5),
        lambda asked: [
            lambda table: keys.measure(table, asked.home, 20 if asked.quick else 60, 1 if asked.quick else 3)
        ],
    ),
    "readers": Part(
        "Beside other programs of the terminal", (1, 0.5),
        lambda asked: [lambda table: readers.measure(table, asked.home, asked.rounds, 20)],
    ),
    "bytes": Part(
        "Bytes", (0.5, 0.5),
        lambda asked: [
            lambda table: frames.measure(table, asked.story),
            lambda table: stock.measure(table, asked.home, SCENES, asked.story),
        ],
    ),
    "figures": Part("Pictures", (0.5, 0.5), lambda asked: [lambda table: figures.measure(table, asked.story)]),
    "commands": Part(
        "Commands", (1, 0.5), lambda asked: commands.units(asked.home, asked.story, asked.rounds)
    ),
    "scale": Part("A story of 1,000 scenes", (2, 1), partial(_later, "scale", 2, 4)),
    "preview": Part("Live preview", (0.5, 0.5), partial(_later, "preview", 5, 15)),
    "ssh": Part("Readers over SSH", (9, 4), lambda asked: ssh.units(asked.home, SCENES, asked.quick)),
    "rooms": Part("Rooms", (6, 3), lambda asked: rooms.units(asked.home, SCENES, asked.quick)),
}  # fmt: skip


def main() -> int:
    """Runs the parts asked for, prints the table, and writes the page where all were asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    parser.add_argument("--only", default=",".join(PARTS), help="some of: " + ", ".join(PARTS))
    parser.add_argument(
        "--write", action="store_true", help="write docs/performance.md from a part or a quick run too"
    )
    parser.add_argument(
        "--notes", action="store_true", help="measure nothing; put benchmarks/notes.md into the page anew"
    )
    asked = parser.parse_args()
    if asked.notes:
        page.renew_notes(page.PAGE)
        return 0
    only = set(asked.only.split(","))
    if unknown := only - set(PARTS):
        parser.error(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    chosen = [name for name in PARTS if name in only]
    told = machine.facts(asked.quick)
    told.append(("load at the start", machine.load()))
    table = Table()
    with tempfile.TemporaryDirectory(prefix="explainer-bench-") as folder:
        story = open_story(SCENES, cache_folder=None)
        found = run(table, chosen, Asked(Path(folder), story, asked.quick))
    told.append(("load at the end", machine.load()))
    if asked.write or is_whole(chosen, asked.quick):
        page.write(page.PAGE, table, found, told)
        print(f"\nWritten to {page.PAGE.relative_to(machine.ROOT)}.")
    return closing(table, chosen)


def is_whole(chosen: list[str], quick: bool) -> bool:
    """Whether a run may replace the page: a part, or a few rounds, would take away what others measured."""
    return chosen == list(PARTS) and not quick


def run(table: Table, chosen: list[str], asked: Asked) -> dict[str, tuple[Table, str, float]]:
    """Each part in turn; what it measured, what it is about, and the seconds it took."""
    took = {name: PARTS[name].minutes[asked.quick] for name in chosen}
    parts = ", ".join(f"{name} {minutes:g}" for name, minutes in took.items())
    print(f"About {sum(took.values()):.0f} minutes in all: {parts}. Load now: {machine.load()}.")
    table.head()
    found: dict[str, tuple[Table, str, float]] = {}
    for number, name in enumerate(chosen, 1):
        began, of_part = time.monotonic(), Table()
        left = sum(minutes for later, minutes in took.items() if later not in found)
        print(
            f"\n[{number} of {len(chosen)}] {PARTS[name].about}; about {left:.0f} minutes to go", flush=True
        )
        for unit in PARTS[name].units(asked):
            of_part.take(attempted(name, unit))
        table.take(of_part)
        found[name] = (of_part, PARTS[name].about, time.monotonic() - began)
    return found


def attempted(name: str, unit: Unit) -> Table:
    """What a unit measures; a fault is told, tried once more, and spoils no other unit."""
    for _time in range(2):
        try:
            return measured(unit)
        except Exception:
            traceback.print_exc()
            print(f"  A unit of {name} failed.", flush=True)
    return Table()


def closing(table: Table, chosen: list[str]) -> int:
    """The last lines, and the exit code: 1 where a promise is missed or was not measured."""
    misses = table.misses()
    bound = {measure.id for measure in table.measures if measure.budget is not None}
    never = [one for one in BUDGETS.values() if one.part in chosen and one.id not in bound]
    print()
    for miss in misses:
        print(f"MISS: {miss.name}: {miss.shown} is over {miss.promise}")
    for one in never:
        print(f"NOT MEASURED: {one.what} ({one.id})")
    count = sum(measure.budget is not None for measure in table.measures)
    print(f"{count - len(misses)} of {count + len(never)} budgets kept")
    return 1 if misses or never else 0


if __name__ == "__main__":
    sys.exit(main())
