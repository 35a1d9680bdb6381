"""Where parked runs lie: as files of one host, or in a Valkey that several servers share. What lies there is opaque.

Calls take a lock, read a disk or ask another machine: a server makes them in threads.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from explainer.messages import _
from explainer.problems import Cannot, UsageError
from explainer.serve.parking.guess_limit import MinuteCount, WrongGuesses
from explainer.serve.processes.state_files import make_once, write_whole
from explainer.workshop.stores.factory import is_sqlite

if TYPE_CHECKING:
    from valkey import Valkey


# valkey-py's plain client is used, not the one of asyncio: parking is asked in threads, as its files are. It is
# imported late, since it need not be installed.

PLACE_KEY = "explainer:parked:"
SALT_KEY, WRONG_KEY = "explainer:parked-salt", "explainer:parked-wrong"
"""Keys in the Valkey, which begin as those of the rooms do."""
ANSWER_SECONDS = 1.0
"""Seconds for connecting, and for an answer."""
RETRY_SECONDS = 1.0
"""Seconds between two tries while it is out of reach; all others are refused at once. A worker has as few as six
threads, and all of them would else wait for it."""
_GUESSED = """
if tonumber(redis.call('GET', KEYS[1]) or '0') >= tonumber(ARGV[1]) then return 0 end
local found = redis.call('GET', KEYS[2])
if not found and redis.call('INCR', KEYS[1]) == 1 then redis.call('EXPIRE', KEYS[1], ARGV[2]) end
return found
"""
"""One step, so that servers that look up at once cannot try more than one that looks up alone."""

T = TypeVar("T")


class ValkeyPlaces:
    """`Places` of all servers with one Valkey."""

    def __init__(self, url: str) -> None:
        """
        Raises:
            UsageError: the address cannot be read.
            ModuleNotFoundError: Valkey's client is not installed.
        """
        self._url = url
        self._turn = threading.Lock()
        self._salt = b""
        self._next_try = 0.0
        """When the next may try, by this machine's steady clock; 0: it is in reach."""
        try:
            self._connect()
        except ValueError:  # its text may quote a password
            raise UsageError(_("The address of the rooms cannot be read: valkey://HOST:PORT.")) from None

    def _connect(self) -> None:
        """A client of this process; it connects with its first call. Raises `ValueError`."""
        from valkey import Valkey

        self._client = Valkey.from_url(
            self._url,
            socket_timeout=ANSWER_SECONDS,
            socket_connect_timeout=ANSWER_SECONDS,
            decode_responses=False,
        )
        self._guessed = self._client.register_script(_GUESSED)
        self._pid = os.getpid()

    def salt(self) -> bytes:
        if not self._salt:
            made = secrets.token_bytes(SALT_BYTES)
            kept = self._ask(lambda client: _bytes(client.set(SALT_KEY, made, nx=True, get=True)))
            self._salt = kept or made
        return self._salt

    def write(self, name: str, raw: bytes, until: int) -> None:
        salt = self._salt or secrets.token_bytes(SALT_BYTES)

        def call(client: Valkey) -> list[Any]:
            with client.pipeline(transaction=False) as pipeline:
                # A Valkey that lost all has none: the phrases that guests hold were hashed with ours.
                pipeline.set(SALT_KEY, salt, nx=True, get=True)
                pipeline.set(PLACE_KEY + name, raw, exat=until)
                answers: list[Any] = pipeline.execute()  # type: ignore[no-untyped-call]
                return answers

        kept, _written = self._ask(call)
        self._salt = kept or salt

    def read(self, name: str) -> bytes | None:
        return self._ask(lambda client: _bytes(client.get(PLACE_KEY + name)))

    def guessed(self, name: str) -> bytes | None:
        def call(client: Valkey) -> Any:
            return self._guessed(
                keys=[WRONG_KEY, PLACE_KEY + name], args=[GUESSES, int(GUESS_WINDOW)], client=client
            )

        found = self._ask(call)
        if found == 0:
            raise refused()
        return _bytes(found)

    def check(self) -> None:
        wrong = self._ask(lambda client: _bytes(client.get(WRONG_KEY)))
        if int(wrong or 0) >= GUESSES:
            raise refused()

    def forget(self, name: str) -> None:
        self._ask(lambda client: client.unlink(PLACE_KEY + name))

    def sweep(self) -> int:
        """Nothing: Valkey lets go of what is over by itself."""
        return 0

    def _ask(self, call: Callable[[Valkey], T]) -> T:
        """What the call returns. Raises `OutOfReach`, whatever went wrong: Valkey mends, or the operator mends it."""
        from valkey.exceptions import ValkeyError

        self._wait_for_nothing()
        try:
            result = call(self._client)
        except (ValkeyError, OSError):
            self._next_try = time.monotonic() + RETRY_SECONDS
            raise OutOfReach from None  # its text may quote what was asked
        self._next_try = 0.0
        return result

    def _wait_for_nothing(self) -> None:
        """While it is out of reach one in a second tries. Raises `OutOfReach` for the others."""
        with self._turn:
            if self._pid != os.getpid():
                self._connect()
            if self._next_try:
                if (now := time.monotonic()) < self._next_try:
                    raise OutOfReach
                self._next_try = now + RETRY_SECONDS + ANSWER_SECONDS


def _bytes(found: Any) -> bytes | None:
    """Its client types the answers for both its kinds of client."""
    return found if isinstance(found, bytes) else None


SALT_FILE = "salt"
SALT_BYTES = 16
STAMP = 8
"""Bytes at the beginning of what is parked: until when, in seconds since the epoch."""
GUESSES, GUESS_WINDOW = 60, 60.0
"""Wrong phrases tried in one store, a minute; right ones do not count, so that a hall comes back at once. At 44 bits
and a thousand parked runs, finding one of them takes 500 years."""
WRONG_FILE = "wrong"
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
    return FilePlaces(folder, clock) if is_sqlite(url) else ValkeyPlaces(url)


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
        self._salt = _salt(folder / SALT_FILE)
        self._wrong = WrongGuesses(folder / WRONG_FILE, clock, GUESS_WINDOW)

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


def _check(wrong: MinuteCount) -> None:
    if wrong.count >= GUESSES:
        raise refused()


def swept(folder: Path, now: float) -> int:
    """Remove the runs of a folder whose time is over, and torn writes; how many."""
    removed = 0
    for path in folder.iterdir():
        if path.name in (SALT_FILE, WRONG_FILE):
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
