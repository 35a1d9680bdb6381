"""What one guest puts into the room's box: answers, doubts, ready, the pace, questions, another side heard.

Whether the room takes it is for the rules; here its ballot is drawn and sent, and the guest's place says so.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Coroutine
from typing import Any

from explainer.messages import _
from explainer.problems import Cannot
from explainer.serve.rooms.live import LiveRoom
from explainer.serve.rooms.mailbox import Mailbox, not_counted
from explainer.workshop import guests, sides
from explainer.workshop.guests import BALLOT, PACE_LASTS, GuestState

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
        self._heard_other = sides.scenes_of(self.guest.tallies)
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
        side = sides.side_of(live.story, scene, kind, key)
        if not side or side == self._heard_first.setdefault(scene, side):
            return
        if scene in self._heard_other or live.state.closed or not live.connected:
            return
        if not self._heard_other:
            self._mail.count(sides.ALL, "1", quietly=True)
        self._heard_other.add(scene)
        self._mail.count(sides.tally_of(scene), "1", quietly=True)
