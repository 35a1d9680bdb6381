"""`explainer export`: every form to a file or standard output, whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from explainer.cli.main import run


@pytest.mark.parametrize(
    ("form", "sign"), [("html", "<!doctype html>"), ("markdown", "# "), ("text", ""), ("handout", "<")]
)
def test_every_form_goes_to_a_file_and_the_same_to_standard_output(
    tiny_story: Path, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes], form: str, sign: str
) -> None:
    out = tmp_path / "out"
    assert run(["export", str(tiny_story), "--to", form, str(out)]) == 0
    said = capfdbinary.readouterr()
    assert said.out == b"" and str(out).encode() in said.err
    assert run(["export", str(tiny_story), "--to", form, "-"]) == 0
    said = capfdbinary.readouterr()
    assert said.out == out.read_bytes() and said.err == b""
    assert out.read_text(encoding="utf-8").startswith(sign) and len(out.read_bytes()) > 500


def test_a_new_file_has_the_rights_of_any_new_file_and_an_old_one_keeps_its_own(
    tiny_story: Path, tmp_path: Path
) -> None:
    new, old, plain = tmp_path / "new", tmp_path / "old", tmp_path / "plain"
    plain.touch()
    old.write_text("before")
    old.chmod(0o640)
    for out in (new, old):
        assert run(["export", str(tiny_story), "--to", "text", str(out)]) == 0
    assert new.stat().st_mode == plain.stat().st_mode
    assert old.stat().st_mode & 0o777 == 0o640 and old.read_text() != "before"
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == []


def test_a_folder_is_refused_and_so_is_a_place_in_none(
    tiny_story: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "folder").mkdir()
    for out in (tmp_path / "folder", tmp_path / "nowhere" / "out.html"):
        assert run(["export", str(tiny_story), "--to", "html", str(out)]) == 2
        assert str(out.parent if out.name == "out.html" else out) in capsys.readouterr().err
    assert not (tmp_path / "nowhere").exists()


def test_a_write_that_fails_leaves_what_was_there(
    tiny_story: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.html"
    out.write_text("before")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert run(["export", str(tiny_story), "--to", "html", str(out)]) == 1
    assert "No space left" in capsys.readouterr().err
    assert out.read_text() == "before"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_form_and_a_place_are_needed(tiny_story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["export", str(tiny_story), "out"]) == 2
    assert run(["export", "--to", "html"]) == 2
    assert run(["export", "a", "b", "c", "--to", "html"]) == 2
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("form", ["html", "markdown", "text", "handout"])
def test_under_a_day_what_was_said_later_is_not_in_the_file(
    tiny_story: Path, tmp_path: Path, form: str
) -> None:
    """Neither in words nor in what a script would show."""
    out = tmp_path / "out"
    assert run(["export", str(tiny_story), "--to", form, "--as-known-on", "1931-02-04", str(out)]) == 0
    text = out.read_text(encoding="utf-8")
    for words in (
        "12 boats",
        "twelve",
        "15 boats",
        "fifteen",
        "Nobody was at the mast",
        "Ingen var",
        "1931-02-08",
    ):
        assert words not in text
    assert "seven boats" in text and "As known on 4 February 1931" in text
    assert "said later: about June 1932" in text
