"""The shipped story as it is heard: the main way, and each chapter to its end with other words.

`EXPLAINER_REGENERATE=1` writes the files anew; read them as a listener would before they are committed.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from explainer.linear.conversation import Conversation
from explainer.linear.words import parse
from explainer.reading.actions import ACTIONS
from explainer.reading.options import ReaderOptions
from explainer.reading.run import begin
from explainer.reading.storage.store import Store
from explainer.story.load.loader import read_story
from explainer.story.model.structs import Story
from tests.unit.linear.transcripts import SCRIPTS, End, Transcript

FOLDER = Path(__file__).parent / "golden"
NOT_IN_A_TRANSCRIPT: dict[str, str] = {
    "in-short": "the story that is played is not told in short yet; tests/unit/linear/test_in_short.py types it",
    "language": "the story that is played has one; tests/unit/linear/test_language.py types it",
}
"""Words of linear mode that no transcript types, each with the reason."""


@pytest.fixture(scope="module")
def shipped() -> Story:
    return read_story(Path(__file__).parents[3] / "scenes")


def played(story: Story, name: str, folder: Path) -> Transcript:
    run = begin(story)
    transcript = Transcript(Conversation(story, run, ReaderOptions(story, run, Store(folder / "state"))))
    transcript.play(SCRIPTS[name])
    return transcript


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_story_is_heard_as_written(
    shipped: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    text = played(shipped, name, tmp_path).text()
    file = FOLDER / f"{name}.txt"
    if os.environ.get("EXPLAINER_REGENERATE"):
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8"), f"EXPLAINER_REGENERATE=1 writes {file.name} anew"


def test_there_is_one_for_the_main_way_and_for_each_chapter(shipped: Story) -> None:
    assert set(SCRIPTS) == {"main-way", *(chapter.id for chapter in shipped.chapters)}
    for chapter in shipped.chapters:
        (end,) = [entry for entry in SCRIPTS[chapter.id] if isinstance(entry, End)]
        scenes = [key for key in shipped.order if shipped.scenes[key].chapter == chapter.id]
        assert shipped.scenes[end.scene].chapter == chapter.id
        after = shipped.scenes[end.scene].next
        assert after not in scenes, f"{chapter.id} goes on after {end.scene}"


def typed_words() -> set[str]:
    """The actions that the transcripts type, by their ids; an answer to a question is none."""
    lines = [entry for script in SCRIPTS.values() for entry in script if isinstance(entry, str)]
    room = (FOLDER / "room.txt").read_text(encoding="utf-8")  # of `test_golden_room`
    lines += [line.removeprefix(">").strip() for line in room.splitlines() if line.startswith(">")]
    return {parse(line).word or "next" for line in lines}


def unheard(words: set[str]) -> set[str]:
    """Words of the registry that no transcript types and no reason excuses."""
    return {spec.id for spec in ACTIONS if not spec.linear} - words - set(NOT_IN_A_TRANSCRIPT)


def test_every_word_is_heard_in_a_transcript_or_has_a_reason() -> None:
    assert not unheard(typed_words())
    assert not typed_words() & set(NOT_IN_A_TRANSCRIPT), "a reason left standing would hide the next lack"


@pytest.mark.parametrize("action", [spec.id for spec in ACTIONS if not spec.linear])
def test_a_word_no_longer_typed_would_be_noticed(action: str) -> None:
    if action not in NOT_IN_A_TRANSCRIPT:
        assert unheard(typed_words() - {action}) == {action}
