"""The run that a command is about: the one kept on this machine, or one in a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from explainer.cli.folders import state_folder
from explainer.cli.output import narrate
from explainer.messages import _
from explainer.problems import Cannot

if TYPE_CHECKING:
    from explainer.reading.run import Run
    from explainer.story.model.structs import Story


def kept_run(story: Story, file: Path | None = None) -> Run:
    """The run of a file, else the one kept here; what moved in it is narrated.

    Raises:
        Cannot: none is kept.
        RunUnreadable: the file holds none that can be read.
    """
    if file is not None:
        from explainer.cli.passphrases import read_run

        kept = read_run(file, story)
    else:
        from explainer.reading.storage.store import Store

        kept = Store(state_folder()).load(story)
    for line in dict.fromkeys((kept.message, *kept.moved)):
        if line:
            narrate(line)
    if kept.run is None:
        raise Cannot(
            _("No place in {title} is kept on this machine: read it, and agree when you quit.").format(
                title=story.title
            )
        )
    return kept.run
