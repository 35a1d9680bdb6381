"""Parked runs of a host: named by a slow hash of their phrase, encrypted under it, gone when their time is over.

Who reads the folder sees how many runs are parked, their sizes in steps of 4 KiB, in steps of 600 seconds until when
they are kept, and, as of any file, when each was written last: no phrase, no address, no place in a story. Functions
here take a lock or compute for tenths of a second where they say so; a server calls those in a thread.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import math
import os
import secrets
import struct
import tempfile
import threading
from collections.abc import Callable, Iterator
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
"""Wrong phrases tried on this host, a minute of its clock; right ones do not count, so that a hall comes back at once.
At 44 bits and a thousand parked runs, finding one of them takes 500 years."""
WRONG = "wrong"
"""The file of the host's wrong phrases: how many in which minute. A file, since it outlives every process and is one
for all of them; a lock on it is let go when its holder is killed."""
_WRONG = struct.Struct("!QI")


class Ticket(msgspec.Struct, frozen=True):
    """What a phrase opens: computed once, slowly, and kept in memory as long as its guest reads."""

    name: str
    key: bytes


class _Content(msgspec.Struct, frozen=True, array_like=True):
    story: str
    run: bytes
    long: bool
    place: bytes = b""


class Parked(msgspec.Struct, frozen=True):
    """A run as it was found again."""

    story: str
    run: bytes
    long: bool
    place: bytes = b""
    """In a room, as the room's own code wrote it; empty: the guest read alone."""


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
        self._turn = threading.Lock()
        self._hashing = threading.Lock()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with contextlib.suppress(OSError):
            folder.chmod(0o700)  # one that was there before, or made under another umask
        self._salt = _salt(folder / SALT)

    def ticket(self, phrase: str, *, guessed: bool = False) -> Ticket:
        """The slow hash of a phrase: about 40 ms, in a thread.

        One at a time: page turns need a processor too, and fifty at once would take 800 MiB.

        Args:
            phrase: of a guest here, or typed by one who may be guessing.
            guessed: the latter: it is not hashed once too many were wrong, so that guessing costs the others nothing.

        Raises:
            Cannot: too many wrong phrases were tried on this host.
        """
        with self._hashing:
            if guessed:
                self.check_guesses()
            made = hashlib.scrypt(
                phrase.encode(), salt=self._salt, n=COST, r=BLOCK, p=PARALLEL, maxmem=64 * 2**20, dklen=64
            )
        return Ticket(made[:32].hex(), made[32:])

    def park(self, ticket: Ticket, story: str, run: bytes, *, long: bool = False, place: bytes = b"") -> None:
        """Write a run, whole or not at all; a file write, in a thread.

        Raises:
            OSError: it could not be written; what was there is still there.
        """
        content = msgspec.msgpack.encode(_Content(story, run, long, place))
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
        with self._wrong() as wrong:
            _check(wrong)
            found = self._open(ticket)
            if found is None:
                wrong.add()
        return found

    def reopen(self, ticket: Ticket) -> Parked | None:
        """The same under a name of 256 random bits, which nobody guesses or types. Reads a file, in a thread."""
        return self._open(ticket)

    def check_guesses(self) -> None:
        """Whether phrases are looked up at all at this moment. Waits for a lock, in a thread.

        Raises:
            Cannot: too many wrong phrases were tried on this host; none is looked up for a moment.
        """
        with self._wrong() as wrong:
            _check(wrong)

    @contextlib.contextmanager
    def _wrong(self) -> Iterator[_Wrong]:
        """The count of this minute, for one caller of the whole host at a time.

        Opened anew each time: that makes the lock one between threads as well as between processes.
        """
        handle = os.open(self._folder / WRONG, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield _Wrong(handle, int(self._clock() // GUESS_WINDOW))
        finally:
            os.close(handle)

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
        return Parked(found.story, found.run, found.long, found.place)

    def forget(self, ticket: Ticket) -> None:
        """Remove a run at once."""
        with self._turn, contextlib.suppress(OSError):
            (self._folder / ticket.name).unlink(missing_ok=True)

    def sweep(self) -> int:
        """Remove the runs whose time is over, and torn writes; how many. In a thread."""
        removed = 0
        now = self._clock()
        if (self._folder / WRONG).exists():
            with self._wrong() as wrong:
                wrong.forget_the_past()
        for path in self._folder.iterdir():
            if path.name in (SALT, WRONG):
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
        raise Cannot(_("Too many phrases were tried here; try again in a minute."))


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
