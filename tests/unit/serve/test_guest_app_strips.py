"""What a guest is sent is what the app paints: every scene, at every depth and width, cell by cell."""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import re
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pyte
import pytest
from textual._compositor import LayoutUpdate
from textual.geometry import Region

from explainer.paint.cells.encoder import cells_of, encode, pen_of
from explainer.paint.cells.rows import Row
from explainer.paint.cells.style import DEPTHS, STYLES, THEMES, Profile
from explainer.paint.compose import compose
from explainer.reading.options import ReaderOptions
from explainer.reading.run import Visit, begin
from explainer.reading.view import View
from explainer.serve.ssh.guest_app import GuestApp, rows_of
from explainer.story.load.loader import read_story
from explainer.story.model.structs import Story
from explainer.tui.inks import rich_style
from tests.unit.serve.guests import until

WIDTHS = {60: 20, 80: 24, 120: 30}
_LINKS = re.compile(rb"\x1b\]8;;[^\x1b]*\x1b\\|\x1b\[\d q")
_Look = tuple[object, ...]


@pytest.fixture(scope="module")
def shipped() -> Story:
    return read_story(Path(__file__).parents[3] / "scenes")


class Nowhere:
    def control(self, sequence: bytes) -> None: ...


@contextlib.asynccontextmanager
async def running(story: Story, profile: Profile, size: tuple[int, int]) -> AsyncIterator[GuestApp]:
    """An app that runs as a guest's does."""
    app = GuestApp(ReaderOptions(story, begin(story)), profile, Nowhere(), lambda: None)
    ready = asyncio.Event()
    task = asyncio.get_running_loop().create_task(app.read(size, ready.set), context=contextvars.Context())
    await ready.wait()
    while not app.reading.page.is_mounted or app.reading._compositor.size != size:
        await asyncio.sleep(0.001)
    try:
        yield app
    finally:
        app.stop(0)
        await task
        assert app.failure is None


async def painted(app: GuestApp, view: View) -> tuple[Row, ...]:
    """What the app's own widgets draw for a view."""
    with app._context():
        await app.reading.show(view)
        profile = app.profile
        return rows_of(app.screen._compositor.render_strips(), profile.depth, profile.theme)


def cells(rows: tuple[Row, ...], columns: int, profile: Profile) -> list[list[_Look]]:
    """As a terminal shows them: letters with their ink, blanks with what of them is seen."""
    shown: list[list[_Look]] = []
    for row in rows:
        line: list[_Look] = []
        made = cells_of(row, columns)
        for text, style, address in [*made, *[(" ", "text", "")] * (columns - len(made))]:
            pen = pen_of(style, profile.depth, profile.theme)
            line.append((text, pen[1:] if text == " " else pen, address))
        shown.append(line)
    return shown


def views(story: Story) -> list[View]:
    """Every scene; one that is warned of twice: its warning, and the scene behind it."""
    run = begin(story)
    visits = [
        Visit(name, threshold=threshold)
        for name, scene in story.scenes.items()
        for threshold in ((True, False) if scene.warning is not None else (False,))
    ]
    return [View(story, msgspec.structs.replace(run, visit=visit)) for visit in visits]


@pytest.mark.parametrize("columns", WIDTHS)
@pytest.mark.parametrize("depth", DEPTHS)
async def test_every_scene_is_sent_as_the_app_paints_it(shipped: Story, depth: str, columns: int) -> None:
    profile, rows = Profile(depth=depth), WIDTHS[columns]
    async with running(shipped, profile, (columns, rows)) as app:
        for view in views(shipped):
            thin = compose(view, columns, rows, profile)
            assert cells(thin.rows, columns, profile) == cells(await painted(app, view), columns, profile)
            shown = app.shown(columns, rows)
            assert shown is not None
            assert (shown.rows, shown.cursor, shown.title) == (thin.rows, thin.cursor, thin.title)


def look(data: bytes, columns: int, rows: int) -> list[list[_Look]]:
    """What a terminal shows of it."""
    screen = pyte.Screen(columns, rows)
    pyte.ByteStream(screen).feed(_LINKS.sub(b"", data))
    return [
        [
            (c.data, c.bg, c.underscore, c.reverse)
            if c.data == " "
            else (c.data, c.fg, c.bg, c.bold, c.underscore, c.reverse)
            for c in (screen.buffer[y][x] for x in range(columns))
        ]
        for y in range(rows)
    ]


@pytest.mark.parametrize("columns", WIDTHS)
@pytest.mark.parametrize("depth", DEPTHS)
async def test_a_terminal_shows_the_same_of_our_bytes_as_of_textuals(
    shipped: Story, depth: str, columns: int
) -> None:
    """Through a terminal, and through Textual's own way to one, which a reader at their own machine has."""
    profile, rows = Profile(depth=depth), WIDTHS[columns]
    async with running(shipped, profile, (columns, rows)) as app:
        for view in views(shipped):
            ours = encode(compose(view, columns, rows, profile).rows, columns, profile)
            await painted(app, view)
            strips = [[strip] for strip in app.screen._compositor.render_strips()]
            textuals = LayoutUpdate(strips, Region(0, 0, columns, rows)).render_segments(app.console)
            assert look(ours, columns, rows) == look(textuals.encode(), columns, rows)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("depth", DEPTHS)
def test_every_style_is_found_again_or_one_that_looks_the_same(depth: str, theme: str) -> None:
    from rich.segment import Segment
    from textual.strip import Strip

    for name in STYLES:
        strip = Strip([Segment("word", rich_style(name, depth, theme, "address:https://example.org/a"))])
        ((run,),) = rows_of([strip], depth, theme)
        assert run.reference == "address:https://example.org/a"
        assert pen_of(run.style, depth, theme) == pen_of(name, depth, theme)


async def test_the_line_one_types_on_is_in_it(shipped: Story) -> None:
    from explainer.reading.actions import Action

    profile = Profile()
    async with running(shipped, profile, (80, 24)) as app:
        with app._context():
            await app.reading.act(Action("search"))
        app.feed("tea")
        await until(lambda: _before_cursor(app).endswith("tea"))


def _before_cursor(app: GuestApp) -> str:
    shown = app.shown(80, 24)
    if shown is None or shown.cursor is None:
        return ""
    column, row = shown.cursor
    return "".join(cell[0] for cell in cells_of(shown.rows[row], 80))[:column]
