"""Who is in a room: what one worker counts of its own, tells the others, and sums up over all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Protocol

import msgspec

from explainer.serve.rooms.pages import Kind
from explainer.story.model.graph import is_warned
from explainer.story.model.structs import Story
from explainer.workshop.state import RoomState
from explainer.workshop.stores.interface import RoomRecord, Store

GONE = 60
"""Seconds for which one whose line broke counts as gone."""


class Member(Protocol):
    """A guest, as the counters see them."""

    @property
    def follows(self) -> bool: ...
    @property
    def is_away(self) -> bool: ...
    @property
    def scene(self) -> str: ...
    def behind(self, seq: int) -> bool: ...
    def window(self) -> Kind | None: ...


class Watcher(Protocol):
    """A cockpit: its token, told to all workers, says that its line is alive."""

    token: str
    is_alive: bool


class Crowd(msgspec.Struct, frozen=True):
    """How many are where, summed over all workers."""

    following: int = 0
    roaming: int = 0
    gone: int = 0
    projectors: int = 0
    reached: int = 0
    """Followers whose page shows the step of now, and whose worker reaches the room."""
    scenes: tuple[tuple[str, int], ...] = ()
    cockpits: frozenset[str] = frozenset()

    @property
    def connected(self) -> int:
        return self.following + self.roaming


class RoomPresence:
    """The part of a `LiveRoom` that counts."""

    record: RoomRecord
    store: Store
    story: Story
    state: RoomState

    def __init__(self, worker: str, clock: Callable[[], float]) -> None:
        """
        Args:
            worker: a random name.
            clock: of this process.
        """
        self.crowd = Crowd()
        self.members: set[Member] = set()
        self.watchers: set[Watcher] = set()
        self.projectors = 0
        self._worker = worker
        self._clock = clock
        self._gone: list[float] = []
        self._chair = ("", clock())
        """Whose chair it is, and when its line last gave a sign of life."""
        self._told_absent = False

    def tell_soon(self) -> None:
        raise NotImplementedError

    @property
    def id(self) -> str:
        return self.record.id

    def clock(self) -> float:
        """Seconds of this process."""
        return self._clock()

    def dropped(self) -> None:
        """The line of a guest broke."""
        self._gone.append(self._clock())

    async def tell_presence(self) -> None:
        presence = self.store.presence
        cockpits = tuple(watcher.token for watcher in self.watchers if watcher.is_alive)
        figures, scenes = self._figures()
        if any(figures.values()) or cockpits or not self._told_absent:
            await presence.tell(self.id, self._worker, figures, scenes, cockpits)
            self._told_absent = not any(figures.values()) and not cockpits
        if self.watchers:
            await self.look_around()

    async def look_around(self) -> Crowd:
        """Sum up who is where over all workers.

        Raises:
            Unreachable: the store cannot be reached.
        """
        figures, scenes, cockpits = await self.store.presence.sum(self.id)
        crowd = Crowd(
            figures.get("following", 0), figures.get("roaming", 0), figures.get("gone", 0),
            figures.get("projectors", 0),
            figures.get(f"reached:{self.state.stage_seq}", 0), tuple(sorted(scenes.items())), frozenset(cockpits),
        )  # fmt: skip
        self._see_chair(crowd)
        if crowd != self.crowd:
            self.crowd = crowd
            self.tell_soon()
        return crowd

    def _see_chair(self, crowd: Crowd) -> None:
        holder = self.state.holder
        if holder != self._chair[0] or holder in crowd.cockpits:
            self._chair = (holder, self._clock())

    @property
    def chair_silent_for(self) -> int:
        """Seconds without a sign of life of the chair's line, as far as this worker has looked; 0 while it is empty."""
        holder, since = self._chair
        return int(self._clock() - since) if holder and holder == self.state.holder else 0

    @property
    def chair_seen_at(self) -> float:
        """When the chair's line last gave a sign of life, or when this worker began to listen, by its clock."""
        return self._chair[1]

    def _figures(self) -> tuple[dict[str, int], dict[str, int]]:
        now = self._clock()
        self._gone = [at for at in self._gone if now - at < GONE]
        here = [member for member in list(self.members) if not member.is_away]
        following = sum(member.follows for member in here)
        can_be_led = self.store.reachable
        figures = {
            "following": following,
            "roaming": len(here) - following,
            "gone": len(self._gone),
            "projectors": self.projectors,
            f"reached:{self.state.stage_seq}": sum(
                can_be_led and member.follows and not member.behind(self.state.stage_seq) for member in here
            ),
        }
        return figures, dict(Counter(scene for member in here if self._is_told(scene := member.scene)))

    def _is_told(self, scene: str) -> bool:
        """Whether people are counted at a scene at all: who is in a warned one is not told even to other workers."""
        return bool(scene) and not is_warned(self.story, scene)
