"""The page that a bench writes: what is kept, what is not, on which machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import page
from benchmarks.budgets import BUDGETS
from benchmarks.machine import facts
from benchmarks.report import Table


@pytest.fixture
def written(tmp_path: Path) -> str:
    table = Table()
    table.title("Start")
    base = table.report("import textual.app", [100.0, 104.0, 200.0], "ms")
    table.promise("start-import", [130.0, 150.0, 390.0], base)
    table.promise("check", [6_000.0, 7_000.0, 7_100.0], note="slow | slower")
    table.missing.append("lynx")
    parts = {"start": (table, "Start here", 30.0), "scale": (Table(), "A large story", 150.0)}
    page.write(tmp_path / "page.md", table, parts, [("processor", "a | b")])
    return (tmp_path / "page.md").read_text(encoding="utf-8")


def test_rows_tell_figures_ratio_promise_and_whether_it_is_kept(written: str) -> None:
    assert (
        "| explainer alone, to the complete first page | 130.0 | 150.0 | 390.0 | ms | 1.30x "
        "| 1.4x import textual.app | yes | `start-import` |"
    ) in written
    assert "7100.0 | ms | 7000.0 ms | median 5000 ms | **no** | `check` |" in written
    assert "| import textual.app | 100.0 | 104.0 | 200.0 | ms |  |  |  |  |" in written


def test_misses_and_what_was_never_measured_stand_on_top(written: str) -> None:
    top = written.partition("## The machine")[0]
    assert "**1 of 2 promises are kept.**" in top
    assert "(`check`), 7000.0 ms where median 5000 ms is promised" in top
    assert f"Not measured this time: {len(BUDGETS) - 2}, told in the last table." in top
    assert "This run took 3 minutes." in top


def test_a_part_that_failed_is_said_and_takes_no_other_away(written: str) -> None:
    assert "## A large story\n\n`python -m benchmarks --only scale`, 2 minutes\n\nNot measured" in written


def test_every_promise_stands_on_the_page_with_where_it_was_made(written: str) -> None:
    rows = written.partition("## Every promise")[2]
    assert all(f"| `{key}` | {budget.source} |" in rows for key, budget in BUDGETS.items())
    assert "| `walks` | design, section 8 | commands | not measured |" in rows


def test_what_people_wrote_is_kept_when_the_page_is_written_anew(written: str) -> None:
    assert written.endswith(page.NOTES.read_text(encoding="utf-8"))


def test_notes_are_renewed_without_a_figure_changed(written: str, tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text(written + "\nolder words\n", encoding="utf-8")
    page.renew_notes(path)
    assert path.read_text(encoding="utf-8") == written


def test_a_bar_in_a_cell_makes_no_column(written: str) -> None:
    assert "slow \\| slower" in written
    assert "| processor | a \\| b |" in written


def test_what_is_not_installed_is_said_with_how_to_get_it(written: str) -> None:
    assert "lynx is not here: `apt-get install lynx`." in written


def test_the_machine_is_named_without_name_or_user(monkeypatch: pytest.MonkeyPatch) -> None:
    """Under names that nothing else has: a machine may well be called linux, and its user 3."""
    monkeypatch.setattr("socket.gethostname", lambda: "zq-host")
    monkeypatch.setattr("platform.node", lambda: "zq-host")
    monkeypatch.setenv("LOGNAME", "zq-user")  # where getpass looks first
    monkeypatch.setenv("USER", "zq-user")
    told = dict(facts(quick=True))
    assert {"processor", "memory", "system", "Python", "libraries", "date", "commit", "rounds"} == set(told)
    assert "zq-" not in " ".join(told.values())
