"""What a story holds and no scene leads to."""

from __future__ import annotations

from collections.abc import Mapping

from explainer.story.model import Story
from explainer.story.records import links


def unused(story: Story) -> dict[str, tuple[str, ...]]:
    """Terms, sources, excerpts, claims and figures that nothing of a scene leads to, by kind.

    A source is also used by a claim's version, a term, a figure, or a used source that repeats its words.
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
        named["source"].update(figure.rests_on)
    pending = list(named["source"])
    while pending:
        source = story.sources.get(pending.pop())
        fresh = set(source.repeats) - named["source"] if source else set()
        named["source"] |= fresh
        pending += fresh
    held: dict[str, Mapping[str, object]] = {
        "term": story.terms,
        "source": story.sources,
        "excerpt": story.excerpts,
        "claim": story.claims,
        "figure": story.figures,
    }
    return {kind: tuple(key for key in things if key not in named[kind]) for kind, things in held.items()}
