"""From a key to the last byte of what it changes, on a PTY; and what is sent while nobody presses one."""

from __future__ import annotations

from pathlib import Path

from benchmarks.report import Measure, Table
from benchmarks.starting import program
from benchmarks.terminal import Terminal

RIGHT, LEFT, TAB, MAP = b"\x1b[C", b"\x1b[D", b"\t", b"m"
QUIET = 0.1


def measure(table: Table, home: Path, pages: int, idle: float) -> None:
    """Pages shown for the first time, the way back, cursor moves, and the story map."""
    table.title(f"Keys on a PTY, 80x24, at most {pages} pages shown for the first time")
    with Terminal([*program(), "--private"], home) as terminal:
        terminal.settle()
        turned = pressed(terminal, RIGHT, pages)
        back = pressed(terminal, LEFT, len(turned) - 1)
        moved = pressed(terminal, TAB, pages)
        maps = pressed(terminal, MAP, 10)
        silent = terminal.idle(idle)
    _add(table, "next page", turned, budget=16)
    _add(table, "back a page", back)
    _add(table, "cursor to the next reference", moved, budget=16)
    _add(table, "story map, open and away", maps)
    table.add(Measure(f"bytes in {idle:g} idle seconds", [silent], "B", 0, of="max"))


def pressed(terminal: Terminal, key: bytes, times: int) -> list[tuple[float, int]]:
    """For each press: milliseconds to the last byte, and how many bytes came; ends early where nothing changes."""
    answers: list[tuple[float, int]] = []
    for _ in range(times):
        at = terminal.write(key)
        chunks = terminal.settle(QUIET, patience=2)
        if not chunks:  # the story's end
            break
        answers.append(((chunks[-1][0] - at) * 1000, sum(len(data) for _, data in chunks)))
    assert len(answers) > 1, f"{key!r} changed nothing:\n{terminal.text()}"
    return answers


def _add(table: Table, name: str, answers: list[tuple[float, int]], budget: float | None = None) -> None:
    table.add(Measure(f"{name}: key to last byte", [took for took, _ in answers], "ms", budget, of="p95"))
    table.add(Measure(f"{name}: bytes, local", [float(count) for _, count in answers], "B"))
