"""The ribbon is true to the scene and to the lens, and gives way in the order of the guide."""

from __future__ import annotations

import msgspec
import pytest

from explainer.paint.canvas import cells
from explainer.paint.glyphs import signs
from explainer.paint.ribbon import ribbon_row, ticks, when_words
from explainer.story.model import Gap, Ribbon, Story, When

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
