"""`explainer export [STORY] --to FORM OUT`: the whole story as one file."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from explainer.cli.options import language_option, lens_option
from explainer.cli.output import is_terminal, narrate, say_whole
from explainer.cli.stories import open_in
from explainer.messages import _
from explainer.problems import Cannot, UsageError
from explainer.story.model.structs import Story

FORMS = ("html", "markdown", "text", "handout")
PATIENCE = 1.0
"""Seconds of silence before a slow export says what it does."""


@click.command(
    "export",
    help=_(
        "Write a whole story to OUT, one file that needs no network: a web page, Markdown, plain text, or a handout"
        " to print. Without STORY the shipped one; - as OUT is standard output."
    ),
)
@click.argument("places", metavar="[STORY] OUT", nargs=-1, required=True)
@click.option("--to", "form", type=click.Choice(FORMS), required=True, help=_("In which form."))
@lens_option
@language_option
def command(places: tuple[str, ...], form: str, on: str, language: str) -> None:
    if len(places) > 2:
        raise UsageError(_("Name a story's folder, if not the shipped one, and one OUT."))
    folder, out = places if len(places) == 2 else (None, places[0])
    if out != "-":
        _check(Path(out))
    story = open_in(folder, language)
    with _patience(_("Making the {form} form of {title}.").format(form=form, title=story.title)):
        made = _maker(form)(_as_of(story, on))
    if out == "-":
        say_whole(made, utf8=form != "text")
        return
    _write(Path(out), made)
    narrate(_("Written to {file}.").format(file=out))


def _as_of(story: Story, on: str) -> Story:
    """Return the story as known on a day; what was said later stands in no form of it."""
    if not on:
        return story
    from explainer.story.model.known import story_as_of

    return story_as_of(story, on)


def _maker(form: str) -> Callable[[Story], str]:
    """Return the function that makes a form; each is loaded when it is asked for."""
    if form == "html":
        from explainer.export.site import make_site

        return make_site
    if form == "markdown":
        from explainer.export.book_text import to_markdown

        return to_markdown
    if form == "handout":
        from explainer.export.handout import to_handout

        return to_handout
    from explainer.export.book_text import to_text

    return to_text


def _check(out: Path) -> None:
    """Refuse what cannot become the file, before the work begins."""
    if out.is_dir():
        raise UsageError(_("{file} is a folder; name a file in it.").format(file=out))
    if not out.absolute().parent.is_dir():
        raise UsageError(_("There is no folder {folder}.").format(folder=out.absolute().parent))


def _write(out: Path, text: str) -> None:
    """Whole or not at all: what was there stays until the new file is complete."""
    from explainer.serve.processes.state_files import write_whole
    from explainer.story.text import clean

    raw = clean(text).encode()
    try:
        if out.exists() and not out.is_file():  # a pipe or a device is not to be replaced
            out.write_bytes(raw)
        else:
            mode = _mode(out)
            write_whole(out.resolve(), raw, sync=True)
            out.chmod(mode)
    except OSError as error:
        said = _("{file} cannot be written: {reason}.")
        raise Cannot(said.format(file=out, reason=error.strerror)) from error


def _mode(target: Path) -> int:
    """The rights of the file that is replaced, else those that a new one gets: it is made to be handed on."""
    if target.exists():
        return target.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


@contextmanager
def _patience(words: str) -> Iterator[None]:
    """Say what takes so long, where somebody looks."""
    timer = threading.Timer(PATIENCE, narrate, (words,))
    if is_terminal(sys.stderr):
        timer.daemon = True
        timer.start()
    try:
        yield
    finally:
        timer.cancel()
