"""The screens of a text under study and of a guess: at every size, in every set of signs, at every stage."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from explainer.paint.cells.canvas import BLANK, Canvas, Line
from explainer.paint.cells.rows import Run
from explainer.paint.cells.style import Profile
from explainer.paint.cells.wrapping import width
from explainer.paint.compose import compose, rows_text
from explainer.paint.page.layout import grid
from explainer.paint.page.study import _draw_sentences
from explainer.reading import view_actions
from explainer.reading.view import Entry, Listing, View, with_listing
from explainer.story.load.loader import read_story
from explainer.story.model.structs import Story
from tests.tiny import ASKING, write_story
from tests.unit.paint.looks import SIZES, act, at

SMALL, STANDARD, WIDE = (40, 15), (80, 24), (120, 40)


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    return read_story(write_story(Path(tmp_path_factory.mktemp("asking")), ASKING))


def document(story: Story, scene: str, **marks: str) -> View:
    view = at(story, scene, listings=(Listing("document", "the-log"),))
    return msgspec.structs.replace(view, run=msgspec.structs.replace(view.run, marks=dict(marks)))


def guess(story: Story, key: str) -> View:
    from explainer.reading.guess_actions import start

    return start(at(story, key.partition(":")[0]), key)


def text(view: View, size: tuple[int, int] = STANDARD, profile: Profile | None = None) -> str:
    return rows_text(compose(view, *size, profile or Profile()).rows)


def stages(story: Story) -> dict[str, View]:
    marked = document(story, "the-morning", **{"the-log": "lamp-out"})
    order = guess(story, "the-lamp:in-order")
    hours = view_actions.query(guess(story, "the-lamp:how-long"), "7")
    return {
        "document": document(story, "the-lamp"),
        "document with verdicts": marked,
        "sentence": act(document(story, "the-lamp"), "open"),
        "sentence with verdict": act(marked, "open"),
        "choice": guess(story, "the-storm:1"),
        "choice, compared": act(guess(story, "the-storm:1"), "guess"),
        "order": order,
        "order, lifted": act(order, "lift", "next-reference"),
        "order, compared": act(order, "guess"),
        "hours": hours,
        "hours, compared": act(hours, "guess"),
        "recall": guess(story, "the-morning:stayed"),
        "recall, compared": act(guess(story, "the-morning:stayed"), "guess", "next-reference"),
    }


NAMES = (
    "document", "document with verdicts", "sentence", "sentence with verdict", "choice", "choice, compared", "order",
    "order, lifted", "order, compared", "hours", "hours, compared", "recall", "recall, compared",
)  # fmt: skip


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("glyphs", ["braille", "ascii"])
def test_rows_fill_the_screen_and_no_more(
    story: Story, name: str, size: tuple[int, int], glyphs: str
) -> None:
    frame = compose(stages(story)[name], *size, Profile(glyphs=glyphs))
    assert len(frame.rows) == size[1]
    for row in frame.rows:
        shown = "".join(run.text for run in row)
        assert width(shown) <= size[0]
        assert glyphs != "ascii" or shown.isascii()
    assert frame.rows[-1], "the way out stands in the footer"


def test_names_are_all_stages(story: Story) -> None:
    assert set(NAMES) == set(stages(story))


@pytest.mark.parametrize("size", SIZES)
def test_in_the_scene_a_document_is_one_block_and_says_the_mark(story: Story, size: tuple[int, int]) -> None:
    view = at(story, "the-lamp", "2")
    assert "2 sentences, one by one" in " ".join(text(view, size).split())
    run = msgspec.structs.replace(view.run, marks={"the-log": "sea-high"})
    shown = " ".join(text(msgspec.structs.replace(view, run=run), size).split())
    assert "Your mark: sentence 2, the one" in shown


def test_what_is_asked_is_not_told_on_the_same_page(story: Story) -> None:
    for size in SIZES:
        first = text(at(story, "the-storm"), size)
        assert "16:40" not in first
    page = at(story, "the-storm", "lamp")
    assert "16:40" in text(page) and "Did boats come back?" not in text(page)


def test_the_rest_of_a_sentence_has_no_number_before_it() -> None:
    look = Profile()
    canvas = Canvas(80, 6, look)
    lines = [Line((Run("its end", "text"),), item=2), BLANK, Line((Run("A new one", "text"),), item=3)]
    found = tuple(Entry("sentence", f"s{n}", "", group=str(n + 1)) for n in range(4))
    _draw_sentences(canvas, grid(80, 24), lines, 0, 3, found, 2)
    rows = [rows_text((row,)) for row in canvas.rows()]
    assert rows[0].strip() == "its end"
    assert rows[2].split() == ["▸", "4", "A", "new", "one"]


def test_without_verdicts_nothing_later_is_told(story: Story) -> None:
    shown = text(document(story, "the-lamp"))
    assert "As known on 3 February 1931" in shown
    assert "Nothing later, no verdict" in shown
    assert "wrong in a detail" not in shown
    record = text(act(document(story, "the-lamp"), "open"))
    assert "The paper knew of 7 boats.[1]" in record
    assert "inquiry" not in record and "wrong in a detail" not in record


def test_with_verdicts_the_word_stands_at_the_right_and_the_mark_beside_it(story: Story) -> None:
    shown = text(document(story, "the-morning", **{"the-log": "lamp-out"})).splitlines()
    first = next(n for n, line in enumerate(shown) if line.lstrip(" ▸").startswith("1 At 16:40"))
    assert shown[first + 1].rstrip().endswith("wrong in a detail")
    assert shown[first + 2].strip() == "■ your mark: the sentence you trust least"
    record = text(act(document(story, "the-morning"), "open"))
    assert "nobody at the mast.[1]" in record
    assert "Told in" in record and "A light goes out" in record


def test_the_real_cursor_stands_on_what_is_in_hand(story: Story) -> None:
    for name, view in stages(story).items():
        cursor = compose(view, *STANDARD, Profile()).cursor
        held = name not in ("sentence", "sentence with verdict", "hours") and "compared" not in name
        assert (cursor is not None) == (held or name == "recall, compared"), name


def test_no_word_of_praise_or_blame_and_no_tick(story: Story) -> None:
    for name, view in stages(story).items():
        shown = text(view).casefold()
        for word in ("correct", "right!", "well done", "score", "points", "✓", "✗", "%"):
            assert word not in shown, (name, word)


def test_an_order_stands_beside_the_record(story: Story) -> None:
    right = ("the lamp went out", "the paper counted", "the board wrote")
    view = guess(story, "the-lamp:in-order")
    mine = (right[0], right[2], right[1])
    view = with_listing(view, msgspec.structs.replace(view.listings[-1], answer=mine))
    shown = text(act(view, "guess"))
    rows = [line.split() for line in shown.splitlines() if "the board wrote" in line or "went out" in line]
    assert rows == [["1", "=", "1", *right[0].split()], ["2", "3", *right[2].split()]]
    assert "One of the three stands where you put it." in shown


def test_a_typed_answer_has_its_line_and_its_unit(story: Story) -> None:
    view = view_actions.query(guess(story, "the-lamp:how-long"), "7")
    for size in SIZES:
        frame = compose(view, *size, Profile())
        assert frame.query is not None
        column, row, room = frame.query
        line = "".join(run.text for run in frame.rows[row])
        assert line[column] == "7" and column + room <= size[0]
        assert "hours" in rows_text(frame.rows)
    assert compose(act(view, "guess"), *STANDARD, Profile()).query is None


def test_a_long_record_scrolls_and_no_row_is_passed_over(story: Story) -> None:
    view = act(guess(story, "the-lamp:how-long"), "guess=7", size=SMALL)
    seen: set[str] = set()
    for _turn in range(12):
        seen |= {line.strip() for line in text(view, SMALL).splitlines()[5:11]}
        view = act(view, "next-reference", size=SMALL)
    assert any("told why" in line for line in seen) and any("You put 7" in line for line in seen)


def test_the_window_is_not_named_after_the_reader(story: Story) -> None:
    for name, view in stages(story).items():
        title = compose(view, *STANDARD, Profile()).title
        assert title.startswith(story.title), name
        assert "7" not in title
