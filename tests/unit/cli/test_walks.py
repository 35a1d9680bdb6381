"""Random walks and the full walk in `check`: the same for the same seed, readable for a long story."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from explainer.cli import output
from explainer.cli.main import run
from explainer.cli.walks import say_walks, walk
from explainer.story.load.loader import read_story
from explainer.story.model.structs import Story
from tests.faulty_graph import WAYS
from tests.make_story import write_random_story
from tests.tiny import changed, write_story

SCENES = Path(__file__).parents[3] / "scenes"


def walked(count: int, hash_seed: str) -> str:
    """What a process of its own prints of walks through the shipped story."""
    command = [sys.executable, "-m", "explainer", "check", str(SCENES), "--walks", str(count), "--seed", "1"]
    environment = os.environ | {"PYTHONHASHSEED": hash_seed, "LC_ALL": "C.UTF-8"}
    return subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout


def test_walks_are_the_same_in_every_process() -> None:
    few = walked(3, "1")
    assert few == walked(3, "2") and few.count("no walk met this scene") >= 3
    first = walked(400, "1")
    assert first == walked(400, "2")
    told = " ".join(first.split())
    assert re.search(
        r" 400 walks, seed 1: 400 to an ending, 0 in circles, \d+ moves, 0 scenes not met\.", told
    )
    assert re.match(
        r"All \d+ states that a reader can come to are walked; (\d+) of \1 scenes are read\.", told
    )


def test_walks_begin_on_trails_too(tmp_path: Path) -> None:
    """The trail of this story is offered nowhere, and a scene of it stands nowhere else."""
    attic = {"night/the-attic.yaml": "\n".join(
        ["scene: the-attic", "title: T", "asks: What?", "when: {from: 1931, to: 1931, places: [none]}", "body:",
         "  - text: Nobody knows.", "    rests_on: [log-book]", "next: the-morning", ""]
    )}  # fmt: skip
    trail = changed(
        "story.yaml", "the-morning]}\n", "the-morning]}\n  - {id: up, title: Up, scenes: [the-attic]}\n"
    )
    story = read_story(write_story(tmp_path / "story", attic | trail))
    walks = walk(story, 100, 1)
    assert 0 < walks.hits["the-attic"] < 60
    assert walks.ended == 100 and walks.problems == []


def test_walks_that_go_in_circles_are_given_up_and_counted(tmp_path: Path) -> None:
    (circle,) = (faulty for faulty in WAYS if faulty.name == "return-into-itself")
    walks = walk(read_story(circle.write(tmp_path / "story")), 40, 1)
    assert 0 < walks.lost < 40 and walks.ended + walks.lost == 40


@pytest.fixture(scope="module")
def long_story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    return read_story(write_random_story(tmp_path_factory.mktemp("long") / "story", 130, 5))


def test_of_a_long_story_the_scenes_that_were_met_least_are_shown(
    long_story: Story, capsys: pytest.CaptureFixture[str]
) -> None:
    walks = walk(long_story, 2, 3)
    say_walks(long_story, walks, 2, 3)
    head, *lines = capsys.readouterr().out.splitlines()
    assert head == "The 20 scenes that were met least, of 130:"
    shown = [int(line.split()[0]) for line in lines[:20]]
    assert shown == sorted(walks.hits[scene] for scene in long_story.scenes)[:20]
    unmet = sum(1 for scene in long_story.scenes if not walks.hits[scene])
    assert unmet and f" {unmet} scenes not met." in " ".join(" ".join(lines[20:]).split())
    assert sum(1 for problem in walks.problems if problem.rule == "unmet-scene") == unmet


@pytest.mark.parametrize("faulty", WAYS, ids=lambda faulty: faulty.name)
def test_check_fails_on_a_faulty_way(faulty: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(faulty.write(tmp_path / "story"))]) == 1
    told = " ".join(capsys.readouterr().out.split())
    assert all(words in told for words in faulty.words)
    assert "1 mistake, " in told


def test_what_takes_long_says_how_far_it_is_and_takes_it_away(
    tiny_story: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = [0.0]

    def later() -> float:
        now[0] += 0.7
        return now[0]

    monkeypatch.setattr(output.time, "monotonic", later)
    monkeypatch.setattr(output, "is_terminal", lambda _stream: True)
    assert run(["check", str(tiny_story), "--walks", "5"]) == 0
    told = capsys.readouterr().err
    for words in (
        "Reading the story, 2 of",
        "Checking, 2 of",
        "Walking every way, 2 of",
        "Walking at random, 2 of 5",
    ):
        assert words in told
    assert "\n" not in told and told.endswith("\r")
