"""A preview without a screen: each save is said in lines, what is wrong and what was edited, until Ctrl+C."""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from explainer.cli.output import say
from explainer.messages import _
from explainer.problems import Problem
from explainer.reading.previewing.place import to_step
from explainer.reading.previewing.preview import (
    Found,
    Preview,
    Reading,
    Source,
    beside,
    counted,
    examined,
    first,
    followed,
    took,
)
from explainer.reading.view import View
from explainer.story.load.files import render
from explainer.story.model.structs import Story
from explainer.tui.preview_loop import Follower

Begun = Callable[[Story], View]


class Lines:
    """Says every reading to the standard output, in order."""

    def __init__(self, folder: Path, source: Source, view: View, preview: Preview, begun: Begun) -> None:
        self._folder = folder
        self._begun = begun
        self._source = source
        self._view = view
        self._preview = preview
        self._told: tuple[tuple[Problem, ...], str] | None = None
        """What was said to be wrong last, and where the walk stopped short: the same is not said twice."""

    def begin(self, reason: str) -> None:
        """The first words; what is wrong already, unless the checks are still to come."""
        said = _("Preview, line by line: {reason}. Each save is said; Ctrl+C ends it.")
        say(said.format(reason=reason))
        if not self._preview.started:
            self._tell_problems()
        self._flush()

    async def show(self, reading: Reading) -> None:
        """A reading: the step that was edited; or that it cannot be read, and why."""
        started = self._preview.started
        self._preview = took(self._preview, reading)
        if reading.saved:
            say(_("Saved: {files}.").format(files=", ".join(reading.saved)))
        if reading.story is None:
            self._tell_problems()
        elif not started:
            self._view = self._begun(reading.story)
        else:
            self._follow(reading)
        self._flush()

    def _follow(self, reading: Reading) -> None:
        to = followed(self._view, reading, stays=self._preview.stays)
        self._view = to_step(to.view, to.edited) if to.edited else to.view
        if to.said:
            say(to.said)
        if reading.saved:
            for line in self._source.linear(self._view, 0):
                say(line)

    async def show_found(self, found: Found) -> None:
        """What all checks say of the newest reading; once, when the ways are walked too."""
        self._preview = examined(self._preview, found)
        if found.stage != "walking":
            self._tell_problems()
            self._flush()

    def _tell_problems(self) -> None:
        problems, stage = self._preview.problems, self._preview.stage
        short = beside(self._preview) if stage == "short" else ""
        if (problems, short) != self._told:
            for problem in problems:
                say(render(self._folder, problem, self._preview.texts))
            counts = counted(self._preview)
            say(f"{counts[:1].upper()}{counts[1:]}.")
            if short:
                say(short)
        self._told = problems, short

    @staticmethod
    def _flush() -> None:
        sys.stdout.flush()


def run(
    folder: Path, source: Source, reading: Reading, view: View, begun: Begun, *, stays: bool, reason: str
) -> int:
    """Preview on the standard output until Ctrl+C; the exit code.

    Args:
        folder: the story's folder, as mistakes name it.
        source: what reads it.
        reading: its first reading, with a story or without.
        view: where one is in it.
        begun: makes the first view of a story that could not be read at first.
        stays: stay at that place whatever is saved.
        reason: why it is line by line, as the first line says it.
    """
    gc.enable()  # the start turned it off for commands that end soon
    lines = Lines(folder, source, view, first(reading, stays=stays), begun)
    lines.begin(reason)
    with suppress(KeyboardInterrupt):
        asyncio.run(_follow(Follower(source, reading, lines.show, lines.show_found)))
    return 0


async def _follow(follower: Follower) -> None:
    await asyncio.gather(follower.watch(), follower.follow())
