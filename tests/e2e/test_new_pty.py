"""The story that `explainer new` makes plays to its end, line by line and on a real terminal."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from explainer.cli.new import make
from explainer.story.load.loader import read_story
from tests.e2e.terminal import Terminal

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("new") / "the-flood"
    make(folder)
    return folder


@pytest.mark.parametrize(
    ("words", "passed"),
    [("1\n" + "\n" * 60, {"The long night"}), ("\nconsent\n" * 40, {"Rain, river, bridge"})],
    ids=["by the side scene and round the warned one", "through the warned one"],
)
def test_line_by_line(folder: Path, isolated_home: Path, words: str, passed: set[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "explainer", "read", str(folder), "--linear", "--private"],
        input=words, capture_output=True, text=True, timeout=60, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    said = " ".join(done.stdout.split())
    titles = {scene.title for scene in read_story(folder).scenes.values()}
    assert {title for title in titles if f"Scene: {title}." in said} == titles - passed
    assert ("Detour: In the night a gate of the weir gave way" in said) == ("The long night" in passed)
    assert "The story ends here." in said


@pytest.mark.parametrize("size", [(80, 24), (40, 15), (120, 40)])
def test_on_a_terminal(folder: Path, isolated_home: Path, size: tuple[int, int]) -> None:
    command = [sys.executable, "-m", "explainer", "read", str(folder), "--private"]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "COLORTERM": "truecolor"}
    with Terminal(command, *size, environment) as terminal:
        terminal.wait_for("At noon on")
        wanted = {"Before you read on", "The long night", "Forty, or seventy-one", "The morning after"}
        seen: set[str] = set()
        for _press in range(90):
            seen |= {title for title in wanted if title in terminal.flat}
            if "The morning after" in " ".join(terminal.lines[:6]) and "ends here" in terminal.flat:
                break
            terminal.press("o" if "Before you read on" in terminal.flat else "n")  # into the warned scene
        assert seen == wanted
        assert "ends here" in terminal.flat
        terminal.press("q")
        assert terminal.ended() == 0
