"""Cells of a terminal: the quick table of one-cell characters."""

from __future__ import annotations

from wcwidth import wcwidth

from explainer.paint.cells.wrapping import ONE_CELL


def test_the_quick_table_of_one_cell_characters_agrees_with_wcwidth() -> None:
    quick = [chr(code) for code in range(0x2900) if ONE_CELL.fullmatch(chr(code))]
    assert len(quick) > 1_500
    assert [character for character in quick if wcwidth(character) != 1] == []
