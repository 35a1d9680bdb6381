"""The plan is the track: one key of a real cockpit goes through the whole shipped plan, and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from explainer.cli.stories import shipped_story
from explainer.story.load.loader import read_story
from explainer.story.model.structs import Story
from tests.e2e.terminal import Terminal
from tests.e2e.workshop_terminal import Workshop

MOST = 250
"""Presses; the longest plan takes about a hundred."""


@pytest.fixture(scope="module")
def story() -> Story:
    return read_story(shipped_story())


@pytest.fixture
def workshop(tmp_path: Path) -> Iterator[Workshop]:
    made = Workshop(tmp_path)
    made.story = shipped_story()
    yield made
    made.close()


def led(workshop: Workshop, *options: str, cwd: Path | None = None) -> Terminal:
    screen = workshop.lead(*options, columns=120, rows=40, cwd=cwd).terminal
    screen.press("escape")
    screen.wait_for("NEXT")
    return screen


def part(screen: Terminal, name: str) -> str:
    """The first row of a part of the cockpit."""
    found = re.search(rf"^ *{name} +(.*?) *(?:│.*)?$", screen.text, re.MULTILINE)
    return found[1] if found else ""


def where(screen: Terminal) -> tuple[str, ...]:
    return tuple(part(screen, name) for name in ("NOW", "NEXT", "POLL"))


def space(screen: Terminal) -> None:
    """Press it, and wait until the cockpit shows what came of it."""
    before = where(screen)
    screen.press("space")
    screen.wait_until(lambda: where(screen) != before and part(screen, "NEXT"), f"something after {before}")


@pytest.mark.parametrize("plan", ["workshop-45", "workshop-60", "workshop-90"])
def test_space_goes_through_the_whole_plan_and_nowhere_else(
    workshop: Workshop, story: Story, plan: str
) -> None:
    items = story.plans[plan].items
    scenes = [story.scenes[scene] for item in items if item.mode == "lead" for scene in item.scenes]
    planned = list(dict.fromkeys(scene.title for scene in scenes))
    screen = led(workshop, "--plan", plan)
    been: list[str] = []
    for _press in range(MOST):
        if part(screen, "NEXT") == "the plan ends here":
            break
        space(screen)
        title = part(screen, "NOW").partition(" · ")[0]
        been += [] if title in been else [title]
        assert "warning shown" not in screen.text and "off plan ·" not in part(screen, "NEXT")
    assert [title for title in been if title != "not begun"] == planned
    assert not [scene for scene in scenes if scene.warning is not None]
    screen.press("space")
    screen.wait_for("The plan ends here")


def test_a_warned_way_off_the_plan_is_asked_about_once_and_space_leads_back(
    workshop: Workshop, story: Story, tmp_path: Path
) -> None:
    pump = story.scenes["price-at-the-pump"].title
    screen = led(workshop, "--plan", "workshop-90", cwd=tmp_path)
    space(screen)
    screen.press("P")
    screen.wait_for(pump)
    while pump not in next(line for line in screen.lines if line.lstrip().startswith(">")):
        screen.press("down")
    screen.press("enter")
    screen.wait_until(lambda: pump in part(screen, "NOW"), "the page")
    screen.wait_for("1 Why did Zhanaozen start first? (warned: not on a ballot, off plan)")
    here = part(screen, "NOW")
    screen.press("1")
    screen.wait_for("Off the plan, and warned")
    screen.press("n")
    screen.wait_until(lambda: "Off the plan, and warned" not in screen.text, "put away")
    assert part(screen, "NOW") == here
    screen.press("1")
    screen.wait_for("Off the plan, and warned")
    screen.press("y")
    screen.wait_for("warning shown")
    screen.wait_until(lambda: part(screen, "NEXT") == f"off plan · back to the plan: {pump}", "the way back")
    space(screen)
    assert part(screen, "NOW") == here
    screen.press("E")
    screen.wait_for("Written here")
    (report,) = tmp_path.glob("report-*.md")
    warned = story.scenes["sixteen-december"].title
    assert f"{warned} (off the plan, its warning only)" in report.read_text().replace("\\", "")


def test_a_plan_is_cut_to_the_time_there_is_and_the_clock_is_that_plans(workshop: Workshop) -> None:
    leader = workshop.lead("--minutes", "75", columns=120, rows=40)
    screen = leader.terminal
    assert "Plan: Ninety minutes, 75 of 75 minutes." in leader.card
    assert "left out of A price, or politics: the question aloud at the end" in leader.card
    screen.wait_for("Cut to 75 min. Left out: A price, or politics: the question aloud")
    screen.press("escape")
    space(screen)
    screen.press("P")
    screen.wait_for("0:12-0:21 A price, or politics")
    screen.wait_for("1:07-1:15 What is known, and the slips again")
