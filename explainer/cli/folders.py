"""Where this program keeps what the reader allowed: runs as state, compiled stories as cache."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from explainer.messages import _
from explainer.problems import Cannot

NAME = "explainer"
SERVED = "server"
"""In the state folder: where a server keeps its own, unless told otherwise."""


def state_folder() -> Path:
    """Where runs and notes are kept."""
    return _folder("XDG_STATE_HOME", ".local/state", "state")


def cache_folder() -> Path:
    """Where compiled stories and crash reports are kept."""
    return _folder("XDG_CACHE_HOME", ".cache", "cache")


def _folder(variable: str, usual: str, kind: str) -> Path:
    if sys.platform.startswith("linux"):
        # What platformdirs answers here, without its 15 ms of import: half of what `list` may take in all.
        base = os.environ.get(variable, "").strip()
        return (Path(base) if os.path.isabs(base) else _home(variable) / usual) / NAME
    import platformdirs

    made = platformdirs.user_state_path if kind == "state" else platformdirs.user_cache_path
    return made(NAME, appauthor=False)


def _home(variable: str) -> Path:
    """The user's own folder.

    Raises:
        Cannot: they have none, as the user that systemd makes for a service alone.
    """
    try:
        return Path.home()
    except RuntimeError as error:
        said = _("This user has no home folder to keep things in: set {variable}, or read with --private.")
        raise Cannot(said.format(variable=variable)) from error


def allowed_cache(private: bool = False) -> Path | None:
    """The cache folder if it may be written: the reader agreed once, and this is no private reading."""
    try:
        agreed = not private and (state_folder() / "agreed").is_file()
        return cache_folder() if agreed else None
    except Cannot:  # without a home folder nothing was agreed to
        return None
