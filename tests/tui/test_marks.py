"""A click beside a mark finds it; on nothing near it finds nothing."""

from __future__ import annotations

import pytest

from explainer.paint.cells.rows import Row, Run
from explainer.tui.inks import mark_near

ROWS: tuple[Row, ...] = (
    (),
    (
        Run("     ", "text"),
        Run("●", "strong", "datum:a"),
        Run("        ", "text"),
        Run("○", "text", "datum:b"),
    ),
    (Run("  help", "text", "action:help"),),
)


@pytest.mark.parametrize(
    ("column", "row", "found"),
    [(5, 1, "datum:a"), (3, 1, "datum:a"), (7, 1, "datum:a"), (8, 1, ""), (2, 1, ""), (12, 1, "datum:b"),
     (5, 0, "datum:a"), (5, 2, "datum:a"), (9, 2, "")],
)  # fmt: skip
def test_the_nearest_mark_within_two_cells(column: int, row: int, found: str) -> None:
    assert mark_near(ROWS, column, row) == found


def test_a_mark_between_two_is_the_nearer_one() -> None:
    rows: tuple[Row, ...] = (
        (Run("●", "strong", "datum:a"), Run("   ", "text"), Run("○", "text", "datum:b")),
    )
    assert [mark_near(rows, column, 0) for column in (1, 3)] == ["datum:a", "datum:b"]
