"""A cockpit's place in a room: in the chair or beside it, and how what it decides is written."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable, Coroutine
from random import Random
from typing import Any

from explainer.messages import _
from explainer.problems import Cannot
from explainer.reading.actions import Action
from explainer.reading.cockpit import QueueRow
from explainer.serve.rooms.leader_secret import word_hash
from explainer.serve.rooms.leader_tallies import BoxWatch, Tallies
from explainer.serve.rooms.live import LiveRoom
from explainer.serve.rooms.stage_overlay import OVER, laid_over
from explainer.serve.rooms.stages import item_reached, moved, next_move, next_poll, plan_item, under_plan
from explainer.workshop import commands, disclosure
from explainer.workshop.commands import Command
from explainer.workshop.events import WORDS_OUT, Event, Poll, Result, encode
from explainer.workshop.rules import (
    already_moved,
    code_note,
    decide,
    is_silent,
    newer_edition,
    poll_still_open,
)
from explainer.workshop.state import PollState
from explainer.workshop.stores.interface import CodeTaken, Conflict, PollIsClosed, RoomIsGone, StoreError
from explainer.workshop.texts import new_code, new_join_words

AGAIN = 5
"""Times a command is decided anew when something else was written at the same moment."""

DEAD = 3
"""Seconds without a sign of life, which is told every second, after which a line counts as broken."""
OVERLAP = 2.0
"""Seconds for which the broken line of one who is back already may still have seemed alive."""


class Cockpit:
    """Of one who leads, or sits beside."""

    def __init__(
        self,
        live: LiveRoom,
        token: str = "",
        *,
        changed: Callable[[], None],
        clock: Callable[[], float] = time.time,
    ) -> None:
        """
        Args:
            live: the room.
            token: of this cockpit; empty: a new one. One that comes back with its token is in the same chair.
            changed: called when what is shown is another.
            clock: seconds since the epoch, for the events' times.
        """
        self.live = live
        self.token = token or secrets.token_hex(16)
        self.message = ""
        """What the last key did, or why not."""
        self._watch = BoxWatch(live, changed, self._sit_if_alone)
        self._changed = changed
        self._clock = clock
        self._turn = asyncio.Lock()
        self._unlisten: Callable[[], None] | None = None
        self._knows = False
        """Was told of a newer edition."""
        self.is_alive = True
        """Its line gives signs of life; whoever holds the line says when it does not."""
        self._came_at = 0.0
        self._may_sit = True
        """Came while the chair was taken: sits by itself as soon as it is silent and nobody else is beside it."""

    # its life

    async def begin(self) -> None:
        """Come to the room, and sit if the chair is empty or silent.

        Raises:
            Unreachable: the store cannot be reached.
        """
        live = self.live
        self._came_at = live.clock()
        live.watchers.add(self)
        self._unlisten = live.listen(self)
        self._watch.start()
        await live.tell_presence()
        await self.sit()
        self._say_superseded()

    async def sit(self) -> None:
        """Take the chair if it is this cockpit's own, empty, or silent for long."""
        state = self.live.state
        if state.closed or state.holder == self.token:
            return
        await self._append(commands.Sit(self.token, self.silent_for), quietly=True)

    async def end(self, *, clean: bool) -> None:
        """Go; clean: the leader left, the line did not break. Only then the chair is empty at once."""
        if self._unlisten is None:
            return
        self._unlisten()
        self._unlisten = None
        self._watch.stop()
        self.live.watchers.discard(self)
        if clean and not self.live.state.closed:
            await self._append(commands.Leave(self.token), quietly=True)

    # `Listener`

    def changed(self, news: tuple[Event, ...]) -> None:
        if news:
            self._watch.room_changed()
        self._say_superseded()
        self._changed()

    def _say_superseded(self) -> None:
        """Once, when no key has said anything that would be lost by it."""
        if self.live.is_superseded and not self._knows and not self.message:
            self._knows = True
            self.message = newer_edition()

    def behind(self, seq: int) -> bool:
        return False

    @property
    def tallies(self) -> Tallies:
        """What may be told of the box."""
        return self._watch.tallies

    def now(self) -> float:
        """Seconds since the epoch, as the room's events have them."""
        return self._clock()

    # the chair

    @property
    def leads(self) -> bool:
        return self.live.state.holder == self.token

    @property
    def silent_for(self) -> int:
        """Seconds since the last sign of life of the chair's line, as far as this worker has listened."""
        return self.live.chair_silent_for

    @property
    def others(self) -> int:
        """Other cockpits that are here."""
        return len(self.live.crowd.cockpits - {self.token})

    # what it decides

    async def _append(self, command: Command, *, quietly: bool = False) -> None:
        """Decide on the state of now, write, and wait until it has come back.

        Where something else was written at the same moment, such as a join word that was used, it is decided anew;
        not where the room itself moved: of two who move at once one does.

        Raises:
            Cannot: the room's rules do not allow it.
            Conflict: others moved first.
            Unreachable: it is not known whether it was written.
        """
        try:
            for _try in range(AGAIN):
                if await self._tried(command):
                    return
            raise Conflict
        except (Cannot, StoreError):
            if not quietly:
                raise

    async def _tried(self, command: Command) -> bool:
        """Whether it was written; False: something came between."""
        live, state = self.live, self.live.state
        made = decide(state, live.story, command, int(self._clock()), self.token)
        if not made:
            return True
        try:
            await live.reached(await live.append(made, expect=state.seq))
        except Conflict:
            await live.reached(state.seq + 1)
            if isinstance(command, commands.Move) and live.state.stage != state.stage:
                raise
            return False
        return True

    async def _sit_if_alone(self) -> None:
        """Whoever led and is back over a broken line is in the chair again, if nobody has taken it.

        Nobody has a name: it is whoever brings the secret once the chair's line is dead, and was not there before.
        Beside another they sit after three seconds; those who were beside all along need ten and a key. And whoever
        finds nobody beside sits once the chair is silent.
        """
        state = self.live.state
        if self.leads:
            self._may_sit = False
        if not self._may_sit or state.closed:
            return
        free = not state.holder or is_silent(self.silent_for)
        if self._is_back or (free and not self.others):
            self._may_sit = False
            await self._append(commands.Sit(self.token, self.silent_for, self._is_back), quietly=True)

    @property
    def _is_back(self) -> bool:
        came_after = self._came_at >= self.live.chair_seen_at - OVERLAP
        return bool(self.live.state.holder) and came_after and self.silent_for >= DEAD


# Who leads, or sits beside: keys become commands, commands events; what the box and the counters may tell is
# fetched. Front ends drive a `Leader`: a cockpit over SSH, and the terminal that opened the room.

MOVES = ("next", "back", "forward", "choose", "consent", "go", "trail", "fork")
WORDS = 10
"""One-use words made at a time."""
TRIES = 50
"""Codes that are drawn; with a million of them, one that is taken is rare."""
ERASED_AFTER = 3.0
"""Seconds after the close in which guests get the last word, before the room is erased."""


class Leader(Cockpit):
    """One cockpit's part in a room. Public calls are made one after the other, in the order they came."""

    def __init__(
        self,
        live: LiveRoom,
        token: str = "",
        *,
        changed: Callable[[], None],
        clock: Callable[[], float] = time.time,
        random: Random | None = None,
    ) -> None:
        """As `Cockpit`.

        Args:
            live, token, changed, clock: as there.
            random: where codes and words come from; None: the system's.
        """
        super().__init__(live, token, changed=changed, clock=clock)
        self.words: tuple[str, ...] = ()
        """One-use words just made, to be handed out; in memory alone."""
        self.chosen = 0
        """The row of the queue in hand."""
        self._random = random or secrets.SystemRandom()

    # what a key does

    async def do(self, action: Action) -> None:
        """Do what a key asks for; `message` says what came of it."""
        await self._told(self._do(action))

    async def _told(self, work: Coroutine[Any, Any, str]) -> None:
        """Have `message` say what came of some work, or why nothing did."""
        async with self._turn:
            try:
                self.message = await work
            except Cannot as cannot:
                self.message = str(cannot)
            except Conflict:
                self.message = already_moved()
            except (
                PollIsClosed,
                RoomIsGone,
            ):  # a leader's own poll is closed by its box only where its room is gone
                self.message = _(
                    "The store has this room no longer: nothing was done. A new one can be opened."
                )
            except StoreError:
                self.message = _("Not connected to the room: it may not be done. Look once it is back.")
        self._changed()

    async def _do(self, action: Action) -> str:
        if action.id in MOVES:
            return await self._move(action)
        if action.id in ("next-reference", "previous-reference"):
            self.choose_row(1 if action.id == "next-reference" else -1)
            return ""
        if action.id in OVER:
            return await self._lay(action)
        doing = _DOING.get(action.id)
        if doing is None:
            raise Cannot(_("This key does nothing here."))
        return await doing(self)

    async def _move(self, action: Action) -> str:
        live, before = self.live, self.live.state
        move = next_move(live.story, before) if action.id == "next" else action
        stage, how = moved(live.story, before, move)
        await self._append(commands.Move(under_plan(live.story, before, stage), how))
        await self._begin_item()
        self.words = ()
        poll = live.state.open_poll
        if action.id == "next" and stage.bridge:
            return _("Gone round a warned scene; back stands on its warning.")
        if poll is None:
            return ""
        split = self.tallies.split
        return poll_still_open(split.number if split is not None else 0)

    async def _lay(self, action: Action) -> str:
        """Open a thing over the page of now, close it, or have the room read as known on a day."""
        live = self.live
        await self._append(commands.Move(laid_over(live.story, live.state, action), "here"))
        if action.id == "open":
            return _("Opened for all who follow; Esc closes it.")
        return _("Closed for the room.") if action.id == "close" else ""

    async def _begin_item(self) -> None:
        """The run sheet's item to which the room has come begins by itself; pauses are begun by a key."""
        item = item_reached(self.live.story, self.live.state)
        if item is not None:
            await self._append(commands.PlanItem(item), quietly=True)

    # polls

    async def _poll(self) -> str:
        """Open the next poll, or close the open one."""
        if self.live.state.open_poll is not None:
            return await self._close_poll()
        await self._append(commands.OpenPoll(self.next_poll()))
        return _("The poll is open.")

    def next_poll(self) -> Poll:
        """The plan's next poll here; without one that of this scene, or a vote on the way from here.

        Raises:
            Cannot: there is nothing to ask here.
        """
        return next_poll(self.live.story, self.live.state)

    async def _close_poll(self) -> str:
        poll = self.live.state.open_poll
        if poll is None:
            raise Cannot(_("No poll is open."))
        result = await self.result_of(poll)
        await self._append(commands.ClosePoll(result))
        await self._settled(poll)
        return (
            _("Ask aloud, and decide: fewer than five answered.") if result.few else _("The poll is closed.")
        )

    async def _reveal(self) -> str:
        poll = self.live.state.open_poll
        result = await self.result_of(poll) if poll is not None else None
        await self._append(commands.Reveal(result=result))
        if poll is not None:
            await self._settled(poll)
        return _("Shown to the room.")

    async def result_of(self, poll: PollState) -> Result:
        """Close an open poll's box for good and count it. A second call counts the same: a killed one can be finished.

        Raises:
            Unreachable: it is not known whether it was closed.
        """
        live = self.live
        self._must_lead()
        totals = await live.store.box.close(live.id, poll.poll.id)
        await live.tell_presence()  # the figures of a worker that was busy for seconds are too old to count
        crowd = await live.look_around()
        return disclosure.result(disclosure.by_option(totals, len(poll.poll.options)), crowd.connected)

    async def _settled(self, poll: PollState) -> None:
        await self.live.store.box.settled(self.live.id, poll.poll.id)

    def _must_lead(self) -> None:
        if not self.leads:
            raise Cannot(_("You sit beside: the moves are the chair's."))

    # the room

    async def _let_roam(self) -> str:
        await self._append(commands.LetRoam())
        return _("Everyone may go where they like.")

    async def _call_back(self) -> str:
        await self._append(commands.CallBack())
        return _("Those who roam are asked back; say it aloud too.")

    def must_be_free_to_hold(self) -> None:
        """Look whether people may be held now.

        Raises:
            Cannot: not here, or not by this cockpit; the sentence says which.
        """
        decide(self.live.state, self.live.story, commands.Hold(""), int(self._clock()), self.token)

    async def hold(self, task: str) -> None:
        """Hold everyone on a task; `message` says what came of it."""
        await self._told(self._hold(task))

    async def _hold(self, task: str) -> str:
        await self._append(commands.Hold(task))
        return _("Held until they tick; r or c lets all go.")

    async def _show_warned(self) -> str:
        stage = self.live.state.stage
        await self._append(commands.ShowWarned(not (stage is not None and stage.show_warned)))
        return ""

    async def _mute(self) -> str:
        await self._append(commands.Mute(not self.live.state.muted))
        return _("Questions are paused.") if self.live.state.muted else _("Questions are open again.")

    async def _hand_over(self) -> str:
        await self._append(commands.Offer(self.token, self.others > 0))
        offered = self.live.state.chair_offered
        return (
            _("The chair is offered: the other takes it with L.")
            if offered
            else _("The offer is taken back.")
        )

    async def _lead(self) -> str:
        await self._append(commands.Take(self.token, self.silent_for))
        return _("You lead.")

    # the door

    async def _close_door(self) -> str:
        await self._append(commands.SetDoor(not self.live.state.door_open))
        return (
            _("The door is open.")
            if self.live.state.door_open
            else _("The door is closed; a join word opens it.")
        )

    async def _change_code(self) -> str:
        self._must_lead()
        live = self.live
        for _try in range(TRIES):
            code = new_code(self._random)
            made = decide(live.state, live.story, commands.NewCode(code), int(self._clock()), self.token)
            raw = [encode(event) for event in made]
            try:
                seq = await live.store.change_code(live.id, code, raw, expect=live.state.seq)
            except CodeTaken:
                continue
            await live.reached(seq)
            return code_note()
        raise Cannot(_("No free code was found; this one stays."))

    async def _join_words(self) -> str:
        live = self.live
        words = new_join_words(self._random, WORDS)
        out = (*live.state.join_words, *(word_hash(live.id, word) for word in words))[-WORDS_OUT:]
        await self._append(commands.NewWords(tuple(dict.fromkeys(out))))
        self.words = words
        return _("For one guest each; hand them out on paper.")

    async def close_room(self, *, erase: bool = True) -> None:
        """Close the room for good; `message` says what came of it.

        Args:
            erase: the room's data soon after; False: whoever calls sees to it.
        """
        await self._told(self._close_room(erase))

    async def _close_room(self, erase: bool) -> str:
        poll = self.live.state.open_poll
        result = await self.result_of(poll) if poll is not None else None
        await self._append(commands.CloseRoom(result))
        self.message = said = _("The room is closed.")
        self._changed()
        if erase:
            done = await self.live.erasing.erase(self.live.id, ERASED_AFTER)
            return said if done else _("The room is closed. Erasing it is tried again until it is done.")
        return said

    async def _report(self) -> str:
        raise Cannot(_("The report is written on the machine that opened the room."))

    async def plan_item(self, item: int) -> None:
        """An item of the plan begins, with its day over the page of now."""
        await self._told(self._begin(item))

    async def _begin(self, item: int) -> str:
        await self._append(commands.PlanItem(item))
        live, begun = self.live, plan_item(self.live.story, self.live.state)
        if live.state.stage is not None and begun is not None and live.state.stage.lens != begun.lens:
            await self._lay(Action("lens", begun.lens))
        return ""

    # questions

    @property
    def queue(self) -> tuple[QueueRow, ...]:
        """Waiting ones oldest first, then those approved, answered ones last."""
        known = sorted(self.live.state.questions, key=lambda question: question[2])
        return (
            *self.tallies.waiting,
            *(QueueRow(name, text, "answered" if done else "approved") for name, text, done in known),
        )

    def choose_row(self, by: int) -> None:
        """Another row of the queue is in hand."""
        self.chosen = min(max(0, self.chosen + by), max(0, len(self.queue) - 1))

    def _in_hand(self) -> QueueRow:
        queue = self.queue
        if not queue:
            raise Cannot(_("No question waits."))
        return queue[min(self.chosen, len(queue) - 1)]

    async def _approve(self) -> str:
        row = self._in_hand()
        if row.state == "waiting":
            await self._append(commands.Approve(row.id, row.text))
            await self._settle(row)
            return _("The room reads it.")
        await self._append(commands.Answered(row.id))
        return _("Marked as answered.")

    async def _show_question(self) -> str:
        row = self._in_hand()
        await self._append(commands.ShowQuestion(row.id))
        stage = self.live.state.stage
        if stage is not None and stage.question == row.id:
            return _("On the projector until the next move, or the same key.")
        return _("Taken off the projector.")

    async def _refuse(self) -> str:
        row = self._in_hand()
        await self._append(commands.Refuse(row.id))
        await self._settle(row)
        return _("Not taken up; its asker alone is told.")

    async def _delete_question(self) -> str:
        row = self._in_hand()
        await self._append(commands.Delete(row.id))
        if row.state == "waiting":
            await self._settle(row)
        return _("Deleted.")

    async def _settle(self, row: QueueRow) -> None:
        await self.live.store.box.settle(self.live.id, bytes.fromhex(row.id))
        self._watch.settled(row.id)


_DOING = {
    "poll": Leader._poll,
    "reveal": Leader._reveal,
    "close-poll": Leader._close_poll,
    "let-roam": Leader._let_roam,
    "call-back": Leader._call_back,
    "show-warned": Leader._show_warned,
    "mute": Leader._mute,
    "hand-over": Leader._hand_over,
    "lead": Leader._lead,
    "close-door": Leader._close_door,
    "change-code": Leader._change_code,
    "join-words": Leader._join_words,
    "report": Leader._report,
    "approve": Leader._approve,
    "show-question": Leader._show_question,
    "refuse": Leader._refuse,
    "delete-question": Leader._delete_question,
}
