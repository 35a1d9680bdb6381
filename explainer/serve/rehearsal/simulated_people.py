"""What a whole simulated room leans to, so that its answers are not all alike: by seed and by the thing asked."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from random import Random

import msgspec

from explainer.messages import _
from explainer.problems import Cannot
from explainer.reading.actions import Action
from explainer.reading.moves import apply
from explainer.reading.room import PollView, RoomView
from explainer.reading.run import Run, begin
from explainer.serve.processes.worker_context import WorkerContext
from explainer.serve.rooms.entering import back
from explainer.serve.rooms.live import LiveRoom
from explainer.serve.rooms.membership import Membership
from explainer.serve.rooms.stages import current_step
from explainer.story.model.prose import references

HOSTILE = "\x1b[2J\N{RIGHT-TO-LEFT OVERRIDE}" + "https://example.org " * 20
"""One question in ten holds what questions also hold: commands to a terminal, turned writing, a link, far too much."""


class Leanings:
    """Of one rehearsal."""

    def __init__(self, seed: int, questions: tuple[str, ...]) -> None:
        self._seed = seed
        self._questions = questions

    def option(self, poll: str, options: int, random: Random) -> int:
        """An answer: the room's leaning to each option comes of the poll, the draw of the person."""
        leaning = Random(f"{self._seed}:{poll}")
        weights = [leaning.random() ** 2 + 0.02 for _option in range(options)]
        return random.choices(range(options), weights)[0]

    def doubtful(self, of: str) -> float:
        """Return how much of a room doubts a claim or line: most are hardly doubted, a few by many."""
        return Random(f"{self._seed}:{of}").random() ** 3

    def question(self, random: Random) -> str:
        """A text to the leader."""
        return HOSTILE if random.random() < 0.1 else random.choice(self._questions)


# Simulated people: each has a temperament, looks at their page now and then, and does what a guest can do. They
# see what guests see (`RoomView`) and call what front ends call (`RoomLink`); chance comes from a seed alone.

LOOKS_EVERY = 9.0
"""Seconds between two looks at the page, on average, of somebody of middling temperament."""


class Temperament(msgspec.Struct, frozen=True):
    """One person's; probabilities where nothing else is said."""

    comes_after: float
    """Seconds."""
    line: float
    """Seconds until what the room shows is seen."""
    slowness: float
    """What takes others a second takes them so many."""
    answers: float
    """A poll."""
    changes: float
    """Their mind, when asked again."""
    knows: float
    """The right option, when asked again."""
    roams: float
    """At a look, while all are led."""
    doubts: float
    """A step, as far as the room leans to doubt it."""
    asks: float
    """At a look."""
    hurries: float
    """At a look: slower or faster."""
    reads_warned: float
    goes_out: float
    """Of those who do not read on: steps out."""
    drops: float
    """At a look."""


def drawn(random: Random) -> Temperament:
    """Somebody: most have a good line and follow, some do not."""
    is_slow = random.random() < 0.15
    return Temperament(
        comes_after=random.uniform(2, 170),
        line=random.uniform(1, 4) if is_slow else random.uniform(0.02, 0.3),
        slowness=random.lognormvariate(0, 0.35),
        answers=random.choice((0.98, 0.95, 0.85, 0.4)),
        changes=random.uniform(0.1, 0.5),
        knows=random.uniform(0.4, 0.9),
        roams=random.choice((0.0, 0.002, 0.01)),
        doubts=random.uniform(0.1, 0.9),
        asks=random.choice((0.0, 0.001, 0.004)),
        hurries=random.choice((0.0, 0.0, 0.002)),
        reads_warned=random.uniform(0.3, 0.9),
        goes_out=random.uniform(0.0, 0.3),
        drops=random.choice((0.0, 0.0003, 0.0015)),
    )


class Person:
    """One of them, from coming to leaving."""

    def __init__(self, host: WorkerContext, live: LiveRoom, leanings: Leanings, random: Random) -> None:
        self.is_over = False
        self._host, self._live, self._leanings, self._random = host, live, leanings, random
        self._temper = drawn(random)
        self._member = Membership(host, live)
        self._run: Run = begin(live.story)
        self._considered: set[str] = set()
        """Polls, steps and warnings on which they have made up their mind."""
        self._said: dict[str, int] = {}
        """Their answer by poll, as they remember it themselves."""
        self.did: Counter[str] = Counter()
        """What they did and what was refused them, for the rehearsal's own summary; tells of all people together."""

    async def live(self) -> None:
        """Come, look, act, until the room is closed."""
        await asyncio.sleep(self._temper.comes_after)
        if self._live.state.closed:
            return
        self._join(Membership(self._host, self._live))
        while not self.is_over:
            mean = LOOKS_EVERY * self._temper.slowness
            await asyncio.sleep(0.5 + self._random.expovariate(1 / mean))
            await self._look()

    def _join(self, member: Membership) -> None:
        self._member = member
        seen = [self._live.state.seq]
        loop = asyncio.get_running_loop()

        def changed() -> None:
            now = self._live.state.seq
            loop.call_later(self._temper.line, lambda: seen.__setitem__(0, max(seen[0], now)))

        member.shown_behind = lambda seq: seen[0] < seq
        member.subscribe(changed)
        member.join()

    async def _look(self) -> None:
        """One look at the page, and what comes of it."""
        view = self._member.view
        if view.state == "closed":
            self._member.leave(dropped=False)
            self.is_over = True
            return
        if self._chance(self._temper.drops):
            await self._drop()
            return
        try:
            await self._act(view)
        except Cannot:
            self.did["refused"] += 1

    def _chance(self, probability: float) -> bool:
        return self._random.random() < probability

    async def _drop(self) -> None:
        """The line breaks; the same person comes back by their phrase, or gives up the place and comes anew."""
        place = self._member.parked()
        self._member.leave(dropped=True)
        self.did["dropped"] += 1
        await asyncio.sleep(self._random.uniform(3, 120))
        found = await back(self._host, place)
        if found is None:
            self.is_over = True
        else:
            self._join(Membership(self._host, found.live, found.guest))

    async def _act(self, view: RoomView) -> None:
        if view.poll is not None and view.poll.phase == "open" and view.state != "out":
            await self._answer(view.poll)
        doing: Callable[[RoomView], None] | None = {
            "warning": self._at_warning,
            "held": self._at_task,
            "roaming": self._on_own_way,
            "following": self._following,
            "out": self._out,
        }.get(self._member.view.state)
        if doing is not None:
            doing(self._member.view)

    async def _answer(self, poll: PollView) -> None:
        if poll.id in self._considered:
            return
        self._considered.add(poll.id)
        if not self._chance(self._temper.answers):
            return
        option = self._choice(poll)
        await asyncio.sleep(self._temper.line + self._random.uniform(2, 14) * self._temper.slowness)
        self._said[poll.id] = option
        self.did["answers"] += 1
        self._member.answer(option)

    def _choice(self, poll: PollView) -> int:
        asked = self._live.state.poll(poll.id)
        first = self._said.get(asked.poll.before, -1) if asked is not None else -1
        if asked is not None and asked.poll.right >= 0 and self._chance(self._temper.knows):
            return asked.poll.right
        if first >= 0 and not self._chance(self._temper.changes):
            return first
        return self._leanings.option(poll.id, len(poll.options), self._random)

    def _at_warning(self, view: RoomView) -> None:
        scene = view.leader_scene
        key = f"warning:{scene}"
        if key in self._considered:
            return
        self._considered.add(key)
        if self._chance(self._temper.reads_warned):
            self._member.consented(scene)
        elif self._chance(self._temper.goes_out):
            self._member.step_out()
        else:
            self._member.went_round(scene)

    def _out(self, view: RoomView) -> None:
        if self._chance(0.5 if view.row else 0.05):
            self._member.follow()

    def _at_task(self, view: RoomView) -> None:
        self._member.ready("stuck" if self._chance(0.1) else "done" if self._chance(0.2) else "working")

    def _on_own_way(self, view: RoomView) -> None:
        if view.mode == "lead" and self._chance(0.5 if view.row else 0.15):
            self._member.follow()
            return
        self._wander()

    def _following(self, view: RoomView) -> None:
        if self._chance(0.35 if view.mode == "free" else self._temper.roams):
            self._run = self._member.page(self._run)
            self._wander()
        elif self._chance(self._temper.asks):
            self._member.ask(self._leanings.question(self._random))
            self.did["questions"] += 1
        elif self._chance(self._temper.hurries):
            self._member.pace(self._random.choice(("slower", "faster")))
        elif self._chance(0.05):
            self._member.looking(True)
        else:
            self._member.looking(False)
            self._doubt()

    def _wander(self) -> None:
        """A move of their own: on, or into one of the side scenes. A warning is gone round, as `next` does."""
        story = self._live.story
        scene = story.scenes[self._run.visit.scene]
        ways = len(scene.branches)
        action = Action("next")
        if scene.ending:
            action = Action("go", self._random.choice(list(story.scenes)))
        elif ways and self._chance(0.3):
            action = Action("choose", str(self._random.randint(1, ways)))
        self._run = apply(story, self._run, action)
        self._member.moved(self._run)
        self.did["own moves"] += 1

    def _doubt(self) -> None:
        """Once a step: whether they doubt it, or one of its claims."""
        story = self._live.story
        visit = self._member.run.visit
        step = current_step(story, visit)
        if step is None or f"{visit.scene}:{step.id}" in self._considered:
            return
        address = f"{visit.scene}:{step.id}"
        self._considered.add(address)
        found = references(story.scenes[visit.scene])
        claims = [one.id for one in found if one.step == step.id and one.kind == "claim"]
        of = self._random.choice(claims) if claims else address
        if of not in self._considered and self._chance(self._temper.doubts * self._leanings.doubtful(of)):
            self._considered.add(of)
            self._member.doubt(of, True)
            self.did["doubts"] += 1


def questions() -> tuple[str, ...]:
    """Return what they ask: such as people ask of any story."""
    return (
        _("Who says so, and were they there?"),
        _("What did others say on that day?"),
        _("Is there a picture of it, and who took it?"),
        _("Who translated this?"),
        _("What do we know of the people who are not named?"),
        _("Which of these numbers was taken back?"),
        _("How would we know if this were wrong?"),
        _("Why is the other side so short here?"),
    )
