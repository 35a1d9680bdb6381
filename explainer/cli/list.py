"""`explainer list KIND`: everything of one kind, a line each, or as JSON."""

from __future__ import annotations

import click

from explainer.cli.kinds import KINDS, kind_argument
from explainer.cli.options import json_option, language_option, story_option
from explainer.cli.output import answer
from explainer.cli.stories import open_in
from explainer.export.as_text.answers import actions_listed, listed
from explainer.messages import _


@click.command("list", help=_("List everything of one KIND: {kinds}.").format(kinds=", ".join(KINDS)))
@kind_argument
@story_option
@language_option
@json_option
def command(kind: str, folder: str | None, language: str, as_json: bool) -> None:
    if kind == "action":
        answer(actions_listed(as_json=as_json))
    else:
        answer(listed(open_in(folder, language), kind, as_json=as_json))
