"""Opening a step as a whole: a guess, or a text under study, on a screen of its own."""

from __future__ import annotations

import msgspec

from explainer.reading.answering import start
from explainer.reading.view import Listing, View
from explainer.story.model.prose import Reference, readable_steps


def open_step(view: View, reference: Reference) -> View:
    """The screen of a guess; or the document at the sentence that is marked, else at its first."""
    if reference.kind == "guess":
        return start(view, f"{view.run.visit.scene}:{reference.step}")
    steps = readable_steps(view.story.scenes[view.run.visit.scene])
    document = next(step.ref for step in steps if step.id == reference.step)
    marked = view.run.marks.get(document, "")
    ids = [sentence.excerpt for sentence in view.story.documents[document].sentences]
    listing = Listing("document", document, selected=ids.index(marked) if marked in ids else 0)
    return msgspec.structs.replace(view, sheets=(), listings=(*view.listings, listing))
