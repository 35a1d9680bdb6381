"""The shipped story is clean, and no rule of evidence can be broken in it unseen: three places each, by chance."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from pathlib import Path

import pytest

from explainer.story.check.report import check
from explainer.story.load.loader import Loaded
from tests.mutations import MUTATIONS, Mutation
from tests.planting import Ground, Plant, Told, write

SHIPPED = Path(__file__).parents[4] / "scenes"
PLACES = 3
SEED = 20220108
CASCADES = {"one-side"}
"""One mistake of these makes others elsewhere: what is cited once is cited in other scenes too."""


def told(folder: Path) -> Counter[Told]:
    return Counter((problem.file, problem.line, problem.rule) for problem in check(folder).problems)


@pytest.fixture(scope="module")
def clean() -> Counter[Told]:
    return told(SHIPPED)


@pytest.fixture(scope="module")
def ground() -> Ground:
    return Ground(SHIPPED)


def test_nothing_is_told_of_the_clean_story(clean: Counter[Told]) -> None:
    assert not clean


@pytest.mark.parametrize(("rule", "mutation"), MUTATIONS, ids=lambda one: getattr(one, "__name__", one))
def test_a_planted_mistake_is_caught_at_its_place(
    rule: str, mutation: Mutation, ground: Ground, tmp_path: Path
) -> None:
    folder = shutil.copytree(SHIPPED, tmp_path / "story", ignore=shutil.ignore_patterns(".compiled"))
    plants = chosen(list(mutation(ground)), random.Random(f"{SEED} {mutation.__name__}"))
    expected = write(folder, plants)
    found = {(file, line) for file, line, name in told(folder) if name == rule}
    assert len(expected) == PLACES
    if rule not in CASCADES:
        assert found == expected
    assert expected <= found, f"not caught: {sorted(expected - found)}; told: {sorted(found)[:20]}"


def chosen(plants: list[Plant], dice: random.Random) -> list[Plant]:
    """Three plants that do not touch one another."""
    dice.shuffle(plants)
    taken: list[Plant] = []
    for plant in plants:
        edits = [edit for other in taken for edit in other.edits]
        apart = all(
            one.file != other.file or one.end < other.start or other.end < one.start
            for one in plant.edits
            for other in edits
        )
        if apart and len(taken) < PLACES:
            taken.append(plant)
    assert len(taken) == PLACES, f"only {len(taken)} of {len(plants)} places"
    return taken


def test_the_story_was_read_whole(ground: Ground) -> None:
    assert isinstance(ground.loaded, Loaded) and ground.loaded.problems == ()
