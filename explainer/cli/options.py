"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from explainer.messages import _
from explainer.problems import UsageError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from explainer.reading.options import ReaderOptions

_Command = Callable[..., Any]
_Offer = Callable[[click.Context, click.Parameter, str], "list[CompletionItem[str]]"]


def offer(name: str) -> _Offer:
    """Return a completer: the function `name` of `completion`, which is loaded only when a shell asks."""

    def offered(context: click.Context, parameter: click.Parameter, typed: str) -> list[CompletionItem[str]]:
        from explainer.cli import completion

        found: _Offer = getattr(completion, name)
        return found(context, parameter, typed)

    return offered


THEMES = ("dark", "light", "high-contrast")
DEPTHS = ("truecolor", "256", "16", "none")
GLYPHS = ("braille", "blocks", "plain", "ascii")
BIDI = ("ours", "terminal")


at_option = click.option(
    "--at",
    metavar="ADDRESS",
    default="",
    help=_("Begin there: scene, scene:step or scene:step@2022-01-08."),
    shell_complete=offer("addresses"),
)


def looks_options(command: _Command) -> _Command:
    """`--theme`, `--depth`, `--glyphs` and `--bidi`, for `with_looks`; empty: as the terminal tells."""
    told = {
        "theme": (THEMES, _("Colours, whatever the terminal tells.")),
        "depth": (DEPTHS, _("How many colours, whatever the terminal tells.")),
        "glyphs": (GLYPHS, _("Which signs the terminal can show.")),
        "bidi": (BIDI, _("Who orders right-to-left text: the program, or the terminal.")),
    }
    for name, (words, text) in reversed(told.items()):
        command = click.option(f"--{name}", type=click.Choice(words), callback=_or_empty, help=text)(command)
    return command


def with_looks(options: ReaderOptions, chosen: dict[str, Any]) -> ReaderOptions:
    """The options of a front end with what `looks_options` gave."""
    return replace(options, **chosen)


def _or_empty(_context: click.Context, _parameter: click.Parameter, chosen: str | None) -> str:
    return chosen or ""


story_option = click.option(
    "--story",
    "folder",
    metavar="FOLDER",
    help=_("The story's folder; without it the shipped story."),
    shell_complete=offer("folder"),
)
story_argument = click.argument("folder", metavar="[STORY]", required=False, shell_complete=offer("folder"))
json_option = click.option("--json", "as_json", is_flag=True, help=_("Print JSON."))
language_option = click.option(
    "--language",
    metavar="ID",
    default="",
    help=_("In this language of the story, such as ru."),
    shell_complete=offer("languages"),
)


def needs_folder(file: Path | None) -> None:
    """Refuse a file that is to be written where there is no folder.

    Raises:
        UsageError: its folder is not there.
    """
    if file is not None and not file.absolute().parent.is_dir():
        raise UsageError(_("{folder} is no folder.").format(folder=file.parent))


def _day(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    if not value:  # a command without a day loads nothing about days
        return value
    from explainer.export.as_text.asked import whole_day

    return _told_by_click(whole_day, value)


def _kind(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    from explainer.export.as_text.asked import kind_named

    return _told_by_click(kind_named, value)


def _told_by_click(read: Callable[[str], str], value: str) -> str:
    try:
        return read(value)
    except UsageError as error:
        raise click.BadParameter(str(error)) from error


lens_option = click.option(
    "--as-known-on",
    "on",
    metavar="DATE",
    default="",
    callback=_day,
    help=_("Show what was said by this day, such as 2022-01-08."),
    shell_complete=offer("days"),
)
kind_argument = click.argument("kind", metavar="KIND", callback=_kind, shell_complete=offer("kinds"))
