"""The leader's secret: kept as a slow hash, and guessed at no faster than a host allows."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from explainer.messages import _
from explainer.problems import Cannot
from explainer.serve.parking.guess_limit import MinuteCount, WrongGuesses, slow_hash
from explainer.workshop.texts import understood_secret

if TYPE_CHECKING:
    from explainer.serve.processes.worker_context import WorkerContext

SALT, HASH = 16, 32
"""Bytes."""
GUESSES, WINDOW = 30, 60.0
"""Wrong secrets tried on this host, a minute of its clock; right ones do not count."""


def hashed(secret: str, salt: bytes = b"") -> bytes:
    """The slow hash of a secret with its salt; 40 ms, in a thread."""
    salt = salt or secrets.token_bytes(SALT)
    return salt + slow_hash(understood_secret(secret), salt, HASH)


def is_right(secret: str, kept: bytes) -> bool:
    """Return whether it is the secret of that hash; 40 ms, in a thread."""
    return len(kept) > SALT and hmac.compare_digest(hashed(secret, kept[:SALT]), kept)


def word_hash(room: str, word: str) -> str:
    """The hash of a one-use join word. Fast: a word opens a door that nobody can be thrown out of anyway, and is
    used up by the first who comes; who guesses one is held up at the door, not here."""
    return hashlib.sha256(f"{room}:{word.lower()}".encode()).hexdigest()[:32]


async def refusal(host: WorkerContext, typed: str, kept: bytes) -> str:
    """Why what was typed at any door opens neither cockpit nor wall; empty: it does.

    Args:
        host: of the worker.
        typed: for the secret.
        kept: the room's own, as `hashed` made it.

    Raises:
        Cannot: too many were wrong on this host.
    """
    guesses = host.guesses
    assert guesses is not None  # there is a room, so there is a hub
    await asyncio.to_thread(guesses.check)
    if await host.slowly(is_right, typed, kept):
        return ""
    await asyncio.to_thread(guesses.wrong)
    return _("That is not the secret. It is on the first line of the leader's terminal.")


class Guesses:
    """The host's wrong secrets of this minute; one file for all its workers."""

    def __init__(self, path: Path, clock: Callable[[], float]) -> None:
        """
        Args:
            path: of the file; made when the first is looked at.
            clock: seconds since the epoch.
        """
        self._path = path
        self._wrong = WrongGuesses(path, clock, WINDOW)

    def check(self) -> None:
        """
        Raises:
            Cannot: too many were wrong; none is looked at for a moment.
        """
        with self._now() as minute:
            if minute.count >= GUESSES:
                raise Cannot(_("Too many secrets were tried here; try again in a minute."))

    def wrong(self) -> None:
        """One more was wrong."""
        with self._now() as minute:
            minute.add()

    def _now(self) -> AbstractContextManager[MinuteCount]:
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        return self._wrong.now()
