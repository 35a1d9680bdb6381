"""A grid of cells: what is written over a wide sign leaves every other cell where it was."""

from __future__ import annotations

import pytest

from explainer.paint.cells.grid import Plate
from explainer.paint.cells.style import Profile
from explainer.paint.cells.text_width import width


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
    plate = Plate(8, 1, Profile())
    plate.put(0, 0, below)
    plate.put(x, 0, above)
    plate.put(7, 0, "|")
    shown = "".join(run.text for run in plate.rows()[0])
    assert shown == row + " " * (7 - width(row)) + "|"
