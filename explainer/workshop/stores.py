"""Which store an address means."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from explainer.workshop import files_sqlite
from explainer.workshop.store import Store


def prepare(url: str, folder: Path) -> None:
    """Make what must be there before processes are forked; see `files_sqlite.prepare`. Valkey needs nothing.

    Raises `ValueError`: no such kind of store. Raises `Unreachable`.
    """
    if _is_sqlite(url):
        files_sqlite.prepare(folder)


def open_store(url: str, folder: Path, clock: Callable[[], float] = time.time) -> Store:
    """Open a process's own access to the rooms, after forking and on its running loop; `close` it at the end.

    Args:
        url: "" or "sqlite:" keeps rooms in the folder; "valkey://HOST:PORT/DB", "valkeys://" (TLS) or
            "unix:///PATH" keep them in a Valkey, which many hosts may share.
        folder: of the SQLite files.
        clock: seconds since the epoch.

    Raises `ValueError`: no such kind of store, or the library for it is not installed. Raises `Unreachable`.
    """
    if not _is_sqlite(url):
        raise ValueError(url)
    files_sqlite.prepare(folder)
    from explainer.workshop.log_sqlite import SqliteStore

    return SqliteStore(folder, clock)


def _is_sqlite(url: str) -> bool:
    if url in ("", "sqlite:"):
        return True
    if url.split(":", 1)[0] in ("valkey", "valkeys", "unix"):
        return False
    raise ValueError(url)
