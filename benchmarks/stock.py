"""The pages of a story in an app of stock widgets: `python -m benchmarks.stock STORY PAGES`; n turns.

The yardstick for bytes: what a reader made of Textual's own widgets sends for the same words.
"""

from __future__ import annotations

import sys
from itertools import islice, pairwise
from pathlib import Path
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Footer, Header, Static

from benchmarks.frames import HEIGHT, bytes_of, walk
from benchmarks.keys import pressed
from benchmarks.report import Table
from benchmarks.terminal import Terminal
from explainer.paint.cells.rows import Frame
from explainer.paint.cells.style import Profile
from explainer.story.load.cache import open_story
from explainer.story.model.structs import Story

COUNT, NEXT = 40, b"n"


class Stock(App[None]):
    """A header, the words, a footer."""

    BINDINGS: ClassVar[list[BindingType]] = [("n", "turn", "next page")]

    def __init__(self, pages: list[str]) -> None:
        super().__init__()
        self._pages, self._at = pages, 0

    def compose(self) -> ComposeResult:
        yield Header()
        with VerticalScroll():
            yield Static(Content(self._pages[0]), id="page")
        yield Footer()

    def action_turn(self) -> None:
        self._at += 1
        if self._at < len(self._pages):
            self.query_one("#page", Static).update(Content(self._pages[self._at]))


def frames(story: Story, count: int) -> list[Frame]:
    """The first pages of the story, scene after scene."""
    found = (
        frame for scene in story.scenes for frame, kind in walk(story, scene, Profile()) if kind == "page"
    )
    return list(islice(found, count))


def words(frame: Frame) -> str:
    """What stands on a page, without the header and the footer of ours."""
    rows = ["".join(run.text for run in row).rstrip() for row in frame.rows]
    return "\n".join(rows[2 : HEIGHT - 2])


def measure(table: Table, home: Path, folder: Path, story: Story) -> None:
    """As many pages by both, one after the other."""
    table.title(f"A page beside a stock app's, 80x24, {COUNT} pages, truecolour")
    command = [sys.executable, "-m", "benchmarks.stock", str(folder), str(COUNT)]
    with Terminal(command, home, PYTHONPATH=":".join(path for path in sys.path if path)) as terminal:
        terminal.settle(0.5)
        before = terminal.text()
        turned = pressed(terminal, NEXT, COUNT - 1)
        assert "next page" in before != terminal.text(), before
    theirs = table.report("a header, the words, a footer", [float(count) for _, count in turned], "B")
    ours = [bytes_of(later, sooner, Profile()) for sooner, later in pairwise(frames(story, COUNT))]
    table.promise("bytes-stock", [float(count) for count in ours], theirs)


if __name__ == "__main__":
    shown = frames(open_story(Path(sys.argv[1]), cache_folder=None), int(sys.argv[2]))
    Stock([words(frame) for frame in shown]).run()
