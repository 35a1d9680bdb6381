"""The shortest ways through a story: which choices a reader makes to come to a scene.

Readers are followed by what decides their way: the scene, whether its warning still stands before it, the trail, and
the fork that a side scene returns to. Drafts of faulty stories are followed as far as they lead.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from explainer.messages import _
from explainer.story.leading import At, after_stop, first_of_trail, own_next, way_round
from explainer.story.model import Story

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
