"""Keys of the date's screen and of a claim's: typed, stepped through, set, opened, closed."""

from __future__ import annotations

import pytest

from explainer.paint.cells.wrapping import width
from explainer.paint.compose import rows_text
from explainer.tui.app import ReaderApp
from tests.tui.conftest import Make

SIZES = [(80, 24), (120, 40), (40, 15)]


def on(app: ReaderApp) -> str:
    lens = app.reading.view.run.lens
    return lens.on if lens else ""


def shown(app: ReaderApp) -> str:
    return rows_text(app.reading.page.frame.rows)


async def test_a_day_is_typed_and_set(make: Make) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("d")
        await pilot.press(*"8 feb", "enter")
        assert on(app) == "1931-02-08"
        assert app.reading.view.screen == "scene"
        assert "As known on 8 Feb" in shown(app)
        await pilot.press("n")
        assert on(app) == "1931-02-08", "it stays through moves"
        await pilot.press("d", "down", "down", "enter")
        assert on(app) == ""


async def test_the_arrows_step_through_days_also_while_one_types(make: Make) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("d", "right", "right")
        assert app.reading.view.listings[-1].subject == "1931-02-08"
        await pilot.press("left", "enter")
        assert on(app) == "1931-02-07"
        await pilot.press("d", *"1931-02-02")
        await pilot.press("left", "enter")
        assert on(app) == "1931-02-01"


@pytest.mark.parametrize("key", ["d", "f4", "в"])
async def test_the_same_key_opens_and_escape_closes(make: Make, key: str) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n")
        before = app.reading.view
        await pilot.press(key)
        assert app.reading.view.screen == "lens"
        await pilot.press("escape")
        assert app.reading.view == before


@pytest.mark.parametrize("size", SIZES)
async def test_from_a_mark_to_the_versions_a_source_and_back(make: Make, size: tuple[int, int]) -> None:
    app = make()
    async with app.run_test(size=size) as pilot:
        await pilot.press("n")
        for _press in range(12):
            found = app.reading.view
            await pilot.press("tab")
            if "[a" in shown(app) and _kind(app) == "claim":
                break
            assert app.reading.view != found
        held = app.reading.view
        await pilot.press("enter")
        assert app.reading.view.screen == "claim"
        assert "seven boats" in shown(app) and "twelve boats" in shown(app)
        await pilot.press("down", "enter")
        assert app.reading.view.screen == "source"
        await pilot.press("escape", "escape")
        assert (app.reading.view.cursor, app.reading.view.run.visit) == (held.cursor, held.run.visit)
        assert app.reading.view.listings == ()


def _kind(app: ReaderApp) -> str:
    from explainer.reading.view_actions import in_hand

    found = in_hand(app.reading.view)
    return found.kind if found else ""


async def test_a_click_on_a_fold_opens_it(make: Make) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("d", *"1 feb", "enter", "n")
        row = next(y for y, line in enumerate(shown(app).split("\n")) if "folded" in line)
        await pilot.click(offset=(10, row))
        assert "open" in shown(app).split("\n")[row]
        assert app.reading.view.run.unfolded


@pytest.mark.parametrize("keys", [("left_square_bracket", "right_square_bracket"), ("х", "ъ")])
async def test_the_brackets_step_the_date_from_the_page(make: Make, keys: tuple[str, str]) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n", keys[0])
        first = on(app)
        assert first and app.reading.view.screen == "scene"
        assert app.reading.view.message
        await pilot.press(keys[1])
        assert on(app) == "" or on(app) > first
        await pilot.press(keys[0])
        assert on(app) == first


async def test_a_click_on_a_day_of_the_ribbon_sets_it_and_again_lets_go(make: Make) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n")
        for day in ("1931-02-08", ""):
            ribbon = app.reading.page.frame.rows[1]
            column = next(
                sum(width(before.text) for before in ribbon[:n])
                for n, run in enumerate(ribbon)
                if run.reference == "lens:1931-02-08" and "8" in run.text
            )
            await pilot.click(offset=(column, 1))
            await pilot.pause()
            assert on(app) == day
