"""From a save to the new screen: real files of the shipped story, saved in place and by rename, on a PTY."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

from benchmarks.commands import program
from benchmarks.report import Table
from benchmarks.terminal import Chunk, Terminal

SCENES = Path(__file__).resolve().parent.parent / "scenes"
QUIET = 0.5
"""Seconds without a byte after which all checks are told too: they take half of that."""


def measure(table: Table, home: Path, rounds: int) -> None:
    """Milliseconds from before a save to the last byte of the page, and to that of what the checks say.

    Args:
        table: takes the measures.
        home: a folder of the run, for a copy of the story.
        rounds: saves of each kind.
    """
    table.title(f"Preview on a PTY, 80x24, {2 * rounds} saves of one scene of the shipped story")
    folder = home / f"preview-story-{os.urandom(4).hex()}"
    shutil.copytree(SCENES, folder, ignore=shutil.ignore_patterns(".*"))
    scene = _scene(folder)
    text = scene.read_text("utf-8")
    shown: list[float] = []
    told: list[float] = []
    with Terminal([*program(), "preview", str(folder), "--at", scene.stem], home) as terminal:
        terminal.settle(1.0)
        for number in range(2 * rounds):
            title = f"Take {number:03d}"
            lines = [f"title: {title}" if line.startswith("title: ") else line for line in text.split("\n")]
            at = time.perf_counter()
            _save(scene, "\n".join(lines), by_rename=bool(number % 2))
            chunks = terminal.settle(QUIET)
            assert title in terminal.text(), terminal.text()
            shown.append(_page_complete(terminal, chunks, at))
            told.append((chunks[-1][0] - at) * 1000)
    table.promise("preview", shown)
    table.report("save to what all checks say", told, "ms")


def _scene(folder: Path) -> Path:
    """The scene with the longest text: the most there is to read again."""
    scenes = [
        path
        for path in folder.rglob("*.yaml")
        if path.read_bytes().startswith(b"scene: ") or b"\nscene: " in path.read_bytes()
    ]
    return max(scenes, key=lambda path: path.stat().st_size)


def _save(path: Path, text: str, *, by_rename: bool) -> None:
    if not by_rename:
        path.write_text(text, "utf-8")
        return
    aside = path.with_name(f".{path.name}.swp")
    aside.write_text(text, "utf-8")
    os.replace(aside, path)


def _page_complete(terminal: Terminal, chunks: list[Chunk], since: float) -> float:
    """Milliseconds until every row but the last, where the checks are told, is as it is at the end."""
    final = terminal.text().split("\n")[:-1]
    for count in range(1, len(chunks) + 1):
        if terminal.text(before=len(chunks) - count).split("\n")[:-1] == final:
            return (chunks[count - 1][0] - since) * 1000
    raise AssertionError("nothing was shown")
