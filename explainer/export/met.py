"""What a reader met in a story, for what they take along: claims with citations, terms, sentences they marked."""

from __future__ import annotations

from dataclasses import dataclass

from explainer.messages import _, ngettext
from explainer.problems import Cannot
from explainer.reading import citation
from explainer.reading.cite_formats import cite_as
from explainer.reading.documents import marked_number, verdict_words
from explainer.reading.run import Run
from explainer.story.clean import clean, clean_line
from explainer.story.model import json_records
from explainer.story.model.dates import long
from explainer.story.model.lens import contested
from explainer.story.model.prose import readable_steps
from explainer.story.model.structs import Story


@dataclass(frozen=True, slots=True)
class MetClaim:
    """A claim with what stands and a full citation."""

    id: str
    question: str
    stands: tuple[str, ...]
    """As last checked: one line a version, with whose it is, when it was said, and an outcome."""
    versions: str
    """How many there are, and whether they contest each other."""
    on_day: tuple[str, ...]
    """Under the reader's date: that day, then what stood on it; empty without a date."""
    where: str
    """The citation's own line: story, id, address, edition, day checked."""
    sources: tuple[str, ...]
    bibtex: str


@dataclass(frozen=True, slots=True)
class MetTerm:
    """A term that was opened."""

    name: str
    definition: str
    address: str
    """Where the story uses it first; empty: nowhere."""


@dataclass(frozen=True, slots=True)
class DocumentMark:
    """The sentence of a text under study that the reader trusts least."""

    title: str
    number: int
    words: str
    verdict: str
    """What the record says of it, where the reader has read that; else empty."""


def met_claims(story: Story, run: Run, on: str) -> tuple[MetClaim, ...]:
    """The claims opened, and those that stand in scenes read; in the order of the story's files."""
    used = json_records.links(story).of_scene
    met = {key for scene in run.seen if scene in used for key in used[scene]["claim"]}
    met |= _opened(run, "claim")
    return tuple(_claim(story, key, on) for key in story.claims if key in met)


def _opened(run: Run, kind: str) -> set[str]:
    return {key.partition(":")[2] for key in run.opened if key.startswith(f"{kind}:")}


def _claim(story: Story, key: str, on: str) -> MetClaim:
    claim = story.claims[key]
    words, _blank, tail = citation.thing(story, "claim", key).rstrip("\n").partition("\n\n")
    where, *rests_on = tail.split("\n")
    count = ngettext(_("1 version"), _("{n} versions"), len(claim.versions)).format(n=len(claim.versions))
    said = _("{versions}, contested.") if contested(claim) else _("{versions}.")
    return MetClaim(
        id=key,
        question=clean_line(claim.question),
        stands=tuple(words.split("\n")[1:]),
        versions=said.format(versions=count),
        on_day=_on_day(story, key, on),
        where=where,
        sources=tuple(line.removeprefix("- ") for line in rests_on[1:]),
        bibtex=cite_as(story, "claim", key, "bibtex").rstrip("\n"),
    )


def _on_day(story: Story, key: str, on: str) -> tuple[str, ...]:
    """What stood on the reader's day, in the words of a citation under it."""
    if not on:
        return ()
    day = _("As known on {day}:").format(day=long(on))
    try:
        words = citation.thing(story, "claim", key, on).partition("\n\n")[0]
    except Cannot as folded:
        return day, str(folded)
    return day, *words.split("\n")[1:]


def met_terms(story: Story, run: Run) -> tuple[MetTerm, ...]:
    """The terms that were opened, by name."""
    found = [story.terms[key] for key in _opened(run, "term") if key in story.terms]
    found.sort(key=lambda term: (term.name.casefold(), term.id))
    return tuple(
        MetTerm(
            clean_line(f"{term.name} ({', '.join(f.text for f in term.forms)})" if term.forms else term.name),
            clean(term.definition.strip()),
            citation.address_of(story, "term", term.id),
        )
        for term in found
    )


def sentence_marks(story: Story, run: Run) -> tuple[DocumentMark, ...]:
    """The sentences marked as trusted least; what became of one only where a scene that tells it was read."""
    told = {
        step.ref
        for name in run.seen
        if name in story.scenes
        for step in readable_steps(story.scenes[name])
        if step.kind == "document" and step.verdicts
    }
    marks = []
    for key, document in story.documents.items():
        number = marked_number(story, run, key)
        if number:
            sentence = document.sentences[number - 1]
            verdict = verdict_words(sentence.verdict) if key in told else ""
            words = clean_line(story.excerpts[sentence.excerpt].text)
            marks.append(DocumentMark(clean_line(document.title), number, words, verdict))
    return tuple(marks)
