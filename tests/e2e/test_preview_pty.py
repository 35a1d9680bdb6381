"""The preview on a real PTY, with real files saved as editors save them: in place, by rename, by halves, in bursts."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.e2e.previewing import LAMP, START, STORM, Begin, begin, folder, press, saved
from tests.e2e.reader import ROOT

__all__ = ["begin", "folder"]

PATIENT = "from explainer.tui import preview_loop; preview_loop.HOLD = preview_loop.LONGEST = 20.0"


def test_a_broken_save_keeps_the_last_good_page_and_mending_it_shows_the_new(
    begin: Begin, folder: Path
) -> None:
    terminal = begin("--at", "the-lamp")
    terminal.wait_for("The lamp")
    page = terminal.lines[5:9]
    saved(folder, LAMP, "next: return", "nexxt: return")
    terminal.wait_for("last good page shown")
    terminal.wait_for("the-lamp.yaml:")
    terminal.wait_for("Did you mean `next`?")
    assert terminal.lines[5:9] == page
    saved(folder, LAMP, "nexxt: return", "next: return")
    saved(folder, LAMP, "title: The lamp", "title: The lamp mended")
    terminal.wait_for("The lamp mended")
    terminal.wait_for("no mistakes")
    terminal.wait_until(lambda: "Did you mean" not in terminal.flat, "the page without the hint")
    press(terminal, "q")
    assert terminal.ended() == 0
    assert terminal.faults_left() == []


def test_a_save_in_another_scene_goes_there_and_back_goes_back(begin: Begin, folder: Path) -> None:
    terminal = begin()
    terminal.wait_for("The storm")
    saved(folder, LAMP, "title: The lamp", "title: The lamp at sea")
    terminal.wait_for("The lamp at sea")
    press(terminal, "left")
    terminal.wait_until(lambda: "The lamp at sea" not in terminal.lines[3], "the way back")
    press(terminal, "f3")
    terminal.wait_for("leaves you where you are")
    saved(folder, LAMP, "title: The lamp at sea", "title: Another lamp")
    terminal.wait_for("the-lamp.yaml")
    assert "Another lamp" not in "".join(terminal.lines[:5])


def test_an_edited_step_is_in_sight(begin: Begin, folder: Path) -> None:
    more = "".join(
        f"  - text: Line {n} of many more that fill a page or two.\n    rests_on: [log-book]\n"
        for n in range(40)
    )
    saved(folder, LAMP, "next: return", f"{more}next: return")
    terminal = begin("--at", "the-lamp", "--stay")
    terminal.wait_for("Line 2 of many")
    saved(folder, LAMP, "Line 30 of many", "Line 30 of very many")
    terminal.wait_for("the-lamp.yaml")
    assert "Line 2 of many" in terminal.flat
    press(terminal, "f3")
    terminal.wait_for("F3 stay")  # which the key would do next
    saved(folder, LAMP, "Line 30 of very many", "Line 30, as it is now, of very many")
    terminal.wait_for("Line 30, as it is now")


def test_a_burst_of_saves_ends_at_the_last(begin: Begin, folder: Path) -> None:
    terminal = begin("--at", "the-lamp")
    for number in range(40):
        saved(
            folder,
            LAMP,
            "title: The lamp" if not number else f"title: Take {number - 1}",
            f"title: Take {number}",
        )
        time.sleep(0.01)
    terminal.wait_until(lambda: terminal.lines[3].strip().startswith("Take 39"), "the last one")
    for number in range(10):
        name = (STORM, LAMP)[number % 2]
        with open(folder / name, "a") as file:
            file.write(f"# {number}\n")
    terminal.settle()
    assert "Take 39" in terminal.lines[3]


@pytest.mark.parametrize("way", ["truncates", "renames", "backs-up"])
def test_half_a_save_is_not_shown(begin: Begin, folder: Path, way: str) -> None:
    """The other half comes in time. How long an editor is given is made longer: so late may this machine be."""
    terminal = begin("--at", "the-lamp", code=PATIENT)
    path = folder / LAMP
    text = path.read_text().replace("title: The lamp", "title: The whole lamp")
    sent = len(terminal.raw)
    if way == "truncates":
        path.write_text("")
        time.sleep(0.06)
        path.write_text(text)
    elif way == "renames":
        made = folder / "night" / ".the-lamp.yaml.swp"
        made.write_text(text)
        os.replace(made, path)
    else:
        path.rename(folder / "night" / "the-lamp.yaml~")
        time.sleep(0.06)
        path.write_text(text)
    terminal.wait_for("The whole lamp")
    terminal.settle()
    assert b"mistake" not in terminal.raw[sent:].replace(b"no mistakes", b"")


def test_a_story_faulty_from_the_start_shows_its_mistakes_and_then_itself(begin: Begin, folder: Path) -> None:
    saved(folder, "story.yaml", "start: the-storm", "strt: the-storm")
    terminal = begin("--at", "the-lamp")
    terminal.wait_for("This story cannot be read yet")
    terminal.wait_for("story.yaml:")
    terminal.wait_for("Did you mean `start`?")
    press(terminal, "escape", "down", "f6")
    assert "This story cannot be read yet" in terminal.flat
    saved(folder, "story.yaml", "strt: the-storm", "start: the-storm")
    terminal.wait_for("no mistakes")
    terminal.wait_for("The lamp")
    press(terminal, "m")
    terminal.wait_for("The telegram")
    press(terminal, "q")
    assert terminal.ended() == 0


def test_a_scene_that_is_renamed_or_removed_leaves_one_somewhere_sensible(begin: Begin, folder: Path) -> None:
    terminal = begin("--at", "the-lamp")
    text = (folder / LAMP).read_text()
    (folder / "night" / "the-light.yaml").write_text(text.replace("scene: the-lamp", "scene: the-light"))
    (folder / LAMP).unlink()
    for path in sorted(folder.rglob("*.yaml")):
        if "the-lamp" in path.read_text():
            path.write_text(path.read_text().replace("the-lamp", "the-light"))
    terminal.wait_for("the-lamp is now the-light")
    terminal.wait_until(lambda: "The lamp" in "".join(terminal.lines[:5]), "the scene")


def test_evidence_is_checked_after_the_page_is_shown(begin: Begin, folder: Path) -> None:
    terminal = begin("--at", "the-lamp")
    saved(folder, LAMP, "title: The lamp", "title: The counted lamp")
    terminal.wait_for("The counted lamp")
    text = (folder / LAMP).read_text()
    (folder / LAMP).write_text(
        text.replace(
            "next: return", "  - text: There were 9,413 of them.\n    rests_on: [log-book]\nnext: return"
        )
    )
    terminal.wait_for("9,413 of them")
    terminal.wait_for("1 mistake")
    assert "last good page" not in terminal.flat
    press(terminal, "f2")
    terminal.wait_for("Cite the excerpt that holds it")
    press(terminal, "enter")
    terminal.wait_for("The counted lamp")


def test_looks_stand_side_by_side_each_with_its_own_signs(begin: Begin) -> None:
    looks = "80x24/dark, 40x15/16, 80x24/none/ascii, linear"
    terminal = begin("--profiles", looks, "--at", "the-lamp", columns=170, rows=52)
    press(terminal, "f6", "f6")
    terminal.wait_for("80x24 · no colour · ASCII")
    terminal.wait_for("40x15 · 16 colours")
    terminal.settle()
    assert sum("The lamp" in line for line in terminal.lines) >= 2
    press(terminal, "f7", "f7")
    terminal.wait_for("linear text")
    terminal.wait_for("Scene: The lamp.")
    press(terminal, "n")
    press(terminal, "f6")
    terminal.wait_until(lambda: "linear text" not in terminal.flat, "the own page")


def test_looks_that_have_no_room_are_shown_in_turn(begin: Begin) -> None:
    terminal = begin("--profiles", "80x24/light,200x60", "--at", "the-lamp")
    press(terminal, "f6")
    terminal.wait_for("no room side by side")
    press(terminal, "f7", "f7")
    terminal.wait_for("200x60")
    terminal.wait_for("80 columns shown")


def test_after_the_looks_the_own_page_leaves_nothing_of_them(begin: Begin) -> None:
    terminal = begin("--profiles", "80x24,linear", "--at", "the-lamp")
    terminal.wait_for("no mistakes")  # checks come behind the page
    terminal.settle()
    before = terminal.text
    for seen in ("80x24, 22 rows", "linear text"):
        press(terminal, "f7")
        terminal.wait_for(seen)
    press(terminal, "f7")
    terminal.wait_until(lambda: "linear text" not in terminal.flat, "the own page")
    terminal.wait_until(lambda: terminal.text == before, before)


def test_without_colour_no_look_sends_any(begin: Begin) -> None:
    terminal = begin("--at", "the-lamp", columns=170, rows=52, NO_COLOR="1")
    press(terminal, "f6", "f6", "f7", "f2", "escape")
    assert terminal.colour_sequences() == []


def test_what_authors_and_files_hold_never_steers_the_terminal(begin: Begin, folder: Path) -> None:
    terminal = begin("--at", "the-lamp")
    sent = len(terminal.raw)
    evil = '"\\e]0;owned\\a\\e[41m[[x\\e[42my]]"'
    text = (folder / LAMP).read_text()
    (folder / LAMP).write_text(
        text.replace("next: return", f"  - text: {evil}\n    rests_on: [log-book]\nnext: return")
    )
    terminal.wait_for("mistake")
    press(terminal, "f2")
    terminal.wait_for("Esc page")
    raw = terminal.raw[sent:]
    assert b"\x1b]0;owned" not in raw
    assert b"\x1b[41m" not in raw and b"\x1b[42m" not in raw


def test_hidden_hides_the_mistakes_too(begin: Begin, folder: Path) -> None:
    terminal = begin("--at", "the-lamp")
    press(terminal, "H")
    terminal.wait_until(lambda: terminal.flat == "", "a blank screen")
    saved(folder, LAMP, "next: return", "nexxt: return")
    time.sleep(1.0)
    terminal.settle()
    assert terminal.flat == ""
    press(terminal, "x")
    terminal.wait_for("`nexxt` is not a known key")


@pytest.mark.parametrize("number", [signal.SIGSTOP, signal.SIGTSTP])
def test_one_that_was_stopped_shows_what_was_saved_meanwhile_and_hears_keys(
    begin: Begin, folder: Path, number: int
) -> None:
    terminal = begin("--at", "the-lamp")
    terminal.signal(number)
    terminal.wait_until(
        lambda: "T" in Path(f"/proc/{terminal.process.pid}/stat").read_text().rpartition(")")[2], "a stop"
    )
    saved(folder, LAMP, "title: ", "title: Meanwhile ")
    terminal.signal(signal.SIGCONT)
    terminal.wait_for("Meanwhile")
    terminal.press("q")
    assert terminal.ended() == 0


def test_a_folder_that_goes_and_comes_back_is_read_again(begin: Begin, folder: Path) -> None:
    terminal = begin("--at", "the-lamp")
    aside = folder.with_name("aside")
    folder.rename(aside)
    terminal.wait_for("there is no folder")
    terminal.wait_until(lambda: "The lamp" in "".join(terminal.lines[:5]), "the scene")
    aside.rename(folder)
    terminal.wait_for("no mistakes")
    saved(folder, LAMP, "title: The lamp", "title: The lamp again")
    terminal.wait_for("The lamp again")


def test_nothing_is_stored(begin: Begin, folder: Path, isolated_home: Path) -> None:
    before = {path for path in folder.rglob("*") if path.is_file()}
    terminal = begin("--at", "the-lamp")
    press(terminal, "n", "left", "q")
    assert terminal.ended() == 0
    assert [path for path in isolated_home.rglob("*") if path.is_file()] == []
    assert {path for path in folder.rglob("*") if path.is_file()} == before


def test_line_by_line_says_what_was_saved_what_is_wrong_and_what_was_edited(
    isolated_home: Path, folder: Path, tmp_path: Path
) -> None:
    command = [sys.executable, "-c", START, "preview", str(folder), "--linear", "--at", "the-lamp"]
    told = os.environ | {"PYTHONPATH": str(ROOT)}
    out = tmp_path / "said.txt"

    def wait_for(words: str, after: int = 0) -> int:
        end = time.monotonic() + 45
        while words not in out.read_text()[after:]:
            assert time.monotonic() < end, out.read_text()
            time.sleep(0.05)
        return len(out.read_text())

    with open(out, "w") as file:
        process = subprocess.Popen(
            command, env=told, stdout=file, stdin=subprocess.DEVNULL, start_new_session=True
        )
    try:
        wait_for("Preview, line by line: you typed --linear.")
        at = wait_for("No mistakes.")
        saved(folder, "glossary.yaml", "Keeper of", "The keeper of")
        at = wait_for("Saved: glossary.yaml.", at)
        saved(folder, LAMP, "wrote that", "told us that")
        wait_for("A board of inquiry told us that nobody was at the mast", at)
        saved(folder, LAMP, "next: return", "nexxt: return")
        at = wait_for("hint: Did you mean `next`?")
        saved(folder, LAMP, "nexxt: return", "next: return")
        wait_for("No mistakes.", at)
        process.send_signal(signal.SIGINT)
        assert process.wait(45) == 0
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize(
    ("code", "arguments", "said"),
    [
        (
            "import sys; sys.stdin.isatty = sys.stdout.isatty = lambda: True; sys.modules['watchfiles'] = None",
            (),
            "watchfiles, which is not installed",
        ),
        ("", ("--profiles", "80x24/drak"), "Did you mean dark?"),
        ("", ("--profiles", "80x24/dark/light"), "says two of a kind"),
        ("", ("--profiles", "20x10"), "40x15 to 400x200"),
    ],
)
def test_what_cannot_be_is_said_in_one_sentence(
    isolated_home: Path, folder: Path, code: str, arguments: tuple[str, ...], said: str
) -> None:
    command = [sys.executable, "-c", f"{code}\n{START}", "preview", str(folder), *arguments]
    told = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, env=told, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60
    )
    assert done.returncode == 2
    assert said in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
    shutil.rmtree(folder)
