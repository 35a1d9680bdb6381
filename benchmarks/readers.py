"""Two well-known programs that show text in a terminal, beside ours: they open the same story, and turn its pages.

A web reader opens the page that `explainer export --to html` writes, a presenter slides cut from its plain text. What
is not installed is said, with how to get it. Nothing is promised against them: they show text and do no more.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from benchmarks.commands import first_page, program, rotated
from benchmarks.keys import RIGHT, pressed
from benchmarks.report import Table
from benchmarks.terminal import Terminal, clean_environment

ROWS = 16
"""Lines on a slide: what a window of 24 rows holds beside a presenter's own."""
SLIDES = 120
PROGRAMS = {"lynx": "a web reader", "patat": "a presenter"}
"""Each is the Debian package of the same name."""


def measure(table: Table, home: Path, rounds: int, pages: int) -> None:
    """Open, to the complete first page, in turns; then pages, to the last byte."""
    table.title(f"Other programs in the same terminal, 80x24, {rounds} rounds in turns")
    commands = {"ours": [*program(), "--private"]}
    keys = {"ours": RIGHT, "lynx": b" ", "patat": b"l"}
    for name, opened in (("lynx", _page(home)), ("patat", _slides(home))):
        if shutil.which(name):
            commands[name] = [name, *opened]
        else:
            print(f"  {name} is not here; apt-get install {name}", flush=True)
            table.missing.append(name)
    opening: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(rounds + 1):
        for name in rotated(list(commands), turn):
            took = first_page(commands[name], home)
            if turn:
                opening[name].append(took)
    for name, taken in opening.items():
        table.report(f"{_called(name)}: to the complete first page", taken, "ms")
    for name, command in commands.items():
        with Terminal(command, home) as terminal:
            terminal.settle()
            turned = pressed(terminal, keys[name], pages)
        table.report(f"{_called(name)}: key to last byte", [took for took, _ in turned], "ms")
        table.report(f"{_called(name)}: bytes of a page", [float(count) for _, count in turned], "B")


def _called(name: str) -> str:
    return f"{name}, {PROGRAMS[name]}" if name in PROGRAMS else "explainer"


def _exported(home: Path, form: str) -> Path:
    out = home / f"story.{form}"
    ran = [*program(), "export", "--to", form, str(out)]
    subprocess.run(ran, env=clean_environment(home), check=True, capture_output=True)
    return out


def _page(home: Path) -> list[str]:
    return ["-force_html", str(_exported(home, "html"))]


def _slides(home: Path) -> list[str]:
    """Each in a block of code, so that nothing in it is taken for Markdown."""
    lines = _exported(home, "text").read_text(encoding="utf-8").splitlines()
    cut = ["\n".join(lines[at : at + ROWS]) for at in range(0, ROWS * SLIDES, ROWS)]
    deck = home / "slides.md"
    deck.write_text("\n\n---\n\n".join(f"````\n{one}\n````" for one in cut), encoding="utf-8")
    return [str(deck)]
