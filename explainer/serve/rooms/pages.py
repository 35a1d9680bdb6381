"""The pages that followers share: one run of the room, and its two ways round a warning.

All who follow and have nothing of their own on the page get the same run object, so that their frames are one.
"""

from __future__ import annotations

import msgspec

from explainer.paint.cells.rows import Frame
from explainer.paint.cells.style import Profile
from explainer.paint.compose import compose
from explainer.problems import Cannot
from explainer.reading.actions import Action
from explainer.reading.moves import apply
from explainer.reading.room import RoomView, led
from explainer.reading.rooming import joined
from explainer.reading.run import Run, begin
from explainer.reading.view import View
from explainer.serve.rooms.stages import followers_run, visit_of
from explainer.serve.shelf import SHELF
from explainer.story.model.structs import Story
from explainer.story.model.translation import in_language
from explainer.workshop.events import Stage
from explainer.workshop.state import RoomState

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
        self._frames = SHELF.part()
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
