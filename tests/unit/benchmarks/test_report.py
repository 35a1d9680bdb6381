"""A budget that is missed is called so, whichever figure it binds."""

from __future__ import annotations

import pytest

from benchmarks.__main__ import closing
from benchmarks.report import Measure, Table, percentile


def test_a_ratio_over_its_budget_is_a_miss() -> None:
    base = Measure("base", [100.0, 110.0, 90.0], "ms")
    assert Measure("ours", [127.0, 400.0], "ms", 1.4, base).missed
    assert not Measure("ours", [125.0, 400.0], "ms", 1.4, base).missed


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
    assert closing(table) == 0
    table.add(Measure("too slow", [3.0], "ms", 2))
    assert closing(table) == 1
    assert "MISS: too slow" in capsys.readouterr().out
