"""Reading on a PTY, for tests: start, find the story's words on the screen, move, leave."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from explainer.reading.actions import Action
from explainer.reading.moves import apply, choices
from explainer.reading.run import Run, begin
from explainer.story.model.structs import Story
from tests.e2e.terminal import Terminal

ROOT = Path(__file__).resolve().parents[2]
SCENES = ROOT / "scenes"

Start = Callable[..., Terminal]


def words(text: str) -> str:
    """A text as it can be found on a screen: typographic marks are the painter's."""
    return " ".join(re.split(r"[\"'“”‘’]", text)[0].split())


def opened(terminal: Terminal, story: Story) -> Terminal:
    """Wait for the first frame."""
    terminal.wait_until(lambda: terminal.modes.get(1049) and "help" in terminal.text, "the first frame")
    terminal.settle()
    return terminal


def reaches(terminal: Terminal, title: str, key: str = "n", most: int = 30) -> int:
    """Press a key until a title stands where titles stand; how often it was pressed. With `most` 1 it must come so."""

    def stands() -> bool:
        return words(title) in " ".join(terminal.lines[2:6])

    if most == 1:
        terminal.wait_until(stands, repr(title))
    for pressed in range(most):
        if stands():
            return pressed
        terminal.press(key)
    raise AssertionError(f"{title!r} was not reached; the screen:\n{terminal.text}")


def left(terminal: Terminal, keep: str = "") -> None:
    """Quit, answering the question if it is asked, and look at the terminal."""
    terminal.press("q")
    if terminal.process.poll() is None and keep:
        terminal.press(keep)
    assert terminal.ended() == 0
    assert terminal.faults_left() == []


def fork(story: Story) -> tuple[Run, str]:
    """The first scene on the main way with a branch to an unwarned side scene, and that scene."""
    run = begin(story)
    for _scene in story.scenes:
        for choice in choices(story, run):
            if choice.kind == "branch" and not choice.warned and run.visit.scene != story.start:
                return run, choice.target
        run = apply(story, run, Action("next"))
    raise AssertionError("no fork")


def jump(terminal: Terminal, title: str) -> None:
    """To a scene by searching for its title; Enter takes the first that fits."""
    terminal.press("/")
    for character in words(title):
        terminal.send(character)
    terminal.settle()
    terminal.wait_for(words(title))
    for _row in range(40):
        row = next((line for line in terminal.lines if line.strip().startswith("▸")), "")
        if words(title) in row:
            break
        terminal.press("down")
    terminal.press("enter")


def opens_and_closes(terminal: Terminal) -> None:
    """Open what is in hand in its place, and close it again: the page is as it was."""
    before = terminal.text
    terminal.press("enter")
    terminal.wait_until(lambda: terminal.text != before, "what is in hand, opened")
    terminal.press("escape")
    terminal.wait_until(lambda: terminal.text == before, f"the page as it was:\n{before}\nbut")


def peek(terminal: Terminal) -> str:
    line = next((line for line in reversed(terminal.lines) if "──" in line), "")
    return line.strip().split(" ──")[0] if not line.strip().startswith("──") else ""
