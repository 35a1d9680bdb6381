"""`explainer schema`: printed for any story or for one, written for a whole story; wrong words say what is right."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from explainer.cli.main import run
from explainer.story.load.json_schema import KINDS, write_schemas
from tests.faulty import write_twelve
from tests.tiny import write_story


def schema(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = run(["schema", *words])
    told = capsys.readouterr()
    return code, told.out, told.err


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_printed(capsys: pytest.CaptureFixture[str], kind: str) -> None:
    code, out, _err = schema(capsys, kind)
    assert code == 0
    Draft202012Validator.check_schema(json.loads(out))


def test_a_thing_stands_for_its_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert schema(capsys, "term") == schema(capsys, "terms")


def test_a_storys_own_schema_is_printed(tiny_story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _err = schema(capsys, "scene", "--story", str(tiny_story))
    assert code == 0
    assert "the-rescue" in json.loads(out)["$defs"]["scene"]["enum"]
    assert not (tiny_story / ".schema").exists()


def test_all_are_written_also_of_a_faulty_story(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, _rules = write_twelve(tmp_path / "story")
    code, out, err = schema(capsys, "--write", str(folder))
    assert (code, out) == (0, "")
    assert err == f"{len(KINDS)} schemas written to {folder}/.schema.\n"
    assert sorted(path.stem for path in (folder / ".schema").iterdir()) == sorted(KINDS)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((), 2, "Name a kind of file: story, scene"),
        (("poem",), 2, "poem is no kind of file"),
        (("scene", "--story", "nowhere"), 1, "There is no folder nowhere."),
        (("--write", "nowhere"), 1, "There is no folder nowhere."),
        (("scene", "--write", "."), 2, "leave out KIND and `--story`"),
        (("--story", ".", "--write", "."), 2, "leave out KIND and `--story`"),
    ],
)
def test_wrong_words(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
    words: tuple[str, ...], code: int, said: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    found, out, err = schema(capsys, *words)
    assert (found, out) == (code, "")
    assert said in " ".join(err.split())
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_takes_no_files_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_story(tmp_path / "story")
    (folder / ".schema").write_text("a file in the way\n")
    code, _out, err = schema(capsys, "--write", str(folder))
    assert code == 1
    assert err.startswith("explainer: Cannot write ") and "Traceback" not in err


def test_a_link_is_not_followed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_story(tmp_path / "story")
    (tmp_path / "elsewhere").mkdir()
    (folder / ".schema").symlink_to(tmp_path / "elsewhere")
    code, _out, err = schema(capsys, "--write", str(folder))
    assert code == 1 and "is a link" in err
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_no_link_inside_the_folder_of_the_schemas_is_written_through(tmp_path: Path) -> None:
    folder = write_story(tmp_path / "story")
    (folder / ".schema").mkdir()
    own = tmp_path / "own"
    own.write_text("mine", "utf-8")
    for name in ("scene.json", f"scene.{os.getpid()}.new"):
        (folder / ".schema" / name).symlink_to(own)
    write_schemas(folder)
    assert own.read_text("utf-8") == "mine"
    assert [path.name for path in (folder / ".schema").iterdir() if path.is_symlink()] == []
