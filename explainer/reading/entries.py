"""The rows of lists: one row as data, and the rows of what a prose cites, for all screens that list something."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from explainer.messages import _
from explainer.reading.run import Run
from explainer.story.model.prose import Reference, letter_of
from explainer.story.model.structs import Prose, Story


class Entry(msgspec.Struct, frozen=True, array_like=True):
    """One row of a list."""

    kind: str
    """chapter, scene, term, source, excerpt, claim, use, choice, onward, sentence, option, note, bookmark, doubt;
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
