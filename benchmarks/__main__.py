"""Measures every promise and exits 1 on a miss: `python -m benchmarks [--quick] [--only start,keys]`."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks import commands, figures, frames, keys, rooms, ssh, starting
from benchmarks.report import Table
from explainer.story.cache import open_story

SCENES = Path(__file__).resolve().parent.parent / "scenes"
PARTS = ("start", "keys", "bytes", "figures", "commands", "ssh", "rooms")


def main() -> int:
    """Runs the parts asked for and prints the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    parser.add_argument("--only", default=",".join(PARTS), help="some of: " + ", ".join(PARTS))
    asked = parser.parse_args()
    only = set(asked.only.split(","))
    if unknown := only - set(PARTS):
        parser.error(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    rounds = 5 if asked.quick else 15
    story = open_story(SCENES, cache_folder=None)
    table = Table()
    table.head()
    with tempfile.TemporaryDirectory(prefix="explainer-bench-") as folder:
        home = Path(folder)
        if "start" in only:
            starting.measure(table, home, rounds)
        if "keys" in only:
            keys.measure(table, home, pages=20 if asked.quick else 60, idle=1 if asked.quick else 3)
        if "bytes" in only:
            frames.measure(table, story)
        if "figures" in only:
            figures.measure(table, story)
        if "commands" in only:
            commands.measure(table, home, story, rounds)
        if "ssh" in only:
            ssh.measure(table, home, SCENES, asked.quick)
        if "rooms" in only:
            rooms.measure(table, home, SCENES, asked.quick)
    return closing(table)


def closing(table: Table) -> int:
    """The last line, and the exit code."""
    misses = table.misses()
    print()
    for miss in misses:
        print(f"MISS: {miss.name}: {miss.judged:.2f} is over {miss.budget:g}")
    bound = sum(measure.budget is not None for measure in table.measures)
    print(f"{bound - len(misses)} of {bound} budgets kept")
    return 1 if misses else 0


if __name__ == "__main__":
    sys.exit(main())
