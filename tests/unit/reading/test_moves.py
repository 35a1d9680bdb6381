"""The rules of moving, on stories that hold every kind of way."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from explainer.problems import Cannot
from explainer.reading.actions import Action
from explainer.reading.moves import apply, choices, minutes_left, onward, way_ahead
from explainer.reading.run import Run, Visit, begin
from explainer.story.model.structs import Story
from tests.unit.reading.graph import scene, story, wide

STORY = wide()


def go(run: Run, *steps: str, of: Story = STORY) -> Run:
    """Each step is an action's id, or one with its argument after a colon."""
    for step in steps:
        name, _colon, argument = step.partition(":")
        run = apply(of, run, Action(name, argument))
    return run


def path(run: Run) -> list[str]:
    return [visit.scene for visit in (*run.past, run.visit)]


def choose(run: Run, target: str, of: Story = STORY) -> Run:
    number = [choice.target for choice in choices(of, run)].index(target) + 1
    return go(run, f"choose:{number}", of=of)


def test_next_alone_follows_the_main_way_round_what_is_warned_to_an_ending() -> None:
    run = go(begin(STORY), *["next"] * 5)
    assert path(run) == ["start", "fork", "main", "hard", "far", "end"]
    assert "hard" not in run.seen
    with pytest.raises(Cannot, match="ends here"):
        go(run, "next")


def test_next_takes_the_following_page_first() -> None:
    run = begin(STORY)
    second = replace(run.visit, step="2")
    run = apply(STORY, run, Action("next"), second)
    assert run.visit == second
    assert path(run) == ["start", "start"]


def test_the_detour_brings_its_bridge_and_leaves_the_warned_scene_unseen() -> None:
    run = go(begin(STORY), "next", "next", "next")
    assert run.visit.threshold
    assert run.visit.scene == "hard"
    run = go(run, "next")
    assert (run.visit.scene, run.visit.bridge) == ("far", "hard")


def test_a_following_page_does_not_lead_into_a_warned_scene() -> None:
    at_warning = go(begin(STORY), "next", "next", "next")
    assert apply(STORY, at_warning, Action("next"), Visit("hard", "2")).visit.scene == "far"


def test_consent_reads_the_scene_and_is_kept_for_later() -> None:
    run = go(begin(STORY), "next", "next", "next", "consent")
    assert not run.visit.threshold
    assert run.consented == ("hard",)
    assert "hard" in run.seen
    again = go(run, "back", "next")
    assert (again.visit.scene, again.visit.threshold) == ("hard", False)


def test_consent_twice_is_noted_once() -> None:
    run = go(begin(STORY), "next", "next", "next", "next", "go:hard", "consent", "back", "back")
    assert run.visit.threshold, "the warning one went round stands again behind one"
    assert go(run, "consent").consented == ("hard",)


def test_consent_where_nothing_is_warned() -> None:
    with pytest.raises(Cannot, match="no warning"):
        go(begin(STORY), "consent")


def test_at_a_warning_there_are_no_choices() -> None:
    run = go(begin(STORY), "next", "next", "next")
    assert choices(STORY, run) == ()
    with pytest.raises(Cannot, match="nothing to choose"):
        go(run, "choose:1")


def test_side_scenes_return_to_the_next_of_the_first_fork() -> None:
    run = choose(go(begin(STORY), "next"), "side")
    assert go(run, "next").visit.scene == "main"
    deeper = choose(run, "side-of-side")
    assert deeper.visit.return_to == "fork"
    assert go(deeper, "next").visit.scene == "main"
    round_again = choose(deeper, "side")
    assert go(round_again, "next").visit.scene == "main"


def test_a_side_scene_reached_by_address_goes_home() -> None:
    assert go(begin(STORY), "go:side", "next").visit.scene == "start"
    from_a_side_scene = choose(go(begin(STORY), "go:side"), "side-of-side")
    assert go(from_a_side_scene, "next").visit.scene == "end"


def test_a_warned_side_scene_returns_by_its_detour() -> None:
    run = choose(go(begin(STORY), "next"), "danger")
    assert run.visit.threshold
    assert go(run, "next").visit.scene == "main"
    assert go(run, "next").visit.bridge == "danger"


def test_a_jump_ahead_offers_the_way_back_until_it_is_used() -> None:
    run = choose(go(begin(STORY), "next"), "far")
    assert run.left_at == "fork"
    assert run.visit.recap
    back = [choice for choice in choices(STORY, run) if choice.kind == "back-to-left"]
    assert [choice.target for choice in back] == ["fork"]
    returned = choose(run, "fork")
    assert returned.visit.scene == "fork"
    assert returned.left_at == ""
    assert not [choice for choice in choices(STORY, returned) if choice.kind == "back-to-left"]


def test_a_jump_from_a_side_scene_leaves_the_fork() -> None:
    of = story(
        scene("start", "end", branches=("side",)),
        scene("side", "return", home="start", branches=("far",)),
        scene("far", "end"),
        scene("end"),
    )
    run = choose(choose(begin(of), "side", of), "far", of)
    assert run.left_at == "start"


def test_a_branch_to_the_own_next_is_no_jump() -> None:
    run = choose(begin(STORY), "fork")
    assert run.left_at == ""
    assert not run.visit.recap


def test_the_fork_returns_with_the_taken_one_marked_and_then_to_the_one_before() -> None:
    run = choose(choose(begin(STORY), "fork"), "side")
    at_fork = go(run, "fork")
    assert at_fork.visit.scene == "fork"
    assert [choice.target for choice in choices(STORY, at_fork) if choice.taken] == ["side"]
    before = go(at_fork, "fork")
    assert before.visit.scene == "start"
    assert [choice.target for choice in choices(STORY, before) if choice.taken] == ["fork"]
    with pytest.raises(Cannot, match="no choice before"):
        go(before, "fork")


def test_fork_without_any_choice_made() -> None:
    with pytest.raises(Cannot, match="no choice"):
        go(begin(STORY), "fork")


def test_a_trail_goes_by_its_stops_and_round_what_is_warned() -> None:
    run = go(begin(STORY), "trail:short")
    assert run.visit.scene == "main", "the first stop is where one is"
    run = go(run, "next")
    assert run.visit.threshold
    run = go(run, "next")
    assert (run.visit.scene, run.visit.bridge, run.visit.trail) == ("end", "hard", "short")


def test_a_branch_off_the_trail_offers_the_way_back_to_it() -> None:
    run = choose(go(begin(STORY), "trail:short"), "side")
    assert run.visit.trail == "short"
    rejoin = [choice for choice in choices(STORY, run) if choice.kind == "back-to-trail"]
    assert [choice.target for choice in rejoin] == ["hard"]
    assert go(run, "next").visit.scene == "hard", "a side scene returns to the trail's own next"


def test_a_trail_that_ends_on_a_warned_scene_has_a_way_round() -> None:
    run = go(begin(STORY), "trail:hard", "next")
    assert run.visit.threshold
    run = go(run, "next")
    assert (run.visit.scene, run.visit.trail) == ("far", "")


def test_a_trail_that_ends_on_a_warned_ending_has_a_way_round() -> None:
    of = story(
        scene("start", "middle"),
        scene("middle", "last"),
        scene("last", warned="other"),
        scene("other"),
        trails={"t": ("start", "last")},
    )
    run = go(begin(of, trail="t"), "next", of=of)
    assert run.visit.threshold
    assert onward(of, run).target == "other"
    assert go(run, "next", of=of).visit.scene == "other"


def test_after_its_last_stop_a_trail_is_left() -> None:
    of = story(scene("a", "b"), scene("b", "c"), scene("c"), trails={"t": ("a", "b")})
    run = go(begin(of, trail="t"), "next", "next", of=of)
    assert (run.visit.scene, run.trail) == ("c", "")


def test_only_the_branch_along_the_main_way_counts_the_whole_story() -> None:
    by_target = {choice.target: choice for choice in choices(STORY, begin(STORY))}
    assert by_target["fork"].scenes == len(way_ahead(STORY, begin(STORY))), "as the header counts from there"
    assert by_target["fork"].minutes == minutes_left(STORY, begin(STORY))
    assert by_target["short"].scenes == 4
    of = story(scene("a", "b", branches=("side",)), scene("side", "return", home="b"), scene("b"))
    assert choices(of, begin(of))[0].minutes == 0


def test_a_trail_is_found_under_its_old_id() -> None:
    trail = next(iter(STORY.trails))
    renamed = replace(STORY, renamed={"old": trail})
    run = apply(renamed, begin(renamed), Action("trail", "old"))
    assert run.visit.trail == trail


def test_go_takes_a_step_and_a_lens_with_it_and_follows_a_renamed_scene() -> None:
    renamed = replace(STORY, renamed={"old": "far"})
    run = go(begin(renamed), "go:old:2@2001-02-03", of=renamed)
    assert (run.visit.scene, run.visit.step) == ("far", "2")
    assert run.lens is not None
    assert run.lens.on == "2001-02-03"


@pytest.mark.parametrize(
    ("action", "said"),
    [
        ("go:nowhere", "no scene nowhere"),
        ("go:far:9", "no step 9"),
        ("go:Not An Address", "no address"),
        ("go:far@2001-02-31", "no day"),
        ("trail:nowhere", "it has short, hard"),
        ("choose:9", "3 ways"),
        ("choose:x", "3 ways"),
        ("choose:0", "3 ways"),
        ("lens:2001-02", "no day"),
        ("lens:soon", "no day"),
        ("back:", "where you began"),
        ("forward:", "not gone back"),
        ("dance:", "moves nothing"),
    ],
)
def test_what_is_not_possible_says_why(action: str, said: str) -> None:
    run = begin(STORY)
    with pytest.raises(Cannot, match=said):
        go(run, action)


def test_the_lens_is_set_and_ended() -> None:
    run = go(begin(STORY), "lens:2001-02-03")
    assert run.lens is not None
    assert go(run, "lens:off").lens is None


ACTIONS = st.one_of(
    st.sampled_from(["next", "back", "forward", "fork", "consent", "page"]),
    st.integers(1, 5).map(lambda n: f"choose:{n}"),
    st.sampled_from(list(STORY.scenes)).map(lambda name: f"go:{name}"),
    st.sampled_from(list(STORY.trails)).map(lambda name: f"trail:{name}"),
)


def played(steps: list[str]) -> list[Run]:
    """Every run along the way; what is not possible changes nothing."""
    runs = [begin(STORY)]
    for step in steps:
        run = runs[-1]
        try:
            if step == "page":
                following = replace(run.visit, step="2") if run.visit.step != "2" else None
                runs.append(apply(STORY, run, Action("next"), following))
            else:
                runs.append(go(run, step))
        except Cannot:
            continue
    return runs


@given(st.lists(ACTIONS, max_size=30))
def test_back_undoes_and_forward_undoes_back(steps: list[str]) -> None:
    for before, after in pairwise(played(steps)):
        if len(after.past) == len(before.past) + 1:
            undone = go(after, "back")
            assert (undone.visit, undone.past) == (before.visit, before.past)
            assert go(undone, "forward") == after
    run = played(steps)[-1]
    for _visit in run.past:
        run = go(run, "back")
    assert run.past == ()
    for _visit in run.ahead:
        run = go(run, "forward")
    assert run == played(steps)[-1] or run.ahead == ()


@given(st.lists(ACTIONS, max_size=40))
def test_a_warned_scene_is_never_entered_without_consent(steps: list[str]) -> None:
    consented: set[str] = set()
    for run in played(steps):
        consented |= set(run.consented)
        warned = STORY.scenes[run.visit.scene].warning is not None
        if warned and not run.visit.threshold:
            assert run.visit.scene in consented
        assert not {name for name in run.seen if STORY.scenes[name].warning} - consented


@given(st.lists(ACTIONS, max_size=30))
def test_from_everywhere_next_leads_to_an_ending(steps: list[str]) -> None:
    run = played(steps)[-1]
    for _step in range(20):
        if onward(STORY, run).kind == "end":
            return
        run = go(run, "next")
    pytest.fail(f"no ending from {path(run)}")


@given(st.lists(ACTIONS, max_size=30))
def test_what_was_seen_stays_seen(steps: list[str]) -> None:
    runs = played(steps)
    for before, after in pairwise(runs):
        assert after.seen[: len(before.seen)] == before.seen
