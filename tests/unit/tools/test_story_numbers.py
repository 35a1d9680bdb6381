"""The counts of a story by which its editors measure it."""

from __future__ import annotations

from pathlib import Path

import pytest

from explainer.story.check.report import check
from explainer.story.model.structs import Story
from tests.short import SHORT
from tests.tiny import write_story
from tools.story_numbers import numbers, to_text


@pytest.fixture
def story(tmp_path: Path) -> Story:
    write_story(tmp_path / "story", SHORT)
    made = check(tmp_path / "story").story
    assert made is not None
    return made


def test_what_is_counted(story: Story) -> None:
    found = numbers(story)
    assert found["present"] == 1
    assert found["kazakh"] == 0
    assert found["refrains"] == {"the-morning": 1}, "a limit at a scene's foot is none"
    assert found["chapters_without_an_opening"] == ["night", "after"]
    assert found["in_short"] == 3
    assert found["trails"] == {"short-way": 1}
    assert found["words"] == sum(scene["words"] for scene in found["scenes"].values())
    assert found["minutes"] == 1


def test_it_is_printed_line_by_line(story: Story) -> None:
    said = to_text(numbers(story))
    assert "refrains                     the-morning 1 (1)" in said
    assert "chapters without an opening  night, after" in said
