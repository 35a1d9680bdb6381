"""What of a drawn phrase or secret can be read where none of it may stand."""

from __future__ import annotations

from itertools import pairwise


def seen_of(phrase: str, raw: bytes) -> list[str]:
    """The pairs of neighbouring words of it that stand there.

    A single word tells nothing: the lists hold "boat" and "cup", which a story may say, and which three random
    letters may spell.
    """
    return [pair for pair in map(" ".join, pairwise(phrase.split())) if pair.encode() in raw]
