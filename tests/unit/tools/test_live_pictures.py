"""What the pictures of a room that runs are made of: the keys to a warning, a terminal's words, its screen."""

from __future__ import annotations

from pathlib import Path

import pytest

from explainer.serve.rooms.stages import moved
from explainer.story.load.cache import open_story
from explainer.story.model.structs import Story
from explainer.workshop.state import RoomState
from tools import live_pictures
from tools.live_pictures import BEGINNING, screen_svg, transcript
from tools.live_room import KEYS, keys_to_warning


@pytest.fixture
def story(tiny_story: Path) -> Story:
    return open_story(tiny_story, cache_folder=None)


@pytest.mark.parametrize("before", [(), BEGINNING])
def test_the_keys_found_bring_a_leader_to_a_warning_and_to_none_before(
    story: Story, before: tuple[str, ...]
) -> None:
    state, warned = RoomState(opened=True), []
    for key in (*before, *keys_to_warning(story, *before)):
        stage, _how = moved(story, state, KEYS[key])
        state = RoomState(opened=True, stage=stage)
        warned.append(stage.threshold)
    assert warned[-1] and not any(warned[:-1])


def test_a_transcript_has_what_was_told_and_no_prompt_that_was_taken_back() -> None:
    raw = b"Room: ash-10.\r\n> \r   \rPoll: closed.\r\n\x1b[?2004h> answer 2\r\nCounted.\r\n> "
    assert transcript(raw) == "Room: ash-10.\nPoll: closed.\n> answer 2\nCounted.\n> "


def test_a_screen_is_drawn_row_by_row_and_what_was_typed_is_no_markup() -> None:
    drawn = screen_svg(["one", "", "<script>"], 10, "a < b")
    assert ">one" in drawn and "&lt;script&gt;" in drawn and "<script" not in drawn
    assert "<title>a &lt; b</title>" in drawn


def test_without_a_chromium_one_line_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(live_pictures, "CHROMIUM", None)
    assert live_pictures.main() == 0
    said = capsys.readouterr().err
    assert "apt-get install chromium" in said and said.count("\n") == 1
