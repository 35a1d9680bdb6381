"""The words of a story and where they stand: what search asks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from explainer.story.documents import documents_of
from explainer.story.model import Story, Term
from explainer.story.words import stem, words_of

_START = 2
"""Letters that a stemmer never changes: words are grouped by them, so that few have to be stemmed."""
_PREFIX = 3
"""A word still being typed counts from its third letter; a shorter one where it is no word of the story."""
_TWIN, _STEM, _PREFIX_WORST, _PREFIX_BEST = 0.9, 0.85, 0.4, 0.8


class Index:
    """An inverted index: word -> document -> weight."""

    def __init__(self, story: Story) -> None:
        self.documents = tuple(documents_of(story))
        self.postings: dict[str, dict[int, float]] = {}
        for number, document in enumerate(self.documents):
            for text, weight in document.fields:
                for _surface, word in words_of(text):
                    known = self.postings.setdefault(word, {})
                    if weight > known.get(number, 0.0):
                        known[number] = weight
        self._by_start: defaultdict[str, list[str]] = defaultdict(list)
        for word in self.postings:
            self._by_start[word[:_START]].append(word)
        self._twins = _twins(story.terms.values())

    def like(self, word: str) -> dict[str, float]:
        """The words of the story that a folded word stands for, with how well; empty when there are none."""
        found: dict[str, float] = {}
        if word in self.postings:
            found[word] = 1.0
        for twin in self._twins.get(word, ()):
            found.setdefault(twin, _TWIN)
        stemmed = stem(word)
        for other in self._by_start.get(word[:_START], ()):
            quality = _likeness(word, stemmed, other)
            if quality > found.get(other, 0.0):
                found[other] = quality
        return found or self._begun(word)

    def _begun(self, word: str) -> dict[str, float]:
        """The words that begin with one or two letters which are no word: else it would be said that there is none."""
        if not word or len(word) >= _PREFIX or word.isdecimal():
            return {}
        return {other: _begins(word, other) for other in self.postings if other.startswith(word)}

    def nearest(self, word: str) -> str:
        """The word of the story that differs least from a misspelt one; empty when none is near.

        Of words equally near, the longest (letters are left out more often than added), then the one
        that tells most.
        """
        allowed = 0 if len(word) < 4 else 1 if len(word) < 8 else 2
        if not allowed or word.isdecimal():
            return ""
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        near = process.extract(
            word, list(self.postings), scorer=OSA.distance, score_cutoff=allowed, limit=None
        )
        return min(
            near,
            key=lambda hit: (hit[1], hit[0][0] != word[0], -len(hit[0]), -self._telling(hit[0]), hit[0]),
            default=("", 0, 0),
        )[0]

    def _telling(self, word: str) -> float:
        """How much a word is worth as a correction: the name of a term before a word met once."""
        weights = self.postings[word].values()
        return max(weights) * 100 + len(weights)


def _likeness(word: str, stemmed: str, other: str) -> float:
    if word.isdecimal():
        return 0.0
    if len(word) >= _PREFIX and other.startswith(word):
        return _begins(word, other)
    return _STEM if stem(other) == stemmed else 0.0


def _begins(word: str, other: str) -> float:
    return _PREFIX_WORST + (_PREFIX_BEST - _PREFIX_WORST) * len(word) / len(other)


def _twins(terms: Iterable[Term]) -> dict[str, set[str]]:
    """Words that are one name in two scripts: word by word where a form has as many words as the name.

    Other spellings count for names of one word only: those of longer ones are often other words altogether.
    """
    twins: defaultdict[str, set[str]] = defaultdict(set)
    for term in terms:
        names = [_split(text) for text in (term.name, *(form.text for form in term.forms))]
        if len(names[0]) == 1:
            names.extend(_split(text) for text in term.also)
        for one in names:
            for other in names:
                if len(one) == len(other):
                    for a, b in zip(one, other, strict=True):
                        if a != b:
                            twins[a].add(b)
    return dict(twins)


def _split(text: str) -> list[str]:
    return [word for _surface, word in words_of(text)]
