"""Lines, terms, claims, excerpts and sources that have some words, grouped, the best first: what `search` answers."""

from __future__ import annotations

from typing import Any

from explainer.export.as_text.answer import Answer, json_of
from explainer.export.as_text.lens_fields import under_lens
from explainer.export.as_text.lines import Lines
from explainer.messages import _
from explainer.problems import UsageError
from explainer.story.model.dates import long
from explainer.story.model.structs import Story
from explainer.story.search.finder import Hit, Results, search

ALL = 1_000_000
"""A command prints all it finds; whoever wants less pipes it."""


def query_of(words: tuple[str, ...]) -> str:
    """What is searched for.

    Raises:
        UsageError: nothing is.
    """
    query = " ".join(words)
    if not query.strip():
        raise UsageError(_("Say what to search for."))
    return query


def found(story: Story, query: str, *, as_json: bool, on: str, out: Lines) -> Answer:
    """All that is found."""
    results = search(story, query, ALL, on)
    said = ""
    if not results.groups:
        said = _("Nothing in this story has {query}.").format(query=query)
    elif results.corrected:
        said = _("{corrected}, nearest to {query}.").format(corrected=results.corrected, query=query)
    if as_json:
        every = [_record(story, hit, on) for group in results.groups for hit in group.hits]
        return Answer(json_of(every), said, utf8=True)
    if on and results.groups:
        out.line(_("As known on {day}.").format(day=long(on)))
        out.line()
    _say(out, results)
    return Answer(out.text(), said)


def _record(story: Story, hit: Hit, on: str) -> dict[str, Any]:
    found = {
        "kind": hit.kind,
        "id": hit.id,
        "label": hit.label,
        "detail": hit.detail,
        "address": hit.address or None,
        "matched": list(hit.matched),
        "score": hit.score,
    }
    return {**found, **under_lens(story, hit, on)} if on else found


def _say(out: Lines, results: Results) -> None:
    for number, group in enumerate(results.groups):
        if number:
            out.line()
        out.line(f"{group.label}, {group.total}")
        for hit in group.hits:
            where = hit.address if hit.kind == "scene" else hit.id
            out.wrapped(f"{hit.label} ({where})", "  ", "    ")
            if hit.detail:
                out.wrapped(hit.detail, "    ")
