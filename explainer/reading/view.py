"""A reader's screen as a value: the view, the rows of lists, the stops of the cursor; the painter gives it a size.

Every key makes a new view (`explainer.reading.view_actions`).
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from explainer.messages import _
from explainer.problems import Cannot
from explainer.reading.actions import ActionSpec
from explainer.reading.room import RoomView
from explainer.reading.run import Mine, Run, Visit
from explainer.story.model.outline import Place
from explainer.story.model.prose import Reference, known_sources, letter_of, readable_steps, references
from explainer.story.model.structs import Prose, Scene, Story

FILES = "save"
"""The action that writes a file; where a view has none, it is offered nowhere, and pressed all the same is refused in
words."""

IN_SHORT = "in-short"
"""The action that shows the story in short; offered where the story has lines for it."""

LANGUAGE = "language"
"""The action that reads on in another language; offered where the story has several."""


class Sheet(msgspec.Struct, frozen=True, array_like=True):
    """Something opened in place: a term, excerpt, source, claim or figure, or what a step rests on."""

    kind: str
    """term, excerpt, source, claim, figure or rests-on."""
    id: str
    """Its id; for rests-on the step's id."""
    row: int = 0
    """The source in hand of what a step rests on."""


class Listing(msgspec.Struct, frozen=True):
    """The state of a screen other than the scene."""

    screen: str
    """story-map, in-short, glossary, term, sources, source, search, choices, help, about, lens, claim, document,
    sentence, guess, figure, datum, notes, takeaway."""
    subject: str = ""
    """What it shows: a term's, source's or document's id, a document's and a sentence's (`page:s07`), a guess as
    `scene:step`; in the map `way` for one's own way; of the story in short
    the line whose scenes are chosen from; of what one takes along `guesses` where they are in it."""
    selected: int = 0
    query: str = ""
    folded: tuple[str, ...] = ()
    """Chapters folded away in the story map."""
    whole: tuple[str, ...] = ()
    """Groups of a search that are shown whole."""
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
    dated: str = ""
    """The date before the one of now, a day or `off`, until the next key: what changed with it is marked."""
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
    spread: int = 0
    """Rows of a list in two columns, in a window wide enough for them; 0: it has one."""
    top: int = 0
    """The first row shown of a record with rows to choose, whose `references` are those in sight."""
    hand: int = -1
    """The page's only guess, figure or document, which Enter opens while nothing else is in hand; -1: it has none, or
    several."""


def with_listing(view: View, listing: Listing) -> View:
    """The view with its front screen replaced."""
    return msgspec.structs.replace(view, listings=(*view.listings[:-1], listing))


def with_run(view: View, run: Run) -> View:
    """The page of a run that moved, with nothing in hand and nothing open."""
    return msgspec.structs.replace(view, run=run, cursor=-1, sheets=(), sheet_top=0, listings=())


# The rows of lists: one row as data, and the rows of what a prose cites, for all screens that list something.


class Entry(msgspec.Struct, frozen=True, array_like=True):
    """One row of a list."""

    kind: str
    """chapter, scene, line, term, source, excerpt, claim, use, choice, onward, sentence, option, note, bookmark, doubt;
    heading is not chosen."""
    id: str
    label: str
    detail: str = ""
    group: str = ""
    address: str = ""
    """Where Enter leads, for rows that lead to a scene."""
    minutes: int = 0
    seen: bool = False
    here: bool = False
    warned: bool = False
    folded: bool = False
    depth: int = 0
    matched: tuple[str, ...] = ()
    """Words to show in bold and underlined."""
    states: tuple[str, ...] = ()
    """A chapter's scenes in order: seen, here or new."""
    later: str = ""
    """Under a lens: `said later: DATE`, where it was not said by that day."""


def use_entry(story: Story, run: Run, address: str) -> Entry:
    scene = story.scenes[address.partition(":")[0]]
    step = address.partition(":")[2]
    label = _("{title}, step {step}").format(title=scene.title, step=step)
    return Entry(
        "use", address, label, address=address, seen=scene.id in run.seen,
        here=scene.id == run.visit.scene, warned=scene.warning is not None,
    )  # fmt: skip


def references_of(proses: Iterable[Prose], step: str = "") -> tuple[Reference, ...]:
    """Everything that proses cite, in the order of reading, one entry an occurrence."""
    numbers: dict[str, str] = {}
    letters: dict[str, str] = {}
    found: list[Reference] = []
    for prose in proses:
        for span in prose:
            if span.kind == "term":
                found.append(Reference("term", span.ref, span.text, step))
            elif span.kind == "excerpt":
                number = numbers.setdefault(span.ref, str(len(numbers) + 1))
                found.append(Reference("excerpt", span.ref, number, step))
            elif span.kind in ("claim", "mark"):
                letter = letters.setdefault(span.ref, letter_of(len(letters)))
                found.append(Reference("claim", span.ref, letter, step, span.on))
    return tuple(found)


def cited_entries(story: Story, found: Iterable[Reference]) -> tuple[Entry, ...]:
    """A row for each thing that is cited, once, in the order of its first mark."""
    rows: dict[tuple[str, str], Entry] = {}
    for reference in found:
        rows.setdefault((reference.kind, reference.id), _entry(story, reference))
    return tuple(rows.values())


def _entry(story: Story, reference: Reference) -> Entry:
    group = f"[{reference.label}]" if reference.kind in ("excerpt", "claim") else ""
    if reference.kind == "term":
        term = story.terms[reference.id]
        return Entry("term", reference.id, term.name, _("term"), group)
    if reference.kind == "claim":
        return Entry("claim", reference.id, story.claims[reference.id].question, _("claim"), group)
    excerpt = story.excerpts[reference.id]
    return Entry("excerpt", reference.id, story.sources[excerpt.source].publisher, excerpt.date, group)


# The stops of the cursor in a scene and the reference in hand, for the actions, the painter and citations. A
# step is a stop where it is opened whole: a guess, a document, a paragraph folded by the lens. Steps are
# counted after all references, so that the number of a reference is the same for everybody who counts them.

OPENED_WHOLE = ("guess", "document")
"""Kinds of steps that open a screen of their own."""
PICKED = ("choice", "recall")
"""Kinds of guesses that are answered by one of their options, on the page itself."""


def stops(scene: Scene) -> tuple[Reference, ...]:
    """The references of a scene, then its steps: of the kind of the step, with the step's id; then the lines that
    lead to scenes and the options of guesses, with step and number of the item.
    """
    steps = readable_steps(scene)
    whole = (Reference(step.kind, step.id, "", step.id) for step in steps)
    lines = (
        Reference("line", f"{step.id}:{number}", "", step.id)
        for step in steps
        for number, scenes in enumerate(step.links)
        if scenes
    )
    options = (
        Reference("option", f"{step.id}:{number}", "", step.id)
        for step in steps
        if step.guess is not None and step.guess.kind in PICKED
        for number in range(len(step.guess.options))
    )
    return (*references(scene), *whole, *lines, *options)


def line_stops(scene: Scene, step: str) -> dict[int, int]:
    """The stops of a step's lines by the number of the item."""
    return _numbered(scene, step, "line")


def option_stops(scene: Scene, step: str) -> dict[int, int]:
    """The stops of a guess's options by their number; none where the answer is typed or put in order."""
    return _numbered(scene, step, "option")


def _numbered(scene: Scene, step: str, kind: str) -> dict[int, int]:
    return {
        int(one.id.rpartition(":")[2]): number
        for number, one in enumerate(stops(scene))
        if one.kind == kind and one.step == step
    }


def stops_of(scene: Scene, step: str) -> list[int]:
    """The stops inside a step as they follow each other on the page; not the step itself."""
    cited = [number for number, one in enumerate(references(scene)) if one.step == step]
    lines = line_stops(scene, step)
    if not lines:
        return cited
    held = next(one for one in scene.steps if one.id == step)
    found: list[int] = []
    for number, item in enumerate(held.items):
        own = sum(span.kind in ("term", "excerpt", "claim", "mark") for span in item)
        line = [lines[number]] if number in lines else []
        here, cited = cited[:own], cited[own:]
        found += [*line, *here] if held.marks else [*here, *line]
    return found


def step_stop(scene: Scene, step: str) -> int:
    """The number of a step among the stops; -1 when a reader does not see it."""
    ids = [one.id for one in readable_steps(scene)]
    return len(references(scene)) + ids.index(step) if step in ids else -1


def is_whole(scene: Scene, step: str) -> bool:
    """Whether a step is opened on a screen of its own."""
    return any(one.id == step and one.kind in OPENED_WHOLE for one in scene.steps)


def stop_after(scene: Scene, here: tuple[int, ...], step: str) -> int:
    """The first stop of the page that begins in a step, after those of the page before; -1 where there is none."""
    steps = readable_steps(scene)
    ids = [one.id for one in steps]
    cited = references(scene)
    if step in ids and steps[ids.index(step)].kind in OPENED_WHOLE:
        return len(cited) + ids.index(step)
    if any(one.links for one in steps):
        order = [stop for key in ids for stop in stops_of(scene, key)]
        passed = max((order.index(stop) for stop in here if stop in order), default=-1)
        since = set(ids[ids.index(step) :] if step in ids else ids)
        found = stops(scene)
        return next((stop for stop in order[passed + 1 :] if found[stop].step in since), -1)
    last = max((stop for stop in here if stop < len(cited)), default=-1)
    ahead = ids[ids.index(step) :] if step in ids else ids
    return next((n for n, one in enumerate(cited) if n > last and one.step in ahead), -1)


# what is in hand


def in_hand(view: View) -> Reference | None:
    """The reference under the cursor."""
    found = stops(view.story.scenes[view.run.visit.scene])
    return found[view.cursor] if 0 <= view.cursor < len(found) else None


def listed_sources(view: View) -> tuple[str, ...]:
    """The sources to choose from in what is open: those a step rests on; none in anything else."""
    if not view.sheets or view.sheets[-1].kind != "rests-on":
        return ()
    steps = readable_steps(view.story.scenes[view.run.visit.scene])
    step = next((step for step in steps if step.id == view.sheets[-1].id), None)
    on = view.run.lens.on if view.run.lens else ""
    return known_sources(view.story, step, on) if step else ()


def source_in_hand(view: View) -> str:
    """The one of them that is in hand; empty where there is none."""
    found = listed_sources(view)
    return found[min(view.sheets[-1].row, len(found) - 1)] if found else ""


def current_step(view: View, layout: Layout) -> str:
    """The step in hand: of the reference under the cursor, else the first on the page."""
    reference = in_hand(view)
    if reference:
        return reference.step
    steps = readable_steps(view.story.scenes[view.run.visit.scene])
    return layout.step or view.run.visit.step or (steps[0].id if steps else "")


def past_warning(view: View) -> None:
    """Let by who reads a scene.

    Raises:
        Cannot: the page is a warning; the message names its ways.
    """
    if not view.run.visit.threshold:
        return
    if view.room is not None and view.room.follows:
        raise Cannot(_("→ goes round it, o reads it, O steps out."))
    raise Cannot(_("→ goes round it, o reads it."))


def current_place(view: View, layout: Layout) -> Place:
    """The line in hand, for citations and notes."""
    return Place(view.run.visit.scene, current_step(view, layout))
