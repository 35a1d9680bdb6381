"""The full walk meets what readers meet: its ways can be gone, and what it says of them is so."""

from __future__ import annotations

from pathlib import Path

import pytest

from explainer.cli.proving import prove_ways, said
from explainer.cli.shipped import shipped_story
from explainer.reading.actions import Action
from explainer.reading.moves import apply
from explainer.reading.proofs import prove
from explainer.reading.run import Run, begin
from explainer.reading.way import onward
from explainer.story.checks import check
from explainer.story.loader import read_story
from explainer.story.model import Story
from explainer.story.routes import Move, Routes, written
from tests.faulty_graph import WAYS, FaultyWay
from tests.faulty_kind import LAMP, STORM
from tests.make_story import write_random_story
from tests.tiny import changed, write_story

MANY = 100_000


def replayed(story: Story, trail: str, moves: tuple[Move, ...]) -> Run:
    """What a reader comes to who makes these moves."""
    run = begin(story, trail=trail)
    for move in moves:
        run = apply(story, run, Action(move.kind, str(move.number) if move.kind == "choose" else ""))
    return run


@pytest.fixture
def tiny(tmp_path: Path) -> Story:
    return read_story(write_story(tmp_path / "story"))


@pytest.fixture(scope="module")
def shipped() -> Story:
    return read_story(shipped_story())


@pytest.mark.parametrize("faulty", WAYS, ids=lambda faulty: faulty.name)
def test_a_faulty_way_is_told_with_the_choices_that_lead_to_it(faulty: FaultyWay, tmp_path: Path) -> None:
    report = check(faulty.write(tmp_path / "story"))
    assert report.story is not None, report.problems
    _proof, (problem,) = prove_ways(report.story)
    scene = report.story.scenes[faulty.scene]
    assert (problem.rule, problem.file) == (faulty.kind, f"{scene.chapter}/{scene.id}.yaml")
    assert problem.severity == "error" and problem.hint
    for words in faulty.words:
        assert words in problem.message


def test_who_makes_the_moves_that_are_told_cannot_go_on(tmp_path: Path) -> None:
    (without,) = (faulty for faulty in WAYS if faulty.kind == "no-way-back")
    story = read_story(without.write(tmp_path / "story"))
    way = (Move("choose", 2), Move("next"), Move("choose", 1))
    run = replayed(story, "", way)
    assert run.visit.scene == without.scene
    assert onward(story, run).kind == "end"


def test_a_story_in_order_has_no_fault(tiny: Story) -> None:
    proof = prove(tiny, MANY)
    assert proof.is_complete and proof.faults == ()
    assert proof.scenes == len(tiny.scenes)
    assert "; 5 of 5 scenes are read" in said(tiny, proof)


def test_a_walk_that_stops_short_says_where_and_tells_of_no_scene_that_it_did_not_reach(tiny: Story) -> None:
    proof = prove(tiny, 2)
    assert (proof.states, proof.is_complete, proof.faults) == (2, False, ())
    assert proof.stopped_at.startswith("the-storm -> ")
    assert (
        f"stopped short after 2 states, with 3 of 5 scenes read. It would have gone on here: {proof.stopped_at}"
        in (said(tiny, proof))
    )


def test_a_walk_tells_how_far_it_is(tiny: Story) -> None:
    told: list[tuple[int, int]] = []
    proof = prove(tiny, MANY, lambda done, total: told.append((done, total)))
    assert [done for done, _total in told] == list(range(1, proof.states + 1))
    assert told[-1] == (proof.states, proof.states)


@pytest.mark.parametrize("seed", range(4))
def test_every_way_that_is_told_leads_there(seed: int, tmp_path: Path) -> None:
    story = read_story(write_random_story(tmp_path / "story", 30 + 9 * seed, seed))
    routes = Routes(story)
    assert routes.read == frozenset(story.scenes)
    for scene in story.scenes:
        run = replayed(story, *routes.moves_to(scene))
        assert (run.visit.scene, run.visit.threshold) == (scene, False)


def test_shortest_ways_and_the_full_walk_meet_the_same_scenes(shipped: Story) -> None:
    proof = prove(shipped, MANY)
    assert proof.is_complete and proof.faults == ()
    assert proof.scenes == len(Routes(shipped).read) == len(shipped.scenes)


def test_a_ring_that_is_left_only_without_consent_has_no_exit(tmp_path: Path) -> None:
    """Who has consented to its warned scene meets the warning no more, so its detour leads nobody out."""
    warning = "warning: {text: Hard., detour: the-warning, bridge: It went out.}\nbody:"
    files = changed(LAMP, "body:", warning) | changed(STORM, "next: the-warning", "next: the-lamp")
    story = read_story(write_story(tmp_path / "story", files))
    (fault,) = prove(story, MANY).faults
    assert (fault.kind, fault.ring, fault.by_detour, fault.has_exit) == (
        "endless",
        ("the-lamp",),
        False,
        False,
    )
    chosen = replayed(story, "", (Move("choose", 1),))
    assert onward(story, chosen).target == "the-warning"  # who does not consent gets out
    run = replayed(story, "", (Move("choose", 1), Move("consent"), Move("next"), Move("next")))
    assert (run.visit.scene, run.visit.threshold) == ("the-lamp", False)


def test_a_way_in_words() -> None:
    moves = (Move("choose", 2, "What was in the attic?"), Move("consent"), *[Move("next")] * 3)
    assert written("the-lamp", "", moves, "the-attic") == (
        'the-lamp -> 2 "What was in the attic?" -> consent -> next (3 times) -> the-attic'
    )
    assert written("the-lamp", "short", (), "the-lamp") == "trail short -> the-lamp"
