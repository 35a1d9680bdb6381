"""The next page drawn ahead: for each kind of window that follows, a frame at a time, while the loop has nothing else.

A turn is then only sending: 40 kinds of windows took 118 ms cold and 16 to 37 ms drawn before (measured).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from functools import cache
from typing import NamedTuple

from explainer.paint.cells.style import Profile
from explainer.problems import Cannot
from explainer.reading.room import RoomView
from explainer.reading.run import Run
from explainer.serve import first_frames
from explainer.serve.rooms.asking import next_move
from explainer.serve.rooms.lately import Lately, took
from explainer.serve.rooms.pages import Pages
from explainer.serve.rooms.showing import Own, room_view, shown_poll
from explainer.serve.rooms.stages import moved
from explainer.story.model.structs import Story
from explainer.story.model.translation import in_language
from explainer.workshop.events import Staged
from explainer.workshop.guests import GuestState, panel, standing
from explainer.workshop.state import RoomState, fold

REST = 0.05
"""Seconds after a turn before the next is drawn: its own frames go out first."""


class Kind(NamedTuple):
    """A window, as far as frames and their bytes differ by it."""

    columns: int
    rows: int
    profile: Profile
    synchronised: bool
    fills: bool


class Page(NamedTuple):
    """What all who follow and have nothing of their own see."""

    run: Run
    rooms: Callable[[str], RoomView]
    """The room in a language of the story; empty: its own."""


class Ahead:
    """Of one room in one worker."""

    def __init__(self, story: Story, pages: Pages, crashed: Callable[[BaseException], None]) -> None:
        self._story = story
        self._pages = pages
        self._crashed = crashed
        self._todo: list[Kind] = []
        self._first: Kind | None = None
        """Drawn first for the next page, so that of those it would have to go first."""
        self._now: Page | None = None
        self._next: Page | None = None
        self._timer: asyncio.Handle | None = None
        self.made = 0
        """Frames drawn before they were asked for."""

    def begin(self, state: RoomState, lately: Lately, kinds: Callable[[], Iterable[Kind]]) -> None:
        """The room is where `state` says: draw what comes next, in place of what was still to be drawn."""
        self.stop()
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(REST, self._guarded, lambda: self._plan(state, lately, kinds))

    def stop(self) -> None:
        self._todo = []
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _guarded(self, work: Callable[[], None]) -> None:
        self._timer = None
        try:
            work()
        except Exception as error:
            self._crashed(error)

    def _plan(self, state: RoomState, lately: Lately, kinds: Callable[[], Iterable[Kind]]) -> None:
        if state.stage is None or state.closed:
            return
        try:
            stage, how = moved(self._story, state, next_move(self._story, state))
        except Cannot:
            return
        event = Staged(stage, how, at=state.stage_at)
        after = fold(state, state.seq + 1, event, self._story)
        if after.stage != stage:
            return
        self._now = Page(self._pages.run, self._rooms(state, lately))
        then = took(lately, event, state, after)
        self._next = Page(self._pages.expect(stage), self._rooms(after, then))
        self._todo = list(dict.fromkeys(kinds()))
        self._first = None
        self._go_on()

    def _rooms(self, state: RoomState, lately: Lately) -> Callable[[str], RoomView]:
        """What the room shows in each language, worked out once."""
        return cache(lambda language: plain_view(in_language(self._story, language), state, lately))

    def _go_on(self) -> None:
        if self._todo:
            self._timer = asyncio.get_running_loop().call_soon(self._guarded, self._draw_one)

    def _draw_one(self) -> None:
        kind, now, after = self._todo.pop(), self._now, self._next
        if now is None or after is None:
            return
        first = self._first = self._first or kind
        size, pages = (kind.columns, kind.rows), self._pages
        language = kind.profile.language
        before = pages.frame(now.run, now.rooms(language), size, kind.profile)
        frame = pages.frame(after.run, after.rooms(language), size, kind.profile)
        first_frames.encoded(
            frame.rows, kind.columns, kind.profile, before.rows,
            cursor=frame.cursor, synchronised=kind.synchronised, fills=kind.fills,
        )  # fmt: skip
        self.made += 1
        if not pages.has(
            after.run, after.rooms(first.profile.language), (first.columns, first.rows), first.profile
        ):
            self._todo = []  # no more has room: each further one would cost one that is ready
        self._go_on()


def plain_view(story: Story, state: RoomState, lately: Lately) -> RoomView:
    """The room as one who follows and has nothing of their own sees it."""
    guest = GuestState()
    front = panel(guest, state, story, shown_poll(state, lately)) == "front"
    return room_view(story, state, lately, Own(state=standing(guest, state, story), front=front))
