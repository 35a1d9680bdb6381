"""From exec to the complete first page, beside what no program of this kind can do without; in turns."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.report import Measure, Table
from benchmarks.terminal import Terminal

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


def milliseconds(command: list[str], home: Path) -> float:
    """Until the screen shows all that it will show."""
    with Terminal(command, home) as terminal:
        chunks = terminal.settle()
        return terminal.seconds_to_complete(chunks, terminal.began) * 1000


def rotated(names: list[str], turn: int) -> list[str]:
    """Each turn begins with another one: what comes first after a pause finds a colder machine."""
    at = turn % len(names)
    return names[at:] + names[:at]


def measure(table: Table, home: Path, rounds: int) -> None:
    """Start against the import and against the smallest app."""
    table.title(f"Start: exec to the complete first page, 80x24, {rounds} rounds in turns")
    python = [sys.executable, "-c"]
    commands = {"import": [*python, IMPORT], "static": [*python, STATIC], "ours": program()}
    values: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(rounds + 1):
        for name in rotated(list(commands), turn):
            took = milliseconds(commands[name], home)
            if turn:  # the first turn warms the disk and the byte code
                values[name].append(took)
    bare = table.add(Measure("import textual.app", values["import"], "ms"))
    static = table.add(Measure("a Textual app with one Static", values["static"], "ms"))
    table.promise("start-import", values["ours"], bare, note="aim 1.3x")
    table.promise("start-static", values["ours"], static)
