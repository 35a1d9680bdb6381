"""The keys and the mouse of a full-screen timeline."""

from __future__ import annotations

from explainer.reading.view import Listing
from explainer.story.model.structs import Story
from explainer.tui.widgets.page import Page
from tests.tui.conftest import Make
from tests.unit.harbour import with_figures


async def test_keys_filter_the_timeline_and_enter_leads_to_the_scene(make: Make, story: Story) -> None:
    app = make(story=with_figures(story))
    async with app.run_test(size=(80, 24)) as pilot:

        def front() -> Listing:
            return app.reading.view.listings[-1]

        def text() -> str:
            return "\n".join(app.reading.page.strip_at(y).text for y in range(24))

        await pilot.press("i")
        assert front().screen == "figure"
        await pilot.press("c")
        assert (front().chapter, front().place) == ("night", "")
        assert "filtered: 2 of 4 · chapter 1 The night" in text()
        await pilot.press("щ")  # the same key under a Russian layout
        assert (front().chapter, front().place) == ("night", "Skerry")
        await pilot.press("f")
        assert front().lane == "sea"
        await pilot.press("escape")
        assert (front().screen, front().lane, front().chapter, front().place) == ("figure", "", "", "")
        app.reading.page.post_message(Page.Pressed("lane:town"))
        await pilot.pause()
        assert front().lane == "town"
        await pilot.press("escape", "r")
        assert front().screen == "datum"
        await pilot.press("escape", "enter")
        assert app.reading.view.listings == ()
        assert app.reading.view.run.visit.scene in ("the-storm", "the-warning")
    assert app.failure is None
