"""A full walk: every state that a reader can come to, by the rules that readers move by.

What decides a reader's way is their scene, whether its warning stands before it, their trail, the fork that a side
scene returns to, where they left the trail, and where they jumped from. What they consented to before is left out: each
warning stands anew, and consenting is one of the moves. The way back to where one jumped from takes 18 times as many
states of the shipped story, and 100 times as many of a story of 1,000 scenes; where they are too many it is left out.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from msgspec.structs import replace

from explainer.problems import Cannot
from explainer.reading.actions import Action
from explainer.reading.moves import apply, choices, onward
from explainer.reading.run import Run, Visit, begin
from explainer.story.model.structs import Story
from explainer.story.model.walks import Move, written

Progress = Callable[[int, int], None]

_NEXT, _CONSENT = Action("next"), Action("consent")
_UNKNOWN = -1
"""Where a move leads that was not walked."""


class State(NamedTuple):
    """What decides a reader's way."""

    scene: str
    warned: bool
    """At the scene's warning, not yet in the scene."""
    trail: str
    return_to: str
    left_trail_at: str
    """Off the trail: the stop where it was left."""
    jumped_from: str = ""
    """Where one may go back to; always empty where that is not walked."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the way of some reader."""

    kind: str
    """`unreachable`, `no-way-back` (the way ends where the story does not), or `endless`."""
    scene: str
    way: str
    """The choices that lead there; empty where none do."""
    ring: tuple[str, ...] = ()
    """Of what is endless: the scenes that `next` leads through again and again."""
    by_detour: bool = False
    """Endless for who goes round the warned scenes."""
    has_exit: bool = False
    """Endless, but a branch leads out."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What a full walk met."""

    states: int
    """How many states were walked."""
    scenes: int
    """How many scenes were read."""
    faults: tuple[Fault, ...]
    stopped_at: str = ""
    """The way to the first state that was not walked; empty: all were."""

    @property
    def is_complete(self) -> bool:
        return not self.stopped_at


def prove(story: Story, bound: int, progress: Progress | None = None) -> Proof:
    """Walk through every state of a story that is in order, breadth first, so that each way found is a shortest.

    Args:
        story: the story.
        bound: states that are walked; the walk stops short there and says where.
        progress: called with states walked and states known so far.
    """
    proof = _prove(story, bound, progress, jumps=True)
    return proof if proof.is_complete else _prove(story, bound, progress, jumps=False)


def _prove(story: Story, bound: int, progress: Progress | None, *, jumps: bool) -> Proof:
    walk = _Walk(story, jumps)
    while walk.pending and walk.walked < bound:
        walk.step()
        if progress:
            progress(walk.walked, len(walk.states))
    stopped = walk.way(walk.pending[0]) if walk.pending else ""
    read = {state.scene for state in walk.states if not state.warned}
    faults = [*walk.ends(), *walk.rings()]
    if not stopped:  # else it may have been met further on
        faults += [Fault("unreachable", scene, "") for scene in story.scenes if scene not in read]
    return Proof(walk.walked, len(read), tuple(faults), stopped)


class _Walk:
    """States by number, in the order in which they were met; what leads from each to which."""

    def __init__(self, story: Story, jumps: bool) -> None:
        self._story = story
        self._jumps = jumps
        self.states: list[State] = []
        self.pending: deque[int] = deque()
        self.walked = 0
        self._numbers: dict[State, int] = {}
        self._before: list[tuple[int, Move] | None] = []
        self._ways: list[tuple[int, ...]] = []
        """Where the choices lead."""
        self._next: list[int] = []
        self._consent: list[int] = []
        self._ends: list[int] = []
        """Where `next` is not possible and the scene is no ending."""
        self._empty = replace(begin(story), seen=())
        for trail in ("", *story.trails):
            self._met(begin(story, trail=trail), None)

    def step(self) -> None:
        """Walk from the next state."""
        number = self.pending.popleft()
        run = self._run(self.states[number])
        self.walked += 1
        if run.visit.threshold:
            self._consent[number] = self._met(apply(self._story, run, _CONSENT), (number, Move("consent")))
        if onward(self._story, run).kind == "end":
            if not self._story.scenes[run.visit.scene].ending:
                self._ends.append(number)
        else:
            self._next[number] = self._met(apply(self._story, run, _NEXT), (number, Move("next")))
        self._ways[number] = tuple(self._choose(number, run))

    def _choose(self, number: int, run: Run) -> Iterator[int]:
        for place, choice in enumerate(choices(self._story, run), 1):
            try:
                chosen = apply(self._story, run, Action("choose", str(place)))
            except Cannot:  # such as a trail without stops
                continue
            yield self._met(chosen, (number, Move("choose", place, choice.label)))

    def _run(self, state: State) -> Run:
        """A reader in a state, with nothing behind them but the stop where they left the trail."""
        visit = Visit(state.scene, threshold=state.warned, trail=state.trail, return_to=state.return_to)
        past = (Visit(state.left_trail_at, trail=state.trail),) if state.left_trail_at else ()
        return replace(self._empty, visit=visit, past=past, left_at=state.jumped_from)

    def _met(self, run: Run, before: tuple[int, Move] | None) -> int:
        """The number of the state that a run is in; a new one is walked later."""
        state = self._state(run)
        known = self._numbers.get(state)
        if known is None:
            known = self._numbers[state] = len(self.states)
            self.states.append(state)
            self._before.append(before)
            self._ways.append(())
            self._next.append(_UNKNOWN)
            self._consent.append(_UNKNOWN)
            self.pending.append(known)
        return known

    def _state(self, run: Run) -> State:
        visit = run.visit
        stops = self._story.trails[visit.trail].scenes if visit.trail else ()
        left_at = ""
        if stops and visit.scene not in stops:
            left_at = next((before.scene for before in reversed(run.past) if before.scene in stops), "")
        jumped_from = run.left_at if self._jumps else ""
        return State(visit.scene, visit.threshold, visit.trail, visit.return_to, left_at, jumped_from)

    def way(self, number: int) -> str:
        """The choices that lead to a state."""
        moves: list[Move] = []
        here = number
        while before := self._before[here]:
            here, move = before
            moves.append(move)
        begun = self.states[here]
        return written(begun.scene, begun.trail, reversed(moves), self.states[number].scene)

    def ends(self) -> Iterator[Fault]:
        """Scenes at whose end nothing follows although the story does not end there; each once."""
        told: set[str] = set()
        for number in self._ends:
            scene = self.states[number].scene
            if scene not in told:
                told.add(scene)
                yield Fault("no-way-back", scene, self.way(number))

    def rings(self) -> Iterator[Fault]:
        """Rings of `next`: for who consents to every warned scene, and for who goes round each."""
        consenting = [
            consent if consent != _UNKNOWN else after
            for consent, after in zip(self._consent, self._next, strict=True)
        ]
        ending = self._to_an_ending(consenting)
        told: set[frozenset[str]] = set()
        for by_detour, step in ((False, consenting), (True, self._next)):
            for ring in _rings(step):
                scenes = tuple(dict.fromkeys(self.states[number].scene for number in ring))
                if frozenset(scenes) not in told:
                    told.add(frozenset(scenes))
                    first = min(ring)
                    has_exit = any(number in ending for number in ring)
                    yield Fault(
                        "endless", self.states[first].scene, self.way(first), scenes, by_detour, has_exit
                    )

    def _to_an_ending(self, consenting: list[int]) -> set[int]:
        """The states from which an ending can be come to, also once every warned scene was consented to.

        Who has consented meets no warning again, so a detour is no way out of a ring. Of what was not walked nobody
        knows that it leads to none.
        """
        back: dict[int, list[int]] = {}
        pending: list[int] = []
        for number, state in enumerate(self.states):
            is_ending = self._story.scenes[state.scene].ending and not state.warned
            if is_ending or number >= self.walked:  # states are walked in the order of their numbers
                pending.append(number)
            for target in (consenting[number], *self._ways[number]):
                back.setdefault(target, []).append(number)
        found: set[int] = set()
        while pending:
            here = pending.pop()
            if here not in found:
                found.add(here)
                pending += back.get(here, ())
        return found


def _rings(step: list[int]) -> Iterator[list[int]]:
    """The cycles of a function from number to number, each once, from the one met first."""
    done: set[int] = set()
    for start in range(len(step)):
        walk: dict[int, None] = {}
        here = start
        while here != _UNKNOWN and here not in done and here not in walk:
            walk[here] = None
            here = step[here]
        if here in walk:
            ring = list(walk)
            ring = ring[ring.index(here) :]
            first = ring.index(min(ring))
            yield ring[first:] + ring[:first]
        done.update(walk)
