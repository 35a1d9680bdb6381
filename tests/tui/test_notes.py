"""Notes, bookmarks, doubts, the takeaway and saving in the app, without a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from explainer.reading.anchors import Anchor
from explainer.reading.note_actions import with_begun
from explainer.reading.run import Note, begin
from explainer.reading.storage.store import Store
from explainer.reading.view import View
from explainer.story.model.structs import Story
from explainer.tui.app import ReaderApp
from explainer.tui.screens.ask import AskScreen
from explainer.tui.screens.keep import KeepScreen, things_of
from tests.tui.conftest import Make, until


def shown(app: ReaderApp) -> str:
    """The words on the reading screen."""
    return "\n".join(app.reading.page.strip_at(y).text.rstrip() for y in range(app.size.height))


def asked(app: ReaderApp) -> AskScreen:
    assert isinstance(app.screen, AskScreen)
    return app.screen


async def test_a_note_is_asked_for_and_stands_beside_its_line(make: Make) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("N")
        await pilot.pause()
        assert "Your note at" in "\n".join(r.text for r in map(asked(app).page.strip_at, range(24)))
        await pilot.press(*"why so", "ctrl+j", *"late?", "enter")
        await pilot.pause()
        assert [note.text for note in app.reading.view.run.notes] == ["why so\nlate?"]
        assert "the note is written" in app.reading.view.message
        await pilot.press("n", "p")
        assert "■" in shown(app)
        await pilot.press("N")
        await pilot.pause()
        assert asked(app).typed == "why so\nlate?"
        await pilot.press(*" !", "enter")
        await pilot.pause()
        assert [note.text for note in app.reading.view.run.notes] == ["why so\nlate? !"]


async def test_escape_keeps_nothing_and_loses_nothing(make: Make) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("N", *"half a thou", "escape")
        await pilot.pause()
        assert app.reading.view.run.notes == ()
        assert "goes on with it" in app.reading.view.message
        await pilot.press("N")
        await pilot.pause()
        assert asked(app).typed == "half a thou"
        await pilot.press("escape")
        await pilot.pause()
        await pilot.press("q")
        await pilot.pause()
        assert app.screen is app.reading and "begun and not written" in app.reading.view.message
        await pilot.press("N", *"ght", "enter")
        await pilot.pause()
        assert [note.text for note in app.reading.view.run.notes] == ["half a thought"]
        assert app.reading.drafts == {}


@pytest.mark.parametrize("key", ["ctrl+q", "ctrl+c"])
async def test_quitting_in_the_middle_of_a_note_loses_nothing_of_it(
    make: Make, story: Story, store: Store, key: str
) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("N", *"half", key)
        await pilot.pause()
        await pilot.pause()
        assert app.screen is app.reading and app.return_value is None
        assert list(app.reading.drafts.values()) == ["half"]
        assert "begun and not written" in app.reading.view.message
        for _again in range(3):
            await pilot.press(key)
            await pilot.pause()
            assert isinstance(app.screen, KeepScreen), "the question stays: by habit no note is lost"
        assert [note.text for note in app.reading.view.run.notes] == ["half"]
        await pilot.press("y")
        await until(pilot, lambda: app.return_value == "left")
        kept = store.load(story).run
        assert kept is not None and [note.text for note in kept.notes] == ["half"]


async def test_ctrl_c_asks_what_q_asks_and_twice_leaves_where_nothing_was_written(make: Make) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n", "n", "ctrl+c")
        await pilot.pause()
        assert isinstance(app.screen, KeepScreen)
        await pilot.press("ctrl+c")
        await until(pilot, lambda: app.return_value == "left")


async def test_a_note_that_is_kept_nowhere_is_told_of_before_it_goes(make: Make) -> None:
    app = make(private=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("N", *"half", "enter", "ctrl+c")
        await pilot.pause()
        assert app.return_value is None and "q again loses 1 note" in app.reading.view.message
        await pilot.press("ctrl+c")
        await until(pilot, lambda: app.return_value == "left")


def test_what_was_begun_and_left_becomes_notes_beside_their_lines(story: Story) -> None:
    run = begin(story)
    first = next(iter(story.scenes.values()))
    view = with_begun(
        View(story, run), {f"{first.id}:{first.steps[0].id}": "one", "note:7": "of one deleted since"}
    )
    assert [note.text for note in view.run.notes] == ["one", "of one deleted since"]
    assert with_begun(view, {"note:1": "other"}).run.notes[0].text == "other"


async def test_an_empty_note_is_not_taken(make: Make) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("N", "space", "enter")
        await pilot.pause()
        assert "needs words" in "\n".join(r.text for r in map(asked(app).page.strip_at, range(24)))
        await pilot.press("a")
        await pilot.pause()
        assert "needs words" not in "\n".join(r.text for r in map(asked(app).page.strip_at, range(24)))
        await pilot.press("enter")
        await pilot.pause()
        assert [note.text for note in app.reading.view.run.notes] == ["a"]


async def test_a_window_made_smaller_meanwhile_does_not_move_the_note(make: Make) -> None:
    app = make()
    async with app.run_test(size=(80, 40)) as pilot:
        await pilot.press("n")
        step = app.reading.layout_found.step
        await pilot.press("N", *"here")
        await pilot.resize_terminal(40, 15)
        await pilot.press("enter")
        await pilot.pause()
        assert [note.anchor.step for note in app.reading.view.run.notes] == [step]


async def test_the_list_goes_there_edits_deletes_and_undoes(make: Make) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("N", *"first", "enter")
        await pilot.pause()
        await pilot.press("B", "n", "D", "M")
        assert [row in shown(app) for row in ("■ first", "bookmark", "doubted")] == [True] * 3
        await pilot.press("N")
        await pilot.pause()
        await pilot.press(*" thought", "enter")
        await pilot.pause()
        assert app.reading.view.screen == "notes" and "first thought" in shown(app)
        await pilot.press("x")
        assert app.reading.view.run.notes == () and "U brings it back" in shown(app)
        await pilot.press("U")
        assert [note.text for note in app.reading.view.run.notes] == ["first thought"]
        await pilot.press("enter")
        assert app.reading.view.screen == "scene"


async def test_the_capitals_work_under_a_russian_layout(make: Make) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("И")
        assert len(app.reading.view.run.bookmarks) == 1
        await pilot.press("Ь")
        assert app.reading.view.screen == "notes"


async def test_an_empty_list_says_so_and_its_key_writes_beside_the_line(make: Make) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("M")
        assert "No notes yet; N writes one here." in shown(app)
        await pilot.press("N", "a", "enter")
        await pilot.pause()
        assert len(app.reading.view.run.notes) == 1 and app.reading.view.screen == "scene"


async def test_a_lost_note_is_under_its_heading_and_leads_nowhere(make: Make, story: Story) -> None:
    gone = Note(1, Anchor("no-such-scene", "1", "words that nobody finds again here"), "mine")
    run = begin(story)
    app = make(run=type(run)(**{f: getattr(run, f) for f in run.__struct_fields__} | {"notes": (gone,)}))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("M", "down")
        text = shown(app)
        assert "No longer in the story" in text and "words that nobody finds" in text
        await pilot.press("enter")
        assert app.reading.view.screen == "notes" and "no longer in the story" in app.reading.view.message
        await pilot.press("N", "!", "enter")
        await pilot.pause()
        assert app.reading.view.run.notes[0].text == "mine!"


async def test_what_moved_is_told_over_the_list_and_in_about(make: Make) -> None:
    app = make(moved=("The scene Old hall is now New hall.",))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("M")
        assert "is now New hall" in shown(app)
        await pilot.press("escape", "a")
        assert "is now New hall" in shown(app)


async def test_no_colour_means_none_while_one_writes(make: Make) -> None:
    app = make({"NO_COLOR": "1"})
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("N", *"words", "shift+left")
        await pilot.pause()
        area = asked(app).query_one("WritingArea")
        styles = [segment.style for strip in area.render_lines(area.region) for segment in strip]
        assert all(style is None or (style.color is None and style.bgcolor is None) for style in styles)


async def test_a_kept_run_is_written_with_each_note(make: Make, story: Story, store: Store) -> None:
    store.agree()
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("N", *"kept", "enter")
        await pilot.pause()
        await app.workers.wait_for_complete()
    kept = Store(store.folder).load(story).run
    assert kept is not None and [note.text for note in kept.notes] == ["kept"]


async def test_the_quit_question_names_what_would_be_kept(make: Make) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("N", "a", "enter")
        await pilot.pause()
        await pilot.press("B", "q")
        await pilot.pause()
        assert isinstance(app.screen, KeepScreen)
        text = " ".join(app.screen.page.strip_at(y).text.strip() for y in range(24))
        assert "your place, 1 note" in text or "your place and 1 note and 1 bookmark" in text


def test_things_are_counted(story: Story) -> None:
    assert things_of(begin(story)) == ""


async def test_the_takeaway_scrolls_takes_guesses_in_and_goes_to_a_file(make: Make, tmp_path: Path) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("N", *"<b>mine</b>", "enter")
        await pilot.pause()
        await pilot.press("T")
        assert "My way" in shown(app)
        before = shown(app)
        await pilot.press("pagedown")
        assert shown(app) != before
        await pilot.press("c")
        assert "with your guesses" in shown(app)
        await pilot.press("c", "S")
        await pilot.pause()
        file = tmp_path / "mine.html"
        await pilot.press("ctrl+u", *str(file), "enter")
        await pilot.pause()
        assert "written to" in app.reading.view.message
        assert "&lt;b&gt;mine&lt;/b&gt;" in file.read_text()
        assert file.stat().st_mode & 0o077 == 0
        await pilot.press("S", "ctrl+u", *str(file), "enter")
        await pilot.pause()
        assert "there already" in "\n".join(r.text for r in map(asked(app).page.strip_at, range(24)))


@pytest.mark.parametrize("options", [{"private": True}, {"store": None}])
async def test_where_nothing_may_be_written_no_file_is_asked_for(
    make: Make, options: dict[str, object]
) -> None:
    app = make(**options)
    async with app.run_test(size=(80, 24)) as pilot:
        for keys in (("S",), ("T", "S")):
            await pilot.press(*keys)
            await pilot.pause()
            assert app.screen is app.reading
            assert "Nothing is written in this session" in app.reading.view.message


async def test_the_run_goes_to_a_file_and_comes_back(make: Make, story: Story, tmp_path: Path) -> None:
    from explainer.reading.storage.store import read_file

    app = make()
    file = tmp_path / "run.json"
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("B", "S", "ctrl+u", *str(file), "enter")
        await pilot.pause()
        await pilot.press("enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert f"saved to {file}"[:60] in app.reading.view.message
    kept = read_file(file, story).run
    assert kept is not None and len(kept.bookmarks) == 1


async def test_a_passphrase_is_typed_twice_and_never_shown(make: Make, story: Story, tmp_path: Path) -> None:
    from explainer.reading.storage.store import NeedsPassphrase, read_file

    app = make()
    file = tmp_path / "run.age"
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("B", "S", "ctrl+u", *str(file), "enter")
        await pilot.pause()
        await pilot.press(*"four words", "enter")
        await pilot.pause()
        await pilot.press(*"other", "enter")
        await pilot.pause()
        page = "\n".join(strip.text for strip in app.screen._compositor.render_strips())
        assert "The two differ" in page and "other" not in page and "*****" in page
        await pilot.press("ctrl+u", *"four words", "enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "encrypted" in app.reading.view.message
    assert b"bookmarks" not in file.read_bytes()
    with pytest.raises(NeedsPassphrase):
        read_file(file, story)
    kept = read_file(file, story, "four words").run
    assert kept is not None and len(kept.bookmarks) == 1


async def test_a_file_of_another_kind_is_not_overwritten(make: Make, tmp_path: Path) -> None:
    app = make()
    file = tmp_path / "letter.txt"
    file.write_text("dear aunt")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("S", "ctrl+u", *str(file), "enter")
        await pilot.pause()
        assert isinstance(app.screen, AskScreen)
        await pilot.press("escape")
        await pilot.pause()
        assert app.screen is app.reading
    assert file.read_text() == "dear aunt"
