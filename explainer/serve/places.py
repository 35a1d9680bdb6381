"""Where parked runs lie: as files of one host, or in a Valkey that several servers share. What lies there is opaque.

Calls take a lock, read a disk or ask another machine: a server makes them in threads.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import struct
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from explainer.messages import _
from explainer.problems import Cannot
from explainer.workshop.stores import is_sqlite

SALT = "salt"
SALT_BYTES = 16
STAMP = 8
"""Bytes at the beginning of what is parked: until when, in seconds since the epoch."""
GUESSES, GUESS_WINDOW = 60, 60.0
"""Wrong phrases tried in one store, a minute; right ones do not count, so that a hall comes back at once. At 44 bits
and a thousand parked runs, finding one of them takes 500 years."""
WRONG = "wrong"
"""The file of the host's wrong phrases: how many in which minute. A file, since it outlives every process and is one
for all of them; a lock on it is let go when its holder is killed."""
_WRONG = struct.Struct("!QI")


class OutOfReach(Cannot):
    """The store cannot be reached, or does not take it; what was there is still there, as far as is known."""

    def __init__(self) -> None:
        super().__init__(_("Kept places are out of reach just now. Try again in a minute."))


class Places(Protocol):
    """A store of parked runs by their names. Each call may raise `OutOfReach` where it is another machine's."""

    def salt(self) -> bytes:
        """The store's salt, one for all that share it, made once."""

    def write(self, name: str, raw: bytes, until: int) -> None:
        """Put a run in place of the one of that name, whole or not at all.

        Args:
            name: 64 hexadecimal digits.
            raw: begins with the stamp of `until`.
            until: seconds since the epoch at which it is gone by itself.

        Raises:
            OSError: it could not be written; what was there is still there.
        """

    def read(self, name: str) -> bytes | None:
        """The run of that name; None: there is none, or its time is over."""

    def guessed(self, name: str) -> bytes | None:
        """The same by a name that may be a guess: none that is not there goes uncounted.

        Raises:
            Cannot: too many were not there; none is looked up for a moment.
        """

    def check(self) -> None:
        """Whether names that may be guesses are looked up at this moment.

        Raises:
            Cannot: as `guessed`.
        """

    def forget(self, name: str) -> None:
        """Remove a run at once, if there is one."""

    def sweep(self) -> int:
        """Remove what is over and does not go by itself; how many."""


def open_places(url: str, folder: Path, clock: Callable[[], float]) -> Places:
    """The store that an address means; nothing is connected yet, so that a process may still fork.

    Args:
        url: see `workshop.stores.open_store`; empty: files.
        folder: of the files; made for the operator alone.
        clock: seconds since the epoch; how long a run is kept outlives the process.

    Raises:
        UsageError: no such kind of store.
        ModuleNotFoundError: Valkey's client is not installed.
    """
    if is_sqlite(url):
        return FilePlaces(folder, clock)
    from explainer.serve.places_valkey import ValkeyPlaces

    return ValkeyPlaces(url)


def refused() -> Cannot:
    """What is said once too many phrases were wrong."""
    return Cannot(_("Too many phrases were tried here; try again in a minute."))


class FilePlaces:
    """Of one host; all its workers share the folder."""

    def __init__(self, folder: Path, clock: Callable[[], float]) -> None:
        self.folder = folder
        self._clock = clock
        self._turn = threading.Lock()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with contextlib.suppress(OSError):
            folder.chmod(0o700)  # one that was there before, or made under another umask
        self._salt = _salt(folder / SALT)

    def salt(self) -> bytes:
        return self._salt

    def write(self, name: str, raw: bytes, until: int) -> None:
        with self._turn:
            _write_whole(self.folder / name, raw, until)

    def read(self, name: str) -> bytes | None:
        try:
            raw = (self.folder / name).read_bytes()
        except OSError:
            return None
        return raw if int.from_bytes(raw[:STAMP], "big") >= self._clock() else None

    def guessed(self, name: str) -> bytes | None:
        with self._wrong() as wrong:
            _check(wrong)
            found = self.read(name)
            if found is None:
                wrong.add()
        return found

    def check(self) -> None:
        with self._wrong() as wrong:
            _check(wrong)

    def forget(self, name: str) -> None:
        with self._turn, contextlib.suppress(OSError):
            (self.folder / name).unlink(missing_ok=True)

    def sweep(self) -> int:
        if (self.folder / WRONG).exists():
            with self._wrong() as wrong:
                wrong.forget_the_past()
        with self._turn:
            return swept(self.folder, self._clock())

    @contextlib.contextmanager
    def _wrong(self) -> Iterator[_Wrong]:
        """The count of this minute, for one caller of the whole host at a time.

        Opened anew each time: that makes the lock one between threads as well as between processes.
        """
        handle = os.open(self.folder / WRONG, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield _Wrong(handle, int(self._clock() // GUESS_WINDOW))
        finally:
            os.close(handle)


class _Wrong:
    """The wrong phrases of a minute, in an open file that is locked."""

    def __init__(self, handle: int, minute: int) -> None:
        self._handle = handle
        self._minute = minute
        raw = os.pread(handle, _WRONG.size, 0)
        # Of another minute, also of one to come after the clock was set back: none yet.
        noted, count = _WRONG.unpack(raw) if len(raw) == _WRONG.size else (0, 0)
        self.count = count if noted == minute else 0

    def add(self) -> None:
        self.count += 1
        os.pwrite(self._handle, _WRONG.pack(self._minute, self.count), 0)

    def forget_the_past(self) -> None:
        """No minute stays on the disk longer than until the next sweep, which is a minute."""
        if not self.count:
            os.pwrite(self._handle, bytes(_WRONG.size), 0)
            os.utime(self._handle, (0, 0))


def _check(wrong: _Wrong) -> None:
    if wrong.count >= GUESSES:
        raise refused()


def swept(folder: Path, now: float) -> int:
    """Remove the runs of a folder whose time is over, and torn writes; how many."""
    removed = 0
    for path in folder.iterdir():
        if path.name in (SALT, WRONG):
            continue
        with contextlib.suppress(OSError):
            # A name with a dot is a write in the making; one of an hour ago was torn by a crash.
            over = path.stat().st_mtime < (now - 3_600 if path.name.startswith(".") else now)
            if over:
                path.unlink(missing_ok=True)
                removed += 1
    return removed


def _salt(path: Path) -> bytes:
    """The host's salt, made once; two workers that make it at once agree on the first."""
    for _try in range(2):
        try:
            if len(salt := path.read_bytes()) >= SALT_BYTES:
                return salt
        except FileNotFoundError:
            handle, name = tempfile.mkstemp(prefix=".", dir=path.parent)
            with os.fdopen(handle, "wb") as file:
                file.write(secrets.token_bytes(SALT_BYTES))
                file.flush()
                os.fsync(file.fileno())
            with contextlib.suppress(FileExistsError):
                os.link(name, path)  # fails when another was first: theirs counts
            os.unlink(name)
    raise Cannot(_("The salt of the parked runs is damaged; remove {path} to begin anew.").format(path=path))


def _write_whole(path: Path, raw: bytes, until: int) -> None:
    handle, name = tempfile.mkstemp(prefix=".", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
        os.utime(name, (until, until))  # what the disk notes is when it ends, not when someone read
        os.replace(name, path)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise
