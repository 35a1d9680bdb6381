"""The program `explainer`: finds the command, and turns what goes wrong into one clean line and an exit code.

Exit codes: 0 fine, 1 the input or story has faults, 2 wrong usage, 75 full, 130 ended by Ctrl+C. Each command
is a module that is imported when it is called, so that `--help` loads click alone.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from explainer.cli.output import narrate, prepare, say
from explainer.messages import _
from explainer.problems import ExplainerError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

INTERRUPTED = 130

COMMANDS = {
    "read": _("Read a story; the shipped one when none is named."),
    "list": _("List all scenes, terms, sources, excerpts, claims, figures, trails or actions."),
    "show": _("Show one of them."),
    "search": _("Search lines, terms, claims, excerpts and sources."),
    "new": _("Make a small story that shows each feature, to change into your own."),
    "check": _("Check a story: every mistake with file, line and a hint."),
    "preview": _("Read a story while you write it: every save is on the screen at once."),
    "export": _("Write the whole story as a page, Markdown, text or a handout to print."),
    "schema": _("Print the JSON Schema of a kind of story file, for editors."),
    "serve": _("Let others read over SSH, without an account."),
    "workshop": _("Open a room, serve it, and lead it from this terminal."),
    "rehearse": _("Rehearse a workshop with simulated people, and read its report."),
    "save": _("Copy your kept place to a file, to carry it to another machine."),
    "takeaway": _("Print what you take along: your way, notes, claims and terms."),
    "forget": _("Remove everything this program keeps on this machine."),
    "completion": _("Print the script with which a shell completes these words."),
    "manual": _("Print the manual page."),
}
"""Name and what it does; the module of the same name holds it as `command`."""
READING = {
    "--at ADDRESS": _("Begin at a scene or a line of it."),
    "--trail ID": _("Begin a trail, a shorter way through."),
    "--as-known-on DATE": _("Show what was said by this day."),
    "--linear": _("Line by line: for screen readers, pipes."),
    "--private": _("Write nothing to this machine."),
}
"""Options of the reader, which need no command, told with the commands; `read --help` has all."""
_SHARED = {
    **dict.fromkeys(("list", "show", "search"), "queries"),
    **dict.fromkeys(("save", "takeaway", "forget"), "kept"),
}
"""The modules of several commands, each of them there as `NAME_command`."""


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"explainer.cli.{_SHARED.get(cmd_name, cmd_name)}")
        found: click.Command = getattr(module, f"{cmd_name}_command" if cmd_name in _SHARED else "command")
        return found

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Without a command, or with options alone, the reader is meant: `explainer --at opening`."""
        own = {name for parameter in self.get_params(ctx) for name in parameter.opts}
        # A shell that completes the first word wants commands.
        reads = bool(args) or not ctx.resilient_parsing
        if reads and (not args or (args[0].startswith("-") and args[0] not in own)):
            args = ["read", *args]
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in COMMANDS and not ctx.resilient_parsing:
            raise click.UsageError(_unknown(args[0]), ctx)
        return super().resolve_command(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem[str]]:
        """The commands, without importing them; the options of the reader too, who needs no word."""
        from click.shell_completion import CompletionItem

        if not incomplete.startswith("-"):
            return [
                CompletionItem(name, help=text)
                for name, text in COMMANDS.items()
                if name.startswith(incomplete)
            ]
        reader = self.get_command(ctx, "read")
        assert reader is not None
        return [*super().shell_complete(ctx, incomplete), *reader.shell_complete(ctx, incomplete)]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(_("Reading (explainer read --help has all)")):
            formatter.write_dl(list(READING.items()))
        with formatter.section(_("Commands")):
            formatter.write_dl(list(COMMANDS.items()))


def _unknown(name: str) -> str:
    if os.path.isdir(name):
        return _("{name} is no command. To read the story in that folder: explainer read {name}").format(
            name=name
        )
    import difflib  # loaded for a mistake, not with every command

    nearest = difflib.get_close_matches(name, COMMANDS, 1)
    hint = _("Did you mean {name}?").format(name=nearest[0]) if nearest else _("explainer --help lists them.")
    return _("{name} is no command. {hint}").format(name=name, hint=hint)


def _version(ctx: click.Context, _parameter: click.Parameter, asked: bool) -> None:
    if not asked:
        return
    from importlib.metadata import PackageNotFoundError, version

    try:
        say(f"explainer {version('explainer')}")
    except PackageNotFoundError:
        say(_("explainer, run from its sources without being installed"))
    ctx.exit()


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=_(
        "Reads stories in the terminal and shows at every line how we know it."
        " Alone, it opens the shipped story."
    ),
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_version,
    help=_("Show the version."),
)
def group() -> None: ...


def run(arguments: Sequence[str]) -> int:
    """Run one command line; the exit code."""
    prepare()
    try:
        code = _invoke(list(arguments))
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read us has read enough. What is still in the buffer must not raise again at exit.
        _drop_stdout()
        code = 0
    except KeyboardInterrupt:
        code = INTERRUPTED
    return code


def _invoke(arguments: list[str]) -> int:
    # Not through click's own `main`: it prints usage in its own form, and exits 1 on a closed pipe.
    try:
        with group.make_context("explainer", arguments) as context:
            answer: Any = group.invoke(context)
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "explainer"
        hint = _("{command} --help says more.").format(command=command)
        narrate(f"{command}: {error.format_message()}\n{hint}")
        return error.exit_code
    except click.ClickException as error:
        narrate(f"explainer: {error.format_message()}")
        return error.exit_code
    except click.Abort:
        return INTERRUPTED
    except ExplainerError as error:
        if str(error):
            narrate(f"explainer: {error}")
        return error.exit_code
    return answer if isinstance(answer, int) else 0


def _drop_stdout() -> None:
    if sys.stdout is None:
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
