"""A simulated leader: sits at a cockpit, presses its keys, looks at the clock, leaves out what it may.

Space goes through the plan, or without one along the main way to its ending.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from random import Random

from explainer.export.card import JoinCard
from explainer.paint.cells.style import Profile
from explainer.problems import Cannot
from explainer.reading.actions import BY_ID, Action
from explainer.serve.rooms.keys import bytes_of
from explainer.serve.rooms.leading import stage_overlay
from explainer.serve.rooms.leading.console import Console
from explainer.serve.rooms.leading.leader import Leader
from explainer.serve.rooms.stages import moved
from explainer.story.model.prose import readable_steps
from explainer.story.model.run_sheets import Item, Plan, due, late
from explainer.story.text import REPLACEMENT
from explainer.workshop.track import Ahead, ahead

LOBBY = 120.0
"""Seconds in which people come in before it begins."""
AT_LEAST = 25.0
"""Seconds for which a poll stays open whatever the clock says."""
ATTENDS = 12.0
"""Seconds between two looks at the questions that came in."""
PAGE = 25.0
"""Seconds on a step, without a run sheet."""
LONGEST = 500
"""Moves without a run sheet: a story without an ending ends here."""
WEIGHTS = {"scene": 4.0, "poll": 1.5, "aloud": 2.0, "roam": 6.0, "call": 1.0}
"""How an item's minutes are shared out among what is done in it."""
SHOWN = 15.0
"""Seconds for which a result is looked at."""
HURRIES = 0.2
"""The part of an item's minutes by which it is made shorter, or longer, to be on time."""


def key_of(action: str, argument: str = "") -> bytes:
    """What a terminal sends for a key of the cockpit."""
    spec = BY_ID[action]
    return bytes_of(argument or (spec.leading or spec.keys)[0])[0]


class Chair:
    """Sits at one cockpit, and has nothing but its keys and what it shows."""

    def __init__(
        self,
        leader: Leader,
        plan: Plan | None,
        random: Random,
        progress: Callable[[float, str], None],
        crashed: Callable[[BaseException], None],
    ) -> None:
        """
        Args:
            leader: in the chair.
            plan: the run sheet of the room.
            random: of the seed.
            progress: told how many seconds of the workshop have gone, and what comes now.
            crashed: told of what goes wrong behind a key.
        """
        self.leader = leader
        self.most_connected = 0
        self.refusals: list[str] = []
        """What a key did not do, in the cockpit's words."""
        self.left_out: list[str] = []
        """What was left out to be on time, in the run sheet's words."""
        self._plan, self._random, self._progress = plan, random, progress
        live = self._live = leader.live
        self._console = Console(
            leader,
            lambda: JoinCard(live.state.code, live.state.title),
            changed=lambda: None,
            leave=lambda: None,
            crashed=crashed,
            clock=self._now,
        )
        self._left_out: set[int] = set()
        self._began = 0.0
        self._item = -1
        self._until = 0.0
        """When the item of now is to end."""
        self._weight = 0.0
        """Of what is left of it."""

    async def lead(self) -> None:
        """From the lobby to the last word."""
        await self._wait(LOBBY)
        self._began = self._until = self._now()
        for _press in range(LONGEST):
            to = ahead(self._live.story, self._live.state)
            if to is None:
                if self._is_over():
                    return
                await self._read_on()
            elif to.kind == "end":
                break
            elif to.item != self._item:
                await self._turn_to(to.item)
            elif self._goes(to):
                await self._follow(to)
            elif not await self._pass_by():
                break
        await self._wait(self._until - self._now())

    def _is_over(self) -> bool:
        """Without a plan: whether this is the ending."""
        try:
            if self._live.state.stage is not None:
                moved(self._live.story, self._live.state, Action("next"))
        except Cannot:
            return True
        return False

    async def _read_on(self) -> None:
        await self._press("next")
        stage = self._live.state.stage
        title = self._live.story.scenes[stage.scene].title if stage else ""
        self._progress(self._now() - self._began, title)
        await self._wait(self._about(PAGE))

    # the run sheet

    async def _turn_to(self, number: int) -> None:
        """The last item has its minutes; the next one begins with the next key."""
        await self._wait(self._until - self._now())  # a poll that all have answered leaves time to talk
        assert self._plan is not None
        item = self._plan.items[number]
        self._progress(self._now() - self._began, item.title)
        behind = self._look_at_clock(number)
        cut = item.leave_out if number in self._left_out else None
        seconds = self._about(item.minutes * 60) - (cut.saves * 60 if cut else 0)
        hurry = min(max(behind, -HURRIES * seconds), HURRIES * seconds)
        self._item, self._until = number, self._now() + seconds - hurry
        self._weight = self._whole(item)

    def _look_at_clock(self, number: int) -> int:
        """Leave out what makes the room be on time; returns the seconds by which it is late all the same."""
        assert self._plan is not None
        behind = int(self._now() - self._began) - due(self._plan)[number] * 60
        for ahead_of in self._left_out:  # what is to come counts already
            cut = self._plan.items[ahead_of].leave_out
            behind -= cut.saves * 60 if cut and ahead_of >= number else 0
        if behind > 60:
            for one in late(self._plan, number, behind, self._left_out):
                self._left_out.add(one.item)
                self.left_out.append(one.what)
                behind -= one.saves * 60
        return behind

    def _is_left_out(self, item: Item, name: str) -> bool:
        out = item.leave_out if self._item in self._left_out else None
        return out is not None and name in (*out.scenes, *out.polls)

    def _whole(self, item: Item) -> float:
        """The weight of all that is done in an item."""
        kinds = [
            "aloud" if poll.kind == "aloud" else "poll"
            for poll in item.ask
            if not self._is_left_out(item, poll.id)
        ]
        if item.mode == "roam":
            kinds = [kind for kind in kinds if kind == "poll"] + ["roam", "call"]
        else:
            kinds += ["scene" for scene in item.scenes if not self._is_left_out(item, scene)]
        return sum(WEIGHTS[kind] for kind in kinds) or 1.0

    def _goes(self, to: Ahead) -> bool:
        assert self._plan is not None
        return to.kind not in ("scene", "ask") or not self._is_left_out(self._plan.items[to.item], to.id)

    async def _follow(self, to: Ahead) -> None:
        """One key, and the time that is for what it brings."""
        assert self._plan is not None
        item = self._plan.items[to.item]
        if to.kind == "vote":
            self._weight += WEIGHTS["scene"]
            await self._go_with(to)
        else:
            await self._press("next")
        if to.kind == "ask":
            await self._poll(self._share(WEIGHTS["poll"]))
        elif to.kind == "show":
            await self._wait(SHOWN)
        elif to.kind in ("roam", "call"):
            await self._wait(self._share(WEIGHTS[to.kind]))
        elif to.kind == "hold":
            await self._held()
        elif to.kind in ("step", "scene", "vote"):
            await self._wait(self._share(self._step_weight(item)))

    def _step_weight(self, item: Item) -> float:
        """A step's part of its scene and of what is said aloud there."""
        stage = self._live.state.stage
        if stage is None:
            return 1.0
        said = sum(poll.kind == "aloud" and poll.at == stage.scene for poll in item.ask)
        steps = len(readable_steps(self._live.story.scenes[stage.scene]))
        return (WEIGHTS["scene"] + WEIGHTS["aloud"] * said) / max(1, steps)

    def _share(self, weight: float) -> float:
        """The seconds of an item that are left, for a part of what is left to be done."""
        seconds = (self._until - self._now()) * min(1.0, weight / max(self._weight, weight))
        self._weight -= weight
        return max(3.0, seconds)

    async def _pass_by(self) -> bool:
        """By the list of the plan to what comes next in it and is not left out; False: there is nothing more."""
        assert self._plan is not None
        rows = stage_overlay.scenes(self._live.story, self._live.state)
        here = next((at for at, row in enumerate(rows) if row.is_now), 0)
        for at in range(here + 1, len(rows)):
            number, _colon, scene = rows[at].action.argument.partition(":")
            item = self._plan.items[int(number)]
            if scene in item.scenes and not self._is_left_out(item, scene) if scene else not item.scenes:
                break
        else:
            return False
        await self._press("plan")
        for _row in range(at - here):
            await self._press("next-reference")
        await self._press("open")
        return True

    async def _held(self) -> None:
        """Until nearly all have ticked, or the clock says so."""
        while self._now() < self._until:
            await self._wait(5.0)
            ready = self.leader.tallies.ready
            if isinstance(ready, str):
                ready = {ready: self._live.crowd.following}  # of five to nine the word of most
            if ready and ready.get("done", 0) >= self._live.crowd.following - 1:
                break

    # polls

    async def _poll(self, seconds: float) -> None:
        """Wait for nearly all, or for the clock."""
        opened = self._now()
        until = opened + max(AT_LEAST, seconds)
        while self._live.state.open_poll is not None and self._now() < until:
            await self._wait(3.0)
            split = self.leader.tallies.split
            if split is not None and split.nearly and self._now() - opened >= AT_LEAST:
                break

    async def _go_with(self, to: Ahead) -> None:
        """Where the room chose to go; one time in six the leader goes another way, in the open."""
        vote = self._live.state.polls[-1]
        if self._random.random() < 1 / 6:
            await self._press("choose", str(1 + self._random.randrange(len(vote.poll.targets))))
        else:
            await self._press("next")

    # between the keys

    async def _press(self, key: str, argument: str = "") -> None:
        before = self._live.state
        self._console.press(key_of(key, argument))
        await self._console.rest()
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
            self._console.frame(80, 24, Profile())  # it is read before the same key decides
            await self._press(fate)
        elif approved and self._random.random() < 0.1:
            _text, self.leader.chosen = approved[0]
            await self._press("mark-answered")

    def _about(self, seconds: float) -> float:
        """People are seldom on time, and rather late than early."""
        return seconds * self._random.uniform(0.92, 1.18)

    def _now(self) -> float:
        return asyncio.get_running_loop().time()
