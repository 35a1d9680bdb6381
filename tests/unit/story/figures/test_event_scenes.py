"""Which scenes tell of an event: by its sources and its day."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from explainer.story.figures import data
from explainer.story.figures.data import Datum, address_of, linked, scenes_of
from explainer.story.load.loader import read_story
from explainer.story.model.structs import Story
from tests.tiny import write_story
from tests.unit.harbour import with_figures


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    return with_figures(read_story(write_story(Path(tmp_path_factory.mktemp("tiny")))))


@pytest.mark.parametrize(
    ("day", "sources", "scenes"),
    [
        ("1931-02-03", ("log-book",), ("the-warning", "the-rescue", "the-storm")),  # fewest days first
        ("1931-02-03", ("port-gazette",), ("the-warning", "the-storm")),
        ("1931-02-09", ("log-book", "port-gazette"), ("the-morning",)),
        ("1931-02", ("late-report",), ("the-lamp",)),  # a month that holds the scene's day
        ("1931-02-05", ("port-gazette",), ()),  # leans on it, on other days
        ("1931-02-03", ("unheard-of",), ()),
        ("", ("log-book",), ()),
    ],
)
def test_scenes_lean_on_its_sources_and_hold_its_day(
    story: Story, day: str, sources: tuple[str, ...], scenes: tuple[str, ...]
) -> None:
    assert scenes_of(story, Datum("1", "", day=day, sources=sources)) == scenes


def test_the_address_is_the_first_line_that_leans_on_it(story: Story) -> None:
    row = Datum("1", "", day="1931-02-03", sources=("log-book",))
    assert address_of(story, row, "the-storm") == "the-storm:lamp"
    assert address_of(story, row, "the-morning") == "the-morning"


def test_a_table_s_own_links_and_other_kinds_stay(story: Story) -> None:
    figure = story.figures["f-days"]
    raw = data.data(story, figure)
    assert [len(row.links) for row in linked(story, figure, raw).rows] == [0, 3, 2, 0]
    columns = {**figure.options["columns"], "links": "where"}
    own = msgspec.structs.replace(figure, options={**figure.options, "columns": columns})
    assert linked(story, own, raw) is raw
    network = story.figures["f-ties"]
    ties = data.data(story, network)
    assert linked(story, network, ties) is ties
