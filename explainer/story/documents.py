"""What search looks through: each line, claim, term, excerpt and source of a story as a small document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from explainer.messages import _
from explainer.story import dates
from explainer.story.model import Scene, Step, Story
from explainer.story.plain import plain
from explainer.story.records import reading_order
from explainer.story.references import readable_steps, references, step_prose

KINDS = ("scene", "term", "claim", "excerpt", "source")

Field = tuple[str, float]
"""A text and how much a word in it counts."""


class Document(NamedTuple):
    """One thing that can be found."""

    kind: str
    id: str
    address: str
    fields: tuple[Field, ...]


def documents_of(story: Story) -> Iterator[Document]:
    """Everything that can be found, in the order of reading."""
    cited: dict[str, str] = {}
    for scene_id in reading_order(story):
        scene = story.scenes[scene_id]
        for reference in references(scene):
            if reference.kind == "excerpt":
                cited.setdefault(reference.id, f"{scene_id}:{reference.step}")
        yield from _lines(story, scene)
    for term in story.terms.values():
        names = tuple((text, 4.0) for text in (term.name, *term.also, *(form.text for form in term.forms)))
        yield Document("term", term.id, "", (*names, (term.definition, 1.0)))
    for claim in story.claims.values():
        said = ((text, 1.0) for version in claim.versions for text in (version.value, version.words))
        yield Document("claim", claim.id, "", ((claim.question, 2.5), *said))
    for excerpt in story.excerpts.values():
        fields = ((excerpt.text, 1.2), (excerpt.original, 1.2), (excerpt.speaker, 1.0))
        yield Document("excerpt", excerpt.id, cited.get(excerpt.id, ""), fields)
    for source in story.sources.values():
        fields = ((source.title, 1.5), (source.publisher, 1.2), (source.author, 1.2))
        yield Document("source", source.id, "", fields)


def _lines(story: Story, scene: Scene) -> Iterator[Document]:
    heading = ((scene.title, 3.0), (scene.asks, 2.0), (scene.recap, 1.0))
    yield Document("scene", scene.id, scene.id, heading)
    for step in readable_steps(scene):
        text = step_text(story, step)
        if text:
            yield Document("scene", scene.id, f"{scene.id}:{step.id}", ((text, 1.4),))


def step_text(story: Story, step: Step, on: str = "") -> str:
    """The words a reader meets in a step; a quotation and a figure are found as what they are, too."""
    if step.kind == "quote" and step.ref in story.excerpts:
        return story.excerpts[step.ref].text
    if step.kind == "figure" and step.ref in story.figures:
        figure = story.figures[step.ref]
        return f"{figure.title}. {figure.twin}"
    if step.guess:
        return step.guess.question
    return " ".join(plain(story, prose, on) for prose in step_prose(step))


def label(story: Story, document: Document) -> str:
    """What names a document in a list."""
    if document.kind == "scene":
        return story.scenes[document.id].title
    if document.kind == "term":
        return story.terms[document.id].name
    if document.kind == "claim":
        return story.claims[document.id].question
    if document.kind == "source":
        return story.sources[document.id].title
    excerpt = story.excerpts[document.id]
    return ", ".join(part for part in (excerpt.speaker, _day(excerpt.date, excerpt.date_precision)) if part)


def aside(story: Story, document: Document) -> str:
    """What is said beside the label when the label alone holds what was searched for."""
    if document.kind == "scene":
        when = story.scenes[document.id].when
        return dates.when_words(when)
    if document.kind == "term":
        return story.terms[document.id].definition
    if document.kind == "claim":
        count = len(story.claims[document.id].versions)
        return _("{n} versions").format(n=count) if count != 1 else _("1 version")
    if document.kind == "source":
        source = story.sources[document.id]
        day = _day(source.date, source.date_precision)
        return ", ".join(part for part in (source.publisher, day) if part)
    return story.excerpts[document.id].text


def _day(date: str, precision: str) -> str:
    return dates.said(date, precision) if date else ""
