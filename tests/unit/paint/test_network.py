"""Who is who: one name in the middle, ties by stroke and word, on the scene's day; and all names at once."""

from __future__ import annotations

from typing import Any

import pytest

from explainer.paint.cells.rows import Row
from explainer.paint.cells.style import Profile
from explainer.paint.figures import networks
from explainer.paint.figures.adjacency import joint, relations
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


def test_the_overview_has_every_name_once_and_none_collide() -> None:
    shown = text(drawn(114, 33, centre="*"))
    for datum in CIRCLE.rows[:5]:
        assert shown.count(datum.label) == 1
    assert any("\u2801" <= c <= "\u28ff" for c in shown)
    people = next(row for row in shown.split("\n") if "Ada Berg" in row)
    bodies = next(row for row in shown.split("\n") if "the Court" in row)
    assert people.index("Ada Berg") < 57 < bodies.index("the Court")
    assert networks.order(CIRCLE, OPTIONS, Sight(centre="*")) == ("a", "b", "c", "port", "court")


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
