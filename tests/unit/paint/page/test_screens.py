"""Every screen at every size: exact height, nothing too wide, prose within the measure, the floor in its place."""

from __future__ import annotations

from itertools import pairwise

import pytest
from msgspec.structs import replace

from explainer.paint.cells.style import STYLES, Profile
from explainer.paint.cells.wrapping import width
from explainer.paint.compose import compose, paint, rows_text
from explainer.paint.page.blocks import Lead, scene_blocks
from explainer.paint.page.help import help_lines
from explainer.paint.page.layout import grid
from explainer.paint.page.prose import Pen
from explainer.paint.page.story_map import map_grid
from explainer.problems import Cannot
from explainer.reading import view_actions
from explainer.reading.actions import BY_ID
from explainer.reading.room import RoomView
from explainer.reading.run import Visit
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
        assert rows[footer].strip().startswith("→ read on   ")
        assert "   d date   ? help" in rows[footer]


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


@pytest.mark.parametrize("glyphs", ["braille", "ascii"])
@pytest.mark.parametrize("size", SIZES)
def test_help_has_words_of_its_own_behind_each_key_and_no_key_twice(
    story: Story, size: tuple[int, int], glyphs: str
) -> None:
    """Two keys stood together before their words: one could not tell `y U copy, undo` from `/ ^f search`."""
    lines = help_lines(Pen(story, "", glyphs), grid(*size, single=True))
    runs = [run for line in lines for run in line.runs if run.text.strip()]
    runs = runs[: next(n for n, run in enumerate(runs) if run.text == "Signs")]
    keys = [run.text for run in runs if run.style == "accent-strong"]
    assert all(other.style == "text" for one, other in pairwise(runs) if one.style == "accent-strong")
    assert len(keys) == len(set(keys)) >= 35
    assert [key for key in keys if " " in key] == ["h j k l"]


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


@pytest.mark.parametrize("size", SIZES)
def test_a_message_names_its_keys_as_they_are_on_the_keyboard(story: Story, size: tuple[int, int]) -> None:
    """At a warning Enter says its ways; in ASCII an arrow is named, since `>` is another key."""
    at_warning = at(story, "the-rescue", threshold=True)
    room = RoomView("maple-42", state="warning", leader_scene="the-rescue")
    for view, words in (
        (at_warning, "goes round it, o reads it."),
        (replace(at_warning, room=room), "goes round it, o reads it, O"),
    ):
        with pytest.raises(Cannot) as cannot:
            act(view, "open", size=size)
        said = view_actions.say(view, str(cannot.value))
        assert f"→ {words}" in text(said, size)
        assert f"Right {words}" in text(said, size, Profile(glyphs="ascii"))


@pytest.mark.parametrize("size", [(40, 15), (60, 20), (80, 24), (120, 40)])
def test_the_footer_offers_what_can_be_done_now(story: Story, size: tuple[int, int]) -> None:
    """The way on, what is in hand with what Enter opens of it, Tab, the date; and always the key to all of them."""
    on = "→ on" if size[0] < 60 else "→ read on"
    plain = text(at(story, "the-morning"), size).split("\n")[-1]
    held = text(act(at(story, "the-morning"), "next-reference", size=size), size).split("\n")[-1]
    assert plain.strip().startswith(f"{on}  ") and "Enter" not in plain
    assert -1 < plain.find("Tab") < plain.find("d date") < plain.find("?")
    assert held.strip().startswith(f"{on}  ") and -1 < held.find("Enter term") < held.find("?")
    first = text(at(story, "the-morning", sheets=(Sheet("rests-on", "1"),)), size).split("\n")[-1]
    assert size[0] >= 110 or (first.find("Esc close") < first.find("Enter the record") < first.find("?"))


def test_the_first_pages_teach_one_thing_each_and_then_no_more(story: Story) -> None:
    """One line, in the row of messages, which gives way to one; by the pages read, so that who comes back has none."""
    view = at(story, "the-morning")
    seen: list[str] = []
    for pages in range(4):
        read = replace(view, run=replace(view.run, past=(*view.run.past, *[Visit("the-lamp")] * pages)))
        rows = text(read).split("\n")
        seen.append(rows[22].strip())
        assert text(view_actions.say(read, "copied")).split("\n")[22].strip() == "copied"
        assert rows[:22] == text(view).split("\n")[:22], "it pushes nothing"
    assert "Tab goes to a source or a term, Enter opens it" in seen[0]
    assert "d sets a date" in seen[1] and "? shows every key" in seen[2]
    assert seen[3] == ""
    assert "Tab" in text(view, (40, 15)).split("\n")[13], (
        "where there is no such row, in that of the peek line"
    )
