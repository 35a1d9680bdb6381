"""What the machine of a guest takes and gives: the session, its inputs, and its effects, for every door."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import msgspec

from explainer.reading.room import RoomView
from explainer.reading.run import Run
from explainer.story.model.prose import Reference


class Session(msgspec.Struct, frozen=True):
    """What is this guest's own on a page, beside the room's view."""

    alone: bool = False
    """The room is closed and the guest reads on."""
    down: frozenset[str] = frozenset()
    """Panels put down, by poll and phase, and questions put away."""
    raised: str = ""
    """The panel that the guest brought to the front."""
    front: str = ""
    """The panel that is in front."""
    since: float = 0.0
    """Since when, by the clock of the inputs."""
    closed_at: float = float("-inf")
    """When the poll that was in front closed."""
    looking: bool = False
    """Something is open that the leader did not open, and the room knows."""
    doubted: frozenset[str] = frozenset()
    """Claims, and lines as `scene:step`, whose doubt is counted."""


class Page(msgspec.Struct, frozen=True):
    """What the guest has before them, as far as an input means something else on it."""

    front: str = ""
    """What stands in front of the choices: task, poll, result or question."""
    screen: str = "scene"
    is_covered: bool = False
    """Something is open over the page, or it is hidden: the room's panels stand beneath."""
    is_warned: bool = False
    """It is a warned scene or its warning."""
    has_cursor: bool = False
    """A term, claim or choice of the page is in hand."""
    line: str = ""
    """The line in hand, as `scene:step`."""
    claims: tuple[str, ...] = ()
    """The claim in hand, else those of the line."""
    beside: tuple[str, ...] = ()
    """All that the line refers to."""
    is_marked: bool = False
    """The line has the guest's own mark of doubt."""
    sentence: int = -1
    """The sentence in hand of a text that a ballot asks of, from 0; -1: none."""
    text: Reference | None = None
    """The step that opens the text which the panel in front asks of."""
    run: Run | None = None
    """Where the guest is."""


class Press(msgspec.Struct, frozen=True):
    """A key, a word or a button: an action of the registry. Of a doubt the argument may name the claim or line, of
    ready the word, of answer the number; a question's is its text."""

    action: str
    argument: str = ""


class Moved(msgspec.Struct, frozen=True):
    """The guest went elsewhere by themselves."""

    before: Run
    after: Run
    reaches: bool = False
    """On the way to a reference, which is in hand now: that is looking, and no move."""
    stays_own: bool = False
    """It counts as a move though the page stays."""


class Looks(msgspec.Struct, frozen=True):
    """Something was opened or closed on the page."""

    is_looking: bool = False
    """Something is open that the leader did not open."""
    opened: tuple[tuple[str, str], ...] = ()
    """What the guest opened just now, as kind and id."""


class Shown(msgspec.Struct, frozen=True):
    """The page is shown, perhaps another than before."""


class Input(msgspec.Struct, frozen=True):
    """One input with what it meets."""

    what: Press | Moved | Looks | Shown
    room: RoomView
    page: Page = Page()
    at: float = 0.0
    """Seconds of a clock that never goes back."""


class Say(msgspec.Struct, frozen=True):
    """A sentence for this guest alone."""

    sentence: str
    key: str = ""
    """The action whose key, word or button stands for `{key}` in it."""
    is_refusal: bool = False
    """Nothing was done, and this is why."""

    def told(self, label: Callable[[str], str]) -> str:
        """The sentence with the name that a door gives to the action."""
        return self.sentence.format(key=label(self.key)) if self.key else self.sentence


class Cast(msgspec.Struct, frozen=True):
    """A call of the `RoomLink`."""

    call: Literal[
        "answer", "doubt", "ready", "pace", "ask", "follow", "step_out", "consented", "went_round",
        "bring_front", "looking", "moved", "opened", "quit",
    ]  # fmt: skip
    arguments: tuple[Any, ...] = ()


class Perform(msgspec.Struct, frozen=True):
    """An action of reading, to be carried out on the page as for every reader."""

    action: str
    argument: str = ""


class Open(msgspec.Struct, frozen=True):
    """A step's thing is to be opened."""

    step: Reference


class PutAway(msgspec.Struct, frozen=True):
    """All that is open is to be closed."""

    to_top: bool = False
    """The page begins at its first line again."""


Effect = Say | Cast | Perform | Open | PutAway
Stepped = tuple[Session, tuple[Effect, ...]]
