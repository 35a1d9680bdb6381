"""Seeded random walks through a story: no way may end where it should not; how often each scene is met."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field

from explainer.messages import _
from explainer.problems import Cannot, Problem
from explainer.reading.actions import Action
from explainer.reading.moves import apply, choices
from explainer.reading.run import Run, begin
from explainer.reading.way import onward
from explainer.story.model import Story
from explainer.story.records import reading_order

_NEXT = Action("next")
_CONSENT = Action("consent")
_MOVES_A_SCENE = 12
"""A walk of this many moves a scene of the story goes in circles: it is given up and counted."""


@dataclass(slots=True)
class Walks:
    """What the walks met."""

    hits: Counter[str] = field(default_factory=Counter)
    """How many walks met each scene."""
    ended: int = 0
    lost: int = 0
    """Walks that were given up because they went in circles."""
    moves: int = 0
    problems: list[Problem] = field(default_factory=list)


def walk(story: Story, count: int, seed: int) -> Walks:
    """Walk through a story at random, from its start to an ending."""
    found = Walks()
    chance = random.Random(seed)
    limit = _MOVES_A_SCENE * len(story.scenes)
    told: set[str] = set()
    for _number in range(count):
        run = begin(story)
        met = {run.visit.scene}
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
            met.add(run.visit.scene)
        else:
            found.lost += 1
        found.hits.update(met)
    found.problems.extend(_unmet(story, found.hits))
    return found


def _choice(story: Story, run: Run, chance: random.Random) -> Action | None:
    """What a reader might do: read on as often as choose, consent as often as go round; None at an ending."""
    if run.visit.threshold and chance.random() < 0.5:
        return _CONSENT
    ends = onward(story, run).kind == "end"
    if ends and story.scenes[run.visit.scene].ending:
        return None
    ways = 0 if run.visit.threshold else len(choices(story, run))
    if ways and (ends or chance.random() < 0.5):
        return Action("choose", str(chance.randint(1, ways)))
    return _NEXT


def _stuck(story: Story, run: Run, action: Action, fault: Cannot) -> Problem:
    scene = story.scenes[run.visit.scene]
    message = _("a reader who came this way cannot go on: {action}: {fault}").format(
        action=action.id, fault=fault
    )
    return Problem(f"{scene.chapter}/{scene.id}.yaml", 0, 0, "", "error", message, rule="stuck-walk")


def _unmet(story: Story, hits: Counter[str]) -> list[Problem]:
    return [
        Problem(
            f"{story.scenes[scene].chapter}/{scene}.yaml", 0, 0, "", "warning", _("no walk met this scene"),
            _("Walk more often, or let more ways lead here."), "unmet-scene",
        )
        for scene in reading_order(story)
        if not hits[scene]
    ]  # fmt: skip
