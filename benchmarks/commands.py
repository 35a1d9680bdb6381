"""Commands that load no screen, beside the least that any command loads; the check; ten thousand walks."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from benchmarks.report import Measure, Table
from benchmarks.starting import program, rotated
from benchmarks.terminal import clean_environment
from explainer.story.model import Story

BARE = "import msgspec, click"


def milliseconds(command: list[str], home: Path) -> float:
    """A whole run, output read and thrown away."""
    began = time.perf_counter()
    done = subprocess.run(command, env=clean_environment(home), stdin=subprocess.DEVNULL, capture_output=True)
    took = (time.perf_counter() - began) * 1000
    assert done.returncode == 0, f"{command} failed: {done.stderr.decode(errors='replace')[-500:]}"
    return took


def measure(table: Table, home: Path, story: Story, rounds: int) -> None:
    """In turns, so that a busy moment of the machine meets all of them."""
    table.title(f"Commands, {rounds} rounds in turns")
    commands = {
        "bare": [sys.executable, "-c", BARE],
        "explainer --help": [*program(), "--help"],
        "explainer list scene --json": [*program(), "list", "scene", "--json"],
        "explainer show scene ID": [*program(), "show", "scene", story.start],
    }
    values: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(rounds + 1):
        for name in rotated(list(commands), turn):
            took = milliseconds(commands[name], home)
            if turn:
                values[name].append(took)
    bare = table.add(Measure(f'python -c "{BARE}"', values.pop("bare"), "ms"))
    for name, taken in values.items():
        table.add(Measure(name, taken, "ms", 1.5, bare))
    table.title("The whole story")
    checks = [milliseconds([*program(), "check"], home) for _ in range(3)]
    table.add(Measure("explainer check", checks, "ms", 5_000))
    walks = [milliseconds([*program(), "check", "--walks", "10000", "--seed", "1"], home)]
    table.add(Measure("explainer check --walks 10000", walks, "ms", 10_000, note="the check itself included"))
