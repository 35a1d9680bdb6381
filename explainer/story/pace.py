"""How long reading takes: one figure for lists, records and the time left."""

from __future__ import annotations

from explainer.story.scripts import IDEOGRAPH

WORDS_A_MINUTE = 220
"""A little below the 238 words a minute that Brysbaert (2019) found for silent reading of English prose, since a
source is opened now and then: a story of 9,500 words takes three quarters of an hour."""


def minutes(words: int) -> int:
    """Minutes of reading, to the nearest; at least one. Rounded up, scenes would sum to twice their chapter."""
    return max(1, int(words / WORDS_A_MINUTE + 0.5))


def words_in(text: str) -> int:
    """The words of a text. An ideograph or kana counts as one: nothing parts words there, and 255 characters of
    Chinese take a minute where 228 words of English do (IReST, Trauzettel-Klosinski and Dietz 2012)."""
    if text.isascii():
        return len(text.split())
    characters = len(IDEOGRAPH.findall(text))
    if not characters:
        return len(text.split())
    spaced = IDEOGRAPH.sub(" ", text)
    return characters + sum(any(c.isalnum() for c in word) for word in spaced.split())
