"""Lines that are typed in other scripts, and the mouse on right-to-left text."""

from __future__ import annotations

import unicodedata

from explainer.reading.run import begin
from explainer.story.load.cache import open_story
from explainer.tui.inks import reference_at
from explainer.tui.screens.ask import WritingArea
from explainer.tui.widgets.query import QueryLine
from tests.miniatures import FOLDER
from tests.tui.conftest import Make


def told(name: str) -> dict[str, object]:
    story = open_story(FOLDER / name, cache_folder=None)
    return {"story": story, "run": begin(story)}


async def test_a_word_typed_from_the_right_is_seen_so_and_finds(make: Make) -> None:
    app = make(**told("arabic"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("slash", *"حارس")
        await pilot.pause()
        line = app.screen.query_one(QueryLine)
        assert line.value == "حارس"
        shown = line.render_lines(line.region.reset_offset)[0].text.rstrip()
        assert unicodedata.normalize("NFKC", shown) == "سراح"
        assert line.cursor_screen_offset.x == line._column  # after the last letter, at the left
        assert "1 of 1" in "".join(run.text for row in app.reading.page.frame.rows for run in row)


async def test_a_wide_word_is_typed_whole(make: Make) -> None:
    app = make(**told("chinese"))
    async with app.run_test(size=(40, 15)) as pilot:
        await pilot.press("slash", *"守桥人")
        await pilot.pause()
        line = app.screen.query_one(QueryLine)
        assert line.cursor_screen_offset.x == line._column + 6
        assert line.render_lines(line.region.reset_offset)[0].text.startswith("守桥人")


async def test_a_note_is_written_from_the_right(make: Make) -> None:
    app = make(**told("arabic"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n", "N")
        await pilot.pause()
        await pilot.press(*"نعم")
        await pilot.pause()
        area = app.screen.query_one(WritingArea)
        assert area.text == "نعم"
        shown = area.render_lines(area.region.reset_offset)[0].text.rstrip()
        assert unicodedata.normalize("NFKC", shown) == "معن"
        assert app.cursor_position.x == area.cursor_screen_offset.x - 3


async def test_a_click_on_a_word_of_a_right_to_left_line_opens_it(make: Make) -> None:
    app = make(**told("arabic"))
    async with app.run_test(size=(80, 24)) as pilot:
        frame = app.reading.page.frame
        at = next(
            (column, y)
            for y, row in enumerate(frame.rows)
            for column in range(80)
            if reference_at(row, column).startswith("ref:") and any(r.style == "term" for r in row)
        )
        wanted = reference_at(frame.rows[at[1]], at[0])
        await pilot.click(offset=at)
        await pilot.pause()
        assert app.reading.view.sheets
        assert f"ref:{app.reading.view.cursor}" == wanted
