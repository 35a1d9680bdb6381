"""The ways through a story: which choices lead to a scene, and how much there is to read on the way to an ending.

Readers are followed by what decides their way: the scene, whether its warning still stands before it, the trail, and
the fork that a side scene returns to. Drafts of faulty stories are followed as far as they lead.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from explainer.messages import _
from explainer.story.model.graph import At, after_stop, first_of_trail, own_next, way_round
from explainer.story.model.prose import minutes
from explainer.story.model.structs import Story

ARROW = " -> "


class Move(NamedTuple):
    """One thing a reader does to go on."""

    kind: str
    """next, consent, choose or trail."""
    number: int = 0
    """Of the choice, as it is offered."""
    label: str = ""
    """Of the choice; of a trail its id."""


class _State(NamedTuple):
    at: At
    warned: bool


class Routes:
    """The shortest way from the start, or from the first stop of a trail, to each scene that can be read."""

    def __init__(self, story: Story) -> None:
        self._story = story
        self._before: dict[_State, tuple[_State, Move] | None] = {}
        self._read: dict[str, _State] = {}
        self._begun: dict[_State, str] = {}
        pending: deque[_State] = deque()
        for scene, trail in _beginnings(story):
            state = _entered(story, scene, trail, "")
            if state and state not in self._before:
                self._before[state], self._begun[state] = None, trail
                pending.append(state)
        while pending:
            here = pending.popleft()
            if not here.warned:
                self._read.setdefault(here.at.scene, here)
            for move, there in _moves(story, here):
                if there not in self._before:
                    self._before[there] = here, move
                    pending.append(there)

    @property
    def read(self) -> frozenset[str]:
        """The scenes that a reader can come to and read."""
        return frozenset(self._read)

    def nearest(self, scenes: Iterable[str]) -> str:
        """Of some scenes the one that a reader comes to with the fewest moves; empty where they come to none."""
        wanted = frozenset(scenes)
        return next((scene for scene in self._read if scene in wanted), "")

    def to(self, scene: str) -> str:
        """The way to a scene as an author reads it; empty where none leads there."""
        if scene not in self._read:
            return ""
        trail, moves = self.moves_to(scene)
        return written(self._first(trail), trail, moves, scene)

    def moves_to(self, scene: str) -> tuple[str, tuple[Move, ...]]:
        """The trail on which the way to a scene begins, empty for the start, and the moves from there.

        Raises:
            KeyError: no way leads to the scene.
        """
        moves: list[Move] = []
        here = self._read[scene]
        while step := self._before[here]:
            here, move = step
            moves.append(move)
        return self._begun[here], tuple(reversed(moves))

    def _first(self, trail: str) -> str:
        return self._story.trails[trail].scenes[0] if trail else self._story.start


def written(begun: str, trail: str, moves: Iterable[Move], scene: str) -> str:
    """A way in words: where it begins, each thing a reader does, and where that leads.

    Example:
        `the-storm -> 1 "Why did the lamp go out?" -> next (2 times) -> the-rescue`
    """
    parts = [_("trail {trail}").format(trail=trail)] if trail else []
    parts.append(begun)
    steps = [(_said(move), len(list(same))) for move, same in groupby(moves)]
    parts += [_("{move} ({n} times)").format(move=said, n=n) if n > 1 else said for said, n in steps]
    if steps:
        parts.append(scene)
    return ARROW.join(parts)


def _said(move: Move) -> str:
    if move.kind == "choose":
        return f'{move.number} "{move.label}"'
    if move.kind == "trail":
        return _("trail {trail}").format(trail=move.label)
    return move.kind


def _beginnings(story: Story) -> Iterator[tuple[str, str]]:
    """Where a reader may begin: at the start, or on a trail."""
    yield story.start, ""
    for trail in story.trails.values():
        for scene in trail.scenes[:1]:
            yield scene, trail.id


def _entered(story: Story, scene_id: str, trail: str, return_to: str) -> _State | None:
    """What it is to come to a scene; None where there is none."""
    scene = story.scenes.get(scene_id)
    if scene is None:
        return None
    kept = return_to if scene.next == "return" else ""
    return _State(At(scene_id, trail, kept), scene.warning is not None)


def _moves(story: Story, here: _State) -> Iterator[tuple[Move, _State]]:
    """What a reader can do, and what it leads to."""
    at = here.at
    if here.warned:
        yield Move("consent"), _State(at, False)
    onward = way_round(story, at) if here.warned else own_next(story, at)
    there = _entered(story, onward, after_stop(story, at), at.return_to)
    if there:
        yield Move("next"), there
    if here.warned:
        return
    for number, branch in enumerate(story.scenes[at.scene].branches, 1):
        move = Move("choose", number, branch.label)
        if branch.trail:
            there = _entered(story, first_of_trail(story, branch.trail, at.scene), branch.trail, "")
        else:
            there = _entered(story, branch.to, at.trail, at.return_to or at.scene)
        if there:
            yield move, there


# the main way, the shortest, the longest

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
        """Minutes of reading at the pace of `explainer.story.model.prose`."""
        return minutes(self.words)


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


def _came_to(state: _State) -> Iterator[_State]:
    """The states one may come to a scene in: reading it, and at its warning, which is gone round."""
    if state.warned:
        yield _State(state.at, False)
    yield state


def _steps(story: Story, state: _State) -> Iterator[_State]:
    """What may come next: side scenes, `next`, then branches that lead on from elsewhere; no trail."""

    def rank(found: tuple[Move, _State]) -> int:
        move, there = found
        is_side = story.scenes[there.at.scene].next == "return"
        return 1 if move.kind == "next" else 0 if is_side else 2

    found = [one for one in _moves(story, state) if one[0].kind != "consent" and not one[1].at.trail]
    for _move, there in sorted(found, key=rank):
        yield from _came_to(there)


def _words(story: Story, state: _State) -> int:
    return 0 if state.warned else story.scenes[state.at.scene].words


def _ends(story: Story, state: _State) -> bool:
    return not state.warned and story.scenes[state.at.scene].ending


def _begun(story: Story) -> tuple[_State, ...]:
    start = _entered(story, story.start, "", "")
    return tuple(_came_to(start)) if start else ()


def _shortest(story: Story) -> tuple[str, ...]:
    """The way with the fewest words; of two with as many the one of fewer scenes."""
    before: dict[_State, _State | None] = {}
    pending: list[tuple[int, int, _State, _State | None]] = []
    for state in _begun(story):
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
        if not here.warned:
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
    pending = [iter(_begun(story))]
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
                best, most = tuple(state.at.scene for state in path if not state.warned), words
            pending.append(after(here))
    return best if most >= 0 else ()


def _total(story: Story, scenes: Iterable[str]) -> int:
    return sum(story.scenes[scene].words for scene in scenes)
