"""Every command with a pipe that closes, without standard streams, in poor locales, at 40 columns."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from explainer.cli.main import COMMANDS
from tests.e2e.reader import SCENES
from tests.tiny import write_story

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = f"{sys.executable} -m explainer"
EXPORTS = "html markdown text handout" if "export" in COMMANDS else ""


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_story(tmp_path_factory.mktemp("tiny") / "story")


@pytest.fixture
def lines(tiny: Path, tmp_path: Path) -> dict[str, str]:
    """A line for each command, of the tiny story where it takes one; a kept run is there."""
    agree = f"printf 'quit\\nyes\\n' | {PROGRAM} read {tiny} --linear"
    assert shell(f"{agree} > /dev/null").returncode == 0
    made = {
        "read": f"read {tiny} --linear",
        "list": f"list scene --story {tiny}",
        "show": f"show scene the-storm --story {tiny}",
        "search": f"search lamp --story {tiny}",
        "check": f"check {tiny}",
        "schema": "schema scene",
        "save": f"save {tmp_path / 'run.json'} --story {tiny}",
        "takeaway": f"takeaway --story {tiny}",
        "takeaway --to html": f"takeaway --to html --story {tiny}",
        "completion": "completion bash",
        "manual": "manual",
        "rehearse": f"rehearse {tiny} --people 6 --seed 1 2> /dev/null",  # its progress is narration
        "new": f"new $(mktemp -u {tmp_path}/made-XXXXXX) 2> /dev/null",  # where it stands is narration too
        "--help": "--help",
        "show --help": "show --help",
    }
    for form in EXPORTS.split():
        made[f"export --to {form}"] = f"export {tiny} --to {form} -"
    return {**made, "forget": "forget"}


def shell(line: str, **more: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        ["bash", "-c", line],
        capture_output=True,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT), **more},
        cwd=ROOT,
        timeout=120,
        check=False,
    )


def test_every_command_has_a_line_here(lines: dict[str, str]) -> None:
    # these do not end by themselves
    assert {words.split()[0] for words in lines} == {*COMMANDS, "--help"} - {"serve", "workshop", "preview"}


@pytest.mark.parametrize("reader", ["head -n 1", "true", "head -c 1"])
def test_a_pipe_that_closes_is_no_fault(lines: dict[str, str], reader: str) -> None:
    for words, line in lines.items():
        for buffering in ("", "1") if reader == "head -n 1" else ("",):
            command = f"{PROGRAM} {line} | {reader} > /dev/null; echo ${{PIPESTATUS[0]}}"
            done = shell(command, PYTHONUNBUFFERED=buffering)
            assert (done.stdout, done.stderr if words not in ("save", "forget") else b"") == (b"0\n", b""), (
                words
            )


@pytest.mark.parametrize("kind", ["show scene {id}", "show scene {id} --json", "list source", "search the"])
def test_the_shipped_story_through_head(kind: str) -> None:
    from explainer.story.load.cache import open_story

    first = open_story(SCENES, cache_folder=None).start
    done = shell(f"{PROGRAM} {kind.format(id=first)} | head -1; echo ${{PIPESTATUS[0]}}")
    assert done.stderr == b""
    assert len(done.stdout.splitlines()) == 2 and done.stdout.endswith(b"\n0\n")


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&-", "<&- >&- 2>&-"])
def test_closed_streams(lines: dict[str, str], closed: str) -> None:
    for words, line in lines.items():
        done = shell(f"{PROGRAM} {line} {closed}")
        assert done.returncode == 0, (words, done.stderr)
        assert b"Traceback" not in done.stderr and b"Exception" not in done.stderr, words
        if words not in ("save", "forget"):
            assert done.stderr == b"", words


def test_a_passphrase_that_cannot_be_asked_for_is_said(lines: dict[str, str]) -> None:
    done = shell(f"{PROGRAM} {lines['save']} --passphrase <&-")
    assert done.returncode == 1 and b"none was given" in done.stderr and b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    "locale",
    [
        {"LANG": "C", "LC_ALL": "C"},
        {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "latin-1"},
    ],
)
def test_poor_locales(lines: dict[str, str], locale: dict[str, str]) -> None:
    for words, line in lines.items():
        done = shell(f"{PROGRAM} {line}", **locale)
        assert done.returncode == 0 and b"Traceback" not in done.stderr, (words, done.stderr)
        if "html" in words or "markdown" in words or words == "manual":
            done.stdout.decode("utf-8")


@pytest.mark.parametrize("columns", ["40", "1", "0", "wide"])
def test_forty_columns_and_odd_ones(lines: dict[str, str], columns: str) -> None:
    for words, line in lines.items():
        done = shell(f"{PROGRAM} {line}", COLUMNS=columns, LINES="15")
        assert done.returncode == 0 and b"Traceback" not in done.stderr, (words, done.stderr)


def test_on_a_terminal_of_forty_columns_lines_fit(lines: dict[str, str]) -> None:
    from tests.e2e.terminal import Terminal

    for words in ("list", "search", "takeaway", "check"):
        command = [sys.executable, "-m", "explainer", *lines[words].split()]
        with Terminal(command, 40, 15, environment=dict(os.environ, PYTHONPATH=str(ROOT))) as terminal:
            assert terminal.ended() == 0
            text = re.sub(rb"\x1b\[[^a-zA-Z]*[a-zA-Z]", b"", terminal.raw).decode()
        if words != "list":  # a table keeps a row on a line
            broad = [one for one in text.splitlines() if len(one.strip("\r")) > 40]
            assert [one for one in broad if "http" not in one and len(one.split()) > 2] == [], words
