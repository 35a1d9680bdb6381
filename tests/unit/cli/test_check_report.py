"""What `check` prints beside mistakes: waivers of rules, voices, the reading level."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from wcwidth import wcswidth

from explainer.cli.main import run
from explainer.cli.stories import shipped_story
from explainer.problems import Problem
from explainer.story.load.files import render
from explainer.story.text import clean_line
from tests.faulty_lint import WAIVED
from tests.tiny import changed, write_story

OLD = "No source we hold says who gave the order. The [[lightkeepers]] asked twice."
HARD = " ".join(
    ["Administrative investigations subsequently established organisational responsibility unambiguously."]
    * 7
)


def said(folder: Path, capsys: pytest.CaptureFixture[str], files: dict[str, str]) -> str:
    assert run(["check", str(write_story(folder / "story", files))]) == 0
    return " ".join(capsys.readouterr().out.split())


def test_rules_that_claims_waive_are_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = said(tmp_path, capsys, WAIVED)
    assert (
        "Rules of evidence that claims waive, 1: claims.yaml:6: boats-lost, one-issuer: Nobody else" in told
    )


def test_the_voices_of_each_side_are_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = said(tmp_path, capsys, {})
    assert "state/present/checked/other: the-storm 1/2/1/0, the-warning 1/1/0/0." in told


def test_scenes_that_are_hard_to_read_stand_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("readability", reason="pip install '.[authors]'")
    told = said(tmp_path, capsys, changed("after/the-morning.yaml", OLD, HARD))
    assert "Reading level (Flesch-Kincaid grade) of the whole: " in told
    assert "Scenes over grade 9: the-morning " in told


def test_without_the_extra_one_line_says_how_to_get_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "readability", None)
    told = said(tmp_path, capsys, {})
    assert (
        "Reading level (English, German, Dutch) not measured" in told and "pip install '.[authors]'" in told
    )


def test_beside_mistakes_nothing_else_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = WAIVED | changed("after/the-morning.yaml", "[[lightkeepers]]", "[[lightkepers]]")
    assert run(["check", str(write_story(tmp_path / "story", files))]) == 1
    told = capsys.readouterr().out
    assert told.startswith("after/the-morning.yaml:") and told.endswith("\n1 mistake, 0 warnings.\n")
    assert "waive" not in told and "Voices" not in told and "Used in no scene" not in told


@pytest.mark.parametrize("columns", [20, 40, 80, 200])
@pytest.mark.parametrize("word", ["words ", "слова ", "灯塔之夜"])
def test_the_caret_stands_under_its_sign_in_a_line_that_has_room(
    tmp_path: Path, columns: int, word: str
) -> None:
    line = word * 30 + "!" + word * 30
    problem = Problem("one.yaml", 1, len(word) * 30 + 1, "", "error", "no")
    _told, shown, caret = render(tmp_path, problem, {"one.yaml": line}, columns).split("\n")
    cells = wcswidth(shown[: shown.index("!")])
    assert cells == caret.index("^")
    assert wcswidth(shown) <= min(107, max(columns, 31))
    assert clean_line(shown) == shown


def test_an_author_who_names_no_story_in_its_folder_is_told_which_one_is_checked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(write_story(tmp_path / "story", {}))
    assert run(["list", "trails"]) == run(["list", "trails", "--story", "."]) == 0
    assert capsys.readouterr().err.count("This is the shipped story.") == 1
    monkeypatch.chdir(shipped_story())
    assert run(["list", "trails"]) == 0
    assert capsys.readouterr().err == ""


IN_TWO = changed("after/the-morning.yaml", "title: The morning", "title: {en: The morning, de: Der Morgen}")


def test_what_a_second_language_lacks_is_told_whole_once_and_then_in_a_line_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["check", str(write_story(tmp_path / "story", IN_TWO))]) == 0
    told = capsys.readouterr().out
    files = told.count(" texts are not in Deutsch yet: ") + told.count(" text is not in Deutsch yet: ")
    assert files > 8 and told.count("hint: Where one is missing") == 1
    assert told.count("\n\n") == 2, "behind the first, and behind all of them"


def test_who_opens_a_faulty_story_is_told_its_mistakes_and_no_warning(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = IN_TWO | changed("night/the-lamp.yaml", "title: The lamp", "titel: The lamp")
    assert run(["list", "trails", "--story", str(write_story(tmp_path / "story", files))]) == 1
    told = capsys.readouterr().err
    assert "`titel` is not a known key" in told and "Deutsch" not in told
