"""Notes, bookmarks and doubts, line by line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from explainer.linear import words
from explainer.linear.conversation import Conversation
from explainer.reading.options import ReaderOptions
from explainer.reading.run import begin
from explainer.reading.storage.store import Store
from explainer.story.model.structs import Story

Said = Callable[..., list[str]]


def test_a_note_is_written_at_the_step_one_is_at(talk: Conversation, said: Said) -> None:
    assert said("", "note Who told the keeper?") == [
        "Note: saved for this run, at step 2 of A light goes out."
    ]
    (note,) = talk.run.notes
    assert (note.text, note.anchor.scene, note.anchor.step) == ("Who told the keeper?", "the-storm", "lamp")
    assert said("note") == ["Note: Who told the keeper?"]
    assert said("", "note") == ["Cannot note nothing: type note and your text."]


def test_a_note_keeps_its_letters_under_every_layout(talk: Conversation, said: Said) -> None:
    said("note Кто видел?", "тщеу Кто ещё?")
    assert [note.text for note in talk.run.notes] == ["Кто видел?", "Кто ещё?"]


def test_a_note_that_is_too_long_is_refused_and_not_cut(talk: Conversation, said: Said) -> None:
    assert said("note " + "w" * words.LONGEST)[0].startswith("Cannot note: at most")
    assert not talk.run.notes
    long = "word " * 900
    said("note " + long)
    assert talk.run.notes[0].text == long.strip()


def test_control_characters_are_taken_out_of_a_note(talk: Conversation, said: Said) -> None:
    said("note a\x1b[2Jb\x07c\u202ed")
    assert talk.run.notes[0].text == "abcd"


@pytest.mark.parametrize("word", ["bookmark", "doubt"])
def test_a_mark_is_set_and_taken_back(talk: Conversation, said: Said, word: str) -> None:
    first = said("", word)[0]
    assert "step 2 of A light goes out" in first and f"{word} again takes it back." in first
    kept = talk.run.bookmarks or talk.run.doubts
    assert [anchor.step for anchor in kept] == ["lamp"]
    assert said(word) == [f"{word.capitalize()}: taken back."]
    assert not talk.run.bookmarks and not talk.run.doubts


@pytest.mark.parametrize("line", ["note a", "bookmark", "doubt"])
def test_nothing_is_marked_in_a_scene_not_read_yet(talk: Conversation, said: Said, line: str) -> None:
    ways = "Enter goes round it. consent reads it."
    assert said("go the-rescue", line) == [f"Cannot mark it: the scene is not read yet. {ways}"]
    assert not talk.undo


def test_the_list_says_them_in_the_order_of_the_story(said: Said) -> None:
    assert said("notes") == ["Cannot say notes: there are none. note and your text writes one."]
    said(
        "go the-morning",
        "note At last",
        "go the-storm:lamp",
        "doubt",
        "bookmark",
        "note One two three four five six seven",
    )
    assert said("notes") == [
        "List: 2 notes, 1 bookmark, 1 doubt."
        " 1 Note: One two three four five, shortened. Step 2 of A light goes out."
        " 2 Bookmark: the same line."
        " 3 Doubt: the same line.",
        "More: 1 left.",
    ]
    assert said("more") == ["4 Note: At last. Step 1 of The morning."]
    assert said("4")[:2] == ["Note: At last.", "Scene: The morning. 8 to 9 February 1931, nationwide."]


def test_notes_and_words_finds_some(said: Said) -> None:
    said("note A red lamp", "next", "note A grey sea")
    assert said("notes grey") == ["List: 1 found. 1 Note: A grey sea. Step 2 of A light goes out."]
    assert said("notes nothing") == ["List: 0 found."]
    assert said("notes grey", "delete 1") == ["Note: deleted, “A grey sea”. undo brings it back."]


def test_a_number_means_what_was_heard_until_the_list_is_said_again(talk: Conversation, said: Said) -> None:
    """The second of three stays the second when the first was deleted."""
    said("", "bookmark", "", "bookmark", "next", "bookmark", "notes")
    assert said("delete 1") == ["Bookmark: deleted. undo brings it back."]
    said("delete 2")
    assert [anchor.scene for anchor in talk.run.bookmarks] == ["the-warning"]
    assert said("delete 2") == ["Cannot find it: it was deleted. undo brings it back."]
    assert said("notes")[0].startswith("List: 1 bookmark. 1 Bookmark: step 1 of The telegram.")


def test_a_note_is_edited_and_each_change_is_undone(talk: Conversation, said: Said) -> None:
    said("note First words", "notes")
    assert said("edit 1 Other words?") == ["Note: changed. undo brings back “First words”."]
    assert said("delete 1") == ["Note: deleted, “Other words?”. undo brings it back."]
    assert not talk.run.notes
    assert said("undo") == ["Undone: the note is back."]
    assert said("undo") == ["Undone: the note is as it was."]
    assert talk.run.notes[0].text == "First words"
    assert said("undo") == ["Undone: the note is gone again."]
    assert said("undo") == ["Cannot undo: nothing was written or marked in this session."]
    assert said("bookmark", "undo") == ["Undone: the bookmark is gone again."]
    assert said("doubt", "doubt", "undo") == ["Undone: the doubt is back."]


@pytest.mark.parametrize(
    "line", ["edit", "edit 1", "edit x y", "delete", "delete x", "edit 9 text", "delete 9", "delete 0"]
)
def test_what_cannot_be_changed_is_said_and_changes_nothing(
    talk: Conversation, said: Said, line: str
) -> None:
    said("note A", "notes")
    before = talk.run
    (answer,) = said(line)
    assert answer.startswith("Cannot ")
    assert len(answer.split()) <= 12
    assert talk.run == before


def test_a_mark_has_no_words_to_edit(said: Said) -> None:
    assert said("bookmark", "notes", "edit 1 text") == [
        "Cannot edit 1: it has no words. delete takes it away."
    ]


# when the story changes


def edited(story: Story, scene: str, at: int, text: str) -> Story:
    """The story with other words in one step."""
    steps = list(story.scenes[scene].steps)
    span = replace(steps[at].prose[0], kind="text", text=text)
    steps[at] = replace(steps[at], prose=(span,))
    changed = replace(story.scenes[scene], steps=tuple(steps))
    return replace(story, scenes=story.scenes | {scene: changed})


def test_a_lost_line_is_said_as_lost_with_the_words_it_had(story: Story, talk: Conversation) -> None:
    for line in ("go the-morning", "note Ask the crews", "doubt"):
        talk.answer(line)
    after = edited(story, "the-morning", 0, "Quite another matter stands in this place now, about fish.")
    later = Conversation(after, talk.run)
    (said,) = later.answer("notes")
    assert "Note: Ask the crews. Lost, beside “No source we hold says who gave" in said
    place = later.run.visit
    assert later.answer("1") == [
        "Note: Ask the crews.",
        later.said[1],
    ]
    assert later.said[1].startswith("Lost: the line is no longer in this story. It stood beside “No source")
    assert later.run.visit == place, "nobody is moved"
    assert later.answer("edit 1 Ask the crews again")[0].startswith("Note: changed.")
    assert later.answer("delete 2") == ["Doubt: deleted. undo brings it back."]


def test_what_moved_is_said_in_full_by_about(story: Story) -> None:
    run = begin(story)
    moved = ("Your note beside “A light” moved to step 3", "Your place is lost.")
    talk = Conversation(story, run, ReaderOptions(story, run, moved=moved))
    assert "Changed: about says what." in talk.opening("x")
    assert talk.answer("about")[1:3] == [
        "Changed: Your note beside “A light” moved to step 3.",
        "Changed: Your place is lost.",
    ]


# keeping them


def test_the_question_at_the_end_says_what_it_is_about(story: Story, tmp_path: Path) -> None:
    run = begin(story)
    talk = Conversation(story, run, ReaderOptions(story, run, Store(tmp_path / "state")))
    talk.answer("note A")
    assert talk.answer("quit")[0].startswith("Keep: may this machine keep your place and 1 note? Nothing is")
    talk.answer("")
    assert not (tmp_path / "state").exists()
    again = Conversation(story, talk.run, ReaderOptions(story, run, Store(tmp_path / "state")))
    for line in ("note B", "bookmark", "doubt"):
        again.answer(line)
    assert "keep your place, 2 notes, 1 bookmark and 1 doubt?" in again.answer("quit")[0]


def test_a_note_is_kept_at_once_where_that_was_agreed_and_a_deleted_one_is_in_no_file(
    story: Story, tmp_path: Path
) -> None:
    store = Store(tmp_path)
    store.agree()
    run = begin(story)
    talk = Conversation(story, run, ReaderOptions(story, run, store))
    talk.answer("note zebracorn")
    assert b"zebracorn" in store.path(story.id).read_bytes(), "a terminal may go away at any time"
    talk.answer("delete 1")
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and b"zebracorn" in path.read_bytes()]
    assert talk.answer("undo") == ["Undone: the note is back."]
    assert b"zebracorn" in store.path(story.id).read_bytes()
