"""Parked runs of a host: named by a slow hash of their phrase, encrypted under it, gone when their time is over.

Who reads the folder sees how many runs are parked, their sizes in steps of 4 KiB, in steps of 600 seconds until when
they are kept, and, as of any file, when each was written last: no phrase, no address, no place in a story. Functions
here take a lock or compute for tenths of a second where they say so; a server calls those in a thread.
"""

from __future__ import annotations

import contextlib
import hashlib
import math
import os
import secrets
import tempfile
import threading
from collections import deque
from collections.abc import Callable
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from explainer.messages import _
from explainer.problems import Cannot
from explainer.serve.settings import Limits

SALT = "salt"
COST, BLOCK, PARALLEL = 2**14, 8, 1
"""scrypt: 16 MiB and about 40 ms on the machine this was measured on, within the 100 ms a phrase may take."""
PADDING = 4_096
STEP = 600
"""Seconds: times are written no finer."""
NONCE = 12
GUESSES, GUESS_WINDOW = 60, 60.0
"""Wrong phrases tried on this worker, a minute; right ones do not count, so that a hall comes back at once. At 44 bits
and a thousand parked runs, finding one of them takes 500 years."""


class Ticket(msgspec.Struct, frozen=True):
    """What a phrase opens: computed once, slowly, and kept in memory as long as its guest reads."""

    name: str
    key: bytes


class _Content(msgspec.Struct, frozen=True, array_like=True):
    story: str
    run: bytes
    long: bool


class Parked(msgspec.Struct, frozen=True):
    """A run as it was found again."""

    story: str
    run: bytes
    long: bool


class Parking:
    """The parked runs of one host; all its workers share the folder."""

    def __init__(self, folder: Path, clock: Callable[[], float], limits: Limits) -> None:
        """
        Args:
            folder: made for the operator alone.
            clock: seconds since the epoch; how long a run is kept outlives the process.
            limits: how long that is.
        """
        self._folder = folder
        self._clock = clock
        self._limits = limits
        self._wrong: deque[float] = deque()
        self._turn = threading.Lock()
        self._hashing = threading.Lock()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with contextlib.suppress(OSError):
            folder.chmod(0o700)  # one that was there before, or made under another umask
        self._salt = _salt(folder / SALT)

    def ticket(self, phrase: str) -> Ticket:
        """The slow hash of a phrase: about 40 ms, in a thread.

        One at a time: page turns need a processor too, and fifty at once would take 800 MiB.
        """
        with self._hashing:
            made = hashlib.scrypt(
                phrase.encode(), salt=self._salt, n=COST, r=BLOCK, p=PARALLEL, maxmem=64 * 2**20, dklen=64
            )
        return Ticket(made[:32].hex(), made[32:])

    def park(self, ticket: Ticket, story: str, run: bytes, *, long: bool = False) -> None:
        """Write a run, whole or not at all; a file write, in a thread.

        Raises:
            OSError: it could not be written; what was there is still there.
        """
        content = msgspec.msgpack.encode(_Content(story, run, long))
        padded = len(content).to_bytes(4, "big") + content
        padded += bytes(-len(padded) % PADDING)
        until = self._until(long)
        nonce = secrets.token_bytes(NONCE)
        sealed = ChaCha20Poly1305(ticket.key).encrypt(nonce, padded, _stamp(until))
        with self._turn:
            _write_whole(self._folder / ticket.name, _stamp(until) + nonce + sealed, until)

    def find(self, ticket: Ticket) -> Parked | None:
        """The run a phrase opens; None: there is none, or its time is over. Reads a file, in a thread.

        Raises:
            Cannot: as `check_guesses`.
        """
        self.check_guesses()
        found = self._open(ticket)
        if found is None:
            with self._turn:
                self._wrong.append(self._clock())
        return found

    def check_guesses(self) -> None:
        """To be asked before the slow hash of a phrase that was typed.

        Raises:
            Cannot: too many wrong phrases were tried on this host; none is looked up for a moment.
        """
        now = self._clock()
        with self._turn:
            while self._wrong and not now - GUESS_WINDOW <= self._wrong[0] <= now:
                self._wrong.popleft()
            if len(self._wrong) >= GUESSES:
                raise Cannot(_("Too many phrases were tried here; try again in a minute."))

    def _open(self, ticket: Ticket) -> Parked | None:
        try:
            raw = (self._folder / ticket.name).read_bytes()
        except OSError:
            return None
        if len(raw) < 8 + NONCE or int.from_bytes(raw[:8], "big") < self._clock():
            return None
        try:
            padded = ChaCha20Poly1305(ticket.key).decrypt(raw[8 : 8 + NONCE], raw[8 + NONCE :], raw[:8])
            found = msgspec.msgpack.decode(padded[4 : 4 + int.from_bytes(padded[:4], "big")], type=_Content)
        except (InvalidTag, msgspec.DecodeError):
            return None
        return Parked(found.story, found.run, found.long)

    def forget(self, ticket: Ticket) -> None:
        """Remove a run at once."""
        with self._turn, contextlib.suppress(OSError):
            (self._folder / ticket.name).unlink(missing_ok=True)

    def sweep(self) -> int:
        """Remove the runs whose time is over, and torn writes; how many. In a thread."""
        removed = 0
        now = self._clock()
        for path in self._folder.iterdir():
            if path.name == SALT:
                continue
            with self._turn, contextlib.suppress(OSError):
                # A name with a dot is a write in the making; one of an hour ago was torn by a crash.
                over = path.stat().st_mtime < (now - 3_600 if path.name.startswith(".") else now)
                if over:
                    path.unlink(missing_ok=True)
                    removed += 1
        return removed

    def _until(self, long: bool) -> int:
        seconds = self._limits.parked_long_seconds if long else self._limits.parked_seconds
        until = self._clock() + seconds
        return math.ceil(until / STEP) * STEP if seconds >= STEP else math.ceil(until)


def _stamp(until: int) -> bytes:
    return until.to_bytes(8, "big")


def _salt(path: Path) -> bytes:
    """The host's salt, made once; two workers that make it at once agree on the first."""
    for _try in range(2):
        try:
            if len(salt := path.read_bytes()) >= 16:
                return salt
        except FileNotFoundError:
            handle, name = tempfile.mkstemp(prefix=".", dir=path.parent)
            with os.fdopen(handle, "wb") as file:
                file.write(secrets.token_bytes(16))
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
