"""The records of one reader's run and of their notes: no clock, no files.

`explainer.reading.moves` makes the next run out of this one and an action; `explainer.reading.storage.store` keeps it,
once the reader agreed.
"""

from __future__ import annotations

import msgspec

from explainer.messages import _
from explainer.problems import Cannot
from explainer.reading.anchors import Anchor, Found, anchor, find, spoken, stepped
from explainer.story.model.outline import Edition, Lens, Place
from explainer.story.model.structs import Story
from explainer.story.text import clean

# What a reader writes or marks beside the story: notes, bookmarks, doubts. Undoing is the front end's: it holds
# the `Mine` of before for as long as it lives. What was deleted is not kept in the run, so that no file holds it.

_replace = msgspec.structs.replace

UNDO = 20
"""Changes that can be taken back in one session."""


class Note(msgspec.Struct, frozen=True, array_like=True):
    """Words of the reader's own at a step."""

    number: int
    """Unique in the run; never used again in it."""
    anchor: Anchor
    text: str
    """Cleaned of control characters; may have several lines."""
    edition: str = ""
    """The version of the story beside which it was written."""


class Mine(msgspec.Struct, frozen=True):
    """All that is a reader's own, as one value: to be undone as one."""

    notes: tuple[Note, ...] = ()
    bookmarks: tuple[Anchor, ...] = ()
    doubts: tuple[Anchor, ...] = ()


class KeptEntry(msgspec.Struct, frozen=True):
    """One row of what a reader keeps."""

    kind: str
    """note, bookmark or doubt."""
    number: int
    """From 1, in the list it came in."""
    key: str
    """A note's number, or the place of a bookmark or doubt in the run, as `delete` and `edit` take it."""
    text: str
    """A note's text; empty for the others."""
    title: str
    """The scene's; empty when lost."""
    place: Place | None
    how: str
    """same, edited, moved or lost, as `anchors.Found` says it."""
    words: str
    """The first words it was fixed to, as a reader is shown them."""


def mine(run: Run) -> Mine:
    """What is the reader's own in a run."""
    return Mine(run.notes, run.bookmarks, run.doubts)


def with_mine(run: Run, kept: Mine) -> Run:
    """A run with what is the reader's own replaced, as by undoing."""
    return _replace(run, notes=kept.notes, bookmarks=kept.bookmarks, doubts=kept.doubts)


def before(undo: tuple[Mine, ...], run: Run) -> tuple[Mine, ...]:
    """The changes that can be taken back once the run as it is now is changed."""
    return (*undo, mine(run))[-UNDO:]


def write(story: Story, run: Run, place: Place, text: str) -> Run:
    """A run with a new note.

    Raises:
        Cannot: the note has no words.
    """
    text = _worded(text)
    number = 1 + max((run.last_note, *(note.number for note in run.notes)))
    note = Note(number, anchor(story, place), text, story.edition.version)
    return _replace(run, notes=(*run.notes, note), last_note=number)


def edit(run: Run, number: int, text: str) -> Run:
    """A run in which a note has other words; it stays where it stands.

    Raises:
        Cannot: there is no such note, or no words are left.
    """
    text = _worded(text)
    if number not in {note.number for note in run.notes}:
        raise Cannot(_("There is no such note."))
    return _replace(run, notes=tuple(_replace(n, text=text) if n.number == number else n for n in run.notes))


def delete(run: Run, kind: str, key: int) -> Run:
    """A run without a note (by its number), a bookmark or a doubt (by its place in the run).

    Raises:
        Cannot: there is none.
    """
    if kind == "note":
        notes = tuple(note for note in run.notes if note.number != key)
        if notes == run.notes:
            raise Cannot(_("There is no such note."))
        return _replace(run, notes=notes)
    anchors = run.bookmarks if kind == "bookmark" else run.doubts
    if not 0 <= key < len(anchors):
        raise Cannot(_("There is nothing to delete here."))
    return _with_anchors(run, kind, (*anchors[:key], *anchors[key + 1 :]))


def _worded(text: str) -> str:
    text = "\n".join(line.rstrip() for line in clean(text).splitlines()).strip()
    if not text:
        raise Cannot(_("A note needs words."))
    return text


def toggle_bookmark(story: Story, run: Run, place: Place) -> Run:
    """Set a bookmark at a place, or take it back."""
    return _with_anchors(run, "bookmark", _toggled(story, run.bookmarks, place))


def toggle_doubt(story: Story, run: Run, place: Place) -> Run:
    """Mark a line as doubted, or take the mark back."""
    return _with_anchors(run, "doubt", _toggled(story, run.doubts, place))


def _toggled(story: Story, anchors: tuple[Anchor, ...], place: Place) -> tuple[Anchor, ...]:
    place = stepped(story, place)
    others = tuple(kept for kept in anchors if find(story, kept).place != place)
    return others if len(others) < len(anchors) else (*anchors, anchor(story, place))


def _with_anchors(run: Run, kind: str, anchors: tuple[Anchor, ...]) -> Run:
    return _replace(run, bookmarks=anchors) if kind == "bookmark" else _replace(run, doubts=anchors)


def notes_at(story: Story, run: Run, place: Place) -> tuple[Note, ...]:
    """The notes that stand beside a line, oldest first."""
    place = stepped(story, place)
    return tuple(note for note in run.notes if find(story, note.anchor).place == place)


def is_bookmarked(story: Story, run: Run, place: Place) -> bool:
    """Whether a line has a bookmark."""
    return bool(run.bookmarks) and _stands(story, run.bookmarks, place)


def is_doubted(story: Story, run: Run, place: Place) -> bool:
    """Whether the reader marked a line as doubted."""
    return bool(run.doubts) and _stands(story, run.doubts, place)


def _stands(story: Story, anchors: tuple[Anchor, ...], place: Place) -> bool:
    place = stepped(story, place)
    return any(find(story, kept).place == place for kept in anchors)


def kept_entries(story: Story, run: Run, query: str = "") -> tuple[KeptEntry, ...]:
    """Notes, bookmarks and doubts in the order of the story, the lost ones last.

    Args:
        story: the story as it is now.
        run: the run.
        query: words that must all stand in the note, in the words it was fixed to or in the scene's title.
    """
    rows = [
        *(_entry(story, "note", str(note.number), note.anchor, note.text) for note in run.notes),
        *(_entry(story, "bookmark", str(n), kept) for n, kept in enumerate(run.bookmarks)),
        *(_entry(story, "doubt", str(n), kept) for n, kept in enumerate(run.doubts)),
    ]
    wanted = query.casefold().split()
    rows = [row for row in rows if all(word in _searched(row) for word in wanted)]
    rows.sort(key=lambda row: _rank(story, row.place))  # stable: notes before marks on one line
    return tuple(_replace(row, number=number) for number, row in enumerate(rows, 1))


def _entry(story: Story, kind: str, key: str, kept: Anchor, text: str = "") -> KeptEntry:
    found: Found = find(story, kept)
    title = story.scenes[found.place.scene].title if found.place else ""
    words = kept.words
    if found.how == "same" and found.place:  # they may have been kept in another language
        words = anchor(story, found.place).words
    return KeptEntry(kind, 0, key, text, title, found.place, found.how, spoken(words, story))


def _searched(row: KeptEntry) -> str:
    return f"{row.text}\n{row.title}\n{row.words}".casefold()


def _rank(story: Story, place: Place | None) -> tuple[int, int, int]:
    if place is None:
        return (1, 0, 0)
    ids = [step.id for step in story.scenes[place.scene].steps]
    scene = story.order.index(place.scene) if place.scene in story.order else len(story.order)
    return (0, scene, ids.index(place.step) if place.step in ids else -1)


# One reader's run: where they are, the way they came, what they have seen and set.


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
