"""`explainer list`, `show` and `search`: the things of a story in words or as JSON."""

from __future__ import annotations

import click

from explainer.cli.options import (
    json_option,
    kind_argument,
    language_option,
    lens_option,
    offer,
    story_option,
)
from explainer.cli.output import answer, lines
from explainer.cli.stories import open_in
from explainer.export.as_text.answers import (
    CITATIONS,
    Wanted,
    action_shown,
    actions_listed,
    check_form,
    check_key,
    found,
    listed,
    query_of,
    shown,
)
from explainer.export.as_text.asked import KINDS
from explainer.messages import _


@click.command("list", help=_("List everything of one KIND: {kinds}.").format(kinds=", ".join(KINDS)))
@kind_argument
@story_option
@language_option
@json_option
def list_command(kind: str, folder: str | None, language: str, as_json: bool) -> None:
    if kind == "action":
        answer(actions_listed(as_json=as_json))
    else:
        answer(listed(open_in(folder, language), kind, as_json=as_json))


@click.command("show", help=_("Show one thing of a KIND: {kinds}.").format(kinds=", ".join(KINDS)))
@kind_argument
@click.argument("key", metavar="ID", required=False, default="", shell_complete=offer("ids"))
@story_option
@language_option
@json_option
@lens_option
@click.option(
    "--cite",
    "form",
    type=click.Choice(CITATIONS),
    default=None,
    help=_("Print a citation of an excerpt, a claim or a source."),
)
@click.option("--consent", is_flag=True, help=_("Read a scene that begins with a warning."))
def show_command(
    kind: str,
    key: str,
    folder: str | None,
    language: str,
    as_json: bool,
    on: str,
    form: str | None,
    consent: bool,
) -> None:
    check_key(kind, key)
    check_form(kind, form or "")
    wanted = Wanted(as_json, on, form or "", consent)
    if kind == "action":
        answer(action_shown(key, wanted, lines()))
    else:
        answer(shown(open_in(folder, language), kind, key, wanted, lines()))


@click.command(
    "search",
    help=_("Search lines, terms, claims, excerpts and sources; finds other forms and near spellings."),
)
@click.argument("words", nargs=-1, required=True)
@story_option
@language_option
@json_option
@lens_option
def search_command(words: tuple[str, ...], folder: str | None, language: str, as_json: bool, on: str) -> None:
    query = query_of(words)
    answer(found(open_in(folder, language), query, as_json=as_json, on=on, out=lines()))
