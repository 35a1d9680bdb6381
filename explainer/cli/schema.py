"""`explainer schema`: the JSON Schema of a kind of story file, for any story or for one; printed, or as files."""

from __future__ import annotations

from pathlib import Path

import click

from explainer.cli.options import offer
from explainer.cli.output import narrate, say_json
from explainer.messages import _
from explainer.problems import ExplainerError, UsageError
from explainer.story.load.json_schema import KINDS, json_schema


def _kind(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    """The kind meant; a thing's own name stands for the file that lists it."""
    if value is None:
        return None
    found = value if value in KINDS else f"{value}s"
    if found not in KINDS:
        said = _("{word} is no kind of file; there are {kinds}.")
        raise click.BadParameter(said.format(word=value, kinds=", ".join(KINDS)))
    return found


@click.command(
    "schema",
    help=_(
        "Print the JSON Schema of a KIND of story file, for editors: {kinds}. With a story it completes that story's"
        " own ids."
    ).format(kinds=", ".join(KINDS)),
)
@click.argument("kind", metavar="[KIND]", required=False, callback=_kind)
@click.option(
    "--story",
    "folder",
    metavar="FOLDER",
    help=_("Complete the ids of the story in this folder."),
    shell_complete=offer("folder"),
)
@click.option(
    "--write",
    "written",
    metavar="FOLDER",
    help=_("Write the schemas of all kinds, with the ids of the story in this folder, to FOLDER/.schema/."),
    shell_complete=offer("folder"),
)
def command(kind: str | None, folder: str | None, written: str | None) -> None:
    if written is not None:
        if kind or folder is not None:
            raise UsageError(_("`--write` writes every kind for one story; leave out KIND and `--story`."))
        _write(_folder(written))
    elif kind is None:
        said = _("Name a kind of file: {kinds}; or write them all with `--write FOLDER`.")
        raise UsageError(said.format(kinds=", ".join(KINDS)))
    elif folder is None:
        say_json(json_schema(kind))
    else:
        from explainer.story.load.json_schema import story_schema

        say_json(story_schema(kind, _folder(folder)))


def _folder(named: str) -> Path:
    path = Path(named)
    if not path.is_dir():
        raise ExplainerError(_("There is no folder {folder}.").format(folder=named))
    return path


def _write(folder: Path) -> None:
    from explainer.story.load.json_schema import FOLDER, write_schemas

    try:
        written = write_schemas(folder)
    except OSError as fault:
        said = _("Cannot write {folder}: {why}.")
        raise ExplainerError(said.format(folder=folder / FOLDER, why=fault.strerror or fault)) from fault
    narrate(_("{n} schemas written to {folder}.").format(n=len(written), folder=folder / FOLDER))
