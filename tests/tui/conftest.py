"""Apps for tests: the tiny story, a store in the test's own folder, no terminal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from explainer.reading.options import ReaderOptions
from explainer.reading.run import begin
from explainer.reading.store import Store
from explainer.story.cache import open_story
from explainer.story.model import Story
from explainer.tui.app import ReaderApp, make_app

Make = Callable[..., ReaderApp]
ENVIRONMENT = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}


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
