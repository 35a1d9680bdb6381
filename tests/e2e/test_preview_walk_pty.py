"""The full walk in a preview on a PTY: what it finds; neither a save nor who leaves waits for it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from explainer.story.load import json_schema
from explainer.story.load.json_schema import KINDS
from tests.e2e.previewing import LAMP, START, STORM, Begin, begin, folder, press, saved
from tests.e2e.reader import ROOT

__all__ = ["begin", "folder"]

NO_WAY_BACK = ("next: the-warning", "next: the-lamp")
"""The side scene then returns into itself, which no single file shows."""
HANGS = "\nimport time\ndef hang(*_a, **_n):\n    while True:\n        {how}\n"
BUSY, ASLEEP = HANGS.format(how="pass"), HANGS.format(how="time.sleep(3600)")
CHECKS = "import explainer.story.check.report as checks\nchecks.check_loaded = hang\n"
WALKS = "import explainer.cli.walks as proving\nproving.prove = hang\n"
ENDLESS = """
import time
import explainer.cli.walks as proving
def prove(story, bound, progress):
    while True:
        time.sleep(0.01)
        progress(1, 1)
proving.prove = prove
"""
"""A walk that never ends, and stops where it is told to."""
LATER = """
import explainer.story.check.report as reloading
load = reloading.load
def once(*arguments):
    reloading.load = hang
    return load(*arguments)
reloading.load = once
"""
"""The folder is read once, and never again to the end."""
SLOW_DISK = """
import pathlib, time
replace = pathlib.Path.replace
def late(path, to):
    time.sleep(0.3)
    return replace(path, to)
pathlib.Path.replace = late
"""


def test_what_only_the_walk_finds_comes_with_the_choices_that_lead_there(begin: Begin, folder: Path) -> None:
    terminal = begin("--at", "the-warning", columns=120, rows=40)
    terminal.wait_for("no mistakes")
    saved(folder, STORM, *NO_WAY_BACK)
    terminal.wait_for("1 mistake")
    terminal.wait_for("the-lamp.yaml:9")
    press(terminal, "f2")
    terminal.wait_for("the way there: the-storm")
    terminal.wait_for("Let one of them lead on")
    press(terminal, "enter")
    terminal.wait_for("The lamp")
    saved(folder, STORM, *reversed(NO_WAY_BACK))
    terminal.wait_for("no mistakes")


def test_a_save_is_shown_while_an_older_one_is_walked_and_nothing_is_claimed(
    begin: Begin, folder: Path
) -> None:
    terminal = begin("--at", "the-lamp", code=ENDLESS)
    terminal.wait_for("ways not yet walked")
    for number in range(3):
        text = (folder / LAMP).read_text()
        (folder / LAMP).write_text(text.replace("title: The lamp", f"title: The lamp {number}", 1))
        terminal.wait_for(f"The lamp {number}")
        assert "no mistakes" not in terminal.flat
    press(terminal, "f2")
    terminal.wait_for("are not yet walked")
    assert "Nothing" not in terminal.flat and "no mistakes" not in terminal.flat


def test_a_walk_that_stops_short_says_so(begin: Begin) -> None:
    terminal = begin("--at", "the-lamp", code="import explainer.cli.walks as p; p.BOUND = 2")
    terminal.wait_for("no mistakes, the walk stopped short")
    press(terminal, "f2")
    terminal.wait_for("stopped short after 2 states")
    terminal.wait_for("It would have gone on here: the-storm ->")
    assert "Nothing was found." in terminal.flat


def in_session(session: int) -> list[int]:
    """The processes of a session that still run. Not by `Path.glob`, which on Python 3.11 raises for one that ends."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:  # it ended meanwhile
            continue
        if int(fields[3]) == session and fields[0] != "Z":
            found.append(int(pid))
    return found


@pytest.mark.parametrize(
    ("code", "way"),
    [
        (BUSY + CHECKS, "q"),
        (ASLEEP + CHECKS, "q"),
        (BUSY + WALKS, "q"),
        (ENDLESS, "q"),
        (BUSY + WALKS, "\x11"),
        (BUSY + CHECKS, "\x03"),
        (BUSY + WALKS, "SIGTERM"),
    ],
    ids=["busy checks", "sleeping checks", "busy walk", "a walk", "ctrl+q", "ctrl+c", "a signal"],
)
def test_who_leaves_waits_for_no_check_that_never_ends(begin: Begin, code: str, way: str) -> None:
    terminal = begin("--at", "the-lamp", code=code, settles=False)  # what never ends never rests
    terminal.wait_for("checking" if CHECKS in code else "ways not yet walked")
    if way == "SIGTERM":
        terminal.signal(signal.SIGTERM)
    else:
        terminal.send(way)
    assert terminal.ended() == (143 if way == "SIGTERM" else 0)
    assert terminal.faults_left() == []
    assert in_session(terminal.process.pid) == []
    assert "Traceback" not in terminal.text and "Error" not in terminal.text


def test_who_leaves_waits_for_no_reading_of_a_save(begin: Begin, folder: Path) -> None:
    terminal = begin("--at", "the-lamp", code=BUSY + LATER)
    terminal.wait_for("no mistakes")
    saved(folder, LAMP, "title: The lamp", "title: Never read")
    time.sleep(1.0)  # it is being read; nothing on the screen tells so
    terminal.send("q")
    assert terminal.ended() == 0
    assert terminal.faults_left() == []


def test_who_leaves_while_schemas_are_written_leaves_no_half_a_file(begin: Begin, folder: Path) -> None:
    schemas = folder / json_schema.FOLDER
    schemas.mkdir()
    terminal = begin("--at", "the-lamp", code=SLOW_DISK, settles=False)
    terminal.wait_until(lambda: list(schemas.glob("*.new")), "a file that is being written")
    terminal.send("q")
    assert terminal.ended() == 0
    assert terminal.faults_left() == []
    assert {path.name for path in schemas.iterdir()} == {f"{kind}.json" for kind in KINDS}


def test_line_by_line_ctrl_c_waits_for_no_check(isolated_home: Path, folder: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-c", f"{BUSY}{WALKS}{START}", "preview", str(folder), "--linear"]
    told, out = os.environ | {"PYTHONPATH": str(ROOT)}, tmp_path / "said.txt"
    with open(out, "w") as file:
        process = subprocess.Popen(
            command, env=told, stdout=file, stderr=file, stdin=subprocess.DEVNULL, start_new_session=True
        )
    try:
        end = time.monotonic() + 45
        while "Preview, line by line" not in out.read_text():
            assert time.monotonic() < end, out.read_text()
            time.sleep(0.05)
        time.sleep(1.0)  # the walk goes on; a line tells only of its end
        process.send_signal(signal.SIGINT)
        assert process.wait(45) == 0
    finally:
        process.kill()
        process.wait()
    assert "mistake" not in out.read_text() and "Traceback" not in out.read_text()
