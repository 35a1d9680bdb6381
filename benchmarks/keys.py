"""From a key to the last byte of what it changes, on a PTY; and what is sent while nobody presses one."""

from __future__ import annotations

from pathlib import Path

from benchmarks.report import Measure, Table
from benchmarks.starting import program
from benchmarks.terminal import Terminal

RIGHT, TAB, MAP, ESCAPE = b"\x1b[C", b"\t", b"m", b"\x1b"
QUIET = 0.1


def measure(table: Table, home: Path, pages: int, idle: float) -> None:
    """Pages shown for the first time, cursor moves, and the story map."""
    table.title(f"Keys on a PTY, 80x24, {pages} pages shown for the first time")
    with Terminal([*program(), "--private"], home) as terminal:
        terminal.settle()
        turned = [press(terminal, RIGHT) for _ in range(pages)]
        moved = [press(terminal, TAB) for _ in range(pages)]
        back = [press(terminal, b"\x1b[D") for _ in range(pages // 2)]
        maps = [press(terminal, key) for _ in range(5) for key in (MAP, MAP)]
        silent = terminal.idle(idle)
    _add(table, "next page", turned, budget=16)
    _add(table, "cursor to the next reference", moved, budget=16)
    _add(table, "back a page", back)
    _add(table, "story map, open and away", maps)
    table.add(Measure(f"bytes in {idle:g} idle seconds", [silent], "B", 0, of="max"))


def press(terminal: Terminal, key: bytes) -> tuple[float, int]:
    """Milliseconds to the last byte, and how many bytes came."""
    at = terminal.write(key)
    chunks = terminal.settle(QUIET, patience=2)
    assert chunks, f"{key!r} changed nothing:\n{terminal.text()}"
    return (chunks[-1][0] - at) * 1000, sum(len(data) for _, data in chunks)


def _add(table: Table, name: str, answers: list[tuple[float, int]], budget: float | None = None) -> None:
    table.add(Measure(f"{name}: key to last byte", [took for took, _ in answers], "ms", budget, of="p95"))
    table.add(Measure(f"{name}: bytes, local", [float(count) for _, count in answers], "B"))
