"""Which store an address means."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from explainer.messages import _
from explainer.problems import UsageError
from explainer.workshop.stores import sqlite_connection
from explainer.workshop.stores.interface import Store


def prepare(url: str, folder: Path) -> None:
    """Make what must be there before processes are forked; see `files_sqlite.prepare`. Valkey needs nothing.

    Raises `UsageError`: no such kind of store. Raises `Unreachable`.
    """
    if is_sqlite(url):
        sqlite_connection.prepare(folder)


def open_store(url: str, folder: Path, clock: Callable[[], float] = time.time) -> Store:
    """Open a process's own access to the rooms, after forking and on its running loop; `close` it at the end.

    A Valkey that cannot be reached now raises nothing here: the first call does.

    Args:
        url: "" or "sqlite:" keeps rooms in the folder; "valkey://HOST:PORT/DB", "valkeys://" (TLS) or
            "unix:///PATH" keep them in a Valkey, which many hosts may share.
        folder: of the SQLite files.
        clock: seconds since the epoch.

    Raises `UsageError`: no such kind of store, or its client is not installed. Raises `Unreachable`.
    """
    if is_sqlite(url):
        from explainer.workshop.stores.sqlite import SqliteStore

        sqlite_connection.prepare(folder)
        return SqliteStore(folder, clock)
    try:
        from explainer.workshop.stores.valkey import ValkeyStore
    except ModuleNotFoundError:
        said = _(
            "Rooms in Valkey need what is not installed. In the folder of the Makefile: make setup, or"
            " pip install '.[cluster]'."
        )
        raise UsageError(said) from None
    try:
        return ValkeyStore(url, clock)
    except ValueError:  # its text may quote a password
        raise UsageError(_("The address of the rooms cannot be read: valkey://HOST:PORT.")) from None


def is_sqlite(url: str) -> bool:
    """Return whether the address means files on this machine; else a Valkey. Raises `UsageError`: neither."""
    if url in ("", "sqlite:"):
        return True
    if url.partition("://")[0] in ("valkey", "valkeys", "unix") and "://" in url:
        return False
    raise UsageError(_("Rooms are kept in sqlite: or valkey://HOST:PORT."))
