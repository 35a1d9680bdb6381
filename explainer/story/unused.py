"""What a story holds and no scene leads to."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping

from explainer.story.figure_data import data, events, shading
from explainer.story.model import Figure, Story
from explainer.story.records import links


def unused(story: Story) -> dict[str, tuple[str, ...]]:
    """Terms, sources, excerpts, claims and figures that nothing of a scene leads to, by kind.

    A source is also used by a claim's version, a term, a figure or a row of one, or a used source that repeats its
    words.
    """
    uses = links(story).uses
    named = {kind: set(ids) for kind, ids in uses.items()}
    for claim in named["claim"] & story.claims.keys():
        for version in story.claims[claim].versions:
            named["source"].update(version.source)
            named["term"].update(version.accuses)
    for term in story.terms.values():
        named["source"].update(term.rests_on, *(post.source for post in term.posts))
    for figure in story.figures.values():
        named["source"] |= _sources_of(story, figure)
    _follow_repeats(story, named["source"])
    held: dict[str, Mapping[str, object]] = {
        "term": story.terms,
        "source": story.sources,
        "excerpt": story.excerpts,
        "claim": story.claims,
        "figure": story.figures,
    }
    return {kind: tuple(key for key in things if key not in named[kind]) for kind, things in held.items()}


def _sources_of(story: Story, figure: Figure) -> set[str]:
    """What a figure and its rows rest on."""
    found = set(figure.rests_on)
    for part in (data, shading, events):
        with contextlib.suppress(KeyError, ValueError):  # a table that could not be read has been told
            found.update(key for datum in part(story, figure).rows for key in datum.sources)
    return found


def _follow_repeats(story: Story, named: set[str]) -> None:
    pending = list(named)
    while pending:
        source = story.sources.get(pending.pop())
        fresh = set(source.repeats) - named if source else set()
        named |= fresh
        pending += fresh
