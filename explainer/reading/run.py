"""One reader's run: where they are, the way they came, what they have seen and set.

Pure records: no clock, no files. `explainer.reading.moves` makes the next run out of this one and an action;
`explainer.reading.store` keeps it, once the reader agreed.
"""

from __future__ import annotations

import msgspec

from explainer.reading.anchors import Anchor
from explainer.reading.notes import Note
from explainer.story.model.outline import Edition, Lens, Place
from explainer.story.model.structs import Story


class Visit(msgspec.Struct, frozen=True, array_like=True):
    """A place as a reader met it."""

    scene: str
    step: str = ""
    """Empty: the scene's first step."""
    offset: int = 0
    """Characters of the step's text before the first row on screen: a resize keeps the line one reads."""
    threshold: bool = False
    """At the scene's warning, not yet in the scene."""
    bridge: str = ""
    """The warned scene one went round to come here; its bridge sentence is shown first."""
    recap: bool = False
    """Came by a jump or a trail: the scene's recap is shown first."""
    trail: str = ""
    """The trail one is on, also while off it by a branch; kept here so that `back` restores it."""
    return_to: str = ""
    """In a side scene: the fork whose own next it returns to."""
    top: bool = False
    """The page begins with this very row: it did so in another language, where other pages end before it."""

    @property
    def place(self) -> Place:
        return Place(self.scene, self.step)


class Fork(msgspec.Struct, frozen=True, array_like=True):
    """A choice made: at this visit this target (a scene's or trail's id) was taken."""

    visit: Visit
    taken: str


class Run(msgspec.Struct, frozen=True):
    """One reader's way through one story."""

    story: str
    edition: Edition
    visit: Visit
    past: tuple[Visit, ...] = ()
    """Visits before this one, oldest first; `back` takes the last."""
    ahead: tuple[Visit, ...] = ()
    """Visits left by `back`, nearest last; `forward` takes the last."""
    forks: tuple[Fork, ...] = ()
    left_at: str = ""
    """The scene from which the reader jumped ahead; offered as a way back until used."""
    lens: Lens | None = None
    seen: tuple[str, ...] = ()
    """Scenes entered, in the order of the first time."""
    opened: tuple[str, ...] = ()
    """What was opened, as `kind:id`, in the order of the first time."""
    consented: tuple[str, ...] = ()
    """Warned scenes the reader chose to read."""
    guesses: dict[str, tuple[str, ...]] = {}
    """By `scene:step`; private."""
    unfolded: tuple[str, ...] = ()
    """Steps opened under the lens although they were said later, as `scene:step`."""
    marks: dict[str, str] = {}
    """By document, the excerpt of the sentence trusted least; private."""
    told_edition: str = ""
    """The story's version up to which the reader was told what changed; empty: that of `edition`."""
    changed: tuple[str, ...] = ()
    """Scenes read before they were changed, as told last."""
    changed_since: str = ""
    """The version in which they were read."""
    notes: tuple[Note, ...] = ()
    """In the order of writing."""
    last_note: int = 0
    """The highest number that a note of this run ever had."""
    bookmarks: tuple[Anchor, ...] = ()
    doubts: tuple[Anchor, ...] = ()
    """Steps the reader doubts; private."""
    here: Anchor | None = None
    """In a file: the step of `visit` as it was then, whose words find it again after an edit; None while one reads."""
    language: str = ""
    """The language that the reader chose, of the story's; empty: none, and it is shown as the front end decides."""

    @property
    def trail(self) -> str:
        return self.visit.trail


def begin(story: Story, *, trail: str = "", lens: Lens | None = None) -> Run:
    """A new run at the story's start, or at the start of a trail."""
    first = story.trails[trail].scenes[0] if trail else story.start
    scene = story.scenes[first]
    warned = scene.warning is not None
    visit = Visit(first, threshold=warned, recap=first != story.start, trail=trail)
    return Run(story.id, story.edition, visit, lens=lens, seen=() if warned else (first,))
