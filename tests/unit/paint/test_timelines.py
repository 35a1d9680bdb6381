"""Timelines: lanes by shape and word, times as written, gaps as "?", filters, clocks; and the strip over them."""

from __future__ import annotations

import re
from typing import Any

import msgspec
import pytest

from explainer.paint.cells.rows import Row
from explainer.paint.cells.style import Profile
from explainer.paint.figures import timelines
from explainer.paint.figures.timeline_events import events
from explainer.paint.figures.values import Sight
from explainer.story.figures.data import Datum, Shown
from tests.unit.paint.data_rows import PROFILES, SIZES, check, flat, milliseconds, text

LANES: dict[str, Any] = {
    "lanes": [
        {"id": "sea", "label": "at sea", "glyph": "circle"},
        {"id": "town", "label": "in town", "glyph": "square"},
    ]
}
EVENTS = Shown(
    (
        Datum("1", "Boats leave", "sea", "1931-02-03", "day", "evening", place="quay pier"),
        Datum("2", "The lamp goes out", "sea", "1931-02-03", "day", "16:37", links=("the-lamp",)),
        Datum("3", "A letter is sent", "town", "1931-02-04", "about", note="who wrote it", open=True),
        Datum("4", "A count is read", "town", "1931-02-05", "day", "before 15:23", status="disputed"),
        Datum("5", "The inquiry ends", "town", "1932-03", "month", links=("the-inquiry",)),
        Datum("6", "No day known", "town"),
    )
)
CLOCKS: dict[str, Any] = {
    "clocks": [
        {"label": "Here", "offset": "+06:00"},
        {"label": "There", "offset": "+03:00"},
        {"label": "Elsewhere", "offset": "-09:30"},
    ]
}
NIGHT = Shown(
    (
        Datum("1", "A wire is sent", day="1931-02-03", time="1931-02-03T21:53+03:00"),
        Datum("2", "A wire arrives", day="1931-02-04", note="hour not given"),
        Datum("3", "Both read it", day="1931-02-04", time="1931-02-04T10:00+06:00"),
    )
)
WIDE = Profile()


def drawn(columns: int = 74, height: int = 19, profile: Profile = WIDE, **more: Any) -> tuple[Row, ...]:
    shown, options = more.pop("shown", EVENTS), more.pop("options", LANES)
    selected = more.pop("selected", "")
    return timelines.draw(shown, columns, height, profile, selected, options, Sight(**more))


@pytest.mark.parametrize("size", SIZES)
def test_every_picture_keeps_to_its_size_and_signs(size: tuple[int, int]) -> None:
    for profile in PROFILES:
        for shown, options in ((EVENTS, LANES), (NIGHT, CLOCKS), (EVENTS, {}), (Shown(), LANES)):
            for selected in ("", "2"):
                rows = drawn(*size, profile, shown=shown, options=options, selected=selected)
                check(rows, *size, profile)


def test_a_time_is_printed_as_written_and_a_day_with_its_precision() -> None:
    shown = flat(drawn(100, 25))
    for words in ("evening", "16:37", "before 15:23: A count is read", "about 4 Feb", "Mar"):
        assert words in shown
    assert "19:00" not in shown  # an evening has no hour
    assert "No day known" in shown


def test_lanes_differ_by_shape_and_word() -> None:
    rows = text(drawn(100, 25)).split("\n")
    assert any("● at sea" in row and "Boats leave" in row for row in rows)
    assert any("■ in town" in row and "A letter is sent" in row for row in rows)
    small = text(drawn(38, 13, Profile(glyphs="ascii"))).split("\n")
    assert any("o at sea" in row and "# in town" in row for row in small)  # the legend names each sign
    signs = [lane.sign for lane in timelines.lanes({"lanes": [{"id": n} for n in "abcdefg"]}, Shown())]
    assert len(set(signs)) == 7


def test_a_gap_is_a_question_mark_with_what_is_not_known() -> None:
    assert "A letter is sent ? not known: who wrote it" in flat(drawn(100, 25))
    assert "A count is read [disputed]" in flat(drawn(100, 25))


def test_where_one_is_and_what_one_has_seen_is_said() -> None:
    shown = flat(drawn(100, 25, here="the-lamp", seen=frozenset({"the-lamp", "the-inquiry"})))
    assert "The lamp goes out [● you are here]" in shown
    assert "The inquiry ends [●]" in shown
    new = flat(drawn(100, 25, here="the-morning"))
    assert "The lamp goes out [○]" in new
    assert "The inquiry ends [○]" in new
    assert "Boats leave, " not in new and "Boats leave [" not in new  # no scene tells of it
    for columns, height in ((100, 25), (74, 9), (38, 9)):  # the marks never stand without their words
        narrow = flat(drawn(columns, height, here="the-morning"))
        assert "[●] " in narrow and "seen" in narrow and ("not yet" in narrow or "not seen yet" in narrow)
    assert "[o]" in flat(drawn(100, 25, Profile(glyphs="ascii"), here="the-morning"))
    assert "[○]" not in flat(drawn(100, 25))


def test_where_one_is_is_said_once_and_quietly() -> None:
    told = Shown(
        tuple(Datum(str(n), f"Event {n}", "sea", f"1931-02-0{n}", links=("here",)) for n in (1, 2, 3))
    )
    rows = drawn(shown=told, here="here")
    assert text(rows).count("you are here") + text(rows).count("you\u00a0are\u00a0here") == 1
    assert all(run.style == "chrome" for row in rows for run in row if "here" in run.text)


@pytest.mark.parametrize("columns", [38, 60, 74])
def test_an_event_without_room_for_all_its_rows_ends_with_an_ellipsis(columns: int) -> None:
    words = "Boats leave the quay one after the other, and the harbour master writes down each of their names"
    told = Shown(tuple(Datum(str(n), words, "sea", f"1931-02-0{n}", "day") for n in range(1, 8)))
    for height in range(5, 24):
        rows = [row.strip() for row in text(drawn(columns, height, shown=told)).split("\n")]
        last = max(n for n, row in enumerate(rows) if row and ("of 7" not in row) and "at sea" not in row[:8])
        assert rows[last].endswith(("names", "…")), (height, rows)


def test_the_first_row_in_sight_says_its_year() -> None:
    told = Shown(
        tuple(Datum(str(n), f"Event {n}", "sea", f"{1930 + n // 2}-02-0{n + 1}", "day") for n in range(9))
    )
    rows = text(drawn(74, 8, shown=told, selected="7")).split("\n")
    assert re.match(r"\s*\d Feb 193\d", next(row for row in rows if "Event" in row))


@pytest.mark.parametrize(
    ("filters", "kept"),
    [
        ({"lane": "sea"}, ("1", "2")),
        ({"place": "pier"}, ("1",)),
        ({"group": ("the-inquiry",)}, ("5",)),
        ({"lane": "town", "group": ("the-lamp",)}, ()),
    ],
)
def test_filters_by_lane_chapter_and_place(filters: dict[str, Any], kept: tuple[str, ...]) -> None:
    assert timelines.order(EVENTS, LANES, Sight(**filters)) == kept
    shown = drawn(100, 25, **filters)
    found = {run.reference for row in shown for run in row if run.reference.startswith("datum:")}
    assert found == {f"datum:{key}" for key in kept}
    assert f"filtered: {len(kept)} of 6" in flat(shown)
    named = flat(drawn(38, 14, filters=("at sea", "chapter The long night"), **filters))
    assert f"filtered: {len(kept)} of 6 · at sea · chapter The long night" in named


def test_events_go_by_day_and_keep_the_author_s_order_within_one() -> None:
    assert timelines.order(EVENTS, LANES) == ("1", "2", "3", "4", "5", "6")
    mixed = Shown(tuple(reversed(EVENTS.rows)))
    assert timelines.order(mixed, LANES) == ("2", "1", "3", "4", "5", "6")
    assert timelines.order(NIGHT, CLOCKS) == ("1", "2", "3")


def test_the_strip_marks_the_event_in_hand_and_breaks_a_long_silence() -> None:
    rows = text(drawn(74, 22, selected="2")).split("\n")
    assert set(rows[0]) <= set(" ▁▃▅▇")
    assert rows[1].count("▲") == 1
    column = rows[1].index("▲")
    assert rows[0][column] in "▁▃▅▇"
    many = tuple(
        Datum(f"x{n}", "again", "sea", f"1931-02-{3 + n % 9:02}", time=f"{n % 24:02}:00") for n in range(30)
    )
    rows = text(drawn(74, 22, shown=Shown((*many, *EVENTS.rows)))).split("\n")
    assert "//" in rows[1]
    assert "1932" in rows[2]
    assert "3 Feb" in rows[2]


def test_a_strip_leads_to_days_and_events() -> None:
    rows = drawn(74, 22, selected="2")
    assert any(run.reference.startswith("datum:") for run in rows[0])
    assert any(run.reference.startswith("day:1931") for run in rows[2])


def test_clocks_show_one_moment_with_its_dates() -> None:
    for columns in (74, 56, 38):
        shown = flat(drawn(columns, 25, shown=NIGHT, options=CLOCKS))
        assert re.search(r"00:53.*21:53.*3 Feb.*09:23.*3 Feb", shown), shown
        assert "hour not known" in shown
        assert re.search(r"10:00.*07:00.*18:30.*3 Feb", shown), shown
        assert shown.index("00:53") < shown.index("hour not known") < shown.index("10:00")


def test_the_day_stands_in_the_first_row_in_sight_and_the_year_is_said() -> None:
    many = Shown(tuple(Datum(str(n), f"event {n}", "sea", "1931-02-03") for n in range(40)))
    rows = text(drawn(74, 10, shown=many, selected="30")).split("\n")
    assert "3 Feb" in rows[0]
    assert any(row.strip().startswith("1931") and "of 40" in row for row in rows)


def test_the_list_opens_at_the_reader_s_day() -> None:
    many = Shown(tuple(Datum(str(n), f"event {n}.", "sea", f"1931-02-{n:02}") for n in range(1, 28)))
    assert "event 20." in flat(drawn(74, 10, shown=many, day="1931-02-20"))
    assert "event 2." not in flat(drawn(74, 10, shown=many, day="1931-02-20"))


def test_every_event_in_sight_is_reached_by_its_key_in_all_its_rows() -> None:
    rows = drawn(38, 13, selected="2")
    marked = [row for row in rows if any(run.style.endswith("-bar") for run in row)]
    assert marked
    assert all(any(run.reference == "datum:2" for run in row) for row in marked)


def test_the_lens_folds_what_was_said_later() -> None:
    later = tuple(
        msgspec.structs.replace(d, said_on="1931-04", said_precision="month") for d in EVENTS.rows[3:]
    )
    shown = flat(drawn(74, 22, shown=Shown(EVENTS.rows[:3], later)))
    assert "said later: about Apr 1931 · 3 folded" in shown
    assert "A count is read" not in shown


def test_a_draw_takes_a_blink() -> None:
    rows = tuple(
        Datum(
            str(n),
            f"Something of note number {n} happens to boats and people",
            "sea",
            f"1931-02-{1 + n % 27:02}",
        )
        for n in range(120)
    )
    shown = Shown(rows)
    assert milliseconds(lambda: drawn(114, 33, shown=shown, selected="60")) < 400


def test_of_a_long_list_only_what_is_near_is_set() -> None:
    told = Shown(tuple(Datum(str(n), f"Event {n}", "sea", "1931-02-01", "day") for n in range(400)))
    every = events(told.rows, (), 74, {}, Sight(), WIDE)
    assert flat(drawn(shown=told, selected="200", options={})).count("Event") > 5
    again = events(told.rows, (), 74, {}, Sight(), WIDE)
    assert len(again) == 400 and again[399].datum.key == "399"
    assert again is every  # and kept for the next key
