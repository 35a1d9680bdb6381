"""A story of 1,000 scenes, 5,000 terms and 10,000 excerpts beside the shipped one: opened, searched, checked, exported,
and the memory that each takes.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.commands import first_page, milliseconds, program, rotated
from benchmarks.report import Table
from benchmarks.terminal import clean_environment
from tests.make_story import write_random_story

SCENES, TERMS, EXCERPTS, SEED = 1000, 5000, 10_000, 1
_SETTLED = 2.2
"""Seconds: a copy is trusted by its times alone once its files are two seconds older."""
_SEARCHES = 4
"""Processes a round, each with other words: the first search of each is the slow one."""
_FORMS = ("html", "markdown", "text", "handout")


def measure(table: Table, home: Path, rounds: int) -> None:
    """Write the story, compile it, and measure.

    Args:
        table: takes the figures.
        home: an empty home folder; the story is written below it.
        rounds: how often the slow parts are measured; opening takes half a second: four times as often, and twice more.
    """
    table.title(f"A story of {SCENES:,} scenes, {TERMS:,} terms, {EXCERPTS:,} excerpts; its copy compiled")
    folder = write_random_story(home / "large", SCENES, SEED, TERMS, EXCERPTS)
    milliseconds([sys.executable, "-m", "explainer.story.load.cache", "--timed", str(folder)], home)
    time.sleep(_SETTLED)
    _opening(table, home, folder, 4 * rounds + 2)
    _searching(table, home, folder, rounds)
    checks = [milliseconds([*program(), "check", str(folder)], home) for _ in range(rounds)]
    table.promise("scale-check", checks)
    for form in _FORMS:
        out = str(home / f"large.{form}")
        took = [milliseconds([*program(), "export", "--to", form, str(folder), out], home) / 1000]
        table.report(f"it is exported as {form}", took, "s")
    exported = _inside(home, folder)
    table.report("memory with it opened", [exported["opened"]], "MiB")
    table.report(
        "memory after its page is made",
        [exported["exported"]],
        "MiB",
        f"a page of {exported['page']:.0f} MiB",
    )


def _opening(table: Table, home: Path, folder: Path, rounds: int) -> None:
    """From exec to the complete first page, in turns."""
    commands = {"shipped": program(), "large": [*program(), "read", str(folder)]}
    values: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(rounds + 1):
        for name in rotated(list(commands), turn):
            took = first_page(commands[name], home)
            if turn:
                values[name].append(took)
    shipped = table.report("the shipped story, first page", values["shipped"], "ms")
    table.promise("scale-open", values["large"], shipped)


def _searching(table: Table, home: Path, folder: Path, rounds: int) -> None:
    """The first search of a process, which reads the index, and those after it."""
    told = [_inside(home, folder, *words) for words in _asked(folder, rounds * _SEARCHES)]
    table.promise(
        "scale-search", [one["searches"][0] for one in told], note="the first of a process, index read"
    )
    table.report("searches after the first", [took for one in told for took in one["searches"][1:]], "ms")
    table.report("memory after searches", [one["searched"] for one in told], "MiB")


def _asked(folder: Path, count: int) -> Iterator[list[str]]:
    """What readers might type: a word, two, the beginning of one, one misspelt, a name of a term, a number."""
    chance = random.Random(SEED)
    glossary = (folder / "glossary.yaml").read_text(encoding="utf-8").split()
    known = [word for word in glossary if word.isalpha() and word.isascii() and len(word) > 5]
    for number in range(count):
        one, two, three = (chance.choice(known) for _ in range(3))
        asked = [one, f"{one} {two}", two[:3], three[:-1] + "x", str(100 + number * 31), f"{three} the of"]
        yield [*asked[number % len(asked) :], *asked[: number % len(asked)]]


def _inside(home: Path, folder: Path, *words: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.scale_inside", str(folder), *words]
    root = str(Path(__file__).parents[1])
    environment = clean_environment(home) | {"PYTHONPATH": root}
    done = subprocess.run(command, env=environment, cwd=root, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found
