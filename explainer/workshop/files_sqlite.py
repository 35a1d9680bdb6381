"""The SQLite files of a folder: made before any process is forked, opened by each process for itself."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from filelock import FileLock, Timeout

from explainer.workshop.grouped import PATIENCE
from explainer.workshop.store import Unreachable

LOG, BOX, BELLS = "rooms.db", "box.db", "bells"
VERSION = 1
"""Of the tables."""

_LOG_TABLES = """
CREATE TABLE rooms (id TEXT PRIMARY KEY, code TEXT UNIQUE NOT NULL, record BLOB NOT NULL, touched INTEGER NOT NULL)
    WITHOUT ROWID;
CREATE TABLE events (room TEXT, seq INTEGER, payload BLOB NOT NULL, PRIMARY KEY (room, seq)) WITHOUT ROWID;
CREATE TABLE snapshots (room TEXT PRIMARY KEY, upto INTEGER NOT NULL, state BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE scrubs (owed INTEGER NOT NULL, done INTEGER NOT NULL);
INSERT INTO scrubs VALUES (0, 0);
"""
_BOX_TABLES = "CREATE TABLE sheets (room TEXT PRIMARY KEY, body BLOB NOT NULL);"


def prepare(folder: Path) -> None:
    """Make the folder (0700) and its files (0600) where they are not yet; before forking.

    Two processes that switch one file to its write-ahead log at once are told "database is locked" whatever their
    patience, so a lock stands around it. Raises `Unreachable`: no access, no disk, files of another version.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / BELLS).mkdir(mode=0o700, exist_ok=True)
        for private in (folder, folder / BELLS):
            private.chmod(0o700)
        with FileLock(folder / "prepare.lock", timeout=10, mode=0o600):
            _make(folder / LOG, "WAL", _LOG_TABLES)
            _make(folder / BOX, "TRUNCATE", _BOX_TABLES)
    except (OSError, sqlite3.Error, Timeout) as error:
        raise Unreachable(type(error).__name__) from error


def connect_log(folder: Path, synchronous: str = "FULL") -> sqlite3.Connection:
    """The log of the folder. Its journal is the write-ahead log: whoever reads holds nobody up."""
    return _connect(folder / LOG, synchronous)


def connect_box(folder: Path, synchronous: str = "FULL") -> sqlite3.Connection:
    """The box of the folder. Its journal is emptied at each commit: a write-ahead log would keep the order of ballots.

    The mode of such a journal belongs to the connection, not to the file.
    """
    connection = _connect(folder / BOX, synchronous)
    connection.execute("PRAGMA journal_mode = TRUNCATE")
    connection.execute("PRAGMA busy_timeout = 0")  # `grouped` knocks by itself
    return connection


def _connect(path: Path, synchronous: str) -> sqlite3.Connection:
    # mode=rw: a file that someone removed is an error, not a new and empty one
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None, timeout=PATIENCE
    )
    connection.execute(f"PRAGMA synchronous = {synchronous}")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute(
        "PRAGMA temp_store = MEMORY"
    )  # no copy of the rows in a file of the system's temporary folder
    return connection


def _make(path: Path, journal: str, tables: str) -> None:
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    path.chmod(0o600)
    connection = _connect(path, "FULL")
    try:
        connection.execute("PRAGMA page_size = 4096")
        connection.execute(f"PRAGMA journal_mode = {journal}")
        found = connection.execute("PRAGMA user_version").fetchone()[0]
        if found not in (0, VERSION):
            raise Unreachable(f"{path.name} was made by another version of this program")
        if found == 0:
            connection.executescript(f"BEGIN; {tables} PRAGMA user_version = {VERSION}; COMMIT;")
    finally:
        connection.close()
