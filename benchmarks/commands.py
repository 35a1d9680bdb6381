"""The first page from exec on, commands without a screen, check and walks, beside the least that a program loads."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.report import Measure, Table, Unit
from benchmarks.terminal import Terminal, clean_environment
from explainer.story.model.structs import Story

BARE = "import msgspec, click"
IMPORT = "import textual.app, os; os.write(1, b'imported')"
STATIC = """
from textual.app import App
from textual.widgets import Static
class One(App):
    def compose(self):
        yield Static("one line")
One().run()
"""


def program() -> list[str]:
    """The reader, as a user of this environment starts it."""
    script = Path(sys.executable).with_name("explainer")
    return [str(script)] if script.exists() else [sys.executable, "-m", "explainer"]


def first_page(command: list[str], home: Path) -> float:
    """Until the screen shows all that it will show."""
    with Terminal(command, home) as terminal:
        chunks = terminal.settle()
        return terminal.seconds_to_complete(chunks, terminal.began) * 1000


def rotated(names: list[str], turn: int) -> list[str]:
    """Each turn begins with another one: what comes first after a pause finds a colder machine."""
    at = turn % len(names)
    return names[at:] + names[:at]


def start(table: Table, home: Path, rounds: int) -> None:
    """Start against the import and against the smallest app."""
    table.title(f"Start: exec to the complete first page, 80x24, {rounds} rounds in turns")
    python = [sys.executable, "-c"]
    commands = {"import": [*python, IMPORT], "static": [*python, STATIC], "ours": program()}
    values: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(rounds + 1):
        for name in rotated(list(commands), turn):
            took = first_page(commands[name], home)
            if turn:  # the first turn warms the disk and the byte code
                values[name].append(took)
    bare = table.add(Measure("import textual.app", values["import"], "ms"))
    static = table.add(Measure("a Textual app with one Static", values["static"], "ms"))
    table.promise("start-import", values["ours"], bare, note="aim 1.3x")
    table.promise("start-static", values["ours"], static)


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
