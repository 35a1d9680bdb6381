"""How long reading takes: one figure for lists, records and the time left."""

from __future__ import annotations

WORDS_A_MINUTE = 220
"""A little below the 238 words a minute that Brysbaert (2019) found for silent reading of English prose, since a
source is opened now and then: a story of 9,500 words takes three quarters of an hour."""


def minutes(words: int) -> int:
    """Minutes of reading, to the nearest; at least one. Rounded up, scenes would sum to twice their chapter."""
    return max(1, int(words / WORDS_A_MINUTE + 0.5))
