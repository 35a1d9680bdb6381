"""The references of a scene: what a reader can open from its lines.

Sources are numbered and claims lettered, both from the start of each scene, in the order in which they first appear.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from explainer.messages import _
from explainer.story.model import dates
from explainer.story.model.ages import LATER, prose_as_of, sources_known_on, stops_in, undated
from explainer.story.model.lens import run_words, shown
from explainer.story.model.structs import Document, Prose, Scene, Step, Story, Trail
from explainer.story.text import IDEOGRAPH

if TYPE_CHECKING:
    from explainer.story.model.structs import Claim, Excerpt, Figure


class Reference(msgspec.Struct, frozen=True, array_like=True):
    """One thing to open, at its place in a scene."""

    kind: str
    """term, excerpt, claim or figure."""
    id: str
    label: str
    """`1` for an excerpt, `a` for a claim, the shown words for a term, empty for a figure."""
    step: str
    """The id of the step it stands in."""
    pinned: str = ""
    """For a claim printed as of a fixed day: that day."""


def step_prose(step: Step) -> Iterator[Prose]:
    """Every prose of a step, in the order of reading."""
    if step.prose:
        yield step.prose
    yield from step.items


def document_of(story: Story, step: Step) -> Document | None:
    """The document that a step shows, if it shows one."""
    return story.documents.get(step.ref) if step.kind == "document" else None


def later_prose(story: Story, step: Step) -> Iterator[Prose]:
    """Prose that a step shows only when it is asked for: a guess's note, what became of a document's sentences."""
    if step.guess and step.guess.note:
        yield step.guess.note
    document = document_of(story, step)
    for sentence in document.sentences if document else ():
        if sentence.early:
            yield sentence.early
        if sentence.record and step.verdicts:
            yield sentence.record


def later_references(story: Story, step: Step) -> Iterator[Reference]:
    """What can be opened from a step once that prose is shown; unlabelled, since each page counts anew."""
    document = document_of(story, step)
    for sentence in document.sentences if document else ():
        yield Reference("excerpt", sentence.excerpt, "", step.id)
        for claim in sentence.claims if step.verdicts else ():
            yield Reference("claim", claim, "", step.id)
    for prose in later_prose(story, step):
        for span in prose:
            if span.kind in ("term", "excerpt", "claim", "mark"):
                kind = "claim" if span.kind == "mark" else span.kind
                yield Reference(kind, span.ref, span.text, step.id, span.on)


def step_sources(story: Story, step: Step) -> tuple[str, ...]:
    """The sources a step rests on, with those of the document that it shows."""
    document = document_of(story, step)
    if document is None:
        return step.rests_on
    below = (key for sentence in document.sentences for key in sentence.rests_on)
    return tuple(dict.fromkeys((*step.rests_on, document.source, *below)))


def paragraph_sources(story: Story, step: Step) -> tuple[str, ...]:
    """What a step of the page says that it rests on: its own sources, else those of its picture or its document."""
    document = document_of(story, step)
    if step.rests_on or step.kind not in ("figure", "document"):
        return step.rests_on
    if document is not None:
        return (document.source,) if document.source else ()
    return story.figures[step.ref].rests_on if step.ref in story.figures else ()


def known_sources(story: Story, step: Step, on: str) -> tuple[str, ...]:
    """Those of them that the story holds; under a lens those of that day and before."""
    return sources_known_on(story, paragraph_sources(story, step), on)


def readable_steps(scene: Scene) -> tuple[Step, ...]:
    """The steps that a reader sees: not the notes for who leads, not the questions for a room."""
    return tuple(step for step in scene.steps if step.kind not in ("facilitator", "question"))


def in_short_step(story: Story, on: str = "") -> Step:
    """The story in short as one step, wherever it is shown but in a scene; on a day each line as it reads then."""
    items = tuple(line.text for line in story.in_short)
    if on:
        items = tuple(prose_as_of(story, item, on, undated(story), counted=True) for item in items)
    return Step(
        "in-short",
        "in-short",
        items=items,
        links=tuple(line.scenes for line in story.in_short),
        marks=tuple(line.mark for line in story.in_short),
    )


def not_known(scene: Scene) -> Step | None:
    """The foot of a scene: what no source says; None where it has none."""
    last = scene.steps[-1] if scene.steps else None
    return last if last is not None and last.kind == "not-known" and not last.ref else None


def references(scene: Scene) -> tuple[Reference, ...]:
    """All references of a scene in the order of reading; one entry for each occurrence."""
    numbers: dict[str, str] = {}
    letters: dict[str, str] = {}
    found: list[Reference] = []

    def number(excerpt: str) -> str:
        return numbers.setdefault(excerpt, str(len(numbers) + 1))

    for step in readable_steps(scene):
        for prose in step_prose(step):
            for span in prose:
                if span.kind == "term":
                    found.append(Reference("term", span.ref, span.text, step.id))
                elif span.kind == "excerpt":
                    found.append(Reference("excerpt", span.ref, number(span.ref), step.id))
                elif span.kind in ("claim", "mark"):
                    letter = letters.setdefault(span.ref, letter_of(len(letters)))
                    found.append(Reference("claim", span.ref, letter, step.id, span.on))
        if step.kind == "quote":
            found.append(Reference("excerpt", step.ref, number(step.ref), step.id))
        elif step.kind == "figure":
            found.append(Reference("figure", step.ref, "", step.id))
    return tuple(found)


def references_read(scene: Scene, step: Step, now: Step) -> tuple[Reference, ...]:
    """The references of a step that can be read where it reads as it does `now`, one entry for each occurrence."""
    here = tuple(reference for reference in references(scene) if reference.step == step.id)
    if now is step or now.kind not in ("text", "items", "in-short", "not-known", LATER):
        return here
    return tuple(here[place] for place in stops_in(now) if place is not None)


def letter_of(index: int) -> str:
    """`a` to `z`, then `aa`, `ab`, ..."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters


# Prose as plain text: what a line says without its looks, for search, copies and commands.


def plain(
    story: Story, prose: Prose, on: str = "", marks: Mapping[tuple[str, str], str] | None = None
) -> str:
    """The words of a prose; paragraphs are parted by an empty line.

    Args:
        story: where the claims are.
        prose: the spans.
        on: the lens day, for claims that are not pinned to one of their own.
        marks: what to print for an excerpt or claim, by kind and id; None prints no marks.
    """
    parts: list[str] = []
    for span in prose:
        if span.kind == "break":
            parts.append("\n\n")
        elif span.kind == "claim":
            day = span.on or on
            parts.append(shown(story.claims[span.ref], day) or nothing_said(day))
        elif span.kind == LATER:
            parts.append(f"[{run_words(span)}]")
        elif span.kind not in ("excerpt", "mark"):
            parts.append(span.text)
        if marks is not None and span.kind in ("excerpt", "claim", "mark"):
            kind = "excerpt" if span.kind == "excerpt" else "claim"
            parts.append(marks.get((kind, span.ref), ""))
    return "".join(parts)


def nothing_said(on: str) -> str:
    """What stands in the place of a claim of which nothing was said by a day, or of which nothing stands."""
    if not on:
        return _("no version stands")
    return _("no source we hold says this by {day}").format(day=dates.long(on))


# How long reading takes: one figure for lists, records and the time left.

WORDS_A_MINUTE = 220
"""A little below the 238 words a minute that Brysbaert (2019) found for silent reading of English prose, since a
source is opened now and then: a story of 9,500 words takes three quarters of an hour."""


def minutes(words: int) -> int:
    """Minutes of reading, to the nearest; at least one. Rounded up, scenes would sum to twice their chapter."""
    return max(1, int(words / WORDS_A_MINUTE + 0.5))


def words_in(text: str) -> int:
    """The words of a text. An ideograph or kana counts as one: nothing parts words there, and 255 characters of
    Chinese take a minute where 228 words of English do (IReST, Trauzettel-Klosinski and Dietz 2012)."""
    if text.isascii():
        return len(text.split())
    characters = len(IDEOGRAPH.findall(text))
    if not characters:
        return len(text.split())
    spaced = IDEOGRAPH.sub(" ", text)
    return characters + sum(any(c.isalnum() for c in word) for word in spaced.split())


def minutes_of(story: Story, scenes: Iterable[str]) -> int:
    """Minutes of reading these scenes one after the other: the one figure of doors, trails, lists and headers."""
    return minutes(sum(story.scenes[scene].words for scene in scenes if scene in story.scenes))


def trail_minutes(story: Story, trail: Trail) -> int:
    """Minutes of a trail as `next` takes it: round the scenes with a warning."""
    return minutes_of(
        story, (key for key in trail.scenes if key in story.scenes and not story.scenes[key].warning)
    )


# How many words a scene has: all that its pages print, with what stands printed for each claim.


class Words(NamedTuple):
    """What a scene's steps take words from."""

    claims: Mapping[str, Claim]
    excerpts: Mapping[str, Excerpt]
    figures: Mapping[str, Figure]


def scene_words(steps: Iterable[Step], held: Words) -> int:
    """The words that a reader reads on the pages of these steps.

    Prose, lists, quotations, what no source says, the story in short, each figure's title and sentence once, the
    questions of guesses. What is only seen when it is opened does not count, nor do lines gathered from other scenes,
    which count where they stand.
    """
    figures: set[str] = set()
    words = 0
    for step in steps:
        gathered = step.kind == "not-known" and bool(step.ref)
        if step.kind in ("facilitator", "question") or gathered:
            continue
        words += sum(words_in(_said(prose, held.claims)) for prose in (step.prose, *step.items))
        if step.kind == "quote" and step.ref in held.excerpts:
            words += words_in(held.excerpts[step.ref].text)
        elif step.kind == "figure" and step.ref in held.figures and step.ref not in figures:
            figures.add(step.ref)
            words += words_in(held.figures[step.ref].title) + words_in(held.figures[step.ref].twin)
        elif step.guess is not None:
            asked = held.claims.get(step.guess.of)
            words += words_in(step.guess.question or (asked.question if asked else ""))
    return words


def _said(prose: Prose, claims: Mapping[str, Claim]) -> str:
    words = []
    for span in prose:
        if span.kind == "claim" and span.ref in claims:
            words.append(shown(claims[span.ref], span.on))
        else:
            words.append(" " if span.kind == "break" else span.text)
    return "".join(words)


# Where a story uses what: made once an edition, for lists, records and checks.


class Uses(msgspec.Struct, frozen=True):
    """Where a story uses what: `scene:step` addresses by term, excerpt, source and claim id."""

    terms: dict[str, tuple[str, ...]]
    excerpts: dict[str, tuple[str, ...]]
    claims: dict[str, tuple[str, ...]]
    sources: dict[str, tuple[str, ...]]


def uses(story: Story) -> Uses:
    """The index of a story's uses, made once an edition."""
    return _uses(_Handle(story))


class _Handle:
    """A story as a key of a cache: by its edition, since a record full of dictionaries has no hash."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.key = (story.id, story.edition.digest, story.as_of)

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Handle) and self.key == other.key


@lru_cache(maxsize=4)
def _uses(handle: _Handle) -> Uses:
    story = handle.story
    found: dict[str, dict[str, list[str]]] = {"term": {}, "excerpt": {}, "claim": {}, "source": {}}

    def note(kind: str, key: str, address: str) -> None:
        places = found[kind].setdefault(key, [])
        if address not in places:
            places.append(address)

    for scene_id in story.order:
        scene = story.scenes[scene_id]
        later = [reference for step in scene.steps for reference in later_references(story, step)]
        for reference in (*references(scene), *later):
            if reference.kind in found:
                note(reference.kind, reference.id, f"{scene_id}:{reference.step}")
            if reference.kind == "excerpt":
                note("source", story.excerpts[reference.id].source, f"{scene_id}:{reference.step}")
        for step in scene.steps:
            for key in step_sources(story, step):
                note("source", key, f"{scene_id}:{step.id}")
    return Uses(
        *({k: tuple(v) for k, v in found[kind].items()} for kind in ("term", "excerpt", "claim", "source"))
    )
