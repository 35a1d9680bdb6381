"""What waits until the reader sees the first page."""

from __future__ import annotations

import gc
from collections.abc import Callable

import pytest

from explainer.cli import reading
from explainer.reading.options import ReaderOptions
from explainer.reading.run import begin
from explainer.story.model.structs import Story
from tests.tui.conftest import Make


async def test_what_can_wait_for_the_first_frame_is_done_once_it_is_there(make: Make) -> None:
    app = make()
    seen: list[bool] = []
    app.at_first_frame = lambda: seen.append(app.reading.page.frame.layout is not None)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("right")
        assert seen == [True]


def test_the_search_for_garbage_rests_until_the_first_frame(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two of its passes between imports and page took 5 ms of every start."""
    searching = []

    def run(_options: ReaderOptions, at_first_frame: Callable[[], None]) -> int:
        searching.append(gc.isenabled())
        at_first_frame()
        searching.append(gc.isenabled())
        return 0

    monkeypatch.setattr("explainer.tui.app.run", run)
    gc.disable()  # as the console script does
    try:
        assert reading.start(ReaderOptions(story, begin(story)), "") == 0
    finally:
        gc.unfreeze()
        gc.enable()
    assert searching == [False, True]
