"""`explainer preview [STORY]`: a story in the reader while its author works on it, read again at every save."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from explainer.cli.options import at_option, language_option, looks_options, story_argument, with_looks
from explainer.cli.reading import linear_reason
from explainer.cli.stories import Progress, folder_of
from explainer.messages import _
from explainer.problems import ExplainerError, UsageError
from explainer.reading.options import ReaderOptions

if TYPE_CHECKING:
    from explainer.paint.preview_looks import Look
    from explainer.story.model.structs import Story


@click.command(
    "preview",
    help=_(
        "Read the story in the folder STORY while you work on it; without it the shipped story. Every save is on the"
        " screen at once, and mistakes stand under the last page that could be read."
    ),
)
@story_argument
@at_option
@language_option
@click.option("--stay", is_flag=True, help=_("Stay where you are when another scene is saved."))
@click.option(
    "--profiles",
    metavar="LOOKS",
    default="",
    help=_("What F6 and F7 show, such as 80x24/light, 40x15/16, 80x24/none/ascii, linear."),
)
@click.option("--linear", is_flag=True, help=_("Line by line: what each save changed and what is wrong."))
@looks_options
def command(
    folder: str | None,
    at: str,
    language: str,
    stay: bool,
    profiles: str,
    linear: bool,
    **chosen: str,
) -> int:
    from explainer.paint.preview_looks import USUAL, parse_looks

    looks = parse_looks(profiles or USUAL)
    path = folder_of(folder)
    if not path.is_dir():
        raise UsageError(_("There is no folder {folder}.").format(folder=path))
    _watchers_there()
    begin = partial(begin_at, at=at, language=language)
    return _start(path, begin, looks, chosen, stays=stay, reason=linear_reason(linear, os.environ))


def _watchers_there() -> None:
    """Refuse in one sentence where what watches the folder is not installed."""
    from importlib.util import find_spec

    if find_spec("watchfiles") is None:
        raise UsageError(
            _(
                "A preview needs watchfiles, which is not installed. In the folder of the Makefile: make setup, or"
                " pip install '.[authors]'."
            )
        )


def _start(
    path: Path,
    begin: Callable[[Story], ReaderOptions],
    looks: tuple[Look, ...],
    chosen: dict[str, str],
    *,
    stays: bool,
    reason: str,
) -> int:
    """Read the folder once and begin, on the screen or line by line."""
    from explainer.cli.preview_folder import Folder
    from explainer.reading.view import View

    progress = Progress()
    source = Folder(path)
    try:
        reading = source.read((), progress)
    finally:
        progress.end()

    def begun(story: Story) -> View:
        try:
            options = begin(story)
        except ExplainerError:  # what the line names is not in the story yet: its start
            options = begin_at(story, "", "")
        return View(options.story, options.run, files=False)

    options = begin(reading.story) if reading.story is not None else begin_at(unread_story(), "", "")
    if reason:
        from explainer.cli import preview_lines

        view = View(options.story, options.run, files=False)
        return preview_lines.run(path, source, reading, view, begun, stays=stays, reason=reason)
    from explainer.tui import preview

    return preview.run(source, reading, with_looks(options, chosen), looks, begun, stays=stays)


def begin_at(story: Story, at: str, language: str) -> ReaderOptions:
    """Where one begins; nothing of it is ever stored.

    Raises:
        Cannot: the story has no such address.
        UsageError: the story is not in that language.
    """
    from explainer.reading.options import set_out
    from explainer.reading.run import begin

    run = begin(story)
    if language or len(story.languages) > 1:
        from explainer.cli.reading import read_in  # not for a story of one language

        story, run = read_in(story, run, language, os.environ)
    return set_out(ReaderOptions(story, run, private=True), at, "", "")


def unread_story() -> Story:
    """Stands for a story while there is none to read; no page of it is ever painted."""
    from msgspec.structs import replace

    from explainer.story.load.build import build_story
    from explainer.story.load.entries import Parts
    from explainer.story.model.structs import Scene, When

    scene = Scene(id="", title="", chapter="", when=When("", ""), ending=True)
    return replace(build_story(Parts(), "", {}), scenes={"": scene}, order=("",))
