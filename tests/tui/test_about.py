"""The screen about the story, in the app: an error can be reported from it."""

from __future__ import annotations

from msgspec.structs import replace

from explainer.reading.run import begin
from explainer.story.model.structs import Story
from explainer.tui.app import ReaderApp
from explainer.tui.screens.keep import CopiedScreen
from tests.tui.conftest import Make


def shown(app: ReaderApp) -> str:
    """The words on the reading screen."""
    return "\n".join(app.reading.page.strip_at(y).text.rstrip() for y in range(app.size.height))


def links(app: ReaderApp) -> set[str]:
    """The addresses that the terminal is told of."""
    strips = (app.reading.page.strip_at(y) for y in range(app.size.height))
    styles = (segment.style for strip in strips for segment in strip)
    return {style.link for style in styles if style is not None and style.link}


async def test_an_error_is_reported_without_an_account(make: Make, story: Story) -> None:
    named = replace(story, corrections="corrections@example.org")
    app = make(story=named, run=begin(named))
    async with app.run_test(size=(80, 40)) as pilot:
        await pilot.press("n", "a")
        await pilot.pause()
        assert "Corrections: corrections@example.org" in shown(app)
        assert "The line you come from: the-storm:lamp, edition 1.2" in " ".join(shown(app).split())
        (link,) = links(app)
        assert link.startswith("mailto:corrections@example.org?subject=the-storm%3Alamp")
        await pilot.press("y")
        await pilot.pause()
        assert "What is wrong, and what the better source says:" in app.clipboard
        assert "the-storm:lamp, edition 1.2" in app.clipboard
        assert "to report an error" in app.reading.view.message
        await pilot.press("y")
        await pilot.pause()
        assert isinstance(app.screen, CopiedScreen)


async def test_without_an_address_the_screen_says_so_in_the_smallest_window(make: Make) -> None:
    app = make()
    async with app.run_test(size=(40, 15)) as pilot:
        await pilot.press("a")
        found: list[str] = []
        for _row in range(14):
            await pilot.pause()
            found += [line.strip() for line in shown(app).splitlines() if line.strip() not in found]
            await pilot.press("down")
        assert "This story names no address for corrections." in " ".join(found)
        assert not links(app)
