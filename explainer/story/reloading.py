"""Reading one folder again and again while its author works on it.

Composing and validating a file is most of the work of a reading, so that each file is kept as it was read and read
anew only when its bytes are others. What a reading gives is what a fresh one would (a test edits a story at random
and compares the two).
"""

from __future__ import annotations

from pathlib import Path

from explainer.problems import Problem
from explainer.story.checks import check_loaded
from explainer.story.loader import Kept, Loaded, Progress, load


class Reloader:
    """One folder, with its files as they were read last. Not to be called from two threads at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._kept: Kept = {}

    def read(self, progress: Progress | None = None) -> Loaded:
        """Read what changed; the story, or why there is none. Takes a tenth of a fresh reading."""
        return load(self.folder, progress, self._kept)

    def examine(self, loaded: Loaded, checking: Progress | None = None) -> tuple[Problem, ...]:
        """All that is wrong with a story that was read: what reading found, evidence, ways, rules.

        Args:
            loaded: what was read.
            checking: called with checks begun and checks in all.
        """
        return check_loaded(loaded, checking).problems

    def data(self) -> dict[str, bytes]:
        """The bytes of each file of YAML as it was read last, by its name."""
        return {name: read.data for name, read in self._kept.items()}
