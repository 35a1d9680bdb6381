"""Coming into a room: the code is looked up, and the door asked."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import msgspec

from explainer.messages import _
from explainer.problems import Cannot, ExplainerError
from explainer.reading.options import ReaderOptions
from explainer.reading.run import Run, begin
from explainer.serve.parking.parked_runs import ParkedRun
from explainer.serve.rooms.follower import RoomGuest
from explainer.serve.rooms.leading.leader_secret import word_hash
from explainer.serve.rooms.leading.leader_ssh import SecretGuest
from explainer.serve.rooms.linear_room import RoomLinearGuest
from explainer.serve.rooms.live import LiveRoom
from explainer.serve.rooms.membership import Membership, Place
from explainer.serve.ssh.guest_terminal import GuestTerminal
from explainer.serve.ssh.handler import NOT_FOUND, Handler, Refusal
from explainer.workshop.commands import UseWord
from explainer.workshop.guests import GuestState
from explainer.workshop.rules import decide
from explainer.workshop.stores.interface import Conflict, StoreError
from explainer.workshop.texts import is_join_word, no_room

if TYPE_CHECKING:
    from explainer.serve.processes.worker_context import WorkerContext
    from explainer.serve.ssh.guest_session import GuestSession
    from explainer.serve.ssh.login import Door

LATER = 75
"""The exit code where it may be right in a minute."""
AT_ONCE = 20
"""Times a word is tried again when others used theirs at the same moment."""


class Entering:
    """A handler until the room is found and its door has opened."""

    def __init__(
        self, host: WorkerContext, line: GuestSession, terminal: GuestTerminal | None, door: Door
    ) -> None:
        self._host = host
        self._line = line
        self._terminal = terminal
        self._door = door
        self._early = b""
        self._no_more_comes = False
        self._over = False

    # `Handler`

    def start(self) -> None:
        hub = self._host.hub
        if hub is None:
            self._not_found()
            return
        live = hub.here(self._door.code) if not self._door.word else None
        if live is not None and self._door.role == "guest" and live.state.door_open:
            self._come_in(live)  # a hall that comes at once waits for no look-up
        else:
            self._line.hold(True)
            self._host.background(self._look())

    def feed(self, data: bytes) -> None:
        self._early = (self._early + data)[: self._host.settings.limits.early_bytes]

    def resize(self, columns: int, rows: int) -> None:
        if self._terminal is not None:
            self._terminal.resize(columns, rows)

    def eof(self) -> None:
        self._no_more_comes = True

    def lost(self) -> None:
        self._over = True

    def tell(self, words: str) -> None:
        """There is nothing yet to say it on."""

    def say_goodbye(self, words: str) -> None:
        self._refuse(words, 0)

    # own

    async def _look(self) -> None:
        try:
            await self._find()
        except ExplainerError as error:
            self._refuse(str(error), LATER)
        except StoreError:
            self._refuse(_("The room is out of reach just now. Try again in a minute."), LATER)
        except Exception as error:
            if not self._over:
                self._over = True
                self._line.failed(error)

    async def _find(self) -> None:
        hub, door = self._host.hub, self._door
        live = await hub.find(door.code) if hub is not None else None
        if live is None:
            self._not_found()
        elif door.role != "guest":
            if self._terminal is None:
                self._refuse(_("This door needs a terminal: connect with -t."), NOT_FOUND)
            elif not self._over:
                self._hand(SecretGuest(self._host, self._line, self._terminal, live, door.role))
        elif said := await self._refusal(live):
            self._refuse(said, NOT_FOUND)
        elif not self._over:
            self._come_in(live)

    async def _refusal(self, live: LiveRoom) -> str:
        """Why the door stays shut; empty: it opens."""
        word = self._door.word
        if word:
            used = await spend(live, word)
            return (
                ""
                if used or live.state.door_open
                else _("That join word was used already, or is none. Ask for another.")
            )
        if live.state.door_open:
            return ""
        said = _("The door of {code} is closed. Ask the leader for a join word, and log in as {code}-WORD.")
        return said.format(code=live.state.code)

    def _come_in(self, live: LiveRoom) -> None:
        self._hand(guest_of(self._host, self._line, self._terminal, live, self._door.argument))

    def _hand(self, handler: Handler) -> None:
        self._over = True
        self._line.become(handler)
        self._line.hold(False)
        if self._early:
            handler.feed(self._early)
        if self._no_more_comes:
            handler.eof()

    def _not_found(self) -> None:
        said = no_room(self._door.code, self._host.settings.code_digits)
        if self._door.respelt:
            said += " " + _("To read alone, log in as reader.")
        self._refuse(said, NOT_FOUND)

    def _refuse(self, words: str, code: int) -> None:
        if not self._over:
            self._over = True
            self._line.become(Refusal(self._line, self._terminal, words, code))


def guest_of(
    host: WorkerContext,
    line: GuestSession,
    terminal: GuestTerminal | None,
    live: LiveRoom,
    reason: str,
    *,
    run: Run | None = None,
    parked: ParkedRun | None = None,
    guest: GuestState | None = None,
) -> Handler:
    """A guest of a room, not yet started.

    Args:
        host, line, terminal: of the guest.
        live: the room.
        reason: why line by line; empty: on a screen.
        run, parked, guest: of one who came back by their phrase.
    """
    member = Membership(host, live, guest, run.language if run is not None else "")
    parked = parked or ParkedRun(host)
    parked.place, member.kept = member.parked, parked.place_changed
    run = member.page(run) if run is not None else first_run(member)
    options = ReaderOptions(member.story, run, resumed=parked.resumed, parked=parked, room=member)
    if parked.resumed:
        parked.moved(run)
    if reason or terminal is None:
        host.counters.linear += 1
        return RoomLinearGuest(host, line, terminal, options, parked, reason, member)
    return RoomGuest(host, line, terminal, options, parked, member)


def first_run(member: Membership) -> Run:
    """The run of one who comes now: the page of now, and nothing of the way that the room came without them."""
    live = member.live
    if live.state.stage is None:
        return begin(live.story)
    run = member.page(live.pages.run)
    seen = () if run.visit.threshold else (run.visit.scene,)
    return msgspec.structs.replace(run, past=(), ahead=(), seen=seen)


class Back(msgspec.Struct, frozen=True):
    """A room to come back to."""

    live: LiveRoom
    guest: GuestState


async def back(host: WorkerContext, place: bytes) -> Back | None:
    """The room of a parked place; None: it is closed, erased, or out of reach, and one reads on alone."""
    try:
        found = msgspec.msgpack.decode(place, type=Place)
        live = await host.hub.enter(found.room) if host.hub is not None else None
    except (msgspec.DecodeError, StoreError):
        return None
    return Back(live, found.guest) if live is not None else None


async def spend(live: LiveRoom, word: str) -> bool:
    """Use up a one-use join word; False: it is none, or was used.

    Two who bring the same word at once: the log takes one of them.

    Raises:
        StoreError: it is not known whether it was used up.
    """
    if not is_join_word(word):
        return False
    wanted = word_hash(live.id, word)
    for _try in range(AT_ONCE):
        state = live.state
        try:
            made = decide(state, live.story, UseWord(wanted), int(time.time()))
        except Cannot:  # it is none of those that are out
            break
        try:
            seq = await live.append(made, expect=state.seq)
        except Conflict:
            await live.reached(state.seq + 1)
            continue
        await live.reached(seq)
        return True
    return False
