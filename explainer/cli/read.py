"""`explainer read [STORY]`: the reader itself, full screen or line by line."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import click

from explainer.cli import reading
from explainer.cli.options import language_option, lens_option, offer, story_argument
from explainer.cli.stories import open_story
from explainer.messages import _
from explainer.reading.setting_out import set_out

THEMES = ("dark", "light", "high-contrast")
DEPTHS = ("truecolor", "256", "16", "none")
GLYPHS = ("braille", "blocks", "plain", "ascii")
BIDI = ("ours", "terminal")


@click.command("read", help=_("Read the story in the folder STORY; without it the shipped story."))
@story_argument
@click.option(
    "--at",
    metavar="ADDRESS",
    default="",
    help=_("Begin there: scene, scene:step or scene:step@2022-01-08."),
    shell_complete=offer("addresses"),
)
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
@click.option(
    "--bidi",
    type=click.Choice(BIDI),
    default=None,
    help=_("Who orders right-to-left text: the program, or the terminal."),
)
def command(
    folder: str | None,
    at: str,
    trail: str,
    on: str,
    language: str,
    linear: bool,
    private: bool,
    resume: Path | None,
    theme: str | None,
    depth: str | None,
    glyphs: str | None,
    bidi: str | None,
) -> int:
    reason = reading.linear_reason(linear, os.environ)
    story = open_story(folder, private=private, quiet=bool(reason))
    options = reading.begin_reading(story, private=private, resume=resume, language=language)
    options = set_out(options, at, trail, on)
    options = replace(options, theme=theme or "", depth=depth or "", glyphs=glyphs or "", bidi=bidi or "")
    return reading.start(options, reason)
