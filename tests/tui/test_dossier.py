"""The dossier, corrections and citations in the running app."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from explainer.paint.compose import rows_text
from explainer.reading.run import begin
from explainer.reading.storage.store import Store
from explainer.reading.view import Listing
from explainer.story.model.outline import Edition
from explainer.story.model.structs import Story
from explainer.tui.app import ReaderApp

Make = Callable[..., ReaderApp]
SIZES = ((40, 15), (80, 24), (120, 40))


def _shown(app: ReaderApp) -> str:
    return rows_text(app.reading.page.frame.rows)


@pytest.mark.parametrize("size", SIZES)
async def test_enter_on_a_row_of_the_dossier_goes_there_and_escape_comes_back(
    make: Make, size: tuple[int, int]
) -> None:
    app = make()
    async with app.run_test(size=size) as pilot:
        app.reading.view = msgspec.structs.replace(
            app.reading.view, listings=(Listing("source", "port-gazette"),)
        )
        app.reading.page.repaint()
        for _press in range(40):
            await pilot.press("down")
            listing = app.reading.view.listings[-1]
            if listing.selected == 2 and "▸" in _shown(app):
                break
        await pilot.press("enter")
        assert (app.reading.view.screen, app.reading.view.listings[-1].subject) == ("claim", "boats-lost")
        await pilot.press("y")
        assert "copied with its citation" in app.reading.view.message
        assert app.clipboard.startswith("How many boats were lost?\nStands: 12 boats.")
        await pilot.press("escape")
        assert app.reading.view.listings[-1] == msgspec.structs.replace(
            listing, top=app.reading.view.listings[-1].top
        )
        await pilot.press("y")
        assert app.clipboard.startswith("Port Gazette, “The storm, day by day”, 3 February 1931.")


async def test_a_returning_reader_is_told_until_the_next_key_and_never_again(
    make: Make, story: Story, store: Store, tmp_path: Path
) -> None:
    store.agree()
    store.save(msgspec.structs.replace(begin(story), edition=Edition("1.1", "0" * 12)), story)
    kept = store.load(story)
    app = make(run=kept.run, news=kept.news, message=kept.message)
    async with app.run_test(size=(80, 24)) as pilot:
        assert "1 scene you read has changed; a tells what" in _shown(app)
        await pilot.press("a")
        assert "Changed since you read it" in _shown(app)
        await pilot.press("escape")
        assert "has changed" not in _shown(app)
        store.save(app.reading.view.run, story)
    again = store.load(story)
    assert (again.news, again.message) == ((), "")


async def test_the_news_fits_the_least_window(make: Make) -> None:
    app = make(news=("the-storm", "the-lamp"))
    async with app.run_test(size=(40, 15)):
        assert "2 scenes you read have changed" in _shown(app)
