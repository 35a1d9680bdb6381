"""Notes, bookmarks and doubts: written, changed, deleted, listed; what is lost is shown as lost."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from explainer.problems import Cannot
from explainer.reading import run as run_module
from explainer.reading.anchors import Anchor
from explainer.reading.run import Run, begin
from explainer.story.model.outline import Place
from explainer.story.model.structs import Span, Step, Story
from tests.unit.reading.graph import scene
from tests.unit.reading.graph import story as story_of


def told(**bodies: tuple[str, ...]) -> Story:
    """A story of scenes with these texts, in this order."""
    names = list(bodies)
    scenes = []
    for name, after in zip(names, [*names[1:], ""], strict=True):
        steps = tuple(Step(str(n), "text", (Span("text", words),)) for n, words in enumerate(bodies[name], 1))
        scenes.append(replace(scene(name, after), steps=steps))
    return story_of(*scenes)


STORY = told(
    night=("The lamp went out at nine that night", "Three boats were still out at sea"),
    morning=("At first light the bell was rung twice",),
)
RUN = begin(STORY)


def written(run: Run, *at: tuple[str, str, str]) -> Run:
    for scene_id, step, text in at:
        run = run_module.write(STORY, run, Place(scene_id, step), text)
    return run


def test_a_note_stands_at_its_line_with_the_edition() -> None:
    run = written(RUN, ("night", "2", "  who says so?  \n and when\x07 "))
    (note,) = run.notes
    assert (note.number, note.text, note.edition) == (
        1,
        "who says so?\n and when\N{REPLACEMENT CHARACTER}",
        "1",
    )
    assert note.anchor == Anchor("night", "2", "Three boats were still out at sea")
    assert run_module.notes_at(STORY, run, Place("night", "2")) == (note,)
    assert run_module.notes_at(STORY, run, Place("night")) == ()


@pytest.mark.parametrize("empty", ["", "  ", "\n\t\n"])
def test_a_note_without_words_is_refused(empty: str) -> None:
    with pytest.raises(Cannot, match="words"):
        run_module.write(STORY, RUN, Place("night"), empty)
    with pytest.raises(Cannot, match="words"):
        run_module.edit(written(RUN, ("night", "1", "a")), 1, empty)


def test_a_number_is_never_given_out_twice() -> None:
    run = run_module.delete(written(RUN, ("night", "1", "a"), ("night", "1", "b")), "note", 2)
    run = written(run, ("night", "1", "c"))
    assert [(note.number, note.text) for note in run.notes] == [(1, "a"), (3, "c")]
    by_hand = replace(run, last_note=0)
    assert run_module.write(STORY, by_hand, Place("night"), "d").notes[-1].number == 4


def test_other_words_for_a_note_leave_it_where_it_stands() -> None:
    run = written(RUN, ("night", "2", "a"), ("night", "1", "b"))
    changed = run_module.edit(run, 1, "better")
    assert changed.notes == (replace(run.notes[0], text="better"), run.notes[1])
    with pytest.raises(Cannot, match="no such note"):
        run_module.edit(run, 3, "x")


def test_deleting_what_is_not_there_is_said() -> None:
    run = run_module.toggle_doubt(STORY, written(RUN, ("night", "1", "a")), Place("night"))
    assert run_module.delete(run, "note", 1).notes == ()
    assert run_module.delete(run, "doubt", 0).doubts == ()
    for kind, key in (("note", 2), ("doubt", 1), ("doubt", -1), ("bookmark", 0)):
        with pytest.raises(Cannot):
            run_module.delete(run, kind, key)


def test_a_bookmark_is_set_and_taken_back_and_is_no_doubt() -> None:
    here = Place("night", "1")
    run = run_module.toggle_bookmark(STORY, RUN, Place("night"))
    assert run_module.is_bookmarked(STORY, run, here) and not run_module.is_doubted(STORY, run, here)
    assert not run_module.is_bookmarked(STORY, run, Place("night", "2"))
    assert run_module.toggle_bookmark(STORY, run, here) == RUN
    doubted = run_module.toggle_doubt(STORY, run, here)
    assert run_module.is_doubted(STORY, doubted, here) and doubted.bookmarks == run.bookmarks
    assert run_module.toggle_doubt(STORY, doubted, here) == run


def test_one_list_in_the_order_of_the_story_with_the_lost_last() -> None:
    run = written(RUN, ("morning", "1", "rung by whom?"), ("night", "2", "names?"))
    run = run_module.toggle_bookmark(STORY, run, Place("night", "2"))
    run = run_module.toggle_doubt(STORY, run, Place("night", "1"))
    gone = Anchor("night", "3", "What was cut from this story before it was printed")
    run = replace(run, doubts=(gone, *run.doubts))
    rows = run_module.kept_entries(STORY, run)
    assert [(row.number, row.kind, row.key, row.title, row.text) for row in rows] == [
        (1, "doubt", "1", "Night", ""),
        (2, "note", "2", "Night", "names?"),
        (3, "bookmark", "0", "Night", ""),
        (4, "note", "1", "Morning", "rung by whom?"),
        (5, "doubt", "0", "", ""),
    ]
    assert [row.how for row in rows] == ["same"] * 4 + ["lost"]
    assert rows[-1].place is None and rows[-1].words == gone.words
    for row in rows:
        assert len(run_module.kept_entries(STORY, run_module.delete(run, row.kind, int(row.key)))) == 4


def test_the_list_is_searched_in_note_line_and_title() -> None:
    run = written(RUN, ("morning", "1", "Rung by whom?"), ("night", "2", "names?"))
    found = {
        query: [row.key for row in run_module.kept_entries(STORY, run, query)]
        for query in ("RUNG", "boats names", "night", "bell whom", "boats whom", " ")
    }
    assert found == {
        "RUNG": ["1"], "boats names": ["2"], "night": ["2"], "bell whom": ["1"], "boats whom": [], " ": ["2", "1"],
    }  # fmt: skip


def test_after_an_edit_of_the_story_a_note_is_where_its_words_are_or_lost() -> None:
    run = written(RUN, ("night", "1", "lamp"), ("night", "2", "boats"), ("morning", "1", "bell"))
    after = told(
        night=("A new line of seven words stands here", "The lamp went out at ten that night"),
        morning=("At first light the bell was rung twice",),
    )
    rows = {row.text: (row.place, row.how) for row in run_module.kept_entries(after, run)}
    assert rows == {
        "lamp": (Place("night", "2"), "moved"),
        "bell": (Place("morning", "1"), "same"),
        "boats": (None, "lost"),
    }
    assert run_module.notes_at(after, run, Place("night", "1")) == ()
    assert [note.text for note in run_module.notes_at(after, run, Place("night", "2"))] == ["lamp"]
    lost = run_module.kept_entries(after, run)[-1]
    assert (lost.title, lost.words) == ("", "Three boats were still out at sea")


def test_all_that_is_mine_is_one_value_to_go_back_to() -> None:
    run = run_module.toggle_doubt(STORY, written(RUN, ("night", "1", "a")), Place("night"))
    emptied = run_module.with_mine(run, run_module.Mine())
    assert (emptied.notes, emptied.doubts, emptied.last_note) == ((), (), 1)
    assert run_module.with_mine(emptied, run_module.mine(run)) == run
    undo: tuple[run_module.Mine, ...] = ()
    for _change in range(run_module.UNDO + 5):
        undo = run_module.before(undo, run)
    assert len(undo) == run_module.UNDO
