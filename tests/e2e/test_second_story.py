"""A story nobody wrote, with random ids, plays to its end in both front ends."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from explainer.reading.moves import way_ahead
from explainer.reading.run import begin
from explainer.story.load.loader import read_story
from explainer.story.model.structs import Story
from tests.e2e.terminal import Terminal
from tests.make_story import write_random_story

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("second") / "story"
    write_random_story(folder, scenes=14, seed=20260105)
    return folder


@pytest.fixture(scope="module")
def story(folder: Path) -> Story:
    return read_story(folder)


def ending(story: Story) -> str:
    return story.scenes[way_ahead(story, begin(story))[-1]].title


def test_in_linear_mode(folder: Path, story: Story, isolated_home: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "explainer", "read", str(folder), "--linear"],
        input="\n" * 400, capture_output=True, text=True, timeout=60, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    said = " ".join(done.stdout.split())
    for scene in way_ahead(story, begin(story)):
        assert story.scenes[scene].title in said
    assert "\x1b" not in done.stdout


def test_in_the_full_screen_app(folder: Path, story: Story, isolated_home: Path) -> None:
    command = [sys.executable, "-m", "explainer", "read", str(folder)]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "COLORTERM": "truecolor", "TERM": "xterm-256color"}
    with Terminal(command, 80, 24, environment) as terminal:
        terminal.wait_until(lambda: story.title in terminal.flat, "the first page")
        for _press in range(120):
            if ending(story) in " ".join(terminal.lines[2:6]):
                break
            terminal.press("n")
        assert ending(story) in terminal.flat
