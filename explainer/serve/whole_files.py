"""Files of the server's state, and those that a leader asks for: for their owner alone (0600), never half written.
Called where nothing else waits."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path


def make_once(path: Path, raw: bytes) -> None:
    """Make a file that stays as it was first made, such as a key: of two that make it at once the first counts.

    Raises:
        OSError: it cannot be written.
    """
    part = _part(path, raw, sync=True)
    try:
        # A link, not a rename, which would take the place of the first.
        with contextlib.suppress(FileExistsError):
            os.link(part, path)
    finally:
        os.unlink(part)


def write_whole(path: Path, raw: bytes, *, sync: bool = False, modified: int | None = None) -> None:
    """Put a file in place of the one of that name.

    Args:
        path: in a folder that is there.
        raw: all of it.
        sync: on the disk when this returns, also after a power loss.
        modified: what the disk notes as its last change, in seconds since the epoch; None: now.

    Raises:
        OSError: it cannot be written; what was there is still there.
    """
    part = _part(path, raw, sync=sync)
    try:
        if modified is not None:
            os.utime(part, (modified, modified))
        os.replace(part, path)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(part)
        raise


def write_named(path: Path, text: str) -> None:
    """Write a report or a card to a file that somebody named, in place of what was there, for them alone: what a room
    asked, and where it is, is nobody else's on a shared machine. They may give it other rights later.

    Raises:
        OSError: it cannot be written; what was there is still there.
    """
    raw = text.encode()
    if path.exists() and not path.is_file():  # a pipe or a device is not to be replaced
        path.write_bytes(raw)
    else:
        write_whole(path.resolve(), raw)


def _part(path: Path, raw: bytes, *, sync: bool) -> str:
    """The file under a name that begins with a dot: what is left of it after a crash was torn."""
    handle, part = tempfile.mkstemp(prefix=".", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
            if sync:
                file.flush()
                os.fsync(file.fileno())
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(part)
        raise
    return part
