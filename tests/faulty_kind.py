"""Faulty stories, one mistake each: the tiny story with one thing wrong, and what must be said about it.

`at` are words of the changed file: the problem stands in the line, and at the column, of their last one.
The rest of what a check says of such a story must be nothing: one mistake, one problem.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.tiny import changed, write_story

STORM = "night/the-storm.yaml"
LAMP = "night/the-lamp.yaml"
TELEGRAM = "night/the-warning.yaml"
RESCUE = "night/the-rescue.yaml"
MORNING = "after/the-morning.yaml"


@dataclass(frozen=True)
class Faulty:
    """One mistake."""

    name: str
    files: dict[str, str]
    words: tuple[str, ...]
    """Words that message or hint must hold."""
    rule: str
    file: str = ""
    """Where the problem stands; the one changed file if empty."""
    at: str = ""
    """Words at the problem's place; empty when it is the whole file."""
    severity: str = "error"
    prepare: Callable[[Path], None] | None = field(default=None, compare=False)
    """What text alone cannot do: links, bytes."""

    @property
    def where(self) -> str:
        return self.file or next(iter(self.files))

    def write(self, folder: Path) -> Path:
        """Write the story; returns its folder."""
        write_story(folder, self.files)
        if self.prepare:
            self.prepare(folder)
        return folder

    def place(self, folder: Path) -> tuple[int, int]:
        """Line and column the problem must name."""
        if not self.at:
            return 0, 0
        text = (folder / self.where).read_bytes().decode("utf-8-sig", "replace").replace("\r\n", "\n")
        index = text.rindex(self.at)
        return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


def replaced(
    file: str, old: str, new: str, at: str, rule: str, /, *words: str, name: str = "", **more: str
) -> Faulty:
    """A mistake made by replacing words of one file."""
    return Faulty(name or rule, changed(file, old, new), words, rule, at=at, **more)  # type: ignore[arg-type]
