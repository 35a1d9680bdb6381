"""Run sheets: read whole, each mistake told once at its place, and what to leave out when the room is behind."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from explainer.cli.main import run
from explainer.story.check.report import check
from explainer.story.load.cache import open_story
from explainer.story.load.files import render
from explainer.story.load.loader import read_story
from explainer.story.model import graph, run_sheets
from explainer.story.model.run_sheets import Cue, Item, LeaveOut, Plan
from explainer.story.model.structs import Story
from tests.faulty_kind import Faulty
from tests.faulty_plans import EVENING, FAULTY, PLAN, WITH_PLAN
from tests.tiny import FILES, write_story

ROOT = Path(__file__).parents[4]


def plan_of(folder: Path, text: str = PLAN) -> Plan:
    return read_story(write_story(folder, WITH_PLAN | {EVENING: text})).plans["evening"]


@pytest.fixture(scope="module")
def shipped() -> Story:
    return open_story(ROOT / "scenes", cache_folder=None)


@pytest.mark.parametrize("faulty", FAULTY, ids=lambda faulty: faulty.name)
def test_one_mistake_one_problem(faulty: Faulty, tmp_path: Path) -> None:
    folder = faulty.write(tmp_path / "story")
    report = check(folder)
    shown = "\n".join(render(folder, problem, report.texts) for problem in report.problems)
    assert len(report.problems) == 1, shown
    problem = report.problems[0]
    assert (problem.rule, problem.file, problem.severity) == (faulty.rule, faulty.where, "error"), shown
    assert (problem.line, problem.column) == faulty.place(folder), shown
    for words in faulty.words:
        assert words in problem.message + " " + problem.hint, shown


def test_a_plan_in_order_has_no_problem_and_is_read_whole(tmp_path: Path) -> None:
    folder = write_story(tmp_path / "story", WITH_PLAN)
    assert check(folder).problems == ()
    plan = plan_of(tmp_path / "other")
    assert (plan.id, plan.title, plan.minutes) == ("evening", "An evening", 30)
    storm, halves, pause, morning = plan.items
    assert storm.notes == "Read it slowly.\n\nThen ask."
    assert halves.halves == (("the-lamp",), ("the-warning",)) and halves.all_scenes == (
        "the-lamp",
        "the-warning",
    )
    assert halves.leave_out == LeaveOut("the telegram", 4, ("the-warning",), ("told",))
    assert (pause.mode, pause.say) == ("pause", "We go on in two minutes.")
    assert (morning.lens, morning.hold) == ("1931-02-08", "Write one sentence.")
    assert plan.contested == {"the-storm": ("boats-lost",), "the-warning": ("boats-lost",)}
    assert run_sheets.due(plan) == (0, 10, 20, 22, 30)


def test_a_question_asked_again_is_the_same_and_has_the_answer(tmp_path: Path) -> None:
    polls = plan_of(tmp_path).polls
    first, again = polls["mast"], polls["mast-again"]
    assert (again.question, again.options, again.before) == (first.question, first.options, "mast")
    assert (first.after, first.right, first.source) == ("mast-again", -1, ())
    assert (again.options[again.right], again.line, again.source) == (
        "nobody",
        "The board wrote it.",
        ("late-report",),
    )
    assert polls["trusted"].after == "trusted-again"  # written once, known to both
    assert (polls["trusted-again"].of, polls["trusted-again"].at) == ("the-log", "the-morning")


def test_the_order_of_scenes_and_questions(tmp_path: Path) -> None:
    storm, halves, pause, morning = plan_of(tmp_path).items
    assert run_sheets.cues(storm) == (
        *(Cue("poll", "mast"), Cue("scene", "the-storm"), Cue("poll", "trusted"), Cue("poll", "way")),
    )
    assert [cue.id for cue in run_sheets.cues(halves)] == ["the-lamp", "told", "the-warning", "count"]
    assert run_sheets.cues(pause) == ()
    assert [cue.id for cue in run_sheets.cues(morning)] == ["the-morning", "trusted-again", "mast-again"]


def test_a_fork_with_one_unwarned_branch_is_put_as_look_or_go_on(tmp_path: Path) -> None:
    storm = FILES["night/the-storm.yaml"].replace(
        "  - {trail: short-way, label: Show me the short way}\n", ""
    )
    asked = PLAN.replace("[the-lamp, the-storm]", "[the-lamp, the-warning]")
    report = check(write_story(tmp_path, WITH_PLAN | {"night/the-storm.yaml": storm, EVENING: asked}))
    assert report.problems == ()


def test_of_a_fork_the_way_on_alone_may_be_warned(shipped: Story) -> None:
    """The way on is the leader's key and stands on no ballot."""
    scene = shipped.scenes["a-year-of-strikes"]
    assert graph.warned_ahead(shipped, scene.id) == ("sixteen-december",) == (scene.next,)
    branches = [graph.first_scene(shipped, branch) for branch in scene.branches]
    assert branches and not any(graph.is_warned(shipped, target) for target in branches)
    other = [graph.first_scene(shipped, one) for one in shipped.scenes["counting-the-dead"].branches]
    assert any(graph.is_warned(shipped, target) for target in other)


def test_a_plan_in_a_folder_below_has_no_place(tmp_path: Path) -> None:
    folder = write_story(tmp_path, WITH_PLAN | {EVENING: "", "plans/more/evening.yaml": PLAN})
    (problem,) = check(folder).problems
    assert (problem.file, problem.rule) == ("plans/more/evening.yaml", "file-name")
    assert "plans/<plan>.yaml" in problem.hint


def test_a_compiled_story_carries_its_plans(tmp_path: Path) -> None:
    folder, cache = write_story(tmp_path / "story", WITH_PLAN), tmp_path / "cache"
    first = open_story(folder, cache_folder=cache)
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(first), type=Story).plans == first.plans
    assert open_story(folder, cache_folder=cache).plans == first.plans != {}
    (folder / EVENING).write_text(PLAN.replace("An evening", "A long evening"))
    assert open_story(folder, cache_folder=cache).plans["evening"].title == "A long evening"


def test_a_schema_and_no_new_kind_of_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema", "plan"]) == 0
    assert set(json.loads(capsys.readouterr().out)["properties"]) == {"plan", "title", "minutes", "items"}
    assert run(["list", "plan"]) == 2


# What to leave out


def item(minutes: int, scene: str, saves: int = 0, *, drops: bool = False) -> Item:
    cut = LeaveOut(f"of {scene}", saves, (scene,) if drops else ()) if saves else None
    return Item(scene, minutes, "lead", (scene,), leave_out=cut)


SHEET = Plan(
    "p",
    "P",
    40,
    (
        item(10, "a", 1),
        item(10, "b", 5, drops=True),
        item(10, "c", 3),
        item(10, "d", 6, drops=True),
        item(10, "e"),
    ),
    {"b": ("toll",), "d": ("toll",), "e": ("price",)},
)


def left(*arguments: object) -> list[int]:
    return [one.item for one in run_sheets.late(SHEET, *arguments)]  # type: ignore[arg-type]


def test_nothing_is_left_out_on_time() -> None:
    assert left(0, 0) == left(0, -90) == []


def test_the_next_that_makes_up_for_it_and_no_more() -> None:
    assert left(0, 60) == [0]
    assert left(0, 61) == [1]  # the first alone does not make up for it; with the second it is not needed
    assert left(0, 6 * 60) == [0, 1]
    assert left(2, 60) == [2]
    assert run_sheets.late(SHEET, 2, 60) == ((2, "of c", 3),)


def test_never_both_scenes_that_tell_a_contested_claim() -> None:
    assert left(0, 3600) == [0, 1, 2]
    assert left(2, 3600) == [2, 3]
    assert left(2, 3600, [1]) == [2]
    assert left(0, 60, [0]) == [1]
    assert run_sheets.lost(SHEET, {1, 3}) == ("toll",)


def test_what_was_done_cannot_be_left_out_any_more() -> None:
    assert left(0, 60, [], [0]) == [1]
    assert left(0, 3600, [], [0, 1]) == [2, 3], "it was told there, and may be left out elsewhere"


def test_past_the_end_there_is_nothing() -> None:
    assert left(4, 600) == left(99, 600) == []


@given(
    savings=st.lists(
        st.tuples(st.integers(0, 9), st.booleans(), st.sets(st.sampled_from("xyz"))), max_size=6
    ),
    behind=st.integers(-60, 2400),
    start=st.integers(0, 6),
)
def test_late_holds_its_rules_on_any_sheet(
    savings: list[tuple[int, bool, set[str]]], behind: int, start: int
) -> None:
    items = tuple(item(10, f"s{n}", saves, drops=drops) for n, (saves, drops, _claims) in enumerate(savings))
    told = {f"s{n}": tuple(sorted(claims)) for n, (_saves, _drops, claims) in enumerate(savings)}
    plan = Plan("p", "P", 10 * len(items), items, told)
    found = run_sheets.late(plan, start, behind)
    numbers = [one.item for one in found]
    assert numbers == sorted(set(numbers)) and all(number >= start for number in numbers)
    assert run_sheets.lost(plan, numbers) == ()
    saved = sum(one.saves for one in found) * 60
    if saved >= behind > 0:
        for fewer in combinations(found, len(found) - 1):
            assert sum(one.saves for one in fewer) * 60 < behind
    for number in set(range(start, len(items))) - set(numbers) if saved < behind else ():
        assert not items[number].leave_out or run_sheets.lost(plan, {*numbers, number})


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_a_broken_plan_never_crashes(tmp_path: Path, data: st.DataObject) -> None:
    """Lines taken out, doubled or given another value anywhere in a good plan."""
    lines = PLAN.splitlines(keepends=True)
    for _round in range(data.draw(st.integers(1, 4))):
        number = data.draw(st.integers(0, len(lines) - 1))
        head, colon, _rest = lines[number].partition(":")
        value = data.draw(
            st.sampled_from(("", " {}", " []", " null", " [[]]", " [null]", " 7", " {a: b}", " '"))
        )
        lines[number] = data.draw(
            st.sampled_from(("", lines[number] * 2, f"{head}{colon}{value}\n", "- x\n"))
        )
    folder = write_story(tmp_path, WITH_PLAN | {EVENING: "".join(lines) or "#"})
    for problem in check(folder).problems:
        assert problem.message and problem.file == EVENING


# The shipped run sheet


def test_the_shipped_sheet_is_the_plan_of_the_workshop(shipped: Story) -> None:
    plan = shipped.plans["workshop-90"]
    assert plan.minutes == 90 == run_sheets.due(plan)[-1]
    assert run_sheets.due(plan) == (0, 12, 24, 33, 46, 50, 55, 60, 72, 82, 90)
    led = [scene for one in plan.items for scene in one.all_scenes]
    assert not any(graph.is_warned(shipped, scene) for scene in led)
    assert {"counting-the-dead", "the-labels", "still-not-known"} <= set(led)


def test_a_question_comes_before_the_first_scene_and_again_after_the_last(shipped: Story) -> None:
    asked = [cue.id for cue in run_sheets.cues(shipped.plans["workshop-90"].items[1])]
    assert asked == [
        "price-or-politics",
        "price-at-the-pump",
        "zhanaozen-square",
        "price-or-politics-again",
        "there-already",
    ]


def test_the_knowledge_check_is_asked_first_without_answers(shipped: Story) -> None:
    plan = shipped.plans["workshop-90"]
    first = [poll for poll in plan.items[0].ask if plan.polls[poll.after].right >= 0]
    last = [plan.polls[poll.after] for poll in first]
    assert len(first) == 5
    assert [(poll.right, poll.line, poll.source) for poll in first] == [(-1, "", ())] * 5
    assert [poll.options[poll.right] for poll in last] == [
        "Police had fired on oil workers there in 2011",
        "Chair of the Security Council",
        "Nikol Pashinyan",
        "2,030",
        "No; he spoke of a limited stay at Kazakhstan's request",
    ]
    assert all(poll.line and poll.source and poll in plan.items[-1].ask for poll in last)


@pytest.mark.parametrize("name", ["workshop-45", "workshop-60", "workshop-90"])
def test_whatever_is_left_out_every_contested_claim_stays(shipped: Story, name: str) -> None:
    plan = shipped.plans[name]
    assert f"workshop-{plan.minutes}" == name
    for number in range(len(plan.items)):
        for behind in (60, 300, 600, 3600):
            chosen = [one.item for one in run_sheets.late(plan, number, behind)]
            assert run_sheets.lost(plan, chosen) == ()
    assert sum(one.saves for one in run_sheets.late(plan, 0, 3600)) >= plan.minutes // 7


@pytest.mark.parametrize(
    ("minutes", "name", "whole"),
    [(90, "workshop-90", 90), (75, "workshop-90:75", 75), (60, "workshop-60", 60), (52, "workshop-60:52", 52),
     (47, "workshop-45", 45), (40, "workshop-45:40", 39), (120, "workshop-90", 90), (30, "", 0)],
)  # fmt: skip
def test_a_plan_is_found_and_cut_for_the_time_there_is(
    shipped: Story, minutes: int, name: str, whole: int
) -> None:
    assert run_sheets.for_minutes(shipped.plans, minutes) == name
    plan = run_sheets.named(shipped.plans, name)
    assert (plan.minutes if plan else 0) == whole
    if plan is not None and ":" in name:
        own = shipped.plans[name.partition(":")[0]]
        gone = [poll for poll in own.polls if poll not in plan.polls]
        assert plan.left_out and all(own.polls[poll].kind == "aloud" for poll in gone)
        assert sum(item.minutes for item in plan.items) == whole
