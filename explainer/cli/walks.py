"""The walks of `check` through a story: the full one through every state, which `preview` does too, and random ones."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from explainer.cli.output import HowFar, say, say_table, say_wrapped
from explainer.messages import _
from explainer.problems import Cannot, Problem
from explainer.reading.actions import Action
from explainer.reading.moves import apply, choices, onward
from explainer.reading.proofs import Fault, Progress, Proof, prove
from explainer.reading.run import Run, begin
from explainer.story.check.report import endless_words, with_way
from explainer.story.model.json_records import reading_order
from explainer.story.model.structs import Story

BOUND = 200_000
"""States; the shipped story has 12,496, a story of 1,000 scenes with many branches 157,860, in two seconds. Of one with
more, less is walked, as `prove` tells; then it may be said that the walk stopped short."""


def prove_ways(
    story: Story, texts: Mapping[str, str] | None = None, told: Progress | None = None
) -> tuple[Proof, list[Problem]]:
    """Walk through a story that is in order.

    Args:
        story: the story.
        texts: the text of each file, so that a problem names its line.
        told: called with states walked and states known so far; without it a walk that takes long says so.
    """
    with HowFar(_("Walking every way, {done} of {total} states so far")) as progress:
        proof = prove(story, BOUND, told or progress)
    return proof, [_problem(story, fault, texts or {}) for fault in proof.faults]


def describe_proof(story: Story, proof: Proof) -> str:
    """How far the walk came."""
    if proof.is_complete and proof.states == 1:
        return _("The one state that a reader can come to is walked; the story has one scene.")
    if proof.is_complete:
        text = _(
            "All {states} states that a reader can come to are walked; {read} of {scenes} scenes are read."
        )
        return text.format(states=proof.states, read=proof.scenes, scenes=len(story.scenes))
    text = _(
        "The walk through every way stopped short after {states} states, with {read} of {scenes} scenes read. It"
        " would have gone on here: {way}."
    )
    return text.format(states=proof.states, read=proof.scenes, scenes=len(story.scenes), way=proof.stopped_at)


def _problem(story: Story, fault: Fault, texts: Mapping[str, str]) -> Problem:
    message, hint = _WORDS[fault.kind]
    if fault.kind == "endless":
        message = endless_words(fault.ring, by_detour=fault.by_detour, has_exit=fault.has_exit)
    scene = story.scenes[fault.scene]
    file = _file(story, scene.id)
    key = "scene" if fault.kind == "unreachable" else "next" if scene.next else "ending"
    lines = texts.get(file, "").splitlines()
    line = next((number for number, text in enumerate(lines, 1) if text.startswith(f"{key}:")), 0)
    where = (line, 1, key) if line else (0, 0, "")
    return Problem(file, *where, "error", with_way(message, fault.way), hint, fault.kind)


_WORDS = {
    "unreachable": (
        _("this scene is named by others, but no reader's way leads to it"),
        _(
            "`home` leads only who came to the side scene by another way than its fork; name this scene in a `next` or"
            " a branch."
        ),
    ),
    "no-way-back": (
        _("who comes this way cannot go on, and the story does not end here"),
        _("A side scene of an ending has nothing to return to: let it lead on by `next`."),
    ),
    "endless": (
        "",
        _("Let one of them lead on; a side scene returns to the own `next` of its fork."),
    ),
}
"""The message and the hint of each kind of fault."""

_NEXT = Action("next")
_CONSENT = Action("consent")
_GO_BACK = Action("back")
_BACK = 0.05
"""The share of moves that go back."""
_ON_A_TRAIL = 0.25
"""The share of walks that begin on a trail."""
_MOVES_A_SCENE = 12
"""A walk of this many moves a scene of the story goes in circles: it is given up and counted."""
_TABLE = 100
"""Scenes of which each has its line; of a longer story the least met have one."""
_LEAST = 20


@dataclass(slots=True)
class Walks:
    """The results of the walks."""

    hits: Counter[str] = field(default_factory=Counter)
    """How many walks met each scene."""
    ended: int = 0
    lost: int = 0
    """Walks that were given up because they went in circles."""
    moves: int = 0
    problems: list[Problem] = field(default_factory=list)


def walk(story: Story, count: int, seed: int, progress: Callable[[int, int], None] | None = None) -> Walks:
    """Walk through a story at random, from its start or on one of its trails, to an ending.

    Args:
        story: a story that is in order.
        count: walks.
        seed: chooses the walks; the same seed, the same walks, on every machine.
        progress: called with walks done and walks in all.
    """
    found = Walks()
    chance = random.Random(seed)
    limit = _MOVES_A_SCENE * len(story.scenes)
    told: set[str] = set()
    for number in range(1, count + 1):
        _walk_once(story, chance, limit, found, told)
        if progress:
            progress(number, count)
    found.problems.extend(_unmet(story, found.hits))
    return found


def _walk_once(story: Story, chance: random.Random, limit: int, found: Walks, told: set[str]) -> None:
    """One walk; the scenes that it met and how it ended are counted."""
    run = begin(story, trail=_trail(story, chance))
    met = {run.visit.scene: None}
    for _move in range(limit):
        action = _choice(story, run, chance)
        if action is None:
            found.ended += 1
            break
        try:
            run = apply(story, run, action)
        except Cannot as fault:
            if run.visit.scene not in told:
                told.add(run.visit.scene)
                found.problems.append(_stuck(story, run, action, fault))
            break
        found.moves += 1
        met[run.visit.scene] = None
    else:
        found.lost += 1
    found.hits.update(met.keys())


def _trail(story: Story, chance: random.Random) -> str:
    """The trail on which a walk begins: one in four where there are any, since the start may offer none."""
    trails = [trail.id for trail in story.trails.values() if trail.scenes]
    return chance.choice(trails) if trails and chance.random() < _ON_A_TRAIL else ""


def _choice(story: Story, run: Run, chance: random.Random) -> Action | None:
    """Return an action of a reader: read on as often as choose, consent as often as go round, now and then go back.

    None stands for an ending.
    """
    if run.past and chance.random() < _BACK:
        return _GO_BACK
    if run.visit.threshold and chance.random() < 0.5:
        return _CONSENT
    ends = onward(story, run).kind == "end"
    if ends and story.scenes[run.visit.scene].ending:
        return None
    ways = 0 if run.visit.threshold else len(choices(story, run))
    if ways and (ends or chance.random() < 0.5):
        return Action("choose", str(chance.randint(1, ways)))
    return _NEXT


def say_walks(story: Story, walks: Walks, count: int, seed: int) -> None:
    """How many walks met each scene, in the order of reading; of a long story the scenes that were met least."""
    scenes = reading_order(story)
    if len(scenes) > _TABLE:
        least = sorted(scenes, key=lambda scene: walks.hits[scene])[:_LEAST]  # stable: as they are read
        text = _("The {n} scenes that were met least, of {all}:")
        say(text.format(n=len(least), all=len(scenes)))
        scenes = tuple(least)
    else:
        say(_("How many walks met each scene:"))
    say_table([("", str(walks.hits[scene]), scene) for scene in scenes])
    unmet = sum(1 for scene in story.scenes if not walks.hits[scene])
    text = _(
        "{count} walks, seed {seed}: {ended} to an ending, {lost} in circles, {moves} moves, {unmet} scenes not met."
    )
    say_wrapped(
        text.format(
            count=count, seed=seed, ended=walks.ended, lost=walks.lost, moves=walks.moves, unmet=unmet
        )
    )


def _stuck(story: Story, run: Run, action: Action, fault: Cannot) -> Problem:
    text = _("a reader who came this way cannot go on: {action}: {fault}")
    message = text.format(action=action.id, fault=fault)
    return Problem(_file(story, run.visit.scene), 0, 0, "", "error", message, rule="stuck-walk")


def _file(story: Story, scene: str) -> str:
    return f"{story.scenes[scene].chapter}/{scene}.yaml"


def _unmet(story: Story, hits: Counter[str]) -> list[Problem]:
    return [
        Problem(
            _file(story, scene), 0, 0, "", "warning", _("no walk met this scene"),
            _("Walk more often, or let more ways lead here."), "unmet-scene",
        )
        for scene in reading_order(story)
        if not hits[scene]
    ]  # fmt: skip
