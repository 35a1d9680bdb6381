"""Files that a reader names: a run may take the place of a run, and of nothing else is anything overwritten.

The paths come from the caller.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from explainer.messages import _
from explainer.problems import Cannot


def named(name: str) -> Path:
    """The path that a reader typed, `~` for the home folder.

    Raises:
        Cannot: no name, a folder, or something that cannot be looked at.
    """
    if not name.strip():
        raise Cannot(_("Name a file."))
    try:
        path = Path(name.strip()).expanduser()
        if path.is_dir():
            raise Cannot(_("That is a folder; name a file in it."))
    except (OSError, ValueError, RuntimeError) as error:  # too long, a null in it, no such home
        raise Cannot(_("That name cannot be used: {reason}.").format(reason=_reason(error))) from error
    return path


def may_hold_a_run(path: Path, passphrase: str | None = None) -> None:
    """Whether a run may be written to a path: it is free, or holds a run.

    Args:
        path: where the run is to go.
        passphrase: that of the run to be written; None: not asked for yet. An encrypted file shows whether it is a
            run only under its passphrase, so that nothing but a run under the same one takes its place.

    Raises:
        Cannot: the file holds something else, does not open, or cannot be read.
    """
    from explainer.reading.store import NeedsPassphrase, RunUnreadable, WrongPassphrase, decode, is_encrypted

    try:
        if not path.exists():
            return
        raw = path.read_bytes() if path.is_file() else b""  # a pipe would wait for its other end
        if passphrase is not None or not is_encrypted(raw):
            decode(raw, passphrase or "")
    except (NeedsPassphrase, WrongPassphrase) as error:
        raise Cannot(
            _("That file is there already, encrypted with another passphrase; name another.")
        ) from error
    except (OSError, RunUnreadable) as error:
        raise Cannot(_("That file is there already and is no saved run; name another.")) from error


def must_be_free(path: Path) -> None:
    """Whether nothing stands at a path.

    Raises:
        Cannot: something does.
    """
    if os.path.lexists(path):
        raise Cannot(_("That file is there already; name another."))


def write_new(path: Path, text: str) -> None:
    """Write a text to a file that is not there yet, for its owner alone; whole or not at all.

    Raises:
        Cannot: something stands there, or it cannot be written.
    """
    made = False
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        made = True
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError as error:
        raise Cannot(_("That file is there already; name another.")) from error
    except (OSError, ValueError) as error:
        if made:
            with contextlib.suppress(OSError):
                path.unlink()
        raise Cannot(_("That file cannot be written: {reason}.").format(reason=_reason(error))) from error


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
