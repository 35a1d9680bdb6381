"""`explainer new`: a story that shows each feature, written whole or not at all."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from explainer.cli import new
from explainer.cli.main import run
from explainer.story.check.report import check
from explainer.story.load.containers import ListOf, MapOf, Options, Record, RefOr
from explainer.story.load.fields import Choice, Spec
from explainer.story.load.files import purpose
from explainer.story.load.format_figures import OPTIONS
from explainer.story.load.format_scenes import _POLLS
from explainer.story.load.format_story import FILES, STEP_KINDS
from explainer.story.load.yaml_text import Node, compose
from tests.editor import findings

COMMENTED = {
    "claims[].contested": "worked out from the versions, so that writing it is the exception",
}
"""Fields that stand in the starter in a comment alone, and why."""


@pytest.fixture(scope="module")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("new") / "the-bridge"
    new.make(folder)
    return folder


def files_of(folder: Path, kind: str) -> list[Path]:
    paths = [p for p in sorted(folder.rglob("*.yaml")) if purpose(p.relative_to(folder).as_posix()) == kind]
    assert paths, f"the starter has no file of the kind {kind}"
    return paths


def read(path: Path) -> Any:
    """What stands in a file, as the loader takes it: `on` is a key like any other, a day is a text."""
    document = compose(path.name, path.read_bytes())
    assert document.root is not None, document.problems
    return plain(document.root)


def plain(node: Node) -> Any:
    if node.kind == "map":
        return {key.value: plain(below) for key, below in node.entries}
    if node.kind == "list":
        return [plain(item) for item in node.items]
    return None if node.is_null else node.value


def told_once(path: str) -> str:
    """Columns and choices of rows are the same for a figure, its shading and its events."""
    path = re.sub(r"\.options\.(shade|events)\.(where|without|status_also|columns)", r".options.\2", path)
    return path.replace("people_columns.", "columns.")


def names_in(spec: Spec, path: str) -> Iterator[str]:
    """Every field below a spec, by its path: `claims[].versions[].note`."""
    if isinstance(spec, Record | RefOr):
        for name, below in spec.fields.items():
            yield f"{path}.{name}".lstrip(".")
            yield from names_in(below, f"{path}.{name}")
    elif isinstance(spec, ListOf):
        yield from names_in(spec.item, f"{path}[]")
    elif isinstance(spec, MapOf):
        yield from names_in(spec.value, f"{path}{{}}")
    elif isinstance(spec, Options):
        for record in OPTIONS.values():
            yield from names_in(record, path)


def used_in(spec: Spec, value: Any, path: str) -> Iterator[str]:
    """The paths of the fields that a file fills."""
    if value is None:
        return
    if isinstance(spec, Record | RefOr) and isinstance(value, dict):
        for name, below in value.items():
            yield f"{path}.{name}".lstrip(".")
            yield from used_in(spec.fields[name], below, f"{path}.{name}")
    elif isinstance(spec, ListOf):
        for item in value if isinstance(value, list) else [value]:
            yield from used_in(spec.item, item, f"{path}[]")
    elif isinstance(spec, MapOf):
        for below in value.values():
            yield from used_in(spec.value, below, f"{path}{{}}")


def used_by(kind: str, content: Any) -> set[str]:
    found = set(used_in(FILES[kind], content, ""))
    for figure in content.get("figures", ()):
        found |= set(used_in(OPTIONS[figure["kind"]], figure["options"], ".figures[].options"))
    return found


@pytest.mark.parametrize("kind", FILES)
def test_every_field_of_every_kind_of_file_occurs(starter: Path, kind: str) -> None:
    used: set[str] = set()
    comments: set[str] = set()
    for path in files_of(starter, kind):
        text = path.read_text("utf-8")
        used |= {told_once(name) for name in used_by(kind, read(path))}
        comments |= set(re.findall(r"(?m)^\s*#\s*(\w+):", text))
    missing = {told_once(name) for name in names_in(FILES[kind], "")} - used
    assert missing == {path for path in COMMENTED if path.split("[")[0].split(".")[0] == kind}
    assert {path.rpartition(".")[2] for path in missing} <= comments


def choices(spec: Spec) -> Iterator[Choice]:
    if isinstance(spec, Choice):
        yield spec
    elif isinstance(spec, Record | RefOr):
        for below in spec.fields.values():
            yield from choices(below)
    elif isinstance(spec, ListOf):
        yield from choices(spec.item)
    elif isinstance(spec, MapOf):
        yield from choices(spec.value)
    elif isinstance(spec, Options):
        for record in OPTIONS.values():
            yield from choices(record)


@pytest.mark.parametrize("kind", FILES)
def test_every_word_that_a_field_may_hold_stands_there_or_in_a_comment(starter: Path, kind: str) -> None:
    text = "\n".join(path.read_text("utf-8") for path in files_of(starter, kind))
    wanted = {word for choice in choices(FILES[kind]) for word in choice.words}
    absent = {word for word in wanted if not re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text)}
    assert absent == set()


def test_every_kind_of_step_poll_and_figure_is_played(starter: Path) -> None:
    story = check(starter).story
    assert story is not None
    assert {step.kind for scene in story.scenes.values() for step in scene.steps} == {
        kind.replace("_", "-") for kind in STEP_KINDS
    }
    assert {poll.kind for plan in story.plans.values() for item in plan.items for poll in item.ask} == set(
        _POLLS
    )
    assert {figure.kind for figure in story.figures.values()} == set(OPTIONS)


def test_it_has_no_mistake_and_no_warning_and_uses_all_it_holds(starter: Path) -> None:
    report = check(starter)
    assert report.problems == ()
    assert {kind: keys for kind, keys in report.unused.items() if keys} == {}
    assert len(report.waivers) == len(report.rule_waivers) == len(report.as_known) == 1


def test_every_mark_of_a_text_occurs(starter: Path) -> None:
    scenes = "\n".join(path.read_text("utf-8") for path in files_of(starter, "scene"))
    for mark in (r"\[\[[a-z-]+\]\]", r"\[\[[a-z-]+\|", r"\[\^", r"\{[a-z-]+\}", r"\{[a-z-]+@\d", r"\{\^"):
        assert re.search(mark, scenes), mark


def test_every_file_names_its_schema(starter: Path) -> None:
    for kind in FILES:
        for path in files_of(starter, kind):
            first = path.read_text("utf-8").splitlines()[0]
            found = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
            assert found, path
            named = (path.parent / found[1]).resolve()
            assert named == (starter / ".schema" / f"{kind}.json").resolve()
            assert named.is_file()


def test_an_editor_finds_nothing_in_it_by_the_schemas_that_came_with_it(starter: Path) -> None:
    schemas = {kind: json.loads((starter / ".schema" / f"{kind}.json").read_text("utf-8")) for kind in FILES}
    assert findings(starter, schemas) == {}
    assert '"the-long-night"' in (starter / ".schema" / "scene.json").read_text("utf-8"), "its own ids"


def test_the_step_that_a_comment_gives_in_two_languages_is_one(tmp_path: Path) -> None:
    """A story that is translated in part has warnings, so the starter has it in a comment; here it comes true."""
    folder = tmp_path / "roof"
    new.make(folder)
    path = folder / "after" / "the-morning.yaml"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    at = lines.index("  # - text:\n")
    shown = [line.replace("  # ", "  ", 1) for line in lines[at : at + 5]]
    first = lines.index("body:\n") + 1
    path.write_text("".join((*lines[:first], *shown, *lines[first + 2 :])), "utf-8")
    report = check(folder)
    assert [problem for problem in report.problems if problem.severity == "error"] == []
    assert report.story is not None
    assert report.story.languages == ("en", "de")
    step = report.story.scenes["the-morning"].steps[0]
    assert step.translations["de"]["text"][0].text.startswith("Im Aushang stand")


# What the command does.


def test_the_story_takes_its_name_from_the_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "the-school-roof"
    assert run(["new", str(folder)]) == 0
    story = check(folder).story
    assert story is not None
    assert (story.id, story.title) == ("the-school-roof", "The school roof")
    out, err = capsys.readouterr()
    assert out == ""
    assert [line.split()[:2] for line in err.splitlines()[1:]] == [
        ["explainer", word] for word in ("check", "read", "preview")
    ]


@pytest.mark.parametrize(
    ("name", "identifier"),
    [("The Roof", "my-story"), ("крыша", "my-story"), ("2024", "2024"), ("null", "null"), ("yes", "yes")],
)
def test_other_names(tmp_path: Path, name: str, identifier: str) -> None:
    folder = tmp_path / name
    assert run(["new", str(folder)]) == 0
    story = check(folder).story
    assert story is not None
    assert story.id == identifier


def test_the_printed_commands_survive_a_shell(tmp_path: Path) -> None:
    assert new.next_commands(Path("my story; rm"))[0] == "explainer check 'my story; rm'"


def test_an_empty_folder_is_filled_and_stays_the_same_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A shell may stand in it: a folder renamed over it would leave the shell in one that is gone."""
    folder = tmp_path / "the-roof"
    folder.mkdir()
    before = folder.stat().st_ino
    monkeypatch.chdir(folder)
    assert run(["new", "."]) == 0
    assert folder.stat().st_ino == before
    story = check(folder).story
    assert story is not None
    assert story.id == "the-roof"
    assert [path.name for path in tmp_path.iterdir()] == ["the-roof"]
    assert {path.name for path in folder.iterdir() if path.name.startswith(".")} == {".schema"}


def test_a_folder_with_anything_in_it_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / ".hidden").write_text("x")
    assert run(["new", str(folder)]) == 1
    assert "is not empty, and nothing in it is written over" in capsys.readouterr().err
    assert [path.name for path in folder.iterdir()] == [".hidden"]
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_a_file_a_dead_link_and_a_missing_parent_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    for name in ("file", "link"):
        assert run(["new", str(tmp_path / name)]) == 1
        assert "is there already, and is no folder" in capsys.readouterr().err
    assert run(["new", str(tmp_path / "a" / "b")]) == 1
    assert "There is no folder" in capsys.readouterr().err
    assert {path.name for path in tmp_path.iterdir()} == {"file", "link"}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_one_may_not_write_in(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tmp_path.chmod(0o500)
    try:
        assert run(["new", str(tmp_path / "roof")]) == 1
    finally:
        tmp_path.chmod(0o700)
    assert "cannot be written: Permission denied." in capsys.readouterr().err


@pytest.mark.parametrize("there", [True, False])
def test_a_fault_half_way_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], there: bool
) -> None:
    """The disk is full at the last file, or at the last rename into a folder that is there."""
    folder = tmp_path / "roof"
    if there:
        folder.mkdir()
    real, done = os.rename, []

    def rename(source: Path, target: Path) -> None:
        done.append(target)
        if len(done) == (4 if there else 1):
            raise OSError(28, "No space left on device")
        real(source, target)

    monkeypatch.setattr(new.os, "rename", rename)
    assert run(["new", str(folder)]) == 1
    assert "No space left on device" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == (["roof"] if there else [])
    assert not there or list(folder.iterdir()) == []


def test_what_comes_to_stand_there_meanwhile_is_not_written_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "roof"
    folder.mkdir()
    real = new._fill

    def fill(stage: Path, name: str) -> None:
        real(stage, name)
        (folder / "story.yaml").write_text("mine")

    monkeypatch.setattr(new, "_fill", fill)
    assert run(["new", str(folder)]) == 1
    assert "something came to stand in it" in capsys.readouterr().err
    assert [path.name for path in folder.iterdir()] == ["story.yaml"]
    assert (folder / "story.yaml").read_text() == "mine"


def test_files_have_the_rights_of_new_files(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        assert run(["new", str(tmp_path / "roof")]) == 0
    finally:
        os.umask(before)
    assert (tmp_path / "roof").stat().st_mode & 0o777 == 0o750
    assert (tmp_path / "roof" / "story.yaml").stat().st_mode & 0o777 == 0o640
