"""What a reader keeps, from the keys: the line in hand, the list, deleting, undoing."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from explainer.problems import Cannot
from explainer.reading import note_actions
from explainer.reading.actions import Action
from explainer.reading.anchors import Anchor
from explainer.reading.lists import entries
from explainer.reading.run import Visit, begin
from explainer.reading.view import Layout, View
from explainer.reading.view_actions import perform, query
from explainer.story.model.structs import Story

ON_PAGE = Layout(references=(0, 1, 2), step="lamp")


@pytest.fixture
def view(story: Story) -> View:
    return View(story, begin(story))


def do(view: View, *steps: str, layout: Layout = ON_PAGE) -> View:
    for step in steps:
        name, _colon, argument = step.partition(":")
        view = perform(view, Action(name, argument), layout)
    return view


def test_a_note_is_written_at_the_line_in_hand_and_edited_from_there(view: View) -> None:
    wrote = do(view, "note:who says so?")
    (note,) = wrote.run.notes
    assert (note.anchor.step, note.text) == ("lamp", "who says so?")
    assert "written" in wrote.message
    assert note_actions.note_in_hand(wrote, ON_PAGE) == note
    edited = do(wrote, "note:who said so?")
    assert [(one.number, one.text) for one in edited.run.notes] == [(1, "who said so?")]
    elsewhere = do(edited, "note:another", layout=Layout(step="1"))
    assert len(elsewhere.run.notes) == 2


def test_an_empty_note_changes_nothing(view: View) -> None:
    with pytest.raises(Cannot, match="words"):
        do(view, "note: ")


def test_bookmark_and_doubt_are_set_and_taken_back_by_one_key(view: View) -> None:
    marked = do(view, "bookmark", "doubt")
    assert [one.step for one in (*marked.run.bookmarks, *marked.run.doubts)] == ["lamp", "lamp"]
    back = do(marked, "bookmark", "doubt")
    assert back.run == view.run and "taken back" in back.message


def test_nothing_is_kept_at_a_warning(view: View) -> None:
    warned = replace(view, run=replace(view.run, visit=Visit("the-warning", threshold=True)))
    for action in ("note:a", "bookmark", "doubt"):
        with pytest.raises(Cannot, match="o reads it"):
            do(warned, action)


def test_the_list_leads_back_to_the_line(view: View) -> None:
    shown = do(view, "note:who\nsays so?", "doubt", "go:the-morning", "notes")
    assert shown.screen == "notes"
    row = entries(shown)[0]
    assert (row.kind, row.label, row.address) == ("note", "who says so?", f"{view.run.visit.scene}:lamp")
    there = do(shown, "open")
    assert (there.screen, there.run.visit.scene, there.run.visit.step) == (
        "scene",
        view.run.visit.scene,
        "lamp",
    )
    assert [row.kind for row in entries(query(shown, "nothing has these"))] == []
    assert [row.kind for row in entries(query(shown, "says"))] == ["note"]


def test_a_row_is_deleted_and_brought_back(view: View) -> None:
    shown = do(view, "note:one", "bookmark", "doubt", "notes")
    gone = do(shown, "delete")
    assert gone.run.notes == () and "U brings it back" in gone.message
    assert note_actions.row_in_hand(gone) is not None
    assert do(gone, "undo").run == shown.run
    emptied = do(gone, "delete", "delete")
    assert entries(emptied) == ()
    with pytest.raises(Cannot, match="nothing to delete"):
        do(emptied, "delete")
    assert do(emptied, "undo", "undo", "undo").run == shown.run


def test_undo_goes_back_change_by_change_and_then_says_so(view: View) -> None:
    changed = do(view, "note:a", "note:b", "bookmark")
    assert [one.text for one in changed.run.notes] == ["b"]
    assert [one.text for one in do(changed, "undo", "undo").run.notes] == ["a"]
    begun = do(changed, "undo", "undo", "undo")
    assert (begun.run.notes, begun.undo) == ((), ())
    with pytest.raises(Cannot, match="nothing to take back"):
        do(begun, "undo")
    far = do(view, *["bookmark"] * 30)
    assert len(far.undo) == 20


def test_undo_moves_nobody(view: View) -> None:
    moved = do(view, "note:a", "go:the-morning", "undo")
    assert moved.run.visit.scene == "the-morning" and moved.run.notes == ()


def test_what_is_lost_stands_last_and_leads_nowhere(view: View) -> None:
    gone = Anchor("the-storm", "9", "Words that were cut before the second edition of this")
    run = replace(do(view, "note:here", "bookmark").run, doubts=(gone,))
    shown = do(replace(view, run=run), "notes")
    rows = entries(shown)
    assert [row.kind for row in rows] == ["note", "bookmark", "heading", "doubt"]
    assert (rows[-1].label, rows[-1].address) == (gone.words, "")
    down = do(shown, "next-reference", "next-reference")
    assert down.listings[-1].selected == 3, "the heading is passed over"
    with pytest.raises(Cannot, match="no longer in the story"):
        do(down, "open")
    with pytest.raises(Cannot, match="No line is in hand"):
        do(down, "note:beside what?")
    left = do(down, "delete")
    assert [row.kind for row in entries(left)] == ["note", "bookmark"]
    assert note_actions.row_in_hand(left) is not None
    only = do(replace(view, run=replace(view.run, doubts=(gone,))), "notes")
    row = note_actions.row_in_hand(only)
    assert row is not None and row.kind == "doubt", "the heading is never in hand"


def test_a_note_of_the_list_is_edited_and_a_mark_gets_one(view: View) -> None:
    shown = do(view, "note:one", "doubt", "notes")
    assert [one.text for one in do(shown, "note:two").run.notes] == ["two"]
    on_doubt = do(shown, "next-reference")
    assert note_actions.note_in_hand(on_doubt, ON_PAGE) is None
    assert [one.text for one in do(on_doubt, "note:two").run.notes] == ["one", "two"]


@pytest.mark.parametrize("how", ["edited", "moved"])
def test_what_became_of_the_line_is_said(view: View, how: str, story: Story) -> None:
    lamp = do(view, "bookmark").run.bookmarks[0]
    kept = replace(lamp, words=lamp.words + "s") if how == "edited" else replace(lamp, step="1")
    shown = do(replace(view, run=replace(view.run, bookmarks=(kept,))), "notes")
    assert how in entries(shown)[0].detail


def test_the_takeaway_is_a_screen(view: View) -> None:
    assert do(view, "takeaway").screen == "takeaway"
    assert do(view, "takeaway", "takeaway").screen == "scene"
