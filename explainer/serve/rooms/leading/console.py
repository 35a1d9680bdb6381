"""What stands in front of a cockpit and what its keys do, over SSH and in the terminal that opened the room alike.

What a key does to the room is the `Leader`'s; here is only what one who leads has before their eyes: the card, the
help, the run sheet, a question, a line being typed.
"""

from __future__ import annotations

import asyncio
import contextvars
import time
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

import msgspec

from explainer.export.card import JoinCard
from explainer.messages import _
from explainer.paint.cells.rows import Frame
from explainer.paint.cells.style import Profile
from explainer.paint.room.cockpit import body_rows, compose_cockpit, words_of
from explainer.problems import Cannot
from explainer.reading.actions import Action
from explainer.reading.cockpit import CockpitView, QueueRow
from explainer.serve.rooms.join_card import card_pages
from explainer.serve.rooms.keys import ESCAPES, bytes_of, meanings
from explainer.serve.rooms.leading import ask_now, stage_overlay
from explainer.serve.rooms.leading.cockpit_view import Moment, cockpit_view
from explainer.serve.rooms.leading.leader import Leader
from explainer.serve.rooms.leading.panes import HoldPane, MenuPane, Pane, QuestionPane
from explainer.serve.rooms.outages import Network
from explainer.story.model.structs import Story
from explainer.workshop.state import RoomState
from explainer.workshop.stores.interface import StoreError
from explainer.workshop.track import plan_item

LEFT = (b"\x03",)
"""What leaves whatever is in front."""
CLOCK = 1.0
"""Seconds between two looks at the clock."""
TAKEN = 0.08
"""Seconds after which a press that is not done yet shows that it was taken."""


class Console:
    """The screen and keys of one cockpit. Its subclass or maker says how one leaves, and where a report goes."""

    def __init__(
        self,
        leader: Leader,
        card: Callable[[], JoinCard],
        *,
        changed: Callable[[], None],
        leave: Callable[[], None],
        crashed: Callable[[BaseException], None],
        clock: Callable[[], float],
    ) -> None:
        """
        Args:
            leader: whose keys these are.
            card: the join card of now.
            changed: called when the screen is another.
            leave: called when whoever sits here goes.
            crashed: told of what goes wrong behind a key.
            clock: of this process, as the room has it.
        """
        self.leader = leader
        self.live = leader.live
        self._card_of = card
        self._changed = changed
        self._leave = leave
        self._crashed = crashed
        self._clock = clock
        self._network = Network()
        self._working: set[asyncio.Task[None]] = set()
        self._question = ""
        self._answers: dict[bytes, Callable[[], None]] = {}
        """What keys do to the question in front; any other puts it down."""
        self._pane: Pane | None = None
        """What has the keys until it is put away: a line being typed, a question to decide on."""
        self._draft: ask_now.AskPane | None = None
        """The question of one's own that was put aside."""
        self.card_page = -1
        """The page of the join card in front; -1: it is not."""
        self._card_pages = 1
        self._help = False
        self._is_there = asyncio.Event()  # keys wait for it: the page comes before the chair
        self._is_there.set()

    async def begin(self) -> None:
        """Come to the room; sit where the chair is free."""
        self._is_there.clear()
        try:
            await self.leader.begin()
        except StoreError:
            self.leader.message = _("Not connected to the room; it comes back by itself.")
        finally:
            self._is_there.set()
        self._changed()

    async def rest(self) -> None:
        """Wait until what keys began is done."""
        while self._working:
            await asyncio.wait(list(self._working))
            await asyncio.sleep(0)  # a task that is done is taken off in the loop's next turn

    # the screen

    def frame(self, columns: int, rows: int, profile: Profile) -> Frame:
        """The cockpit as it is now."""
        return compose_cockpit(self.view(columns, rows, profile), columns, rows, profile)

    def view(self, columns: int, rows: int, profile: Profile) -> CockpitView:
        """Return what the cockpit shows in a window of that size."""
        view = cockpit_view(self.leader, self._moment())
        if self._pane is not None:
            room = body_rows(view, columns, rows, profile)
            return msgspec.structs.replace(view, card=self._pane.rows(columns - 2, room, profile))
        if self.leader.words and self.card_page < 0:
            told = _("One-use words, a guest each: log in as {code}-WORD.").format(code=self.live.state.code)
            return msgspec.structs.replace(view, card=(told, "", *self.leader.words))
        return self._with_card(view, columns, rows, profile) if self.card_page >= 0 else view

    def _with_card(self, view: CockpitView, columns: int, rows: int, profile: Profile) -> CockpitView:
        room = body_rows(view, columns, rows, profile)
        pages = card_pages(self._card_of(), columns - 2, room, profile)
        self._card_pages = len(pages)
        self.card_page = min(self.card_page, len(pages) - 1)
        said = view.message
        if not said and len(pages) > 1:
            said = _("Card, page {n} of {total}. j turns the page, Esc puts it away.").format(
                n=self.card_page + 1, total=len(pages)
            )
        return msgspec.structs.replace(view, card=pages[self.card_page], message=said)

    def _moment(self) -> Moment:
        now, clock, since = self.leader.now(), self._clock(), self.live.since_unreachable
        self._network.look(clock, self.live.crowd)
        return Moment(
            int(now),
            time.strftime("%H:%M", time.localtime(now)),
            0.0 if since is None else clock - since,
            *self._asked(),
            help=self._help,
            trouble=self._trouble(clock),
        )

    def _asked(self) -> tuple[str, str | None]:
        """Return the question in front of all, and the line that is typed."""
        line = self._pane.line if self._pane is not None and not self._question else None
        return (
            (self._question, None) if line is None or self._pane is None else (self._pane.prompt, line.text)
        )

    def _trouble(self, clock: float) -> tuple[str, ...]:
        """Return what is wrong beside the room itself: what first, then what to do."""
        return self._network.trouble(clock)

    # keys

    def press(self, key: bytes) -> None:
        """One key, as a terminal sends it."""
        if self._answers and key not in LEFT:
            self._answer(key)
        elif self._pane is not None and (key not in LEFT or self._pane.line is not None):
            self._press_pane(key)
        elif key in LEFT:
            self.quit()
        elif key in ESCAPES:
            self._put_down()
        elif (action := meanings("cockpit").get(key)) is not None:
            self.act(action)
        self._changed()

    def _press_pane(self, key: bytes) -> None:
        """A key of what is in front; it may bring another thing there."""
        pane = self._pane
        stays = pane is not None and key not in LEFT and pane.press(key)
        if not stays and self._pane is pane:
            self._pane = None
        if stays is None:
            self.press(key)

    def act(self, action: Action) -> None:
        """Do what a key asks for."""
        self.leader.message = ""
        match action.id:
            case "quit":
                self.quit()
            case "help":
                self._help = not self._help
            case "join-card":
                self.card_page = -1 if self.card_page + 1 >= self._card_pages else self.card_page + 1
            case "close":
                self._put_down()
            case "open" | "lens" | "plan" | ask_now.ASK:
                self._show_at_hand(action.id)
            case "reopen-poll" if self.live.state.polls and self.live.state.uncounted_poll is None:
                self._ask(f"{ask_now.AGAIN}{self.live.state.polls[-1].poll.id}")
            case "approve" | "refuse" | "delete-question" if (row := self._to_read(action)) is not None:
                self._clear()
                self._pane = QuestionPane(self.leader, row, self.do)
            case "hold":
                self._begin_holding()
            case "report":
                self.do(self.report())
            case "close-room":
                self.close_room()
            case _:
                self._clear()
                self._do_or_ask(action)

    def _do_or_ask(self, action: Action) -> None:
        """Do what a key asks for; before a warned scene off the plan it asks first."""
        if question := self.leader.asks_first(action):
            said = _("{question} y leads to its warning, any other key stays.").format(question=question)
            self.ask(said, {"y": lambda: self.do(self.leader.do(action), words_of(action.id))})
        else:
            self.do(self.leader.do(action), words_of(action.id))

    # what the place decides

    def quit(self) -> None:
        """Leave the cockpit."""
        self._leave()

    async def report(self) -> None:
        """Write the report."""
        await self.leader.do(Action("report"))

    def close_room(self) -> None:
        """Ask whether the room is to be closed."""
        self.ask(
            _("Close the room for good? Answers are erased. y closes it, any other key does not."),
            {"y": lambda: self.do(self.leader.close_room())},
        )

    # questions and lines

    def ask(self, question: str, answers: dict[str, Callable[[], None]]) -> None:
        """Put a question in front.

        Args:
            question: with its keys.
            answers: what a key does, under every layout; any other puts the question down.
        """
        self._question = question
        self._answers = {sign: answers[key] for key in answers for sign in bytes_of(key)}

    def _answer(self, key: bytes) -> None:
        chosen = self._answers.get(key) or self._answers.get(key.lower())
        self._put_down_question()
        if chosen is not None:
            chosen()

    def _put_down_question(self) -> None:
        self._question, self._answers = "", {}

    def _begin_holding(self) -> None:
        """Ask for the task; where nobody may be held that is said first, not once it is typed."""
        try:
            self.leader.must_be_free_to_hold()
        except Cannot as cannot:
            self.leader.message = str(cannot)
            return
        item = plan_item(self.live.story, self.live.state)
        self._pane = HoldPane(self.leader, item.hold if item is not None else "", self.do)

    def paste(self, text: str) -> None:
        """Text that came at once: into the line being typed, else nowhere."""
        if self._pane is not None and self._pane.line is not None:
            self._pane.line.add(text)
            self._changed()

    def _to_read(self, action: Action) -> QueueRow | None:
        """The waiting question that is to be decided on: it is shown whole first."""
        row = self.leader.row_for(action)
        return row if row is not None and row.state == "waiting" else None

    def _ask(self, what: str) -> None:
        """Write a question of one's own, or go on with it; or have one shown as guests will see it."""
        self._clear()
        if what == ask_now.DRAFT:
            self._pane = self._draft
            return
        try:
            self._pane = made = ask_now.AskPane(self.leader, what, self.do)
        except Cannot as cannot:
            self.leader.message = str(cannot)
            return
        self._draft = made if made.line is not None else self._draft

    # what is in front

    def _show_at_hand(self, what: str) -> None:
        """The things of this step, the days, the plan, what can be asked; the one that the room has in hand."""
        self._clear()
        draft = self._draft.question if self._draft is not None else ""
        at_hand: dict[str, Callable[[Story, RoomState], tuple[stage_overlay.Choice, ...]]] = {
            "open": stage_overlay.things, "lens": stage_overlay.days, "plan": stage_overlay.scenes,
            ask_now.ASK: partial(ask_now.asks, draft=draft),
        }  # fmt: skip
        try:
            found = at_hand[what](self.live.story, self.live.state)
        except Cannot as cannot:
            self.leader.message = str(cannot)
            return
        self._pane = MenuPane(found, self._take)

    def _take(self, chosen: Action) -> None:
        """Lay it over the page, or ask it."""
        if chosen.id == ask_now.ASK:
            self._ask(chosen.argument)
        else:
            self.do(self.leader.do(chosen), words_of(chosen.id))

    def _clear(self) -> None:
        self.card_page, self._help, self._pane = -1, False, None

    def _put_down(self) -> None:
        """Put away what is in front; where nothing is, what is open for the room."""
        bare = not (self._question or self._help or self.leader.words)
        bare = bare and self.card_page < 0
        self._put_down_question()
        self._clear()
        self.leader.words = ()
        self.leader.message = ""
        stage = self.live.state.stage
        if bare and stage is not None and stage.open:
            self.do(self.leader.do(Action("close")), words_of("close"))

    # work

    def do(self, work: Coroutine[Any, Any, None], name: str = "") -> None:
        """Have it done behind; what goes wrong in it ends this cockpit alone.

        Args:
            work: to be done.
            name: of the key: a press that is not done at once shows that it was taken.
        """
        loop = asyncio.get_running_loop()
        task = loop.create_task(self._once_there(work), context=contextvars.Context())
        self._working.add(task)
        task.add_done_callback(self._done)
        if name:
            loop.call_later(TAKEN, partial(self._taken, task, name))

    async def _once_there(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await self._is_there.wait()
        except asyncio.CancelledError:
            work.close()
            raise
        await work

    def _taken(self, task: asyncio.Task[None], name: str) -> None:
        if not task.done() and not self.leader.message:
            self.leader.message = _("Taken: {name} ...").format(name=name)
            self._changed()

    def _done(self, task: asyncio.Task[None]) -> None:
        self._working.discard(task)
        self._changed()
        if not task.cancelled() and (error := task.exception()) is not None:
            self._crashed(error)
