"""The reader's app on a folder that its author works on. Nothing of it is stored, and no room or server is near."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from dataclasses import replace

from textual.driver import Driver

from explainer.paint.preview_looks import Look
from explainer.reading.options import ReaderOptions
from explainer.reading.preview import Reading, Source, first
from explainer.reading.view import View
from explainer.story.model.structs import Story
from explainer.tui.app import ReaderApp, first_view, run_app
from explainer.tui.compat import TerminalDriver
from explainer.tui.preview_following import Follower
from explainer.tui.preview_screens import MistakesScreen, PreviewScreen
from explainer.tui.terminal import profile_for

TURN = 0.001
"""Seconds after which a thread that reads or checks gives way to the one that paints; Python's own 5 ms would be felt
at every key pressed meanwhile."""


class PreviewApp(ReaderApp):
    """Shows a source's first reading, then every one that follows."""

    def __init__(
        self,
        source: Source,
        reading: Reading,
        options: ReaderOptions,
        looks: tuple[Look, ...],
        stays: bool,
        begun: Callable[[Story], View],
        driver_class: type[Driver] | None = None,
    ) -> None:
        self.source = source
        self._first_reading = reading
        self._looks = looks
        self._stays = stays
        self.begun = begun
        """Makes the first page of a story that could not be read when the preview was started."""
        profile = profile_for(os.environ, options.depth, options.theme, options.glyphs)
        super().__init__(options, profile, driver_class)

    def reading_screen(self) -> PreviewScreen:
        preview = first(self._first_reading, stays=self._stays)
        return PreviewScreen(first_view(self.options), preview, self._looks)

    @property
    def previewed(self) -> PreviewScreen:
        assert isinstance(self.reading, PreviewScreen)
        return self.reading

    def on_mount(self) -> None:
        screen = self.previewed
        if not screen.preview.started:
            self.list_mistakes()
        follower = Follower(self.source, self._first_reading, screen.take, screen.take_found)
        self.run_worker(follower.watch(), group="watch")
        self.run_worker(follower.follow(), group="follow")

    def list_mistakes(self) -> None:
        if not isinstance(self.screen, MistakesScreen):
            self.push_screen(MistakesScreen(self.previewed))


def run(
    source: Source,
    reading: Reading,
    options: ReaderOptions,
    looks: tuple[Look, ...],
    begun: Callable[[Story], View],
    *,
    stays: bool,
) -> int:
    """Preview on this machine's terminal; the exit code.

    Args:
        source: the folder.
        reading: its first reading, with a story or without.
        options: private, without a store; where to begin.
        looks: what the author may see the page in, at least one.
        begun: makes the first page of a story that could not be read at first.
        stays: begin by staying at one's place whatever is saved.
    """
    gc.freeze()  # the start turned the search for garbage off; of what was there before, nothing goes
    gc.enable()
    sys.setswitchinterval(TURN)
    return run_app(
        PreviewApp(
            source, reading, replace(options, private=True, store=None), looks, stays, begun, TerminalDriver
        )
    )
