"""Days as one types them, and the days there are to step through."""

from __future__ import annotations

import pytest

from explainer.problems import Cannot
from explainer.reading import days
from explainer.story.model.structs import Gap, Ribbon, Story


@pytest.mark.parametrize(
    "line",
    ["8 february", "8 February 1931", "february 8", "8 feb 1931", "feb 8, 1931", "1931-02-08", "8. february"],
)
def test_days_as_one_types_them(line: str, story: Story) -> None:
    assert days.day(line, story) == "1931-02-08"


@pytest.mark.parametrize(
    "line", ["february", "31 february", "8", "soon", "1931-02", "8 fe", "1931-13-01", "² february"]
)
def test_what_is_no_day(line: str, story: Story) -> None:
    with pytest.raises(Cannot, match="Cannot read"):
        days.day(line, story)


DAYS = Ribbon("days", "1931-02-01", "1931-02-09", (Gap("1931-02-04", "1931-02-06"),))


def test_the_days_of_a_ribbon_leave_its_gaps_out() -> None:
    assert [day[-2:] for day in days.ribbon_days(DAYS)] == ["01", "02", "03", "07", "08", "09"]
    assert days.ribbon_days(Ribbon("years", "1929", "1931")) == ("1929-12-31", "1930-12-31", "1931-12-31")
    assert days.ribbon_days(Ribbon()) == ()


@pytest.mark.parametrize(
    ("now", "by", "then"),
    [
        ("1931-02-03", 1, "1931-02-07"),
        ("1931-02-07", -1, "1931-02-03"),
        ("1931-02-05", 1, "1931-02-07"),
        ("1931-02-09", 1, "1931-02-10"),
        ("1931-02-01", -1, "1931-01-31"),
        ("", 1, "1931-02-01"),
        ("", -1, "1931-02-09"),
        ("9999-12-31", 1, "9999-12-31"),
    ],
)
def test_one_day_on_or_back(now: str, by: int, then: str) -> None:
    assert days.step_day(DAYS, now, by) == then
