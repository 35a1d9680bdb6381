"""Parked runs: each guest's run written as they read, encrypted under their phrase, and found again by it."""

from __future__ import annotations

import asyncio
import contextlib
import math
import secrets
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from explainer.messages import _
from explainer.reading.run import Run
from explainer.reading.storage.store import encode, stamped
from explainer.serve.parking.guess_limit import slow_hash
from explainer.serve.parking.phrases import new_phrase
from explainer.serve.parking.places import STAMP, FilePlaces, OutOfReach, open_places, swept
from explainer.serve.processes.settings import Limits

if TYPE_CHECKING:
    from explainer.serve.processes.worker_context import WorkerContext

# Whoever reads the store sees how many runs are parked, their sizes in steps of 4 KiB, until when they are kept
# in steps of 600 seconds, and, as of any file, when each was written last: no phrase, no address, no place in a
# story. Functions take a lock, ask a store or compute for tenths of a second where they say so; a server calls
# those in a thread.

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


EVERY = 1.0
"""Seconds between two writes of one guest's run, at least."""
RENEWED = 6
"""Times a kept span in which a guest who is there and does not move is written anew: the span begins when the line
drops, also when it drops with the whole worker."""
TRIED_AGAIN = 1.0
"""Seconds until what the store did not take is given to it again."""
AFTERWARDS = 300.0
"""Seconds after the guest left for which that is tried: a Valkey that is started anew is there within two minutes."""


class ParkedRun:
    """Lives as long as its guest's session. Before the first move of the guest's own nothing is made or written."""

    def __init__(
        self, host: WorkerContext, phrase: str = "", ticket: Ticket | None = None, *, long: bool = False
    ) -> None:
        """
        Args:
            host: whose parking takes the run.
            phrase: under which the guest came back; empty: one is made when it is needed.
            ticket: of that phrase.
            long: kept for 30 days.
        """
        self._host = host
        self._phrase = phrase
        self._ticket = ticket
        self.resumed = bool(phrase)
        self.told = bool(phrase)
        self.long = long
        self._newest: Run | None = None
        self._has_news = False
        """Whether anything is to be written since the last write was begun: the run, the place, how long it is kept."""
        self._writing: asyncio.Task[None] | None = None
        self._hurry = asyncio.Event()
        """The guest is gone: what is not yet written waits for no second."""
        self._renewing: asyncio.TimerHandle | None = None
        self._trying: asyncio.TimerHandle | None = None
        self._until = math.inf
        """Until when what the store did not take is given to it again."""
        self.place: Callable[[], bytes] = bytes
        """The guest's place in a room, parked with the run; empty: they read alone."""
        self.tell: Callable[[str], None] = lambda words: None
        """Says a sentence to the guest; of their front end."""
        self._is_unwritten = False
        """What is newest could not be written: the phrase may open nothing."""
        self._over = False
        if not phrase:
            host.stock.without.add(self)

    @property
    def is_in_doubt(self) -> bool:
        """Whether the phrase may open nothing: a server that stops waits for seconds, not for all slow hashes."""
        return self._is_unwritten or (self._host.stopping.is_set() and self._ticket is None)

    def phrase(self) -> str:
        """The phrase, made now if there was none."""
        if not self._phrase:
            made = self._host.stock.take()
            self._phrase, self._ticket = made if made is not None else (new_phrase(), None)
            self._host.stock.without.discard(self)
        return self._phrase

    def moved(self, run: Run) -> None:
        """The guest's run is another now; it is written within a second."""
        if self._over or run is self._newest:
            return
        self._newest, self._has_news = run, True
        self._write_soon()

    def place_changed(self) -> None:
        """The guest's place in a room is another now; whoever has no run parked yet keeps none for that."""
        if self._newest is not None and not self._over:
            self._has_news = True
            self._write_soon()

    def keep_long(self) -> None:
        """Keep the run for 30 days instead of 30 minutes."""
        self.long = True
        self._has_news = True
        self._write_soon()

    def forget(self) -> None:
        """Leave nothing: the guest asked for it, also who had it kept for long before."""
        self._end()
        self.long = False
        self._newest = None
        self._host.background(self._remove(self._writing))

    def left(self) -> None:
        """The guest is gone; what was not yet written is written now, and is kept from now on."""
        if self._newest is not None and not self._over:
            self._has_news = True
            self._write_soon(at_once=True)
            self._host.counters.parked += 1
        self._end()

    async def settled(self) -> None:
        """Until what was begun to be written is written."""
        if self._writing is not None:
            await asyncio.wait([self._writing])

    async def written(self) -> None:
        """Until the place of now is written, without the usual second in between."""
        self._hurry.set()
        try:
            await self.settled()
        finally:
            if not self._over:
                self._hurry.clear()

    def _end(self) -> None:
        if not self._over:
            self._until = asyncio.get_running_loop().time() + AFTERWARDS
        self._over = True
        self._host.stock.without.discard(self)
        self._hurry.set()
        if self._renewing is not None:
            self._renewing.cancel()

    def _renew(self) -> None:
        self._has_news = True
        self._write_soon()

    async def _remove(self, writing: asyncio.Task[None] | None) -> None:
        """After the write that is under way: else it would bring back what is removed."""
        if writing is not None:
            await asyncio.wait([writing])
        if self._ticket is None:
            return
        try:
            await asyncio.to_thread(self._host.parking.forget, self._ticket)
        except OutOfReach:
            self._try_again(lambda: self._host.background(self._remove(None)))

    def _write_soon(self, *, at_once: bool = False) -> None:
        if self._newest is None or (self._writing is not None and not self._writing.done()):
            return
        self._writing = self._host.background(self._write(0.0 if at_once else EVERY / 4))

    async def _write(self, first: float) -> None:
        """Write until nothing newer is left, once a second at most; later, where the store is out of reach."""
        await self._pause(first)
        try:
            await self._write_all()
        except (OutOfReach, OSError) as error:
            self._has_news = True
            if not self._is_unwritten and isinstance(error, OSError):
                self._host.crashed(error)
            self._note(unwritten=True)
            self._try_again(lambda: self._write_soon(at_once=True))

    def _note(self, *, unwritten: bool) -> None:
        """Tell the guest who knows the phrase whether it opens their place; each once."""
        if unwritten == self._is_unwritten:
            return
        self._is_unwritten = unwritten
        if self.told and not self._over:
            self.tell(
                _("Your phrase does not work just now: your place could not be written.")
                if unwritten
                else _("Your phrase works again: your place is written.")
            )

    def _try_again(self, call: Callable[[], object]) -> None:
        """Not as a part of what failed: whoever waits for that waits no longer than for a store of files."""
        loop = asyncio.get_running_loop()
        if self._trying is not None:
            self._trying.cancel()
        if loop.time() < self._until and not self._host.stopping.is_set():
            self._trying = loop.call_later(TRIED_AGAIN, call)

    async def _write_all(self) -> None:
        parking = self._host.parking
        if self._newest is None:
            return
        phrase = self.phrase()
        # Where more begin at once than phrases are in stock, it takes seconds; what is written is where they are then.
        ticket = self._ticket
        if ticket is None:
            ticket = self._ticket = await self._host.hashed(phrase)
        while self._has_news and (run := self._newest) is not None:
            self._has_news = False  # before the write: what changes while it is under way is written after it
            await asyncio.to_thread(
                parking.park, ticket, run.story, encode(stamped(self._host.story, run)),
                long=self.long, place=self.place(),
            )  # fmt: skip
            self._note(unwritten=False)
            self._renew_later()
            await self._pause(EVERY)

    async def _pause(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._hurry.wait()

    def _renew_later(self) -> None:
        if self._renewing is not None:
            self._renewing.cancel()
        if not self._over:
            seconds = self._host.settings.limits.parked_seconds / RENEWED
            self._renewing = asyncio.get_running_loop().call_later(seconds, self._renew)
