"""`explainer completion SHELL`: the script that lets a shell complete our words; and the answer it then asks for."""

from __future__ import annotations

import sys

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ShellComplete,
    ZshComplete,
    add_completion_class,
    get_completion_class,
    shell_complete,
)

from explainer.cli.output import narrate, say
from explainer.messages import _

SHELLS = ("bash", "zsh", "fish")
VARIABLE = "_EXPLAINER_COMPLETE"
"""What the script sets when it asks: `bash_complete`."""
_PROGRAM = "explainer"


def _how(shell: str) -> str:
    """The one line that turns it on for good."""
    return {
        "bash": "mkdir -p ~/.local/share/bash-completion/completions &&"
        " explainer completion bash > ~/.local/share/bash-completion/completions/explainer",
        "zsh": 'explainer completion zsh > "${fpath[1]}/_explainer"',
        "fish": "explainer completion fish > ~/.config/fish/completions/explainer.fish",
    }[shell]


@click.command(
    "completion",
    help=_(
        "Print the script with which SHELL (bash, zsh or fish) completes commands, options, kinds, ids and days."
    ),
)
@click.argument("shell", metavar="SHELL", type=click.Choice(SHELLS))
def command(shell: str) -> None:
    from explainer.cli.main import group

    found = get_completion_class(shell)
    assert found is not None
    maker = found(group, {}, _PROGRAM, VARIABLE)
    # Not Bash's own `source`: it starts a bash to look at its version.
    say(ShellComplete.source(maker).rstrip("\n"))
    if sys.stdout is not None and sys.stdout.isatty():
        narrate(_("To turn it on: {line}").format(line=_how(shell)))


class _Whole(ShellComplete):
    """Keeps the words typed so far: click forgets the arguments of a line that ends in an option without its value."""

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem[str]]:
        self.ctx_args["obj"] = tuple(args)
        return super().get_completions(args, incomplete)


class _Zsh(_Whole, ZshComplete):
    pass


class _Fish(_Whole, FishComplete):
    pass


class _Bash(_Whole, BashComplete):
    """Bash takes a colon for the end of a word: an address arrives in three parts, and only the last is replaced."""

    _replaced = ""

    def get_completion_args(self) -> tuple[list[str], str]:
        args, incomplete = super().get_completion_args()
        words = [*args, incomplete]
        while ":" in words[1:]:
            at = words.index(":", 1)
            words[at - 1 : at + 2] = ["".join(words[at - 1 : at + 2])]
        self._replaced = words[-1].rpartition(":")[0] + ":" if ":" in words[-1] else ""
        return words[:-1], words[-1]

    def format_completion(self, item: CompletionItem[str]) -> str:
        item.value = item.value.removeprefix(self._replaced)
        return super().format_completion(item)


def answer(instruction: str) -> int:
    """Print what a shell asks for; the exit code."""
    from explainer.cli.main import group

    for found in (_Bash, _Zsh, _Fish):
        add_completion_class(found)
    try:
        return shell_complete(group, {}, _PROGRAM, VARIABLE, instruction)
    except (KeyError, ValueError, BrokenPipeError):  # not asked by a script of ours
        return 1
