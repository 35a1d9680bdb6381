"""The references of a scene: what a reader can open from its lines.

Sources are numbered and claims lettered, both from the start of each scene, in the order in which they first appear.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from explainer.story.model import Document, Prose, Scene, Step, Story


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


def readable_steps(scene: Scene) -> tuple[Step, ...]:
    """The steps that a reader sees: not the notes for who leads, not the questions for a room."""
    return tuple(step for step in scene.steps if step.kind not in ("facilitator", "question"))


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


def letter_of(index: int) -> str:
    """`a` to `z`, then `aa`, `ab`, ..."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters
