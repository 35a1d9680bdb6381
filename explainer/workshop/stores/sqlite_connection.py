"""One SQLite database of one process, in a thread of its own: what arrives in one turn of the loop is one transaction.

While a transaction is being written the next group gathers, so that a slow disk makes groups larger, not queues
longer: 200 ballots cost one fsync or two, not 200.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from filelock import FileLock, Timeout

from explainer.workshop.stores.interface import StoreError, Unreachable

LARGEST = 2_000
"""Jobs in one transaction: a few thousand small rows take some 20 ms."""
PATIENCE = 2.0
"""Seconds to wait for another process's transaction."""
KNOCK = 0.0005
"""Seconds between two tries to begin. SQLite's own waiting grows to 100 ms a step, while a commit takes one or two."""


class Work(Protocol):
    """What the jobs of one transaction share."""

    def finish(self) -> None:
        """Write what the jobs left to be written; the commit comes next."""


class Kind(Enum):
    """How a job is run."""

    READ = 1
    WRITE = 2
    ALONE = 3
    """Outside any transaction: to clean up the files."""
    TRY = 4
    """Writes what stands there already: to see whether anything can be written again."""


W = TypeVar("W", bound=Work)
T = TypeVar("T")


@dataclass(frozen=True)
class _Job(Generic[W]):
    run: Callable[[W], Any]
    kind: Kind
    done: asyncio.Future[Any]


class Grouped(Generic[W]):
    """Runs jobs against one connection. A job raises its own `StoreError` before it writes anything."""

    def __init__(
        self,
        connect: Callable[[], sqlite3.Connection],
        work: Callable[[sqlite3.Connection], W],
        *,
        one_at_a_time: bool = False,
    ) -> None:
        """
        Args:
            connect: opens the database; called in the thread, again after each failure.
            work: what a group of jobs is handed.
            one_at_a_time: its journal lets nobody read while another writes: then all who wait do so at the beginning.
        """
        self._one_at_a_time = one_at_a_time
        self._loop = asyncio.get_running_loop()
        self._connect, self._work = connect, work
        self._thread = ThreadPoolExecutor(1, "rooms")
        self._connection: sqlite3.Connection | None = None
        self._gathered: list[_Job[W]] = []
        self._running = False
        self._idle = asyncio.Event()
        self._idle.set()
        self._closed = False
        self._fails: set[Kind] = set()
        """Kinds of jobs that last failed: of a full disk all is still read, and nothing written."""

    @property
    def reachable(self) -> bool:
        return not self._fails

    async def try_again(self) -> None:
        """Where the last job failed, see whether one can be done now. Raises `Unreachable`."""
        if self._fails:
            await self.run(lambda work: None, Kind.TRY)

    @property
    def is_busy(self) -> bool:
        """Return whether something that was asked for is not done yet."""
        return not self._idle.is_set()

    async def run(self, job: Callable[[W], T], kind: Kind = Kind.WRITE) -> T:
        """What the job returns, once its transaction is committed. Raises `Unreachable`, and what the job raises."""
        if self._closed:
            raise Unreachable("closed")
        done: asyncio.Future[T] = self._loop.create_future()
        if self._idle.is_set():
            self._idle.clear()
            self._loop.call_soon(self._start)
        self._gathered.append(_Job(job, kind, done))
        return await done

    async def close(self) -> None:
        """Finish what was asked for, then let go of the file. Twice is harmless."""
        if self._closed:
            return
        self._closed = True
        await self._idle.wait()
        await self._loop.run_in_executor(self._thread, self._let_go)
        self._thread.shutdown(wait=False)

    def _start(self) -> None:
        """Hand the next group to the thread."""
        if not self._gathered:
            self._idle.set()
            return
        size = next((at for at, job in enumerate(self._gathered) if job.kind is Kind.ALONE), LARGEST)
        size = min(max(size, 1), LARGEST)
        group, self._gathered = self._gathered[:size], self._gathered[size:]
        running = self._thread.submit(self._run_group, group)
        running.add_done_callback(lambda ended: self._loop.call_soon_threadsafe(self._ended, group, ended))

    def _ended(self, group: list[_Job[W]], ended: Future[list[Any]]) -> None:
        outcomes = ended.result()
        self._note({job.kind for job in group}, any(isinstance(outcome, Unreachable) for outcome in outcomes))
        for job, outcome in zip(group, outcomes, strict=True):
            if job.done.done():  # whoever asked has gone
                continue
            if isinstance(outcome, Exception):
                job.done.set_exception(outcome)
            else:
                job.done.set_result(outcome)
        self._start()

    def _note(self, kinds: set[Kind], failed: bool) -> None:
        """What only reads proves nothing of writing."""
        kind = Kind.READ if kinds == {Kind.READ} else Kind.WRITE
        if failed:
            self._fails.add(kind)
        elif kind is Kind.WRITE:
            self._fails.clear()
        else:
            self._fails.discard(kind)

    def _run_group(self, group: list[_Job[W]]) -> list[Any]:
        """In the thread: the outcomes, errors among them. All jobs are committed, or none that wrote."""
        try:
            if self._connection is None:
                self._connection = self._connect()
            return self._transaction(self._connection, group)
        except sqlite3.Error as error:
            self._let_go()
            return [Unreachable(type(error).__name__) for _job in group]
        except Exception as error:
            self._let_go()
            return [error for _job in group]

    def _transaction(self, connection: sqlite3.Connection, group: list[_Job[W]]) -> list[Any]:
        kinds = {job.kind for job in group}
        if kinds == {Kind.ALONE}:
            return [group[0].run(self._work(connection))]
        is_read = kinds == {Kind.READ} and not self._one_at_a_time
        _insist(connection, "BEGIN" if is_read else "BEGIN IMMEDIATE")
        if Kind.TRY in kinds:
            connection.execute(f"PRAGMA user_version = {VERSION}")
        work = self._work(connection)
        outcomes: list[Any] = []
        for at, job in enumerate(group):
            try:
                outcomes.append(job.run(work))
            except StoreError as refused:
                outcomes.append(refused)
            except sqlite3.Error:
                raise
            except Exception as fault:  # of our own: the others must not pay for it
                connection.execute("ROLLBACK")
                others = group[:at] + group[at + 1 :]
                outcomes = self._transaction(connection, others) if others else []
                return [*outcomes[:at], fault, *outcomes[at:]]
        work.finish()
        _insist(connection, "COMMIT")
        return outcomes

    def _let_go(self) -> None:
        """Close the connection; a transaction under way is rolled back with it."""
        if self._connection is not None:
            with contextlib.suppress(sqlite3.Error):
                self._connection.close()
            self._connection = None


def _insist(connection: sqlite3.Connection, statement: str) -> None:
    """Begin or commit as soon as the others let one. Raises `sqlite3.OperationalError`: not for two seconds."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            connection.execute(statement)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(KNOCK)
        else:
            return


# The SQLite files of a folder: made before any process is forked, opened by each process for itself.

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
