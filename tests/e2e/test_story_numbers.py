"""What the shipped story promises of itself, by the counts of `tools/story_numbers.py`."""

from __future__ import annotations

from typing import Any

import pytest

from explainer.cli.stories import shipped_story
from explainer.story.load.loader import read_story
from tools.story_numbers import numbers


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    return numbers(read_story(shipped_story()))


def test_people_who_were_there_are_heard_and_in_their_language(found: dict[str, Any]) -> None:
    assert found["present"] >= 60
    assert found["kazakh"] >= 30
    assert found["january_without_a_voice"] == []


def test_it_explains_and_says_its_limits_once(found: dict[str, Any]) -> None:
    assert sum(found["refrains"].values()) <= 15
    assert found["chapters_without_an_opening"] == []
    assert 1 <= found["in_short"] <= 12


def test_it_reads_easily(found: dict[str, Any]) -> None:
    assert 12 <= found["median_sentence"] <= 18
    assert found["over_grade_9"] == {}


def test_ten_minutes_are_ten(found: dict[str, Any]) -> None:
    assert abs(found["trails"]["ten-minutes"] - 10) <= 2
