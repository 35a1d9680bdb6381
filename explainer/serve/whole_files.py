"""Files of the server's state, for its owner alone (0600) and never half written. Called where nothing else waits."""

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
