"""A story's folder as the source of a preview: read by what changed, watched by the system's own notices."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator
from pathlib import Path

from explainer.cli.walks import describe_proof, prove_ways
from explainer.linear.conversation import Conversation
from explainer.linear.wrapping import wrapped
from explainer.problems import Problem
from explainer.reading.previewing.preview import Going, Reading, Walk
from explainer.reading.view import View
from explainer.story.check.report import Reloader
from explainer.story.load import json_schema
from explainer.story.load.files import STORY_SUFFIXES
from explainer.story.load.loader import Loaded, Progress

STEP, BURST, ROUND = 20, 200, 1_000
"""Milliseconds: quiet after which a save is over; the longest that saves are gathered; how often it is looked whether
the folder is still the one that is watched."""


class Folder:
    """A story's folder as the source of a preview."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._reloader = Reloader(path)
        self._polls = False
        """This system could not watch the folder: it is looked through instead, three times a second."""

    def read(self, saved: tuple[str, ...], progress: Progress | None = None) -> Reading:
        """Read what changed."""
        loaded = self._reloader.read(progress)
        return Reading(loaded.story, loaded.problems, loaded.sources_text, saved, made_of=loaded)

    def examine(self, reading: Reading, going: Going) -> tuple[Problem, ...]:
        """All that is wrong with a reading but what only a full walk shows.

        Raises:
            GivenUp: by `going`, before each of the checks.
        """
        loaded = reading.made_of
        assert isinstance(loaded, Loaded)
        found = self._reloader.examine(loaded, lambda _begun, _all: going())
        going()
        if (self._path / json_schema.FOLDER).is_dir():  # an editor is set up: it completes what there is now
            # 20 ms, 150 for 1,000 scenes; no daemon as who calls it may be, so that no half a file is left behind
            writing = threading.Thread(target=self._write_schemas, args=(loaded,), daemon=False)
            writing.start()
            writing.join()
        return found

    def _write_schemas(self, loaded: Loaded) -> None:
        with contextlib.suppress(OSError):  # a full disk must not end the preview
            json_schema.write_schemas(self._path, loaded.parts)

    def walk(self, reading: Reading, going: Going) -> Walk:
        """What `check` finds by walking through every state.

        Raises:
            GivenUp: by `going`, before each of the states.
        """
        assert reading.story is not None
        proof, problems = prove_ways(reading.story, reading.texts, lambda _walked, _known: going())
        return Walk(tuple(problems), describe_proof(reading.story, proof), proof.is_complete)

    def linear(self, view: View, columns: int) -> tuple[str, ...]:
        """The page of a view as linear mode says it."""
        said = Conversation(view.story, view.run).here()
        return tuple(line for text in said for line in wrapped(text, columns).split("\n"))

    async def saves(self) -> AsyncIterator[tuple[str, ...]]:
        """The names of the files of each save, the last one last; empty where anything may have changed."""
        while True:
            if not self._path.is_dir():
                yield ()
                while not self._path.is_dir():
                    await asyncio.sleep(ROUND / 1_000)
                yield ()
            async for names in self._saves_in_it():
                yield names

    async def _saves_in_it(self) -> AsyncIterator[tuple[str, ...]]:
        """Saves until another folder, or a link to one, is in its place; first whatever was saved before this began.

        A file system that tells nothing is looked through instead.
        """
        from watchfiles import awatch

        folder, watched, first = self._path.resolve(), _identity(self._path), True
        settings = {
            "debounce": BURST, "step": STEP, "rust_timeout": ROUND, "yield_on_timeout": True,
            "ignore_permission_denied": True, "force_polling": self._polls or None,
        }  # fmt: skip
        try:
            async for changes in awatch(folder, watch_filter=None, **settings):  # type: ignore[arg-type]
                names, others = _names(folder, {path for _change, path in changes})
                if names or others or first:
                    yield names
                first = False
                if _identity(self._path) != watched:
                    return
        except* (OSError, RuntimeError):  # in a group where it is met while watching
            # the folder went away; a name in it is no UTF-8; or, at first, this machine watches as many as it can
            self._polls = self._polls or (first and _identity(self._path) == watched)
            await asyncio.sleep(ROUND / 1_000)


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        found = folder.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _names(folder: Path, paths: set[str]) -> tuple[tuple[str, ...], bool]:
    """The story's files among some paths, by the time they were written, and whether a folder may have changed.

    What editors write beside them is none: hidden files, `the-scene.yaml~`.
    """
    found: list[tuple[int, str]] = []
    others = False
    for path in map(Path, paths):
        if not path.is_relative_to(folder):
            continue
        name = path.relative_to(folder)
        if any(part.startswith(".") for part in name.parts):
            continue
        if path.suffix in STORY_SUFFIXES:
            found.append((_written(path), name.as_posix()))
        others = others or not path.suffix
    return tuple(name for _when, name in sorted(found)), others


def _written(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:  # it was taken away
        return 0
