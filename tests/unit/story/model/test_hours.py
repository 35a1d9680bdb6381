"""Hours of a day: read, refused, told in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from explainer.story.check.report import check
from explainer.story.model.dates import split_hour, when_words
from explainer.story.model.structs import When
from tests.tiny import FILES, write_story


def test_an_hour_of_a_day_is_taken_apart() -> None:
    assert split_hour("1954-03-05T06:30") == ("1954-03-05", "06:30")
    assert split_hour("1954-03-05T06") == ("1954-03-05", "06:00")
    assert split_hour("1954-03") == ("1954-03", "")


@pytest.mark.parametrize(
    "text", ["1954-03-05T24:00", "1954-03-05T6", "1954-03T06", "1954-03-05T06:60", "1954-03-05T"]
)
def test_what_is_no_hour_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        split_hour(text)


def test_hours_in_words() -> None:
    assert when_words(When("1954-03-05", "1954-03-05", (), "06:00", "06:00")) == "5 March 1954, 06:00"
    assert (
        when_words(When("1954-03-05", "1954-03-05", (), "06:00", "09:30"), brief=True)
        == "5 Mar 1954, 06:00-09:30"
    )
    night = When("1954-03-05", "1954-03-06", (), "22:00", "02:00")
    assert when_words(night, year=False) == "5 March, 22:00 to 6 March, 02:00"
    assert when_words(When("1954", "1955")) == "1954 to 1955"
    assert when_words(When("", "")) == ""


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ("{from: 1931-02-02T25:00, places: [skerry]}", "is no hour of a day"),
        ("{from: 1931-02T10, places: [skerry]}", "is no hour of a day"),
        ("{from: 1931-02-02T10:00, to: 1931-02-02T09:00, places: [skerry]}", "is before"),
    ],
)
def test_faulty_hours_are_told_with_their_place(tmp_path: Path, when: str, words: str) -> None:
    lamp = FILES["night/the-lamp.yaml"]
    line = next(line for line in lamp.splitlines() if line.startswith("when:"))
    folder = write_story(tmp_path / "story", {"night/the-lamp.yaml": lamp.replace(line, f"when: {when}")})
    found = [problem for problem in check(folder).problems if problem.rule == "bad-date"]
    assert [problem.file for problem in found] == ["night/the-lamp.yaml"]
    assert words in found[0].message


def test_a_day_is_asked_for_where_no_hour_can_be(tmp_path: Path) -> None:
    head = FILES["story.yaml"].replace("checked_on: 2024-05-06", "checked_on: 2024-05-06T10:00")
    folder = write_story(tmp_path / "story", {"story.yaml": head})
    assert "bad-date" in {problem.rule for problem in check(folder).problems}
