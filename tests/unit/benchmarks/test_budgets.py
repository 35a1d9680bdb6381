"""No promise is forgotten: each is measured by its part, told on the page, and none is bound outside the list."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from benchmarks.__main__ import PARTS, closing, is_whole
from benchmarks.budgets import BUDGETS, Budget
from benchmarks.page import NOTES
from benchmarks.report import Table

ROOT = Path(__file__).resolve().parents[3]
CODE = ROOT / "benchmarks"
PAGE = ROOT / "docs" / "performance.md"
FILES: dict[str, str | tuple[str, ...]] = {
    "start": "commands", "keys": "keys", "bytes": ("frames", "stock"), "figures": "figures", "commands": "commands",
    "scale": "scale", "preview": "preview", "ssh": "ssh", "rooms": "rooms",
}  # fmt: skip
MADE = {f"{name}-{what}" for name in ("help", "list", "show") for what in ("imports", "time")}
"""Put together in the code of their part."""


def strings(part: str) -> set[str]:
    """All texts that stand in the code of a part."""
    paths = [path for path in CODE.glob("*.py") if path.stem.startswith(FILES[part])]
    nodes = [node for path in paths for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


@pytest.mark.parametrize("budget", [pytest.param(one, id=one.id) for one in BUDGETS.values()])
def test_each_promise_is_measured_by_its_part(budget: Budget) -> None:
    assert budget.part in PARTS
    assert budget.id in strings(budget.part) | MADE


def test_no_part_binds_what_stands_not_in_the_list() -> None:
    """A number in a call would be a promise that neither the page nor the list of promises knows."""
    for path in CODE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (
                isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Measure"
            ):
                continue
            keywords = {keyword.arg for keyword in node.keywords}
            bound = len(node.args) > 3 or "budget" in keywords
            assert not bound or path.name == "report.py", f"{path.name}, line {node.lineno}"


def test_the_page_tells_of_every_promise() -> None:
    told = PAGE.read_text(encoding="utf-8")
    assert [key for key in BUDGETS if f"`{key}`" not in told] == []


def test_the_page_tells_of_no_promise_that_is_gone() -> None:
    rows = PAGE.read_text(encoding="utf-8").partition("## Every promise")[2].splitlines()
    ids = [row.split("`")[1] for row in rows if row.startswith("| `")]
    assert ids == list(BUDGETS)


def test_the_page_ends_with_what_people_wrote() -> None:
    """`python -m benchmarks --notes` puts it there without measuring."""
    assert PAGE.read_text(encoding="utf-8").endswith("\n\n" + NOTES.read_text(encoding="utf-8"))


def test_a_promise_that_was_not_measured_ends_with_exit_code_one(capsys: pytest.CaptureFixture[str]) -> None:
    table = Table()
    base = table.report("stock", [10.0], "B")
    for budget in (one for one in BUDGETS.values() if one.part == "bytes"):
        table.promise(budget.id, [1.0], base if budget.against else None)
    assert closing(table, ["bytes"]) == 0
    table.measures.pop()
    assert closing(table, ["bytes"]) == 1
    assert "NOT MEASURED" in capsys.readouterr().out


def test_a_promise_takes_limit_and_yardstick_from_the_list() -> None:
    table = Table()
    base = table.report("import", [100.0, 120.0], "ms")
    kept = table.promise("start-import", [139.0, 300.0], base)
    assert (kept.missed, kept.promise) == (False, "1.4x import textual.app")
    assert table.promise("start-import", [141.0], base).missed
    with pytest.raises(ValueError, match=r"import textual\.app"):
        table.promise("start-import", [139.0])
    with pytest.raises(ValueError, match="no yardstick"):
        table.promise("check", [139.0], base)
    with pytest.raises(KeyError):
        table.promise("forgotten", [1.0])


def test_every_part_has_promises_but_the_one_that_compares() -> None:
    assert {budget.part for budget in BUDGETS.values()} | {"readers"} == set(PARTS)


def test_only_a_whole_run_writes_the_page() -> None:
    assert is_whole(list(PARTS), quick=False)
    assert not is_whole(list(PARTS), quick=True)
    assert not is_whole(["start", "keys"], quick=False)
