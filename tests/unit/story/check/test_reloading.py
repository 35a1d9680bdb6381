"""A folder that is edited and read again gives exactly what a fresh reading gives, whatever was edited."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explainer.problems import Problem
from explainer.story.check.report import Reloader, check
from explainer.story.load import loader
from tests.editing import EDITS, Edit
from tests.tiny import ASKING, write_story


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
