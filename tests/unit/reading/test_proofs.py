"""The full walk meets what readers meet: its ways can be gone, and what it says of them is so."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from explainer.cli.stories import shipped_story
from explainer.cli.walks import describe_proof, prove_ways
from explainer.reading.actions import Action
from explainer.reading.moves import apply, choices, onward
from explainer.reading.proofs import _Walk, prove
from explainer.reading.run import Run, begin
from explainer.story.check.report import check
from explainer.story.load.loader import read_story
from explainer.story.model.graph import reading_order
from explainer.story.model.outline import Edition
from explainer.story.model.structs import Branch, Ribbon, Scene, SceneWarning, Story, Trail, When
from explainer.story.model.walks import Move, Routes, written
from tests.faulty_graph import WAYS, FaultyWay
from tests.faulty_kind import LAMP, STORM
from tests.make_story import write_random_story
from tests.tiny import changed, write_story
from tests.unit.reading.graph import scene
from tests.unit.reading.graph import story as story_of

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
    _proof, (problem,) = prove_ways(report.story, report.texts)
    scene = report.story.scenes[faulty.scene]
    assert (problem.rule, problem.file) == (faulty.kind, f"{scene.chapter}/{scene.id}.yaml")
    line = report.texts[problem.file].splitlines()[problem.line - 1]
    assert line == (f"scene: {scene.id}" if faulty.kind == "unreachable" else "next: return")
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
    assert "; 5 of 5 scenes are read" in describe_proof(tiny, proof)


def test_a_walk_that_stops_short_says_where_and_tells_of_no_scene_that_it_did_not_reach(tiny: Story) -> None:
    proof = prove(tiny, 2)
    assert (proof.states, proof.is_complete, proof.faults) == (2, False, ())
    assert proof.stopped_at.startswith("the-storm -> ")
    assert (
        f"stopped short after 2 states, with 3 of 5 scenes read. It would have gone on here: {proof.stopped_at}"
        in (describe_proof(tiny, proof))
    )


def test_a_walk_that_stops_short_does_not_say_that_nothing_leads_out_where_it_did_not_look() -> None:
    made = story_of(scene("a", "b"), scene("b", "a", branches=("c",)), scene("c", "d"), scene("d"))
    for bound in (2, MANY):
        proof = prove(made, bound)
        assert proof.is_complete is (bound == MANY)
        assert [(fault.ring, fault.has_exit) for fault in proof.faults] == [(("a", "b"), True)]


def test_the_way_back_to_the_trail_leads_out_of_a_ring() -> None:
    scenes = [scene("a", "c"), scene("b", "c", branches=("x",)), scene("c"), scene("x", "y"), scene("y", "x")]
    (fault,) = prove(story_of(*scenes, trails={"t": ("a", "b", "c")}), MANY).faults
    assert (fault.kind, fault.ring, fault.has_exit) == ("endless", ("x", "y"), True)


def test_who_goes_round_a_side_scene_of_an_ending_comes_to_its_home() -> None:
    aside = scene("b", "return", home="c", warned="return")
    made = story_of(scene("a", branches=("b",)), aside, scene("c"))
    run = replayed(made, "", (Move("choose", 1), Move("next")))
    assert run.visit.scene == "c"


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
    for name in story.scenes:
        run = replayed(story, *routes.moves_to(name))
        assert (run.visit.scene, run.visit.threshold) == (name, False)


NAMES = "abcdefg"


@st.composite
def ways(draw: st.DrawFn) -> Story:
    """A story that is nothing but ways: side scenes, warned scenes, trails, rings and dead ends as they come."""
    names = st.sampled_from(NAMES)
    scenes = {}
    for name in NAMES:
        targets = draw(st.lists(names, max_size=2, unique=True))
        is_side, is_ending = draw(
            st.sampled_from(((True, False), (False, True), (False, False), (False, False)))
        )
        branches = tuple(Branch(f"to {target}?", to=target) for target in targets)
        detour = draw(st.one_of(names, st.just("return")))
        warning = SceneWarning("Hard.", detour, "Gone round.") if draw(st.booleans()) else None
        after = "return" if is_side else "" if is_ending else draw(names)
        home = draw(names) if is_side else ""
        scenes[name] = Scene(
            name, name, "one", When("2022", "2022"), warning=warning, branches=branches, next=after, home=home,
            ending=is_ending,
        )  # fmt: skip
    stops = draw(st.lists(names, min_size=2, max_size=4, unique=True))
    trails = {"t": Trail("t", "T", "", tuple(stops))} if draw(st.booleans()) else {}
    if trails:
        onto = scenes["b"]
        scenes["b"] = replace(onto, branches=(*onto.branches, Branch("on the trail?", trail="t")))
    return Story(
        "s", "S", Edition("1", ""), "en", "2022-01-01", "a", (), trails, Ribbon(), (), {}, {}, "", "", (), scenes,
        {}, {}, {}, {}, {}, reading_order(scenes, "a"),
    )  # fmt: skip


@given(story=ways())
@settings(deadline=None, max_examples=200)
def test_shortest_ways_are_gone_by_readers_in_any_graph(story: Story) -> None:
    routes, proof = Routes(story), prove(story, MANY)
    assert proof.is_complete
    assert len(routes.read) <= proof.scenes, "the full walk also goes back to where one jumped from"
    for name in routes.read:
        run = replayed(story, *routes.moves_to(name))
        assert (run.visit.scene, run.visit.threshold) == (name, False)


@given(story=ways())
@settings(deadline=None, max_examples=200)
def test_both_follow_readers_through_the_same_states(story: Story) -> None:
    """Without trails, whose way back only the full walk follows."""
    scenes = {
        key: replace(scene, branches=tuple(branch for branch in scene.branches if branch.to))
        for key, scene in story.scenes.items()
    }
    bare = replace(story, trails={}, scenes=scenes)
    walk = _Walk(bare, jumps=False)
    while walk.pending:
        walk.step()
    followed = {(state.at.scene, state.warned, state.at.return_to) for state in Routes(bare)._before}
    assert followed == {(state.scene, state.warned, state.return_to) for state in walk.states}


@given(story=ways(), chance=st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=200)
def test_a_reader_who_comes_to_no_ending_is_in_a_ring_that_was_told(story: Story, chance: Random) -> None:
    """A walk of next alone, after any choices: to an ending, to a wall, or round a ring; each told or in order."""
    faults = prove(story, MANY).faults
    rings = {frozenset(fault.ring) for fault in faults if fault.kind == "endless"}
    walls = {fault.scene for fault in faults if fault.kind == "no-way-back"}
    run = begin(story)
    for _move in range(chance.randint(0, 12)):
        run = apply(story, run, _any_move(story, run, chance))
        if onward(story, run).kind == "end":
            break
    consents = chance.random() < 0.5
    met: list[str] = []
    while onward(story, run).kind != "end" and len(met) < 200:
        met.append(run.visit.scene)
        run = replace(apply(story, run, Action(_on(run, consents))), consented=())  # each warning stands anew
    if onward(story, run).kind == "end":
        assert story.scenes[run.visit.scene].ending or run.visit.scene in walls
    else:
        assert any(ring <= set(met[-100:]) and set(met[-100:]) <= ring for ring in rings)


def _on(run: Run, consents: bool) -> str:
    return "consent" if run.visit.threshold and consents else "next"


def _any_move(story: Story, run: Run, chance: Random) -> Action:
    offered = len(choices(story, run))
    if offered and chance.random() < 0.6:
        return Action("choose", str(chance.randint(1, offered)))
    if run.visit.threshold and chance.random() < 0.5:
        return Action("consent")
    return Action("next") if onward(story, run).kind != "end" else Action("lens")


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
