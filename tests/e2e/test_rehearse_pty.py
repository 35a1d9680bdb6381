"""`explainer rehearse --lead` on a PTY: oneself in the chair, simulated people in the room."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.serving import ROOT
from tests.e2e.terminal import Terminal
from tests.faulty_plans import WITH_PLAN
from tests.tiny import write_story


def environment(home: Path) -> dict[str, str]:
    mine = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    return mine | {"HOME": str(home), "PYTHONPATH": str(ROOT), "TERM": "xterm-256color"}


def command(story: Path, *options: str) -> list[str]:
    return [sys.executable, "-m", "explainer", "rehearse", str(story), "--lead", "--people", "8", *options]


@pytest.mark.parametrize("speed", ["1", "60"])
def test_oneself_in_the_chair(tmp_path: Path, speed: str) -> None:
    story = write_story(tmp_path / "story", WITH_PLAN)
    (tmp_path / "here").mkdir()
    told = ["env", "-C", str(tmp_path / "here"), *command(story, "--speed", speed)]
    with Terminal(told, 80, 24, environment(tmp_path)) as terminal:
        terminal.wait_for("you lead")
        terminal.press("j")
        terminal.wait_for("nobody comes by a door")
        terminal.press("space")
        terminal.wait_for("The poll is open")
        terminal.press("space")
        terminal.wait_for("NEXT A light goes out")
        terminal.press("space")
        terminal.wait_for("step 1 of 3")
        if speed != "1":  # in real time the last of eight comes after minutes
            terminal.wait_until(lambda: "8 connected" in terminal.text, "eight people")
        terminal.press("space")
        terminal.wait_for("step 2 of 3")
        terminal.press("enter", "1")
        terminal.wait_for("Open for all")
        terminal.press("E")
        terminal.wait_for("Written here")
        terminal.press("q")
        terminal.wait_for("End the rehearsal?")
        terminal.press("escape", "q", "y")
        terminal.wait_for("What they did")
        assert terminal.ended() == 0 and not terminal.faults_left()
    assert {path.suffix for path in (tmp_path / "here").iterdir()} == {".html", ".md", ".json"}


def test_without_a_terminal_it_says_what_leads_then(tmp_path: Path) -> None:
    told = command(write_story(tmp_path / "story"))
    done = subprocess.run(told, capture_output=True, text=True, env=environment(tmp_path), check=False)
    assert done.returncode == 2 and "a simulated leader has the chair" in done.stderr
