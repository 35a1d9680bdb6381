"""A room in memory: it keeps the protocol of `RoomLink`, and the test is its leader; a guest's app in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from textual.pilot import Pilot

from explainer.paint.compose import rows_text
from explainer.problems import Cannot
from explainer.reading.room import PollView, RoomView, led
from explainer.reading.run import Run, Visit
from explainer.story.model.prose import readable_steps
from explainer.story.model.structs import Story
from explainer.tui.app import ReaderApp

_replace = msgspec.structs.replace


class MemoryRoom:
    """One guest's membership; what the guest did is in `done`."""

    def __init__(self, story: Story, scene: str = "the-warning", step: int = 1) -> None:
        self.story = story
        self.visit = Visit(scene)
        self.lens = ""
        self.gone_round = ""
        self.view = RoomView("maple-42", state="following")
        self.results: tuple[PollView, ...] = ()
        self.done: list[tuple[Any, ...]] = []
        self.opened_things: list[tuple[str, str]] = []
        self.refuses = ""
        self._heard: list[Callable[[], None]] = []
        self.stage(scene, step)

    # the leader

    def stage(self, scene: str, step: int = 1, *, threshold: bool = False, **changes: Any) -> None:
        """The leader goes to a step, from 1."""
        steps = readable_steps(self.story.scenes[scene])
        self.visit = Visit(scene, steps[step - 1].id, threshold=threshold)
        if scene != self.gone_round:
            self.gone_round = ""
        self.change(
            leader_at=self.story.scenes[scene].title, leader_scene=scene, leader_step=step, leader_steps=len(steps),
            leader_step_id=steps[step - 1].id, **changes,
        )  # fmt: skip

    def change(self, **changes: Any) -> None:
        """The room shows something else; all are told."""
        self.view = _replace(self.view, **changes)
        for heard in tuple(self._heard):
            heard()

    def poll(self, **changes: Any) -> None:
        """The leader opens a poll, or it changes."""
        poll = self.view.poll or PollView(
            "p1", "choice", "Which of them?", ("One", "Another", "Neither"), front=True
        )
        self.change(poll=_replace(poll, **changes))

    # the guest

    def speak(self, language: str) -> None:
        self.language = language

    def subscribe(self, changed: Callable[[], None]) -> Callable[[], None]:
        self._heard.append(changed)

        def end() -> None:
            if changed in self._heard:
                self._heard.remove(changed)

        return end

    @property
    def heard_by(self) -> int:
        return len(self._heard)

    def page(self, run: Run) -> Run:
        if not self.view.follows:
            return run
        return led(self.story, run, self.visit, self.lens, self.gone_round)

    def _did(self, *what: Any) -> None:
        if self.refuses:
            raise Cannot(self.refuses)
        self.done.append(what)

    def moved(self, run: Run) -> None:
        self._did("moved", run.visit.scene, run.visit.step)
        self.change(state="roaming")

    def noticed(self) -> None:
        if self.view.row or self.view.away:
            self.change(row="", away="")

    def bring_front(self, front: bool) -> None:
        self.poll(front=front)

    def looking(self, is_looking: bool) -> None:
        self._did("looking", is_looking)

    def opened(self, kind: str, key: str) -> None:
        self.opened_things.append((kind, key))

    def follow(self) -> None:
        self._did("follow")
        self.change(state="following")

    def step_out(self) -> None:
        self._did("step-out")
        self.change(state="out")

    def quit(self) -> None:
        self._did("quit")

    def answer(self, option: int) -> None:
        self._did("answer", option)
        self.poll(own=option, own_state="counted")

    def doubt(self, key: str, on: bool) -> None:
        self._did("doubt", key, on)

    def ready(self, how: str) -> None:
        self._did("ready", how)
        self.change(ready=how)

    def pace(self, how: str) -> None:
        self._did("pace", how)

    def ask(self, text: str) -> None:
        self._did("ask", text)

    def consented(self, scene: str) -> None:
        self._did("consented", scene)

    def went_round(self, scene: str) -> None:
        self.gone_round = scene
        self._did("went-round", scene)


class Guest:
    """An app in a room, with what it shows."""

    def __init__(self, app: ReaderApp, pilot: Pilot[Any]) -> None:
        self.app, self.pilot = app, pilot

    @property
    def visit(self) -> Visit:
        return self.app.reading.view.run.visit

    @property
    def text(self) -> str:
        return rows_text(self.app.reading.page.frame.rows)

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def see(self) -> None:
        """Let what the room changed come."""
        await self.pilot.pause()
        await self.pilot.pause()
