"""What prose beside the scene's own cites: a document's record, a guess's note. Its marks count from 1 and a again.

Pure: the painter and linear mode take their marks and rows from here, so that they cannot differ.
"""

from __future__ import annotations

from collections.abc import Iterable

from explainer.messages import _
from explainer.reading.lists import Entry
from explainer.story.model.prose import Reference, letter_of
from explainer.story.model.structs import Prose, Story


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
