"""`explainer schema KIND`: the JSON Schema of a kind of story file, for editors."""

from __future__ import annotations

import click

from explainer.cli.output import say_json
from explainer.messages import _
from explainer.story.json_schema import KINDS, json_schema


def _kind(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    """The kind meant; a thing's own name stands for the file that lists it."""
    found = value if value in KINDS else f"{value}s"
    if found not in KINDS:
        said = _("{word} is no kind of file; there are {kinds}.")
        raise click.BadParameter(said.format(word=value, kinds=", ".join(KINDS)))
    return found


@click.command(
    "schema",
    help=_("Print the JSON Schema of a KIND of story file: {kinds}.").format(kinds=", ".join(KINDS)),
)
@click.argument("kind", metavar="KIND", callback=_kind)
def command(kind: str) -> None:
    say_json(json_schema(kind))
