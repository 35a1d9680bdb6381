"""Prose as plain text: what a line says without its looks, for search, copies and commands."""

from __future__ import annotations

from collections.abc import Mapping

from explainer.messages import _
from explainer.story import dates
from explainer.story.lens import shown
from explainer.story.model import Prose, Story


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
