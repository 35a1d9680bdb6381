"""Hours of a day: read, refused, told in words."""

from __future__ import annotations

import pytest

from explainer.story.dates import split_hour, when_words
from explainer.story.model import When


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
