"""Parked runs in a Valkey, where every server that shares it finds them; each ends by Valkey's own expiry.

Through valkey-py, which the rooms use as well. Its plain client, not the one of asyncio: parking is asked in threads,
as its files are.
"""

from __future__ import annotations

import os
import secrets
import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

from valkey import Valkey
from valkey.exceptions import ValkeyError

from explainer.messages import _
from explainer.problems import UsageError
from explainer.serve.places import GUESS_WINDOW, GUESSES, SALT_BYTES, OutOfReach, refused
from explainer.workshop.stores.valkey_connection import PREFIX

PLACE = PREFIX + "parked:"
SALT, WRONG = PREFIX + "parked-salt", PREFIX + "parked-wrong"
PATIENCE = 1.0
"""Seconds for connecting, and for an answer."""
AGAIN = 1.0
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
        self._client = Valkey.from_url(
            self._url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE, decode_responses=False
        )
        self._guessed = self._client.register_script(_GUESSED)
        self._pid = os.getpid()

    def salt(self) -> bytes:
        if not self._salt:
            made = secrets.token_bytes(SALT_BYTES)
            kept = self._ask(lambda client: _bytes(client.set(SALT, made, nx=True, get=True)))
            self._salt = kept or made
        return self._salt

    def write(self, name: str, raw: bytes, until: int) -> None:
        salt = self._salt or secrets.token_bytes(SALT_BYTES)

        def call(client: Valkey) -> list[Any]:
            with client.pipeline(transaction=False) as pipeline:
                # A Valkey that lost all has none: the phrases that guests hold were hashed with ours.
                pipeline.set(SALT, salt, nx=True, get=True)
                pipeline.set(PLACE + name, raw, exat=until)
                answers: list[Any] = pipeline.execute()  # type: ignore[no-untyped-call]
                return answers

        kept, _written = self._ask(call)
        self._salt = kept or salt

    def read(self, name: str) -> bytes | None:
        return self._ask(lambda client: _bytes(client.get(PLACE + name)))

    def guessed(self, name: str) -> bytes | None:
        def call(client: Valkey) -> Any:
            return self._guessed(keys=[WRONG, PLACE + name], args=[GUESSES, int(GUESS_WINDOW)], client=client)

        found = self._ask(call)
        if found == 0:
            raise refused()
        return _bytes(found)

    def check(self) -> None:
        wrong = self._ask(lambda client: _bytes(client.get(WRONG)))
        if int(wrong or 0) >= GUESSES:
            raise refused()

    def forget(self, name: str) -> None:
        self._ask(lambda client: client.unlink(PLACE + name))

    def sweep(self) -> int:
        """Nothing: Valkey lets go of what is over by itself."""
        return 0

    def _ask(self, call: Callable[[Valkey], T]) -> T:
        """What the call returns. Raises `OutOfReach`, whatever went wrong: Valkey mends, or the operator mends it."""
        self._wait_for_nothing()
        try:
            result = call(self._client)
        except (ValkeyError, OSError):
            self._next_try = time.monotonic() + AGAIN
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
                self._next_try = now + AGAIN + PATIENCE


def _bytes(found: Any) -> bytes | None:
    """Its client types the answers for both its kinds of client."""
    return found if isinstance(found, bytes) else None
