"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from explainer.messages import _
from explainer.problems import UsageError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_Command = Callable[..., Any]
_Offer = Callable[[click.Context, click.Parameter, str], "list[CompletionItem[str]]"]


def offer(name: str) -> _Offer:
    """What a shell offers here: a function of `completing`, which is loaded only when a shell asks."""

    def offered(context: click.Context, parameter: click.Parameter, typed: str) -> list[CompletionItem[str]]:
        from explainer.cli import completing

        found: _Offer = getattr(completing, name)
        return found(context, parameter, typed)

    return offered


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
    from explainer.export.as_text.kinds import whole_day

    try:
        return whole_day(value)
    except UsageError as error:
        raise click.BadParameter(str(error)) from error
