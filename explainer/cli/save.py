"""`explainer save FILE`: the kept run of a story as a file, to carry to another machine."""

from __future__ import annotations

from pathlib import Path

import click

from explainer.cli.folders import state_folder
from explainer.cli.options import story_option
from explainer.cli.output import narrate
from explainer.cli.stories import open_story
from explainer.messages import _
from explainer.problems import Cannot, UsageError


@click.command(
    "save", help=_("Copy your kept place in the story to FILE; explainer --resume FILE goes on from it.")
)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@story_option
def command(file: Path, folder: str | None) -> None:
    from explainer.reading.store import Store, write_file

    _spare(file)
    story = open_story(folder)
    kept = Store(state_folder()).load(story)
    if kept.message:
        narrate(kept.message)
    if kept.run is None:
        raise Cannot(
            _("No place in {title} is kept on this machine: read it, and agree when you quit.").format(
                title=story.title
            )
        )
    write_file(file, kept.run)
    narrate(_("Saved to {file}. explainer --resume {file} goes on from there.").format(file=file))


def _spare(file: Path) -> None:
    """An older run may be replaced by a newer one; a file of another kind may not."""
    from explainer.reading.store import RunUnreadable, decode

    if not file.exists():
        return
    try:
        decode(file.read_bytes())
    except (OSError, RunUnreadable) as error:
        raise UsageError(
            _("{file} is there already and is no saved place; name another file.").format(file=file)
        ) from error
