"""The guard of what people type to come in: a slow hash, and a count of the wrong guesses of a minute."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import struct
from collections.abc import Callable, Iterator
from pathlib import Path

COST, BLOCK, PARALLEL = 2**14, 8, 1
"""scrypt: 16 MiB and about 40 ms on the machine this was measured on, within the 100 ms a phrase may take."""
MEMORY = 64 * 2**20


def slow_hash(typed: str, salt: bytes, length: int) -> bytes:
    """So many bytes of it; 40 ms, in a thread."""
    return hashlib.scrypt(typed.encode(), salt=salt, n=COST, r=BLOCK, p=PARALLEL, maxmem=MEMORY, dklen=length)


# One count of a minute's wrong guesses serves all processes of a host. It is in a file, since that outlives
# every process; a lock on it is let go when its holder is killed. Calls wait for that lock: a server makes them
# in threads.

_COUNT = struct.Struct("!QI")
"""The minute, and how many in it."""


class WrongGuesses:
    """Of one kind of secret."""

    def __init__(self, path: Path, clock: Callable[[], float], window: float) -> None:
        """
        Args:
            path: of the file, made with its first use in a folder that is there.
            clock: seconds since the epoch.
            window: seconds that are counted together.
        """
        self._path = path
        self._clock = clock
        self._window = window

    @contextlib.contextmanager
    def now(self) -> Iterator[MinuteCount]:
        """The count of this minute, for one caller of the whole host at a time.

        Opened anew each time: that makes the lock one between threads as well as between processes.
        """
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield MinuteCount(handle, int(self._clock() // self._window))
        finally:
            os.close(handle)

    def forget_the_past(self) -> None:
        """No minute stays on the disk longer than until the next call of this, once the minute is over."""
        if self._path.exists():
            with self.now() as minute:
                minute.forget_the_past()


class MinuteCount:
    """The wrong guesses of a minute, in an open file that is locked."""

    def __init__(self, handle: int, number: int) -> None:
        self._handle = handle
        self._number = number
        raw = os.pread(handle, _COUNT.size, 0)
        # Of another minute, also of one to come after the clock was set back: none yet.
        noted, count = _COUNT.unpack(raw) if len(raw) == _COUNT.size else (0, 0)
        self.count = count if noted == number else 0

    def add(self) -> None:
        """One more was wrong."""
        self.count += 1
        os.pwrite(self._handle, _COUNT.pack(self._number, self.count), 0)

    def forget_the_past(self) -> None:
        """Where none was wrong in this minute, nothing tells of an earlier one."""
        if not self.count:
            os.pwrite(self._handle, bytes(_COUNT.size), 0)
            os.utime(self._handle, (0, 0))
