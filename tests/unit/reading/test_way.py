"""The way ahead and the time it takes."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from explainer.reading.actions import Action
from explainer.reading.moves import apply, minutes_left, onward, position, way_ahead
from explainer.reading.run import begin
from explainer.story.model.prose import minutes
from tests.unit.reading.graph import scene, story, wide

STORY = wide()


@pytest.mark.parametrize(("words", "said"), [(0, 1), (1, 1), (220, 1), (329, 1), (330, 2), (9500, 43)])
def test_minutes_are_rounded_up(words: int, said: int) -> None:
    assert minutes(words) == said


def test_the_way_ahead_is_the_one_next_takes() -> None:
    run = begin(STORY)
    ahead = way_ahead(STORY, run)
    assert ahead == ("start", "fork", "main", "far", "end"), "the warned scene is gone round"
    walked = ["start"]
    while onward(STORY, run).kind != "end":
        run = apply(STORY, run, Action("next"))
        if not run.visit.threshold:
            walked.append(run.visit.scene)
    assert tuple(walked) == ahead


def test_a_scene_one_consented_to_counts() -> None:
    run = replace(begin(STORY), consented=("hard",))
    assert "hard" in way_ahead(STORY, run)


def test_on_a_trail_the_way_ends_with_the_trail() -> None:
    run = begin(STORY, trail="short")
    assert way_ahead(STORY, run) == ("start", "main", "end")
    assert minutes_left(STORY, run) == minutes(300)


def test_the_minutes_fall_along_the_way() -> None:
    run = begin(STORY)
    left = [minutes_left(STORY, run)]
    while onward(STORY, run).kind != "end":
        run = apply(STORY, run, Action("next"))
        left.append(minutes_left(STORY, run))
    assert left == sorted(left, reverse=True)
    assert left[0] > left[-1]


def test_two_warned_scenes_that_are_each_others_detour_end_the_reckoning() -> None:
    of = story(scene("a", "b", warned="b"), scene("b", "a", warned="a"), scene("c"))
    assert way_ahead(of, begin(of)) == ()
    assert minutes_left(of, begin(of)) == 1


def test_a_circle_ends_the_reckoning() -> None:
    of = story(scene("a", "b"), scene("b", "a"))
    assert way_ahead(of, begin(of)) == ("a", "b")


def test_the_label_of_next_is_the_authors_where_next_is_theirs() -> None:
    first = replace(scene("a", "b"), next_label="What then?")
    of = story(first, scene("b", "c"), scene("c"), trails={"t": ("a", "c")})
    assert onward(of, begin(of)).label == "What then?"
    assert onward(of, begin(of, trail="t")).label == "C", (
        "on a trail next goes elsewhere: the label would lie"
    )


def test_the_position_is_in_the_trail_while_on_it() -> None:
    run = begin(STORY, trail="short")
    assert position(STORY, run) == (1, 4)
    assert position(STORY, begin(STORY)) == (1, 9)
    off = apply(STORY, apply(STORY, run, Action("next")), Action("go", "side"))
    assert position(STORY, off) == (3, 9)
