"""What is to be painted: a run's page, with what is in hand, what is open, and which screen is in front.

A view is a value: every key makes a new one (`explainer.reading.desk`); the painter draws it for any size.
"""

from __future__ import annotations

import msgspec

from explainer.reading.actions import ActionSpec
from explainer.reading.notes import Mine
from explainer.reading.room import RoomView
from explainer.reading.run import Run, Visit
from explainer.story.model.structs import Story

FILES = "save"
"""The action that writes a file; where a view has none, it is offered nowhere, and pressed all the same is refused in
words."""

LANGUAGE = "language"
"""The action that reads on in another language; offered where the story has several."""


class Sheet(msgspec.Struct, frozen=True, array_like=True):
    """Something opened in place: a term, excerpt, source, claim or figure, or what a step rests on."""

    kind: str
    """term, excerpt, source, claim, figure or rests-on."""
    id: str
    """Its id; for rests-on the step's id."""


class Listing(msgspec.Struct, frozen=True):
    """The state of a screen other than the scene."""

    screen: str
    """story-map, glossary, term, sources, source, search, choices, help, about, lens, claim, document, sentence,
    guess, figure, datum, notes, takeaway."""
    subject: str = ""
    """What it shows: a term's, source's or document's id, a document's and a sentence's (`page:s07`), a guess as
    `scene:step`; in the map `way` for one's own way; of what one takes along `guesses` where they are in it."""
    selected: int = 0
    query: str = ""
    folded: tuple[str, ...] = ()
    """Chapters folded away in the story map."""
    top: int = 0
    """First row shown of a screen that scrolls without a selection."""
    loose: bool = False
    """A record stays where it was scrolled to: its row is in the hand only while it is in sight."""
    answer: tuple[str, ...] = ()
    """A guess as it stands on its screen: the options in order, the one in hand, or what was typed."""
    lifted: bool = False
    """The option in hand moves with the arrows."""
    revealed: bool = False
    """The guess stands beside the record."""
    day: str = ""
    """The day a figure stands for; empty: the scene's."""
    view: str = ""
    """The part of a map in sight; empty: its first."""
    lane: str = ""
    """The one lane shown of a timeline; empty: all."""
    chapter: str = ""
    """The one chapter whose events a timeline shows; empty: all."""
    measure: str = ""
    """The one measure shown of columns; empty: the first."""
    place: str = ""
    """The one place whose events a timeline shows; empty: all."""
    text: tuple[str, ...] = ()
    """The rows of a text that the front end made, such as what one takes along."""


class OwnKey(msgspec.Struct, frozen=True):
    """A key that a front end has of its own, with what it does: in a sentence, and in two words at most."""

    key: str
    description: str
    short: str


class OwnKeys(msgspec.Struct, frozen=True):
    """What a front end does otherwise than the registry of actions says: its own keys go before a reader's."""

    heading: str
    keys: tuple[OwnKey, ...]
    lacking: tuple[str, ...]
    """Actions of readers that are not there, by their ids."""


def keys_here(spec: ActionSpec, own: OwnKeys | None) -> tuple[str, ...]:
    """The keys by which an action is reached in a front end, those that mean something else there left out."""
    if own is None:
        return spec.keys
    taken = () if spec.id in own.lacking else spec.keys
    return tuple(key for key in taken if key not in {one.key for one in own.keys})


class View(msgspec.Struct, frozen=True):
    """A reader's whole screen, before it has a size."""

    story: Story
    run: Run
    cursor: int = -1
    """Index into `references(scene)`; -1: nothing in hand."""
    behind: int = -1
    """What was in hand before the lens folded its step away; in hand again once the lens lets go."""
    sheets: tuple[Sheet, ...] = ()
    """Opened in place, the last one shown."""
    sheet_top: int = 0
    """First row shown of the open sheet."""
    listings: tuple[Listing, ...] = ()
    """Screens in front of the scene, the last one shown."""
    message: str = ""
    """Said on the room line until the next key."""
    undo: tuple[Mine, ...] = ()
    """What was the reader's own before each change, the last one last; of this session only, in no file."""
    moved: tuple[str, ...] = ()
    """What moved or was lost since the run was kept, a sentence each."""
    hidden: bool = False
    room: RoomView | None = None
    """What the page shows of a room; None: one reads alone."""
    led: str = ""
    """What stands open because the leader opened it, as `kind:id`; empty: nothing, or the guest put it away."""
    files: bool = True
    """Whether a file can be written from here; where none can, none is offered."""
    own_keys: OwnKeys | None = None
    """Of a front end that is not the reader's alone, such as a preview."""

    @property
    def screen(self) -> str:
        """The screen in front: `scene`, or the last listing's."""
        return self.listings[-1].screen if self.listings else "scene"


class Layout(msgspec.Struct, frozen=True):
    """What the painter found while laying out a view, and the next key needs to know."""

    following: Visit | None = None
    """Where the next page of this scene begins; None on its last page."""
    references: tuple[int, ...] = ()
    """Indices of the references on this page, in order."""
    step: str = ""
    """The first step on the page."""
    rows: int = 0
    """Rows a list or sheet shows at once."""
    overflow: int = 0
    """Rows of a sheet or text screen below the last one shown."""
    top: int = 0
    """The first row shown of a record with rows to choose, whose `references` are those in sight."""


def with_listing(view: View, listing: Listing) -> View:
    """The view with its front screen replaced."""
    return msgspec.structs.replace(view, listings=(*view.listings[:-1], listing))


def with_run(view: View, run: Run) -> View:
    """The page of a run that moved, with nothing in hand and nothing open."""
    return msgspec.structs.replace(view, run=run, cursor=-1, sheets=(), sheet_top=0, listings=())
