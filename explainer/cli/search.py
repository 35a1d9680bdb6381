"""`explainer search WORDS`: lines, terms, claims, excerpts and sources, grouped, the best first."""

from __future__ import annotations

import click

from explainer.cli.options import json_option, language_option, lens_option, story_option
from explainer.cli.output import answer, lines
from explainer.cli.stories import open_in
from explainer.messages import _


@click.command(
    "search",
    help=_("Search lines, terms, claims, excerpts and sources; finds other forms and near spellings."),
)
@click.argument("words", nargs=-1, required=True)
@story_option
@language_option
@json_option
@lens_option
def command(words: tuple[str, ...], folder: str | None, language: str, as_json: bool, on: str) -> None:
    from explainer.export.as_text.answers import found, query_of

    query = query_of(words)
    answer(found(open_in(folder, language), query, as_json=as_json, on=on, out=lines()))
