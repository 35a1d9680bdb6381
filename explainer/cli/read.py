"""`explainer read [STORY]`: the reader itself, full screen or line by line."""

from __future__ import annotations

import os
from pathlib import Path

import click

from explainer.cli import reading
from explainer.cli.options import (
    at_option,
    language_option,
    lens_option,
    looks_options,
    offer,
    story_argument,
    with_looks,
)
from explainer.cli.stories import open_story
from explainer.messages import _
from explainer.reading.options import set_out


@click.command("read", help=_("Read the story in the folder STORY; without it the shipped story."))
@story_argument
@at_option
@click.option(
    "--trail",
    metavar="ID",
    default="",
    help=_("Begin a trail, a shorter way through."),
    shell_complete=offer("trails"),
)
@lens_option
@language_option
@click.option(
    "--linear", is_flag=True, help=_("Line by line: for screen readers, braille, slow lines, pipes.")
)
@click.option(
    "--private", is_flag=True, help=_("Write nothing to this machine: no place, no cache, no report.")
)
@click.option(
    "--resume", metavar="FILE", type=click.Path(path_type=Path), help=_("Go on from a file that save wrote.")
)
@looks_options
def command(
    folder: str | None,
    at: str,
    trail: str,
    on: str,
    language: str,
    linear: bool,
    private: bool,
    resume: Path | None,
    **looks: str,
) -> int:
    reason = reading.linear_reason(linear, os.environ)
    story = open_story(folder, private=private, quiet=bool(reason))
    options = reading.begin_reading(story, private=private, resume=resume, language=language)
    options = set_out(options, at, trail, on)
    return reading.start(with_looks(options, looks), reason)
