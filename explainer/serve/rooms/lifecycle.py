"""Opening a room: its code, its leader's secret, its first events. Used by `explainer workshop` and by tests."""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import hashlib
import secrets
import time
from collections.abc import Callable, Collection
from pathlib import Path
from random import Random

import msgspec

from explainer.messages import _
from explainer.problems import Cannot
from explainer.serve.processes.state_files import write_whole
from explainer.serve.rooms.leading.leader_secret import hashed
from explainer.story.model.lazy import read_all
from explainer.story.model.structs import Story
from explainer.workshop.commands import OpenRoom
from explainer.workshop.events import Closed, decode, encode
from explainer.workshop.rules import decide
from explainer.workshop.state import RoomState
from explainer.workshop.stores.interface import CodeTaken, RoomRecord, Store, StoreError
from explainer.workshop.texts import NEAR, new_code, new_secret

CODES_TRIED = 20


async def open_room(
    store: Store,
    story: Story,
    plan: str = "",
    *,
    title: str = "",
    digits: int = NEAR,
    clock: Callable[[], float] = time.time,
    random: Random | None = None,
) -> tuple[str, str]:
    """Open a room; its code and its leader's secret, which is kept nowhere in the clear.

    Args:
        store: where it is kept.
        story: in the edition that the room keeps to its end.
        plan: the id of a run sheet of the story; empty: none.
        title: of the room; empty: the story's.
        digits: of its code: `Settings.code_digits`.
        clock: seconds since the epoch.
        random: where code and secret come from; None: the system's.

    Raises:
        Cannot: no free code was found.
        Unreachable: the store cannot be reached.
    """
    drawn = random or secrets.SystemRandom()
    secret = new_secret(drawn)
    kept = await asyncio.to_thread(hashed, secret)
    now = int(clock())
    edition = str(story.edition)
    for _try in range(CODES_TRIED):
        code = new_code(drawn, digits)
        record = RoomRecord(secrets.token_hex(16), code, story.id, edition, kept, now)
        first = decide(RoomState(), story, OpenRoom(title, edition, code, plan), now)
        try:
            await store.open_room(record, [encode(event) for event in first])
        except CodeTaken:
            continue
        return code, secret
    raise Cannot(_("No free code was found for a room; close one first."))


# Closed rooms are erased: tried again until it is done, by the worker that was asked, else after the next
# start.

FIRST_RETRY, SLOWEST_RETRY = 3.0, 60.0
"""Seconds between two tries; twice as many each time."""
LAST_WORD = 60
"""Seconds after its close for which a room is left to whoever closed it: guests and the report still read it."""


class Erasing:
    """Of one worker, and of the terminal that opened a room."""

    def __init__(self, store: Callable[[], Store], crashed: Callable[[BaseException], None]) -> None:
        """
        Args:
            store: of the rooms.
            crashed: told of what is no failure of a store.
        """
        self._store = store
        self._crashed = crashed
        self._tries: dict[str, asyncio.Future[bool]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def begin(self, room: str, after: float = 0.0) -> asyncio.Future[bool]:
        """Erase a room in so many seconds, and again until it is done; what its next try comes to."""
        if room not in self._tries:
            loop = asyncio.get_running_loop()
            self._tries[room] = loop.create_future()
            task = loop.create_task(self._work(room, after), context=contextvars.Context())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return self._tries[room]

    async def erase(self, room: str, after: float = 0.0) -> bool:
        """As `begin`, and wait for that try: whether the room is erased."""
        return await asyncio.shield(self.begin(room, after))

    async def finish(self) -> None:
        """Rooms that were closed by a server that could not erase them, or was killed before it did.

        Raises:
            Unreachable: the store cannot be reached.
        """
        before = time.time() - LAST_WORD
        for record in await self._store().rooms():
            events = [decode(raw) for _seq, raw in await self._store().read(record.id, 0)]
            if any(isinstance(event, Closed) and event.at <= before for event in events):
                self.begin(record.id)

    def close(self) -> None:
        """Leave what is not done to the next start."""
        for task in self._tasks:
            task.cancel()
        for waited in self._tries.values():
            if not waited.done():
                waited.set_result(False)
        self._tries.clear()

    async def _work(self, room: str, after: float) -> None:
        await asyncio.sleep(after)
        delay = FIRST_RETRY
        while not await self._tried(room):
            await asyncio.sleep(delay)
            delay = min(SLOWEST_RETRY, 2 * delay)

    async def _tried(self, room: str) -> bool:
        done = False
        try:
            await self._store().forget(room)
            done = True
        except StoreError:
            pass  # out of reach, or its files are not yet rewritten: at the next try
        except Exception as error:
            self._crashed(error)
        waited = self._tries.pop(room)
        if not done:
            self._tries[room] = asyncio.get_running_loop().create_future()
        waited.set_result(done)
        return done


# Editions of the story that rooms were opened with: a room and all in it keep theirs, also over a reload. Files
# of this host's rooms folder, compiled stories and nothing else; one that no room needs any more is removed.

EDITIONS = "editions"


def keep_edition(folder: Path, story: Story) -> None:
    """Write an edition down, if it is not there yet. Reads and writes files: in a thread.

    Raises:
        OSError: it cannot be written.
    """
    path = _path(folder, story.id, str(story.edition))
    if path.exists():
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_whole(path, msgspec.msgpack.encode(read_all(story)))


def kept_edition(folder: Path, story: str, edition: str) -> Story | None:
    """An edition that was written down; None: there is none, or another version of the program wrote it."""
    try:
        found = msgspec.msgpack.decode(_path(folder, story, edition).read_bytes(), type=Story)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None
    return found if str(found.edition) == edition else None


def tidy_editions(folder: Path, needed: Collection[tuple[str, str]]) -> None:
    """Remove what no room needs. In a thread.

    Args:
        folder: of the rooms.
        needed: story and edition of each room.
    """
    wanted = {_path(folder, story, edition).name for story, edition in needed}
    with contextlib.suppress(OSError):
        for path in (folder / EDITIONS).iterdir():
            if path.name not in wanted and not path.name.startswith("."):
                path.unlink(missing_ok=True)


def _path(folder: Path, story: str, edition: str) -> Path:
    name = hashlib.sha256(f"{story}\n{edition}".encode()).hexdigest()[:32]
    return folder / EDITIONS / name
