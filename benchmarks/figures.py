"""Pictures: bytes of a whole one and of a day step, and how long one takes to draw."""

from __future__ import annotations

import time
from collections.abc import Iterator

from benchmarks.report import Table
from explainer.paint.cells.encoder import encode
from explainer.paint.cells.rows import Frame
from explainer.paint.cells.style import Profile
from explainer.paint.compose import compose
from explainer.paint.figures import maps
from explainer.problems import Cannot
from explainer.reading import figures
from explainer.reading.actions import Action
from explainer.reading.figure_actions import open_figure
from explainer.reading.run import begin
from explainer.reading.view import View
from explainer.reading.view_actions import perform
from explainer.story.model.structs import Story

WIDTH, HEIGHT = 80, 24
ROUNDS = 7


def measure(table: Table, story: Story) -> None:
    """Every figure once; every day of every view of those that go by days; a draw with nothing kept."""
    table.title(f"Pictures by our own encoder, {WIDTH}x{HEIGHT}, every figure, day and view of the story")
    for depth in ("truecolor", "256", "16", "none"):
        profile = Profile(depth=depth)
        whole = [
            float(_bytes(frame, None, profile))
            for view in _views(story)
            for frame in (_paint(view, profile),)
        ]
        steps = [float(count) for view in _views(story) for count in _steps(view, profile)]
        bound = depth == "truecolor"
        if not bound:
            table.report(f"picture, {depth}", whole, "B")
            if depth == "16":
                table.promise("picture-day-16", steps)
            else:
                table.report(f"day step, {depth}", steps, "B")
            continue
        table.promise("picture-bytes", whole)
        table.promise("picture-day", steps)
        table.promise("picture-day-median", steps)
    table.promise("picture-draw", _draws(story))


def _views(story: Story) -> Iterator[View]:
    """Every figure on its first day; a map in each of its views."""
    for figure in story.figures.values():
        view = open_figure(View(story, begin(story)), figure.id)
        known = figures.days(figure)
        if known:
            view = perform(view, Action("day", known[0]), compose(view, WIDTH, HEIGHT, Profile()).layout)
        yield view
        for _part in figures.views(figure)[1:]:
            view = perform(view, Action("zoom"), compose(view, WIDTH, HEIGHT, Profile()).layout)
            yield view


def _paint(view: View, profile: Profile) -> Frame:
    return compose(view, WIDTH, HEIGHT, profile)


def _bytes(frame: Frame, before: Frame | None, profile: Profile) -> int:
    return len(encode(frame.rows, WIDTH, profile, before.rows if before else None, cursor=frame.cursor))


def _steps(view: View, profile: Profile) -> Iterator[int]:
    """What each day after the first one sends."""
    if not figures.days(figures.figure_of(view)):
        return
    before = _paint(view, profile)
    while True:
        try:
            view = perform(view, Action("next-day"), before.layout)
        except Cannot:
            return
        after = _paint(view, profile)
        yield _bytes(after, before, profile)
        before = after


def _draws(story: Story) -> list[float]:
    """Each figure's best of several rounds: what a busy machine adds is not the drawing's."""
    took: list[float] = []
    for view in _views(story):
        _paint(view, Profile())  # the shapes and tables are read once a process
        rounds: list[float] = []
        for _round in range(ROUNDS):
            maps.forget()
            start = time.perf_counter()
            _paint(view, Profile())
            rounds.append((time.perf_counter() - start) * 1000)
        took.append(min(rounds))
    return took
