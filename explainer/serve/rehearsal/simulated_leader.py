"""A simulated leader: goes through a run sheet with a cockpit's keys, looks at the clock, leaves out what it may.

Without a run sheet it goes the main way with `next`, to its ending.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from random import Random

from explainer.problems import Cannot
from explainer.reading.actions import Action
from explainer.serve.rooms.leading.leader import Leader
from explainer.serve.rooms.live import LiveRoom
from explainer.serve.rooms.stages import following_step, moved, next_poll, visit_of
from explainer.story.model.run_sheets import Cue, Item, Plan, cues, due, late
from explainer.story.text import REPLACEMENT
from explainer.workshop.ballots import chosen
from explainer.workshop.stage_rules import GO_ON

LOBBY = 120.0
"""Seconds in which people come in before it begins."""
WARNING = 60.0
"""Seconds at a warning: "give it a minute"."""
AT_LEAST = 25.0
"""Seconds for which a poll stays open whatever the clock says."""
ATTENDS = 12.0
"""Seconds between two looks at the questions that came in."""
PAGE = 25.0
"""Seconds on a step, without a run sheet."""
LONGEST = 500
"""Moves without a run sheet: a story without an ending ends here."""
WEIGHTS = {"scene": 4.0, "poll": 1.5, "aloud": 2.0}
"""How an item's minutes are shared out among what is done in it."""


class Chair:
    """Drives one `Leader`."""

    def __init__(
        self,
        leader: Leader,
        plan: Plan | None,
        random: Random,
        progress: Callable[[float, str], None],
    ) -> None:
        """
        Args:
            leader: in the chair.
            plan: the run sheet of the room.
            random: of the seed.
            progress: told how many seconds of the workshop have gone, and what comes now.
        """
        self.leader = leader
        self.most_connected = 0
        self.refusals: list[str] = []
        """What a key did not do, in the cockpit's words."""
        self.left_out: list[str] = []
        """What was left out to be on time, in the run sheet's words."""
        self._plan, self._random, self._progress = plan, random, progress
        self._live: LiveRoom = leader.live
        self._left_out: set[int] = set()
        self._began = 0.0

    async def lead(self) -> None:
        """From the lobby to the last word."""
        await self._wait(LOBBY)
        self._began = self._now()
        if self._plan is None:
            await self._lead_without_plan()
            return
        for number, item in enumerate(self._plan.items):
            self._progress(self._now() - self._began, item.title)
            await self.leader.plan_item(number)
            self._look_at_clock(number)
            await self._item(number, item)

    async def _lead_without_plan(self) -> None:
        for _move in range(LONGEST):
            try:
                if self._live.state.stage is not None:
                    moved(self._live.story, self._live.state, Action("next"))
            except Cannot:
                return  # this is the ending
            await self._press("next")
            stage = self._live.state.stage
            self._progress(
                self._now() - self._began, self._live.story.scenes[stage.scene].title if stage else ""
            )
            await self._wait(self._about(PAGE))

    # the run sheet

    def _look_at_clock(self, number: int) -> None:
        assert self._plan is not None
        behind = int(self._now() - self._began) - due(self._plan)[number] * 60
        for ahead in self._left_out:  # what is to come counts already
            cut = self._plan.items[ahead].leave_out
            behind -= cut.saves * 60 if cut and ahead >= number else 0
        if behind > 60:
            for one in late(self._plan, number, behind, self._left_out):
                self._left_out.add(one.item)
                self.left_out.append(one.what)

    async def _item(self, number: int, item: Item) -> None:
        cut = item.leave_out if number in self._left_out else None
        seconds = self._about(item.minutes * 60) - (cut.saves * 60 if cut else 0)
        todo = [cue for cue in cues(item) if cut is None or cue.id not in (*cut.scenes, *cut.polls)]
        until = self._now() + seconds
        whole = sum(WEIGHTS[self._kind(item, cue)] for cue in todo)
        if item.mode == "roam":
            await self._roam(item, todo, seconds)
        else:
            for cue in todo:
                share = 0.6 if item.hold else 1.0  # the task has the rest
                await self._do(item, cue, share * seconds * WEIGHTS[self._kind(item, cue)] / whole)
            if item.hold:
                await self._hold(item, until)
        await self._wait(until - self._now())  # a poll that all have answered leaves time to talk

    @staticmethod
    def _kind(item: Item, cue: Cue) -> str:
        if cue.kind == "scene":
            return "scene"
        return "aloud" if any(poll.id == cue.id and poll.kind == "aloud" for poll in item.ask) else "poll"

    async def _do(self, item: Item, cue: Cue, seconds: float) -> None:
        kind = self._kind(item, cue)
        if kind == "scene":
            await self._through(cue.id, seconds)
        elif kind == "aloud":
            await self._wait(seconds)
        else:
            await self._poll(item, cue.id, seconds)

    async def _roam(self, item: Item, todo: list[Cue], seconds: float) -> None:
        """Questions before, then everyone on their own way, then back and the questions after."""
        scenes = [number for number, cue in enumerate(todo) if cue.kind == "scene"]
        first = scenes[0] if scenes else len(todo)
        last = scenes[-1] + 1 if scenes else len(todo)
        for cue in todo[:first]:
            await self._do(item, cue, seconds / 10)
        await self._press("let-roam")
        await self._wait(seconds * 0.6)
        await self._press("call-back")
        await self._wait(seconds / 10)
        for cue in todo[last:]:
            await self._do(item, cue, seconds / 10)

    async def _hold(self, item: Item, until: float) -> None:
        """Until nearly all have ticked, or the clock says so."""
        await self.leader.hold(item.hold)
        while self._now() < until:
            await self._wait(5.0)
            ready = self.leader.tallies.ready
            if ready and ready.get("done", 0) >= self._live.crowd.following - 1:
                break
        await self._press("call-back")

    # scenes

    async def _through(self, scene: str, seconds: float) -> None:
        """To a scene, and through its steps."""
        until = self._now() + seconds
        await self._to(scene)
        if self._is_at_warning():
            await self._wait(WARNING)
            await self._press("consent")
        left = self._steps_left()
        for _step in range(left):
            await self._wait(max(3.0, (until - self._now()) / (left + 1)))
            await self._press("next")
        await self._wait(max(3.0, until - self._now()))

    async def _to(self, scene: str) -> None:
        """By the key that leads there from here, else straight."""
        story, state = self._live.story, self._live.state
        if state.stage is not None and state.stage.scene == scene:
            return
        branches = len(story.scenes[state.stage.scene].branches) if state.stage else 0
        tries = [Action("next"), *(Action("choose", str(number + 1)) for number in range(branches))]
        for action in tries:
            try:
                stage, _how = moved(story, state, action)
            except Cannot:
                continue
            if stage.scene == scene:
                await self._press(action.id, action.argument)
                return
        await self._press("go", scene)

    def _is_at_warning(self) -> bool:
        stage = self._live.state.stage
        return stage is not None and stage.threshold

    def _steps_left(self) -> int:
        """Presses of next that stay in the scene."""
        story, stage = self._live.story, self._live.state.stage
        visit = visit_of(stage) if stage else None
        steps = 0
        while visit is not None and (visit := following_step(story, visit)) is not None:
            steps += 1
        return steps

    # polls

    async def _poll(self, item: Item, name: str, seconds: float) -> None:
        """Open, wait for nearly all or for the clock, close; shown at once unless it is asked again later."""
        await self._to_where_it_is_asked(item, name)
        await self._press("poll")
        poll = self._live.state.open_poll
        if poll is None:
            return
        until = self._now() + max(AT_LEAST, seconds)
        opened = self._now()
        while self._now() < until:
            await self._wait(3.0)
            split = self.leader.tallies.split
            if split is not None and split.nearly and self._now() - opened >= AT_LEAST:
                break
        asked_again = any(one.id == name and one.after for one in item.ask)
        await self._press("close-poll" if asked_again else "reveal")
        await self._wait(15.0)
        if poll.poll.kind == "branch":
            await self._go_with(name, max(30.0, until - self._now()))

    async def _to_where_it_is_asked(self, item: Item, name: str) -> None:
        """A cockpit says which question comes next; if it is another one, this one belongs to another scene."""
        asked = next(one for one in item.ask if one.id == name)
        try:
            comes = next_poll(self._live.story, self._live.state).id
        except Cannot:
            comes = ""
        if comes != name and asked.at:
            await self._to(asked.at)

    async def _go_with(self, name: str, seconds: float) -> None:
        """Where the room chose to go; one time in six the leader goes another way, in the open."""
        vote = self._live.state.poll(name)
        if vote is None:
            return
        option = chosen(vote)
        if option < 0 or self._random.random() < 1 / 6:
            option = self._random.randrange(len(vote.poll.targets))
        target = vote.poll.targets[option]
        if target != GO_ON:
            await self._through(target, seconds)

    # between the keys

    async def _press(self, key: str, argument: str = "") -> None:
        before = self._live.state
        await self.leader.do(Action(key, argument))
        if self._live.state == before and self.leader.message:
            self.refusals.append(self.leader.message)

    async def _wait(self, seconds: float) -> None:
        """Let time pass, and attend to what was asked meanwhile."""
        until = self._now() + seconds
        while (left := until - self._now()) > 0:
            await asyncio.sleep(min(left, ATTENDS))
            self.most_connected = max(self.most_connected, self._live.crowd.connected)
            await self._attend()

    async def _attend(self) -> None:
        """Decide on one question; by its text, since no order tells which of five came first."""
        queue = self.leader.queue
        waiting = sorted((row.text, number) for number, row in enumerate(queue) if row.state == "waiting")
        approved = sorted((row.text, number) for number, row in enumerate(queue) if row.state == "approved")
        if waiting:
            text, self.leader.chosen = waiting[0]
            doubled = any(row.text == text and row.state != "waiting" for row in queue)
            fate = "delete-question" if REPLACEMENT in text else "refuse" if doubled else "approve"
            await self._press(fate)
        elif approved and self._random.random() < 0.1:
            _text, self.leader.chosen = approved[0]
            await self._press("mark-answered")

    def _about(self, seconds: float) -> float:
        """People are seldom on time, and rather late than early."""
        return seconds * self._random.uniform(0.92, 1.18)

    def _now(self) -> float:
        return asyncio.get_running_loop().time()
