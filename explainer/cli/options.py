"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
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
    """What a shell offers here: a function of `completion`, which is loaded only when a shell asks."""

    def offered(context: click.Context, parameter: click.Parameter, typed: str) -> list[CompletionItem[str]]:
        from explainer.cli import completion

        found: _Offer = getattr(completion, name)
        return found(context, parameter, typed)

    return offered


THEMES = ("dark", "light", "high-contrast")
DEPTHS = ("truecolor", "256", "16", "none")
GLYPHS = ("braille", "blocks", "plain", "ascii")
BIDI = ("ours", "terminal")


def at_option(command: _Command) -> _Command:
    """`--at ADDRESS`, where one begins."""
    text = _("Begin there: scene, scene:step or scene:step@2022-01-08.")
    return click.option(
        "--at", metavar="ADDRESS", default="", help=text, shell_complete=offer("addresses")
    )(command)  # fmt: skip


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


def with_looks(options: ReaderOptions, chosen: dict[str, str]) -> ReaderOptions:
    """The options of a front end with what `looks_options` gave."""
    return replace(
        options,
        theme=chosen["theme"],
        depth=chosen["depth"],
        glyphs=chosen["glyphs"],
        bidi=chosen["bidi"],
    )


def _or_empty(_context: click.Context, _parameter: click.Parameter, chosen: str | None) -> str:
    return chosen or ""


def story_option(command: _Command) -> _Command:
    """`--story FOLDER`, for commands that say something about a story."""
    text = _("The story's folder; without it the shipped story.")
    return click.option("--story", "folder", metavar="FOLDER", help=text, shell_complete=offer("folder"))(
        command
    )


def story_argument(command: _Command) -> _Command:
    """`STORY`, for commands that do something with a whole story."""
    return click.argument("folder", metavar="[STORY]", required=False, shell_complete=offer("folder"))(
        command
    )


def json_option(command: _Command) -> _Command:
    """`--json`, for other programs."""
    return click.option("--json", "as_json", is_flag=True, help=_("Print JSON."))(command)


def lens_option(command: _Command) -> _Command:
    """`--as-known-on DATE`, a whole day."""
    text = _("Show what was said by this day, such as 2022-01-08.")
    return click.option(
        "--as-known-on",
        "on",
        metavar="DATE",
        default="",
        callback=_day,
        help=text,
        shell_complete=offer("days"),
    )(command)


def language_option(command: _Command) -> _Command:
    """`--language ID`, one of the story's."""
    text = _("In this language of the story, such as ru.")
    return click.option("--language", metavar="ID", default="", help=text, shell_complete=offer("languages"))(
        command
    )


def _day(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    if not value:  # a command without a day loads nothing about days
        return value
    from explainer.export.as_text.asked import whole_day

    try:
        return whole_day(value)
    except UsageError as error:
        raise click.BadParameter(str(error)) from error


def kind_argument(command: _Command) -> _Command:
    """`KIND`, for commands about things of one kind."""
    return click.argument("kind", metavar="KIND", callback=_kind, shell_complete=offer("kinds"))(command)


def _kind(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    from explainer.export.as_text.asked import kind_named

    try:
        return kind_named(value)
    except UsageError as error:
        raise click.BadParameter(str(error)) from error
