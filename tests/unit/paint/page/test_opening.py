"""The opening: doors, signs, the mode without a screen; its text goes on over further pages."""

from __future__ import annotations

import msgspec
import pytest

from explainer.paint.cells.canvas import Canvas
from explainer.paint.cells.rows import Run
from explainer.paint.cells.style import Profile
from explainer.paint.compose import compose, rows_text
from explainer.reading.run import Visit
from explainer.story.model.structs import Span, Step, Story
from tests.unit.paint.looks import PROFILE, SIZES, act, at, cells, text


@pytest.fixture
def wordy(story: Story) -> Story:
    """The start with more text than one screen holds; each word once."""
    steps = tuple(
        Step(
            str(n + 1),
            "text",
            (Span("text", " ".join(f"word{n}x{i}" for i in range(45))),),
            rests_on=("log-book",),
        )
        for n in range(4)
    )
    start = msgspec.structs.replace(story.scenes[story.start], steps=steps)
    return msgspec.structs.replace(story, scenes=story.scenes | {story.start: start})


@pytest.mark.parametrize("size", SIZES)
def test_the_opening_and_its_further_pages_hold_every_word_once(wordy: Story, size: tuple[int, int]) -> None:
    view = at(wordy)
    words: list[str] = []
    number = 0
    while True:
        found = compose(view, *size, PROFILE)
        number += 1
        assert found.page == number
        words += [word for word in rows_text(found.rows).split() if word.startswith("word")]
        if found.layout.following is None:
            break
        view = act(view, "next", size=size)
    assert found.pages == number
    assert words == [f"word{n}x{i}" for n in range(4) for i in range(45)]


@pytest.mark.parametrize("size", SIZES)
def test_doors_signs_and_linear_mode_are_on_it(story: Story, size: tuple[int, int]) -> None:
    shown = text(at(story), size)
    assert "1 " in shown and "Why did the lamp go out?" in shown and "Show me the short way" in shown
    assert "1 min" in shown
    assert "Қ Ұ ⠿ ▀" in shown and "b reads line by line" in shown
    assert "1-2 open" in shown.split("\n")[-1]


def test_the_question_of_the_whole_stands_over_the_doors(story: Story) -> None:
    start = msgspec.structs.replace(story.scenes[story.start], asks="Who rowed, and why?")
    asking = msgspec.structs.replace(story, scenes=story.scenes | {story.start: start})
    rows = text(at(asking), (80, 24)).split("\n")
    question = next(i for i, row in enumerate(rows) if "Who rowed, and why?" in row)
    assert not rows[question - 1].strip() and not rows[question + 1].strip()
    assert "Why did the lamp go out?" in rows[question + 2]


def test_the_signs_shown_are_those_of_the_set(story: Story) -> None:
    assert "Қ Ұ ─ ●" in text(at(story), profile=Profile(glyphs="plain"))
    assert "plain ASCII signs; v changes them" in text(at(story), profile=Profile(glyphs="ascii"))


def test_where_nothing_fits_the_scenes_question_stands(wordy: Story) -> None:
    shown = text(at(wordy), (40, 15))
    assert "What did the harbour see?" in shown and "word0x0" not in shown


def test_a_step_of_the_opening_stays_on_it_and_a_later_one_does_not(wordy: Story) -> None:
    assert "Show me the short way" in text(at(wordy, wordy.start, "1"))
    later = text(at(wordy, wordy.start, "4"))
    assert "word3x0" in later and "Қ" not in later


def test_another_date_on_a_further_page_does_not_lead_back_to_the_opening(wordy: Story) -> None:
    view = at(wordy, wordy.start, "2")
    assert "Show me the short way" in text(view), "its line stands on the opening"
    visit = msgspec.structs.replace(view.run.visit, top=True)
    dated = text(msgspec.structs.replace(view, run=msgspec.structs.replace(view.run, visit=visit)))
    assert "word1x0" in dated and "word0x0" not in dated and "Қ" not in dated


def test_a_start_without_doors_is_a_scene(story: Story) -> None:
    plain = msgspec.structs.replace(story.scenes[story.start], branches=())
    changed = msgspec.structs.replace(story, scenes=story.scenes | {story.start: plain})
    assert "Қ" not in text(at(changed)) and "A light goes out" in text(at(changed))


def test_a_canvas_takes_nothing_beyond_its_edges() -> None:
    canvas = Canvas(10, 2, Profile())
    canvas.put(0, 8, (Run("一二三", "text"), Run("x", "text")))
    canvas.put(5, 0, (Run("below", "text"),))
    canvas.put(-1, 0, (Run("above", "text"),))
    canvas.write(1, 9, "一")
    assert [cells(row) for row in canvas.rows()] == [10, 0]


def test_what_is_placed_first_is_not_written_over() -> None:
    canvas = Canvas(10, 1, Profile())
    canvas.write(0, 2, "abc")
    canvas.write(0, 4, "xyz")
    assert rows_text(canvas.rows()) == "  abc"


def test_going_to_an_unknown_place_of_the_opening_is_the_opening(wordy: Story) -> None:
    view = at(wordy)
    run = msgspec.structs.replace(view.run, visit=Visit(wordy.start, "no-such"))
    assert "Қ" in text(msgspec.structs.replace(view, run=run))


def test_a_scenes_question_and_day_stand_on_its_first_page(story: Story) -> None:
    asked = story.scenes["the-warning"].asks
    first = text(at(story, "the-warning"), (80, 24)).split("\n")
    assert first[4].strip() == asked, "under the title"
    assert not first[5].strip()
    assert "2 February" in first[3] or "February" in first[3]
    assert asked not in text(act(at(story, "the-warning"), "next"), (80, 24))
    assert asked not in text(at(story, "the-warning"), (40, 15)), "it costs too much there"
