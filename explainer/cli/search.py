"""`explainer search WORDS`: lines, terms, claims, excerpts and sources, grouped, the best first."""

from __future__ import annotations

from typing import Any

import click

from explainer.cli.lens_fields import under_lens
from explainer.cli.options import json_option, lens_option, story_option
from explainer.cli.output import narrate, say, say_json, say_wrapped
from explainer.cli.stories import open_story
from explainer.messages import _
from explainer.problems import UsageError
from explainer.story.dates import long
from explainer.story.model import Story
from explainer.story.search import Hit, Results, search

ALL = 1_000_000
"""A command prints all it finds; whoever wants less pipes it."""


@click.command(
    "search",
    help=_("Search lines, terms, claims, excerpts and sources; finds other forms and near spellings."),
)
@click.argument("words", nargs=-1, required=True)
@story_option
@json_option
@lens_option
def command(words: tuple[str, ...], folder: str | None, as_json: bool, on: str) -> None:
    query = " ".join(words)
    if not query.strip():
        raise UsageError(_("Say what to search for."))
    story = open_story(folder)
    results = search(story, query, ALL, on)
    if not results.groups:
        narrate(_("Nothing in this story has {query}.").format(query=query))
    elif results.corrected:
        narrate(_("{corrected}, nearest to {query}.").format(corrected=results.corrected, query=query))
    if as_json:
        say_json([_record(story, hit, on) for group in results.groups for hit in group.hits])
    else:
        if on and results.groups:
            say(_("As known on {day}.").format(day=long(on)))
            say()
        _say(results)


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


def _say(results: Results) -> None:
    for number, group in enumerate(results.groups):
        if number:
            say()
        say(f"{group.label}, {group.total}")
        for hit in group.hits:
            where = hit.address if hit.kind == "scene" else hit.id
            say_wrapped(f"{hit.label} ({where})", "  ", "    ")
            if hit.detail:
                say_wrapped(hit.detail, "    ")
