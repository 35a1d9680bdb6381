"""A figure among the text where the page has room for it whole, beside the text in wide windows."""

from __future__ import annotations

import pytest

from explainer.paint.cells.style import Profile
from explainer.paint.cells.wrapping import width
from explainer.paint.compose import compose, rows_text
from explainer.paint.figures.painters import inline
from explainer.reading.view import Layout
from explainer.story.model.structs import Story
from tests.unit.harbour import with_figures
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
