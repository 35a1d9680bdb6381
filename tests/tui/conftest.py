"""Apps for tests: the tiny story, a store in the test's own folder, no terminal."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from explainer.reading.options import ReaderOptions
from explainer.reading.run import begin
from explainer.reading.storage.store import Store
from explainer.story.load.cache import open_story
from explainer.story.model.structs import Story
from explainer.tui.app import ReaderApp, make_app
from tests.tui.rooms import Guest, MemoryRoom

Make = Callable[..., ReaderApp]
ENVIRONMENT = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}


async def until(pilot: Pilot[Any], holds: Callable[[], object]) -> None:
    """Let the app go on until something holds; how long that takes is the machine's affair."""
    async with asyncio.timeout(60):
        while not holds():
            await pilot.pause(0.01)


@pytest.fixture
def story(tiny_story: Path) -> Story:
    return open_story(tiny_story, cache_folder=None)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "state")


@pytest.fixture
def make(story: Story, store: Store) -> Make:
    """Makes an app on the tiny story; what is named goes into its options or its environment."""

    def maker(environment: dict[str, str] | None = None, **options: Any) -> ReaderApp:
        told = {"story": story, "run": begin(story), "store": store} | options
        return make_app(ReaderOptions(**told), environment=ENVIRONMENT | (environment or {}))

    return maker


@pytest.fixture
def room(story: Story) -> MemoryRoom:
    return MemoryRoom(story)


@pytest.fixture
def enter(make: Make, room: MemoryRoom) -> Any:
    """Lets a guest in, with an app of the size and the options given."""

    @contextlib.asynccontextmanager
    async def entered(size: tuple[int, int] = (80, 24), **options: Any) -> AsyncIterator[Guest]:
        app = make(room=room, **options)
        async with app.run_test(size=size) as pilot:
            guest = Guest(app, pilot)
            await guest.see()
            yield guest
            assert app.failure is None

    return entered
