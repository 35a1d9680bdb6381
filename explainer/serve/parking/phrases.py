"""Resume phrases: four words of a list of 2,048 and a check word, such as `fern oval copper tide north`.

Four words are 44 bits: with a slow hash, and guesses limited for the whole host, they are not found by trying. The
check word tells a slip of the ear or the hand before anything is looked up.
"""

from __future__ import annotations

import contextlib
import hashlib
import secrets
from collections.abc import Awaitable, Callable
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING
from weakref import WeakSet

from rapidfuzz.distance import DamerauLevenshtein

from explainer.messages import _
from explainer.problems import Cannot
from explainer.serve.parking.places import OutOfReach
from explainer.story.text import clean_line

if TYPE_CHECKING:
    from explainer.serve.parking.parked_runs import ParkedRun, Ticket

WORDS_OF_A_PHRASE = 4
WORD_LIST = 2_048
LONGEST = 200
"""Characters of a typed phrase that are read."""


@cache
def word_list() -> tuple[str, ...]:
    """The list, in order; each word is unique in its first four letters."""
    text = files(__package__).joinpath("words.txt").read_text("ascii")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))


def new_phrase() -> str:
    """A phrase nobody was given before, by any chance that matters."""
    chosen = [secrets.choice(word_list()) for _word in range(WORDS_OF_A_PHRASE)]
    return " ".join((*chosen, _check_word(chosen)))


def phrase_from(seed: bytes) -> str:
    """The phrase of a secret, always the same: two random bytes a word, at least."""
    numbers = (int.from_bytes(seed[2 * n : 2 * n + 2], "big") for n in range(WORDS_OF_A_PHRASE))
    # 65,536 is a multiple of the list: no word is likelier than another.
    chosen = [word_list()[number % WORD_LIST] for number in numbers]
    return " ".join((*chosen, _check_word(chosen)))


def understood(typed: str) -> str:
    """The phrase that was meant: any case, commas or hyphens between, first four letters enough.

    Raises:
        Cannot: it is no phrase; says which word is not of the list, or that one is another than it was.
    """
    plain = clean_line(typed[:LONGEST]).casefold()
    found = "".join(c if c.isalpha() else " " for c in plain).split()
    if len(found) != WORDS_OF_A_PHRASE + 1:
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
    near = [known for known in word_list() if DamerauLevenshtein.distance(word, known, score_cutoff=1) <= 1]
    if len(near) == 1:
        return near[0]
    raise Cannot(_("Word {n} is not of the list the phrases are made of.").format(n=place))


@cache
def _starts() -> dict[str, str]:
    return {word[:4]: word for word in word_list()}


def _check_word(chosen: list[str]) -> str:
    digest = hashlib.sha256(" ".join(chosen).encode()).digest()
    return word_list()[int.from_bytes(digest[:4], "big") % WORD_LIST]


# Phrases are hashed before anyone needs them, in seconds when nothing else is to be done. A hundred guests who
# make their first move in one moment would else wait four seconds for their slow hashes, take both cores from
# those who are read to, and lose what they were shown if the worker died meanwhile.

MOST_IN_STOCK = 100
"""Phrases in stock: as many as guests of one worker may have an app, which the first move of their own makes."""


class PhraseStock:
    """Of one worker: two must never give away the same phrase, so none is made before the fork."""

    def __init__(self, hashed: Callable[[str], Awaitable[Ticket]]) -> None:
        """
        Args:
            hashed: the slow hash of a phrase.
        """
        self._hashed = hashed
        self._made: list[tuple[str, Ticket]] = []
        self.without: WeakSet[ParkedRun] = WeakSet()
        """Runs of guests who are here and have no phrase yet."""

    def __len__(self) -> int:
        return len(self._made)

    @property
    def is_short(self) -> bool:
        """Whether somebody may still need one."""
        return len(self._made) < min(MOST_IN_STOCK, len(self.without))

    def take(self) -> tuple[str, Ticket] | None:
        """One phrase and its ticket, for one guest; None: there is none, and it has to be hashed for them."""
        return self._made.pop() if self._made else None

    async def add(self) -> None:
        """Make one more; none while the store whose salt it needs is out of reach."""
        phrase = new_phrase()
        with contextlib.suppress(OutOfReach):
            self._made.append((phrase, await self._hashed(phrase)))
