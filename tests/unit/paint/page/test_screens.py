"""Every screen at every size: exact height, nothing too wide, prose within the measure, the floor in its place."""

from __future__ import annotations

import pytest

from explainer.paint.cells.style import STYLES, Profile
from explainer.paint.cells.wrapping import width
from explainer.paint.compose import compose, paint, rows_text
from explainer.paint.page.blocks import Lead, scene_blocks
from explainer.paint.page.layout import grid
from explainer.paint.page.story_map import map_grid
from explainer.reading.actions import BY_ID
from explainer.reading.view import Sheet
from explainer.story.model.structs import Story
from tests.unit.paint.data_rows import milliseconds
from tests.unit.paint.looks import PROFILE, SIZES, act, at, cells, frame, screens, text

NAMES = (
    "opening", "opening, read on", "scene", "scene, term in hand", "scene, claim in hand", "recap", "bridge", "warning",
    "lens", "lens, later", "term", "excerpt", "claim", "claim under a lens", "claim, later shown", "claim sheet",
    "date", "date, typed", "date, half typed", "fold", "fold, open", "sources, dated", "figure", "source sheet",
    "rests on",
    "story map", "my way", "glossary", "glossary, filtered", "sources", "search", "search, nothing", "search, empty",
    "choices", "whole term", "whole source", "help", "about", "message", "hidden",
)  # fmt: skip


def test_the_list_of_screens_is_complete(story: Story) -> None:
    assert tuple(screens(story)) == NAMES


@pytest.mark.parametrize("size", [*SIZES, (40, 40), (79, 18), (109, 24), (200, 60), (400, 200)])
@pytest.mark.parametrize("name", NAMES)
def test_rows_fill_the_screen_and_no_more(story: Story, name: str, size: tuple[int, int]) -> None:
    for glyphs in ("braille", "ascii"):
        found = frame(screens(story)[name], size, Profile(glyphs=glyphs))
        assert len(found.rows) == size[1]
        for row in found.rows:
            assert cells(row) <= size[0], rows_text((row,))
            assert all(run.style in STYLES and run.text for run in row)


@pytest.mark.parametrize("size", SIZES)
def test_everything_stands_within_the_block(story: Story, size: tuple[int, int]) -> None:
    for name, view in screens(story).items():
        for row in frame(view, size).rows:
            used = sum(width(run.text) for run in row if run.text.strip())
            assert used <= size[0] - 2 or size[0] < 80, name
            right = (
                map_grid(grid(*size)).right if "story map" in name or name == "my way" else grid(*size).right
            )
            assert cells(row) <= min(size[0], right + 1), name


@pytest.mark.parametrize("size", SIZES)
def test_prose_keeps_to_the_measure(long_story: Story, size: tuple[int, int]) -> None:
    measure = grid(*size).measure
    assert measure <= 72
    for block in scene_blocks(
        long_story, long_story.scenes["the-lamp"], measure, "", "braille", Lead(), frozenset()
    ):
        assert all(cells(line.runs) <= measure for line in block.lines)


def test_a_reader_may_have_narrower_text(long_story: Story) -> None:
    rows = paint(at(long_story, "the-lamp"), 80, 24, Profile(measure=50))
    assert all(cells(row) <= 4 + 50 for row in rows[5:17])


@pytest.mark.parametrize(("size", "title", "peek", "footer"), [((80, 24), 3, 18, 23), ((120, 40), 4, 34, 39)])
def test_the_floor_does_not_move(
    long_story: Story, size: tuple[int, int], title: int, peek: int, footer: int
) -> None:
    for scene in ("the-lamp", "the-warning", "the-morning"):
        rows = rows_text(frame(at(long_story, scene), size).rows).split("\n")
        assert long_story.scenes[scene].title in rows[title]
        assert "──" in rows[peek]
        assert rows[footer].strip().startswith("Enter open")


def test_one_left_edge(long_story: Story) -> None:
    for line in text(at(long_story, "the-lamp")).split("\n"):
        assert not line.strip() or line[:2] == "  "
        assert line[2:4].strip() == "" or line[2:4] in ("1 ", "2 ", "→ ", "● ", "– ", "“ ")


def test_under_the_least_size_there_is_one_sentence(story: Story) -> None:
    found = text(at(story), (38, 12))
    words = " ".join(found.split())
    assert (
        words == "This window is 38x12; 40x15 is the least. Make it larger, or press b to read line by line."
    )
    for size in ((1, 1), (20, 6), (39, 15), (40, 14)):
        assert len(paint(at(story), *size, PROFILE)) == size[1]


def test_hidden_shows_nothing_and_says_nothing(story: Story) -> None:
    found = frame(act(at(story, "the-warning"), "hide"), (80, 24))
    assert rows_text(found.rows).strip() == ""
    assert found.title == ""


def test_the_window_title_says_the_screen_and_nothing_of_the_place(story: Story) -> None:
    assert frame(at(story, "the-rescue"), (80, 24)).title == story.title
    assert frame(act(at(story, "the-rescue"), "help"), (80, 24)).title == f"{story.title} · help"


def test_the_footer_drops_whole_keys(story: Story) -> None:
    for columns in range(40, 130):
        line = text(at(story, "the-warning"), (columns, 24)).split("\n")[-1]
        if columns >= 60:
            assert "? help" in line
        for part in line.strip().split("   "):
            assert part == "" or " " in part, (columns, line)


def test_the_second_column_is_never_empty(story: Story) -> None:
    for scene in story.scenes:
        found = text(at(story, scene), (120, 40)).split("\n")
        beside = [line[80:].strip() for line in found[4:30]]
        assert any(beside), scene


def test_the_real_cursor_stands_on_what_is_in_hand(story: Story) -> None:
    view = act(at(story, "the-morning"), "next-reference")
    found = frame(view, (80, 24))
    assert found.cursor is not None
    column, row = found.cursor
    assert rows_text(found.rows).split("\n")[row][column:].startswith("lightkeepers")


def test_help_has_every_key_and_fits_one_screen(story: Story) -> None:
    found = frame(act(at(story, "the-warning"), "help"), (80, 24))
    assert found.layout.overflow == 0
    shown = rows_text(found.rows)
    for action in ("next", "rests-on", "story-map", "glossary", "copy", "hide", "width", "quit"):
        assert (
            f"{'→' if action == 'next' else BY_ID[action].keys[0].replace('less_than_sign', '<')} " in shown
        )


def test_help_says_the_key_of_ones_way_as_it_works_from_a_scene(story: Story) -> None:
    shown = text(act(at(story, "the-lamp"), "help"))
    assert "m w        your way so far" in shown


def test_a_warning_promises_only_what_a_key_does(story: Story) -> None:
    shown = text(act(at(story, "the-warning"), "next"))
    assert "“The rescue”. c shows the ways out at any line." in shown
    inside = act(at(story, "the-warning"), "next", "consent", "choices")
    assert inside.screen == "choices"


def test_a_picture_rests_on_its_sources_and_the_footer_offers_nothing_idle(story: Story) -> None:
    step = next(step.id for step in story.scenes["the-warning"].steps if step.kind == "figure")
    shown = text(at(story, "the-warning", step, sheets=(Sheet("rests-on", step),)))
    assert "Port Gazette, 3 February 1931" in shown
    assert "nothing recorded" not in shown
    footer = shown.split("\n")[-1]
    assert "Esc close" in footer
    assert "whole record" not in footer
    assert "rests on" not in footer


def test_a_scene_of_the_shipped_size_is_painted_in_a_blink(long_story: Story) -> None:
    view = at(long_story, "the-lamp")
    assert milliseconds(lambda: compose(view, 80, 24, PROFILE)) < 400  # about 0.7 on a quiet machine
