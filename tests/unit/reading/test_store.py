"""Keeping a run: atomic, versioned, after the reader agreed; a damaged file is set aside."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from msgspec.structs import replace

from explainer.problems import Cannot
from explainer.reading.actions import Action
from explainer.reading.moves import apply
from explainer.reading.run import Fork, Run, Visit, begin
from explainer.reading.storage import store as keeping
from explainer.reading.storage.store import RunUnreadable, Store, fit, read_file, write_file
from explainer.story.model.outline import Edition, Lens
from explainer.story.model.structs import Story
from tests.unit.reading.graph import scene, wide
from tests.unit.reading.graph import story as story_of

STORY = wide()


def walked(*steps: str) -> Run:
    run = begin(STORY)
    for step in steps:
        name, _colon, argument = step.partition(":")
        run = apply(STORY, run, Action(name, argument))
    return run


@pytest.fixture
def kept(tmp_path: Path) -> Store:
    store = Store(tmp_path / "state")
    store.agree()
    return store


def test_nothing_is_written_before_the_reader_agreed(tmp_path: Path) -> None:
    store = Store(tmp_path / "state")
    assert store.load(STORY).run is None
    with pytest.raises(Cannot, match="not agreed"):
        store.save(begin(STORY), STORY)
    assert list(tmp_path.iterdir()) == []


def test_what_was_kept_comes_back_whole(kept: Store) -> None:
    run = walked("next", "choose:1", "next", "next", "consent", "lens:2001-02-03", "back")
    kept.save(run, STORY)
    again = Store(kept.folder).load(STORY)
    assert again.run == run
    assert again.message == ""


def test_only_the_reader_can_read_it(kept: Store) -> None:
    kept.save(begin(STORY), STORY)
    assert stat.S_IMODE(kept.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(kept.path(STORY.id).stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "raw",
    [b"", b"{", b"\xff\xfe", b"[]", b'{"explainer_run": 1}', b'{"explainer_run": 99, "run": {}}', b"null"],
)
def test_a_damaged_file_is_set_aside_and_said(kept: Store, raw: bytes) -> None:
    path = kept.path(STORY.id)
    path.write_bytes(raw)
    found = kept.load(STORY)
    assert found.run is None
    assert "set aside as" in found.message
    assert not path.exists()
    aside = path.with_name(f"{path.name}.damaged-1")
    assert aside.read_bytes() == raw
    path.write_bytes(b"again")
    kept.load(STORY)
    assert path.with_name(f"{path.name}.damaged-2").read_bytes() == b"again"
    assert aside.read_bytes() == raw


def test_a_file_damaged_meanwhile_is_not_overwritten_by_a_save(kept: Store) -> None:
    kept.save(begin(STORY), STORY)
    kept.path(STORY.id).write_bytes(b"broken by something else")
    kept.save(walked("next"), STORY)
    aside = [path for path in kept.folder.iterdir() if "damaged" in path.name]
    assert [path.read_bytes() for path in aside] == [b"broken by something else"]
    assert Store(kept.folder).load(STORY).run == walked("next")


def test_a_damaged_file_that_cannot_be_moved_is_left_alone(
    kept: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = kept.path(STORY.id)
    path.write_bytes(b"broken")

    def refuse(self: Path, target: Path) -> Path:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "rename", refuse)
    assert "cannot be read" in kept.load(STORY).message
    with pytest.raises(Cannot, match="Permission denied"):
        kept.save(begin(STORY), STORY)
    assert path.read_bytes() == b"broken"


def test_two_windows_keep_what_each_has_seen(kept: Store) -> None:
    kept.save(begin(STORY), STORY)
    other = Store(kept.folder)
    other.load(STORY)
    mine = replace(walked("next"), opened=("term:a",))
    theirs = replace(walked("go:far"), opened=("term:b",), guesses={"far:1": ("x",)})
    kept.save(mine, STORY)
    other.save(theirs, STORY)
    now = Store(kept.folder).load(STORY).run
    assert now is not None
    assert now.visit == theirs.visit, "the place is that of the window that wrote last"
    assert set(now.seen) == {"start", "fork", "far"}
    assert now.opened == ("term:a", "term:b")
    assert now.guesses == {"far:1": ("x",)}


def test_one_window_alone_does_not_merge_with_itself(kept: Store) -> None:
    kept.save(walked("next"), STORY)
    kept.save(begin(STORY), STORY)
    assert Store(kept.folder).load(STORY).run == begin(STORY)


def test_a_write_that_breaks_off_leaves_the_old_file(kept: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.save(begin(STORY), STORY)
    before = kept.path(STORY.id).read_bytes()

    def full(_file: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Cannot, match="No space left"):
        kept.save(walked("next"), STORY)
    assert kept.path(STORY.id).read_bytes() == before
    assert sorted(path.name for path in kept.folder.iterdir()) == [
        f".{kept.path(STORY.id).name}.lock",
        "agreed",
        kept.path(STORY.id).name,
    ]


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Cannot, match="could not be saved"):
        Store(tmp_path / "file" / "state").agree()


def test_a_lock_that_cannot_be_made_is_said(kept: Store) -> None:
    (kept.folder / f".{STORY.id}.run.json.lock").mkdir()
    with pytest.raises(Cannot, match="could not be saved"):
        kept.save(begin(STORY), STORY)


def test_forget_removes_what_is_ours_and_names_it(kept: Store) -> None:
    kept.save(begin(STORY), STORY)
    removed = kept.forget()
    assert kept.path(STORY.id) in removed
    assert not kept.folder.exists()
    assert kept.forget() == []


def test_a_run_file_to_carry_along(tmp_path: Path) -> None:
    path = tmp_path / "my run.json"
    write_file(path, walked("next"))
    assert read_file(path, STORY).run == walked("next")
    with pytest.raises(RunUnreadable, match="another story"):
        read_file(path, story_of(scene("start"), id="other"))
    with pytest.raises(RunUnreadable, match="cannot be read"):
        read_file(tmp_path / "none", STORY)
    with pytest.raises(Cannot, match="could not be saved"):
        write_file(path / "below a file", walked("next"))


# another edition


def edition(**changes: object) -> Story:
    return replace(STORY, edition=Edition("2", "1" * 12), **changes)


def renamed(old: str, new: str) -> Story:
    """STORY with one scene under a new id."""
    scenes = {}
    for one in STORY.scenes.values():
        name = new if one.id == old else one.id
        scenes[name] = replace(one, id=name, next=new if one.next == old else one.next)
    return edition(scenes=scenes, renamed={old: new}, order=tuple(scenes))


def test_a_changed_story_keeps_the_place_and_says_nothing_of_scenes_not_read() -> None:
    found = fit(walked("next"), edition())
    assert found.run is not None
    assert found.run.visit.scene == "fork"
    assert found.run.edition == Edition("2", "1" * 12)
    assert (found.message, found.news) == ("", ())


def test_renamed_scenes_are_followed_everywhere() -> None:
    run = replace(walked("next", "choose:1"), left_at="fork", guesses={"fork:1": ("a",)})
    run = replace(run, forks=(*run.forks, Fork(Visit("start"), "fork")))
    now = fit(run, renamed("fork", "the-fork")).run
    assert now is not None
    assert [visit.scene for visit in now.past] == ["start", "the-fork"]
    assert now.visit.return_to == "the-fork"
    assert "the-fork" in now.seen
    assert now.forks[-1].taken == "the-fork"
    assert now.left_at == "the-fork"
    assert now.guesses == {"the-fork:1": ("a",)}


def test_consent_follows_a_renamed_scene() -> None:
    run = walked("next", "next", "next", "consent")
    now = fit(run, renamed("hard", "harder")).run
    assert now is not None
    assert (now.visit.scene, now.visit.threshold) == ("harder", False)
    assert now.consented == ("harder",)


def test_a_scene_that_is_gone_is_said_and_one_begins_at_the_start() -> None:
    scenes = {name: one for name, one in STORY.scenes.items() if name != "far"}
    found = fit(walked("go:far"), edition(scenes=scenes))
    assert found.run is not None
    assert found.run.visit.scene == "start"
    assert "start" in found.run.seen
    assert "is gone" in found.message


def test_a_lost_scene_on_the_way_is_named() -> None:
    scenes = {name: one for name, one in STORY.scenes.items() if name != "side"}
    found = fit(walked("next", "choose:1", "next"), edition(scenes=scenes))
    assert found.run is not None
    assert [visit.scene for visit in found.run.past] == ["start", "fork"]
    assert "side" in found.message


def test_a_step_that_is_gone_gives_the_scenes_beginning() -> None:
    run = replace(begin(STORY), visit=Visit("start", "7", offset=12))
    now = fit(run, edition()).run
    assert now is not None
    assert (now.visit.step, now.visit.offset) == ("", 0)


def test_a_scene_that_is_warned_now_stands_behind_its_warning() -> None:
    warned = replace(STORY.scenes["fork"], warning=STORY.scenes["hard"].warning)
    run = walked("next", "next", "back")
    now = fit(run, edition(scenes=STORY.scenes | {"fork": warned})).run
    assert now is not None
    assert now.visit.threshold
    assert (
        fit(replace(run, consented=("fork",)), edition(scenes=STORY.scenes | {"fork": warned})).run
        is not None
    )


def test_a_warning_that_was_taken_away_bars_nothing() -> None:
    free = replace(STORY.scenes["hard"], warning=None)
    run = walked("next", "next", "next", "next", "back")
    assert run.visit.threshold
    now = fit(run, edition(scenes=STORY.scenes | {"hard": free})).run
    assert now is not None
    assert not now.visit.threshold
    assert now.ahead[-1].bridge == ""


def test_a_file_written_by_hand_cannot_leave_the_story_or_pass_a_warning() -> None:
    run = replace(
        begin(STORY),
        visit=Visit("hard", trail="nowhere", return_to="nowhere"),
        past=(Visit("gone"),),
        lens=Lens("soon"),
    )
    now = fit(run, STORY).run
    assert now is not None
    assert now.visit.threshold
    assert (now.visit.trail, now.visit.return_to) == ("", "")
    assert now.past == ()
    assert now.lens is None


def test_the_lock_is_let_go_when_a_save_fails(kept: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(path: Path, raw: bytes) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(keeping, "_write_whole", broken)
    with pytest.raises(Cannot):
        kept.save(begin(STORY), STORY)
    monkeypatch.undo()
    Store(kept.folder).save(begin(STORY), STORY)
