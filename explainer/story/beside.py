"""Where the index for search stands: beside the compiled copy that a story came from.

Apart from the compiled copies themselves, so that search, which all front ends reach, does not open stories.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

from explainer.story.model import Story

_copies: list[tuple[Story, Path]] = []
"""The copies from which the last few stories came, found by identity: a translation is another story."""


def came_from(story: Story, copy: Path) -> Story:
    """Remember from which copy a story came; returns the story."""
    _copies[:] = [(story, copy), *_copies[:1]]
    return story


def index_file(copy: Path) -> Path:
    """Where the index of a copy stands."""
    return copy.with_name(copy.name.replace("story", "index", 1))


def kept_index(story: Story) -> bytes | None:
    """The index of a story, as `explainer.story.index` reads it; None without one."""
    for known, copy in _copies:
        if known is story:
            with contextlib.suppress(OSError):
                return index_file(copy).read_bytes()
    return None
