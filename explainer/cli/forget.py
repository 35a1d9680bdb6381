"""`explainer forget`: remove everything kept on this machine, and list what was removed."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import click

from explainer.cli.folders import SERVED, cache_folder, state_folder
from explainer.cli.output import narrate, say
from explainer.messages import _, ngettext
from explainer.problems import Cannot


@click.command(
    "forget",
    help=_(
        "Remove places, notes, caches and crash reports from this machine; lists what it removed."
        " A server's state in its usual folder goes too, but not while that server runs."
    ),
)
def command() -> None:
    from explainer.serve.processes.state_files import is_locked

    served = state_folder() / SERVED
    left = (served,) if is_locked(served) else ()
    removed = 0
    for folder in (state_folder(), cache_folder()):
        for path in _remove(folder, left):
            say(str(path))
            removed += 1
    if removed or not left:
        told = ngettext(_("Removed: 1 file."), _("Removed: {n} files."), removed).format(n=removed)
        narrate(told if removed else _("Nothing was kept on this machine."))
    if left:
        said = _("A server is running: {folder} is still there. Stop the server, then forget again.")
        raise Cannot(said.format(folder=served))


def _remove(folder: Path, left: tuple[Path, ...] = ()) -> Iterator[Path]:
    """Remove a folder of ours file by file, the names as they go; a link is removed, not followed.

    Args:
        folder: which may be missing.
        left: folders in it that stay as they are.

    Raises:
        Cannot: something could not be removed.
    """
    if not folder.is_dir():
        return
    try:
        found = [path for path in sorted(folder.rglob("*")) if not any(map(path.is_relative_to, left))]
        for path in found:
            if path.is_symlink() or not path.is_dir():
                path.unlink()
                yield path
        for path in (*reversed(found), folder):  # what lies in a folder comes behind it
            if path.is_dir():
                with contextlib.suppress(OSError):  # one that stays is in it
                    path.rmdir()
    except OSError as error:
        raise Cannot(
            _("{path} could not be removed: {reason}.").format(path=error.filename, reason=error.strerror)
        ) from error
