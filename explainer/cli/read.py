"""`explainer read [STORY]`: the reader itself, full screen or line by line."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from explainer.cli.folders import state_folder
from explainer.cli.options import lens_option, story_argument
from explainer.cli.output import is_terminal
from explainer.cli.stories import open_story
from explainer.messages import _
from explainer.reading.options import ReaderOptions
from explainer.story.model import Story

if TYPE_CHECKING:
    from explainer.reading.run import Run

THEMES = ("dark", "light", "high-contrast")
DEPTHS = ("truecolor", "256", "16", "none")
GLYPHS = ("braille", "blocks", "plain", "ascii")


@click.command("read", help=_("Read the story in the folder STORY; without it the shipped story."))
@story_argument
@click.option(
    "--at", metavar="ADDRESS", default="", help=_("Begin there: scene, scene:step or scene:step@2022-01-08.")
)
@click.option("--trail", metavar="ID", default="", help=_("Begin a trail, a shorter way through."))
@lens_option
@click.option(
    "--linear", is_flag=True, help=_("Line by line: for screen readers, braille, slow lines, pipes.")
)
@click.option(
    "--private", is_flag=True, help=_("Write nothing to this machine: no place, no cache, no report.")
)
@click.option(
    "--resume", metavar="FILE", type=click.Path(path_type=Path), help=_("Go on from a file that save wrote.")
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
    trail: str,
    on: str,
    linear: bool,
    private: bool,
    resume: Path | None,
    theme: str | None,
    depth: str | None,
    glyphs: str | None,
) -> int:
    reason = linear_reason(linear, os.environ)
    story = open_story(folder, private=private, quiet=bool(reason))
    options = begin_reading(story, private=private, resume=resume)
    options = _set_out(options, at, trail, on)
    options = replace(options, theme=theme or "", depth=depth or "", glyphs=glyphs or "")
    return start(options, reason)


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


def begin_reading(story: Story, *, private: bool, resume: Path | None) -> ReaderOptions:
    """Where the reader goes on: in the file they named, at their kept place, or at the start."""
    from explainer.reading.run import begin
    from explainer.reading.store import Kept, Store, read_file

    store = None if private else Store(state_folder())
    kept = Kept(None)
    if resume:
        kept = read_file(resume, story)
    elif store and store.agreed:
        kept = store.load(story)
    run = kept.run or begin(story)
    return ReaderOptions(
        story, run, store, private, message=kept.message, news=kept.news, resumed=kept.run is not None
    )


def _set_out(options: ReaderOptions, at: str, trail: str, on: str) -> ReaderOptions:
    """Go where the command line says, from where the reader is.

    Raises:
        Cannot: the story has no such trail, scene or step.
    """
    from explainer.reading.actions import Action
    from explainer.reading.moves import apply
    from explainer.reading.run import begin

    story, run = options.story, options.run
    if trail in story.trails and not options.resumed:
        run, trail = begin(story, trail=trail), ""
    for name, argument in (("trail", trail), ("go", at), ("lens", on)):
        if argument:
            run = apply(story, run, Action(name, argument))
    if at and not options.resumed:
        run = _from_nothing(run)
    resumed = options.resumed and not (at or trail)
    return replace(options, run=run, resumed=resumed)


def _from_nothing(run: Run) -> Run:
    """A run that begins where it is: whoever named a place was never at the story's start."""
    from msgspec.structs import replace as changed

    return changed(run, past=(), left_at="", seen=() if run.visit.threshold else (run.visit.scene,))


def start(options: ReaderOptions, reason: str) -> int:
    """Start the front end; the exit code."""
    _open_closed_streams()
    gc.freeze()  # modules and story stay for good: no pause while reading looks through them
    gc.enable()
    if reason:
        from explainer.linear import session

        return session.run(options, reason)
    from explainer.tui import app

    return app.run(
        replace(options, go_linear=lambda run: start(replace(options, run=run), _("you chose it")))
    )


def _open_closed_streams() -> None:
    """Who was started without a stdin or stdout (`<&-`) reads and writes nothing."""
    if sys.stdin is None:
        sys.stdin = open(os.devnull)  # noqa: SIM115 - lives as long as the process
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115
