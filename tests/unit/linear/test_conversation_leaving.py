"""How a conversation ends: what is asked, what is kept, and where one goes on."""

from __future__ import annotations

from pathlib import Path

import pytest

from explainer.linear.conversation import Conversation
from explainer.linear.words import INTERRUPT
from explainer.reading.options import ReaderOptions
from explainer.reading.run import begin
from explainer.reading.storage.store import Store
from explainer.story.model.structs import Story

# keeping


def options(story: Story, folder: Path, **changes: object) -> ReaderOptions:
    fields: dict[str, object] = {"store": Store(folder)} | changes
    return ReaderOptions(story, begin(story), **fields)  # type: ignore[arg-type]


def leaving(story: Story, folder: Path, *lines: str, **changes: object) -> tuple[Conversation, list[str]]:
    chosen = options(story, folder, **changes)
    talk = Conversation(story, chosen.run, chosen)
    said: list[str] = []
    for line in lines:
        said = talk.answer(line)
    return talk, said


ASKED = ["Keep: may this machine keep your place? Nothing is written yet. yes or no; Enter is no."]


def test_the_first_quit_asks_and_enter_is_no(story: Story, tmp_path: Path) -> None:
    talk, said = leaving(story, tmp_path / "state", "", "quit")
    assert said == ASKED
    assert talk.answer("perhaps") == ["Keep: yes or no; Enter is no."]
    assert talk.answer("") == ["Not kept. Goodbye."]
    assert talk.ended
    assert talk.answer("next") == []
    assert not (tmp_path / "state").exists()


@pytest.mark.parametrize("yes", ["yes", "y", "YES", "нуы"])
def test_yes_keeps_the_place(story: Story, tmp_path: Path, yes: str) -> None:
    talk, said = leaving(story, tmp_path / "state", "", "quit", yes)
    assert said == ["Kept. explainer comes back to this step; explainer forget removes everything. Goodbye."]
    kept = Store(tmp_path / "state").load(story)
    assert kept.run == talk.run
    assert kept.run is not None
    assert kept.run.visit.step == "lamp"


def test_once_agreed_the_place_is_kept_without_a_question_and_on_the_way(
    story: Story, tmp_path: Path
) -> None:
    Store(tmp_path).agree()
    talk, _said = leaving(story, tmp_path, "choose 1")
    found = Store(tmp_path).load(story).run
    assert found is not None
    assert found.visit.scene == "the-lamp", "a terminal may go away at any time"
    assert talk.answer("quit")[0].startswith("Kept.")


@pytest.mark.parametrize("changes", [{"private": True}, {"store": None}, {"private": True, "store": None}])
def test_private_never_asks_and_never_writes(
    story: Story, tmp_path: Path, changes: dict[str, object]
) -> None:
    if changes.get("store", True):
        Store(tmp_path).agree()
    target = tmp_path / "run.json"
    talk, said = leaving(story, tmp_path, "next", f"save {target}", **changes)
    assert said == ["Cannot save: nothing is written in this session."]
    assert talk.answer("quit") == ["Nothing was written. Goodbye."]
    assert not list(tmp_path.glob("*.json"))


def test_ctrl_c_asks_what_quit_asks_and_loses_no_note(story: Story, tmp_path: Path) -> None:
    talk, said = leaving(story, tmp_path / "state", INTERRUPT)
    assert said[0].startswith("Keep: may this machine keep your place?") and not talk.ended
    talk.answer(INTERRUPT)
    assert talk.ended
    talk, said = leaving(story, tmp_path / "state", "", "note whose words?", INTERRUPT, INTERRUPT, INTERRUPT)
    assert "your place and 1 note?" in said[0] and not talk.ended
    assert talk.answer("yes")[0].startswith("Kept.")


def test_the_end_of_the_input_is_quit_with_no(story: Story, tmp_path: Path) -> None:
    talk, _said = leaving(story, tmp_path / "state", "next")
    assert talk.leave() == [*ASKED, "Not kept. Goodbye."]
    assert not (tmp_path / "state").exists()
    asked, _said = leaving(story, tmp_path / "state", "quit")
    assert asked.leave() == ["Not kept. Goodbye."]
    assert asked.leave() == []


def test_a_place_that_cannot_be_kept_is_said(story: Story, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    _talk, said = leaving(story, tmp_path / "file" / "state", "quit", "yes")
    assert said[0].startswith("Cannot: Your place could not be saved")
    assert said[-1] == "Goodbye."


def test_one_resumes_where_one_was(story: Story, tmp_path: Path) -> None:
    talk, _said = leaving(story, tmp_path, "", "quit", "yes")
    kept = Store(tmp_path).load(story)
    assert kept.run is not None
    again = Conversation(story, kept.run, ReaderOptions(story, kept.run, message="Back again", resumed=True))
    lines = again.opening("x")
    assert "Keep: Back again." in lines
    assert "Where: A light goes out, step 2 of 3. 1 minute left. As last checked." in lines
    assert [line for line in lines if line.startswith("The lightkeeper wrote")]
    assert again.run == talk.run
