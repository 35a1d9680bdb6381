"""Bytes of a page beside those of an app of stock widgets with the same words."""

from __future__ import annotations

import sys
from itertools import pairwise
from pathlib import Path

from benchmarks.frames import bytes_of
from benchmarks.keys import pressed
from benchmarks.report import Table
from benchmarks.stock import frames
from benchmarks.terminal import Terminal
from explainer.paint.cells.style import Profile
from explainer.story.model.structs import Story

PAGES, NEXT = 40, b"n"


def measure(table: Table, home: Path, folder: Path, story: Story) -> None:
    """As many pages by both, one after the other."""
    table.title(f"A page beside a stock app's, 80x24, {PAGES} pages, truecolour")
    command = [sys.executable, "-m", "benchmarks.stock", str(folder), str(PAGES)]
    with Terminal(command, home, PYTHONPATH=":".join(path for path in sys.path if path)) as terminal:
        terminal.settle(0.5)
        before = terminal.text()
        turned = pressed(terminal, NEXT, PAGES - 1)
        assert "next page" in before != terminal.text(), before
    stock = table.report("a header, the words, a footer", [float(count) for _, count in turned], "B")
    ours = [bytes_of(later, sooner, Profile()) for sooner, later in pairwise(frames(story, PAGES))]
    table.promise("bytes-stock", [float(count) for count in ours], stock)
