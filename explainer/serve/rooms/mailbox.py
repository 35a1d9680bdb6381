"""What one guest puts into the room's box: answers, doubts, ready, the pace, questions, another side heard.

Counted is shown only once it is in. Ballot numbers of polls are the guest's (`GuestState`), those of tallies ours.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable, Coroutine
from typing import Any, Protocol

import msgspec

from explainer.messages import _
from explainer.problems import Cannot
from explainer.serve.rooms.live import LiveRoom
from explainer.workshop import guests
from explainer.workshop.guests import BALLOT, PACE_LASTS, GuestState
from explainer.workshop.stores.interface import PollIsClosed, RoomIsGone, StoreError
from explainer.workshop.tallies import (
    OPPOSED,
    PACE_PREFIX,
    opposed_scenes,
    opposed_tally,
    pace_tally,
    side_of,
)


class Owner(Protocol):
    """The guest whose box it is."""

    live: LiveRoom
    guest: GuestState
    kept: Callable[[], None]

    def send(self, work: Coroutine[Any, Any, None]) -> None: ...
    def tell(self) -> None: ...
    def say(self, row: str) -> None: ...


def not_counted() -> str:
    return _("Not counted: the room is out of reach.")


class Mailbox:
    """One guest's."""

    def __init__(self, owner: Owner) -> None:
        self._owner = owner
        self._wanted: dict[str, int] = {}
        """Answers on their way into the box; the newest of each poll."""
        self._refused: set[str] = set()
        self.said: dict[str, str] = {}
        """By poll, why an answer was not taken."""
        self.texts: dict[str, str] = {}
        """What this guest asked, by ticket; in memory alone."""

    # answers

    def answer_of(self, poll: str) -> tuple[int, str]:
        """The guest's own answer from 0, and how far it is: sending, counted, refused; -1 and empty without one."""
        if poll in self._wanted:
            return self._wanted[poll], "sending"
        counted = self._owner.guest.answers.get(poll)
        if counted is not None and counted.isdecimal():
            return int(counted), "counted"
        return -1, "refused" if poll in self._refused else ""

    def answer(self, poll: str, option: int) -> None:
        """Send an answer under the ballot that the guest has; the newest wins."""
        idle = poll not in self._wanted
        self._wanted[poll] = option
        self.said.pop(poll, None)
        self._refused.discard(poll)
        if idle:
            self._owner.send(self._cast(poll))

    async def _cast(self, poll: str) -> None:
        """Until the newest wish of this guest is in the box."""
        owner, said = self._owner, ""
        try:
            while (ballot := owner.guest.ballots.get(poll)) is not None:
                option = self._wanted[poll]
                await owner.live.store.box.cast(owner.live.id, poll, ballot, str(option))
                if poll in owner.guest.ballots:
                    owner.guest = guests.counted(owner.guest, poll, option)
                if self._wanted[poll] == option:
                    break
        except PollIsClosed:
            known = owner.live.state.poll(poll)
            said = guests.too_late(owner.guest, known) if known is not None else _("No poll is open.")
        except StoreError:
            said = not_counted()
        self._wanted.pop(poll, None)
        if said:
            self.said[poll] = said
            self._refused.add(poll)
        owner.tell()

    async def find(self) -> None:
        """What the box holds for one who came back: an answer may have been counted and not been told."""
        owner = self._owner
        for poll, ballot in tuple(owner.guest.ballots.items()):
            try:
                choice = await owner.live.store.box.look(owner.live.id, poll, ballot)
            except StoreError:
                return
            if choice is not None and choice.isdecimal() and poll in owner.guest.ballots:
                owner.guest = guests.counted(owner.guest, poll, int(choice))
                owner.tell()

    def is_back(self, said: str) -> None:
        """The room can be reached again: whoever was refused is told so."""
        for poll in self._refused:
            if self.said.get(poll) == not_counted():
                self.said[poll] = said

    # tallies

    def count(self, name: str, choice: str, *, quietly: bool = False) -> None:
        """Count for a tally.

        Args:
            name: of the tally.
            choice: what is counted; empty: nothing any more.
            quietly: the guest did not ask for it: nothing is said where it cannot be counted.
        """
        held = self._owner.guest.tallies
        ballot = held.get(name) or secrets.token_bytes(BALLOT)
        others = {tally: number for tally, number in held.items() if tally != name}
        self._hold({**others, name: ballot} if choice else others)
        self._owner.send(self._count(name, ballot, choice, quietly))

    def pace(self, how: str) -> None:
        """Count a word on the pace in place of the guest's earlier one; empty: none any more."""
        tally = pace_tally(time.time()) if how else ""
        for older in [
            one for one in self._owner.guest.tallies if one.startswith(PACE_PREFIX) and one != tally
        ]:
            self.count(older, "", quietly=True)
        if tally:
            self.count(tally, how)

    def forget(self, prefix: str, but: str) -> None:
        """Throw away the numbers of tallies that are over; not the one that goes on."""
        held = self._owner.guest.tallies
        self._hold({name: held[name] for name in held if name == but or not name.startswith(prefix)})

    def _hold(self, tallies: dict[str, bytes]) -> None:
        owner = self._owner
        if tallies != owner.guest.tallies:
            owner.guest = msgspec.structs.replace(owner.guest, tallies=tallies)
            owner.kept()

    async def _count(self, name: str, ballot: bytes, choice: str, quietly: bool) -> None:
        live = self._owner.live
        try:
            if choice:
                await live.store.box.cast(live.id, name, ballot, choice)
            else:
                await live.store.box.withdraw(live.id, name, ballot)
        except PollIsClosed:
            return
        except StoreError:
            if not quietly:
                self._owner.say(not_counted())

    # questions

    def ask(self, ticket: bytes, text: str) -> None:
        """Put a question where only the leader sees it."""
        self.texts[ticket.hex()] = text
        self._owner.send(self._ask(ticket, text))

    async def _ask(self, ticket: bytes, text: str) -> None:
        owner, name = self._owner, ticket.hex()
        try:
            await owner.live.store.box.ask(owner.live.id, ticket, text)
        except RoomIsGone:
            return
        except StoreError:
            self.texts.pop(name, None)
            owner.say(_("Not sent: the room is out of reach."))
        else:
            owner.guest = msgspec.structs.replace(owner.guest, asked={**owner.guest.asked, name: "waiting"})
            owner.say(_("Question: sent to the leader only."))


DOUBT = "doubt:"
"""How the tallies of doubted lines and claims begin."""


class Answering:
    """The part of a `Membership` that answers."""

    live: LiveRoom
    guest: GuestState
    kept: Callable[[], None]
    _loop: asyncio.AbstractEventLoop

    def __init__(self) -> None:
        """To be called once `guest` is there."""
        self._where = ""
        """The scene in which the guest roams."""
        self._heard_first: dict[str, str] = {}
        """By scene whose voice they opened first where something is contested; in memory alone."""
        self._heard_other = opposed_scenes(self.guest.tallies)
        """Scenes in which they then opened another."""
        self._mail = Mailbox(self)
        self._ready_seq = 0

    @property
    def follows(self) -> bool:
        raise NotImplementedError

    def tell(self) -> None:
        raise NotImplementedError

    def say(self, row: str) -> None:
        raise NotImplementedError

    def send(self, work: Coroutine[Any, Any, None]) -> None:
        raise NotImplementedError

    def _become(self, guest: GuestState) -> None:
        raise NotImplementedError

    def answer(self, option: int) -> None:
        state = self.live.state
        last = state.open_poll or (state.polls[-1] if state.polls else None)
        name = last.poll.id if last is not None else ""
        guest = guests.answers(self.guest, state, name, option, secrets.token_bytes(BALLOT))
        self._check_reach(not_counted())
        self.guest = guest
        self._mail.answer(name, option)
        self.kept()
        self.tell()

    def _check_reach(self, said: str) -> None:
        if not self.live.connected:
            raise Cannot(said)

    def doubt(self, key: str, on: bool) -> None:
        self._check_reach(not_counted())
        self._mail.count(f"{DOUBT}{key}", "1" if on else "")

    def ready(self, how: str) -> None:
        state = self.live.state
        guest = guests.says_ready(self.guest, state, how)
        self._check_reach(not_counted())
        self._ready_seq = state.mode_seq
        tally = f"ready:{state.mode_seq}"
        self._become(guest)
        self._mail.forget("ready:", but=tally)  # under another number the same guest would be counted twice
        self._mail.count(tally, how)

    def pace(self, how: str) -> None:
        guest = guests.says_pace(self.guest, how, self._loop.time())
        self._check_reach(not_counted())
        self._become(guest)
        self._mail.pace(how)
        self._loop.call_later(PACE_LASTS, self._fade)

    def _fade(self) -> None:
        guest = guests.pace_faded(self.guest, self._loop.time())
        if guest is not self.guest:
            self._become(guest)
            self._mail.pace("")

    def ask(self, text: str) -> None:
        ticket = secrets.token_bytes(BALLOT)
        on_the_way = len(self._mail.texts.keys() - self.guest.asked.keys())
        _asked, plain = guests.asks(self.guest, self.live.state, text, ticket.hex(), on_the_way)
        self._check_reach(_("Not sent: the room is out of reach."))
        self._mail.ask(ticket, plain)

    def opened(self, kind: str, key: str) -> None:
        live, stage = self.live, self.live.state.stage
        scene = (stage.scene if stage is not None else "") if self.follows else self._where
        side = side_of(live.story, scene, kind, key)
        if not side or side == self._heard_first.setdefault(scene, side):
            return
        if scene in self._heard_other or live.state.closed or not live.connected:
            return
        if not self._heard_other:
            self._mail.count(OPPOSED, "1", quietly=True)
        self._heard_other.add(scene)
        self._mail.count(opposed_tally(scene), "1", quietly=True)
