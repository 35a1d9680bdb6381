"""Search over a story: its lines, claims, terms, excerpts and sources.

Typo-tolerant, stemmed, blind to diacritics, and across scripts where the story gives a name in both: the
forms of a term find each other word by word. The index stands beside the compiled story; without one it is built with
the first search.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict

import msgspec

from explainer.messages import _
from explainer.story.model.ages import as_of, is_undated_later
from explainer.story.model.lazy import kept_index
from explainer.story.model.lens import later_said, later_words, said_by
from explainer.story.model.prose import words_in
from explainer.story.model.structs import Step, Story
from explainer.story.search import index as index_module
from explainer.story.search.index import Document, Index
from explainer.story.search.stems import STOP_WORDS, found_in, surfaces, words_of
from explainer.story.text import IDEOGRAPH

WORDS = 16
"""Words that are looked for: an unknown one is measured against all there are, and a pasted page has hundreds."""
BEST = 3
"""Hits of a group that stand before the rest of it is asked for."""
ALL = 1_000_000
"""As a limit: all that is found."""
LINES_A_SCENE = 3
"""A scene about the words searched for would fill the list with its own lines."""

_SNIPPET_BEFORE = 24
"""Characters shown before the first matched word: a narrow list cuts a line at its end, not the match."""
_SIGNS_BEFORE = 10
"""The same in ideographs, which are twice as wide."""
_SNIPPET = 160
_NAME = 4
"""Words of the longest name: beside a label that matches, another spelling of it tells nothing."""


class Hit(msgspec.Struct, frozen=True):
    """One thing found."""

    kind: str
    """scene, claim, term, excerpt or source."""
    id: str
    label: str
    detail: str
    """The text around the first match, or what tells this from others."""
    address: str
    """Where to land: `scene:step` for a line; for an excerpt the first line that cites it; else empty."""
    matched: tuple[str, ...]
    """The matched words as they stand in label and detail, to be shown bold."""
    score: float
    later: str = ""
    """Under a lens: `said later: DATE`, where its text was not said by that day; the detail then says the same."""


class Group(msgspec.Struct, frozen=True):
    """The hits of one kind, best first."""

    kind: str
    label: str
    total: int
    """How many there are; `hits` may hold fewer."""
    hits: tuple[Hit, ...]


class Results(msgspec.Struct, frozen=True):
    """What a search found; the groups in an order that is always the same."""

    query: str
    corrected: str = ""
    """The words that were searched for instead, when those of the query are in no text; else empty."""
    groups: tuple[Group, ...] = ()

    @property
    def total(self) -> int:
        return sum(group.total for group in self.groups)


def search(story: Story, words: str, limit: int = 50, on: str = "") -> Results:
    """Find words in a story.

    Args:
        story: where to look.
        words: what to look for; all of it where a text holds all, else the texts that hold most of it.
        limit: hits of each kind that are returned; their whole number is counted all the same.
        on: the lens day; what was said later keeps its place, its text folded.
    """
    index = _index(story)
    asked = [folded for _surface, folded in words_of(words) if folded]
    telling = [word for word in asked if word not in STOP_WORDS] or asked
    matches, corrections = _match(index, list(dict.fromkeys(telling))[:WORDS])
    scores = _scores(index, matches)
    accepted = frozenset(word for match in matches for word in match)
    found: defaultdict[str, list[int]] = defaultdict(list)
    for number in sorted(scores):
        found[index.documents[number].kind].append(number)
    groups = [
        _under_lens(story, _group(story, index, kind, found[kind], scores, accepted, limit), accepted, on)
        for kind in index_module.KINDS
        if kind in found
    ]
    corrected = " ".join(corrections.get(word, word) for word in asked) if corrections and groups else ""
    return Results(words, corrected, tuple(groups))


def _match(index: Index, asked: list[str]) -> tuple[list[dict[str, float]], dict[str, str]]:
    """For each word asked for, the words it stands for; and what a misspelt one was taken for."""
    matches: list[dict[str, float]] = []
    corrections: dict[str, str] = {}
    for word in asked:
        found = index.like(word)
        if not found:
            nearest = index.nearest(word)
            if nearest:
                found = {also: quality / 2 for also, quality in index.like(nearest).items()}
                corrections[word] = nearest
        matches.append(found)
    return matches, corrections


def _scores(index: Index, matches: list[dict[str, float]]) -> dict[int, float]:
    """The score of each document that holds the most of the words asked for."""
    total: dict[int, float] = {}
    held: Counter[int] = Counter()
    for match in matches:
        best: dict[int, float] = {}
        for word, quality in match.items():
            for number, weight in index.postings[word].items():
                best[number] = max(best.get(number, 0.0), quality * weight)
        if not best:
            continue
        rarity = math.log(1 + len(index.documents) / len(best))
        for number, value in best.items():
            total[number] = total.get(number, 0.0) + rarity * value
        held.update(best.keys())
    most = max(held.values(), default=0)
    return {number: score for number, score in total.items() if held[number] == most}


def _group(
    story: Story,
    index: Index,
    kind: str,
    numbers: list[int],
    scores: dict[int, float],
    accepted: frozenset[str],
    limit: int,
) -> Group:
    ranked = sorted(numbers, key=scores.__getitem__, reverse=True)  # of equals, the one that is read first
    kept: list[int] = []
    lines: Counter[str] = Counter()
    for number in ranked:
        document = index.documents[number]
        if kind == "scene":
            lines[document.id] += 1
            if lines[document.id] > LINES_A_SCENE:
                continue
        kept.append(number)
    of_each: dict[str, int] = {}
    for number in kept:
        of_each.setdefault(index.documents[number].id, number)
    best = list(of_each.values())[:BEST]  # of three scenes, not three lines of one
    kept = [*best, *(number for number in kept if number not in best)]
    hits = tuple(_hit(story, index.documents[n], scores[n], accepted) for n in kept[:limit])
    return Group(kind, _labels()[kind], len(kept), hits)


def _under_lens(story: Story, group: Group, accepted: frozenset[str], on: str) -> Group:
    """The hits under a lens: what was said later keeps its name and its place, and its words are folded."""
    if not on:
        return group
    return msgspec.structs.replace(group, hits=tuple(_folded(story, hit, accepted, on) for hit in group.hits))


def _folded(story: Story, hit: Hit, accepted: frozenset[str], on: str) -> Hit:
    words = later_words(story, hit.kind, hit.address if hit.kind == "scene" else hit.id, on)
    if not words and hit.kind == "claim":
        words = _version_said_later(story, hit, on)
    if words:
        return msgspec.structs.replace(hit, label=_name(story, hit), detail=words, later=words)
    scene, _colon, key = hit.address.partition(":")
    if hit.kind == "scene" and key:  # a claim in a line prints what stood on that day
        step = next(step for step in story.scenes[scene].steps if step.id == key)
        return msgspec.structs.replace(hit, detail=snippet(_said_by_then(story, step, on), accepted))
    if hit.kind == "scene" and is_undated_later(story, on):  # what came before has no day
        return msgspec.structs.replace(hit, detail=snippet(story.scenes[scene or hit.id].asks, accepted))
    return hit


def _said_by_then(story: Story, step: Step, on: str) -> str:
    """The words of a line as far as they were said by a day."""
    if step.kind == "figure" and step.ref in story.figures:
        from explainer.story.figures.alt_text import caption

        figure = story.figures[step.ref]
        return f"{figure.title}. {caption(story, figure, on)}"
    return index_module.step_text(story, as_of(story, step, on), on)


def _name(story: Story, hit: Hit) -> str:
    """What a later thing is called without telling what it says: its publisher, or who speaks."""
    if hit.kind == "source":
        return story.sources[hit.id].publisher
    return story.excerpts[hit.id].speaker if hit.kind == "excerpt" else hit.label


def _version_said_later(story: Story, hit: Hit, on: str) -> str:
    """Where a claim was found by the words of a version that nobody had said by the day: when it was said."""
    words = hit.detail.strip("… ")
    for version in story.claims[hit.id].versions:
        if any(words and words in " ".join(text.split()) for text in (version.value, version.words)):
            return "" if said_by(version, on) else later_said(version.said_on, version.precision)
    return ""


def _labels() -> dict[str, str]:
    return {
        "scene": _("Scenes"),
        "claim": _("Claims"),
        "term": _("Terms"),
        "excerpt": _("Excerpts"),
        "source": _("Sources"),
    }


def _hit(story: Story, document: Document, score: float, accepted: frozenset[str]) -> Hit:
    label = index_module.label(story, document)
    fields = index_module.fields_of(story, document)
    texts = [text for text, _weight in fields if text != label and _holds(text, accepted)]
    prose = next((text for text in texts if words_in(text) > _NAME), "")
    if prose or not _holds(label, accepted):
        detail = snippet(prose or "".join(texts[:1]), accepted)
    else:
        detail = index_module.aside(story, document)
    matched = tuple(dict.fromkeys(surfaces(f"{label} {detail}", accepted)))
    return Hit(document.kind, document.id, label, detail, document.address, matched, round(score, 3))


def _holds(text: str, accepted: frozenset[str]) -> bool:
    return any(folded in accepted for _surface, folded in found_in(text))


def snippet(text: str, accepted: frozenset[str], size: int = _SNIPPET) -> str:
    """A piece of a text that begins a little before its first matched word; `…` where it was cut."""
    text = " ".join(text.split())
    first = next((surface for surface, folded in found_in(text) if folded in accepted), "")
    at = text.find(first) if first else 0
    start = 0
    if at > _SNIPPET_BEFORE:
        start = text.find(" ", at - _SNIPPET_BEFORE) + 1
        start = start if 0 < start <= at else at
        if IDEOGRAPH.match(text, at) and start == at:  # no word before it: some signs, no mark at their head
            start -= _SIGNS_BEFORE
            start += next(n for n, c in enumerate(text[start:]) if c.isalnum())
    end = len(text)
    if end - start > size:
        end = text.rfind(" ", start, start + size)
        end = end if end > start else start + size
    gap = "" if IDEOGRAPH.search(text, start, end) else " "
    return (f"…{gap}" if start else "") + text[start:end] + (f"{gap}…" if end < len(text) else "")


_kept: list[tuple[Story, Index]] = []
"""The index of the last few stories searched, found by identity."""
_KEPT = 4
"""Indexes kept, and one for each language of a story that has more: guests of one server search in all of them, and
to build that of the shipped story takes 40 ms."""


def _index(story: Story) -> Index:
    for known, index in _kept:
        if known is story:
            return index
    kept = kept_index(story)
    made = Index.kept(kept, story) if kept else None
    made = made or Index.of(story)
    _kept[:] = [(story, made), *_kept[: max(_KEPT, len(story.languages)) - 1]]
    return made
