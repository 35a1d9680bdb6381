"""Reading a story, without click: where one goes on, in which front end. `explainer` alone starts here."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from explainer.cli.folders import state_folder
from explainer.cli.output import is_terminal
from explainer.cli.stories import open_story
from explainer.messages import _
from explainer.reading.options import ReaderOptions
from explainer.story.model.structs import Story


def read_shipped() -> int:
    """The shipped story from the kept place or its start: what `explainer` without a word does; the exit code."""
    reason = linear_reason(False, os.environ)
    story = open_story(None, quiet=bool(reason))
    return start(begin_reading(story, private=False, resume=None), reason)


def linear_reason(asked: bool, environment: Mapping[str, str]) -> str:
    """Why one reads line by line, as the first line says it; empty for full screen."""
    if asked:
        return _("you typed --linear")
    if environment.get("EXPLAINER_LINEAR", "") not in ("", "0"):
        return _("EXPLAINER_LINEAR is set")
    if environment.get("TERM") == "dumb":
        return _("this is TERM=dumb")
    if not is_terminal(sys.stdin) or not is_terminal(sys.stdout):
        return _("there is no terminal")
    return ""


def begin_reading(story: Story, *, private: bool, resume: Path | None, language: str = "") -> ReaderOptions:
    """Where the reader goes on: in the file they named, at their kept place, or at the start.

    Raises:
        UsageError: the story is not in the language that was named.
    """
    from explainer.reading.run import begin
    from explainer.reading.storage.store import Kept, Store

    store = None if private else Store(state_folder())
    kept = Kept(None)
    if resume:
        from explainer.cli.passphrases import read_run  # loaded with a file

        kept = read_run(resume, story)
    elif store and store.agreed:
        kept = store.load(story)
    run = kept.run or begin(story)
    if language or len(story.languages) > 1:
        from explainer.cli.languages import read_in  # not for a story of one language

        story, run = read_in(story, run, language, os.environ)
    return ReaderOptions(
        story,
        run,
        store,
        private,
        message=kept.message,
        news=kept.news,
        moved=kept.moved,
        resumed=kept.run is not None,
    )


def start(options: ReaderOptions, reason: str) -> int:
    """Start the front end; the exit code."""
    _open_closed_streams()
    if reason:
        from explainer.linear import session

        collect_from_now()
        return session.run(options, reason)
    from explainer.tui import app

    linear = replace(options, go_linear=lambda run: start(replace(options, run=run), _("you chose it")))
    return app.run(linear, collect_from_now)


def collect_from_now() -> None:
    """Search for garbage again: in what comes from now on, for modules and story stay for good."""
    gc.freeze()
    gc.enable()


def _open_closed_streams() -> None:
    """Who was started without a stdin or stdout (`<&-`) reads and writes nothing."""
    if sys.stdin is None:
        sys.stdin = open(os.devnull)  # noqa: SIM115 - lives as long as the process
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115
