"""`explainer show KIND ID`: one thing, to read or as JSON."""

from __future__ import annotations

import click

from explainer.cli.kinds import KINDS, kind_argument
from explainer.cli.options import json_option, language_option, lens_option, offer, story_option
from explainer.cli.output import answer, lines
from explainer.cli.stories import open_in
from explainer.export.as_text.answers import CITATIONS, Wanted, action_shown, check_form, shown
from explainer.messages import _


@click.command("show", help=_("Show one thing of a KIND: {kinds}.").format(kinds=", ".join(KINDS)))
@kind_argument
@click.argument("key", metavar="ID", shell_complete=offer("ids"))
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
def command(
    kind: str,
    key: str,
    folder: str | None,
    language: str,
    as_json: bool,
    on: str,
    form: str | None,
    consent: bool,
) -> None:
    check_form(kind, form or "")
    wanted = Wanted(as_json, on, form or "", consent)
    if kind == "action":
        answer(action_shown(key, wanted, lines()))
    else:
        answer(shown(open_in(folder, language), kind, key, wanted, lines()))
