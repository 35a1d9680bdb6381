"""`explainer preview [STORY]`: a story in the reader while its author works on it, read again at every save."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from explainer.cli.options import offer, story_argument
from explainer.cli.output import is_terminal
from explainer.cli.read import DEPTHS, GLYPHS, THEMES
from explainer.cli.stories import Progress, folder_of
from explainer.messages import _
from explainer.problems import Problem, UsageError

if TYPE_CHECKING:
    from explainer.paint.preview_looks import Look
    from explainer.reading.preview import Reading
    from explainer.reading.view import View
    from explainer.story.loader import Loaded
    from explainer.story.model import Story

STEP, BURST, ROUND = 20, 200, 1_000
"""Milliseconds: quiet after which a save is over; the longest that saves are gathered; how often it is looked whether
the folder is still the one that is watched."""


@click.command(
    "preview",
    help=_(
        "Read the story in the folder STORY while you work on it; without it the shipped story. Every save is on the"
        " screen at once, and mistakes stand under the last page that could be read."
    ),
)
@story_argument
@click.option(
    "--at",
    metavar="ADDRESS",
    default="",
    help=_("Begin there: scene, scene:step or scene:step@2022-01-08."),
    shell_complete=offer("addresses"),
)
@click.option("--stay", is_flag=True, help=_("Stay where you are when another scene is saved."))
@click.option(
    "--profiles",
    metavar="LOOKS",
    default="",
    help=_("What F6 and F7 show, such as 80x24/light, 40x15/16, 80x24/none/ascii, linear."),
)
@click.option(
    "--theme", type=click.Choice(THEMES), default=None, help=_("Colours, whatever the terminal tells.")
)
@click.option(
    "--depth",
    type=click.Choice(DEPTHS),
    default=None,
    help=_("How many colours, whatever the terminal tells."),
)
@click.option(
    "--glyphs", type=click.Choice(GLYPHS), default=None, help=_("Which signs the terminal can show.")
)
def command(
    folder: str | None,
    at: str,
    stay: bool,
    profiles: str,
    theme: str | None,
    depth: str | None,
    glyphs: str | None,
) -> int:
    from explainer.paint.preview_looks import USUAL, parse_looks

    looks = parse_looks(profiles or USUAL)
    path = folder_of(folder)
    if not path.is_dir():
        raise UsageError(_("There is no folder {folder}.").format(folder=path))
    if not (is_terminal(sys.stdin) and is_terminal(sys.stdout)) or os.environ.get("TERM") == "dumb":
        said = _(
            "A preview needs a terminal that can draw. explainer check {folder} says the mistakes line by line."
        )
        raise UsageError(said.format(folder=folder or ""))
    _watchers_there()
    return _preview(path, at, stay, looks, (theme or "", depth or "", glyphs or ""))


def _watchers_there() -> None:
    """Refuse in one sentence where the library that watches the folder is not installed."""
    from importlib.util import find_spec

    if find_spec("watchfiles") is None:
        raise UsageError(
            _(
                "A preview needs watchfiles, which is not installed. In the folder of the Makefile: make setup, or"
                " pip install '.[authors]'."
            )
        )


def _preview(path: Path, at: str, stay: bool, looks: tuple[Look, ...], chosen: tuple[str, str, str]) -> int:
    from dataclasses import replace

    from explainer.reading.options import ReaderOptions
    from explainer.reading.run import begin
    from explainer.reading.setting_out import set_out
    from explainer.tui import preview

    progress = Progress()
    source = Folder(path)
    try:
        reading = source.read((), progress)
    finally:
        progress.end()
    story = reading.story or unread_story()
    options = ReaderOptions(story, begin(story), private=True)
    if reading.story is not None:
        options = set_out(options, at, "", "")
    theme, depth, glyphs = chosen
    return preview.run(
        source, reading, replace(options, theme=theme, depth=depth, glyphs=glyphs), looks, stays=stay
    )


def unread_story() -> Story:
    """Stands for a story while there is none to read; no page of it is ever painted."""
    from msgspec.structs import replace

    from explainer.story.build import build_story
    from explainer.story.model import Scene, When
    from explainer.story.parts import Parts

    scene = Scene(id="", title="", chapter="", when=When("", ""), ending=True)
    return replace(build_story(Parts(), "", {}), scenes={"": scene}, order=("",))


class Folder:
    """A story's folder as the source of a preview."""

    def __init__(self, path: Path) -> None:
        from explainer.story.reloading import Reloader

        self._path = path
        self._reloader = Reloader(path)
        self._loaded: Loaded | None = None

    def read(self, saved: tuple[str, ...], progress: Progress | None = None) -> Reading:
        """Read what changed."""
        from explainer.reading.preview import Reading

        self._loaded = self._reloader.read(progress)
        return Reading(self._loaded.story, self._loaded.problems, self._loaded.sources_text, saved)

    def examine(self) -> tuple[Problem, ...]:
        """All that is wrong with what was read last."""
        assert self._loaded is not None
        return self._reloader.examine(self._loaded)

    def linear(self, view: View, columns: int) -> tuple[str, ...]:
        """The page of a view as linear mode says it."""
        from explainer.linear.conversation import Conversation
        from explainer.linear.wrap import wrapped

        said = Conversation(view.story, view.run).here()
        return tuple(line for text in said for line in wrapped(text, columns).split("\n"))

    async def saves(self) -> AsyncIterator[tuple[str, ...]]:
        """The names of the files of each save, the last one last; empty when the folder itself came or went."""
        while True:
            if not self._path.is_dir():
                yield ()
                while not self._path.is_dir():
                    await asyncio.sleep(ROUND / 1_000)
                yield ()
            async for names in self._saves_in(self._path.resolve()):
                yield names

    async def _saves_in(self, folder: Path) -> AsyncIterator[tuple[str, ...]]:
        """Saves until another folder is in its place. A file system that tells nothing is looked through instead."""
        from watchfiles import awatch

        watched = _identity(folder)
        settings = {"debounce": BURST, "step": STEP, "rust_timeout": ROUND, "yield_on_timeout": True}
        try:
            async for changes in awatch(folder, watch_filter=None, **settings):  # type: ignore[arg-type]
                names = _names(folder, {path for _change, path in changes})
                if names:
                    yield names
                if _identity(folder) != watched:
                    return
        except (OSError, RuntimeError):  # the folder went away, or too many are watched on this machine
            await asyncio.sleep(ROUND / 1_000)


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        found = folder.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _names(folder: Path, paths: set[str]) -> tuple[str, ...]:
    """The story's files among some paths, by the time they were written; what editors leave beside them is none."""
    from explainer.story.files import STORY_SUFFIXES

    found: list[tuple[int, str]] = []
    for text in paths:
        path = Path(text)
        if not path.is_relative_to(folder):
            continue
        name = path.relative_to(folder)
        hidden = any(part.startswith(".") for part in name.parts)
        if not hidden and (path.suffix in STORY_SUFFIXES or not path.suffix):
            found.append((_written(path), name.as_posix()))
    return tuple(name for _when, name in sorted(found))


def _written(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:  # it was taken away
        return 0
