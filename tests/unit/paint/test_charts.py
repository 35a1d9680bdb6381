"""Charts: every value printed, every fate a sign and a word, nothing by colour alone."""

from __future__ import annotations

import itertools
import re
from typing import Any

import msgspec
import pytest

from explainer.paint.cells.rows import Row
from explainer.paint.cells.style import Profile
from explainer.paint.figures import painters
from explainer.paint.figures.columns import measures
from explainer.paint.figures.projection import projection
from explainer.paint.figures.timeline_events import Clocks
from explainer.paint.figures.values import Days, Sight, amount, dense, hour, moment, round_ticks, squeezed
from explainer.story.figures.data import Datum, Shown
from explainer.story.load.format_figures import NEEDED
from tests.unit.paint.data_rows import (
    COUNTS,
    PRICES,
    PROFILES,
    SIZES,
    STATES,
    STATUS_WORDS,
    TOLLS,
    check,
    flat,
    milliseconds,
    text,
)

CASES = {"bars": TOLLS, "steps": PRICES, "columns": COUNTS, "bands": STATES}
OPTIONS: dict[str, dict[str, Any]] = {
    "steps": {
        "unit": "pence",
        "groups": [{"id": "price", "label": "bread"}, {"id": "wish", "glyph": "diamond"}],
    },
    "bars": {"unit": "people"},
    "columns": {"unit": "people"},
    "bands": {"groups": [{"id": "town", "label": "the town"}, {"id": "harbour", "label": "the harbour"}]},
}
WIDE = Profile()


def drawn(
    kind: str, columns: int = 74, height: int = 17, profile: Profile = WIDE, **more: Any
) -> tuple[Row, ...]:
    shown = more.pop("shown", CASES[kind])
    selected = more.pop("selected", "")
    return painters.draw(kind, shown, columns, height, profile, selected, OPTIONS[kind], Sight(**more))


def test_every_kind_of_chart_is_tried_here() -> None:
    """Maps, timelines and networks have tests of their own; all else is a chart."""
    assert set(NEEDED) - {"map", "timeline", "network"} == set(CASES)


@pytest.mark.parametrize("kind", ["", "barz", "map", "timelines"])
def test_an_unknown_kind_is_not_drawn(kind: str) -> None:
    with pytest.raises(ValueError, match=f"no figure is drawn as '{kind}'"):
        painters.draw(kind, TOLLS, 74, 17, WIDE)


def test_no_map_and_no_clock_is_made_up_from_an_unknown_word() -> None:
    with pytest.raises(ValueError, match="no map is laid flat by 'mercator'"):
        projection({"kind": "mercator"}, None)
    with pytest.raises(ValueError, match="'noon' is no distance from UTC"):
        Clocks([{"label": "Skerry", "offset": "noon"}])


@pytest.mark.parametrize("kind", CASES)
@pytest.mark.parametrize("size", SIZES)
def test_every_picture_keeps_to_its_size_and_signs(kind: str, size: tuple[int, int]) -> None:
    for profile in PROFILES:
        for selected in ("", "2", "nothing"):
            check(drawn(kind, *size, profile, selected=selected), *size, profile)


@pytest.mark.parametrize("kind", CASES)
def test_the_signs_and_words_are_the_same_in_every_depth(kind: str) -> None:
    found = {text(drawn(kind, profile=Profile(depth=d))) for d in ("truecolor", "256", "16", "none")}
    assert len(found) == 1


@pytest.mark.parametrize("kind", ["bars", "steps"])
@pytest.mark.parametrize("glyphs", ["braille", "plain", "ascii"])
def test_every_value_is_printed(kind: str, glyphs: str) -> None:
    shown = flat(drawn(kind, 100, 25, Profile(glyphs=glyphs)))
    for datum in CASES[kind].rows:
        value = amount(datum).replace("–", "-") if glyphs == "ascii" else amount(datum)
        assert not value or re.search(rf"(?<![\d,]){re.escape(value)}(?![\d,])", shown), (value, shown)


def test_every_fate_is_a_word_and_a_sign_beside_its_value() -> None:
    for glyphs, signs in (("braille", "○×●◆≠~"), ("ascii", "ox*+!~")):
        rows = text(drawn("bars", profile=Profile(glyphs=glyphs))).split("\n")
        for datum, sign in zip(TOLLS.rows, signs, strict=False):
            word = STATUS_WORDS[datum.status]
            value = amount(datum).replace("–", "-") if glyphs == "ascii" else amount(datum)
            assert any(f"{value} {sign} {word}" in row for row in rows), (value, sign, word)


def test_the_bar_of_a_withdrawn_value_is_dashed_and_says_so() -> None:
    row = next(row for row in text(drawn("bars")).split("\n") if "164" in row)
    assert "╌╌" in row
    assert "▆" not in row
    assert "withdrawn" in row
    others = [row for row in text(drawn("bars")).split("\n") if "164" not in row]
    assert not any("╌" in row for row in others)


def test_a_range_is_solid_to_its_low_value_and_loose_to_its_high_one() -> None:
    row = next(row for row in text(drawn("bars")).split("\n") if "30-70" in row)
    solid, loose = row.count("▆"), row.count("░")
    assert 0 < solid <= loose
    estimate = next(row for row in text(drawn("bars")).split("\n") if "at least 64" in row)
    assert "░" in estimate
    assert "▆" not in estimate


def test_bars_are_on_one_scale_from_zero() -> None:
    shown = Shown(tuple(Datum(str(n), f"row {n}", value=n, status="standing") for n in (100, 50, 1)))
    lengths = [row.count("▆") for row in text(drawn("bars", shown=shown)).split("\n")[1:]]
    assert lengths[0] == pytest.approx(2 * lengths[1], abs=1)
    assert lengths[2] == 1  # not zero, so it has a mark


def test_what_no_one_counted_has_no_bar() -> None:
    row = next(row for row in text(drawn("bars")).split("\n") if "The crown" in row)
    assert "not established" in row
    assert not set("▆░╌") & set(row)
    zero = Shown((Datum("1", "none", value=0), Datum("2", "some", value=5)))
    row = next(row for row in text(drawn("bars", shown=zero)).split("\n") if "none" in row)
    assert "▆" not in row
    assert row.split()[-1] == "0"


def test_uncertain_days_are_printed_as_uncertain() -> None:
    shown = text(drawn("bars"))
    for words in ("3 Feb 1931", "about 9 Feb", "about Mar 1931", "1932"):
        assert words in shown


def test_the_lens_folds_what_was_said_later() -> None:
    later = tuple(
        msgspec.structs.replace(d, said_on="1931-02-09", said_precision="day") for d in TOLLS.rows[2:]
    )
    for kind in ("bars", "steps"):
        shown = flat(drawn(kind, shown=Shown(TOLLS.rows[:2], later), on="1931-02-05"))
        assert "said later: 9 Feb 1931 · 5 folded" in shown
        assert "70" not in shown


def test_the_row_in_hand_is_in_sight_and_marked() -> None:
    shown = Shown(tuple(Datum(str(n), f"row {n}", value=n + 1) for n in range(40)))
    for key in ("0", "20", "39"):
        rows = drawn("bars", 74, 10, shown=shown, selected=key)
        marked = [row for row in rows if any(run.text.startswith("▸") for run in row)]
        assert len(marked) == 1
        assert any(run.reference == f"datum:{key}" for run in marked[0])
    assert "of 40" in text(drawn("bars", 74, 10, shown=shown))


def test_every_bar_and_column_is_reached_by_its_key() -> None:
    for kind, shown in CASES.items():
        keys = painters.order(kind, shown, OPTIONS[kind])
        found = {run.reference for row in drawn(kind, 100, 25) for run in row}
        assert {f"datum:{key}" for key in keys} <= found, kind


def test_a_price_is_a_step_and_never_a_slope() -> None:
    rows = text(drawn("steps", 74, 19, Profile(glyphs="plain"))).split("\n")
    assert any("━━" in row for row in rows)
    assert any("┃" in row for row in rows)
    assert "/" not in "".join(rows).replace("//", "")


def test_a_mark_beside_the_line_has_another_shape() -> None:
    assert text(drawn("steps")).count("◇") == 1
    assert "//" in text(drawn("steps"))  # the silence of months is squeezed, and says so


def test_a_withdrawn_point_has_its_sign_and_word() -> None:
    shown = text(drawn("steps"))
    assert "×" in shown
    assert re.search(r"87\.5[^\n]*withdrawn", shown)


CROWD = Shown(
    (
        *PRICES.rows[:3],
        Datum("4", "asked for", day="1931-02-03", value=60, low=50, high=60, group="wish"),
        Datum("5", "bread", day="1931-02-04", value=50, group="price", status="disputed"),
        Datum("6", "bread", day="1931-02-06", value=50, low=50, high=55, group="price"),
        Datum("7", "bread", day="1931-07-06", value=50, low=50, high=55, group="price"),
        Datum(
            "8", "bread", day="1933-01-01", day_precision="about", value=54, low=54, high=59, group="price"
        ),
    )
)


@pytest.mark.parametrize("size", [(36, 22), (40, 28), (74, 15), (110, 30)])
@pytest.mark.parametrize("glyphs", ["braille", "plain", "ascii"])
def test_a_label_stands_at_its_point_or_at_the_end_of_a_leader(size: tuple[int, int], glyphs: str) -> None:
    rows = drawn("steps", *size, Profile(glyphs=glyphs), shown=CROWD)
    for datum in CROWD.rows:
        cells = placed(rows, f"datum:{datum.key}")
        first = [cells.pop()]
        while first:  # a blank may stand between a point and its label
            x, y = first.pop()
            near = {(a, b) for a, b in cells if abs(a - x) <= 2 and abs(b - y) <= 1}
            cells -= near
            first += near
        assert not cells, (datum.key, text(rows))


def placed(rows: tuple[Row, ...], reference: str) -> set[tuple[int, int]]:
    """The cells that lead to a datum."""
    found = set()
    for y, row in enumerate(rows):
        x = 0
        for run in row:
            found |= {
                (x + at, y) for at, sign in enumerate(run.text) if run.reference == reference and sign != " "
            }
            x += len(run.text)
    return found


def test_labels_do_not_run_together() -> None:
    for size in ((74, 15), (110, 30)):
        for row in drawn("steps", *size, shown=CROWD):
            labelled = [run for run in row if run.reference]
            for one, other in itertools.pairwise(labelled):
                if one.reference != other.reference and one.text[-1].isalnum() and other.text[0].isalnum():
                    assert row.index(other) - row.index(one) > 1, text((row,))


def test_the_axis_has_days_and_under_them_years() -> None:
    rows = text(drawn("steps", 74, 15, shown=CROWD)).split("\n")
    assert rows[-2].split() == ["1", "Feb", "3", "4", "6", "6", "Jul", "about", "1", "Jan"]
    assert rows[-1].split() == ["1930", "1931", "1933"]
    assert "//" in rows[-3] and "//" not in rows[-2]


def test_a_value_with_a_range_prints_both() -> None:
    assert amount(CROWD.rows[7]) == "54 (54-59)"
    row = next(row for row in text(drawn("bars", shown=CROWD)).split("\n") if "54-59" in row)
    assert "54 (54-59)" in row


def test_a_small_chart_says_whose_each_number_is() -> None:
    rows = text(drawn("bars", 38, 30)).split("\n")
    for datum in TOLLS.rows:
        value = amount(datum) or "not established"
        at = next(
            n for n, row in enumerate(rows) if re.search(rf"(?<![\d,]){re.escape(value)}(?![\d,])", row)
        )
        assert datum.label.split()[-1] in " ".join(rows[max(0, at - 2) : at + 1]), (datum, rows)


def test_no_bar_is_parted_from_its_label_and_no_heading_stands_last() -> None:
    shown = Shown(tuple(Datum(str(n), f"office {n}", value=n + 1, group=f"g{n // 3}") for n in range(12)))
    for columns, height in itertools.product((38, 74), range(8, 16)):
        for selected in ("", "0", "5", "11"):
            rows = text(drawn("bars", columns, height, shown=shown, selected=selected)).split("\n")
            assert not re.fullmatch(r"\s*(g\d)?\s*", rows[-2]), rows
            labels = [row.strip() for row in rows if "office" in row and "▆" not in row]
            bars = [row for row in rows if "▆" in row and "office" not in row]
            assert len(labels) == len(bars), rows


def test_a_long_label_stands_whole_where_the_rows_allow_it() -> None:
    rows = text(drawn("bars", 74, 17)).split("\n")
    at = next(n for n, row in enumerate(rows) if "The harbour's own gazette," in row)
    assert rows[at + 1].strip() == "second edition"
    assert rows[at + 1].index("second") == rows[at].index("The harbour")
    assert "The harbour's own gazette …" in flat(drawn("bars", 74, 7))


def test_columns_show_one_measure_at_a_time() -> None:
    assert measures(COUNTS) == ("held", "freed")
    assert "446" not in text(drawn("columns"))
    assert "held" in text(drawn("columns"))
    freed = text(drawn("columns", measure="freed"))
    assert "446" in freed
    assert "9,900" not in freed


def test_days_without_a_count_say_no_data_and_a_small_count_has_a_mark() -> None:
    rows = text(drawn("columns")).split("\n")
    assert sum(row.count("no data") for row in rows) == 2  # the 7th and 8th
    assert any("▁" in row for row in rows)
    assert " 0 " not in "".join(rows)
    assert any("╌" in row for row in rows)
    assert any("withdrawn" in row for row in rows)


def test_a_crowded_day_prints_its_earlier_values_too() -> None:
    rows = tuple(
        Datum(f"{day}-{n}", "office", day=f"1931-02-{day:02}", value=1000 * day + n)
        for day in range(1, 11)
        for n in range(3)
    )
    shown = flat(painters.draw("columns", Shown(rows), 74, 19, WIDE, "", {}, Sight()))
    assert "the last of each day is drawn" in shown
    assert all(f"{1000 * day + 2:,}" in shown for day in range(1, 11))


def test_a_band_without_an_end_is_drawn_as_not_known() -> None:
    rows = text(drawn("bands")).split("\n")
    ended, loose = (next(row for row in rows if words in row) for words in ("no boats", "half the boats"))
    assert "▆" in ended
    assert "┄" not in ended
    assert "┄" in loose
    assert "▆" not in loose
    assert any("no end is on record" in row for row in rows)
    assert "16:30" in ended


def test_groups_have_the_author_s_order_and_names() -> None:
    shown = text(drawn("bands"))
    assert shown.index("the town") < shown.index("the harbour")
    assert "[disputed]" in shown


@pytest.mark.parametrize("kind", CASES)
def test_a_chart_without_rows_is_no_crash(kind: str) -> None:
    for size in ((1, 1), (10, 3), (74, 19)):
        check(drawn(kind, *size, shown=Shown()), *size, WIDE)
        check(drawn(kind, *size), *size, WIDE)


@pytest.mark.parametrize("kind", CASES)
def test_a_draw_takes_a_blink(kind: str) -> None:
    rows = tuple(msgspec.structs.replace(d, key=f"{n}-{d.key}") for n in range(8) for d in CASES[kind].rows)
    assert milliseconds(lambda: drawn(kind, 114, 33, shown=Shown(rows))) < 400


def test_ticks_are_round_and_cover_all() -> None:
    for highest in (0.3, 1, 7, 50, 120, 238, 9900, 20000):
        ticks = round_ticks(highest, 5)
        assert ticks[0] == 0
        assert ticks[-1] >= highest
        assert len(ticks) <= 7
    assert round_ticks(120, 5) == (0, 50, 100, 150)


def test_an_axis_never_runs_backwards() -> None:
    moments = [moment("1931-02-01", t) for t in ("", "early", "16:30", "evening")] + [moment("1940-01-01")]
    assert moments == sorted(moments)
    for days in (squeezed(moments, tail=True), dense(moments), Days(((0.0, 0.0), (1.0, 1.0)))):
        places = [days.at(m) for m in (0.0, *moments, 1e9)]
        assert places == sorted(places)
        assert all(0 <= place <= 1 for place in places)
    assert hour("before 15:23") == -1 or hour("before 15:23") >= 0
    assert hour("1931-02-01T16:30+06:00") == 16.5


def test_the_bar_in_hand_has_its_label_whole_on_a_small_screen() -> None:
    shown = flat(drawn("bars", 38, 13, selected="2"))
    assert "The harbour's own gazette, second edition" in shown
    assert "The harbour's own gazette, second edition" not in flat(drawn("bars", 38, 13, selected="4"))
