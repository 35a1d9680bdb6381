"""The screen of an author as rows: what stands under the page, looks side by side, the list, the grammar of looks."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from explainer.paint.cells.canvas import cells
from explainer.paint.cells.rows import Row, Run
from explainer.paint.cells.style import Profile
from explainer.paint.compose import compose, rows_text
from explainer.paint.page.layout import LEAST_HEIGHT, LEAST_WIDTH
from explainer.paint.preview import Composite, compose_mistakes, compose_preview, cut_row, fitting
from explainer.paint.preview_looks import CAPTION, USUAL, Look, arrange, label, parse_looks
from explainer.problems import Problem, UsageError
from explainer.reading.actions import Action
from explainer.reading.moves import apply
from explainer.reading.previewing.preview import Preview
from explainer.reading.run import begin
from explainer.reading.view import View
from explainer.story.load.loader import read_story
from tests.tiny import write_story

OWN = Profile()
SIZES = [(40, 15), (60, 20), (80, 24), (120, 40), (170, 52)]


@pytest.fixture
def view(tmp_path: Path) -> View:
    story = read_story(write_story(tmp_path / "story"))
    run = apply(story, begin(story), Action("go", "the-lamp"))
    return View(story, run)


def mistake(number: int, severity: str = "error") -> Problem:
    message = f"mistake {number} `\x1b]0;owned\x07` is told"
    return Problem(f"night/scene-{number}.yaml", number + 1, 3, "", severity, message, f"hint {number}")  # type: ignore[arg-type]


GOOD = Preview(started=True)
BAD = Preview(
    tuple(mistake(n) for n in range(4)), {"night/scene-0.yaml": "the \x1b[41mline"}, behind=True, started=True
)


def screen(
    view: View, preview: Preview, size: tuple[int, int], looks: str = "", own: Profile = OWN
) -> Composite:
    wanted = parse_looks(looks) if looks else ()
    return compose_preview(
        view, preview, wanted, *size, own, lambda _view, columns: ("Scene: so it is said.", "x" * columns)
    )


def flat(rows: tuple[Row, ...]) -> str:
    return " ".join(rows_text(rows).split())


# under the page


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("preview", [GOOD, BAD])
def test_the_page_stands_over_what_is_told_and_every_row_fits(
    view: View, size: tuple[int, int], preview: Preview
) -> None:
    columns, rows = size
    frame = screen(view, preview, size).frame
    assert len(frame.rows) == rows
    assert all(cells(row) <= columns for row in frame.rows)
    alone = compose(view, columns, rows, OWN)
    head = slice(0, 4)  # the question under the title gives way where the page is low
    assert frame.rows[head] == alone.rows[head]
    words = rows_text(frame.rows)
    assert ("4 mistakes" if preview is BAD else "no mistakes") in words
    assert "\x1b" not in words and "\x07" not in words


def test_a_mistake_is_told_with_its_file_line_and_hint(view: View) -> None:
    words = rows_text(screen(view, BAD, (80, 24)).frame.rows)
    assert "scene-0.yaml:1:3" in words and "hint 0" in words and "hint 1" in words
    assert "hint 2" not in words
    assert "F2 mistakes" in words


def test_warnings_are_counted_and_not_told(view: View) -> None:
    words = rows_text(screen(view, Preview((mistake(0, "warning"),), started=True), (80, 24)).frame.rows)
    assert "1 warning" in words and "F2 mistakes" in words
    assert "hint" not in words


def test_nothing_stands_under_a_hidden_page_or_a_window_too_small(view: View) -> None:
    hidden = View(view.story, view.run, hidden=True)
    assert rows_text(screen(hidden, BAD, (80, 24)).frame.rows).strip() == ""
    assert "is the least" in " ".join(rows_text(screen(view, BAD, (38, 12)).frame.rows).split())


# side by side


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("count", [1, 2, 3])
def test_panes_are_painted_in_their_own_size_and_never_beyond_the_screen(
    view: View, size: tuple[int, int], count: int
) -> None:
    looks = ",".join(USUAL.split(",")[:count])
    made = screen(view, GOOD, size, looks)
    columns, rows = size
    taken: set[tuple[int, int]] = set()
    for band in made.bands:
        assert band.x >= 0 and band.x + band.columns <= columns and band.y + len(band.rows) <= rows
        assert all(cells(row) <= band.columns for row in band.rows)
        here = {
            (x, y)
            for x in range(band.x, band.x + band.columns)
            for y in range(band.y, band.y + len(band.rows))
        }
        assert not here & taken
        taken |= here
    first = parse_looks(looks)[0]
    whole = compose(view, first.columns, first.rows, first.profile(OWN))
    if made.panes[0].columns == first.columns:
        assert made.frame.rows[:10] == whole.rows[:10]


def test_a_pane_that_is_cut_says_so_and_marks_where_words_go_on(view: View) -> None:
    made = screen(view, GOOD, (60, 20), "80x24/light")
    words = "\n".join(rows_text(band.rows) for band in made.bands)
    assert "80x24 · light, 60 columns shown" in words
    assert any(rows_text((row,)).endswith("…") for row in made.bands[0].rows)


@pytest.mark.parametrize("looks", ["80x24/light", "60x20/linear"])
def test_what_a_key_answered_stands_under_a_look_that_does_not_show_it(view: View, looks: str) -> None:
    said = "A save leaves you where you are."
    made = screen(replace(view, message=said), GOOD, (80, 24), looks)
    assert said in "\n".join(rows_text(band.rows) for band in made.bands)
    whole = screen(replace(view, message=said), GOOD, (120, 40), "80x24/light")
    assert rows_text(whole.bands[1].rows).strip() == "80x24 · light"


def test_the_linear_text_is_a_look_whose_keys_are_those_of_the_page(view: View) -> None:
    made = screen(view, GOOD, (80, 24), "60x20/linear")
    assert rows_text(made.bands[0].rows).startswith("Scene: so it is said.")
    assert made.frame.layout == compose(view, 60, 20, OWN).layout
    assert made.frame.cursor is None


@given(
    st.lists(st.builds(Look, st.integers(40, 200), st.integers(15, 60)), min_size=1, max_size=3),
    st.integers(40, 300),
    st.integers(15, 90),
)
def test_panes_never_overlap_and_never_leave_the_screen(looks: list[Look], columns: int, rows: int) -> None:
    panes = arrange(tuple(looks), columns, rows)
    assert panes[0][:3] == (looks[0], 0, 0)
    boxes = [(p.x, p.y, p.x + p.columns, p.y + p.rows + CAPTION) for p in panes]
    for number, (left, top, right, bottom) in enumerate(boxes):
        assert left >= 0 and top >= 0 and right <= columns and bottom <= rows
        for other in boxes[:number]:
            assert right <= other[0] or left >= other[2] or bottom <= other[1] or top >= other[3]
    assert fitting(tuple(looks), len(looks), columns, rows + 1) == len(panes)


def test_a_row_is_cut_by_cells_and_marked_only_where_words_go_on() -> None:
    row = (Run("ab", "text"), Run("漢字cd", "strong"))
    assert rows_text((cut_row(row, 20, "…"),)) == "ab漢字cd"
    assert rows_text((cut_row(row, 6, "…"),)) == "ab漢…"
    assert rows_text((cut_row((*row, Run("   ", "text")), 8, "…"),)) == "ab漢字cd"


# the list


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("selected", [0, 3])
def test_the_list_shows_the_mistake_in_hand(size: tuple[int, int], selected: int) -> None:
    frame = compose_mistakes(BAD, selected, *size, OWN)
    words = rows_text(frame.rows)
    assert len(frame.rows) == size[1]
    assert all(cells(row) <= size[0] for row in frame.rows)
    assert f"hint {selected}" in words and "4 mistakes" in words
    assert frame.cursor is not None
    assert "\x1b" not in words


def test_a_narrow_list_says_the_line_and_cuts_no_words() -> None:
    long = Problem("evening/the-river-rises.yaml", 123, 16, "", "error", "it is wrong", "")
    rows = rows_text(compose_mistakes(Preview(problems=(long,)), 0, 40, 15, OWN).rows).splitlines()
    assert any("the-river-rises.yaml:123" in row for row in rows)
    assert rows[0].split() == ["Not", "readable", "1", "mistake"]
    assert rows[-1].strip().endswith("q quit")


def test_a_list_of_nothing_offers_no_scene_to_go_to() -> None:
    rows = rows_text(compose_mistakes(Preview(started=True), 0, 80, 24, OWN).rows).splitlines()
    assert "Enter" not in rows[-1]


def test_the_list_of_a_story_in_order_and_of_one_never_read() -> None:
    assert "Nothing is wrong" in rows_text(compose_mistakes(GOOD, 0, 80, 24, OWN).rows)
    words = rows_text(compose_mistakes(Preview(BAD.problems), 0, 80, 24, OWN).rows)
    assert "cannot be read yet" in words and "Esc" not in words


@pytest.mark.parametrize("size", SIZES)
def test_the_list_claims_nothing_before_every_way_is_walked(size: tuple[int, int]) -> None:
    for stage, words in (("checking", "Not all is checked yet."), ("walking", "are not yet walked.")):
        shown = flat(compose_mistakes(Preview(started=True, stage=stage), 0, *size, OWN).rows)
        assert words in shown
        assert "no mistakes" not in shown and "Nothing" not in shown
        told = flat(
            compose_mistakes(Preview((mistake(0, "warning"),), started=True, stage=stage), 0, *size, OWN).rows
        )
        assert words in told and "hint 0" in told
        assert stage == "checking" or "1 warning so far" in told


@pytest.mark.parametrize("size", SIZES)
def test_the_list_says_how_far_the_walk_came(size: tuple[int, int]) -> None:
    short = Preview(started=True, stage="short", said="It stopped short after 2 states.")
    shown = flat(compose_mistakes(short, 0, *size, OWN).rows)
    assert "Nothing was found." in shown and short.said in shown and "Nothing is wrong" not in shown
    faulty = Preview((mistake(0),), started=True, stage="short", said="It stopped short after 2 states.")
    shown = flat(compose_mistakes(faulty, 0, *size, OWN).rows)
    assert short.said in shown and "hint 0" in shown and "Nothing" not in shown
    whole = Preview(started=True, stage="walked", said="All 5 states are walked.")
    shown = flat(compose_mistakes(whole, 0, *size, OWN).rows)
    assert "Nothing is wrong with this story." in shown and whole.said in shown
    unwalked = Preview((mistake(0),), started=True, stage="not walked")
    assert "once the mistakes are mended" in flat(compose_mistakes(unwalked, 0, *size, OWN).rows)


@pytest.mark.parametrize("size", SIZES)
def test_of_a_way_that_is_longer_than_the_screen_both_ends_are_seen(size: tuple[int, int]) -> None:
    way = " -> ".join(f"scene-{n}" for n in range(500))
    short = Preview(
        (mistake(0), mistake(1)), started=True, stage="short", said=f"It stopped short here: {way}."
    )
    shown = flat(compose_mistakes(short, 0, *size, OWN).rows)
    assert "It stopped short" in shown and "scene-499." in shown and "\u2026" in shown and "hint 0" in shown
    long = Problem("night/a.yaml", 1, 1, "", "error", f"it never ends; the way there: {way}", "Let it end.")
    shown = flat(compose_mistakes(Preview((long,), started=True), 0, *size, OWN).rows)
    assert all(words in shown for words in ("night/a.yaml:1", "it never ends", "scene-499", "Let it end."))


@pytest.mark.parametrize("size", SIZES)
def test_the_foot_says_that_ways_are_not_yet_walked_and_where_the_walk_stopped_short(
    view: View, size: tuple[int, int]
) -> None:
    warned = (mistake(0, "warning"),)
    walking = Preview(started=True, stage="walking", saved="night/the-lamp.yaml")
    words = flat(screen(view, walking, size).frame.rows)
    assert "ways not yet walked" in words and "no mistakes" not in words
    for problems, stage in ((warned, "walking"), (warned, "short"), ((), "short")):
        row = rows_text(screen(view, Preview(problems, started=True, stage=stage), size).frame.rows[-1:])
        assert ("so far" if size[0] < 60 else "walk") in row and "F2 mistakes" in row, row


# the grammar


def test_looks_are_read_in_any_order_and_blanks_are_free() -> None:
    found = parse_looks(" light/80x24 ,16, 60x20/linear,none/ascii/100x30/high-contrast")
    assert found == (
        Look(80, 24, theme="light"),
        Look(depth="16"),
        Look(60, 20, linear=True),
        Look(100, 30, "none", "high-contrast", "ascii"),
    )
    assert len(parse_looks(USUAL)) == 5


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "names no look"),
        ("80x24/drak", "Did you mean dark?"),
        ("80x24//dark", "is no size"),
        ("80x24/40x15", "two of a kind"),
        ("dark/light", "two of a kind"),
        ("39x15", f"{LEAST_WIDTH}x{LEAST_HEIGHT}"),
        ("4000x24", "400x200"),
        ("linear/dark", "no colours"),
        (",".join(["dark"] * 13), "12 are the most"),
        ("0x0", "a look has"),
    ],
)
def test_what_is_no_look_is_named(text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        parse_looks(text)


def test_no_look_has_more_colours_or_signs_than_the_terminal() -> None:
    poor = Profile(depth="16", glyphs="plain")
    profile = Look(depth="truecolor", glyphs="braille", theme="light").profile(poor)
    assert (profile.depth, profile.glyphs) == ("16", "plain")
    assert Look(depth="none", glyphs="ascii").profile(poor).depth == "none"
    assert label(Look(depth="truecolor", theme="light"), poor) == "80x24 · 16 colours"
