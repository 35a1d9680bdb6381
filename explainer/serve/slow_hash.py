"""The slow hash of what people type: a phrase, a leader's secret."""

from __future__ import annotations

import hashlib

COST, BLOCK, PARALLEL = 2**14, 8, 1
"""scrypt: 16 MiB and about 40 ms on the machine this was measured on, within the 100 ms a phrase may take."""
MEMORY = 64 * 2**20


def slow_hash(typed: str, salt: bytes, length: int) -> bytes:
    """So many bytes of it; 40 ms, in a thread."""
    return hashlib.scrypt(typed.encode(), salt=salt, n=COST, r=BLOCK, p=PARALLEL, maxmem=MEMORY, dklen=length)
