"""Editions of the story that rooms were opened with: a room and all in it keep theirs, also over a reload.

Files of this host's rooms folder, compiled stories and nothing else; one that no room needs any more is removed.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Collection
from pathlib import Path

import msgspec

from explainer.serve.processes.state_files import write_whole
from explainer.story.model.lazy import read_all
from explainer.story.model.structs import Story

FOLDER = "editions"


def keep(folder: Path, story: Story) -> None:
    """Write an edition down, if it is not there yet. Reads and writes files: in a thread.

    Raises:
        OSError: it cannot be written.
    """
    path = _path(folder, story.id, str(story.edition))
    if path.exists():
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_whole(path, msgspec.msgpack.encode(read_all(story)))


def kept(folder: Path, story: str, edition: str) -> Story | None:
    """An edition that was written down; None: there is none, or another version of the program wrote it."""
    try:
        found = msgspec.msgpack.decode(_path(folder, story, edition).read_bytes(), type=Story)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None
    return found if str(found.edition) == edition else None


def tidy(folder: Path, needed: Collection[tuple[str, str]]) -> None:
    """Remove what no room needs. In a thread.

    Args:
        folder: of the rooms.
        needed: story and edition of each room.
    """
    wanted = {_path(folder, story, edition).name for story, edition in needed}
    with contextlib.suppress(OSError):
        for path in (folder / FOLDER).iterdir():
            if path.name not in wanted and not path.name.startswith("."):
                path.unlink(missing_ok=True)


def _path(folder: Path, story: str, edition: str) -> Path:
    name = hashlib.sha256(f"{story}\n{edition}".encode()).hexdigest()[:32]
    return folder / FOLDER / name
