"""What search looks through: each line, claim, term, excerpt and source of a story as a small document."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from explainer.messages import _
from explainer.story import dates
from explainer.story.model import Scene, Step, Story
from explainer.story.plain import plain
from explainer.story.records import reading_order
from explainer.story.references import readable_steps, references, step_prose

KINDS = ("scene", "term", "claim", "excerpt", "source")

Field = tuple[str, float]
"""A text and how much a word in it counts."""


class Document(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One thing that can be found."""

    kind: str
    id: str
    address: str
    """Where to land: for a line `scene:step`, for a scene's head its id, for an excerpt the first line with it."""


def documents_of(story: Story) -> Iterator[Document]:
    """Everything that can be found, in the order of reading."""
    cited: dict[str, str] = {}
    for scene_id in reading_order(story):
        scene = story.scenes[scene_id]
        for reference in references(scene):
            if reference.kind == "excerpt":
                cited.setdefault(reference.id, f"{scene_id}:{reference.step}")
        yield Document("scene", scene.id, scene.id)
        for step in readable_steps(scene):
            if step_text(story, step):
                yield Document("scene", scene.id, f"{scene.id}:{step.id}")
    yield from (Document("term", term, "") for term in story.terms)
    yield from (Document("claim", claim, "") for claim in story.claims)
    yield from (Document("excerpt", excerpt, cited.get(excerpt, "")) for excerpt in story.excerpts)
    yield from (Document("source", source, "") for source in story.sources)


def fields_of(story: Story, document: Document) -> tuple[Field, ...]:
    """The texts by which a document is found."""
    if document.kind == "scene":
        return _scene_fields(story, story.scenes[document.id], document.address)
    if document.kind == "term":
        term = story.terms[document.id]
        names = tuple((text, 4.0) for text in (term.name, *term.also, *(form.text for form in term.forms)))
        return (*names, (term.definition, 1.0))
    if document.kind == "claim":
        claim = story.claims[document.id]
        said = ((text, 1.0) for version in claim.versions for text in (version.value, version.words))
        return ((claim.question, 2.5), *said)
    if document.kind == "excerpt":
        excerpt = story.excerpts[document.id]
        return (excerpt.text, 1.2), (excerpt.original, 1.2), (excerpt.speaker, 1.0)
    source = story.sources[document.id]
    return (source.title, 1.5), (source.publisher, 1.2), (source.author, 1.2)


def _scene_fields(story: Story, scene: Scene, address: str) -> tuple[Field, ...]:
    """Of a line its words, of a scene's head what stands over it."""
    _scene, _colon, line = address.partition(":")
    if not line:
        return (scene.title, 3.0), (scene.asks, 2.0), (scene.recap, 1.0)
    return tuple((step_text(story, step), 1.4) for step in scene.steps if step.id == line)


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
