"""Keys in timelines and networks: lanes, days with events, from name to name and back."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from explainer.paint.cells.style import Profile
from explainer.paint.compose import compose, rows_text
from explainer.problems import Cannot
from explainer.reading import figures, view_actions
from explainer.reading.actions import Action
from explainer.reading.figures import WHOLE, nearest
from explainer.reading.run import Visit, begin
from explainer.reading.view import Layout, View
from explainer.story.figures.data import Datum
from explainer.story.load.loader import read_story
from explainer.story.model.structs import Story
from tests.tiny import write_story
from tests.unit.harbour import with_figures


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    return with_figures(read_story(write_story(Path(tmp_path_factory.mktemp("tiny")))))


@pytest.fixture
def view(story: Story) -> View:
    """In a scene of 3 February 1931."""
    run = msgspec.structs.replace(begin(story), visit=Visit("the-warning"))
    return View(story, run)


def act(view: View, *actions: str, size: tuple[int, int] = (80, 24)) -> View:
    for action in actions:
        name, _equals, argument = action.partition("=")
        layout = compose(view, *size, Profile()).layout
        view = view_actions.perform(view, Action(name, argument), layout)
    return view


def held(view: View) -> Datum:
    rows = figures.shown(view.story, view.listings[-1].subject, "").rows
    return rows[view.listings[-1].selected]


def shown(view: View, size: tuple[int, int] = (80, 24)) -> str:
    return rows_text(compose(view, *size, Profile()).rows)


def test_a_timeline_opens_at_the_scene_s_day_and_the_same_key_puts_it_away(view: View) -> None:
    opened = act(view, "timeline")
    assert opened.screen == "figure"
    assert opened.listings[-1].subject == "f-days"
    assert held(opened).label == "The lamp goes out"
    assert "Days of the storm" in shown(opened)
    assert act(opened, "timeline").listings == ()


def test_arrows_go_by_event_and_by_day(view: View) -> None:
    opened = act(view, "timeline")
    assert held(act(opened, "next-reference")).label == "A letter is sent"
    assert held(act(opened, "next-day")).label == "A count is read"
    assert held(act(opened, "previous-day")).label == "Boats leave"
    with pytest.raises(Cannot, match="last day"):
        act(opened, "next-day", "next-day")
    with pytest.raises(Cannot, match="first day"):
        act(opened, "previous-day", "previous-day")


def test_lanes_go_round_and_keep_the_reader_s_day(view: View) -> None:
    opened = act(view, "timeline")
    sea = act(opened, "lane")
    assert sea.listings[-1].lane == "sea"
    assert held(sea).label == "The lamp goes out"
    assert "A letter is sent" not in shown(sea)
    town = act(sea, "lane")
    assert (town.listings[-1].lane, held(town).label) == ("town", "A letter is sent")
    assert act(town, "lane").listings[-1].lane == ""
    assert act(opened, "lane=town").listings[-1].lane == "town"
    assert act(opened, "lane=town", "lane=town").listings[-1].lane == ""
    with pytest.raises(Cannot, match="no such lane"):
        act(opened, "lane=air")


def test_an_event_has_its_record_with_its_source_and_the_scene_that_tells_of_it(view: View) -> None:
    record = act(view, "timeline", "record")
    assert record.screen == "datum"
    assert "The lamp goes out" in shown(record)
    assert "log" in shown(record).casefold()
    assert act(record, "open").screen == "source"


def test_enter_on_an_event_goes_to_the_line_that_tells_of_it(view: View, story: Story) -> None:
    opened = act(view, "timeline")
    assert "Enter its scene" in shown(opened)
    told = act(opened, "open")
    assert (told.screen, told.run.visit.scene, told.run.visit.step) == ("scene", "the-warning", "1")
    elsewhere = act(View(story, begin(story)), "open=figure:f-days", "datum=3", "datum=3")
    assert elsewhere.run.visit.scene == "the-storm"  # of two that tell of it the one the reader is in
    assert elsewhere.run.visit.step == "lamp"


def test_enter_on_an_event_that_no_scene_tells_of_goes_to_its_source(view: View) -> None:
    source = act(view, "timeline", "next-day", "open")
    assert (source.screen, source.listings[-1].subject) == ("source", "port-gazette")
    assert "source:port-gazette" in source.run.opened
    assert held(act(source, "close")).label == "A count is read"
    assert "Enter its source" in shown(act(view, "timeline", "next-day"))


def test_where_one_is_and_what_one_has_seen_stand_beside_events(view: View) -> None:
    text = shown(act(view, "timeline"), (120, 40))
    assert "The lamp goes out, Skerry [● you are here]" in text
    away = View(view.story, msgspec.structs.replace(view.run, visit=Visit("the-morning"), seen=()))
    assert "The lamp goes out, Skerry [○]" in shown(act(away, "timeline"), (120, 40))
    back = View(view.story, msgspec.structs.replace(away.run, seen=("the-storm",)))
    text = shown(act(back, "timeline"), (120, 40))
    assert "The lamp goes out, Skerry [●]" in text
    assert "its scene is seen" in text
    assert "Boats leave, the quay [" not in text


def test_chapters_and_places_filter_and_say_so(view: View) -> None:
    opened = act(view, "timeline")
    night = act(opened, "chapter-filter")
    assert night.listings[-1].chapter == "night"
    assert "filtered: 2 of 4 · chapter 1 The night" in shown(night)
    assert "Boats leave" not in shown(night)
    assert act(night, "chapter-filter").listings[-1].chapter == ""
    quay = act(opened, "place-filter")
    assert (quay.listings[-1].place, held(quay).label) == ("the quay", "Boats leave")
    assert "filtered: 1 of 4 · the quay" in shown(quay)
    skerry = act(quay, "place-filter")
    assert (skerry.listings[-1].place, held(skerry).label) == ("Skerry", "The lamp goes out")
    assert "filtered:" not in shown(act(skerry, "place-filter"))
    assert act(opened, "place-filter=Skerry").listings[-1].place == "Skerry"
    assert act(opened, "place-filter=Skerry", "place-filter=Skerry").listings[-1].place == ""
    with pytest.raises(Cannot, match="no such chapter"):
        act(opened, "chapter-filter=after")


def test_filters_work_together_and_offer_nothing_that_would_be_empty(view: View) -> None:
    both = act(view, "timeline", "chapter-filter", "place-filter")
    assert both.listings[-1].place == "Skerry"  # the quay has no event of that chapter
    assert "filtered: 1 of 4 · chapter 1 The night · Skerry" in shown(both)
    assert act(both, "lane").listings[-1].lane == "sea"
    assert act(both, "lane", "lane").listings[-1].lane == ""
    with pytest.raises(Cannot, match="last day"):
        act(both, "next-day")
    assert "Esc all events" in shown(both)
    every = act(both, "close")
    assert (every.screen, every.listings[-1].chapter, every.listings[-1].place) == ("figure", "", "")
    assert held(every).label == "The lamp goes out"
    assert act(every, "close").screen == "scene"


def test_other_figures_have_no_filters(view: View) -> None:
    for action in ("lane", "chapter-filter", "place-filter"):
        with pytest.raises(Cannot):
            act(view, "who", action)
    assert "chapter" not in shown(act(view, "who"), (120, 40)).splitlines()[-1]


def test_a_day_of_the_strip_brings_its_event_into_the_hand(view: View) -> None:
    opened = act(view, "timeline", "day=1931-02-01")
    assert held(opened).label == "Boats leave"
    assert held(act(opened, "day=1931-02-05")).label == "A count is read"


def test_one_walks_from_name_to_name_and_back(view: View) -> None:
    opened = act(view, "who")
    assert "Ada Berg" in shown(opened)
    assert "Bo Lind" in shown(opened)
    walked = act(opened, "next-reference", "next-reference", "open")  # first the tie to Ada, then from her
    assert walked.listings[-1].folded == ("port-office",)
    assert "Cyril Dahl" in shown(walked)
    assert "Bo Lind" not in shown(walked)
    further = act(walked, "next-reference", "next-reference", "open")
    assert further.listings[-1].folded[-1] == "cyril-dahl"
    assert act(further, "name-before").listings[-1].folded == ("port-office",)
    assert act(further, "name-before", "name-before").listings[-1].folded == ()
    with pytest.raises(Cannot, match="no name before"):
        act(opened, "name-before")


def test_all_names_at_once_and_one_of_them_into_the_middle(view: View) -> None:
    whole = act(view, "who", "zoom", size=(120, 40))
    assert whole.listings[-1].folded == (WHOLE,)
    names = shown(whole, (120, 40))
    assert all(name in names for name in ("Ada Berg", "Bo Lind", "Cyril Dahl", "Port Office"))
    chosen = act(whole, "next-reference", "next-reference", "open", size=(120, 40))
    assert WHOLE not in chosen.listings[-1].folded
    assert act(whole, "zoom", size=(120, 40)).listings[-1].folded == ()


def test_a_story_without_them_says_so(story: Story) -> None:
    bare = msgspec.structs.replace(story, figures={})
    bare_view = View(bare, begin(bare))
    for action, words in (("timeline", "no timeline"), ("who", "who is who")):
        with pytest.raises(Cannot, match=words):
            view_actions.perform(bare_view, Action(action), Layout())


def test_nearest_is_the_first_event_from_a_day_on() -> None:
    rows = [Datum("1", "", day="1931-02-01"), Datum("2", "", day="1931-02-03"), Datum("3", "")]
    assert nearest(rows, "1931-02-02") == "2"
    assert nearest(rows, "") == "1"
    assert nearest(rows, "1999") == "3"
    assert nearest((), "1931") == ""


def test_the_keys_of_a_figure_stand_in_its_footer(view: View) -> None:
    assert "f lane" in shown(act(view, "timeline"), (120, 40))
    assert "all names" in shown(act(view, "who"))


def test_every_size_draws_every_figure(view: View) -> None:
    for size in ((40, 15), (60, 20), (80, 24), (110, 30), (120, 40)):
        for action in ("timeline", "who"):
            rows = compose(act(view, action, "next-reference", size=size), *size, Profile()).rows
            assert len(rows) == size[1]
