"""Completion: what a shell asks for and gets, in a real Bash, and by the protocol of the others."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from explainer.cli.main import COMMANDS, run

ROOT = Path(__file__).resolve().parents[3]


def typed(word: str) -> str:
    """As a shell hands it over, as it stands on the line: a temporary folder may have a blank in its name."""
    return shlex.quote(word) if " " in word else word


def offered(*words: str, shell: str = "bash") -> list[str]:
    """What is offered for the last word, typed after the others."""
    asked = {
        "_EXPLAINER_COMPLETE": f"{shell}_complete",
        "COMP_WORDS": "\n".join(["explainer", *map(typed, words)]),
        "COMP_CWORD": words[-1] if shell == "fish" else str(len(words)),
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run(
        [sys.executable, "-m", "explainer"],
        capture_output=True, text=True, env={**os.environ, **asked}, timeout=60, check=True,
    )  # fmt: skip
    assert done.stderr == ""
    return done.stdout.splitlines()


def values(*words: str) -> list[str]:
    return [line.partition(",")[2] for line in offered(*words) if line.startswith("plain,")]


def test_commands_are_offered_first() -> None:
    assert values("") == list(COMMANDS)
    assert values("sh") == ["show"]


def test_the_readers_options_need_no_word() -> None:
    assert {"--at", "--linear", "--version", "--resume"} <= set(values("--"))
    assert values("takeaway", "--to", "m") == ["markdown"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["list", "s"], ["scene", "source"]),
        (["show", "scene", "the-l"], ["the-lamp"]),
        (["show", "term", ""], ["lightkeeper", "oda-berg"]),
        (["show", "source", "p"], ["port-gazette"]),
        (["show", "claim", ""], ["boats-lost"]),
        (["show", "figure", "f"], ["f-boats"]),
        (["show", "trail", ""], ["short-way"]),
        (["show", "action", "book"], ["bookmark"]),
        (["show", "nothing", "a"], []),
        (["show", "claim", "boats-lost", "--as-known-on", "1931-02"], ["1931-02-03", "1931-02-08"]),
    ],
)
def test_kinds_ids_and_days_come_from_the_story(
    tiny_story: Path, words: list[str], expected: list[str]
) -> None:
    command, *rest = words
    story = ["--story", str(tiny_story)]
    assert values(command, *(story if len(words) > 2 else []), *rest) == expected


def test_reading_offers_scenes_steps_and_trails(tiny_story: Path) -> None:
    folder = str(tiny_story)
    assert "the-storm" in values("read", folder, "--at", "the-s")
    assert values("read", folder, "--trail", "") == ["short-way"]
    assert values("read", folder, "--at", "the-storm:la") == ["lamp"], "after a colon only the rest"
    # Bash hands a word with a colon over in three.
    assert values("read", folder, "--at", "the-storm", ":", "la") == ["lamp"]


@pytest.mark.parametrize("words", [["read", "x"], ["list", "scene", "--story", "x"], ["check", "x"]])
def test_folders_are_left_to_the_shell(words: list[str]) -> None:
    assert offered(*words) == ["dir,x"]


def test_a_story_that_cannot_be_read_offers_nothing(tmp_path: Path) -> None:
    assert values("show", "--story", str(tmp_path), "scene", "a") == []
    assert values("no-such-command", "") == list(COMMANDS)


def test_nothing_is_written(isolated_home: Path, tiny_story: Path) -> None:
    before = sorted(isolated_home.rglob("*"))
    values("show", "--story", str(tiny_story), "scene", "")
    assert sorted(isolated_home.rglob("*")) == before


def test_the_protocol_of_zsh_and_fish_carries_titles(tiny_story: Path) -> None:
    words = ("show", "--story", str(tiny_story), "scene", "the-lamp")
    assert offered(*words, shell="zsh") == ["plain", "the-lamp", "The lamp"]
    assert offered(*words, shell="fish") == ["plain,the-lamp\tThe lamp"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_is_printed_and_parses(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["completion", shell]) == 0
    script, err = capsys.readouterr()
    assert "_EXPLAINER_COMPLETE" in script and err == ""
    if shutil.which(shell):
        done = subprocess.run([shell, "-n"], input=script, capture_output=True, text=True, timeout=30)
        assert (done.returncode, done.stderr) == (0, "")


def test_another_shell_is_wrong_usage() -> None:
    assert run(["completion", "cmd"]) == 2


@pytest.fixture
def on_path(tmp_path: Path) -> str:
    """A PATH on which `explainer` is this checkout."""
    program = tmp_path / "bin" / "explainer"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m explainer "$@"\n')
    program.chmod(0o755)
    return f"{program.parent}{os.pathsep}{os.environ['PATH']}"


def test_in_a_real_bash(on_path: str, tiny_story: Path) -> None:
    story = shlex.quote(typed(str(tiny_story)))
    script = f"""
        shopt -s expand_aliases; compopt() {{ :; }}
        source <(explainer completion bash)
        complete -p explainer
        try() {{ COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); _explainer_completion explainer
                 echo "${{COMPREPLY[*]}}"; }}
        try explainer sea
        try explainer show --story {story} term li
        try explainer read {story} --at the-storm : la
        try explainer list ''
    """
    done = subprocess.run(
        ["bash", "--norc", "-c", script],
        capture_output=True, text=True, env={**os.environ, "PATH": on_path}, timeout=60, check=True,
    )  # fmt: skip
    registered, *found = done.stdout.splitlines()
    assert "-F _explainer_completion explainer" in registered
    assert found[:3] == ["search", "lightkeeper", "lamp"]
    assert found[3].split()[:2] == ["scene", "term"]
    assert done.stderr == ""
