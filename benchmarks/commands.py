"""Commands that load no screen, beside the least that any command loads; the check; ten thousand walks."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.report import Table, Unit
from benchmarks.starting import program, rotated
from benchmarks.terminal import clean_environment
from explainer.story.model.structs import Story

BARE = "import msgspec, click"


def milliseconds(command: list[str], home: Path) -> float:
    """A whole run, output read and thrown away."""
    began = time.perf_counter()
    done = subprocess.run(command, env=clean_environment(home), stdin=subprocess.DEVNULL, capture_output=True)
    took = (time.perf_counter() - began) * 1000
    assert done.returncode == 0, f"{command} failed: {done.stderr.decode(errors='replace')[-500:]}"
    return took


def imports(arguments: list[str], home: Path) -> float:
    """How many modules of Textual and Rich a command loads."""
    command = [sys.executable, "-X", "importtime", "-m", "explainer", *arguments]
    done = subprocess.run(command, env=clean_environment(home), stdin=subprocess.DEVNULL, capture_output=True)
    loaded = re.findall(r"^import time: .*\| +([\w.]+)$", done.stderr.decode(errors="replace"), re.MULTILINE)
    assert "explainer.cli.start" in loaded, "the interpreter told no imports"
    return float(sum(name.partition(".")[0] in ("textual", "rich") for name in loaded))


def units(home: Path, story: Story, rounds: int) -> list[Unit]:
    """The quick ones, and the whole story."""
    return [lambda table: commands(table, home, story, rounds), lambda table: whole(table, home)]


def commands(table: Table, home: Path, story: Story, rounds: int) -> None:
    """In turns, so that a busy moment of the machine meets all of them."""
    table.title(f"Commands, {rounds} rounds in turns")
    asked = {
        "help": ["--help"],
        "list": ["list", "scene", "--json"],
        "show": ["show", "scene", story.start],
    }
    for name, arguments in asked.items():
        table.promise(f"{name}-imports", [imports(arguments, home)])
    lines = {"bare": [sys.executable, "-c", BARE]}
    lines |= {name: [*program(), *arguments] for name, arguments in asked.items()}
    values: dict[str, list[float]] = {name: [] for name in lines}
    for turn in range(rounds + 1):
        for name in rotated(list(lines), turn):
            took = milliseconds(lines[name], home)
            if turn:
                values[name].append(took)
    bare = table.report(f'python -c "{BARE}"', values.pop("bare"), "ms")
    for name, taken in values.items():
        table.promise(f"{name}-time", taken, bare)


def whole(table: Table, home: Path) -> None:
    """The check, and ten thousand walks."""
    table.title("The whole story")
    table.promise("check", [milliseconds([*program(), "check"], home) for _ in range(3)])
    walks = [*program(), "check", "--walks", "10000", "--seed", "1"]
    table.promise("walks", [milliseconds(walks, home) for _ in range(3)])
