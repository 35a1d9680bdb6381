"""A budget that is missed is called so, whichever figure it binds."""

from __future__ import annotations

import pytest

from benchmarks.__main__ import attempted, closing
from benchmarks.report import Measure, Table, Unit, measured, percentile


def test_a_ratio_over_its_budget_is_a_miss() -> None:
    base = Measure("base", [100.0, 110.0, 90.0], "ms")
    assert Measure("ours", [127.0, 400.0], "ms", 1.4, base, "best").missed
    assert not Measure("ours", [125.0, 400.0], "ms", 1.4, base, "best").missed


@pytest.mark.parametrize(("of", "missed"), [("median", False), ("p95", True), ("max", True)])
def test_the_budget_binds_the_figure_it_names(of: str, missed: bool) -> None:
    values = [1.0] * 18 + [20.0, 30.0]
    assert Measure("ours", values, "ms", 16, of=of).missed is missed


def test_a_percentile_is_a_measured_value() -> None:
    assert percentile([3.0, 1.0, 2.0], 95) == 3.0
    assert percentile([5.0], 50) == 5.0


def test_idle_bytes_may_be_none_at_all() -> None:
    assert Measure("idle", [1], "B", 0, of="max").missed
    assert not Measure("idle", [0], "B", 0, of="max").missed


def test_a_miss_ends_with_exit_code_one(capsys: pytest.CaptureFixture[str]) -> None:
    table = Table()
    table.add(Measure("kept", [1.0], "ms", 2))
    assert closing(table, []) == 0
    table.add(Measure("too slow", [3.0], "ms", 2))
    assert closing(table, []) == 1
    assert "MISS: too slow" in capsys.readouterr().out


def unit(*figures: float) -> tuple[list[float], Unit]:
    """Something that takes each of the figures in turn, and those that are left."""
    left = list(figures)

    def run(table: Table) -> None:
        table.add(Measure("walk", [left.pop(0)], "ms", 100))

    return left, run


def test_what_is_kept_is_measured_once() -> None:
    left, run = unit(90, 95)
    assert [measure.remark for measure in measured(run).measures] == [""]
    assert left == [95]


@pytest.mark.parametrize(
    ("first", "second", "judged", "missed"),
    [(150, 90, 90, False), (150, 130, 130, True), (130, 150, 130, True)],
)
def test_what_misses_is_measured_once_more_and_both_are_told(
    first: float, second: float, judged: float, missed: bool
) -> None:
    left, run = unit(first, second)
    (found,) = measured(run).measures
    assert (found.judged, found.missed, left) == (judged, missed, [])
    assert found.remark == f"measured twice, the other time {first + second - judged:.1f} ms"


def test_a_second_time_that_fails_takes_the_first_one_not_away(capsys: pytest.CaptureFixture[str]) -> None:
    left, run = unit(150)
    assert [measure.judged for measure in measured(run).measures] == [150]
    assert left == []
    assert "IndexError" in capsys.readouterr().err


def test_bytes_that_miss_are_not_counted_again() -> None:
    """They are the same each time."""
    counts = [5_000, 100]

    def run(table: Table) -> None:
        table.add(Measure("page", [counts.pop(0)], "B", 4096, of="max"))

    assert measured(run).misses()
    assert counts == [100]


def test_a_unit_that_fails_is_tried_once_more_and_spoils_no_other(capsys: pytest.CaptureFixture[str]) -> None:
    tries = []

    def broken(table: Table) -> None:
        tries.append(table)
        raise RuntimeError("3 pages did not come")

    assert attempted("rooms", broken).measures == []
    assert len(tries) == 2
    assert "3 pages did not come" in capsys.readouterr().err
