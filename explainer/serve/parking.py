"""Parked runs: named by a slow hash of their phrase, encrypted under it, gone when their time is over.

They lie in a folder of the host, or in a Valkey that several servers share (`places`). Who reads either sees how many
runs are parked, their sizes in steps of 4 KiB, in steps of 600 seconds until when they are kept, and, as of any file,
when each was written last: no phrase, no address, no place in a story. Functions here take a lock, ask a store or
compute for tenths of a second where they say so; a server calls those in a thread.
"""

from __future__ import annotations

import math
import secrets
import threading
from collections.abc import Callable
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from explainer.serve.places import STAMP, FilePlaces, OutOfReach, open_places, swept
from explainer.serve.processes.settings import Limits
from explainer.serve.slow_hash import slow_hash

__all__ = ["OutOfReach", "Parked", "Parking", "Ticket"]

PADDING = 4_096
STEP = 600
"""Seconds: times are written no finer."""
NONCE = 12


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
    """The parked runs of one store; all workers share it, and with a Valkey all servers."""

    def __init__(self, folder: Path, clock: Callable[[], float], limits: Limits, store: str = "") -> None:
        """
        Args:
            folder: of the files, made for the operator alone; where the runs are kept in a Valkey it is only swept.
            clock: seconds since the epoch; how long a run is kept outlives the process.
            limits: how long that is.
            store: the address of the rooms' store; empty: files.

        Raises:
            UsageError: no such kind of store.
            ModuleNotFoundError: Valkey's client is not installed.
        """
        self._folder = folder
        self._clock = clock
        self._limits = limits
        self._hashing = threading.Lock()
        self.places = open_places(store, folder, clock)

    def ticket(self, phrase: str, *, guessed: bool = False) -> Ticket:
        """The slow hash of a phrase: about 40 ms, in a thread.

        One at a time: page turns need a processor too, and fifty at once would take 800 MiB.

        Args:
            phrase: of a guest here, or typed by one who may be guessing.
            guessed: the latter: it is not hashed once too many were wrong, so that guessing costs the others nothing.

        Raises:
            Cannot: too many wrong phrases were tried here.
            OutOfReach: the store's salt is not known here yet.
        """
        with self._hashing:
            if guessed:
                self.places.check()
            made = slow_hash(phrase, self.places.salt(), 64)
        return Ticket(made[:32].hex(), made[32:])

    def park(self, ticket: Ticket, story: str, run: bytes, *, long: bool = False, place: bytes = b"") -> None:
        """Write a run, whole or not at all, in a thread.

        Raises:
            OSError: it could not be written; what was there is still there.
            OutOfReach: likewise; it may be written in a moment.
        """
        content = msgspec.msgpack.encode(_Content(story, run, long, place))
        padded = len(content).to_bytes(4, "big") + content
        padded += bytes(-len(padded) % PADDING)
        until = self._until(long)
        nonce = secrets.token_bytes(NONCE)
        sealed = ChaCha20Poly1305(ticket.key).encrypt(nonce, padded, _stamp(until))
        self.places.write(ticket.name, _stamp(until) + nonce + sealed, until)

    def find(self, ticket: Ticket) -> Parked | None:
        """The run a phrase opens; None: there is none, or its time is over. In a thread.

        Raises:
            Cannot: as `check_guesses`.
            OutOfReach: the store cannot be asked.
        """
        return self._open(ticket, self.places.guessed(ticket.name))

    def reopen(self, ticket: Ticket) -> Parked | None:
        """The same under a name of 256 random bits, which nobody guesses or types. In a thread.

        Raises:
            OutOfReach: the store cannot be asked.
        """
        return self._open(ticket, self.places.read(ticket.name))

    def check_guesses(self) -> None:
        """Whether phrases are looked up at all at this moment. In a thread.

        Raises:
            Cannot: too many wrong phrases were tried here; none is looked up for a moment.
        """
        self.places.check()

    def _open(self, ticket: Ticket, raw: bytes | None) -> Parked | None:
        if raw is None or len(raw) < STAMP + NONCE:
            return None
        stamp, nonce, sealed = raw[:STAMP], raw[STAMP : STAMP + NONCE], raw[STAMP + NONCE :]
        try:
            padded = ChaCha20Poly1305(ticket.key).decrypt(nonce, sealed, stamp)
            found = msgspec.msgpack.decode(padded[4 : 4 + int.from_bytes(padded[:4], "big")], type=_Content)
        except (InvalidTag, msgspec.DecodeError):
            return None
        return Parked(found.story, found.run, found.long, found.place)

    def forget(self, ticket: Ticket) -> None:
        """Remove a run at once, in a thread.

        Raises:
            OutOfReach: it is there until its time is over, unless it is asked for again.
        """
        self.places.forget(ticket.name)

    def sweep(self) -> int:
        """Remove the runs whose time is over, and torn writes; how many. In a thread."""
        removed = self.places.sweep()
        if not isinstance(self.places, FilePlaces) and self._folder.exists():
            removed += swept(self._folder, self._clock())  # of a time when this server kept them in files
        return removed

    def _until(self, long: bool) -> int:
        seconds = self._limits.parked_long_seconds if long else self._limits.parked_seconds
        until = self._clock() + seconds
        return math.ceil(until / STEP) * STEP if seconds >= STEP else math.ceil(until)


def _stamp(until: int) -> bytes:
    return until.to_bytes(STAMP, "big")
