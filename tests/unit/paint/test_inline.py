"""A figure among the text where the page has room for it whole, beside the text in wide windows."""

from __future__ import annotations

import msgspec
import pytest

from explainer.paint.cells.style import Profile
from explainer.paint.cells.wrapping import width
from explainer.paint.compose import compose, rows_text
from explainer.paint.figures.painters import inline
from explainer.reading.figure_actions import open_figure
from explainer.reading.view import Layout
from explainer.story.figures.alt_text import twin
from explainer.story.figures.data import data, is_name
from explainer.story.model.structs import Step, Story
from tests.unit.harbour import with_figures
from tests.unit.paint.country import TOWNS, with_map
from tests.unit.paint.looks import SIZES, act, at, frame

PROFILE = Profile()


@pytest.fixture(scope="module")
def told(story: Story) -> Story:
    return with_figures(story)


def test_every_cell_of_a_picture_leads_to_its_figure(told: Story) -> None:
    for figure in ("f-days", "f-ties", "f-counts"):
        for columns in (36, 44, 72):
            rows = inline(told, told.figures[figure], columns, 12, PROFILE, reference="ref:3")
            assert rows
            assert len(rows) <= 12
            assert all(sum(width(run.text) for run in row) <= columns for row in rows)
            assert {run.reference for row in rows for run in row} == {"ref:3"}
            assert rows[-1]


def test_a_picture_that_would_say_less_than_its_words_is_left_out(told: Story) -> None:
    assert inline(told, told.figures["f-counts"], 20, 12, PROFILE) == ()
    assert inline(told, told.figures["f-counts"], 72, 3, PROFILE) == ()


def text_at(told: Story, size: tuple[int, int]) -> str:
    view = at(told, "the-lamp", "counted")
    return rows_text(compose(view, *size, PROFILE).rows)


def test_a_tall_page_has_the_picture_and_its_words(told: Story) -> None:
    shown = text_at(told, (80, 40))
    assert "▆" in shown
    assert shown.index("Boats, by who counted") < shown.index("▆") < shown.index("Seven, then twelve.")
    assert "replaced" in shown


@pytest.mark.parametrize("size", [(40, 15), (60, 20)])
def test_a_low_page_has_a_small_picture_and_the_words(told: Story, size: tuple[int, int]) -> None:
    shown = text_at(told, size)
    assert "▆" in shown
    assert shown.index("▆") < shown.index("Seven, then twelve.")


def test_a_wide_window_has_the_picture_beside_the_text_once(told: Story) -> None:
    rows = text_at(told, (120, 40)).split("\n")
    beside = [row for row in rows if "▆" in row]
    assert beside
    assert all(row.index("▆") > 70 for row in beside)
    assert sum("Seven, then twelve." in row for row in rows) == 1


def test_pages_of_a_scene_with_a_picture_lose_no_line(told: Story) -> None:
    for size in SIZES:
        view = at(told, "the-lamp")
        seen: list[str] = []
        for _page in range(20):
            found = frame(view, size)
            seen.append(rows_text(found.rows))
            following: Layout = found.layout
            if following.following is None:
                break
            view = act(view, "next", size=size)
        words = " ".join(" ".join(seen).split())
        assert "Boats, by who counted" in words, size
        assert words.count("Seven, then twelve.") >= 1, size


@pytest.fixture(scope="module")
def island(story: Story) -> Story:
    return with_map(story)


@pytest.mark.parametrize("glyphs", ["braille", "ascii"])
@pytest.mark.parametrize("columns", [36, 44, 72, 116])
def test_a_map_among_the_text_says_its_day_and_names_every_place(
    island: Story, columns: int, glyphs: str
) -> None:
    figure = island.figures["f-island"]
    rows = inline(island, figure, columns, 22, Profile(glyphs=glyphs), day="1931-02-02")
    shown = " ".join(rows_text(rows).split())
    assert rows_text(rows).split("\n")[0].strip()  # no blank rows over it
    assert "2 February 1931" in shown
    for name, _where, _rank in TOWNS.values():
        assert name.partition(" (")[0] in shown, name
    assert "new this day 2" in shown.replace("\u00a0", " ")
    assert all(width("".join(run.text for run in row)) <= columns for row in rows)


def test_a_map_shows_the_part_and_the_day_that_its_step_names(island: Story) -> None:
    figure, shows = island.figures["f-island"], {"view": "west", "day": "1931-02-03"}
    told, plain = (
        rows_text(inline(island, figure, 72, 22, PROFILE, day="1931-02-01", shows=one))
        for one in (shows, None)
    )
    assert "3 February 1931" in told and "1 February 1931" in plain
    assert told.split("\n")[0] != plain.split("\n")[0]


def test_a_figure_opens_as_its_step_tells_of_it(island: Story) -> None:
    shows = {"view": "west", "day": "1931-02-03"}
    scene = island.scenes["the-lamp"]
    steps = (*scene.steps, Step("map", "figure", ref="f-island", shows=shows))
    scenes = {**island.scenes, "the-lamp": msgspec.structs.replace(scene, steps=steps)}
    story = msgspec.structs.replace(island, scenes=scenes)
    opened = open_figure(at(story, "the-lamp"), "f-island").listings[-1]
    assert (opened.view, opened.day) == ("west", "1931-02-03")
    assert open_figure(at(story, "the-lamp"), "f-island", day="1931-02-01").listings[-1].day == "1931-02-01"


def test_a_map_s_words_for_a_day_name_the_places_that_its_picture_marks(island: Story) -> None:
    figure = island.figures["f-island"]
    words = twin(island, figure, until="1931-02-02")
    assert words.says == "3 places by 2 February 1931."
    assert words.rows[-2:] == ("Not yet: Fields", "Day not found: Hut")


def test_a_low_map_has_its_words_beside_it(island: Story) -> None:
    rows = inline(island, island.figures["f-island"], 72, 10, PROFILE, day="1931-02-02")
    lines = rows_text(rows).split("\n")
    assert len(lines) <= 10
    assert "2 February 1931" in lines[0]
    column = lines[0].index("2 February")
    assert all(not line[column - 2 : column].strip() for line in lines)
    shown = " ".join(rows_text(rows).split())
    assert all(name.partition(" (")[0] in shown for name, _where, _rank in TOWNS.values())


def test_of_a_figure_in_hand_the_title_is_filled_and_never_the_picture(told: Story) -> None:
    view = act(at(told, "the-lamp", "counted"), size=(80, 40))
    found = frame(msgspec.structs.replace(view, cursor=compose(view, 80, 40, PROFILE).layout.hand), (80, 40))
    filled = "".join(run.text for row in found.rows for run in row if run.style == "cursor")
    assert "Boats, by who counted".endswith(filled.strip()) and filled
    assert "▆" in rows_text(found.rows)


def test_a_network_among_the_text_is_drawn_around_the_name_that_its_step_gives(told: Story) -> None:
    figure = told.figures["f-ties"]
    names = [d.key for d in data(told, figure).rows if is_name(d)]
    heads = set()
    for name in names[:2]:
        heads.add(rows_text(inline(told, figure, 40, 12, PROFILE, shows={"start": name})).split("\n")[0])
    assert len(heads) == 2
