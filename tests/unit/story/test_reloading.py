"""A folder that is edited and read again gives exactly what a fresh reading gives, whatever was edited."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explainer.problems import Problem
from explainer.story import loader
from explainer.story.checks import check
from explainer.story.reloading import Reloader
from tests.tiny import ASKING, FILES, write_story

NAMES = sorted(FILES | ASKING)
WORDS = (
    "", " ", "\n", "#", "x", "[[lightkeeper]]", "[[nobody]]", "{boats-lost}", "[^first-count]", "[^none]",
    "next: return",
    "7", "1931-02-31", "the-lamp", "\t", "'", "- ", "  ", ": ", "id: oda-berg\n", "\x07", "é",
)  # fmt: skip


class Edit:
    """Something an author, an editor or a version control does to a folder."""

    def __init__(self, kind: str, name: str, at: float, length: int, words: str) -> None:
        self.kind, self.name, self.at, self.length, self.words = kind, name, at, length, words

    def __repr__(self) -> str:
        return f"{self.kind}({self.name!r}, {self.at:.2f}, {self.length}, {self.words!r})"

    def do(self, folder: Path) -> None:
        path = folder / self.name
        if self.kind == "mend" or not path.exists():
            whole = Path(tempfile.mkdtemp()) / "whole"
            write_story(whole, ASKING)
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(whole / self.name, path)
            shutil.rmtree(whole.parent)
        elif self.kind == "remove":
            path.unlink()
        elif self.kind == "copy":
            shutil.copyfile(path, path.with_name(f"copy-of-{path.name}"))
        elif self.kind == "truncate":
            data = path.read_bytes()
            path.write_bytes(data[: int(len(data) * self.at)])
        else:
            text = path.read_bytes().decode("utf-8", "replace")
            start = int(len(text) * self.at)
            end = start + (self.length if self.kind == "replace" else 0)
            path.write_bytes((text[:start] + self.words + text[end:]).encode())


EDITS = st.builds(
    Edit,
    st.sampled_from(("insert", "insert", "replace", "replace", "truncate", "remove", "copy", "mend", "mend")),
    st.sampled_from(NAMES),
    st.floats(0, 0.999),
    st.integers(0, 12),
    st.sampled_from(WORDS),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(EDITS, min_size=1, max_size=6))
def test_reading_again_after_random_edits_is_reading_anew(edits: list[Edit]) -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = write_story(Path(made) / "story", ASKING)
        reloader = Reloader(folder)
        reloader.read()
        for edit in edits:
            edit.do(folder)
            assert_the_same(reloader, folder)


def test_what_later_checks_write_into_a_figure_does_not_outlive_its_table(tmp_path: Path) -> None:
    """The stored text of a source and the names of a network come from other files than those kept."""
    folder = write_story(tmp_path / "story", ASKING)
    reloader = Reloader(folder)
    reloader.read()
    stored = next(folder.rglob("*.txt"))
    words = stored.read_bytes()
    for data in (None, words + b"More.\n", words):
        if data is None:
            stored.unlink()
        else:
            stored.write_bytes(data)
        assert_the_same(reloader, folder)


def test_only_the_file_that_changed_is_composed_again(
    tiny_story: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reloader = Reloader(tiny_story)
    reloader.read()
    composed: list[str] = []
    real = loader.compose
    monkeypatch.setattr(loader, "compose", lambda name, data: composed.append(name) or real(name, data))
    reloader.read()
    assert composed == []
    scene = tiny_story / "night" / "the-lamp.yaml"
    scene.write_text(scene.read_text() + "\n# a word\n")
    reloader.read()
    assert composed == ["night/the-lamp.yaml"]
    scene.unlink()
    reloader.read()
    assert "night/the-lamp.yaml" not in reloader.data()


def assert_the_same(reloader: Reloader, folder: Path) -> None:
    again, fresh = reloader.read(), loader.load(folder)
    assert again.problems == fresh.problems
    assert again.draft == fresh.draft
    assert again.story == fresh.story
    assert again.sources_text == fresh.sources_text
    checked: tuple[Problem, ...] = check(folder).problems
    assert reloader.examine(again) == checked
    # checks write into what they look at; the kept files must not have taken that in
    assert reloader.read().draft == fresh.draft
