"""The ways that one may go from the start of a story to an ending, and how much there is to read on each.

Readers are followed by the rules of `explainer.story.leading`: `next`, branches that lead to a scene, the way round a
warned scene. Trails are ways of their own. Going back is no way on: a reader who does so may read all there is.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from explainer.story.leading import At, own_next, way_round
from explainer.story.model import Story
from explainer.story.pace import minutes

SEARCHED = 100_000
"""Steps of the search for the longest way: some 20 ms."""


@dataclass(frozen=True, slots=True)
class Way:
    """The scenes that one reads, in order, each once."""

    kind: str
    """main, shortest, longest, trail or all."""
    id: str
    """A trail's id; else empty."""
    scenes: tuple[str, ...]
    words: int

    @property
    def minutes(self) -> int:
        """Minutes of reading at the pace of `explainer.story.pace`."""
        return minutes(self.words)


class _State(NamedTuple):
    at: At
    is_read: bool
    """False: the warned scene is gone round."""


def ways(story: Story) -> tuple[Way, ...]:
    """The main way, the shortest, the longest, each trail, and all scenes together, in this order.

    The main way goes from the start by `next` alone, through the warned scenes, as far as it leads. The shortest and
    the longest come to an ending with the fewest and the most words; a story whose start leads to none has neither.
    The longest passes each scene once. To be sure of it one would have to try every way, and their number doubles with
    each fork: it is the longest that a search of `SEARCHED` steps finds, and never shorter than the main way.
    """
    found = [_way(story, "main", _main(story))]
    for kind, scenes in (("shortest", _shortest(story)), ("longest", _longest(story))):
        if scenes:
            found.append(_way(story, kind, scenes))
    found += [_way(story, "trail", trail.scenes, trail.id) for trail in story.trails.values()]
    return (*found, _way(story, "all", tuple(story.scenes)))


def _way(story: Story, kind: str, scenes: tuple[str, ...], identifier: str = "") -> Way:
    once = tuple(dict.fromkeys(scene for scene in scenes if scene in story.scenes))
    return Way(kind, identifier, once, _total(story, once))


def _main(story: Story) -> tuple[str, ...]:
    scenes: dict[str, None] = {}
    here = story.start
    while here in story.scenes and here not in scenes:
        scenes[here] = None
        here = own_next(story, At(here))
    return tuple(scenes)


def _entered(story: Story, scene: str, return_to: str) -> Iterator[_State]:
    """The states one may come to a scene in: reading it, and going round it where it is warned."""
    if scene in story.scenes:
        at = At(scene, "", return_to if story.scenes[scene].next == "return" else "")
        yield _State(at, True)
        if story.scenes[scene].warning:
            yield _State(at, False)


def _steps(story: Story, state: _State) -> Iterator[_State]:
    """What may come next: side scenes, `next`, then branches that lead on from elsewhere."""
    at = state.at
    if not state.is_read:
        yield from _entered(story, way_round(story, at), at.return_to)
        return
    targets = [branch.to for branch in story.scenes[at.scene].branches if branch.to in story.scenes]
    aside = [target for target in targets if story.scenes[target].next == "return"]
    for target in aside:
        yield from _entered(story, target, at.return_to or at.scene)
    yield from _entered(story, own_next(story, at), at.return_to)
    for target in targets:
        if target not in aside:
            yield from _entered(story, target, "")


def _words(story: Story, state: _State) -> int:
    return story.scenes[state.at.scene].words if state.is_read else 0


def _ends(story: Story, state: _State) -> bool:
    return state.is_read and story.scenes[state.at.scene].ending


def _shortest(story: Story) -> tuple[str, ...]:
    """The way with the fewest words; of two with as many the one of fewer scenes."""
    before: dict[_State, _State | None] = {}
    pending: list[tuple[int, int, _State, _State | None]] = []
    for state in _entered(story, story.start, ""):
        pending.append((_words(story, state), 1, state, None))
    heapq.heapify(pending)
    while pending:
        words, count, here, came_from = heapq.heappop(pending)
        if here in before:
            continue
        before[here] = came_from
        if _ends(story, here):
            return _back(before, here)
        for there in _steps(story, here):
            if there not in before:
                heapq.heappush(pending, (words + _words(story, there), count + 1, there, here))
    return ()


def _back(before: dict[_State, _State | None], end: _State) -> tuple[str, ...]:
    passed: list[str] = []
    here: _State | None = end
    while here is not None:
        if here.is_read:
            passed.append(here.at.scene)
        here = before[here]
    return tuple(reversed(passed))


def _longest(story: Story) -> tuple[str, ...]:
    """The way with the most words that passes each scene once, or the longest that `SEARCHED` steps find.

    The search goes in depth, side scenes before `next`, so that the first way it finds is a long one.
    """
    steps: dict[_State, tuple[_State, ...]] = {}

    def after(state: _State) -> Iterator[_State]:
        if state not in steps:
            steps[state] = () if _ends(story, state) else tuple(_steps(story, state))
        return iter(steps[state])

    best = _main(story)
    most = _total(story, best) if best and story.scenes[best[-1]].ending else -1
    path: list[_State] = []
    passed: set[str] = set()
    words = 0
    pending = [iter(tuple(_entered(story, story.start, "")))]
    for _step in range(SEARCHED):
        here = next(pending[-1], None)
        if here is None:
            pending.pop()
            if not pending:
                break
            left = path.pop()
            passed.discard(left.at.scene)
            words -= _words(story, left)
        elif here.at.scene not in passed:
            path.append(here)
            passed.add(here.at.scene)
            words += _words(story, here)
            if _ends(story, here) and words > most:
                best, most = tuple(state.at.scene for state in path if state.is_read), words
            pending.append(after(here))
    return best if most >= 0 else ()


def _total(story: Story, scenes: Iterable[str]) -> int:
    return sum(story.scenes[scene].words for scene in scenes)
