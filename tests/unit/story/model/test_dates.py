"""The last day of a month, and days that do not exist, against the standard library's own calendar."""

from __future__ import annotations

import calendar

import pytest

from explainer.story.model import dates


@pytest.mark.parametrize("year", [1600, 1900, 1996, 2000, 2022, 2023, 2024, 2100])
@pytest.mark.parametrize("month", range(1, 13))
def test_a_month_ends_where_the_calendar_ends_it(year: int, month: int) -> None:
    last = calendar.monthrange(year, month)[1]
    assert dates.last_day(f"{year}-{month:02}") == f"{year}-{month:02}-{last}"
    assert dates.parts(f"{year}-{month:02}-{last}") == (year, month, last)
    with pytest.raises(ValueError, match="no day"):
        dates.parts(f"{year}-{month:02}-{last + 1}")
