"""Bytes per kind of key, by the encoder that serves readers from afar."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.report import Table
from explainer.paint.cells.encoder import encode
from explainer.paint.cells.rows import Frame
from explainer.paint.cells.style import Profile
from explainer.paint.compose import compose
from explainer.problems import Cannot
from explainer.reading.actions import Action
from explainer.reading.moves import enter
from explainer.reading.run import Visit, begin
from explainer.reading.view import View
from explainer.reading.view_actions import perform
from explainer.story.model.structs import Story

WIDTH, HEIGHT = 80, 24
BOUND = {
    "first screen, truecolor": "bytes-first",
    "page, truecolor": "bytes-page",
    "cursor, truecolor": "bytes-cursor",
    "list, truecolor": "bytes-list",
    "first screen, none": "bytes-first-none",
    "page, none": "bytes-page-none",
}
LISTS = ("story-map", "glossary", "sources")
ROWS = 60
"""Rows gone down in each list: more than two screens."""


def measure(table: Table, story: Story) -> None:
    """First screen, page, and cursor move, at all depths; every page and reference of the story; three lists."""
    table.title(f"Bytes by our own encoder, {WIDTH}x{HEIGHT}, every page and reference of the story")
    for depth in ("truecolor", "256", "16", "none"):
        profile = Profile(depth=depth)
        opening = compose(View(story, begin(story)), WIDTH, HEIGHT, profile)
        counts = {"first screen": [bytes_of(opening, None, profile)], "page": [], "cursor": []}
        for scene in story.scenes:
            before = opening
            for frame, kind in walk(story, scene, profile):
                if frame.rows != before.rows:
                    counts[kind].append(bytes_of(frame, before, profile))
                before = frame
        counts["list"] = [count for screen in LISTS for count in moves(story, screen, profile)]
        for kind, values in counts.items():
            name, bytes_sent = f"{kind}, {depth}", [float(value) for value in values]
            if name in BOUND:
                table.promise(BOUND[name], bytes_sent)
            else:
                table.report(name, bytes_sent, "B")


def moves(story: Story, screen: str, profile: Profile) -> Iterator[int]:
    """What each move down a list sends that scrolls nothing: the row, and beside it what it is about, a page."""
    view = View(story, begin(story))
    view = perform(view, Action(screen), compose(view, WIDTH, HEIGHT, profile).layout)
    before = compose(view, WIDTH, HEIGHT, profile)
    for _row in range(ROWS):
        top = view.listings[-1].top
        try:
            view = perform(view, Action("next-reference"), before.layout)
        except Cannot:
            return
        frame = compose(view, WIDTH, HEIGHT, profile)
        if view.listings[-1].top == top:
            yield bytes_of(frame, before, profile)
        before = frame


def walk(story: Story, scene: str, profile: Profile) -> Iterator[tuple[Frame, str]]:
    """The pages of a scene, and on each the cursor along its references (first to last, then none)."""
    run = begin(story)
    if scene != story.start:
        run = enter(story, run, Visit(scene))
    view = View(story, run)
    while True:
        frame = compose(view, WIDTH, HEIGHT, profile)
        yield frame, "page"
        for _ in frame.layout.references:
            try:
                moved = perform(view, Action("next-reference"), frame.layout)
            except Cannot:
                break
            if moved.run.visit != view.run.visit:  # past what is in hand from the start: the next page
                break
            view = moved
            yield compose(view, WIDTH, HEIGHT, profile), "cursor"
        if frame.layout.following is None:
            return
        view = perform(view, Action("next"), frame.layout)


def bytes_of(frame: Frame, before: Frame | None, profile: Profile) -> int:
    """What one key sends."""
    previous = before.rows if before else None
    return len(encode(frame.rows, WIDTH, profile, previous, cursor=frame.cursor))
