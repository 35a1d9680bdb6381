"""The leader's secret: kept as a slow hash, and guessed at no faster than a host allows."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import hmac
import os
import secrets
import struct
from collections.abc import Callable, Iterator
from pathlib import Path

from explainer.messages import _
from explainer.problems import Cannot
from explainer.workshop.codes import understood_secret

COST, BLOCK, PARALLEL = 2**14, 8, 1
"""scrypt: 16 MiB and about 40 ms on the machine this was measured on."""
SALT = 16
GUESSES, WINDOW = 30, 60.0
"""Wrong secrets tried on this host, a minute of its clock; right ones do not count."""
_COUNT = struct.Struct("!QI")


def hashed(secret: str, salt: bytes = b"") -> bytes:
    """The slow hash of a secret with its salt; 40 ms, in a thread."""
    salt = salt or secrets.token_bytes(SALT)
    raw = understood_secret(secret).encode()
    return salt + hashlib.scrypt(raw, salt=salt, n=COST, r=BLOCK, p=PARALLEL, maxmem=64 * 2**20, dklen=32)


def is_right(secret: str, kept: bytes) -> bool:
    """Whether it is the secret of that hash; 40 ms, in a thread."""
    return len(kept) > SALT and hmac.compare_digest(hashed(secret, kept[:SALT]), kept)


def word_hash(room: str, word: str) -> str:
    """The hash of a one-use join word. Fast: a word opens a door that nobody can be thrown out of anyway, and is
    used up by the first who comes; who guesses one is held up at the door, not here."""
    return hashlib.sha256(f"{room}:{word.lower()}".encode()).hexdigest()[:32]


class Guesses:
    """The host's wrong secrets of this minute; one file for all its workers."""

    def __init__(self, path: Path, clock: Callable[[], float]) -> None:
        """
        Args:
            path: of the file; made when the first is wrong.
            clock: seconds since the epoch.
        """
        self._path = path
        self._clock = clock

    def check(self) -> None:
        """
        Raises:
            Cannot: too many were wrong; none is looked at for a moment.
        """
        with self._open() as (count, _add):
            if count >= GUESSES:
                raise Cannot(_("Too many secrets were tried here; try again in a minute."))

    def wrong(self) -> None:
        """One more was wrong."""
        with self._open() as (_count, add):
            add()

    @contextlib.contextmanager
    def _open(self) -> Iterator[tuple[int, Callable[[], None]]]:
        minute = int(self._clock() // WINDOW)
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            raw = os.pread(handle, _COUNT.size, 0)
            noted, count = _COUNT.unpack(raw) if len(raw) == _COUNT.size else (0, 0)
            count = count if noted == minute else 0
            yield count, lambda: _write(handle, minute, count + 1)
        finally:
            os.close(handle)


def _write(handle: int, minute: int, count: int) -> None:
    os.pwrite(handle, _COUNT.pack(minute, count), 0)
