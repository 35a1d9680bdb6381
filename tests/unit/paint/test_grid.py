"""The cell grid: which dots a line sets, what a fill covers, who wins a cell."""

from __future__ import annotations

import math

import pytest

from explainer.paint.cells.grid import RASTERS, CellGrid, Layer, clipped
from explainer.paint.cells.style import Profile
from explainer.paint.cells.wrapping import width
from explainer.paint.figures.projection import Extent, projection, window

LINE, OVER = Layer("water", 3, "~"), Layer("border", 4, ".")


def text(dots: CellGrid) -> list[str]:
    return ["".join(run.text for run in row) for row in dots.rows()]


def test_a_line_sets_its_dots_in_each_raster() -> None:
    shown = {}
    for glyphs in RASTERS:
        dots = CellGrid(3, 2, Profile(glyphs=glyphs))
        dots.line([(0, 0), (dots.dots_across - 1, dots.dots_down - 1)], LINE)
        shown[glyphs] = text(dots)
    assert shown["braille"] == ["⠑⢄", " ⠈⠓"] or shown["braille"][0][0] not in " \u2800"
    assert set("".join(shown["blocks"])) <= set(" ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█")
    assert shown["ascii"] == shown["plain"] and set("".join(shown["ascii"])) == {"~", " "}


@pytest.mark.parametrize("glyphs", RASTERS)
def test_what_lies_outside_is_clipped_and_what_crosses_is_drawn(glyphs: str) -> None:
    dots = CellGrid(4, 3, Profile(glyphs=glyphs))
    dots.line([(-500, -400), (-1, -300)], LINE)
    assert text(dots) == ["", "", ""]
    middle = dots.dots_down / 2
    dots.line([(-1e6, middle), (1e6, middle)], LINE)
    assert len(text(dots)[1]) == 4 and text(dots)[1].strip(" \u2800")


def test_the_higher_rank_gives_the_ink_whatever_is_drawn_last() -> None:
    for first, second in ((LINE, OVER), (OVER, LINE)):
        dots = CellGrid(2, 1, Profile())
        dots.line([(0, 0), (3, 0)], first)
        dots.line([(0, 3), (3, 3)], second)
        assert [run.style for run in dots.rows()[0]] == ["border"]


def test_a_fill_covers_cells_by_their_middle_and_leaves_holes() -> None:
    dots = CellGrid(8, 4, Profile())
    ring = [(0, 0), (16, 0), (16, 16), (0, 16)]
    hole = [(4, 4), (12, 4), (12, 12), (4, 12)]
    dots.fill([ring, hole], "land")
    grounds = [[dots.ground_at(x, y) for x in range(8)] for y in range(4)]
    assert grounds[0] == ["land"] * 8
    assert grounds[1] == ["land", "land", "", "", "", "", "land", "land"]
    dots.fill([ring], "shade", over="land")
    assert dots.ground_at(0, 0) == "shade" and dots.ground_at(3, 1) == ""


def test_blanks_are_spaces_and_keep_the_ink_before_them() -> None:
    dots = CellGrid(6, 1, Profile())
    dots.fill([[(0, 0), (12, 0), (12, 4), (0, 4)]], "land")
    dots.line([(0, 0), (0, 3)], OVER)
    (row,) = dots.rows()
    assert [(run.text, run.style) for run in row] == [("⡇     ", "border-land")]


def test_text_replaces_dots_and_wide_letters_take_two_cells() -> None:
    dots = CellGrid(6, 1, Profile())
    dots.line([(0, 0), (11, 0)], LINE)
    dots.put(1, 0, "日e\u0301x", "strong", "datum:1")
    shown = text(dots)[0]
    assert shown == "⠉日e\u0301x⠉"
    dots.put(5, 0, "日", "strong")
    assert text(dots)[0] == shown, "half of a wide letter is not drawn"


@pytest.mark.parametrize(
    ("below", "x", "above", "row"),
    [
        ("中文字", 1, "ab", " ab 字"),
        ("中文字", 2, "x", "中x 字"),
        ("中文字", 1, "桥", " 桥 字"),
        ("abcdef", 1, "中", "a中def"),
        ("中文", 3, "x", "中 x"),
    ],
)
def test_half_of_a_wide_sign_is_blank(below: str, x: int, above: str, row: str) -> None:
    grid = CellGrid(8, 1, Profile())
    grid.put(0, 0, below)
    grid.put(x, 0, above)
    grid.put(7, 0, "|")
    shown = "".join(run.text for run in grid.rows()[0])
    assert shown == row + " " * (7 - width(row)) + "|"


def test_a_copy_is_drawn_on_alone() -> None:
    dots = CellGrid(3, 1, Profile())
    other = dots.copy(Profile())
    other.line([(0, 0), (5, 0)], LINE)
    other.put(0, 0, "a", "text")
    assert text(dots) == [""]


def test_clipping_keeps_the_part_inside() -> None:
    assert clipped((-1, 1), (3, 1), (0, 0, 2, 2)) == ((0, 1), (2, 1))
    assert clipped((-1, 5), (3, 5), (0, 0, 2, 2)) is None


def test_equal_areas_stay_equal() -> None:
    land = Extent(40, 40, 90, 56)
    project = projection({"kind": "albers", "parallels": [43, 53], "centre": [67.5, 48]}, land)

    def area(lon: float, lat: float) -> float:
        (x, y), (right, _a), (_b, up) = project(lon, lat), project(lon + 0.01, lat), project(lon, lat + 0.01)
        return (right - x) * (up - y) / math.cos(math.radians(lat))

    assert project(67.5, 48) == pytest.approx((0, 0))
    assert area(50, 42) == pytest.approx(area(85, 54), rel=0.02)
    plain = projection({"kind": "plain", "centre": [0, 0]}, None)
    assert plain(1, 0)[0] == pytest.approx(111.2, rel=0.01)
    assert projection(None, Extent(-10, -5, 10, 5))(0, 0) == pytest.approx((0, 0)), "over the equator no cone"


def test_a_window_shows_a_whole_box() -> None:
    seen = window(Extent(0, 0, 300, 100), 80, 40, 1.0)
    dots = seen.dots([(0, 0), (300, 100)])
    assert all(0 <= x <= 80 and 0 <= y <= 40 for x, y in dots)
    assert dots[0][1] > dots[1][1], "north is up"
