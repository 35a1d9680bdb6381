"""A text under study: its sentences, the one that the reader trusts least, and what is on record about each.

Pure. Verdicts are shown only where the scene's step says so; before, a reader sees what was known by the text's own
last day and nothing later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from explainer.messages import _
from explainer.problems import Cannot
from explainer.reading.run import Run
from explainer.reading.view import Entry, cited_entries, references_of
from explainer.story.model.ages import sentence_as_of
from explainer.story.model.outline import Lens
from explainer.story.model.prose import Reference, readable_steps
from explainer.story.model.structs import Document, Prose, Sentence, Step, Story

if TYPE_CHECKING:
    from explainer.reading.actions import Action
    from explainer.reading.view import Layout, View

_replace = msgspec.structs.replace


def document_step(story: Story, scene: str, document: str = "") -> Step | None:
    """The step of a scene that shows a text under study: that one, or the first."""
    for step in readable_steps(story.scenes[scene]):
        if step.kind == "document" and step.ref in story.documents and document in ("", step.ref):
            return step
    return None


def verdicts_on(story: Story, run: Run, document: str) -> bool:
    """Whether the scene one is in shows what became of each sentence."""
    step = document_step(story, run.visit.scene, document)
    return step is not None and step.verdicts


def verdict_words(verdict: str) -> str:
    """A verdict as readers see it."""
    return {
        "holds": _("holds"), "detail": _("wrong in a detail"), "wrong": _("wrong"),
        "unknowable": _("cannot be known"), "opinion": _("opinion"), "later": _("said later"),
    }.get(verdict, _("makes no claim"))  # fmt: skip


def key_of(document: Document, sentence: Sentence) -> str:
    """What names a sentence: `page:s07`."""
    return f"{document.id}:{sentence.excerpt}"


def sentence_of(story: Story, key: str, on: str = "") -> tuple[Document, Sentence, int]:
    """The document, the sentence as it reads on a day, and its number, from 1, of a key."""
    name, _colon, excerpt = key.partition(":")
    document = story.documents[name]
    for number, sentence in enumerate(document.sentences, 1):
        if sentence.excerpt == excerpt:
            return document, sentence_as_of(story, document, sentence, on), number
    raise Cannot(_("This text has no sentence {id}.").format(id=excerpt))


def marked_number(story: Story, run: Run, document: str) -> int:
    """The number of the sentence that the reader marked; 0 without a mark."""
    marked = run.marks.get(document, "")
    ids = [sentence.excerpt for sentence in story.documents[document].sentences]
    return ids.index(marked) + 1 if marked in ids else 0


def with_mark(run: Run, document: str, excerpt: str) -> Run:
    """The run with a sentence marked as trusted least, in place of another; the same one again takes it back."""
    rest = {key: value for key, value in run.marks.items() if key != document}
    if run.marks.get(document) == excerpt:
        return _replace(run, marks=rest)
    return _replace(run, marks={**rest, document: excerpt})


def record_of(sentence: Sentence, verdicts: bool) -> Prose:
    """What is set beside a sentence: the later record, or what stood on record by the text's last day."""
    return sentence.record if verdicts else sentence.early


def sentence_references(sentence: Sentence, verdicts: bool) -> tuple[Reference, ...]:
    """What the record of a sentence cites, one entry an occurrence."""
    return references_of((record_of(sentence, verdicts),))


def document_entries(story: Story, run: Run, document: str) -> tuple[Entry, ...]:
    """One row a sentence."""
    found = story.documents[document]
    verdicts, on = verdicts_on(story, run, document), run.lens.on if run.lens else ""
    return tuple(
        Entry(
            "sentence", key_of(found, sentence), story.excerpts[sentence.excerpt].text,
            detail=verdict_words(sentence_as_of(story, found, sentence, on).verdict) if verdicts else "",
            group=str(number),
            here=run.marks.get(document) == sentence.excerpt,
        )
        for number, sentence in enumerate(found.sentences, 1)
    )  # fmt: skip


def sentence_entries(story: Story, run: Run, key: str) -> tuple[Entry, ...]:
    """What can be opened from a sentence: what its record cites; with verdicts also the claims and scenes behind."""
    document, sentence, _number = sentence_of(story, key, run.lens.on if run.lens else "")
    verdicts = verdicts_on(story, run, document.id)
    found = sentence_references(sentence, verdicts)
    rows = list(cited_entries(story, found))
    if not verdicts:
        return tuple(rows)
    held = {(row.kind, row.id) for row in rows}
    rows += [
        Entry("claim", claim, story.claims[claim].question, _("claim"))
        for claim in sentence.claims
        if claim in story.claims and ("claim", claim) not in held
    ]
    for name in sentence.scenes:
        if name in story.scenes:
            scene = story.scenes[name]
            rows.append(
                Entry(
                    "scene", name, scene.title, address=name, seen=name in run.seen,
                    here=name == run.visit.scene, warned=scene.warning is not None,
                )
            )  # fmt: skip
    return tuple(rows)


def as_known(view: View) -> View:
    """A view in which nothing later than the text's last day is shown, where the text is read without verdicts.

    What is opened from there keeps that day, whatever the reader's own date.
    """
    for listing in view.listings:
        if listing.screen == "document":
            document = view.story.documents[listing.subject]
            if document.last_day and not verdicts_on(view.story, view.run, document.id):
                return _replace(view, run=_replace(view.run, lens=Lens(document.last_day)))
    return view


# actions on a view


def mark(view: View, action: Action, layout: Layout) -> View:
    """Mark the sentence in hand as the one trusted least, or take the mark back."""
    key = _in_hand(view)
    if not key:
        raise Cannot(_("No sentence is in hand; ↑↓ go to one."))
    document, sentence, number = sentence_of(view.story, key)
    run = with_mark(view.run, document.id, sentence.excerpt)
    said = _("your mark: sentence {n}") if document.id in run.marks else _("your mark is taken back")
    return _replace(view, run=run, message=said.format(n=number))


def _in_hand(view: View) -> str:
    if view.screen == "sentence":
        return view.listings[-1].subject
    if view.screen == "document":
        listing = view.listings[-1]
        sentences = view.story.documents[listing.subject].sentences
        if 0 <= listing.selected < len(sentences):
            return key_of(view.story.documents[listing.subject], sentences[listing.selected])
    return ""
