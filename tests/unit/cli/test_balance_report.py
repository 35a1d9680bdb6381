"""What `check` says of a story's balance: a summary, the whole, an object for programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from explainer.cli.main import run
from tests.faulty_kind import TELEGRAM
from tests.tiny import changed, write_story


def check(folder: Path, capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, str, str]:
    code = run(["check", str(folder), *options])
    told = capsys.readouterr()
    return code, told.out, told.err


def test_each_check_has_a_summary(tiny_story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _err = check(tiny_story, capsys)
    assert code == 0
    told = " ".join(out.split())
    assert "Balance: main way 1 minute, shortest 1 minute, longest 1 minute, everything 1 minute." in told
    assert "Claims on one source, 0: none. On weak sources alone, 0: none." in told
    assert "At first hand, 1 of 3 (33%) of the excerpts cited." in told
    assert "Longest way without an opposing source: none." in told


def test_the_whole_says_each_figure_with_its_rule(
    tiny_story: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _err = check(tiny_story, capsys, "--balance")
    told = " ".join(out.split())
    assert code == 0
    for words in (
        "trail short-way: The short way",
        "1 claim is told.",
        "The night: 2 official, 1 news; weak 0 of 3.",
        "The night: 1 of 3 (33%); 0 state, 1 present, 2 checked, 0 other.",
        "After: no excerpt.",
        "A source is weak when it is a repost, a copy, a relay or a machine translation",
        "At first hand is an excerpt whose speaker was there",
        "A way without an opposing source: scenes in a row",
    ):
        assert words in told
    assert "--balance says all" not in told
    assert max(map(len, out.splitlines())) <= 72


def test_what_one_side_tells_alone_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    story = changed("claims.yaml", "side: present", "side: state")
    story |= changed("excerpts/all.yaml", "side: present", "side: state", ("side: checked", "side: state"))
    folder = write_story(tmp_path / "story", story)
    told = " ".join(check(folder, capsys, "--balance")[1].split())
    assert (
        "2 scenes, 1 minute, on the main way, from the-storm; only state speaks. the-storm, the-warning"
        in told
    )
    record = json.loads(check(folder, capsys, "--balance", "--json")[1])
    assert record["unopposed"]["scenes"] == ["the-storm", "the-warning"]
    assert (record["unopposed"]["way"], record["unopposed"]["side"]) == ("main", "state")


def test_json_is_an_object_with_balance_and_a_list_without(
    tiny_story: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert json.loads(check(tiny_story, capsys, "--json")[1]) == []
    code, out, _err = check(tiny_story, capsys, "--balance", "--json")
    record = json.loads(out)
    assert code == 0
    assert list(record) == [
        "words_a_minute", "ways", "claims", "weak_sources", "chapters", "voices", "unopposed",
    ]  # fmt: skip
    assert [(way["kind"], way["trail"]) for way in record["ways"]] == [
        ("main", None), ("shortest", None), ("longest", None), ("trail", "short-way"), ("all", None),
    ]  # fmt: skip
    assert record["claims"] == {"told": ["boats-lost"], "one_source": [], "weak": [], "weak_versions": []}
    assert record["voices"] == {
        "excerpts": 3, "present": 1, "first_hand": 1,
        "sides": {"state": 0, "present": 1, "checked": 2, "other": 0},
    }  # fmt: skip


def test_a_faulty_story_has_no_balance(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_story(tmp_path / "story", changed(TELEGRAM, "title: The telegram\n", ""))
    code, out, err = check(folder, capsys, "--balance", "--json")
    assert (code, json.loads(out)) == (1, None)
    assert "until its mistakes are mended" in err
    assert "Balance" not in check(folder, capsys)[1]
