"""The list of notes and the signs in the margin, painted at every size and in every set of signs."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import msgspec
import pytest

from explainer.paint.cells.style import Profile
from explainer.paint.cells.wrapping import width
from explainer.paint.compose import compose, paint, rows_text
from explainer.reading import run as run_module
from explainer.reading.actions import Action
from explainer.reading.anchors import Anchor
from explainer.reading.moves import apply
from explainer.reading.run import Note, Run, begin
from explainer.reading.view import Layout, Listing, View
from explainer.reading.view_actions import perform
from explainer.story.load.cache import open_story
from explainer.story.model.outline import Place
from explainer.story.model.prose import readable_steps
from explainer.story.model.structs import Story
from tests.counted import calls_in

SIZES = [(80, 24), (120, 40), (40, 15), (60, 20), (200, 60)]
LOST = Anchor("no-such-scene", "1", "words of a line that nobody will find again")
_replace = msgspec.structs.replace


@pytest.fixture
def story(tiny_story: Path) -> Story:
    return open_story(tiny_story, cache_folder=None)


def marked(story: Story, text: str = "Who says so?\nAsk Oda Berg.", at: str = "") -> Run:
    """A run with a note, a bookmark and a doubt on one line of its scene, and a lost note."""
    run = apply(story, begin(story), Action("go", at) if at else Action("next"))
    here = Place(run.visit.scene, readable_steps(story.scenes[run.visit.scene])[0].id)
    run = run_module.write(story, run, here, text)
    run = run_module.toggle_bookmark(story, run, here)
    run = run_module.toggle_doubt(story, run, here)
    return _replace(run, notes=(*run.notes, Note(9, LOST, "and this one?")))


def listed(story: Story, run: Run, **more: object) -> View:
    return View(story, run, listings=(Listing("notes", **more),))  # type: ignore[arg-type]


def text(view: View, columns: int = 80, rows: int = 24, glyphs: str = "braille") -> str:
    return rows_text(paint(view, columns, rows, Profile(glyphs=glyphs)))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("glyphs", ["braille", "ascii"])
def test_every_size_has_the_rows_of_the_screen_and_no_wider(
    story: Story, size: tuple[int, int], glyphs: str
) -> None:
    run = marked(story, "word " * 60)
    views = [
        listed(story, run),
        listed(story, run, selected=4),
        View(story, run),
        listed(story, begin(story)),
    ]
    for view in views:
        rows = paint(view, *size, Profile(glyphs=glyphs))
        assert len(rows) == size[1]
        assert all(sum(width(piece.text) for piece in row) <= size[0] for row in rows)


def test_the_note_in_hand_is_whole_and_the_others_are_one_row(story: Story) -> None:
    run = marked(story)
    whole, other = text(listed(story, run)), text(listed(story, run, selected=1))
    at = next(n for n, line in enumerate(whole.splitlines()) if "▸ ■ Who says so?" in line)
    assert whole.splitlines()[at + 1].strip() == "Ask Oda Berg."
    assert "■ Who says so? Ask Oda Berg." in other


def test_a_long_note_in_hand_leaves_the_list_in_sight(story: Story) -> None:
    page = text(listed(story, marked(story, "\n".join(f"line {n}" for n in range(40)))))
    assert "33 more rows; N opens the note" in page and "+ " in page


def test_lost_notes_stand_last_under_a_heading_with_the_words_they_stood_beside(story: Story) -> None:
    page = text(listed(story, marked(story)))
    assert page.index("doubted") < page.index("No longer in the story") < page.index("and this one?")
    assert "it stood beside: words of a line that nobody will find" in page


def test_the_signs_hang_in_the_margin_and_say_their_words_in_the_peek_line(story: Story) -> None:
    run = marked(story, at="the-morning")
    narrow = Profile(measure=40)  # so that the step has rows for more than one sign
    page = rows_text(paint(View(story, run), 80, 24, narrow)).splitlines()
    assert [line[2] for line in page if line[2:3] in ("■", "+", "?")][:2] == ["■", "+"]
    assert any("■ your note · Who says so? Ask Oda" in line for line in page)
    plain = rows_text(paint(View(story, run), 80, 24, Profile(glyphs="ascii", measure=40))).splitlines()
    assert [line[2] for line in plain if line[2:3] in ("#", "+", "?")][:2] == ["#", "+"]
    assert all(line.isascii() for line in plain if "note" in line)


def test_a_page_without_anything_of_the_readers_is_as_it_was(story: Story) -> None:
    run = marked(story)
    bare = run_module.with_mine(run, run_module.Mine())
    page = text(View(story, bare))
    assert "your note" not in page and "■" not in page
    lost = _replace(bare, notes=(Note(1, LOST, "mine"),))
    assert text(View(story, lost)) == page  # a lost note stands beside no line


def test_the_second_column_shows_the_note_over_what_the_line_rests_on(story: Story) -> None:
    page = text(View(story, marked(story)), 120, 40)
    at = [page.index(words) for words in ("■ your note", "Who says so?", "+ bookmarked", "? you doubt")]
    assert at == sorted(at)


def test_deleting_the_row_in_hand_leaves_the_next_one_in_hand(story: Story) -> None:
    view = perform(listed(story, marked(story)), Action("delete"), Layout())
    assert "U brings it back" in view.message
    page = text(view)
    assert "▸ +" in page and "deleted; U brings it back" in page
    assert "Who says so?" in text(perform(view, Action("undo"), Layout()))


def test_what_moved_stands_over_the_list_four_sentences_at_most(story: Story) -> None:
    view = _replace(listed(story, marked(story)), moved=tuple(f"Thing {n} moved." for n in range(6)))
    page = text(view)
    assert "Thing 3 moved." in page and "Thing 4" not in page and "2 more; a tells all" in page
    about = _replace(view, listings=(Listing("about"),))
    assert "Thing 5 moved." in text(about, 80, 40)


def test_control_characters_in_a_note_reach_no_terminal(story: Story) -> None:
    run = marked(story)
    bad = _replace(run.notes[0], text="\x1b[31mred\x07")
    for view in (listed(story, _replace(run, notes=(bad,))), View(story, _replace(run, notes=(bad,)))):
        assert "\x1b" not in text(view) and "\x07" not in text(view, 120, 40)


def test_a_text_to_take_along_keeps_its_indents_and_wraps_where_it_must(story: Story) -> None:
    rows = ("Heading", "   indented", "word " * 30)
    page = text(View(story, begin(story), listings=(Listing("takeaway", text=rows),)), 40, 15)
    assert "     indented" in page and page.count("word") > 7


def test_a_file_is_offered_where_one_can_be_written(story: Story) -> None:
    rows = ("Heading",)
    view = View(story, begin(story), listings=(Listing("takeaway", text=rows),))
    for screen, words in (("takeaway", "S write to a file"), ("help", "S    save")):
        shown = _replace(view, listings=(Listing(screen, text=rows),))
        assert words in text(shown, 80, 40)
        assert "save" not in text(_replace(shown, files=False), 80, 40)
    assert "S write to a file" not in text(_replace(view, files=False), 80, 40)


def test_many_notes_do_not_slow_a_page(story: Story) -> None:
    run = marked(story)
    here = run.notes[0].anchor.place
    for number in range(200):
        run = run_module.write(story, run, here, f"note {number}")
    view = View(story, run)
    bare = View(story, run_module.with_mine(run, run_module.Mine()))
    compose(view, 120, 40, Profile())  # what is worked out once for a run
    many, none = (calls_in(partial(compose, seen, 120, 40, Profile())) for seen in (view, bare))
    assert many < 10 * none, (many, none)  # looking through all notes for each line is over 100x
