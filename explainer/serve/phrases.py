"""Resume phrases: four words of a list of 2,048 and a check word, such as `fern oval copper tide north`.

Four words are 44 bits: with a slow hash, and guesses limited for the whole host, they are not found by trying. The
check word tells a slip of the ear or the hand before anything is looked up.
"""

from __future__ import annotations

import hashlib
import secrets
from functools import cache
from importlib.resources import files

from rapidfuzz.distance import DamerauLevenshtein

from explainer.messages import _
from explainer.problems import Cannot
from explainer.story.text import clean_line

WORDS = 4
SIZE = 2_048
LONGEST = 200
"""Characters of a typed phrase that are read."""


@cache
def words() -> tuple[str, ...]:
    """The list, in order; each word is unique in its first four letters."""
    text = files("explainer.serve").joinpath("words.txt").read_text("ascii")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))


def new_phrase() -> str:
    """A phrase nobody was given before, by any chance that matters."""
    chosen = [secrets.choice(words()) for _word in range(WORDS)]
    return " ".join((*chosen, _check_word(chosen)))


def phrase_from(seed: bytes) -> str:
    """The phrase of a secret, always the same: two random bytes a word, at least."""
    numbers = (int.from_bytes(seed[2 * n : 2 * n + 2], "big") for n in range(WORDS))
    # 65,536 is a multiple of the list: no word is likelier than another.
    chosen = [words()[number % SIZE] for number in numbers]
    return " ".join((*chosen, _check_word(chosen)))


def understood(typed: str) -> str:
    """The phrase that was meant: any case, commas or hyphens between, first four letters enough.

    Raises:
        Cannot: it is no phrase; says which word is not of the list, or that one is another than it was.
    """
    plain = clean_line(typed[:LONGEST]).casefold()
    found = "".join(c if c.isalpha() else " " for c in plain).split()
    if len(found) != WORDS + 1:
        raise Cannot(_("A phrase has five words; these were {n}.").format(n=len(found)))
    meant = [_meant(word, place) for place, word in enumerate(found, 1)]
    if meant[-1] != _check_word(meant[:-1]):
        raise Cannot(_("One of the words is another than it was: the last one does not go with the four."))
    return " ".join(meant)


def _meant(word: str, place: int) -> str:
    by_start = _starts()
    if word in by_start.values():
        return word
    if len(word) >= 4 and (whole := by_start.get(word[:4])) is not None and whole.startswith(word):
        return whole
    near = [known for known in words() if DamerauLevenshtein.distance(word, known, score_cutoff=1) <= 1]
    if len(near) == 1:
        return near[0]
    raise Cannot(_("Word {n} is not of the list the phrases are made of.").format(n=place))


@cache
def _starts() -> dict[str, str]:
    return {word[:4]: word for word in words()}


def _check_word(chosen: list[str]) -> str:
    digest = hashlib.sha256(" ".join(chosen).encode()).digest()
    return words()[int.from_bytes(digest[:4], "big") % SIZE]
