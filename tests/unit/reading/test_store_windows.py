"""Two windows on one story: nothing written in either is lost, nothing deleted in either comes back."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from explainer.reading import run as run_module
from explainer.reading.run import Run, begin
from explainer.reading.storage.store import Store, Window, decode, encode
from explainer.story.model.outline import Place
from tests.unit.reading.graph import wide

STORY = wide()
HERE = Place("start", "1")
THERE = Place("fork", "2")


class Reader:
    """A window with a run of its own, which it never reads again."""

    def __init__(self, folder: Path) -> None:
        self.store = Store(folder)
        self.run: Run = self.store.load(STORY).run or begin(STORY)

    def write(self, text: str, place: Place = HERE) -> None:
        self.run = run_module.write(STORY, self.run, place, text)

    def edit(self, was: str, text: str) -> None:
        self.run = run_module.edit(self.run, self._number(was), text)

    def delete(self, text: str) -> None:
        self.run = run_module.delete(self.run, "note", self._number(text))

    def _number(self, text: str) -> int:
        return next(note.number for note in self.run.notes if note.text == text)

    def save(self) -> None:
        self.store.save(self.run, STORY)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Store(tmp_path / "state").agree()
    return tmp_path / "state"


@pytest.fixture
def two(folder: Path) -> tuple[Reader, Reader]:
    """Two windows that began with the same two notes."""
    first = Reader(folder)
    first.write("old")
    first.write("older", THERE)
    first.save()
    return Reader(folder), Reader(folder)


def held(reader: Reader) -> dict[int, str]:
    run = decode(reader.store.path(STORY.id).read_bytes())
    assert len({note.number for note in run.notes}) == len(run.notes)
    assert all(note.number <= run.last_note for note in run.notes)
    return {note.number: note.text for note in run.notes}


def settled(*readers: Reader) -> dict[int, str]:
    """What the file holds once all have saved; saving again changes nothing."""
    for reader in readers:
        reader.save()
    found = held(readers[0])
    for reader in (*readers, *reversed(readers)):
        reader.save()
        assert held(reader) == found
    return found


def test_two_new_notes_get_numbers_of_their_own(two: tuple[Reader, Reader]) -> None:
    one, other = two
    one.write("mine")
    other.write("theirs")
    assert settled(one, other) == {1: "old", 2: "older", 3: "mine", 4: "theirs"}
    other.edit("theirs", "theirs, better")
    one.edit("mine", "mine, better")
    assert settled(one, other) == {1: "old", 2: "older", 3: "mine, better", 4: "theirs, better"}
    other.delete("theirs, better")
    assert settled(other, one) == {1: "old", 2: "older", 3: "mine, better"}


def test_a_note_deleted_in_one_window_does_not_come_back(two: tuple[Reader, Reader]) -> None:
    one, other = two
    one.delete("old")
    assert settled(one, other) == {2: "older"}
    other.write("new")
    assert settled(other, one) == {2: "older", 3: "new"}
    raw = one.store.path(STORY.id).read_bytes()
    assert b'"old"' not in raw


def test_an_undone_deletion_brings_the_note_back_under_its_number(two: tuple[Reader, Reader]) -> None:
    one, other = two
    before = run_module.mine(one.run)
    one.delete("old")
    one.save()
    one.run = run_module.with_mine(one.run, before)
    assert settled(one, other)[1] == "old"


def test_both_edits_of_one_note_are_kept(two: tuple[Reader, Reader]) -> None:
    one, other = two
    one.edit("old", "old, mine")
    other.edit("old", "old, theirs")
    assert settled(one, other) == {1: "old, mine", 2: "older", 3: "old, theirs"}
    other.edit("old, theirs", "old, theirs again")
    one.edit("old, mine", "old, mine again")
    assert settled(one, other) == {1: "old, mine again", 2: "older", 3: "old, theirs again"}


def test_the_same_edit_in_both_is_one(two: tuple[Reader, Reader]) -> None:
    one, other = two
    one.edit("old", "same")
    other.edit("old", "same")
    assert settled(one, other) == {1: "same", 2: "older"}


def test_an_edit_in_one_window_stays(two: tuple[Reader, Reader]) -> None:
    one, other = two
    one.edit("old", "better")
    assert settled(one, other) == {1: "better", 2: "older"}


def test_words_edited_in_one_are_not_deleted_by_the_other(two: tuple[Reader, Reader]) -> None:
    one, other = two
    one.edit("old", "better")
    one.save()
    other.delete("old")
    other.delete("older")
    assert settled(other, one) == {1: "better"}
    one.delete("better")
    one.save()
    other.write("x")
    one.write("y")
    assert sorted(settled(other, one).values()) == ["x", "y"]


def test_words_edited_after_they_were_deleted_elsewhere_are_kept(two: tuple[Reader, Reader]) -> None:
    one, other = two
    one.delete("old")
    one.save()
    other.edit("old", "not so old")
    assert sorted(settled(other, one).values()) == ["not so old", "older"]


def test_bookmarks_and_doubts_of_both_are_kept_and_what_was_taken_back_stays_away(
    two: tuple[Reader, Reader],
) -> None:
    one, other = two
    one.run = run_module.toggle_bookmark(STORY, one.run, HERE)
    other.run = run_module.toggle_bookmark(STORY, run_module.toggle_doubt(STORY, other.run, THERE), THERE)
    settled(one, other)
    run = Reader(one.store.folder).run
    assert {mark.place for mark in run.bookmarks} == {HERE, THERE}
    assert {mark.place for mark in run.doubts} == {THERE}
    one.run = run_module.toggle_bookmark(STORY, one.run, HERE)
    settled(one, other)
    assert [mark.place for mark in Reader(one.store.folder).run.bookmarks] == [THERE]


def test_a_window_that_began_elsewhere_takes_nothing_away(two: tuple[Reader, Reader]) -> None:
    """As with a run from a file: the kept run was never read by this window."""
    one, _other = two
    stranger = Reader(one.store.folder)
    stranger.store = Store(one.store.folder)
    stranger.run = run_module.write(STORY, begin(STORY), HERE, "from elsewhere")
    assert settled(stranger, one) == {1: "old", 2: "older", 3: "from elsewhere"}
    copy = Reader(one.store.folder)
    copy.store = Store(one.store.folder)
    assert settled(copy, one) == {1: "old", 2: "older", 3: "from elsewhere"}, "the same note is not doubled"


def test_a_window_alone_writes_what_it_has(folder: Path) -> None:
    one = Reader(folder)
    one.write("a")
    one.write("b")
    one.run = run_module.toggle_doubt(STORY, run_module.toggle_doubt(STORY, one.run, HERE), THERE)
    one.save()
    before = one.run
    one.delete("a")
    one.run = run_module.toggle_doubt(STORY, one.run, HERE)
    one.save()
    one.run = run_module.with_mine(one.run, run_module.mine(before))
    one.save()
    assert Reader(folder).run == before
    one.store.path(STORY.id).write_bytes(b"broken by something else")
    one.save()
    assert Reader(folder).run == before, "a file set aside meanwhile takes nothing with it"


def test_lines_moved_by_an_edit_of_the_story_are_the_same_marks(folder: Path) -> None:
    one = Reader(folder)
    one.write("kept")
    one.run = run_module.toggle_bookmark(STORY, one.run, HERE)
    one.save()
    first, *others = STORY.scenes["start"].steps
    moved = replace(STORY.scenes["start"], steps=(replace(first, id="7"), *others))
    edited = replace(STORY, scenes=STORY.scenes | {"start": moved})
    store = Store(folder)
    run = store.load(edited).run
    assert run is not None
    store.save(run, edited)
    now = decode(store.path(STORY.id).read_bytes())
    assert [mark.place for mark in now.bookmarks] == [Place("start", "7")]
    assert [note.anchor.place for note in now.notes] == [Place("start", "7")]


STEP = st.tuples(st.integers(0, 1), st.sampled_from(["write", "edit", "delete", "save"]), st.integers(0, 9))


@settings(max_examples=60, deadline=None)
@given(st.lists(STEP, max_size=25))
def test_no_words_are_lost_whatever_two_windows_do(steps: list[tuple[int, str, int]]) -> None:
    with TemporaryDirectory() as name:
        Store(Path(name)).agree()
        readers = (Reader(Path(name)), Reader(Path(name)))
        gone: set[str] = set()
        """Texts that a reader who saw them deleted, or replaced by others."""
        for count, (which, what, pick) in enumerate(steps):
            reader = readers[which]
            texts = [note.text for note in reader.run.notes]
            if what == "write":
                reader.write(f"t{count}")
            elif what == "save":
                reader.save()
            elif texts:
                text = texts[pick % len(texts)]
                gone.add(text)
                reader.delete(text) if what == "delete" else reader.edit(text, f"t{count}")
        known = {note.text for reader in readers for note in reader.run.notes}
        found = [*settled(*readers).values()]
        assert set(found) == known - gone
        assert len(found) == len(set(found))


def test_a_merge_needs_no_disk() -> None:
    one = run_module.write(STORY, begin(STORY), HERE, "a")
    assert Window().merged(one, b"", None, STORY) == one
    assert Window().merged(one, encode(one), one, STORY).notes == one.notes
