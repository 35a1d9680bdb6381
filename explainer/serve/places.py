"""Where parked runs lie: as files of one host, or in a Valkey that several servers share. What lies there is opaque.

Calls take a lock, read a disk or ask another machine: a server makes them in threads.
"""

from __future__ import annotations

import contextlib
import secrets
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from explainer.messages import _
from explainer.problems import Cannot
from explainer.serve.processes.state_files import make_once, write_whole
from explainer.serve.wrong_guesses import Minute, WrongGuesses
from explainer.workshop.stores.factory import is_sqlite

SALT = "salt"
SALT_BYTES = 16
STAMP = 8
"""Bytes at the beginning of what is parked: until when, in seconds since the epoch."""
GUESSES, GUESS_WINDOW = 60, 60.0
"""Wrong phrases tried in one store, a minute; right ones do not count, so that a hall comes back at once. At 44 bits
and a thousand parked runs, finding one of them takes 500 years."""
WRONG = "wrong"
"""The file of the host's wrong phrases."""


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
        self._wrong = WrongGuesses(folder / WRONG, clock, GUESS_WINDOW)

    def salt(self) -> bytes:
        return self._salt

    def write(self, name: str, raw: bytes, until: int) -> None:
        with self._turn:
            # What the disk notes is when it ends, not when someone read.
            write_whole(self.folder / name, raw, modified=until)

    def read(self, name: str) -> bytes | None:
        try:
            raw = (self.folder / name).read_bytes()
        except OSError:
            return None
        return raw if int.from_bytes(raw[:STAMP], "big") >= self._clock() else None

    def guessed(self, name: str) -> bytes | None:
        with self._wrong.now() as wrong:
            _check(wrong)
            found = self.read(name)
            if found is None:
                wrong.add()
        return found

    def check(self) -> None:
        with self._wrong.now() as wrong:
            _check(wrong)

    def forget(self, name: str) -> None:
        with self._turn, contextlib.suppress(OSError):
            (self.folder / name).unlink(missing_ok=True)

    def sweep(self) -> int:
        self._wrong.forget_the_past()
        with self._turn:
            return swept(self.folder, self._clock())


def _check(wrong: Minute) -> None:
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
            make_once(path, secrets.token_bytes(SALT_BYTES))
    raise Cannot(_("The salt of the parked runs is damaged; remove {path} to begin anew.").format(path=path))
