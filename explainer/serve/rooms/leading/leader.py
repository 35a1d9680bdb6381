"""Who leads, or sits beside: keys become commands, commands events; what the box and the counters may tell is fetched.

Front ends drive a `Leader`: a cockpit over SSH, and the terminal that opened the room.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from random import Random

from explainer.messages import _
from explainer.problems import Cannot
from explainer.reading.actions import Action
from explainer.reading.cockpit import QueueRow
from explainer.serve.rooms.leading.leader_commands import Situation, command_of
from explainer.serve.rooms.leading.leader_polls import PollLeader
from explainer.serve.rooms.leading.leader_secret import word_hash
from explainer.serve.rooms.leading.leader_tallies import sums_of
from explainer.serve.rooms.live import LiveRoom
from explainer.serve.rooms.stages import How, moved, onward, under_plan
from explainer.workshop import commands
from explainer.workshop.events import WORDS_OUT, Stage, encode
from explainer.workshop.report import Report, report_of
from explainer.workshop.rules import code_note, decide, poll_still_open
from explainer.workshop.stores.interface import CodeTaken, StoreError
from explainer.workshop.texts import new_code, new_join_words
from explainer.workshop.track import Ahead, ahead, is_off, item_reached, plan_item, plan_of

MOVES = ("next", "back", "forward", "choose", "consent", "go", "trail", "fork")
QUESTIONS = ("approve", "mark-answered", "refuse", "delete-question", "show-question")
"""Actions about a question of the room: the one in hand, or that of the action's argument."""
WORDS = 10
"""One-use words made at a time."""
TRIES = 50
"""Codes that are drawn; with a million of them, one that is taken is rare."""
ERASED_AFTER = 3.0
"""Seconds after the close in which guests get the last word, before the room is erased."""


class Leader(PollLeader):
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
        """As `PollLeader`.

        Args:
            live, token, changed, clock: as there.
            random: where codes and words come from; None: the system's.
        """
        super().__init__(live, token, changed=changed, clock=clock)
        self.words: tuple[str, ...] = ()
        """One-use words just made, to be handed out; in memory alone."""
        self._in_hand = ("", 0)
        """The question of the queue in hand, by id, and the row where it was last."""
        self._random = random or secrets.SystemRandom()

    # what a key does

    async def do(self, action: Action) -> None:
        """Do what a key asks for; `message` says what came of it."""
        await self._told(self._do(action))

    async def _do(self, action: Action) -> str:
        if action.id == "next":
            return await self._go_on(ahead(self.live.story, self.live.state))
        if action.id in MOVES:
            return await self._move(action)
        if action.id in ("next-reference", "previous-reference"):
            self.choose_row(1 if action.id == "next-reference" else -1)
            return ""
        match action.id:
            case "poll" if self.live.state.uncounted_poll is None:
                return await self._open_poll(self.next_poll())
            case "poll" | "close-poll":
                return await self._close_poll()
            case "reopen-poll":
                return await self._reopen_poll()
            case "reveal":
                return await self._reveal()
            case "plan":
                return await self._jump(action.argument)
            case "change-code":
                return await self._change_code()
            case "join-words":
                return await self._join_words()
            case "report":
                raise Cannot(_("The report is written on the machine that opened the room."))
        row = self.row_for(action)
        command, said = command_of(
            action, Situation(self.live.story, self.live.state, self.token, self.others, self.silent_for, row)
        )
        await self._append(command)
        if isinstance(command, commands.Approve | commands.Refuse | commands.Delete):
            assert row is not None
            if row.state == "waiting":
                await self.live.store.box.settle(self.live.id, bytes.fromhex(row.id))
                self._watch.settled(row.id)
        return said

    async def _go_on(self, to: Ahead | None) -> str:
        """One key goes on: along the plan, or along the story where the room has none."""
        live = self.live
        if to is None or to.kind in ("step", "scene", "vote", "back"):
            stage, how = onward(live.story, live.state, to)
            return await self._staged(stage, how, None if to is None else to.item)
        if to.kind == "end":
            raise Cannot(_("The plan ends here. P goes back to any scene of it."))
        await self._begin(to.item)
        match to.kind:
            case "ask":
                await self._count_paused()
                return await self._open_poll(self.next_poll())
            case "show":
                return await self._reveal()
            case "close":
                return await self._close_poll()
            case "roam" | "call":
                return await self._do(Action("let-roam" if to.kind == "roam" else "call-back"))
            case "hold":
                item = plan_item(live.story, live.state)
                return await self._do(Action("hold", item.hold if item is not None else ""))
        return ""

    async def _move(self, action: Action) -> str:
        live = self.live
        stage, how = moved(live.story, live.state, action)
        item = item_reached(live.story, live.state, stage.scene)
        return await self._staged(under_plan(live.story, live.state, stage, item), how, item)

    async def _staged(self, stage: Stage, how: How, item: int | None) -> str:
        """Turn the page; the plan's item to which it belongs begins with it."""
        poll = self.live.state.open_poll
        await self._append(commands.Move(stage, how, item))
        self.words = ()
        if stage.bridge:
            return _("Gone round a warned scene; back stands on its warning.")
        if poll is None:
            return ""
        split = self.tallies.split
        return poll_still_open(split.number if split is not None else 0)

    async def _jump(self, to: str) -> str:
        """To an item of the plan, as `3`, or to a scene of it, as `3:the-square`."""
        live, plan = self.live, plan_of(self.live.story, self.live.state)
        number, _colon, scene = to.partition(":")
        if plan is None:
            raise Cannot(_("This room has no plan."))
        at = int(number) if number.isdecimal() else len(plan.items)
        if at >= len(plan.items) or (scene and scene not in plan.items[at].all_scenes):
            raise Cannot(_("The plan does not have this."))
        scene = scene or (plan.items[at].scenes[0] if plan.items[at].scenes else "")
        if not scene:
            await self._begin(at)
            return ""
        stage, how = moved(live.story, live.state, Action("go", scene))
        return await self._staged(under_plan(live.story, live.state, stage, at), how, at)

    async def _begin(self, item: int) -> None:
        """An item of the plan begins, with its day over the page of now."""
        live = self.live
        if item == live.state.plan_item:
            return
        await self._append(commands.PlanItem(item))
        begun = plan_item(live.story, live.state)
        if live.state.stage is not None and begun is not None and live.state.stage.lens != begun.lens:
            await self._do(Action("lens", begun.lens))

    def asks_first(self, action: Action) -> str:
        """The question before a move to a warned scene that the plan does not hold; empty: it is made at once.

        It is asked once: the warning then stands there, and the room has been told.
        """
        live, state = self.live, self.live.state
        if action.id not in MOVES or action.id == "next" or not self.leads:
            return ""
        try:
            stage, _how = moved(live.story, state, action)
        except Cannot:
            return ""  # the key itself says why
        known = any(scene == stage.scene for scene, _at, _seq in state.hist)
        if not stage.threshold or known or not is_off(live.story, state, stage.scene):
            return ""
        title = live.story.scenes[stage.scene].title
        return _("Off the plan, and warned: {title}.").format(title=title)

    # the room

    def must_be_free_to_hold(self) -> None:
        """Look whether people may be held now.

        Raises:
            Cannot: not here, or not by this cockpit; the sentence says which.
        """
        decide(self.live.state, self.live.story, commands.Hold(""), int(self._clock()), self.token)

    async def hold(self, task: str) -> None:
        """Hold everyone on a task; `message` says what came of it."""
        await self.do(Action("hold", task))

    # the door

    async def _change_code(self) -> str:
        self._must_lead()
        live = self.live
        for _try in range(TRIES):
            code = new_code(self._random, len(live.state.code.partition("-")[2]))
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
        poll = self.live.state.uncounted_poll
        result = await self.result_of(poll) if poll is not None else None
        await self._append(commands.CloseRoom(result))
        self.message = said = _("The room is closed.")
        self._changed()
        if erase:
            done = await self.live.erasing.erase(self.live.id, ERASED_AFTER)
            return said if done else _("The room is closed. Erasing it is tried again until it is done.")
        return said

    async def report(self) -> Report:
        """The room as it is now, to keep.

        Raises:
            Cannot: it is not the chair's, or the store is out of reach.
        """
        if not self.leads:
            raise Cannot(_("You sit beside: the report is the chair's to make."))
        try:
            sums = await sums_of(self.live, self.live.crowd.connected)
        except StoreError:
            raise Cannot(_("Not connected to the room: no report was made.")) from None
        return report_of(self.live.state, self.live.story, sums, int(self.now()))

    # questions

    @property
    def queue(self) -> tuple[QueueRow, ...]:
        """Waiting ones oldest first, then those approved, answered ones last."""
        known = sorted(self.live.state.questions, key=lambda question: question[2])
        return (
            *self.tallies.waiting,
            *(QueueRow(name, text, "answered" if done else "approved") for name, text, done in known),
        )

    @property
    def chosen(self) -> int:
        """The row of the queue in hand: it goes with its question, whatever comes or goes; -1: there is none."""
        queue = self.queue
        name, last = self._in_hand
        at = next((at for at, row in enumerate(queue) if row.id == name), min(last, len(queue) - 1))
        self._in_hand = (queue[at].id, at) if queue else ("", 0)
        return at

    @chosen.setter
    def chosen(self, row: int) -> None:
        self._in_hand = (self.queue[row].id, row)

    def choose_row(self, by: int) -> None:
        """Another row of the queue is in hand."""
        if self.queue:
            self.chosen = min(max(0, self.chosen + by), len(self.queue) - 1)

    def row_for(self, action: Action) -> QueueRow | None:
        """The question that an action is about: that of its argument, else the one in hand; to be decided on one that
        waits, which is the first where that in hand does not.

        Raises:
            Cannot: it has gone.
        """
        if action.id in QUESTIONS and action.argument:
            row = next((row for row in self.queue if row.id == action.argument), None)
            if row is None:
                raise Cannot(_("This question has been settled already."))
            return row
        row = self.row
        if action.id in ("approve", "refuse") and row is not None and row.state != "waiting":
            return next((one for one in self.queue if one.state == "waiting"), row)
        return row

    @property
    def row(self) -> QueueRow | None:
        """The question in hand."""
        return self.queue[self.chosen] if self.queue else None
