"""Paints every scene at three sizes and says what does not fit."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from explainer.messages import _
from explainer.paint.page import compose
from explainer.paint.rows import Frame
from explainer.paint.style import Profile
from explainer.problems import Problem
from explainer.reading.run import Run, Visit, begin
from explainer.reading.view import View
from explainer.story.model import Scene, Story
from explainer.story.records import reading_order

SIZES = ((40, 15), (80, 24), (120, 40))
_PAGES = 500
"""More pages than any scene has: the painter does not get on."""


@dataclass(slots=True)
class Painted:
    """What painting gave."""

    pages: Counter[tuple[int, int]] = field(default_factory=Counter)
    """How many pages the story has at each size."""
    problems: list[Problem] = field(default_factory=list)


def paint_all(story: Story) -> Painted:
    """Paint each page of each scene, and each warning, at each size."""
    painted = Painted()
    run = begin(story)
    for size in SIZES:
        for key in reading_order(story):
            scene = story.scenes[key]
            if scene.warning:
                _pages(story, run, scene, Visit(key, threshold=True), size, painted)
            painted.pages[size] += _pages(story, run, scene, Visit(key), size, painted)
    return painted


def _pages(
    story: Story, run: Run, scene: Scene, visit: Visit, size: tuple[int, int], painted: Painted
) -> int:
    from msgspec.structs import replace

    profile = Profile(depth="none")
    following: Visit | None = visit
    count = 0
    while following is not None and count < _PAGES:
        frame = compose(View(story, replace(run, visit=following)), *size, profile)
        count += 1
        for message in _faults(frame, size, following.threshold):
            painted.problems.append(_problem(scene, size, count, message))
        following = frame.layout.following
    if count == _PAGES:
        painted.problems.append(_problem(scene, size, count, _("the pages do not come to an end")))
    return count


def _faults(frame: Frame, size: tuple[int, int], warned: bool) -> list[str]:
    """What is wrong with one page. A warning must fit; a second column scrolls."""
    from explainer.paint.cells import width

    columns, height = size
    found = []
    if len(frame.rows) != height:
        found.append(_("{n} rows instead of {height}").format(n=len(frame.rows), height=height))
    widest = max((sum(width(run.text) for run in row) for row in frame.rows), default=0)
    if widest > columns:
        found.append(_("a row of {n} cells").format(n=widest))
    if warned and frame.layout.overflow > 0:
        found.append(_("{n} rows do not fit").format(n=frame.layout.overflow))
    return found


def _problem(scene: Scene, size: tuple[int, int], page: int, message: str) -> Problem:
    text = _("at {width}x{height}, page {page}: {message}").format(
        width=size[0], height=size[1], page=page, message=message
    )
    return Problem(f"{scene.chapter}/{scene.id}.yaml", 0, 0, "", "error", text, rule="overflow")
