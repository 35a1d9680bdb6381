"""What a front end is started with: the story, the run, where it may be kept, what the reader chose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from msgspec.structs import replace as changed

from explainer.reading.actions import Action
from explainer.reading.moves import apply
from explainer.reading.run import Run, begin
from explainer.story.model.graph import trail_now

if TYPE_CHECKING:
    from explainer.reading.room import RoomLink
    from explainer.reading.storage.store import Store
    from explainer.story.model.structs import Story


class Parked(Protocol):
    """A guest's run on a server, named by a phrase that brings them back to it."""

    resumed: bool
    """The guest came back by the phrase, and so has it."""
    told: bool
    """The guest has been told the phrase, or came with it: what is written is theirs to find again."""
    long: bool
    """The guest asked that it be kept for 30 days, not 30 minutes."""

    def phrase(self) -> str:
        """The phrase; for the guest's own eyes or ears alone."""

    def moved(self, run: Run) -> None:
        """The run is another now; it is written soon."""

    def keep_long(self) -> None:
        """Keep it for 30 days."""

    def forget(self) -> None:
        """Remove it."""


@dataclass(frozen=True, slots=True)
class ReaderOptions:
    """Made by the command `read` (or a server, for a guest) for the full-screen app or linear mode."""

    story: Story
    run: Run
    """Where to begin: a kept run, a run file, an address, a trail, or the story's start."""
    store: Store | None = None
    """Where the run may be kept once the reader agrees; None: it is not offered and nothing is written."""
    private: bool = False
    """The reader asked that nothing be written: no run, no cache, no crash report."""
    theme: str = ""
    """dark, light or high-contrast; empty: as the terminal's background tells."""
    depth: str = ""
    """truecolor, 256, 16 or none, as the painter's profile names them; empty: as the terminal tells."""
    glyphs: str = ""
    """braille, plain or ascii; empty: as the locale tells."""
    bidi: str = ""
    """ours or terminal: who orders right-to-left text; empty: as the terminal is known to."""
    message: str = ""
    """Said on the first screen: what became of a kept run, or where one goes on."""
    news: tuple[str, ...] = ()
    """Scenes the reader had read that have changed since; told of once, on the first screen."""
    moved: tuple[str, ...] = ()
    """What moved or was lost since the run was kept, a sentence each."""
    resumed: bool = False
    """The run was kept or came from a file; the reader goes on where they were."""
    parked: Parked | None = None
    """Of a guest of a server: where the run is written as they read; None on one's own machine."""
    room: RoomLink | None = None
    """A guest's membership of a room; None: one reads alone."""
    go_linear: Callable[[Run, str], int] | None = None
    """Goes on line by line with a run and a set of signs once the app has left the terminal; None where that cannot
    be."""

    @property
    def story_as_read(self) -> Story:
        """The story in the language that the run names, else as it is given."""
        if len(self.story.languages) < 2:
            return self.story
        from explainer.reading.language import story_of  # not for a story of one language

        return story_of(self.story, self.run, self.story.language)

    @property
    def writes_files(self) -> bool:
        """Whether a reader may write a file they name: not where it would be a server's, nor where nothing is kept."""
        return self.parked is None and self.store is not None and not self.private


def set_out(options: ReaderOptions, at: str, trail: str, on: str) -> ReaderOptions:
    """Go where the command line says, from where the reader is.

    Raises:
        Cannot: the story has no such trail, scene or step.
    """
    story, run = options.story, options.run
    trail = trail_now(story, trail)
    if trail in story.trails and not options.resumed:
        run, trail = begin(story, trail=trail), ""
    for name, argument in (("trail", trail), ("go", at), ("lens", on)):
        if argument:
            run = apply(story, run, Action(name, argument))
    if at and not options.resumed:
        run = _from_nothing(run)
    resumed = options.resumed and not (at or trail)
    return replace(options, run=run, resumed=resumed)


def _from_nothing(run: Run) -> Run:
    """A run that begins where it is: whoever named a place was never at the story's start."""
    return changed(run, past=(), left_at="", seen=() if run.visit.threshold else (run.visit.scene,))
