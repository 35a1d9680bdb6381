"""A workshop from its beginning to its end: the server, the room, the card, and this terminal as the cockpit."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import msgspec
import psutil  # noqa: F401 - a missing library is told before anything is asked or started

from explainer.export.card import JoinCard, command, to_text, written
from explainer.messages import _
from explainer.problems import Cannot
from explainer.serve.hosting import seat as seats
from explainer.serve.hosting.front_process import FrontProcess, web_answers
from explainer.serve.hosting.local_console import LocalConsole
from explainer.serve.hosting.seat import Seat
from explainer.serve.processes import state_files
from explainer.serve.processes.listening import Address
from explainer.serve.processes.metrics import place_of
from explainer.serve.processes.settings import Settings
from explainer.serve.processes.state_files import write_named
from explainer.serve.rooms.join_card import card_of, reached, web_reached
from explainer.serve.rooms.leading.leader import Leader
from explainer.serve.rooms.lifecycle import open_room
from explainer.serve.rooms.live import LiveRoom
from explainer.serve.rooms.registry import RoomRegistry
from explainer.story.model.structs import Story
from explainer.workshop.events import decode
from explainer.workshop.state import RoomState, fold
from explainer.workshop.stores.interface import RoomRecord, Store, StoreError
from explainer.workshop.texts import FAR
from explainer.workshop.track import plan_of

ROOMS = "rooms"
"""The folder of the rooms, in the state folder; as workers have it."""
HUNG_UP = 129
"""The exit code of a cockpit whose terminal was closed."""


class Wanted(msgspec.Struct, frozen=True):
    """What was asked for."""

    settings: Settings
    """With the address to listen at, its port known, and `reached_at`."""
    story: Story
    plan: str = ""
    """The run sheet's id."""
    headless: bool = False
    as_json: bool = False
    serves: bool = True
    """False: one more room in a store that another server serves."""
    card_file: Path | None = None


class Opened(msgspec.Struct, frozen=True):
    """The room that is led."""

    record: RoomRecord
    seat: Seat
    again: bool
    """It was open already."""


class Evening:
    """One workshop. `say` is data, `narrate` a word about what is going on."""

    def __init__(self, wanted: Wanted, say: Callable[[str], None], narrate: Callable[[str], None]) -> None:
        self._wanted = wanted
        self._settings = wanted.settings
        self._folder = Path(wanted.settings.state)
        self._say = say
        self._narrate = narrate
        self._public = ""
        self._faults: list[str] = []
        self._said_by_server = narrate
        """Where a word of the server goes: to stderr, or into the cockpit."""

    def run(self) -> int:
        """All of it; the exit code.

        Raises:
            Cannot: the server does not start, or the store cannot be reached.
        """
        return asyncio.run(self._run())

    async def _run(self) -> int:
        loop = asyncio.get_running_loop()
        hub = RoomRegistry(
            self._wanted.story, self._settings.rooms, self._folder / ROOMS, loop.time, self._crashed
        )
        try:
            async with self._serving():
                opened = await self._room(hub.store)
                return await (self._stay(opened) if self._wanted.headless else self._lead(hub, opened))
        except StoreError:
            raise Cannot(_("The store of the rooms cannot be reached.")) from None
        finally:
            await hub.close()

    def _crashed(self, error: BaseException) -> None:
        self._faults.append(place_of(error))

    # the server

    @asynccontextmanager
    async def _serving(self) -> AsyncIterator[None]:
        """The server for as long as this lasts; none where another serves."""
        if not self._wanted.serves:
            with contextlib.suppress(Cannot):
                self._public = _public_of(self._folder)
            yield
            return
        self._public = state_files.ensure_host_key(self._folder).public
        at = self._reached()
        front = FrontProcess(self._settings, at, self._server_said)
        await front.start()
        self._narrate(_("ssh {address} answers from here.").format(address=at))
        try:
            await self._try_web()
            yield
        finally:
            await front.stop()

    async def _try_web(self) -> None:
        """Knock at the browser's door too, where it is on the card."""
        at = web_reached(self._settings)
        if at is None:
            if self._settings.web is not None:
                self._narrate(_("Browsers are served on this computer alone: that door is not on the card."))
            return
        answers = await web_answers(at, secure=self._settings.web_secure)
        said = (
            _("web {address} answers from here.")
            if answers
            else _("web {address} does not answer from here.")
        )
        self._narrate(said.format(address=at))

    def _server_said(self, words: str) -> None:
        self._said_by_server(words)

    def _reached(self) -> Address:
        return reached(self._settings) or self._settings.address

    # the room

    async def _room(self, store: Store) -> Opened:
        """The room that was left open here, else a new one."""
        kept = seats.read(self._folder) if self._wanted.serves else None
        if kept is not None and (record := await self._left_open(store, kept)) is not None:
            seat = self._seat(kept.room, kept.secret, kept.token)
            seats.write(self._folder, seat)
            return Opened(record, seat, again=True)
        # who serves a room that is only opened here, and to whom, is not known
        digits = self._settings.code_digits if self._wanted.serves else FAR
        code, secret = await open_room(store, self._wanted.story, self._wanted.plan, digits=digits)
        found = await store.find(code)
        if found is None:
            raise Cannot(_("The room is gone already; try again."))
        seat = self._seat(found.id, secret, secrets.token_hex(16))
        if self._wanted.serves:
            seats.write(self._folder, seat)
        return Opened(found, seat, again=False)

    def _seat(self, room: str, secret: str, token: str) -> Seat:
        at, told = self._reached(), self._settings
        return Seat(
            room, secret, token, at.host, at.port, told.address.host, str(told.web or ""),
            told.tls_cert, told.tls_key, told.insecure_web,
        )  # fmt: skip

    async def _left_open(self, store: Store, kept: Seat) -> RoomRecord | None:
        """The room of a kept seat, where it is still open and of this story and run sheet."""
        record = next((one for one in await store.rooms() if one.id == kept.room), None)
        if record is None or record.story != self._wanted.story.id:
            return None
        state = RoomState()
        for seq, raw in await store.read(record.id, 0):
            event = decode(raw)
            if event is not None:
                state = fold(state, seq, event, self._wanted.story)
        return None if state.closed or state.plan != self._wanted.plan else record

    def _card(self, code: str, title: str) -> JoinCard:
        short = bool(self._wanted.story.in_short)
        return card_of(code, title, self._settings, self._public, in_short=short)

    # without a cockpit

    async def _stay(self, opened: Opened) -> int:
        """Say how one comes in, and serve until told to stop."""
        card = self._card(opened.record.code, self._wanted.story.title)
        if self._wanted.card_file is not None:
            _write(card, self._wanted.card_file)
        if self._wanted.as_json:
            self._say(self._as_json(card, opened.seat.secret))
        else:
            self._tell(card, opened)
        if not self._wanted.serves:
            return 0
        stop, loop = asyncio.Event(), asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            loop.add_signal_handler(number, stop.set)
        await stop.wait()
        return 0

    def _as_json(self, card: JoinCard, secret: str) -> str:
        """The one line that other programs read."""
        web = card.web.partition("://")[2] or None
        told = {"ssh": str(Address(card.host, card.port)), "web": web, "room": card.code, "lead": secret}
        return msgspec.json.encode(told).decode()

    def _tell(self, card: JoinCard, opened: Opened) -> None:
        """The secret on the first line, then what everyone may see."""
        self._say(_("Leader's secret: {secret}").format(secret=opened.seat.secret))
        self._say(_("It leads from elsewhere: {command}").format(command=command(card, "lead")))
        self._say(_("and opens a projector:   {command}").format(command=command(card, "show")))
        self._say("")
        self._say(to_text(card).rstrip("\n"))

    # with a cockpit

    async def _lead(self, hub: RoomRegistry, opened: Opened) -> int:
        from explainer.serve.hosting.cockpit_app import LEFT, Window

        live = await hub.enter(opened.record.id)
        if live is None:
            raise Cannot(_("The room was opened with an edition of the story that is not here any more."))
        window = Window()
        leader = Leader(live, opened.seat.token, changed=window.changed)
        console = LocalConsole(
            leader,
            lambda: self._card(live.state.code, live.state.title),
            changed=window.changed,
            leave=window.leave,
            crashed=self._crashed,
            clock=asyncio.get_running_loop().time,
            secret=opened.seat.secret,
            card_file=self._wanted.card_file,
            serves=self._wanted.serves,
        )
        self._tell(self._card(live.state.code, live.state.title), opened)
        await console.begin()
        console.card_page = 0
        if opened.again:
            leader.message = _("Room {code} was left open here: same step, same chair.").format(
                code=live.state.code
            )
        elif (plan := plan_of(live.story, live.state)) is not None and plan.left_out:
            said = _("Cut to {n} min. Left out: {what}")
            leader.message = said.format(n=plan.minutes, what=" · ".join(plan.left_out))
        self._said_by_server = partial(_into, leader, window.changed)
        try:
            how = await window.run(console, console.look)
        finally:
            self._said_by_server = self._narrate
        console.has_left = True
        if console.erased is False:  # another try may be far off
            hub.erasing.close()
        await console.rest()
        await leader.end(clean=how == LEFT)
        self._faults += window.faults
        self._goodbye(live, console.reports, erased=console.erased is not False)
        return 0 if how == LEFT else HUNG_UP

    def _goodbye(self, live: LiveRoom, reports: tuple[Path, ...], *, erased: bool) -> None:
        code = live.state.code
        if live.state.closed:
            seats.forget(self._folder)
            said = _("Room {code} is closed, and its answers are erased.")
            if not erased:
                said = _("Room {code} is closed; it is erased by the next server that reaches its store.")
            self._narrate(said.format(code=code))
        elif self._wanted.serves:
            said = _("Room {code} stays open: the same command goes on at the same step, for seven days.")
            self._narrate(said.format(code=code))
        else:
            self._narrate(_("Room {code} goes on; its secret leads it.").format(code=code))
        for path in reports:
            self._narrate(_("Written: {file}").format(file=path))
        for place in self._faults:
            self._narrate(_("A fault of our own was noted: {place}.").format(place=place))


def _into(leader: Leader, changed: Callable[[], None], words: str) -> None:
    """A word of the server, on the cockpit."""
    leader.message = words
    changed()


def _public_of(folder: Path) -> str:
    """The host key of a server on this machine that another program started; empty: there is none."""
    return state_files.ensure_host_key(folder).public if (folder / state_files.HOST_KEY_FILE).exists() else ""


def _write(card: JoinCard, file: Path) -> None:
    try:
        write_named(file, written(card, file))
    except OSError as error:
        said = _("{file} cannot be written: {why}.")
        raise Cannot(said.format(file=file, why=error.strerror)) from error
