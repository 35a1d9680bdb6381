"""The ribbon is true to the scene and to the lens, and gives way in the order of the guide."""

from __future__ import annotations

import msgspec
import pytest

from explainer.paint.cells.canvas import cells
from explainer.paint.cells.style import signs
from explainer.paint.page.ribbon import ribbon_row, ticks, when_words
from explainer.story.model.structs import Gap, Ribbon, Story, When

SIGNS = signs("braille")


@pytest.fixture
def january(story: Story) -> Story:
    ribbon = Ribbon("days", "2022-01-01", "2022-01-19", (Gap("2022-01-12", "2022-01-18"),))
    return msgspec.structs.replace(story, ribbon=ribbon, checked_on="2026-11-24")


def drawn(
    story: Story, start: str, end: str = "", on: str = "", room: int = 72, glyphs: str = "braille"
) -> str:
    when = When(start, end or start) if start else None
    return "".join(run.text for run in ribbon_row(story, when, on, room, signs(glyphs)))


def test_the_pictures_of_the_guide(january: Story) -> None:
    day = "2022-01-05"
    assert drawn(january, day) == "━━1━━2━━3━━4━━┫5 Jan┣──6──7──8──9──10──11//19─ as checked on 24 Nov 2026"
    assert drawn(january, day, room=56) == "━1━2━3━4━┫5 Jan┣─6─7─8─9─10─11 as checked on 24 Nov 2026"
    assert drawn(january, day, room=112).startswith("━━━━1━━━━2━━━━3━━━━4━━━━┫5 Jan┣────6────7")
    assert drawn(january, day, room=112).endswith(" as checked on 24 November 2026")
    lens = drawn(january, day, on="2022-01-08")
    assert lens == "━1━2━3━4━┫5 Jan┣─6─7─8▌┄9┄10┄11//19┄┄┄┄┄┄┄┄  As known on 8 January 2022 "
    assert drawn(january, day, glyphs="ascii").startswith("==1==2==3==4==[5 Jan]--6--7")


def test_the_lens_day_may_be_the_scenes_own(january: Story) -> None:
    assert drawn(january, "2022-01-08", on="2022-01-08").startswith("━1━2━3━4━5━6━7━┫8 Jan▌┄9┄10")


def test_what_lies_beyond_the_lens_is_broken_even_before_the_scenes_day(january: Story) -> None:
    assert "━2▌┄3┄4┄┫5 Jan┣┄6" in drawn(january, "2022-01-05", on="2022-01-02").replace("┄┄", "┄").replace(
        "━━", "━"
    )


def test_a_range_brackets_its_first_day_and_prints_itself(january: Story) -> None:
    assert "━━2━━┫3-6 Jan┣──7──8" in drawn(january, "2022-01-03", "2022-01-06")
    assert "┫3-6 Jan▌┄┄7" in drawn(january, "2022-01-03", "2022-01-06", on="2022-01-04")


def test_scenes_outside_print_their_year_at_the_near_end(january: Story) -> None:
    assert drawn(january, "2011-05", "2011-12").startswith("┫2011┣──1──2")
    assert "//19━┫2023┣─" in drawn(january, "2023-07-11")
    assert drawn(january, "2014", "2021").startswith("┫2014-2021┣")


def test_every_width_is_filled_exactly(january: Story) -> None:
    for room in range(56, 160):
        for start in ("2022-01-05", "2011-05", "2024", ""):
            for on in ("", "2022-01-08", "2021-12-01", "2030-01-01"):
                assert (
                    cells(ribbon_row(january, When(start, start) if start else None, on, room, SIGNS)) == room
                )


def test_years_and_none(january: Story) -> None:
    years = msgspec.structs.replace(january, ribbon=Ribbon("years", "2008", "2012"))
    assert [tick.label for tick in ticks(years.ribbon)] == ["2008", "2009", "2010", "2011", "2012"]
    assert "2008━━2009━━┫2010┣──2011" in drawn(years, "2010-03-01")
    bare = msgspec.structs.replace(january, ribbon=Ribbon())
    assert drawn(bare, "2022-01-05") == "─" * 41 + " as checked on 24 November 2026"


def test_the_day_and_place_beside_a_title(january: Story) -> None:
    assert when_words(january, When("2022-01-05", "2022-01-05", ("skerry",))) == "5 January · Skerry"
    assert (
        when_words(january, When("2011-05", "2011-12", ("national",))) == "May to December 2011 · nationwide"
    )
    three = When("2022-01-05", "2022-01-05", ("skerry", "port-anna", "national"))
    assert when_words(january, three) == "5 January · Skerry and 2 more"


@pytest.fixture
def morning(story: Story) -> Story:
    ribbon = Ribbon("hours", "1954-03-05", "1954-03-05", (), "04:00", "18:00")
    return msgspec.structs.replace(story, ribbon=ribbon, checked_on="2026-11-24")


def hour(
    story: Story, start: str, end: str = "", on: str = "", room: int = 72, day: str = "1954-03-05"
) -> str:
    when = When(day, day, (), start, end or start)
    return "".join(run.text for run in ribbon_row(story, when, on, room, SIGNS))


def test_a_ribbon_of_hours_holds_the_scenes_hour(morning: Story) -> None:
    assert (
        hour(morning, "06:30") == "━4━5━┫06:30┣─7─8─9─10─11─12─13─14─15─16─17─18─ as checked on 24 Nov 2026"
    )
    assert "━━4━━┫06:00-08:30┣──10──12" in hour(morning, "06:00", "08:30")
    assert "━━16━━18━━┫22:00┣" in hour(morning, "22:00")
    assert "━━18━━┫9 Mar┣" in hour(morning, "06:00", day="1954-03-09")


def test_hours_have_ticks_for_two_or_three_where_one_has_no_room(morning: Story) -> None:
    ribbon = Ribbon("hours", "1954-03-05", "1954-03-07", (), "", "")
    story = msgspec.structs.replace(morning, ribbon=ribbon)
    shown = hour(story, "13:00")
    assert "┫5 Mar, 13:00┣" in shown and "6 Mar" in shown and "7 Mar" in shown
    assert len(ticks(ribbon, 6)) == 12


def test_hours_that_are_left_out_show_a_gap(morning: Story) -> None:
    gap = Gap("1954-03-05", "1954-03-05", "09:00", "15:59")
    story = msgspec.structs.replace(morning, ribbon=msgspec.structs.replace(morning.ribbon, skip=(gap,)))
    assert "8//16──17" in hour(story, "05:00")


def test_a_lens_on_the_day_of_the_hours_covers_them(morning: Story) -> None:
    assert "18▌" in hour(morning, "06:30", on="1954-03-05")
    assert hour(morning, "06:30", on="1954-03-04").startswith("┄4┄5┄┫06:30┣┄7")


def test_a_century_has_ticks_for_many_years(story: Story) -> None:
    story = msgspec.structs.replace(story, ribbon=Ribbon("years", "1900", "1999"), checked_on="2026-11-24")
    assert drawn(story, "1954").startswith("━━1900━━1920━━┫1954┣──1960──1980─")
    assert "━━1960━━┫1999┣" in drawn(story, "1999")


def test_months_that_are_left_out_name_the_next_one(story: Story) -> None:
    ribbon = Ribbon("days", "1954-03-01", "1954-09-03", (Gap("1954-03-08", "1954-08-31"),))
    story = msgspec.structs.replace(story, ribbon=ribbon, checked_on="2026-11-24")
    assert "7//1 Sep─" in drawn(story, "1954-03-05")
    assert "7//1 Sep━━┫2 Sep┣──3" in drawn(story, "1954-09-02")


def test_half_a_year_of_days_has_ticks_for_weeks(story: Story) -> None:
    ribbon = Ribbon("days", "1954-03-01", "1954-06-30")
    story = msgspec.structs.replace(story, ribbon=ribbon, checked_on="2026-11-24")
    shown = drawn(story, "1954-06-20")
    assert "┫20 Jun┣" in shown and "1 Mar" in shown


def test_hours_in_the_words_of_a_title(morning: Story) -> None:
    assert (
        when_words(morning, When("1954-03-05", "1954-03-05", (), "06:00", "09:30"))
        == "5 March, 06:00 to 09:30"
    )
    assert (
        when_words(morning, When("1954-03-05", "1954-03-06", (), "22:00", "02:00"))
        == "5 March, 22:00 to 6 March, 02:00"
    )


@pytest.mark.parametrize("kind", ["hours", "days", "years"])
def test_a_mistyped_ribbon_of_all_time_is_drawn_at_once(story: Story, kind: str) -> None:
    """Only so many ticks are made as are kept: all hours of these years would be 88 million."""
    gap = Gap("0003-01-01", "9999-12-31")
    for skip in ((), (gap,)):
        ribbon = Ribbon(kind, "0001-01-01", "9999-12-31", skip)
        told = msgspec.structs.replace(story, ribbon=ribbon)
        for day in ("1931-02-02", "9999-12-31"):
            assert cells(ribbon_row(told, When(day, day), "", 72, SIGNS)) == 72
