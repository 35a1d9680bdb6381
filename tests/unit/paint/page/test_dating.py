"""The date as a control: one day back or on from the page one reads, in place, with what changed marked."""

from __future__ import annotations

import msgspec
import pytest

from explainer.paint.cells.rows import Frame
from explainer.paint.compose import compose, rows_text
from explainer.problems import Cannot
from explainer.reading import days
from explainer.reading.lens import OFF, beside
from explainer.reading.run import Visit, begin
from explainer.reading.view import View
from explainer.story.model.outline import Lens
from explainer.story.model.structs import LensDay, Ribbon, Story
from tests.unit.paint.country import with_map
from tests.unit.paint.looks import PROFILE, act, at

SIGN = "▌"


def _frame(view: View, size: tuple[int, int] = (80, 24)) -> Frame:
    return compose(view, *size, PROFILE)


def _marked(view: View, size: tuple[int, int] = (80, 24)) -> list[str]:
    """The rows with the sign of what changed in the margin."""
    rows = rows_text(_frame(view, size).rows).split("\n")
    return [row.strip() for row in rows if row.lstrip().startswith(SIGN)]


def _pressed(view: View, text: str) -> set[str]:
    """What a press on the ribbon's day does."""
    return {run.reference for run in _frame(view).rows[1] if run.text.strip("━─┄ ") == text}


def test_a_day_of_the_ribbon_can_be_pressed(story: Story) -> None:
    assert _pressed(at(story, "the-warning"), "8") == {"lens:1931-02-08"}
    row = _frame(at(story, "the-warning", lens="1931-02-04")).rows[1]
    assert row[-1].reference == "action:lens", "the date in words opens its screen"


def test_it_begins_with_the_scenes_day_and_ends_with_the_last_check(story: Story) -> None:
    run = begin(story)
    own = story.scenes[run.visit.scene].when.end
    known = days.dates(story)
    assert beside(story, run, -1) == max(day for day in known if day <= own)
    with pytest.raises(Cannot, match="Nothing is folded"):
        beside(story, run, 1)
    assert beside(story, msgspec.structs.replace(run, lens=Lens(known[-1])), 1) == OFF
    with pytest.raises(Cannot, match="is the first day here"):
        beside(story, msgspec.structs.replace(run, lens=Lens(known[0])), -1)


def test_marked_days_are_stepped_through_too_and_a_scene_before_all_begins_at_the_last(story: Story) -> None:
    ribbon = Ribbon("days", "1931-02-01", "1931-02-03")
    story = msgspec.structs.replace(story, ribbon=ribbon, lens_days=(LensDay("1932-06-01", "the report"),))
    run = msgspec.structs.replace(begin(story), lens=Lens("1931-02-03"))
    assert beside(story, run, 1) == "1932-06-01"
    scene = story.scenes[run.visit.scene]
    early = msgspec.structs.replace(
        scene, when=msgspec.structs.replace(scene.when, start="1900-01-01", end="1900-01-02")
    )
    story = msgspec.structs.replace(story, scenes={**story.scenes, scene.id: early})
    assert beside(story, begin(story), -1) == "1932-06-01"
    bare = msgspec.structs.replace(story, ribbon=Ribbon(), lens_days=())
    with pytest.raises(Cannot, match="no days to step through"):
        beside(bare, begin(bare), -1)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (40, 15)])
def test_what_changed_is_marked_until_the_next_key(story: Story, size: tuple[int, int]) -> None:
    view = at(story, "the-lamp")
    assert not _marked(view, size)
    dated = act(view, "lens=1931-02-04", size=size)
    marked = _marked(dated, size)
    assert marked
    assert all("said later" in row or "said on a day" in row for row in marked)
    assert "change" in dated.message
    after = act(dated, "next-reference", size=size)
    assert not _marked(after, size)
    assert not after.message
    back = act(after, "lens=off", size=size)
    assert _marked(back, size), "what comes back is marked too"


def test_a_date_that_changes_nothing_says_so(story: Story) -> None:
    view = act(at(story, "the-lamp"), "lens=9999-01-01")
    assert view.message.endswith("nothing here changes")
    assert not _marked(view)


def test_the_page_begins_with_the_same_line(story: Story) -> None:
    size = (40, 15)
    view = act(at(story, "the-warning"), "next", size=size)
    assert view.run.visit.step, "its second page"
    step = _frame(view, size).layout.step
    dated = act(view, "date-before", size=size)
    assert _frame(dated, size).layout.step == step
    again = act(dated, "lens=off", size=size)
    assert (
        rows_text(_frame(again, size).rows).split("\n")[5]
        == rows_text(_frame(view, size).rows).split("\n")[5]
    )


def test_a_map_goes_no_further_than_the_date(story: Story) -> None:
    view = act(at(with_map(story)), "open=figure:f-island", "next-day", "next-day")
    assert view.listings[-1].day == "1931-02-04"
    dated = act(view, "lens=1931-02-02")
    assert dated.listings[-1].day == "1931-02-02"
    assert "3 Feb" not in rows_text(_frame(dated).rows), "no later day is offered"
    with pytest.raises(Cannot, match="last day"):
        act(dated, "next-day")
    assert act(view, "date-before").run.lens is not None, "its keys work on a figure too"


def test_a_visit_elsewhere_is_not_held_to_its_row(story: Story) -> None:
    view = act(at(story, "the-warning"), "date-before", "next")
    assert view.run.visit == Visit(**{**msgspec.structs.asdict(view.run.visit), "top": False})
