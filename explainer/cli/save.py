"""`explainer save FILE`: the kept run of a story as a file, to carry to another machine; encrypted when asked."""

from __future__ import annotations

from pathlib import Path

import click

from explainer.cli.kept import kept_run
from explainer.cli.options import story_option
from explainer.cli.output import narrate
from explainer.cli.stories import open_story
from explainer.messages import _
from explainer.problems import Cannot, UsageError


@click.command(
    "save",
    help=_(
        "Copy your kept place and notes in the story to FILE; explainer --resume FILE goes on from it, on this"
        " machine or another."
    ),
)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--passphrase",
    "locked",
    is_flag=True,
    help=_("Ask for a passphrase, or read a line of it where the input is piped, and encrypt the file."),
)
@story_option
def command(file: Path, locked: bool, folder: str | None) -> None:
    from explainer.reading.storage.store import stamped, write_file

    story = open_story(folder)
    run = kept_run(story)
    passphrase = _new() if locked else ""
    _spare(file, passphrase)
    write_file(file, stamped(story, run), passphrase)
    said = _("Saved to {file}, encrypted.") if locked else _("Saved to {file}.")
    on = _("explainer --resume {file} goes on from there.")
    narrate(f"{said} {on}".format(file=file))
    if not locked:
        narrate(_("Whoever has the file can read it; --passphrase encrypts it."))


def _new() -> str:
    from explainer.cli.passphrases import new

    return new()


def _spare(file: Path, passphrase: str) -> None:
    """An older run may be replaced by a newer one; a file of another kind, or one that does not open, may not."""
    from explainer.reading.storage.files import may_hold_a_run

    try:
        may_hold_a_run(file, passphrase)
    except Cannot as error:
        raise UsageError(f"{file}: {error}") from error
