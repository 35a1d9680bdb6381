"""The pages that followers share: one run of the room, its ways round a warning, and the next page drawn ahead.

All who follow and have nothing of their own on the page get the same run object, so that their frames are one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from functools import cache
from typing import NamedTuple

import msgspec

from explainer.paint.cells.rows import Frame
from explainer.paint.cells.style import Profile
from explainer.paint.compose import compose
from explainer.problems import Cannot
from explainer.reading.actions import Action
from explainer.reading.moves import apply
from explainer.reading.room import RoomView, led
from explainer.reading.run import Run, begin
from explainer.reading.view import View
from explainer.serve.rooms.showing import Lately, Own, room_view, shown_poll, took
from explainer.serve.rooms.stages import followers_run, onward, visit_of
from explainer.serve.ssh import frame_cache
from explainer.serve.ssh.frame_cache import FRAME_CACHE
from explainer.session.room_page import joined
from explainer.story.model.structs import Story
from explainer.story.model.translation import in_language
from explainer.workshop.events import Stage, Staged
from explainer.workshop.guests import GuestState, panel, standing
from explainer.workshop.state import RoomState, fold
from explainer.workshop.track import ahead

CONSENTED, ROUND = "consented", "round"
_Key = tuple[int, RoomView, int, int, Profile]


class Pages:
    """Of one room in one worker."""

    def __init__(self, story: Story) -> None:
        self._story = story
        self._stage: Stage | None = None
        self._run: Run = begin(story)
        self._ways: dict[str, Run] = {}
        self._ahead: tuple[Run, Stage, Run] | None = None
        self._frames = FRAME_CACHE.part()
        self.drawn = 0
        """Frames that were composed, also those ahead."""

    @property
    def run(self) -> Run:
        """Of all who follow: at a warned scene its warning."""
        return self._run

    def load(self, state: RoomState) -> None:
        """Take the way the room has come."""
        self._run = followers_run(self._story, state) or begin(self._story)
        self._stage = state.stage
        self._ways.clear()

    def advance(self, state: RoomState) -> None:
        """The room has moved."""
        stage = state.stage
        if stage is None or stage == self._stage:
            return
        if self._stage is None:
            self.load(state)
            return
        self._run = self._after(stage)
        self._stage = stage
        self._ways.clear()

    def _after(self, stage: Stage) -> Run:
        ahead = self._ahead
        if ahead is not None and ahead[0] is self._run and ahead[1] == stage:
            return ahead[2]
        return led(self._story, self._run, visit_of(stage), stage.lens)

    def expect(self, stage: Stage) -> Run:
        """The run that all who follow will have once the room is there; the same object when it is."""
        run = self._after(stage)
        self._ahead = (self._run, stage, run)
        return run

    def way(self, how: str) -> Run:
        """The run at a warned scene: of those who read it, or of those who go round it.

        Args:
            how: consented, round, or empty.
        """
        if not how or not self._run.visit.threshold:
            return self._run
        run = self._ways.get(how)
        if run is None:
            run = self._ways[how] = self._turned(how)
        return run

    def _turned(self, how: str) -> Run:
        try:
            return apply(self._story, self._run, Action("consent" if how == CONSENTED else "next"))
        except Cannot:
            return self._run

    # frames

    def view(self, run: Run, room: RoomView, language: str = "") -> View:
        """What a guest sees who has nothing of their own in front; the same as an app of theirs shows.

        Args:
            run, room: of the guest.
            language: in which they read; empty: the story's own.
        """
        return joined(View(in_language(self._story, language), run), room, run)

    def frame(self, run: Run, room: RoomView, size: tuple[int, int], profile: Profile) -> Frame:
        """The frame of all who see the same in windows alike."""
        key = _key(run, room, size, profile)
        found: tuple[Run, Frame] | None = self._frames.get(key)
        if found is None:
            frame = compose(self.view(run, key[1], profile.language), *size, profile)
            found = (run, frame)  # the run is kept, so its number stays its own
            self._frames.put(key, found, frame.rows)
            self.drawn += 1
        return found[1]

    def has(self, run: Run, room: RoomView, size: tuple[int, int], profile: Profile) -> bool:
        """Whether that frame is kept still; this is no use of it."""
        return self._frames.has(_key(run, room, size, profile))


def _key(run: Run, room: RoomView, size: tuple[int, int], profile: Profile) -> _Key:
    if room.asked:
        room = msgspec.structs.replace(room, asked=())  # in no cache, and on no page: a guest's own words
    return (id(run), room, *size, profile)


def with_consent(run: Run, scenes: tuple[str, ...]) -> Run:
    """A run whose reader has consented to these scenes as well."""
    more = tuple(scene for scene in scenes if scene not in run.consented)
    return msgspec.structs.replace(run, consented=(*run.consented, *more)) if more else run


# The next page drawn ahead: for each kind of window that follows, a frame at a time, while the loop has nothing
# else. A turn is then only sending: 40 kinds of windows took 118 ms cold and 16 to 37 ms drawn before
# (measured).

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
            stage, how = onward(self._story, state, ahead(self._story, state))
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
        frame_cache.shared_bytes(
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
