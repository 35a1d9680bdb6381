"""The sessions of browsers in rooms: one random value in a cookie, and the guest that it stands for.

Each is with one worker at a time, which alone moves it. It is parked under its value like the run of any guest under
their phrase, so that another worker goes on with it when its own was killed.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from explainer.messages import _
from explainer.problems import Cannot, ExplainerError
from explainer.reading.run import Run
from explainer.reading.storage.store import decode
from explainer.reading.storage.updating import fit
from explainer.serve.parking.parked_runs import ParkedRun, Ticket
from explainer.serve.rooms.entering import back
from explainer.serve.rooms.live import LiveRoom
from explainer.serve.web.fragments import PartsMaker
from explainer.serve.web.guest import WebGuest
from explainer.serve.web.session_owner import Elsewhere, Owned, Owning
from explainer.serve.web.take_along import has_phrase

if TYPE_CHECKING:
    from explainer.serve.processes.worker_context import WorkerContext


# Whether what a browser sends comes from a page of this server: nothing else may press a guest's buttons.


def same_origin(headers: Mapping[str, str], *, secure: bool) -> bool:
    """Return whether a request that changes something may come from a page of ours.

    Our pages tell no address onwards, so that browsers say `Origin: null` for their forms (Fetch, 3.2); newer ones
    say beside it where the form stood, wherever a page is trustworthy. What says neither is judged by its token.
    """
    site = headers.get("Sec-Fetch-Site", "")
    if site and site not in ("same-origin", "none"):
        return False
    origin = headers.get("Origin", "")
    if origin in ("", "null"):
        return True
    scheme = "https" if secure else "http"
    return origin == f"{scheme}://{headers.get('Host', '')}"


BYTES = 32
_VALUE = re.compile(r"[A-Za-z0-9_-]{43}")
BEAT = 1.0
SWEEP = 60
"""Beats between two looks for what killed workers left behind."""
WITHOUT_LINE = 4
"""One in so many of a worker's places may be of browsers that keep no line open: those who came first are parked
earlier then, and nobody can fill a server with sessions that do nothing."""


class Session:
    """One that is here."""

    def __init__(self, value: str, guest: WebGuest, owned: Owned) -> None:
        self.value = value
        self.guest = guest
        self._owned = owned

    def release(self) -> None:
        """Another worker may have it now."""
        self._owned.release()


class Sessions:
    """The sessions that one worker has."""

    def __init__(self, host: WorkerContext, maker: PartsMaker) -> None:
        self._host = host
        self._maker = maker
        self.owning = Owning(Path(host.settings.state))
        self._here: dict[str, Session] = {}
        self._opening: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._loop = asyncio.get_running_loop()
        self._beating = self._loop.create_task(self._beat())

    def __len__(self) -> int:
        return len(self._here)

    def begin(self, live: LiveRoom) -> Session:
        """A new guest of a room.

        Raises:
            Cannot: the server is full.
        """
        if self._host.full:
            self._host.counters.turned_away += 1
            raise Cannot(_("Full just now. Try again in a minute."))
        value = secrets.token_urlsafe(BYTES)
        owned = self.owning.take(_name(value))
        assert isinstance(owned, Owned), "a value of 256 random bits was drawn twice"
        parked = ParkedRun(self._host, value, _ticket(value))
        guest = WebGuest(self._host, live, self._maker, parked)
        return self._put(value, guest, owned)

    async def find(self, value: str) -> Session | Elsewhere | None:
        """The session of a cookie: here, at another worker, or none any more."""
        if not _VALUE.fullmatch(value):
            return None
        name = _name(value)
        if (found := self._here.get(name)) is not None:
            return found
        lock = self._opening.get(name) or self._opening.setdefault(name, asyncio.Lock())
        async with lock:
            return self._here.get(name) or await self._take(value, name)

    async def _take(self, value: str, name: str) -> Session | Elsewhere | None:
        owned = self.owning.take(name)
        if isinstance(owned, str):
            return Elsewhere(owned)
        try:
            session = await self._parked(value, owned)
        except BaseException:
            owned.release()
            raise
        if session is None:
            owned.release()
        return session

    async def _parked(self, value: str, owned: Owned) -> Session | None:
        """The session as it was parked."""
        ticket = _ticket(value)
        found = await asyncio.to_thread(self._host.parking.reopen, ticket)
        place = await back(self._host, found.place) if found is not None and found.place else None
        if found is None or place is None:
            return None
        parked = ParkedRun(self._host, value, ticket)
        run = _run(place.live, found.run)
        guest = WebGuest(
            self._host, place.live, self._maker, parked, place.guest, run, has_phrase=has_phrase(found.place)
        )
        self._host.counters.resumed += 1
        return self._put(value, guest, owned)

    def _put(self, value: str, guest: WebGuest, owned: Owned) -> Session:
        session = self._here[_name(value)] = Session(value, guest, owned)
        guest.start()
        self._make_room()
        return session

    def left(self, session: Session) -> None:
        """The guest left the room for good."""
        if self._here.pop(_name(session.value), None) is not None:
            session.release()

    # once a second

    async def _beat(self) -> None:
        beats = 0
        while True:
            await asyncio.sleep(BEAT)
            beats += 1
            try:
                self._let_go()
                if beats % SWEEP == 0:
                    await asyncio.to_thread(self.owning.sweep)
            except Exception as error:
                self._host.crashed(error)

    def _let_go(self) -> None:
        now, limits = self._loop.time(), self._host.settings.limits
        for name, session in list(self._here.items()):
            guest = session.guest
            # A closed room is no place to come back to: who looks away from its last page can still take it along.
            is_brief = guest.had_stream and not guest.live.state.closed
            stays = limits.web_gone_seconds if is_brief else limits.web_here_seconds
            if not guest.streams and now - guest.since > stays:
                self._end(name, dropped=True)

    def _make_room(self) -> None:
        still = [
            (session.guest.since, name) for name, session in self._here.items() if not session.guest.streams
        ]
        most = max(1, self._host.settings.limits.guests // WITHOUT_LINE)
        for _since, name in sorted(still)[: max(0, len(still) - most)]:
            self._end(name, dropped=True)

    def _end(self, name: str, *, dropped: bool) -> None:
        session = self._here.pop(name, None)
        if session is None:
            return
        session.guest.end(dropped=dropped)
        self._host.background(self._release(session))

    async def _release(self, session: Session) -> None:
        """Only once its place is written may another worker go on with it."""
        with contextlib.suppress(Exception):
            await session.guest.parked.settled()
        session.release()

    def hand_over(self) -> None:
        """The worker ends: all of them go on with another one."""
        for name in list(self._here):
            self._end(name, dropped=False)

    async def close(self) -> None:
        """The worker ends now."""
        self._beating.cancel()
        self.hand_over()
        self.owning.close()


def token_of(value: str) -> str:
    """What the forms of a session hold: pages of others do not know it. Nothing can be told from it about the value."""
    return _derived(value, b"form")[:22].decode()


def is_token(value: str, given: str) -> bool:
    return hmac.compare_digest(token_of(value).encode(), given.encode())


def _derived(value: str, what: bytes) -> bytes:
    return base64.urlsafe_b64encode(hmac.digest(value.encode(), what, "sha256"))


def _name(value: str) -> str:
    return _ticket(value).name


def _ticket(value: str) -> Ticket:
    """Return what a session's value opens in the parking: no slow hash is needed for 256 random bits."""
    made = hashlib.sha512(b"explainer web session " + value.encode()).digest()
    return Ticket(made[:32].hex(), made[32:])


def _run(live: LiveRoom, raw: bytes) -> Run | None:
    """A parked run in the room's edition; None: where the room is."""
    try:
        return fit(decode(raw), live.story).run
    except ExplainerError:
        return None
