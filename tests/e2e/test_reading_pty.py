"""Reading on a real PTY: the shipped story from end to end, by several ways, in several windows.

The tests load the story to know its words; none of them stands here.
"""

from __future__ import annotations

import re
import signal
from pathlib import Path

import pytest

from explainer.reading.actions import Action
from explainer.reading.moves import apply, choices
from explainer.reading.run import begin
from explainer.reading.storage.store import decode
from explainer.story.model.structs import Story
from tests.e2e.reader import Start, fork, jump, left, opened, opens_and_closes, peek, reaches, words
from tests.e2e.terminal import Terminal

# from the opening to the ending


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (40, 15)])
def test_next_alone_leads_from_the_opening_to_the_ending(
    start: Start, story: Story, columns: int, rows: int
) -> None:
    terminal = opened(start(columns=columns, rows=rows), story)
    passed: list[str] = []
    run = begin(story)
    while True:
        scene = story.scenes[run.visit.scene]
        if scene.id not in passed and not run.visit.threshold and scene.id != story.start:
            reaches(terminal, scene.title)
        passed.append(scene.id)
        if scene.ending:
            break
        run = apply(story, run, Action("next"))
    for _page in range(40):
        before = terminal.text
        terminal.press("n")
        if "ends here" in terminal.flat and terminal.text == before:
            break
    assert "ends here" in terminal.flat
    left(terminal, "n")


def test_another_way_with_branches_a_warning_sources_terms_and_a_resume(
    start: Start, story: Story, isolated_home: Path
) -> None:
    run, side = fork(story)
    choice = story.scenes[run.visit.scene]
    terminal = opened(start("--at", choice.id), story)
    reaches(terminal, choice.title)

    offered = [way.target for way in choices(story, run)]
    terminal.press(str(offered.index(side) + 1))
    if story.scenes[side].warning is None:
        reaches(terminal, story.scenes[side].title, most=1)

    terminal.press("x")
    reaches(terminal, choice.title, most=1)

    warned = next(scene for scene in story.scenes.values() if scene.warning is not None)
    assert warned.warning is not None
    jump(terminal, warned.title)
    terminal.wait_for(words(warned.warning.text)[:30])
    first = words(next(span.text for step in warned.steps for span in step.prose if span.text.strip()))[:25]
    assert first not in terminal.flat
    terminal.press("o")
    reaches(terminal, warned.title, most=1)

    names = {words(term.name) for term in story.terms.values()}
    sources = _open_some(terminal, "excerpt", 5, names)
    terms = _open_some(terminal, "term", 5, names)
    assert len(sources) >= 5 and len(terms) >= 5

    here = terminal.text
    left(terminal, "y")
    kept = decode(next(isolated_home.rglob("*.run.json")).read_bytes())
    assert sum(name.startswith("excerpt:") for name in kept.opened) >= 5
    assert sum(name.startswith("term:") for name in kept.opened) >= 5
    assert warned.id in kept.consented

    again = opened(start(), story)
    title = story.scenes[kept.visit.scene].title
    reaches(again, title, most=1)
    again.wait_until(lambda: again.lines[5:15] == here.splitlines()[5:15], f"the same page:\n{here}\nbut")
    left(again)


def _open_some(terminal: Terminal, kind: str, least: int, names: set[str]) -> set[str]:
    """Walk on with Tab from the page in sight, open each reference of a kind in place, close it again."""
    seen: set[str] = set()
    for _stop in range(150):
        terminal.press("tab")
        row = peek(terminal)
        mark = re.match(r"\[(\d+|[a-z]+)", row)
        found = "excerpt" if mark and mark[1].isdecimal() else "claim" if mark else "whole step"
        if words(row.partition(" · ")[0]) in names:
            found = "term"
        if row and found == kind:
            opens_and_closes(terminal)
            seen.add(row)
        if len(seen) >= least:
            return seen
        if not row:
            terminal.press("n")
    raise AssertionError(f"{kind}: only {seen}")


def test_a_closed_terminal_ends_the_reader_and_keeps_the_place(
    start: Start, story: Story, isolated_home: Path
) -> None:
    first = opened(start(), story)
    first.press("n")
    left(first, "y")
    terminal = opened(start(), story)
    terminal.press("n", "n", "n")
    terminal.hang_up()
    assert terminal.process.wait(60) in (128 + signal.SIGHUP, -signal.SIGHUP)
    kept = decode(next(isolated_home.rglob("*.run.json")).read_bytes())
    assert len(kept.past) >= 3


def test_two_windows_keep_what_each_has_seen(start: Start, story: Story, isolated_home: Path) -> None:
    first = opened(start(), story)
    first.press("n")
    left(first, "y")
    one, other = opened(start(), story), opened(start(), story)
    far = story.order[-1]
    middle = next(s for s in story.order[3:] if story.scenes[s].warning is None)
    jump(one, story.scenes[far].title)
    jump(other, story.scenes[middle].title)
    left(one)
    left(other)
    kept = decode(next(isolated_home.rglob("*.run.json")).read_bytes())
    assert far in kept.seen and middle in kept.seen
    assert kept.visit.scene == middle, "the last window decides the place"


def test_a_damaged_run_is_set_aside_and_said(start: Start, story: Story, isolated_home: Path) -> None:
    first = opened(start(), story)
    first.press("n")
    left(first, "y")
    path = next(isolated_home.rglob("*.run.json"))
    path.write_text('{"explainer_run": 1, "run": ')
    terminal = opened(start(), story)
    terminal.wait_for("set aside")
    left(terminal)
    assert next(isolated_home.rglob("*.damaged-1")).read_text().startswith('{"explainer_run"')
