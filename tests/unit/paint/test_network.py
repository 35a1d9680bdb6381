"""Who is who: one name in the middle, ties by stroke and word, on the scene's day; and all names at once."""

from __future__ import annotations

import re
from typing import Any

import pytest

from explainer.paint.cells.rows import Row
from explainer.paint.cells.style import Profile
from explainer.paint.figures import networks
from explainer.paint.figures.adjacency import joint, relations, told
from explainer.paint.figures.values import Sight
from explainer.story.figures.data import Datum, Shown
from tests.unit.paint.data_rows import PROFILES, SIZES, check, flat, milliseconds, text

OPTIONS: dict[str, Any] = {
    "start": "a",
    "ties": [
        {"id": "post", "label": "held a post", "stroke": "light"},
        {"id": "kin", "label": "kin", "stroke": "dashed"},
        {"id": "court", "label": "in court", "stroke": "crossed"},
    ],
}
CIRCLE = Shown(
    (
        Datum("a", "Ada Berg", "person", note="keeper of the light"),
        Datum("b", "Bo Lind", "person"),
        Datum("c", "Cyril Dahl", "person", note="harbour master"),
        Datum("port", "the Port Office", "body"),
        Datum("court", "the Court", "body"),
        Datum("t1", "sister of", "kin", links=("b", "a")),
        Datum("t2", "keeper", "post", "1926", "year", end="1931-02-05", links=("a", "port")),
        Datum("t3", "heard by", "court", "1932-03-01", "about", links=("a", "court")),
        Datum("t4", "head", "post", "1930-01-01", "day", links=("c", "port")),
    )
)
WIDE = Profile()


def drawn(columns: int = 76, height: int = 17, profile: Profile = WIDE, **more: Any) -> tuple[Row, ...]:
    shown, selected = more.pop("shown", CIRCLE), more.pop("selected", "")
    return networks.draw(shown, columns, height, profile, selected, OPTIONS, Sight(**more))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("centre", ["", "a", "port", "*", "nobody"])
def test_every_picture_keeps_to_its_size_and_signs(size: tuple[int, int], centre: str) -> None:
    for profile in PROFILES:
        for selected in ("", "t1", "b"):
            check(drawn(*size, profile, centre=centre, selected=selected), *size, profile)
    check(drawn(*size, shown=Shown(), centre=centre), *size, WIDE)


@pytest.mark.parametrize("size", [(38, 13), (76, 17), (114, 33)])
@pytest.mark.parametrize("glyphs", ["braille", "plain", "ascii"])
def test_all_ties_of_the_middle_are_said_with_their_dates(size: tuple[int, int], glyphs: str) -> None:
    shown = flat(drawn(*size, Profile(glyphs=glyphs)))
    for words in (
        "Bo Lind",
        "sister of",
        "the Port Office",
        "keeper",
        "1926 to 5 Feb 1931",
        "about 1 Mar 1932",
    ):
        assert words in shown, words
    assert "Cyril" not in shown


def test_ties_lead_from_the_left_and_to_the_right() -> None:
    row = next(row for row in text(drawn()).split("\n") if "Bo Lind" in row)
    assert row.index("Bo Lind") < 20
    row = next(row for row in text(drawn()).split("\n") if "the Port Office" in row)
    assert row.index("the Port Office") > 25
    words = text(drawn(38, 13)).split("\n")
    assert any(row.strip().startswith("← Bo Lind") for row in words)
    assert any(row.strip().startswith("→ the Port Office") for row in words)


def test_kinds_of_ties_differ_by_stroke_and_the_legend_says_them() -> None:
    shown = text(drawn())
    assert "┄┄┄ kin" in shown
    assert "─×─ in court" in shown
    assert "─── held a post" in shown
    row = next(row for row in shown.split("\n") if "Bo Lind" in row)
    assert "┄┄┄" in row
    plain = text(drawn(profile=Profile(glyphs="ascii")))
    assert "... kin" in plain
    assert "-x- in court" in plain


@pytest.mark.parametrize(
    ("day", "state"),
    [
        ("1925-12-31", "later"),
        ("1931-02-04", "held"),
        ("1931-02-05", "ended"),
        ("1931-03", "ended"),
        ("", ""),
    ],
)
def test_a_post_is_held_from_its_first_day_to_its_last(day: str, state: str) -> None:
    found = {r.tie.key: r.state for r in relations(CIRCLE, "a", Sight(day=day))}
    assert found["t2"] == state
    assert found["t1"] == ""
    words = {"later": "not yet", "ended": "ended"}
    shown = flat(drawn(day=day))
    for name, word in words.items():
        assert (f"5 Feb 1931, {word}" in shown) == (state == name)


def test_walking_along_a_tie_leads_to_its_other_end() -> None:
    assert networks.order(CIRCLE, OPTIONS) == ("t1", "t2", "t3")
    assert networks.order(CIRCLE, OPTIONS, Sight(centre="port")) == ("t2", "t4")
    shown = flat(drawn(centre="port"))
    assert "Cyril Dahl" in shown
    assert "Bo Lind" not in shown


def test_many_ties_scroll_around_the_one_in_hand() -> None:
    names = [Datum("a", "Ada", "person"), *(Datum(f"n{n}", f"Name {n}.", "body") for n in range(30))]
    ties = [Datum(f"t{n}", "knows", "post", links=("a", f"n{n}")) for n in range(30)]
    shown = Shown((*names, *ties))
    for size in ((76, 17), (38, 13)):
        found = flat(drawn(*size, shown=shown, selected="t25"))
        assert "Name 25." in found
        assert "Name 1." not in found
        assert "of 30" in found


def test_the_overview_has_every_tie_in_a_group_under_its_stroke() -> None:
    shown = text(drawn(114, 33, centre="*"))
    assert not re.search("[\u2801-\u28ff]", shown)  # no tangle of lines
    rows = [" ".join(row.split()) for row in text(drawn(74, 33, centre="*")).split("\n")]
    assert rows[:2] == ["─── held a post", "the Port Office: Ada Berg, Cyril Dahl"]
    assert rows[3:5] == ["┄┄┄ kin", "Ada Berg: Bo Lind"]
    assert rows[6:8] == ["─×─ in court", "Ada Berg: the Court"]
    assert flat(drawn(74, 33, centre="*")).count("kin") == 1  # what is drawn is its own legend


def test_arrows_walk_the_groups_as_one_reads_them_and_the_name_in_hand_stands_out() -> None:
    assert networks.order(CIRCLE, OPTIONS, Sight(centre="*")) == ("port", "a", "c", "b", "court")
    runs = [run for row in drawn(74, 33, centre="*", selected="a") for run in row if "Ada" in run.text]
    assert [run.style for run in runs] == ["cursor", "accent-strong", "accent-strong"]


def test_groups_that_do_not_fit_show_the_name_in_hand_and_how_many_there_are() -> None:
    names = [Datum(f"n{n}", f"Name {n}.", "person") for n in range(40)]
    ties = [Datum(f"t{n}", "knows", "kin", links=(f"n{n}", f"n{n + 1}")) for n in range(0, 40, 2)]
    for key in ("n1", "n20", "n39"):
        found = drawn(74, 9, shown=Shown((*names, *ties)), centre="*", selected=key)
        assert any(run.style == "cursor" for row in found for run in row)
        assert "of 20" in flat(found)


def test_the_line_on_what_is_in_hand_begins_with_a_name() -> None:
    ties = {d.key: told(CIRCLE, d, "→") for d in CIRCLE.rows}
    assert ties["t1"] == "Bo Lind: sister of → Ada Berg"
    assert ties["t2"] == "Ada Berg: keeper → the Port Office, 1926 to 5 Feb 1931"
    assert ties["a"] == "Ada Berg: keeper of the light"
    assert ties["port"] == "the Port Office: Ada Berg (keeper); Cyril Dahl (head)"


def test_no_stroke_of_the_legend_is_left_out_where_it_is_narrow() -> None:
    options = {
        **OPTIONS,
        "ties": [{**tie, "label": str(tie["label"]) + " or the like"} for tie in OPTIONS["ties"]],
    }
    shown = flat(networks.draw(CIRCLE, 68, 17, WIDE, "", options, Sight(margin=0)))
    assert all(f"{word} or the like" in shown for word in ("held a post", "kin", "in court"))


def test_a_small_screen_lists_all_names_in_place_of_the_overview() -> None:
    shown = flat(drawn(38, 13, centre="*"))
    assert "Ada Berg, keeper of the light" in shown
    assert "the Court" in shown


def test_every_tie_in_sight_is_reached_by_its_key() -> None:
    for size in ((38, 13), (76, 17)):
        found = {run.reference for row in drawn(*size) for run in row}
        assert {"datum:t1", "datum:t2", "datum:t3"} <= found


def test_joints_join_what_meets() -> None:
    assert joint((True, True), (True, False), True, False) == "┤"
    assert joint((True, True), (True, False), False, False) == "├"
    assert joint((False, True), (True, False), False, False) == "┌"
    assert joint((True, True), (True, True), True, False) == "┼"
    assert joint((True, False), (False, False), True, True) == "|"


def test_a_draw_takes_a_blink() -> None:
    names = [Datum(f"n{n}", f"Name {n}", "person" if n % 2 else "body") for n in range(40)]
    ties = [Datum(f"t{n}", "knows", "post", links=(f"n{n % 40}", f"n{n * 7 % 40}")) for n in range(120)]
    shown = Shown((*names, *ties))
    assert milliseconds(lambda: drawn(76, 17, shown=shown, centre="n1")) < 400
    assert milliseconds(lambda: drawn(114, 33, shown=shown, centre="*")) < 400
