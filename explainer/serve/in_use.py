"""That a server uses a state folder: a lock on a file in it, which the kernel lets go of when the server's front ends,
however it ends. Several servers may use one folder, so the lock is shared."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

FILE = "in-use.lock"


@contextlib.contextmanager
def using(folder: Path) -> Iterator[None]:
    """Use a state folder; it is made where it is not there. One that cannot be written is used without a lock."""
    import fcntl  # where there is none nobody serves

    handle = -1
    with contextlib.suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(folder / FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    try:
        yield
    finally:
        if handle >= 0:
            os.close(handle)


def is_used(folder: Path) -> bool:
    """Whether a server uses it now. Writes nothing."""
    try:
        import fcntl

        handle = os.open(folder / FILE, os.O_RDONLY | os.O_CLOEXEC)
    except (ImportError, OSError):
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(handle)
    return False
