"""`explainer forget`: remove everything kept on this machine, and list what was removed."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import click

from explainer.cli.folders import cache_folder, state_folder
from explainer.cli.output import narrate, say
from explainer.messages import _
from explainer.problems import Cannot


@click.command(
    "forget",
    help=_("Remove places, notes, caches and crash reports from this machine; lists what it removed."),
)
def command() -> None:
    removed = 0
    for folder in (state_folder(), cache_folder()):
        for path in _remove(folder):
            say(str(path))
            removed += 1
    narrate(_("Removed: {n} files.").format(n=removed) if removed else _("Nothing was kept on this machine."))


def _remove(folder: Path) -> Iterator[Path]:
    """Remove a folder of ours file by file, the names as they go; a link is removed, not followed.

    Raises:
        Cannot: something could not be removed.
    """
    if not folder.is_dir():
        return
    try:
        for path in sorted(folder.rglob("*")):
            if path.is_symlink() or not path.is_dir():
                path.unlink()
                yield path
        with contextlib.suppress(OSError):
            shutil.rmtree(folder)
    except OSError as error:
        raise Cannot(
            _("{path} could not be removed: {reason}.").format(path=error.filename, reason=error.strerror)
        ) from error
