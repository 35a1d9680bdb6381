"""The box in SQLite: a room's answers are one row, sorted, so that the file tells nobody's order.

Promise: what was acknowledged is on the disk, also after a power loss, if the disk honours fsync.

SQLite keeps what was where: row numbers, the order in which pages were taken, the frames of a write-ahead log. A guest
who answers two polls one after the other could be found by that. So all answers of a room are one blob, sorted by poll
and ballot (a ballot is random), rewritten as a whole in each transaction, with a rollback journal that is emptied at
each commit; `secure_delete` zeroes the blob before it. What can be seen by whoever reads the file again and again
while people answer: which ballots came within the same few milliseconds.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TypeVar

import msgspec

from explainer.workshop.stores.interface import TOGETHER, PollIsClosed, RoomIsGone, checked
from explainer.workshop.stores.notifications import Bell
from explainer.workshop.stores.sqlite_connection import Grouped, Kind, connect_box

T = TypeVar("T")


class _Sheet(msgspec.Struct, array_like=True):
    """A room's answers as they are written."""

    polls: list[tuple[str, list[tuple[bytes, str]]]]
    closed: list[tuple[str, dict[str, int]]]
    asked: list[list[tuple[bytes, str]]]
    asked_last: int
    """Questions that the last batch has had, settled ones too."""


class Answers:
    """A room's answers at hand."""

    def __init__(self, sheet: _Sheet) -> None:
        self.polls = {poll: dict(ballots) for poll, ballots in sheet.polls}
        self.closed = dict(sheet.closed)
        self.asked = [dict(batch) for batch in sheet.asked]
        self.asked_last = sheet.asked_last

    @classmethod
    def none(cls) -> Answers:
        """Of a room that has just been opened."""
        return cls(_Sheet([], [], [], 0))

    @classmethod
    def read(cls, body: bytes) -> Answers:
        """As they were written."""
        return cls(msgspec.msgpack.decode(body, type=_Sheet))

    def written(self) -> bytes:
        """Sorted by what is random."""
        return msgspec.msgpack.encode(
            _Sheet(
                [(poll, sorted(ballots.items())) for poll, ballots in sorted(self.polls.items()) if ballots],
                sorted(self.closed.items()),
                [sorted(batch.items()) for batch in self.asked],
                self.asked_last,
            )
        )

    def open_poll(self, poll: str) -> dict[bytes, str]:
        """The ballots of a poll that takes answers."""
        if poll in self.closed:
            raise PollIsClosed(poll)
        return self.polls.setdefault(poll, {})

    def close(self, poll: str) -> dict[str, int]:
        """See `Box.close`."""
        if poll not in self.closed:
            self.closed[poll] = totals(self.polls.pop(poll, {}))
        return self.closed[poll]

    def ask(self, ticket: bytes, text: str) -> None:
        """Put a question into its batch."""
        for batch in self.asked:
            if ticket in batch:
                batch[ticket] = text
                return
        if not self.asked or self.asked_last >= TOGETHER:
            self.asked.append({})
            self.asked_last = 0
        self.asked[-1][ticket] = text
        self.asked_last += 1

    def settle(self, ticket: bytes) -> None:
        """Take a question out; the last batch stays, since it may not be full."""
        for batch in self.asked:
            batch.pop(ticket, None)
        self.asked = [batch for batch in self.asked[:-1] if batch] + self.asked[-1:]


def totals(ballots: Mapping[bytes, str]) -> dict[str, int]:
    """Ballots by choice, in the order of the choices' names."""
    return dict(sorted(Counter(ballots.values()).items()))


class Sheets:
    """The answers that one transaction touches: each room's are read once and written once."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._at_hand: dict[str, Answers | None] = {}
        self._changed: set[str] = set()

    def look(self, room: str) -> Answers | None:
        """To read; None: there is no such room."""
        if room not in self._at_hand:
            row = self._connection.execute("SELECT body FROM sheets WHERE room = ?", (room,)).fetchone()
            self._at_hand[room] = Answers.read(row[0]) if row else None
        return self._at_hand[room]

    def change(self, room: str) -> Answers | None:
        """To write."""
        self._changed.add(room)
        return self.look(room)

    def open(self, room: str) -> None:
        """A new room's."""
        body = Answers.none().written()
        self._connection.execute("INSERT OR IGNORE INTO sheets VALUES (?, ?)", (room, body))

    def forget(self, rooms: Iterable[str]) -> None:
        """Erase."""
        for room in rooms:
            self._connection.execute("DELETE FROM sheets WHERE room = ?", (room,))
            self._at_hand[room] = None

    def rooms(self) -> tuple[str, ...]:
        """All that have a sheet."""
        return tuple(room for (room,) in self._connection.execute("SELECT room FROM sheets"))

    def finish(self) -> None:
        """See `grouped.Work`."""
        for room in self._changed:
            if (answers := self._at_hand[room]) is not None:
                self._connection.execute(
                    "UPDATE sheets SET body = ? WHERE room = ?", (answers.written(), room)
                )


class SqliteBox:
    """The `Box` of one folder."""

    def __init__(self, folder: Path, bell: Bell, synchronous: str = "FULL") -> None:
        self.sheets = Grouped(lambda: connect_box(folder, synchronous), Sheets, one_at_a_time=True)
        self._bell = bell

    async def cast(self, room: str, poll: str, ballot: bytes, choice: str) -> None:
        """See `Box.cast`."""
        checked(ballot, choice)

        def job(sheets: Sheets) -> None:
            _there(sheets.change(room)).open_poll(poll)[ballot] = choice

        await self._write(room, job)

    async def withdraw(self, room: str, poll: str, ballot: bytes) -> None:
        """See `Box.withdraw`."""

        def job(sheets: Sheets) -> None:
            _there(sheets.change(room)).open_poll(poll).pop(ballot, None)

        await self._write(room, job)

    async def look(self, room: str, poll: str, ballot: bytes) -> str | None:
        """See `Box.look`."""
        return await self._read(room, lambda answers: answers.polls.get(poll, {}).get(ballot))

    async def totals(self, room: str, poll: str) -> dict[str, int]:
        """See `Box.totals`."""
        return await self._read(
            room, lambda answers: dict(answers.closed.get(poll) or totals(answers.polls.get(poll, {})))
        )

    async def polls(self, room: str, prefix: str) -> dict[str, dict[str, int]]:
        """See `Box.polls`."""
        return await self._read(
            room,
            lambda answers: {
                poll: totals(ballots)
                for poll, ballots in sorted(answers.polls.items())
                if ballots and poll.startswith(prefix)
            },
        )

    async def close(self, room: str, poll: str) -> dict[str, int]:
        """See `Box.close`."""
        return await self._write(room, lambda sheets: dict(_there(sheets.change(room)).close(poll)))

    async def settled(self, room: str, poll: str) -> None:
        """See `Box.settled`."""

        def job(sheets: Sheets) -> None:
            answers = sheets.change(room)
            if answers is not None and poll in answers.closed:
                answers.closed[poll] = {}

        await self._write(room, job)

    async def ask(self, room: str, ticket: bytes, text: str) -> None:
        """See `Box.ask`."""
        checked(ticket, text)

        def job(sheets: Sheets) -> None:
            answers = sheets.change(room)
            if answers is None:
                raise RoomIsGone(room)
            answers.ask(ticket, text)

        await self._write(room, job)

    async def waiting(self, room: str) -> tuple[tuple[bytes, str], ...]:
        """See `Box.waiting`."""
        asked = await self._read(room, lambda answers: [sorted(batch.items()) for batch in answers.asked])
        return tuple(question for batch in asked for question in batch)

    async def settle(self, room: str, ticket: bytes) -> None:
        """See `Box.settle`."""

        def job(sheets: Sheets) -> None:
            if (answers := sheets.change(room)) is not None:
                answers.settle(ticket)

        await self._write(room, job)

    async def _write(self, room: str, job: Callable[[Sheets], T]) -> T:
        result = await self.sheets.run(job)
        self._bell.ring(room, "box")
        return result

    async def _read(self, room: str, job: Callable[[Answers], T]) -> T:
        return await self.sheets.run(lambda sheets: job(sheets.look(room) or Answers.none()), Kind.READ)


def _there(answers: Answers | None) -> Answers:
    if answers is None:
        raise PollIsClosed("its room is forgotten")
    return answers
