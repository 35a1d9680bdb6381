"""How many words a scene has: its prose and lists, with what stands printed for each claim."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from explainer.story import pace
from explainer.story.lens import shown
from explainer.story.record import Prose

if TYPE_CHECKING:
    from explainer.story.model import Claim, Step


def scene_words(steps: Iterable[Step], claims: Mapping[str, Claim]) -> int:
    """The words of these steps that a reader reads as text."""
    return sum(
        pace.words_in(_said(prose, claims))
        for step in steps
        if step.kind in ("text", "items")
        for prose in (step.prose, *step.items)
    )


def _said(prose: Prose, claims: Mapping[str, Claim]) -> str:
    words = []
    for span in prose:
        if span.kind == "claim" and span.ref in claims:
            words.append(shown(claims[span.ref], span.on))
        else:
            words.append(" " if span.kind == "break" else span.text)
    return "".join(words)
