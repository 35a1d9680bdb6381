"""The comparison with a folder of research: equal is silent, each kind of difference is told, reasons are counted."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.tiny import FILES, changed, write_story
from tools.compare_research import main

TABLE = "day,boats,source\n1931-02-03,7,port-gazette\n1931-02-08,12,log-book\n"


@pytest.fixture
def research(tmp_path: Path) -> Path:
    folder = tmp_path / "research"
    (folder / "data").mkdir(parents=True)
    (folder / "claims.yaml").write_text(FILES["claims.yaml"])
    (folder / "data" / "boats.csv").write_text("day,boats\n1931-02-03,7\n1931-02-08,12 (A-001)\n")
    (folder / "facts.md").write_text(
        "A-001 The log: “At 16:40 the **lamp** went out and\nnobody came until morning.” Then “Ingen var ved masten.”\n"
    )
    return folder


def compare(tmp_path: Path, research: Path, files: dict[str, str], *reasons: dict[str, str]) -> int:
    story = write_story(tmp_path / "story", {"data/boats.csv": TABLE} | files)
    (tmp_path / "reasons.yaml").write_text(yaml.safe_dump({"reasons": list(reasons)}))
    return main([str(research), "--story", str(story), "--reasons", str(tmp_path / "reasons.yaml")])


def test_nothing_differs(tmp_path: Path, research: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert compare(tmp_path, research, {}) == 0
    assert capsys.readouterr().out == "1 claims, 1 tables, 2 quotes: 0 wrong, 0 with a reason.\n"


@pytest.mark.parametrize(
    ("files", "where"),
    [
        (changed("claims.yaml", "value: 12 boats", "value: 13 boats"), "claims/boats-lost/v2/value"),
        (changed("claims.yaml", "value: 15 boats", "value: many boats"), "claims/boats-lost/v3/words"),
        (
            changed("claims.yaml", "said_on: 1931-02-08", "said_on: 1931-02-07"),
            "claims/boats-lost/v2/said_on",
        ),
        (changed("claims.yaml", "status: superseded", "status: retracted"), "claims/boats-lost/v1/status"),
        (
            changed("claims.yaml", "words: Seven boats are", "words: Seven ships are"),
            "claims/boats-lost/v1/words",
        ),
        ({"data/boats.csv": TABLE.replace("08,12", "08,14")}, "data/boats.csv/2/boats"),
        ({"data/boats.csv": TABLE.replace("1931-02-08,12,log-book\n", "")}, "data/boats.csv: 1 rows"),
        (
            {
                "data/boats.csv": TABLE.replace("source", "source,order")
                .replace("gazette", "gazette,")
                .replace("book", "book,21")
            },
            "data/boats.csv/2/order: `21` is nowhere",
        ),
        (
            changed("excerpts/all.yaml", "Ingen var", "Ingen sto"),
            "excerpts/inquiry: not word for word in the research: ingen sto",
        ),
        (
            changed("after/the-morning.yaml", "asked twice", "asked “who gave it?” twice"),
            "the-morning:1: not word for word",
        ),
    ],
)
def test_a_difference_is_told_at_its_place(
    files: dict[str, str], where: str, tmp_path: Path, research: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if where.endswith("v3/words"):  # the story may leave nothing of the research's value out
        files = changed(
            "claims.yaml", "value: 15 boats", "value: many boats", ("crews count 15", "crews count 16")
        )
    assert compare(tmp_path, research, files) == 1
    assert f"differs: {where}" in capsys.readouterr().out


def test_a_translation_that_the_step_cites_may_be_quoted(tmp_path: Path, research: Path) -> None:
    files = changed("night/the-lamp.yaml", "*nobody* was at the mast", "“nobody was at the mast”")
    assert compare(tmp_path, research, files) == 0


def test_a_reason_needs_a_difference_and_a_fact(
    tmp_path: Path, research: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    reason = {"where": "claims/boats-lost/v2/value", "fact": "A-001", "reason": "the log has it"}
    words = {"where": "claims/boats-lost/v2/words", "fact": "A-001", "reason": "the log has it"}
    files = changed("claims.yaml", "value: 12 boats", "value: 13 boats")
    assert compare(tmp_path, research, files, reason) == 0
    assert "with a reason: claims/boats-lost/v2/value" in capsys.readouterr().out
    assert compare(tmp_path, research, files, reason | {"fact": "Z-999"}) == 1
    assert "cites no fact of the research: Z-999" in capsys.readouterr().out
    assert compare(tmp_path, research, files, reason, words) == 1
    assert "v2/words: a reason without a difference" in capsys.readouterr().out


def test_more_than_forty_reasons_are_too_many(
    tmp_path: Path, research: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    reasons = [{"where": f"claims/x{n}", "fact": "A-001", "reason": "so"} for n in range(41)]
    assert compare(tmp_path, research, {}, *reasons) == 1
    assert "41 reasons; 40 are the most" in capsys.readouterr().out
