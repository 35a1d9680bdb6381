"""Figures in front of a reader: days, states, parts, rows in hand, and what opens from them."""

from __future__ import annotations

import msgspec
import pytest

from explainer.problems import Cannot
from explainer.reading import figures
from explainer.reading.actions import Action
from explainer.reading.figure_actions import open_figure
from explainer.reading.lists import entries
from explainer.reading.run import begin
from explainer.reading.view import Layout, View
from explainer.reading.view_actions import open_thing, perform
from explainer.story.figures.data import Datum
from explainer.story.model.outline import Lens
from explainer.story.model.structs import Step, Story
from tests.unit.paint.country import with_map


@pytest.fixture(scope="module")
def island(story: Story) -> Story:
    return with_map(story)


def front(island: Story, day: str = "", on: str = "") -> View:
    return open_figure(View(island, begin(island, lens=Lens(on) if on else None)), "f-island", day=day)


def test_the_days_are_those_of_its_frames_and_others_go_to_the_nearest(island: Story) -> None:
    figure = island.figures["f-island"]
    assert figures.days(figure) == tuple(f"1931-02-0{n}" for n in range(1, 5))
    assert [figures.day_at(figure, day) for day in ("1930", "1931-02-03", "2000-01-01", "")] == [
        "1931-02-01", "1931-02-03", "1931-02-04", "1931-02-01",
    ]  # fmt: skip
    assert figures.day_named(figure, " 3 ") == "1931-02-03" == figures.day_named(figure, "1931-02-03")
    assert figures.day_named(figure, "9") == ""
    still = msgspec.structs.replace(figure, options={})
    assert figures.days(still) == () and figures.day_at(still, "1931-02-01") == ""


def test_a_row_is_new_then_earlier_and_its_end_makes_it_over() -> None:
    rows = (
        Datum("a", "A", day="2020-05-02"),
        Datum("b", "B", day="2020-05-02", end="2020-05-03T00:00+01:00"),
        Datum("c", "C", day="2020-05"),
        Datum("d", "D", day="2020-05-04", end="2020-05-04"),
    )
    states = {
        day: "".join(figures.frame(rows, f"2020-05-0{day}").state(key)[0] for key in "abcd")
        for day in (1, 2, 3, 4, 5)
    }
    assert states == {1: "aaua", 2: "nnua", 3: "eoua", 4: "eoun", 5: "eouo"}


def test_keys_step_zoom_and_open(island: Story) -> None:
    layout = Layout(references=(3, 0, 1))
    view = front(island, "1931-02-02")
    assert view.listings[-1].selected == -1
    with pytest.raises(Cannot, match="nothing to open"):
        perform(view, Action("open"), layout)
    for expected in (3, 0, 1, 1):
        view = perform(view, Action("next-reference"), layout)
        assert view.listings[-1].selected == expected
    assert perform(view, Action("previous-reference"), layout).listings[-1].selected == 0
    parts = []
    for _press in range(3):
        view = perform(view, Action("zoom"), layout)
        parts.append(view.listings[-1].view)
    assert parts == ["west", "quay", "all"]
    opened = perform(view, Action("open"), layout)
    assert (opened.screen, opened.listings[-1].subject) == ("datum", "f-island:mill")
    assert [entry.id for entry in entries(opened)] == ["port-gazette"]
    assert perform(opened, Action("close"), layout).listings[-1] == view.listings[-1]


def test_a_day_is_taken_by_its_date_and_no_other(island: Story) -> None:
    view = perform(front(island), Action("day", "1931-02-04"), Layout())
    assert view.listings[-1].day == "1931-02-04"
    with pytest.raises(Cannot, match="does not show"):
        perform(view, Action("day", "1931-02-09"), Layout())
    with pytest.raises(Cannot, match="first day"):
        perform(front(island, "1931-02-01"), Action("previous-day"), Layout())


def test_pressed_a_row_comes_into_the_hand_and_pressed_again_opens(island: Story) -> None:
    held = perform(front(island), Action("datum", "fields"), Layout())
    assert held.listings[-1].selected == 3 and held.screen == "figure"
    assert perform(held, Action("datum", "fields"), Layout()).listings[-1].subject == "f-island:fields"


def test_a_lens_takes_rows_away(island: Story) -> None:
    assert [entry.id for entry in entries(front(island, on="1931-02-02"))] == ["north-port", "mill"]


def test_the_key_of_the_map_opens_the_scenes_own_and_puts_it_away(island: Story) -> None:
    view = View(island, begin(island))
    view = perform(view, Action("map"), Layout())
    assert view.listings[-1].subject == "f-island" and "figure:f-island" in view.run.opened
    assert perform(view, Action("map"), Layout()).screen == "scene"
    scene = island.scenes[island.start]
    other = msgspec.structs.replace(island.figures["f-island"], id="f-own")
    steps = (*scene.steps, Step("own", "figure", ref="f-own"))
    mine = msgspec.structs.replace(
        island,
        figures={**island.figures, "f-own": other},
        scenes={**island.scenes, scene.id: msgspec.structs.replace(scene, steps=steps)},
    )
    assert perform(View(mine, begin(mine)), Action("map"), Layout()).listings[-1].subject == "f-own"
    bare = msgspec.structs.replace(island, figures={})
    with pytest.raises(Cannot, match="no map"):
        perform(View(bare, begin(bare)), Action("map"), Layout())


def test_a_figure_opens_on_its_own_screen(island: Story) -> None:
    assert open_thing(View(island, begin(island)), "figure", "f-island").screen == "figure"
