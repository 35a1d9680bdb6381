"""The leader's secret: kept as a slow hash, before which a fast one stands.

Nobody is refused for what others tried: of 256 wrong secrets one alone comes to the slow hash, so that a flood of them
costs the right one nothing. What holds guessing up is that each door takes so many lines of an address in a second
(`processes.rate_limit`), before 42 bits.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import TYPE_CHECKING

from explainer.messages import _
from explainer.serve.parking.guess_limit import slow_hash
from explainer.workshop.texts import understood_secret

if TYPE_CHECKING:
    from explainer.serve.processes.worker_context import WorkerContext

SALT, HASH = 16, 32
"""Bytes."""
FIRST = SALT + HASH
"""Where the first byte of the fast hash stands. Who reads the disk has 34 bits left to try slowly, for a room that
lives seven days."""


def hashed(secret: str, salt: bytes = b"") -> bytes:
    """The slow hash of a secret with its salt; 40 ms, in a thread."""
    salt = salt or secrets.token_bytes(SALT)
    plain = understood_secret(secret)
    return salt + slow_hash(plain, salt, HASH) + _first(plain, salt)


def _first(plain: str, salt: bytes) -> bytes:
    return hashlib.sha256(salt + plain.encode()).digest()[:1]


def may_be_right(secret: str, kept: bytes) -> bool:
    """Return whether it is worth the slow hash; at once."""
    return kept[FIRST:] in (b"", _first(understood_secret(secret), kept[:SALT]))


def is_right(secret: str, kept: bytes) -> bool:
    """Return whether it is the secret of that hash; 40 ms, in a thread."""
    return len(kept) > SALT and hmac.compare_digest(hashed(secret, kept[:SALT])[:FIRST], kept[:FIRST])


def word_hash(room: str, word: str) -> str:
    """The hash of a one-use join word. Fast: a word opens a door that nobody can be thrown out of anyway, and is
    used up by the first who comes."""
    return hashlib.sha256(f"{room}:{word.lower()}".encode()).hexdigest()[:32]


async def refusal(host: WorkerContext, typed: str, kept: bytes) -> str:
    """Why what was typed at any door opens neither cockpit nor wall; empty: it does.

    Args:
        host: of the worker.
        typed: for the secret.
        kept: the room's own, as `hashed` made it.
    """
    if may_be_right(typed, kept) and await host.slowly(is_right, typed, kept):
        return ""
    return _("That is not the secret. It is on the first line of the leader's terminal.")
