"""A cockpit over SSH: painted rows, and the keys of the registry's cockpit; what they do is the `Leader`'s."""

from __future__ import annotations

import asyncio
import codecs
import contextvars
import time
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

from explainer.messages import _
from explainer.paint.cockpit import compose_cockpit
from explainer.reading.actions import Action
from explainer.serve.outbox import Shown
from explainer.serve.painted_guest import PaintedGuest
from explainer.serve.rooms.asking import plan_item
from explainer.serve.rooms.cockpit_showing import Moment, cockpit_view, plan_rows
from explainer.serve.rooms.joining import join_card
from explainer.serve.rooms.keys import keys_in, meanings
from explainer.serve.rooms.leading import Leader
from explainer.serve.rooms.live import LiveRoom
from explainer.serve.terminal import GuestTerminal
from explainer.workshop.store import StoreError
from explainer.workshop.texts import TASK, tidy

if TYPE_CHECKING:
    from explainer.serve.host import Host
    from explainer.serve.session import GuestSession

ESCAPES = (b"\x1b", b"\x1b[27u")
BEGINS = (b"\r", b"\n")
"""What begins the item in hand of the run sheet."""
RUBS = (b"\x7f", b"\x08")
LEFT = (b"\x03",)
"""What leaves whatever is in front."""
CLOCK = 1.0
"""Seconds between two looks at the clock."""


class CockpitGuest(PaintedGuest):
    """The handler of a leader, or of one who sits beside."""

    def __init__(self, host: Host, line: GuestSession, terminal: GuestTerminal, live: LiveRoom) -> None:
        super().__init__(host, line, terminal)
        self._live = live
        self._leader = Leader(live, changed=self._outbox.dirty)
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._working: set[asyncio.Task[None]] = set()
        self._question = ""
        self._typing: str | None = None
        """The line being typed: the task on which people are held."""
        self._closing_room = False
        self._card = False
        self._help = False
        self._item: int | None = None
        """The item in hand of the run sheet in front; None: it is not."""
        self._left_well = False

    @property
    def stays(self) -> bool:
        """Thinking is not silence."""
        return not self._live.state.closed

    def start(self) -> None:
        super().start()
        self._do(self._begin())
        self._tick()

    async def _begin(self) -> None:
        try:
            await self._leader.begin()
        except StoreError:
            self._leader.message = _("Not connected to the room; it comes back by itself.")
        self._outbox.dirty()

    def _tick(self) -> None:
        self._outbox.dirty()
        self._later("clock", CLOCK, self._tick)

    # `PaintedGuest`

    def tell(self, words: str) -> None:
        self._leader.message = words
        self._outbox.dirty()

    def _now(self) -> Shown | None:
        self._ask()
        terminal = self._terminal
        view = cockpit_view(self._leader, self._moment())
        frame = compose_cockpit(view, terminal.columns, terminal.rows, terminal.profile)
        return Shown(frame.rows, frame.cursor, frame.title)

    def _moment(self) -> Moment:
        since = self._live.since_unreachable
        now = time.time()
        return Moment(
            int(now),
            time.strftime("%H:%M", time.localtime(now)),
            0.0 if since is None else self._host.clock() - since,
            self._question,
            self._typing,
            self._rows_in_front(),
            self._help,
        )

    def _rows_in_front(self) -> tuple[str, ...]:
        if self._item is not None:
            return plan_rows(self._live.story, self._live.state, self._item)
        return self._card_rows() if self._card or self._leader.words else ()

    def _card_rows(self) -> tuple[str, ...]:
        code, words = self._live.state.code, self._leader.words
        if not words or self._card:
            return join_card(code, self._host.settings)
        told = _("One-use words, a guest each: log in as {code}-WORD.").format(code=code)
        return (told, "", *words)

    # keys

    def _typed(self, typed: bytes) -> None:
        if self._ending is not None:
            return
        for key in keys_in(typed):
            if self._ending is None:
                self._press(key)
        if typed:
            self._outbox.dirty()

    def _press(self, key: bytes) -> None:
        if key in LEFT:
            self._go()
        elif self._typing is not None:
            self._write(key)
        elif self._closing_room:
            self._answer_closing(key)
        elif key in ESCAPES:
            self._put_down()
        elif self._item is not None and key in BEGINS:
            item, self._item = self._item, None
            self._do(self._leader.plan_item(item))
        else:
            action = meanings("cockpit").get(key)
            if action is not None:
                self._act(action)

    def _act(self, action: Action) -> None:
        leader = self._leader
        leader.message = ""
        match action.id:
            case "quit":
                self._go()
            case "help":
                self._help = not self._help
            case "join-card":
                self._card = not self._card
            case "close":
                self._put_down()
            case "plan":
                self._show_plan()
            case "next-reference" | "previous-reference" if self._item is not None:
                self._choose_item(1 if action.id == "next-reference" else -1)
            case "hold":
                self._question = _("What is to be done? Enter holds everyone on it, Esc does not.")
                item = plan_item(self._live.story, self._live.state)
                self._typing = item.hold if item is not None else ""
            case "close-room":
                self._question = _(
                    "Close the room for good? Answers are erased. y closes it, any other key does not."
                )
                self._closing_room = True
            case _:
                self._card = self._help = False
                self._item = None
                self._do(leader.do(action))

    def _show_plan(self) -> None:
        state, plan = self._live.state, self._live.story.plans.get(self._live.state.plan)
        if plan is None:
            self._leader.message = _("This room has no plan.")
        else:
            self._item = None if self._item is not None else max(state.plan_item, 0)

    def _choose_item(self, by: int) -> None:
        plan = self._live.story.plans.get(self._live.state.plan)
        if plan is not None and self._item is not None:
            self._item = min(max(0, self._item + by), len(plan.items) - 1)

    def _put_down(self) -> None:
        self._card = self._help = False
        self._item = None
        self._leader.words = ()
        self._leader.message = ""

    def _write(self, key: bytes) -> None:
        """One key of the line that is typed."""
        assert self._typing is not None
        if key in ESCAPES:
            self._question, self._typing = "", None
        elif key in (b"\r", b"\n"):
            task, self._question, self._typing = self._typing, "", None
            self._do(self._leader.hold(task))
        elif key in RUBS:
            self._typing = self._typing[:-1]
        elif not key.startswith(b"\x1b"):
            self._typing = tidy(f"{self._typing}{self._decoder.decode(key)}", TASK) + (
                " " if key == b" " and len(self._typing) < TASK else ""
            )

    def _answer_closing(self, key: bytes) -> None:
        self._question, self._closing_room = "", False
        if key in (b"y", b"Y", "н".encode(), "Н".encode()):
            self._do(self._leader.close_room())

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        """Have it done; what goes wrong in it ends this cockpit alone."""
        task = self._loop.create_task(work, context=contextvars.Context())
        self._working.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._working.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._host.crashed(error)
            self._apologise()

    # the end

    def _go(self) -> None:
        self._left_well = True
        self._leave(_("The room stays open. Log in again with the secret to lead it."), 0)

    def _left(self) -> None:
        self._host.background(self._leader.end(clean=self._left_well))
